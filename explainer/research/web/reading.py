"""From a fetched page to the text that quotes are cut from."""

from __future__ import annotations

import heapq
import logging
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

import trafilatura

from explainer.research.web.pages import Page, UnreadableError

# What it says of pages that are no HTML is said by `UnreadableError`, once and with the page's address.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

LONGEST = 12_000
"""Characters of a page that are kept: the part that is most about what was asked."""
_SHORTEST = 80
_BLANK_LINES = re.compile(r"\n{3,}")
_PILCROWS = re.compile(r"[ \t]*[¶]")
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200d\u2060\ufeff\ue000-\uf8ff]")
_STEP = 8
"""Lines between two beginnings of a part that are tried on long pages."""
_MOST_STARTS, _MOST_WEIGHED = 250, 1000
"""Beginnings that are tried, and lines of each that are weighed: a page of very many short lines costs no more."""


def main_text(page: Page) -> str:
    """Return what a page of HTML or plain text says, without what surrounds it.

    Raises:
        UnreadableError: when there is no text to speak of.
    """
    text = _from_html(page) if "html" in page.kind else page.content.decode(_known(page.encoding), "replace")
    text = tidy(text)
    if len(text) < _SHORTEST:
        raise UnreadableError("it has no text to speak of")
    return text


def tidy(text: str) -> str:
    """Return text without invisible characters, marks of anchors and runs of blank lines."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _INVISIBLE.sub("", _PILCROWS.sub("", text))
    return _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()


def _from_html(page: Page) -> str:
    content: str | bytes = page.content
    if page.encoding:
        content = page.content.decode(_known(page.encoding), "replace")
    try:
        return trafilatura.extract(content, include_comments=False, include_tables=True) or ""
    except Exception as error:  # what a hostile page does to a parser must not end the build
        raise UnreadableError(f"its HTML cannot be read ({type(error).__name__})") from error


def _known(encoding: str | None) -> str:
    try:
        b" ".decode(encoding or "utf-8")
    except (LookupError, UnicodeError):
        return "utf-8"
    return encoding or "utf-8"


def part(text: str, words: Sequence[str]) -> str:
    """Return a text as it is, or of a long one the lines, in one piece, that have most of some words in lower case."""
    if len(text) <= LONGEST:
        return text
    lines = text.split("\n")
    sought = [word for word in words if len(word) > 2]
    weights = [sum(line.count(word) * len(word) for word in sought) for line in map(str.lower, lines)]
    ends = list(accumulate(len(line) + 1 for line in lines))
    best = max(_starts(weights), key=lambda start: (_weight(ends, weights, start), -start))
    return "\n".join(lines[best : _end(ends, best)]).strip() or text[:LONGEST]


def _starts(weights: Sequence[int]) -> list[int]:
    """Return the lines at which a part may begin: some here and there, and those shortly before telling ones."""
    telling = heapq.nlargest(_MOST_STARTS, (at for at, weight in enumerate(weights) if weight), key=weights.__getitem__)
    regular = range(0, len(weights), max(_STEP, len(weights) // _MOST_STARTS))
    return sorted({*regular, *(max(at - 2, 0) for at in telling)})


def _weight(ends: Sequence[int], weights: Sequence[int], start: int) -> float:
    """Weigh the part that begins at a line: what it holds, and a little for holding it early."""
    end = min(_end(ends, start), start + _MOST_WEIGHED)
    return sum(weight / (1 + 0.02 * place) for place, weight in enumerate(weights[start:end]))


def _end(ends: Sequence[int], start: int) -> int:
    """Return the line before which a part ends that begins at a line.

    Args:
        ends: For each line, where in the text it ends.
        start: The line, counted from 0.
    """
    return bisect_right(ends, (ends[start - 1] if start else 0) + LONGEST)
