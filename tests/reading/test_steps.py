"""Each line that is not blank is in exactly one step, whatever the language and however broken the code."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.model import Snippet, Step
from explainer.reading.languages import SUFFIXES
from explainer.reading.steps import cut

ROOT = Path(__file__).parents[2]
SNIPPETS = sorted((ROOT / "snippets").glob("*.py"))


def snippet(text: str, language: str = "python") -> Snippet:
    return Snippet(path="a", language=language, title="", introduction="", text=text, sha256="")


def shape(text: str, language: str = "python") -> list[tuple[int, int, str]]:
    return [(step.start_line, step.end_line, step.kind) for step in cut(snippet(text, language))]


def assert_each_line_once(text: str, steps: tuple[Step, ...]) -> None:
    lines = text.split("\n")
    held = [line for step in steps for line in range(step.start_line, step.end_line + 1)]
    assert len(held) == len(set(held)), "a line is in two steps"
    assert {number for number, line in enumerate(lines, 1) if line.strip()} <= set(held), "a line is in no step"
    for step in steps:
        assert step.code == "\n".join(lines[step.start_line - 1 : step.end_line])
        assert lines[step.start_line - 1].strip(), f"{step.id} starts on a blank line"
        assert lines[step.end_line - 1].strip(), f"{step.id} ends on a blank line"
    assert len({step.id for step in steps}) == len(steps)


def test_a_string_that_is_broken_over_lines_stays_in_its_statement():
    text = (ROOT / "snippets" / "peft_generate.py").read_text()
    assert [(start, end) for start, end, _ in shape(text)] == [
        (1, 3), (4, 4), (5, 5), (7, 7), (8, 8), (9, 9), (10, 10), (11, 11), (13, 13), (14, 14), (16, 18), (19, 19),
        (20, 20),
    ]  # fmt: skip


def test_headers_are_steps_and_their_bodies_are_not_part_of_them():
    text = """\
@cache
# remembered
def f(
    a,  # first
    b=2,
):
    '''Say what it does.'''
    if a:  # really
        # why
        return [
            a,

            b,
        ]
    elif b: return 1
    else:
        pass
    try:
        x = 1; y = 2
    except ValueError:
        raise
    finally:
        del x


async def g(): yield 1
"""
    assert shape(text) == [
        (1, 6, "function"), (7, 7, "docstring"), (8, 8, "if"), (9, 9, "comment"), (10, 14, "return"), (15, 15, "elif"),
        (16, 16, "else"), (17, 17, "pass"), (18, 18, "try"), (19, 19, "assignment"), (20, 20, "except"),
        (21, 21, "raise"), (22, 22, "finally"), (23, 23, "delete"), (26, 26, "function"),
    ]  # fmt: skip


def test_comment_lines_that_follow_one_another_are_one_step():
    assert shape("# a\n# b\n\n# c\nx = 1  # d\n# e\n") == [
        (1, 2, "comment"), (4, 4, "comment"), (5, 5, "assignment"), (6, 6, "comment"),
    ]  # fmt: skip


def test_match_and_with_have_headers_of_their_own():
    text = 'with open("a") as f, open("b") as g:\n    match f:\n        case [x, *_] if x:\n            print(x)\n'
    assert shape(text) == [(1, 1, "with"), (2, 2, "match"), (3, 3, "case"), (4, 4, "expression")]


def test_a_blank_file_has_no_steps():
    assert shape("") == []
    assert shape("\n  \n\t\n") == []


def test_statements_before_and_after_an_error_keep_their_steps():
    steps = shape("import os\n\nx = = 3\n\nprint(os.name)\n")
    assert steps[0] == (1, 1, "import")
    assert [(start, end) for start, end, _ in steps] == [(1, 1), (3, 3), (5, 5)]
    assert steps[-1] == (5, 5, "expression")


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "javascript",
            "const f = (a) => {\n  return a;\n};\nif (f(1)) {\n  g();\n} else {\n  h(); // no\n}\n",
            [(1, 1, "assignment"), (2, 3, "return"), (4, 4, "if"), (5, 5, "expression"), (6, 6, "else"),
             (7, 8, "expression")],
        ),
        (
            "typescript",
            "interface A {\n  b: string;\n}\nasync function f(a: A): Promise<void> {\n  await g(a.b);\n}\n",
            [(1, 1, "class"), (2, 3, "declaration"), (4, 4, "function"), (5, 6, "expression")],
        ),
        (
            "go",
            "package main\n\nfunc main() {\n\tfor i := 0; i < 3; i++ {\n\t\tf(i)\n\t}\n\tif x {\n\t\tg()\n\t}\n}\n",
            [(1, 1, "module"), (3, 3, "function"), (4, 4, "for"), (5, 6, "expression"), (7, 7, "if"),
             (8, 10, "expression")],
        ),
        (
            "rust",
            "use std::fs;\n\nfn main() {\n    match n {\n        0 => f(),\n"
            "        _ => {\n            g();\n        }\n    }\n}\n",
            [(1, 1, "import"), (3, 3, "function"), (4, 4, "match"), (5, 5, "case"), (6, 6, "case"),
             (7, 10, "expression")],
        ),
        (
            "bash",
            "if [ -f x ]; then\n  a\nelse\n  b\nfi\nfor y in 1 2; do\n  c\ndone\ncat <<END\nd\n\ne\nEND\n",
            [(1, 1, "if"), (2, 2, "expression"), (3, 3, "else"), (4, 5, "expression"), (6, 6, "for"),
             (7, 8, "expression"), (9, 13, "expression")],
        ),
        (
            "c",
            "#include <stdio.h>\n/* a\n   b */\nint main(void)\n{\n    int x = 1; /* c */\n    return x;\n}\n",
            [(1, 1, "import"), (2, 3, "comment"), (4, 5, "function"), (6, 6, "assignment"), (7, 8, "return")],
        ),
        (
            "java",
            "class A {\n    @Override\n    public void go() {\n        try {\n            run();\n"
            "        } catch (E e) {\n            throw e;\n        }\n    }\n}\n",
            [(1, 1, "class"), (2, 3, "function"), (4, 4, "try"), (5, 5, "expression"), (6, 6, "except"),
             (7, 10, "raise")],
        ),
        (
            "ruby",
            "def go(x)\n  if x\n    puts 1\n  else\n    puts 2\n  end\nend\n",
            [(1, 1, "function"), (2, 2, "if"), (3, 3, "expression"), (4, 4, "else"), (5, 7, "expression")],
        ),
        # braces without statements between them are no bodies
        (
            "javascript",
            "const {\n  a,\n} = b;\nmodule.exports = {\n  x: {\n    y: 1,\n  },\n\n  z: 2,\n};\n",
            [(1, 3, "assignment"), (4, 10, "assignment")],
        ),
        (
            "javascript",
            "on(() => {\n  a();\n}, {\n  once: true,\n  x: 1,\n});\nb();\n",
            [(1, 1, "expression"), (2, 2, "expression"), (3, 6, "expression"), (7, 7, "expression")],
        ),
        ("cpp", "Method all[] = {\n  {\n    1,\n  },\n  {\n    2,\n  },\n};\n", [(1, 8, "assignment")]),
        ("bash", "if [ $x = 1 ]\nthen\n  a\nfi\n", [(1, 2, "if"), (3, 4, "expression")]),
    ],
)  # fmt: skip
def test_other_languages_follow_the_same_rules(language: str, text: str, expected: list[tuple[int, int, str]]):
    assert shape(text, language) == expected


@pytest.mark.parametrize("language", sorted(set(SUFFIXES.values())))
def test_every_language_that_is_named_has_a_grammar(language: str):
    text = "a = 1\n\n{ b }\n"
    assert_each_line_once(text, cut(snippet(text, language)))


PIECES = st.sampled_from([
    "x = 1", "if x:", "    y = (", "    )", "else:", "# note", "", '"""', "def f(a,", "      b):", "    return a",
    "for", "}",
    "@d", "class A:", "    pass", "'open", "x; y", "with a as b:", "    try:", "    except E:", "\t\tz", "lambda: (",
    "]",     "\\",
])  # fmt: skip


@given(
    st.lists(PIECES, max_size=25).map("\n".join), st.sampled_from(["python", "javascript", "go", "bash", "ruby", "c"])
)
@settings(max_examples=400, deadline=None)
def test_each_line_is_in_one_step_of_any_text(text: str, language: str):
    assert_each_line_once(text, cut(snippet(text, language)))


@pytest.mark.parametrize("path", SNIPPETS, ids=lambda path: path.stem)
def test_each_line_is_in_one_step_of_a_damaged_file(path: Path):
    chance = random.Random(path.stem)
    original = path.read_text()
    for _ in range(40):
        start = chance.randrange(len(original))
        text = original[:start] + original[start + chance.randrange(1, 40) :]
        assert_each_line_once(text, cut(snippet(text)))


def test_a_file_of_fifty_thousand_lines_is_cut_in_seconds():
    text = "def f(a):\n    return [a,\n        1]\n\nx = f(2)\n" * 10_000
    started = time.perf_counter()
    steps = cut(snippet(text))
    assert len(steps) == 30_000
    assert time.perf_counter() - started < 20


def test_deep_nesting_does_not_exhaust_the_stack():
    text = "\n".join(f"{' ' * depth}if x:" for depth in range(600)) + f"\n{' ' * 600}y\n"
    assert len(cut(snippet(text))) == 601
    assert len(cut(snippet("x = " + "(" * 3000 + ")" * 3000))) == 1
