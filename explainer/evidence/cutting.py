"""Cutting quotes: from the lines that an engine names to the span of whole sentences that a claim rests on."""

from __future__ import annotations

import re

from explainer.evidence import words
from explainer.evidence.sentences import sentences
from explainer.model import Span

_LONGEST = 500
"""Characters of a quote; of more, the sentences that say most about the claim are taken."""


def line_spans(text: str) -> list[Span]:
    """Return the lines of a text, without their ends; line n is at `n - 1`."""
    ends = [found.start() for found in re.finditer("\n", text)]
    starts = [0, *(end + 1 for end in ends)]
    return [Span(start, end) for start, end in zip(starts, [*ends, len(text)], strict=True)]


def cut(text: str, first: int, last: int, claim: str) -> Span | None:
    """Return the span of a source's text that the named lines hold and a claim rests on.

    It is made of whole sentences where the lines hold prose, also of one that begins or ends on a line beside them,
    and of the lines themselves where they hold none. Sentences at its ends that share no word with the claim are left
    out, as long as another remains.

    Args:
        text: Of the source.
        first: Line, counted from 1.
        last: Line, counted from 1, not before `first`.
        claim: The text of the claim.

    Returns:
        The span; None where there are no such lines, or nothing is on them.
    """
    lines = line_spans(text)
    if not 1 <= first <= last <= len(lines):
        return None
    named = _stripped(text, Span(lines[first - 1].start, lines[last - 1].end))
    if named is None:
        return None
    touched = [one for one in sentences(text) if one.start < named.end and named.start < one.end]
    if not touched:
        return named if named.end - named.start <= _LONGEST else None
    said = _said(claim)
    shared = [len(said & _said(one.of(text))) for one in touched]
    start, end = _related(shared)
    while end - start > 1 and touched[end - 1].end - touched[start].start > _LONGEST:
        start, end = (start + 1, end) if shared[start] < shared[end - 1] else (start, end - 1)
    return Span(touched[start].start, touched[end - 1].end)


def _said(text: str) -> set[str]:
    return {*words.content(text), *words.numbers(text), *words.names(text)}


def _related(shared: list[int]) -> tuple[int, int]:
    """Return the range from the first to the last sentence that shares a word; all where none does."""
    related = [index for index, count in enumerate(shared) if count]
    return (related[0], related[-1] + 1) if related else (0, len(shared))


def _stripped(text: str, span: Span) -> Span | None:
    found = span.of(text)
    start = span.start + len(found) - len(found.lstrip())
    return Span(start, start + len(found.strip())) if found.strip() else None
