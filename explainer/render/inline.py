"""Inline Markdown of claims (code and emphasis, nothing else) in pieces, for what is not HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt

from explainer.evidence.plain import plain, quote_markdown
from explainer.model import Citation, Claim, Source

_MARKS = frozenset({"em", "strong"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Text in one style."""

    text: str
    code: bool = False
    marks: tuple[str, ...] = ()
    """`em` and `strong`, the outer one first."""


@cache
def parser() -> MarkdownIt:
    """Return the one reading of Markdown that claims get: no links, no HTML, no blocks."""
    return MarkdownIt("zero", {"html": False}).enable(["backticks", "emphasis", "escape", "entity"])


def pieces(markdown: str) -> Iterator[Piece]:
    """Give inline Markdown piece by piece."""
    marks: list[str] = []
    for token in parser().parseInline(markdown)[0].children or ():
        mark, _, side = token.type.rpartition("_")
        if mark in _MARKS and side == "open":
            marks.append(mark)
        elif mark in _MARKS and side == "close":
            marks.pop()
        elif token.type == "code_inline":
            yield Piece(token.content, code=True)
        elif token.content:
            yield Piece(token.content, marks=tuple(marks))


def quoted_in(claim: Claim, citation: Citation, sources: tuple[Source, ...]) -> tuple[str, bool]:
    """Return the quote of a citation as inline Markdown, and whether the claim's text holds it already.

    A claim that leaves its quote out, or holds it in words of its own, is shown with the quote behind it.
    """
    raw = citation.span.of(sources[citation.source].text)
    for quote in (quote_markdown(raw), plain(raw)):
        if quote in claim.text:
            return quote, True
    return quote_markdown(raw), False
