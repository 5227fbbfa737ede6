"""Whatever is in a file, it is read in bounded time, no line is lost, and nothing crashes."""

from __future__ import annotations

import random
import sysconfig
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from explainer.errors import SnippetError
from explainer.model import Facts, Finding, Snippet, Step
from explainer.reading import files
from explainer.reading.facts import collect
from explainer.reading.findings import find
from explainer.reading.languages import SUFFIXES, language_of
from explainer.reading.steps import cut
from explainer.settings import Settings

SAMPLES = sorted(path for path in Path(__file__).with_name("samples").iterdir() if path.suffix != ".steps")
LIBRARY = Path(sysconfig.get_path("stdlib"))
MODULES = ["argparse", "ast", "dataclasses", "difflib", "enum", "heapq", "inspect", "shlex", "textwrap", "typing"]
LANGUAGES = sorted(set(SUFFIXES.values()))


class Read(NamedTuple):
    """What was made of a text."""

    lines: Sequence[str]
    steps: tuple[Step, ...]
    facts: tuple[Facts, ...]
    findings: tuple[Finding, ...]


def read_all(text: str, language: str = "python") -> Read:
    """Read a text to the end."""
    snippet = Snippet(path="a", language=language, title="", introduction="", text=text, sha256="")
    steps = cut(snippet)
    facts = collect(snippet, steps)
    return Read(snippet.lines, steps, facts, find(snippet, steps, facts))


def faults(read: Read) -> list[str]:
    """Return what does not hold of a reading and must hold of any."""
    lines, steps, facts, findings = read
    held = [line for step in steps for line in range(step.start_line, step.end_line + 1)]
    found = [
        "a line is in two steps, or the steps are not in order" if held != sorted(set(held)) else "",
        *(f"line {number} is in no step" for number in _written(lines) - set(held)),
        "there are not as many facts as steps" if len(facts) != len(steps) else "",
        *(f"a finding is on line {one.line}" for one in findings if not 1 <= one.line <= len(lines)),
    ]
    for step, known in zip(steps, facts, strict=False):
        found += [f"{step.id}: {fault}" for fault in _faults_of_step(step, known, lines)]
    return [fault for fault in found if fault]


def _written(lines: Sequence[str]) -> set[int]:
    return {number for number, line in enumerate(lines, 1) if line.strip()}


def _faults_of_step(step: Step, known: Facts, lines: Sequence[str]) -> Iterator[str]:
    if not (lines[step.start_line - 1].strip() and lines[step.end_line - 1].strip()):
        yield "it starts or ends on a blank line"
    if step.code != "\n".join(lines[step.start_line - 1 : step.end_line]):
        yield "its code is not that of its lines"
    for call in known.calls:
        if not step.start_line <= call.line <= step.end_line:
            yield f"{call.name} is called on line {call.line}"
        elif not lines[call.line - 1][call.column :].startswith(call.name):
            yield f"{call.name} is not at column {call.column} of line {call.line}"
    for one in known.reads:
        if not lines[one.line - 1][one.column :].startswith(one.path.partition(".")[0]):
            yield f"{one.path} is not at column {one.column} of line {one.line}"


# ------------------------------------------------------------------------------------------------------ real code


@pytest.mark.parametrize("name", MODULES)
def test_real_code_is_read_and_has_no_mistakes(name: str):
    read = read_all((LIBRARY / f"{name}.py").read_text("utf-8"))
    assert faults(read) == []
    assert read.findings == ()
    assert any(one.calls for one in read.facts)


@pytest.mark.parametrize("name", MODULES)
def test_real_code_with_a_mistake_anywhere_is_read(name: str):
    chance = random.Random(name)
    lines = (LIBRARY / f"{name}.py").read_text("utf-8").split("\n")[:300]
    for mistake in ("x = = 3", "def f(:", "'open", "  (((", "}", "\t\t@", "else:", '"""'):
        place = chance.randrange(len(lines))
        assert faults(read_all("\n".join([*lines[:place], mistake, *lines[place:]]))) == []


@pytest.mark.parametrize("name", MODULES)
def test_the_start_of_real_code_is_read(name: str):
    chance = random.Random(name)
    text = (LIBRARY / f"{name}.py").read_text("utf-8")[:12_000]
    for _ in range(8):
        assert faults(read_all(text[: chance.randrange(len(text))])) == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_samples_are_read_however_damaged(path: Path):
    chance, text = random.Random(path.name), path.read_text()
    language = language_of(path)
    assert language is not None
    assert faults(read_all(text, language)) == []
    for _ in range(25):
        start = chance.randrange(len(text))
        assert faults(read_all(text[:start], language)) == []
        assert (
            faults(
                read_all(text[:start] + chance.choice(["(", "}", '"', "\n\n", "  end", "= ="]) + text[start:], language)
            )
            == []
        )
        assert faults(read_all(text[:start] + text[start + chance.randrange(1, 60) :], language)) == []


# ------------------------------------------------------------------------------------------------------ any text

PIECES = st.sampled_from([
    "x = 1", "x = f(x, *y, k=z)", "if x:", "    y = (", "    )", "else:", "# note", "", '"""', "def f(a,", "      b):",
    "    return a", "for x in y:", "}", "@d", "class A(B):", "    pass", "'open", "x; y", "with a as b:", "    try:",
    "    except E as e:", "\t\tz", "lambda: (", "]", "\\", "    global x", "del x", "match x:", "  case [y, *_]:",
    "import a.b as c", "from . import *", "  - e", "a: |", "- f: g", "---", "  ? k", "{a: b, c: [1]}", "{", "end", "fi", "do |x|", "/* a", "*/", "x := <-y", "é🙂 = 'ß'", "\x0c",
    "f'{x!r:>{y}}'", "%magic", "!ls", "yield", "await x", "nonlocal q", "    finally:", "x: int", "return [y for y in x",
])  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("\n".join), st.sampled_from(LANGUAGES))
@example("x = 1\nif x:", "yaml")
@settings(max_examples=400, deadline=None)
def test_any_pieces_in_any_language_are_read(text: str, language: str):
    assert faults(read_all(text, language)) == []


@given(st.lists(PIECES, max_size=30).map("\n".join))
@settings(max_examples=400, deadline=None)
def test_any_pieces_in_python_are_read(text: str):
    assert faults(read_all(text)) == []


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused_with_a_reason(tmp_path_factory: pytest.TempPathFactory, data: bytes):
    path = tmp_path_factory.mktemp("bytes") / "a.py"
    path.write_bytes(data)
    try:
        snippet, _ = files.read(path, path.parent, Settings())
    except SnippetError as error:
        assert str(error).startswith("a.py")
    else:
        assert "\r" not in snippet.text
        assert "\x00" not in snippet.text or data.startswith((b"\xff\xfe", b"\xfe\xff"))
        snippet.text.encode()
        assert faults(read_all(snippet.text)) == []


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfx = 1\r\ny = 2\r\n",
        b"x = 1\ry = 2\r",
        "x = 1\ny = 2\n".encode("utf-16-le").join([b"\xff\xfe", b""]),
        "x = 1\ny = 2\n".encode("utf-32"),
        b"\x0cx = 1\n\x0cy = 2",
    ],
)
def test_marks_and_line_ends_change_no_step(tmp_path: Path, data: bytes):
    path = tmp_path / "a.py"
    path.write_bytes(data)
    snippet, findings = files.read(path, tmp_path, Settings())
    assert not findings
    assert [(step.start_line, step.code) for step in cut(snippet)] == [(1, "x = 1"), (2, "y = 2")]


def test_other_line_separators_within_a_line_end_no_line():
    text = "x = 'a\x85b\u2028c\x0bd\x1ce'\ny = 2\n"
    read = read_all(text)
    assert faults(read) == []
    assert [step.end_line for step in read.steps] == [1, 2]


# ------------------------------------------------------------------------------------------------------- large files

N = 10_000
LARGE = {
    "one name": "x = 1\n" + "".join(f"x = f(x, {n})\n" for n in range(N)),
    "many names": "x0 = 1\n" + "".join(f"x{n + 1} = f(x{n})\n" for n in range(N)),
    "overwritten": "a = [1]\n" + "x = a[0]\n" * N,
    "branches": "".join(f"if x{n % 300}:\n    y = x\nelse:\n    x{n % 300} = y\n" for n in range(N // 4)),
    "functions": "".join(f"def f{n}(a):\n    b = a\n    return f{n // 2}(b)\n\n" for n in range(N // 4)),
    "a table": "D = {\n" + "".join(f"    'k{n}': [{n}, 'a'],\n" for n in range(N)) + "}\n",
    "open brackets": "x = (\n" * N,
    "open strings": "x = 'a\n" * N,
    "comments": "# a\n" * N,
    "blank lines": "x = 1\n" + "\n" * N + "y = 2\n",
}  # fmt: skip


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE.keys())
def test_time_does_not_grow_by_the_square_of_the_lines(text: str):
    """Ten times the lines take at most forty times as long; a square would be a hundred times."""
    lines = text.split("\n")
    few = _seconds("\n".join(lines[: N // 10]))
    many = _seconds(text)
    assert many < max(40 * few, 4), f"{N // 10} lines take {few:.2f} s, {N} lines {many:.2f} s"


def _seconds(text: str, language: str = "python") -> float:
    started = time.process_time()
    read = read_all(text, language)
    seconds = time.process_time() - started
    assert faults(read) == []
    return seconds


def test_a_line_of_a_million_characters_stops_nothing():
    read = read_all("x = 1\ny = [" + "1, " * 330_000 + "]\nz = 2\n")
    assert faults(read) == []
    _, steps, _, findings = read
    assert steps[-1].end_line == 3
    assert [(one.kind, one.line) for one in findings] == [("too-long", 2)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_line_that_is_let_in_is_read_in_any_language(language: str):
    assert _seconds("x = 1\ny = [" + "1, " * 6_600 + "]\nz = 2\n", language) < 10


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "(" * 15_000 + ")" * 15_000,
        "x = " + "-" * 15_000 + "1",
        "x = " + "a." * 7_000 + "b",
        "x = a" + ".b(1)" * 3_000,
        "x = " + "[" * 9_000,
        "x = " + " + ".join(["a"] * 4_000),
        "x = " + "lambda: " * 2_000 + "1",
        "".join(f"{' ' * depth}if x:\n" for depth in range(1_000)) + " " * 1_000 + "y\n",
        "".join(f"{' ' * depth}def f():\n" for depth in range(500)) + " " * 500 + "pass\n",
        "if x:\n    pass\n" + "elif x:\n    pass\n" * 3_000,
    ],
    ids=lambda text: text[:12],
)
def test_deep_nesting_does_not_exhaust_the_stack(text: str):
    assert faults(read_all(text)) == []
