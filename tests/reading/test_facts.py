"""Facts of real snippets: what is called with what, and where each name that is read got its value."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from explainer.model import Call, Facts, Import, Read, Snippet, Write
from explainer.reading.facts import collect
from explainer.reading.steps import cut

ROOT = Path(__file__).parents[2]


def facts_by_line(text: str, language: str = "python") -> dict[int, Facts]:
    """Return the facts of each step, by the line that it starts on."""
    snippet = Snippet(path="a", language=language, title="", introduction="", text=text, sha256="")
    steps = cut(snippet)
    return {step.start_line: facts for step, facts in zip(steps, collect(snippet, steps), strict=True)}


def call(text: str, name: str) -> Call:
    return next(one for facts in facts_by_line(text).values() for one in facts.calls if one.name == name)


def origins(text: str, line: int, path: str) -> list[tuple[int, str, str | None]]:
    """Return where the value of the last read of a path on a line comes from."""
    reads = [read for facts in facts_by_line(text).values() for read in facts.reads]
    found = [read for read in reads if (read.line, read.path) == (line, path)]
    return [(one.line, one.kind, one.value) for one in found[-1].definitions]


def uses(text: str, line: int) -> list[int]:
    """Return the first lines of the steps that the step on a line depends on."""
    facts = facts_by_line(text)
    return [list(facts)[index] for index in facts[line].uses]


# ----------------------------------------------------------------------------------------------------------- calls


def test_a_call_has_its_name_receiver_arguments_and_their_places():
    text = (
        'from peft import PeftModel\nbase = 1\nmodel = PeftModel.from_pretrained(\n    base,\n    model_id="a/b",\n)\n'
    )
    found = call(text, "from_pretrained")
    assert (found.line, found.column) == (3, 18)
    assert (found.callee, found.receiver) == ("PeftModel.from_pretrained", "PeftModel")
    given = [(one.value, one.keyword, one.line, one.column) for one in found.arguments]
    assert given == [("base", None, 4, 4), ('"a/b"', "model_id", 5, 13)]
    assert [read.definitions[0].value for read in found.reads] == ["peft.PeftModel"]
    assert [read.definitions[0].line for read in found.arguments[0].reads] == [2]


def test_calls_are_in_the_order_of_evaluation():
    calls = facts_by_line("f(g(1), h(2)).i(j())\n")[1].calls
    assert [one.name for one in calls] == ["g", "h", "f", "j", "i"]
    assert [one.receiver for one in calls] == [None, None, None, None, "f(g(1), h(2))"]


def test_calls_in_the_body_of_a_lambda_or_generator_stand_behind_the_call_that_takes_it():
    found = facts_by_line("print(max(words, key=lambda w: a(b(w))), [c(w) for w in d()], any(e(w) for w in f()))\n")[1]
    runs = [(one.name, one.running.runs) for one in found.calls]
    assert runs == [
        *(("max", "once"), ("b", "lambda"), ("a", "lambda"), ("d", "once"), ("c", "each")),
        *(("f", "once"), ("any", "once"), ("e", "generator"), ("print", "once")),
    ]


def test_stars_await_generators_and_nameless_calls():
    calls = facts_by_line("async def f(a, b):\n    await g(*a, **b)\n    sum(x for x in a)\n    a[0](1)(2)\n")
    (awaited,) = calls[2].calls
    assert awaited.awaited
    assert [(one.value, one.keyword) for one in awaited.arguments] == [("*a", None), ("**b", None)]
    (total,) = calls[3].calls
    assert [(one.value, one.column) for one in total.arguments] == [("x for x in a", 8)]
    assert [(one.name, one.callee) for one in calls[4].calls] == [("", "a[0]"), ("", "a[0](1)")]


def test_decorators_are_calls_with_and_without_parentheses():
    calls = facts_by_line("@app.get('/')\n@cache\ndef f():\n    pass\n")[1].calls
    assert [(one.name, one.decorator, len(one.arguments)) for one in calls] == [("get", True, 1), ("cache", True, 0)]


def test_calls_in_a_header_and_in_a_multi_line_statement_belong_to_their_step():
    facts = facts_by_line("for a in range(3):\n    b = f(\n        g(),\n    )\nif h(b):\n    pass\n")
    assert [[one.name for one in facts[line].calls] for line in (1, 2, 5)] == [["range"], ["g", "f"], ["h"]]


@pytest.mark.parametrize(
    ("text", "calls", "reads"),
    [
        ("print(total sum(items))\n", [], ["total", "sum", "items"]),
        ("f(1, [2, 3)\n", [], ["f"]),
        ("go(a b)(3)\n", [], ["go", "a", "b"]),
        ("f(a b, g(c))\n", ["g"], ["f", "a", "b", "g", "c"]),
    ],
)
def test_what_is_called_is_not_known_where_the_call_does_not_parse(text: str, calls: list[str], reads: list[str]):
    facts = facts_by_line(text)[1]
    assert [one.name for one in facts.calls] == calls
    assert [one.path for one in facts.reads] == reads


def test_what_follows_a_broken_string_still_has_its_facts():
    facts = facts_by_line((ROOT / "snippets" / "peft_generate.py").read_text())
    assert [one.name for one in facts[16].calls] == ["encode", "to"]
    assert [(one.line, one.column, one.name) for one in facts[19].calls] == [(19, 16, "generate")]
    (model,) = [read for read in facts[19].reads if read.path == "model"]
    assert [one.line for one in model.definitions] == [14]


# --------------------------------------------------------------------------------------------- imports and comments


def test_imports_say_what_they_bind_and_where_it_is_from():
    facts = facts_by_line(
        "import os.path, numpy as np\nfrom .models import (\n    A as B,\n    *\n)\nfrom a import b\n"
    )
    assert facts[1].imports == (Import(1, 7, "os.path", None, None), Import(1, 16, "numpy", None, "np"))
    assert [one.bound for one in facts[1].imports] == ["os", "np"]
    assert facts[2].imports[0] == Import(3, 4, ".models", "A", "B")
    assert facts[6].imports[0].target == "a.b"


def test_comments_lose_their_marks_and_trailing_ones_belong_to_the_statement():
    facts = facts_by_line("#!/bin/sh\n#  one\n## two\nx = 1  # three\n")
    assert facts[1].comment == "/bin/sh\n one\ntwo"
    assert facts[4].comment == "three"


def test_the_scope_is_that_of_the_body_that_a_step_is_in():
    facts = facts_by_line("class A:\n    def f(self):\n        def g():\n            pass\n        return g\n")
    assert [facts[line].scope for line in (1, 2, 3, 4, 5)] == ["", "A", "A.f", "A.f.g", "A.f"]


# ------------------------------------------------------------------------------------------------------- data flow


@pytest.mark.parametrize(
    ("text", "line", "path", "expected"),
    [
        # straight on: the last assignment, not the first, and not a later one
        ("a = 1\na = 2\nf(a)\na = 3\n", 3, "a", [(2, "assignment", "2")]),
        # the right side is read before the left side is set
        ("a = 1\na = g(a)\n", 2, "a", [(1, "assignment", "1")]),
        # unpacking: each name gets its part, where that can be told
        ("a, (b, c) = 1, (2, 3)\nf(c)\n", 2, "c", [(1, "assignment", "3")]),
        ("a, *b = g()\nf(b)\n", 2, "b", [(1, "assignment", "g()")]),
        ("a = b = 1\nf(b)\n", 2, "b", [(1, "assignment", "1")]),
        # branches meet
        ("if x:\n    a = 1\nelse:\n    a = 2\nf(a)\n", 5, "a", [(2, "assignment", "1"), (4, "assignment", "2")]),
        ("a = 0\nif x:\n    a = 1\nf(a)\n", 4, "a", [(1, "assignment", "0"), (3, "assignment", "1")]),
        ("def g(x):\n    a = 0\n    if x:\n        a = 1\n        return\n    f(a)\n", 6, "a", [(2, "assignment", "0")]),
        # loops: the value of the turn before
        ("a = 0\nfor i in b:\n    f(a)\n    a = 1\n", 3, "a", [(1, "assignment", "0"), (4, "assignment", "1")]),
        ("while True:\n    a = g()\n    if a:\n        break\n    a = 0\nf(a)\n", 6, "a", [(2, "assignment", "g()")]),
        ("for i in b:\n    f(i)\n", 2, "i", [(1, "for", "b")]),
        ("for i in b:\n    continue\n    i = 1\nelse:\n    f(i)\n", 5, "i", [(1, "for", "b")]),
        ("a = 0\na += 1\nf(a)\n", 3, "a", [(2, "augmented", "a += 1")]),
        # comprehensions and lambdas have names of their own
        ("x = [1]\nf([x for x in x])\n", 2, "x", [(1, "assignment", "[1]")]),
        ("f([x\n for x in y])\n", 1, "x", [(2, "comprehension", "y")]),
        ("x = 1\nf(lambda x:\n x)\n", 3, "x", [(2, "parameter", None)]),
        # a lambda may be called anywhere behind it
        ("k = 1\ng = lambda x: x * k\nk = 2\n", 2, "k", [(1, "assignment", "1"), (3, "assignment", "2")]),
        # functions: parameters with their defaults, closures, what the module has when they are called
        ("def g(a, b=2):\n    return b\n", 2, "b", [(1, "parameter", "2")]),
        ("n = 1\ndef g():\n    return n\nn = 2\ng()\n", 3, "n", [(4, "assignment", "2")]),
        ("def g():\n    a = 1\n    def h():\n        return a\n    return h\n", 4, "a", [(2, "assignment", "1")]),
        ("def g():\n    return h()\ndef h():\n    pass\ng()\n", 2, "h", [(3, "function", None)]),
        (
            "n = 0\ndef g():\n    global n\n    n = 1\ng()\nf(n)\n", 6, "n",
            [(1, "assignment", "0"), (4, "assignment", "1")],
        ),
        (
            "def g():\n    n = 0\n    def h():\n        nonlocal n\n        n = 1\n    h()\n    return n\n", 7, "n",
            [(2, "assignment", "0"), (5, "assignment", "1")],
        ),
        # class bodies: seen in the body, not in the methods
        ("x = 1\nclass A:\n    x = 2\n    y = x\n", 4, "x", [(3, "assignment", "2")]),
        ("x = 1\nclass A:\n    x = 2\n    def g(self):\n        return x\n", 5, "x", [(1, "assignment", "1")]),
        # attributes
        ("m = g()\nm.size = 3\nf(m.size)\n", 3, "m.size", [(2, "attribute", "3")]),
        ("m = g()\nm.size = 3\nf(m.name)\n", 3, "m.name", [(1, "assignment", "g()")]),
        ("m = g()\nm.size = 3\nm = h()\nf(m.size)\n", 4, "m.size", [(3, "assignment", "h()")]),
        (
            "class A:\n    def __init__(self, n):\n        self.n = n\n    def g(self):\n        return self.n\n",
            5, "self.n", [(3, "attribute", "n")],
        ),
        ("t = {}\nt['a'] = 1\nf(t)\n", 3, "t", [(1, "assignment", "{}")]),
        # try, with, match, walrus
        (
            "try:\n    a = g()\nexcept E:\n    a = None\nf(a)\n", 5, "a",
            [(2, "assignment", "g()"), (4, "assignment", "None")],
        ),
        (
            "a = 0\ntry:\n    a = g()\n    h()\nexcept E:\n    f(a)\n", 6, "a",
            [(1, "assignment", "0"), (3, "assignment", "g()")],
        ),
        ("try:\n    a = g()\nexcept E:\n    raise\nelse:\n    f(a)\n", 6, "a", [(2, "assignment", "g()")]),
        ("a = 0\ntry:\n    a = 1\nfinally:\n    f(a)\n", 5, "a", [(1, "assignment", "0"), (3, "assignment", "1")]),
        ("try:\n    g()\nexcept E as e:\n    f(e)\n", 4, "e", [(3, "except", "E")]),
        ("with open(p) as h:\n    f(h)\n", 2, "h", [(1, "with", "open(p)")]),
        ("match p:\n    case [x, *_]:\n        f(x)\n    case other:\n        f(other)\n", 5, "other", [(4, "case", None)]),
        ("if (n := g()) > 1:\n    f(n)\n", 2, "n", [(1, "assignment", "g()")]),
        # what is bound only if the operands before it were not enough
        ("n = 0\ng() and (n := 1)\nf(n)\n", 3, "n", [(1, "assignment", "0"), (2, "assignment", "1")]),
        ("n = 0\nif g() and (n := 1) and n:\n    f(n)\n", 2, "n", [(2, "assignment", "1")]),
        ("n = 0\nif g() and (n := 1):\n    f(n)\n", 3, "n", [(2, "assignment", "1")]),
        ("n = 0\nif not (g() and (n := 1)):\n    f(n)\n", 3, "n", [(1, "assignment", "0"), (2, "assignment", "1")]),
        ("n = 0\nwhile g() or (n := 1):\n    f(n)\nh(n)\n", 4, "n", [(2, "assignment", "1")]),
        ("n = 0\nx = (n := 1) if g() else n\n", 2, "n", [(1, "assignment", "0")]),
        ("n = 0\nany((n := x) for x in p)\nf(n)\n", 3, "n", [(1, "assignment", "0"), (2, "assignment", "x")]),
        ("n = 0\n[(n,\n (n := x)) for x in p]\n", 2, "n", [(1, "assignment", "0"), (3, "assignment", "x")]),
        ("n = 0\n[n\n for x in p if g() and (n := x)]\n", 2, "n", [(3, "assignment", "x")]),
        # what looks like a walrus in a format is a width
        ("n = 0\nf'{n:=5}'\nf(n)\n", 3, "n", [(1, "assignment", "0")]),
        # class bodies look in the file for what they have not bound yet, past the function around
        ("x = 1\nclass A:\n    if g():\n        x = 2\n    f(x)\n", 5, "x", [(1, "assignment", "1"), (4, "assignment", "2")]),
        ("x = 1\ndef h():\n    x = 2\n    class A:\n        y = x\n", 5, "x", [(3, "assignment", "2")]),
        ("x = 1\ndef h():\n    x = 2\n    class A:\n        x = x\n", 5, "x", [(1, "assignment", "1")]),
        ("x = 1\nclass A:\n    x = 2\n    del x\n    f(x)\n", 5, "x", [(1, "assignment", "1")]),
        ("x = [1]\nclass A:\n    x = [2]\n    y = [x for n in p]\n", 4, "x", [(1, "assignment", "[1]")]),
        ("x = [1]\nclass A:\n    x = [2]\n    y = [n for n in x]\n", 4, "x", [(3, "assignment", "[2]")]),
        ("class A:\n    global x\n    x = 1\nf(x)\n", 4, "x", [(3, "assignment", "1")]),
        # an alias is looked up when it is used, and may name itself
        ("type T = list[T]\n", 1, "T", [(1, "assignment", "list[T]")]),
        # gone, never there, built in, imported
        ("a = 1\ndel a\nf(a)\n", 3, "a", []),
        ("f(len)\n", 1, "len", []),
        ("import numpy as np\nf(np.pi)\n", 2, "np.pi", [(1, "import", "numpy")]),
        ("import os.path\nf(os.sep)\n", 2, "os.sep", [(1, "import", "os")]),
        ("try:\n    import a\nexcept E:\n    a = None\nf(a)\n", 5, "a", [(2, "import", "a"), (4, "assignment", "None")]),
    ],
)  # fmt: skip
def test_a_read_knows_where_its_value_comes_from(
    text: str, line: int, path: str, expected: list[tuple[int, str, str | None]]
):
    assert origins(text, line, path) == expected


def test_reads_have_their_places_and_writes_their_values():
    facts = facts_by_line("a.b = c[d] = (\n    e.f\n)\nif (g := 1): pass\n")
    assert [(read.path, read.line, read.column) for read in facts[1].reads] == [
        ("a", 1, 0), ("c", 1, 6), ("d", 1, 8), ("e.f", 2, 4),
    ]  # fmt: skip
    value = "(\n    e.f\n)"
    assert facts[1].writes == (Write("a.b", 1, value), Write("c[...]", 1, value))
    assert facts[4].writes == (Write("g", 4, "1"),)


def test_an_alias_is_written_and_the_owner_of_a_declared_attribute_is_read():
    assert facts_by_line("type T = int\n")[1].writes == (Write("T", 1, "int"),)
    assert origins("def f(self):\n    self.size: int\n", 2, "self") == [(1, "parameter", None)]


def test_columns_count_characters_not_bytes():
    (read,) = facts_by_line("é = 'ü🙂'; f(é)\n")[1].reads[-1:]
    assert read == Read("é", 1, 12, read.definitions)
    assert call("x = '🙂é'; f(1)\n", "f").column == 10


# ---------------------------------------------------------------------------------------------------------- slices


def test_a_step_uses_the_steps_that_its_names_come_from_all_the_way_back():
    text = "import a\nb = 1\nc = a.f(b)\nd = 2\nc.g(c)\nd = d + 1\n"
    assert uses(text, 5) == [1, 2, 3]
    assert uses(text, 6) == [4]
    assert uses(text, 2) == []


def test_a_step_uses_the_headers_around_it_and_what_they_use():
    text = "a = 1\nz = 2\ndef f(x):\n    '''Say it.'''\n    for i in x:\n        g(i)\nf(a)\n"
    assert uses(text, 6) == [3, 4, 5]
    assert uses(text, 7) == [1, 3, 4]


def test_the_lines_that_read_a_value_are_those_that_it_reaches():
    facts = facts_by_line("a = 1\nf(a)\na = 2\nif a:\n    g(a)\n")
    assert facts[1].used_on == (("a", (2,)),)
    assert facts[3].used_on == (("a", (4, 5)),)


def test_an_attribute_that_is_set_everywhere_does_not_take_time_by_the_square():
    def seconds(sets: int) -> float:
        body = "        self.x = g(self.x)\n" * sets
        started = time.process_time()
        facts_by_line(f"class A:\n    def f(self):\n{body}")
        return time.process_time() - started

    # By the square it would be 16 times as much.
    assert min(seconds(1600) for _ in range(2)) < 8 * min(seconds(400) for _ in range(3))


def test_a_long_chain_keeps_the_nearest_steps():
    text = "x = 0\n" + "".join(f"x = f(x, {n})\n" for n in range(1000))
    found = uses(text, 1001)
    assert len(found) <= 301
    assert found[-1] == 1000


# ------------------------------------------------------------------------------------------------- other languages


@pytest.mark.parametrize(
    ("language", "text", "calls", "writes"),
    [
        (
            "javascript", "const a = new B(f(1));\na.b = c?.d(\n  a,\n);\n",
            [("f", None, 1, 16, ["1"]), ("B", None, 1, 14, ["f(1)"]), ("d", "c", 2, 9, ["a"])],
            [("a", "new B(f(1))"), ("a.b", "c?.d(\n  a,\n)")],
        ),
        ("php", "<?php\n$a .= f();\n$b ??= 1;\n", [("f", None, 2, 6, [])], [("$a", None), ("$b", "1")]),
        (
            "go", "package a\nfunc f() {\n\tx, y := g.H(1)\n\tgo func() { k() }()\n}\n",
            [("H", "g", 3, 11, ["1"]), ("k", None, 4, 13, [])], [("x", "g.H(1)"), ("y", "g.H(1)")],
        ),
        ("rust", "fn f() {\n    let x = a::b(1);\n    p!(x);\n}\n",
         [("b", "a", 2, 15, ["1"]), ("p", None, 3, 4, [])], [("x", "a::b(1)")]),
        ("bash", 'x=1\ncp -r "$x" b | ./sort.sh\n',
         [("cp", None, 2, 0, ["-r", '"$x"', "b"]), ("./sort.sh", None, 2, 15, [])], [("x", "1")]),
        ("ruby", "x = a.b.map do |c|\n  puts c.d\nend\n",
         [("b", "a", 1, 6, []), ("map", "a.b", 1, 8, []), ("d", "c", 2, 9, []), ("puts", None, 2, 2, ["c.d"])],
         [("x", "a.b.map do |c|\n  puts c.d\nend")]),
        ("java", "class A {\n  void f() {\n    var x = a.b(1).c();\n  }\n}\n",
         [("b", "a", 3, 14, ["1"]), ("c", "a.b(1)", 3, 19, [])], [("x", "a.b(1).c()")]),
        ("c", "int main(void) {\n  int x = f(1);\n  p->n = x;\n}\n",
         [("f", None, 2, 10, ["1"])], [("x", "f(1)"), ("p->n", "x")]),
        ("elixir", "defmodule A do\n  def f(x) do\n    B.g(x)\n  end\nend\n", [("g", "B", 3, 6, ["x"])], []),
    ],
)  # fmt: skip
def test_other_languages_have_their_calls_and_assignments(
    language: str,
    text: str,
    calls: list[tuple[str, str | None, int, int, list[str]]],
    writes: list[tuple[str, str]],
):
    facts = facts_by_line(text, language).values()
    found = [one for step in facts for one in step.calls]
    assert [(c.name, c.receiver, c.line, c.column, [a.value for a in c.arguments]) for c in found] == calls
    assert [(one.path, one.value) for step in facts for one in step.writes] == writes


def test_comments_of_other_languages_lose_their_marks():
    facts = facts_by_line("/** One.\n *  Two. */\nf(); // three\n", "javascript")
    assert [facts[line].comment for line in (1, 3)] == ["One.\n Two.", "three"]
