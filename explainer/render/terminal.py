"""A walkthrough for the terminal: what a page shows, in as many columns as there are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from explainer.evidence.lines import replace_references
from explainer.model import Claim, ExplainedStep, Finding, Package, Research, Source, Walkthrough
from explainer.render.inline import pieces, quoted_in

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# Marks that reorder the characters around them: what a reader sees would not be what the computer runs.
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_STYLES = {"em": "italic", "strong": "bold"}
_INDENT = (0, 0, 0, 2)


def show(walkthrough: Walkthrough, *, dropped: bool = False) -> Iterator[RenderableType]:
    """Give a walkthrough part by part, for a rich console; nothing in it can move the cursor or set a colour.

    Args:
        walkthrough: What to show.
        dropped: Whether to say what searchers found and left out, and why.
    """
    snippet = walkthrough.snippet
    yield Rule(Text(safe(snippet.title), style="bold"))
    if snippet.introduction:
        yield Text(safe(snippet.introduction))
    if walkthrough.packages:
        yield Text.assemble(("Packages: ", "bold"), ", ".join(map(_package, walkthrough.packages)))
    for finding in walkthrough.findings:
        yield _finding(finding)
    for explained in walkthrough.steps:
        yield Group(Text(), *_step(explained, snippet.language))
        if dropped and explained.research.dropped:
            yield Padding(_dropped(explained.research), _INDENT, expand=False)


def safe(text: str) -> str:
    """Return text from outside without characters that a terminal would obey."""
    return _DIRECTION.sub(lambda mark: f"<U+{ord(mark[0]):04X}>", _CONTROLS.sub("\ufffd", text))


def _package(package: Package) -> str:
    named = f"{safe(package.name)} {safe(package.version)}".strip()
    return f"{named} ({package.origin})"


def _finding(finding: Finding) -> Text:
    return Text.assemble((f"Line {finding.line}: ", "bold yellow"), _inline(finding.message))


def _step(explained: ExplainedStep, language: str) -> Iterator[RenderableType]:
    step = explained.step
    lines = (
        f"Line {step.start_line}" if step.start_line == step.end_line else f"Lines {step.start_line}–{step.end_line}"
    )
    yield Text(lines, style="bold")
    yield Syntax(
        safe(step.code),
        language,
        theme="ansi_dark",
        line_numbers=True,
        start_line=step.start_line,
        word_wrap=True,
        background_color="default",
    )
    if explained.explanation.note:
        yield Padding(Text(safe(explained.explanation.note), style="italic"), _INDENT, expand=False)
    sources = explained.research.sources
    for table, claims in groupby(explained.explanation.claims, key=lambda claim: claim.argument is not None):
        show_claims = _arguments if table else _paragraph
        yield Padding(show_claims(list(claims), sources), _INDENT, expand=False)
    if sources:
        yield Padding(_sources(sources), _INDENT, expand=False)


def _paragraph(claims: Sequence[Claim], sources: tuple[Source, ...]) -> Text:
    return Text(" ").join(_claim(claim, sources) for claim in claims)


def _arguments(claims: Sequence[Claim], sources: tuple[Source, ...]) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False, show_edge=False)
    table.add_column("argument", style="bold", ratio=1, overflow="fold")
    table.add_column("here", ratio=1, overflow="fold")
    table.add_column("its documentation", ratio=3)
    for claim in claims:
        parameter, value = claim.argument or ("", "")
        table.add_row(Text(safe(parameter)), Text(safe(value)), _claim(claim, sources))
    return table


def _claim(claim: Claim, sources: tuple[Source, ...]) -> Text:
    """Return the text of a claim, with its quotes where it leaves them out, and what backs it, or that nothing does."""
    shown = _inline(replace_references(claim.text, str))
    for citation in claim.citations:
        quote, held = quoted_in(claim, citation, sources)
        if not held:
            shown.append(" “").append_text(_inline(quote)).append("”")
        number = f"[{citation.source + 1}]"
        if not shown.plain.endswith(number):
            shown.append(f" {number}", style="dim")
    if claim.support == "inference" and claim.marked:
        shown.append(" (inference)", style="dim")
    return shown


def _inline(markdown: str) -> Text:
    shown = Text()
    for piece in pieces(safe(markdown)):
        style = "cyan" if piece.code else " ".join(_STYLES[mark] for mark in piece.marks)
        shown.append(piece.text, style=style)
    return shown


def _sources(sources: tuple[Source, ...]) -> Text:
    lines = [Text(f"Search results ({len(sources)})", style="dim")]
    for number, source in enumerate(sources, start=1):
        package = f"{source.package} {source.version}".strip()
        details = ", ".join(part for part in (package, source.locator, source.url) if part)
        lines.append(Text(safe(f"[{number}] {source.title}" + (f" - {details}" if details else "")), style="dim"))
    return Text("\n").join(lines)


def _dropped(research: Research) -> Text:
    lines = [Text(f"Left out ({len(research.dropped) + research.dropped_beyond})", style="dim")]
    for one in research.dropped:
        place = ", ".join(part for part in (one.title, one.url) if part)
        lines.append(Text(safe(f"- {place}{': ' if place else ''}{one.reason} ({one.searcher})"), style="dim"))
    if research.dropped_beyond:
        lines.append(Text(f"- and {research.dropped_beyond} more", style="dim"))
    return Text("\n").join(lines)
