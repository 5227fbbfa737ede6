"""Quotes with characters that mean something in Markdown, in every form of a walkthrough."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html import unescape

import pytest
from markdown_it import MarkdownIt
from rich.console import Console

from explainer.evidence.plain import quote_markdown
from explainer.model import Citation, Claim, Explanation, Span, Walkthrough
from explainer.render.inline import Piece, pieces
from explainer.render.markdown import to_markdown
from explainer.render.page import render
from explainer.render.terminal import show

TEXT = "Takes *args and **options, a<b & c_d_ in ``x*y*z``; see [here]."
SHOWN = "Takes *args and **options, a<b & c_d_ in x*y*z; see [here]."


def quoting(walkthrough: Walkthrough, text: str) -> Walkthrough:
    """The walkthrough with one claim, whose quote is the whole of its source."""
    step = walkthrough.steps[2]
    source = replace(step.research.documentation[0].source, text=TEXT)
    documentation = (replace(step.research.documentation[0], source=source),)
    claim = Claim(text, "quoted", (Citation(0, Span(0, len(TEXT))),))
    changed = replace(
        step,
        research=replace(step.research, documentation=documentation),
        explanation=Explanation("reference", (claim,)),
    )
    return replace(walkthrough, steps=(changed,))


def as_page(walkthrough: Walkthrough) -> str:
    claim = re.search(r'<p class="ex-claim">(.*?)</p>', render(walkthrough).html, re.DOTALL)[1]
    return unescape(re.sub("<[^>]+>", "", claim))


def as_markdown(walkthrough: Walkthrough) -> str:
    html = MarkdownIt("commonmark").enable("table").render(to_markdown(walkthrough))
    claim = re.search(r"<strong>Research synthesis</strong></p>\n<p>(.*?)</p>", html, re.DOTALL)[1]
    return unescape(re.sub("<[^>]+>", "", claim))


def as_terminal(walkthrough: Walkthrough) -> str:
    console = Console(width=400, record=True, markup=False, highlight=False, emoji=False, file=io.StringIO())
    for part in show(walkthrough):
        console.print(part)
    return next(line for line in console.export_text().splitlines() if "Takes" in line).strip()


@pytest.mark.parametrize("form", [as_page, as_markdown, as_terminal])
def test_a_quote_reads_as_its_source_and_stands_once(walkthrough, form):
    held = quoting(walkthrough, f"Its job: “{quote_markdown(TEXT)}”")
    assert re.sub(r"\s*\[1\]$", "", form(held)) == f"Its job: “{SHOWN}”"
    left_out = quoting(walkthrough, "Its job:")
    assert re.sub(r"\s*\[1\]$", "", form(left_out)) == f"Its job: “{SHOWN}”"


def test_pieces_have_the_marks_that_they_are_in():
    assert list(pieces("a *b **c*** `d` \\*e")) == [
        Piece("a "),
        Piece("b ", marks=("em",)),
        Piece("c", marks=("em", "strong")),
        Piece(" "),
        Piece("d", code=True),
        Piece(" *e"),
    ]


def test_code_in_an_introduction_is_code_and_all_else_means_itself(walkthrough):
    introduced = replace(
        walkthrough, snippet=replace(walkthrough.snippet, introduction="Runs `a<b` with *args, not <b>.")
    )
    html = render(introduced).html
    assert '<p class="ex-introduction">Runs <code>a&lt;b</code> with *args, not &lt;b&gt;.</p>' in html
