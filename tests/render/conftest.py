"""A walkthrough of a real little snippet, and one whose every text is hostile."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explainer.evidence.lines import line_reference
from explainer.model import (
    Citation,
    Claim,
    Definition,
    Documentation,
    Dropped,
    ExplainedStep,
    Explanation,
    Facts,
    Finding,
    Package,
    Read,
    Research,
    Snippet,
    Source,
    Span,
    Step,
    Walkthrough,
)

CODE = 'import json\n\ntext = """{\n  "a": 1}"""\nvalue = json.loads(text, strict=False)\n'
DOCUMENTATION = "Deserialize ``s`` to a Python object.\n\nArgs:\n    s: The text, or bytes.\n    strict: Whether controls are an error.\n"

HOSTILE = (
    '<script>alert(1)</script><img src=x onerror=alert(2)> --8<-- "mkdocs.yml" {{ config }} {% raw %} '
    '{: onclick="alert(3)" } [x](javascript:alert(4)) </code></pre></div></title>\u202egnp.exe\u2066\n'
    '--8<-- "mkdocs.yml"\n[home]: javascript:alert(5)\n```\n</details><iframe src="https://outside.invalid/"></iframe>'
)


def citation(quote: str, text: str = DOCUMENTATION, source: int = 0) -> Citation:
    start = text.index(quote)
    return Citation(source, Span(start, start + len(quote)))


@pytest.fixture
def walkthrough() -> Walkthrough:
    """Three steps: an import, a string over two lines, and a documented call with an argument."""
    lines = CODE.split("\n")
    steps = [
        Step("L1", "import", 1, 1, lines[0]),
        Step("L3", "assignment", 3, 4, "\n".join(lines[2:4])),
        Step("L5", "assignment", 5, 5, lines[4]),
    ]
    source = Source(
        "json.loads", "https://docs.example/json.html#json.loads", DOCUMENTATION, "symbols", "json.loads", "json", "3.11",
        "json/__init__.py:299",
    )  # fmt: skip
    claims = (
        Claim(f"Calls `loads` on the text from line {line_reference(3)}.", "checked"),
        Claim("It does this: “Deserialize `s` to a Python object.”", "quoted", (citation("Deserialize ``s`` to a Python object."),)),
        Claim(f"Set to `False`, on line {line_reference(5)}.", "quoted", (citation("Whether controls are an error."),), ("strict", "False")),
        Claim("Perhaps *slow*.", "inference"),
    )  # fmt: skip
    call = ExplainedStep(
        steps[2],
        Facts(reads=(Read("text", 5, 19, (Definition(3, "assignment"),)), Read("json.loads", 5, 8, (Definition(1, "import"),)))),
        Research((Documentation(source, "function", "json.loads"),)),
        Explanation("reference", claims),
    )  # fmt: skip
    plain = [
        ExplainedStep(step, Facts(), Research(), Explanation("reference", (Claim(said, "checked"),)))
        for step, said in zip(steps[:2], ("Imports `json`.", "Binds `text` to a string."), strict=True)
    ]
    return Walkthrough(
        Snippet("read_json.py", "python", "Read JSON", "Reads a text.\n\nThen stops.", CODE, "0" * 64),
        (
            Package("requests", "2.32.3", "newest", ("requests",)),
            Package("gone", "", "missing", note="no such package"),
        ),
        (Finding("overwritten", 5, "The value of `text` is lost."),),
        (*plain, call),
    )


@pytest.fixture
def hostile(walkthrough: Walkthrough) -> Walkthrough:
    """The same, with hostile text wherever text comes from outside."""
    code = f"x = 1  # {HOSTILE}".replace("\n", " ")
    step = Step("L1", "assignment", 1, 1, code)
    source = Source(HOSTILE, "javascript:alert(6)", HOSTILE, "symbols", "x.y", HOSTILE, HOSTILE, HOSTILE)
    quoted = Claim(HOSTILE, "quoted", (Citation(0, Span(3, 40)), Citation(0, Span(20, 80))))
    claims = (quoted, replace(quoted, argument=(HOSTILE, HOSTILE)), Claim(HOSTILE, "inference"))
    explained = ExplainedStep(
        step,
        Facts(reads=(Read(HOSTILE, 1, 0, (Definition(9, "assignment"),)),)),
        Research(
            (Documentation(source, "package", HOSTILE),),
            dropped=(Dropped(HOSTILE, "javascript:alert(8)", HOSTILE, HOSTILE), Dropped("", HOSTILE, "web", HOSTILE)),
            dropped_beyond=3,
        ),
        Explanation("reference", claims),
    )
    return Walkthrough(
        Snippet('"><script>alert(7)</script>.py', "python", HOSTILE, HOSTILE, code + "\n", "0" * 64),
        (Package(HOSTILE, HOSTILE, "missing", note=HOSTILE),),
        (Finding(HOSTILE, 1, HOSTILE),),
        (explained,),
    )
