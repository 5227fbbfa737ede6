"""Findings name real mistakes in plain words, with why they matter, and say nothing about code that is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.model import Finding, Snippet
from explainer.reading.facts import collect
from explainer.reading.findings import find
from explainer.reading.steps import cut

ROOT = Path(__file__).parents[2]
REFUSED = "Python refuses a file with such a mistake before it runs any of it."


def findings(text: str, language: str = "python") -> tuple[Finding, ...]:
    snippet = Snippet(path="a", language=language, title="", introduction="", text=text, sha256="")
    steps = cut(snippet)
    return find(snippet, steps, collect(snippet, steps))


def test_the_adapter_that_is_lost_and_the_broken_string_are_found():
    found = findings((ROOT / "snippets" / "peft_generate.py").read_text())
    assert [(one.kind, one.line) for one in found] == [("overwritten", 10), ("syntax-error", 16)]
    lost, broken = found
    assert lost.message == (
        "`model`, bound to the result of `PeftModel.from_pretrained(...)` on line 10, is never used: line 14 binds "
        "`model` anew, and line 19 works with that. The result of line 10 is lost."
    )
    assert "The string that starts on line 16 is not closed on that line. It goes on to line 18" in broken.message
    assert REFUSED in broken.message


# -------------------------------------------------------------------------------------------------- syntax errors


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (
            "def f(xs:\n    t = sum(xs)\n    return t\n\nprint(f([1])\n",
            3,
            "it begins while the `(` on line 1 is not closed",
        ),
        ("import os\nx = = 3\nprint(os.name)\n", 2, "does not follow the language's grammar"),
        ("def f(:\n    pass\n", 1, "Line 1 is not valid Python"),
        ("if True\n    x = 1\n", 1, "expected `:`"),
        ("x = (1,\n\ny = 2\n", 1, "`(` was never closed"),
        ("print 'a'\n", 1, "Missing parentheses in call to `print`"),
        ("def f():\nx = 1\n", 2, "expected an indented block"),
        ("for x in [1]:\n    print(x)\n  print(x)\n", 3, "unindent does not match"),
        ("  x = 1\nprint(x)\n", 1, "unexpected indent"),
        ("try:\n    x = 1\nprint(x)\n", 3, "expected `except` or `finally` block"),
        ("return = 1\n", 1, "does not follow"),
        ("x = 'open\n", 1, "unterminated string literal"),
        ("x = 2\nif x = 1:\n    pass\n", 2, "grammar. Python asks: “Maybe you meant `==` or `:=` instead of `=`?” Py"),
        ("print('key' 'a' len)\n", 1, "Python asks: “Perhaps you forgot a comma?” Python refuses"),
        ("print 'a'\n", 1, "call to `print`. Python asks: “Did you mean `print(...)`?” Python refuses"),
        ("dict(a.b=1)\n", 1, 'perhaps you meant "=="? Python refuses'),
        ("n = 2\nif n > 1\n    print(n)\nelse:\n    print(0)\n", 2, "expected `:`"),
        ("n = 2\nif n > 1  # many\n    print(n)\nelse:\n    print(0)\n", 2, "expected `:`"),
        ("if 1 print(2)\nelse:\n    print(3)\n", 1, "does not follow"),
        ("if 1:\nelse:\n    print(3)\n", 2, "expected an indented block after `if` statement on line 1"),
        ("try:\n    pass\nexcept = OSError:\n    pass\nelse:\n    pass\n", 3, "does not follow"),
    ],
)
def test_a_mistake_in_the_syntax_is_one_finding_with_its_line(text: str, line: int, words: str):
    (found,) = findings(text)
    assert (found.kind, found.line) == ("syntax-error", line)
    assert words in found.message
    assert found.message.endswith(REFUSED)


def test_each_mistake_is_reported_once_and_hides_no_other():
    found = findings("x = = 1\ny = 2\nz = ) 3\nprint(y, unknown)\n")
    assert [(one.kind, one.line) for one in found] == [("syntax-error", 1), ("syntax-error", 3), ("undefined-name", 4)]


def test_headers_without_their_colons_are_told_one_by_one():
    text = "try\n    pass\nexcept OSError\n    pass\nfinally\n    pass\nx = 1\n"
    found = findings(text)
    assert [(one.kind, one.line) for one in found] == [("syntax-error", line) for line in (1, 3, 5)]
    assert [one.message.partition("expected `:`.")[2] for one in found] == [f" {REFUSED}", "", ""]


def test_why_a_mistake_in_the_syntax_matters_is_said_of_the_first_alone():
    found = findings("x = = 1\ny = 'a\nz = ) 3\n")
    assert [(one.kind, one.line) for one in found] == [("syntax-error", 1), ("syntax-error", 2), ("syntax-error", 3)]
    assert [one.message.count(REFUSED) for one in found] == [1, 0, 0]


@pytest.mark.parametrize(
    "text",
    [
        "%matplotlib inline\n!pip install x\nx = 5 % 3\nprint(x)\n",
        "type A[T] = list[T]\ndef f[T](x: T) -> T:\n    return x\nclass B[T: int]: pass\n",
        'print(f\'{"a" + f"{1}"}\')\n',
        "async def f():\n    return [x async for x in y()]\nasync def y():\n    yield 1\n",
        "x = 1 if True else 2;\n",
        "\ufeffx = 1\n".lstrip("\ufeff"),
    ],
)
def test_valid_code_of_all_versions_and_of_notebooks_is_no_mistake(text: str):
    assert findings(text) == ()


@pytest.mark.parametrize(
    ("language", "text", "line", "name"),
    [
        ("javascript", "f();\nlet = = 3;\n", 2, "JavaScript"),
        ("go", "package a\n\nfunc (\n", 3, "Go"),
        ("css", "a {\n  b: c;\n} } }\n", 3, "CSS"),
        ("yaml", "a: 1\nb: [1\n", 1, "YAML"),
    ],
)
def test_code_of_another_language_that_does_not_read_is_a_finding(language: str, text: str, line: int, name: str):
    (found,) = findings(text, language)
    assert (found.kind, found.line) == ("unreadable", line)
    assert f"cannot be read as {name}: it holds a mistake, or something" in found.message


# --------------------------------------------------------------------------------------------- overwritten values


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("import a\nx = a.make('b')\nx = a.make('c')\nprint(x)\n", 2),
        ("def f(y):\n    x = y + 1\n    x = y + 2\n    return x\n", 2),
        ("for y in [1, 2]:\n    x = y + 1\n    x = y + 2\n    print(x)\n", 2),
        ("a = [1]\nb = sorted(a)\nb = len(a)\nprint(b)\n", 2),
        ("x = [1]\ny = x[0]\n(y, z) = x\nprint(y, z)\n", 2),
    ],
)
def test_a_value_that_nothing_uses_before_it_is_overwritten_is_found(text: str, line: int):
    found = [one for one in findings(text) if one.kind == "overwritten"]
    assert [one.line for one in found] == [line]
    assert "is never used" in found[0].message
    assert f"The result of line {line} is lost." in found[0].message


@pytest.mark.parametrize(
    "text",
    [
        # used in between, or to make the new value
        "a = [1]\nx = a[0]\nprint(x)\nx = a[0]\nprint(x)\n",
        "a = [1]\nx = a[0]\nx = x + 1\nprint(x)\n",
        "a = [1]\nx = a[0]\nx += 1\nprint(x)\n",
        "a = [1]\nx = a[0]\nx: int = x\nprint(x)\n",
        # loops: used by the next turn
        "a = [1]\nx = a[0]\nfor y in a:\n    print(x)\n    x = y\n",
        "a = [1]\nwhile a:\n    x = a[0]\n    if x:\n        print(x)\n    x = a[-1]\n    print(x)\n",
        "for i in range(3):\n    pass\nfor i in range(4):\n    pass\n",
        # branches, defaults, conditional imports
        "a = [1]\nif a:\n    x = a[0]\nelse:\n    x = a[1]\nprint(x)\n",
        "a = [1]\nx = a[0]\nif a:\n    x = a[1]\nprint(x)\n",
        "x = None\nx = len('a')\nprint(x)\n",
        "x = 0\nx = len('a')\nprint(x)\n",
        "try:\n    import json\nexcept ImportError:\n    json = None\nprint(json)\n",
        "import sys\nif sys.argv:\n    import json as j\nelse:\n    import pickle as j\nprint(j)\n",
        # errors on the way
        "a = [1]\ntry:\n    x = a[0]\n    x = a[1]\nexcept IndexError:\n    print(x)\n",
        "a = [1]\nx = a[0]\ntry:\n    x = a[1]\nexcept IndexError:\n    pass\nprint(x)\n",
        "v = '1'\ntry:\n    x = int(v)\n    x = float(v)\nexcept ValueError:\n    x = None\nprint(x)\n",
        # closures and outer names
        "a = [1]\nx = a[0]\ndef f():\n    return x\nprint(f())\nx = a[-1]\nprint(f())\n",
        "a = [1]\ndef f():\n    global x\n    x = a[0]\n    x = a[1]\nf()\nprint(x)\n",
        "def f(a):\n    x = a[0]\n    def g():\n        nonlocal x\n        x = a[1]\n    g()\n    return x\n",
        # gone on purpose, or a name that says so
        "a = [1]\nx = a[0]\ndel x\nx = a[1]\nprint(x)\n",
        "a = [1]\n_ = a[0]\n_ = a[1]\n_unused = a[0]\n_unused = a[1]\n",
        # attributes and items
        "a = [1]\na[0] = 2\na[0] = 3\nprint(a)\n",
        "import m\nm.x = [1]\nm.x = [2]\n",
        # a call that may have been made for what it does
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1])\nfig, ax = plt.subplots()\nplt.show()\n",
        "import re\nimport time\nx = time.sleep(1)\nx = re.compile('a')\nprint(x)\ntime.sleep(2)\n",
        "def f(y):\n    print(y)\n    return y\nx = f(1)\nx = f(2)\nprint(x)\n",
        "async def f(y):\n    x = await y\n    x = await y\n    return x\n",
        # read where it is not seen
        "a = [1]\nx = a[0]\nprint(locals())\nx = a[0]\n",
        "import pandas as pd\nt = pd.DataFrame()\ncut = len('a')\nprint(t.query('b > @cut'))\ncut = len('b')\nprint(t.query('b > @cut'))\n",
        # class bodies, overloads, properties
        "class A:\n    def f(self): ...\n    f = property(f)\n    f = property(f)\n",
        "a = [1]\nclass A:\n    x = a[0]\n    x = a[1]\n",
    ],
)
def test_what_only_looks_like_an_overwritten_value_is_not_reported(text: str):
    assert [one for one in findings(text) if one.kind == "overwritten"] == []


# ------------------------------------------------------------------------------------------------ undefined names


@pytest.mark.parametrize(
    ("text", "line", "name"),
    [
        ("import os\nprint(os.name, numpy.pi)\n", 2, "numpy"),
        ("def f():\n    return 1 + lenght\n", 2, "lenght"),
        ("print([y for x in 'ab'])\n", 1, "y"),
        ("[x for x in 'ab']\nprint(x)\n", 2, "x"),
        ("def f():\n    x = 1\nprint(x)\n", 3, "x"),
        ("@route\ndef f(): ...\n", 1, "route"),
        ("try:\n    pass\nexcept Problem:\n    pass\n", 3, "Problem"),
        ("x = raw_input('name')\nprint(x, unicode(x))\n", 1, "raw_input"),
    ],
)
def test_a_name_that_nothing_defines_is_found_at_its_first_use(text: str, line: int, name: str):
    found = findings(text)[0]
    assert (found.kind, found.line) == ("undefined-name", line)
    assert found.message == (
        f"`{name}` is used here, but nothing in this file imports, assigns or defines it. "
        f"Line {line} fails with a `NameError` when it is run."
    )


def test_a_default_of_a_type_parameter_is_no_mistake():
    assert findings("class A[T = int]: ...\ntype B[K, V = int] = dict[K, V]\n") == ()
    assert (
        findings(
            "from numbers import Number\ndef half[N: (int, float) = float, M: Number = int, K: int = float](n: N, m: M): ...\n"
        )
        == ()
    )
    assert [one.kind for one in findings("class A[T = ]: ...\n")] == ["syntax-error"]


def test_what_bounds_a_type_parameter_is_looked_up_when_it_is_asked_for():
    text = "def f[T: Later](x: T): ...\nclass Later:\n    class Inner: ...\n    type Kind = Inner\n    def g[T: Inner](self): ...\n"
    assert findings(text) == ()
    for text in ("def f[T: Missing](x: T): ...\n", "class A[T: (int, Missing)]: ...\n", "type Kind = Missing\n"):
        (found,) = findings(text)
        assert found.message.endswith("Looking it up fails with a `NameError`, as soon as something asks for the type.")


def test_a_name_is_reported_once():
    assert [one.line for one in findings("def f():\n    return a\n\nprint(a, a)\n")] == [2]


def test_a_name_of_a_class_body_is_not_seen_in_its_methods():
    (found,) = findings("class A:\n    size = 1\n    def f(self):\n        return size\n")
    assert found.line == 4
    assert "defined only in the body of the class `A`" in found.message
    assert "`self.size`" in found.message


def test_a_name_of_a_class_body_is_seen_by_the_first_series_of_a_comprehension_only():
    (found,) = findings("class A:\n    size = 1\n    all = [n for n in range(size)]\n    none = [size for n in all]\n")
    assert found.line == 4
    assert "defined only in the body of the class `A`, where methods and comprehensions do not see it" in found.message


def test_an_annotation_fails_only_where_annotations_are_evaluated():
    (found,) = findings(
        "def f(x: List[int]) -> int:\n    y: Dict = x\n    self.z: Set = y\n    return y\n".replace("self.", "x.")
    )
    assert found.line == 1
    assert "`List` is used here" in found.message
    assert "by a Python before 3.14, which evaluates annotations." in found.message
    assert findings("from __future__ import annotations\n\ndef f(x: List[int]) -> Set: ...\n") == ()


@pytest.mark.parametrize(
    "text",
    [
        "print(len('a'), __file__, __name__, __doc__, NotImplemented, ExceptionGroup)\n",
        "from math import *\nprint(pi, whatever)\n",
        "def f():\n    return g() + LATER\ndef g():\n    return 1\nLATER = 2\nf()\n",
        "print([x + y for x in 'ab' for y in x if y], {k: v for k, v in {}.items()})\n",
        "f = lambda x, *a, y=1, **k: (x, a, y, k)\n",
        "exec('a = 1')\nprint(a)\n",
        "globals()['a'] = 1\nprint(a)\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a import B\ndef f(x: 'B') -> 'B': ...\ny: B\n",
        "try:\n    unicode\nexcept NameError:\n    unicode = str\nprint(unicode)\n",
        "import sys\nif sys.version_info < (3,):\n    text = unicode\nelse:\n    text = str\n",
        "import sys\nPY3 = sys.version_info > (3,)\ntext = str if PY3 else unicode\nother = PY3 or basestring\n",
        "if __name__ == '__main__':\n    x = 1\n    print(x)\n",
        "class A:\n    def f(self):\n        return __class__, super().f(), A\n",
        "class A:\n    x = 1\n    y = [_ for _ in range(x)]\n    z = x\n",
        "import a.b\nprint(a.c)\n",
        "with open('a') as f, open('b') as (g, h):\n    print(f, g, h)\n",
        "match [1]:\n    case [x, *rest] | {'a': x, **rest}:\n        print(x, rest)\n    case str() as s:\n        print(s)\n",
        "def f[T](x: T) -> T:\n    return x\ntype A[K] = dict[K, int]\n",
        "while (line := input()) != 'q':\n    print(line)\n",
        "def f():\n    global x\n    x = 1\ndef g():\n    print(x)\n",
        "import enum, socket\nenum.IntEnum._convert_('Kind', __name__, str.isupper, source=socket)\nprint(Kind, AF_INET)\n",
        "display(1)\nget_ipython().run_line_magic('time', '')\n_\n",
        "for i in range(2):\n    pass\nprint(i)\n",
        "x = (broken one\nprint(two\n",
        "def load(path)\n    return [path]\n\nprint(load('a'))\n",
        "def load(path)\n    if path:\n        return path\n    return [path]\n",
        "class A(dict)\n    x = 1\n\nprint(A)\n",
        "with open('a') as f\n    print(f)\nprint(f)\n",
        "import os as\nx = lambda a b: a\nfor n in [1, 2)\n    print(n)\nprint(n, x)\n",
        "f(a=1, **{})\ndef f(**k): ...\n",
        "print(f'{1:>{2}}', f'{(lambda q: q)(1)}')\n",
        "def f(a, /, b, *, c): return a, b, c\n",
        "class A[T = int]: ...\ntype B[K, V = int] = dict[K, V]\nprint(int)\n",
    ],
)
def test_names_that_are_there_are_not_reported(text: str):
    assert [one for one in findings(text) if one.kind == "undefined-name"] == []


# --------------------------------------------------------------------------------------------------------- limits


def test_what_is_too_long_or_too_deep_to_be_followed_is_said():
    found = findings("x = [" + "1, " * 8000 + "]\ny = 2\n")
    assert [(one.kind, one.line) for one in found] == [("too-long", 1)]
    assert "Calls and names in it are left out." in found[0].message
    deep = "def f(x):\n" + "".join(f"{' ' * (n + 1)}if x:\n" for n in range(3000)) + " " * 3001 + "x = 1\n"
    assert "too-deep" in {one.kind for one in findings(deep)}


def test_findings_are_in_the_order_of_lines():
    lines = [one.line for one in findings("print(b)\nx = = 1\nprint(a)\n")]
    assert lines == sorted(lines)
    assert lines == [1, 2, 3]


@pytest.mark.parametrize("path", sorted((ROOT / "snippets").glob("*.py")), ids=lambda path: path.stem)
def test_the_demonstration_snippets_have_no_other_mistakes(path: Path):
    if path.stem != "peft_generate":
        assert findings(path.read_text()) == ()
