"""A walkthrough in the terminal: readable in 80 columns, and nothing in it is obeyed."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from rich.console import Console

from explainer.evidence.lines import line_reference
from explainer.model import (
    Citation,
    Claim,
    Documentation,
    Dropped,
    ExplainedStep,
    Explanation,
    Facts,
    Finding,
    Package,
    Research,
    Snippet,
    Source,
    Span,
    Step,
    Walkthrough,
)
from explainer.render.terminal import show

TEXT = "Instantiate a model from weights. The model to be adapted."
SOURCE = Source(
    "peft.PeftModel", "https://example.org/peft", TEXT, "symbols", "peft.PeftModel", "peft", "0.21", "peft/model.py:4"
)
STEP = ExplainedStep(
    Step("L16", "assignment", 16, 17, "model = PeftModel.from_pretrained(\n    base, name)"),
    Facts(),
    Research((Documentation(SOURCE, "method", "PeftModel.from_pretrained"),)),
    Explanation(
        "reference",
        (
            Claim(f"Calls `from_pretrained` on the value of line {line_reference(9)}.", "checked"),
            Claim("Its job: “Instantiate a model from weights.”", "quoted", (Citation(0, Span(0, 33)),)),
            Claim("The model.", "quoted", (Citation(0, Span(34, 58)),), ("model", "base")),
        ),
    ),
)
WALKTHROUGH = Walkthrough(
    Snippet("a.py", "python", "Run a model", "Loads an adapter.", "...", "0" * 64),
    (Package("peft", "0.21", "newest"),),
    (Finding("overwritten", 16, "`model` is never used."),),
    (STEP,),
)


def printed(walkthrough: Walkthrough, *, terminal: bool = False, width: int = 80, dropped: bool = False) -> str:
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=terminal, color_system="truecolor" if terminal else None,
        markup=False, highlight=False, emoji=False,
    )  # fmt: skip
    for part in show(walkthrough, dropped=dropped):
        console.print(part)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().split("\n")[:-1])


def test_it_reads_as_expected() -> None:
    assert (
        printed(WALKTHROUGH)
        == """\
───────────────────────────────── Run a model ──────────────────────────────────
Loads an adapter.
Packages: peft 0.21 (newest)
Line 16: model is never used.

Lines 16–17
  16 model = PeftModel.from_pretrained(
  17     base, name)
  Calls from_pretrained on the value of line 9. Its job: “Instantiate a model
  from weights.” [1]
  argument   here   its documentation
  ───────────────────────────────────────────────────────────
  model      base   The model. “The model to be adapted.” [1]
  Search results (1)
  [1] peft.PeftModel - peft 0.21, peft/model.py:4, https://example.org/peft
"""
    )


def test_what_was_left_out_is_shown_when_asked_for() -> None:
    left = (
        Dropped("Models for .NET \x1b[2J", "https://dotnet.example/", "brave", "about another product (csharp)"),
        Dropped("", "", "searxng", "its address is inside a private network"),
    )
    research = replace(STEP.research, dropped=left, dropped_beyond=3)
    walkthrough = replace(WALKTHROUGH, steps=(replace(STEP, research=research),))
    assert "Left out" not in printed(walkthrough)
    assert printed(walkthrough, dropped=True).endswith(
        """\
  [1] peft.PeftModel - peft 0.21, peft/model.py:4, https://example.org/peft
  Left out (5)
  - Models for .NET \ufffd[2J, https://dotnet.example/: about another product
  (csharp) (brave)
  - its address is inside a private network (searxng)
  - and 3 more
"""
    )


def test_what_nothing_backs_is_marked_and_who_did_not_write_it_is_said() -> None:
    said = (
        Claim("Perhaps slow.", "inference"),
        Claim("It runs.", "inference", marked=False),
        Claim("Ends.", "checked"),
    )
    note = "The engine openai said nothing of this step: this was written\x1b[2J without it."
    text = printed(replace(WALKTHROUGH, steps=(replace(STEP, explanation=Explanation("reference", said, note)),)))
    assert "  Perhaps slow. (inference) It runs. Ends.\n" in text
    assert "  The engine openai said nothing of this step: this was written\ufffd[2J without it.\n" in text.replace(
        "\n  it.", " it."
    )


@pytest.mark.parametrize("width", [30, 80, 200])
def test_no_line_is_too_long(width: int) -> None:
    long = replace(STEP, step=replace(STEP.step, code="x = [" + "1, " * 200 + "]", end_line=16))
    lines = printed(replace(WALKTHROUGH, steps=(STEP, long)), width=width).splitlines()
    assert max(map(len, lines)) <= width


def test_on_a_terminal_there_are_colours() -> None:
    assert "\x1b[" in printed(WALKTHROUGH, terminal=True)
    assert "\x1b[" not in printed(WALKTHROUGH)


ATTACK = "\x1b]0;owned\x07\x1b[2J\x9b31m[bold red]x[/] [link=https://evil.example]y[/link] :smile: \u202egnp\r\x08\x7f"


def test_nothing_in_it_is_obeyed() -> None:
    source = replace(SOURCE, title=ATTACK, url=ATTACK, text=ATTACK, package=ATTACK, version=ATTACK, locator=ATTACK)
    claims = (
        Claim(ATTACK, "quoted", (Citation(0, Span(0, len(ATTACK))),)),
        Claim(ATTACK, "checked", argument=(ATTACK, ATTACK)),
    )
    hostile = Walkthrough(
        replace(WALKTHROUGH.snippet, title=ATTACK, introduction=ATTACK),
        (Package(ATTACK, ATTACK, "newest"),),
        (Finding("overwritten", 1, ATTACK),),
        (
            ExplainedStep(
                replace(STEP.step, code=ATTACK),
                Facts(),
                Research((Documentation(source, "method", "x"),)),
                Explanation("reference", claims),
            ),
        ),
    )
    text = printed(hostile, width=2000)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert "[bold red]x[/]" in text
    assert ":smile:" in text
    assert "<U+202E>" in text
    coloured = printed(hostile, width=2000, terminal=True)
    assert not re.search("\x1b(?!\\[[0-9;]*m)", coloured)
