"""Whole sentences in raw documentation, as spans: what a quote may be made of."""

from __future__ import annotations

import re

from explainer.evidence.blocks import prose
from explainer.model import Span

_PROTECTED = re.compile(
    r"(?<!`)(`{3,}+).{1,4000}?\1"  # a fence inside a paragraph
    r"|(?<!`)``(?!`).{1,4000}?``(?!`)|(?::[\w.+-]+(?::[\w.+-]+)?:)?`[^`]+?`_{0,2}"  # code, and roles with their name
    r"|\[[^\]\n]*\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)"  # a Markdown link
    r"|https?://[^\s<>\"']*[\w/#=&%-]",
    re.DOTALL,
)
_STOP = re.compile(r"(?P<mark>[.!?…]+)(?P<close>[\"'”’)\]}*_»]*(?:[ \t]?\[[^\]\s]{1,20}\]_)*)(?=\s|$)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[\"'/])(?:(?:[A-Za-z]\.)+[A-Za-z]|(?-i:[A-Z])|al|approx|ca|cf|ch|dept|dr|eds|eq|eqs|ex|excl|fig|figs"
    r"|incl|inc|jr|mr|mrs|ms|nos|num|pp|prof|ref|refs|resp|sec|sr|st|viz|vol|vs|wrt)$",
    re.IGNORECASE,
)
_OPEN_ENDED = re.compile(r"(?:^|[\s(])etc$", re.IGNORECASE)
_CALL = re.compile(r"[a-z_][\w.]*\([^()\n]*\)\s+\w")
"""How a sentence about a call begins: `range(i, j) produces i, i+1, i+2, ..., j-1.`"""
_MASK = "\0"


def sentences(text: str, within: Span | None = None) -> list[Span]:
    """Return the sentences of a text, in order; a sentence that the lines wrap is one span.

    Code, headings, directives, tables and doctests are left out; a list item is never glued to what stands around it.
    Where it is not sure that a sentence ends, it does not end: a span may hold two sentences, but never half of one.

    Args:
        text: Raw documentation, as in `Source.text`.
        within: The part of it to read, such as the description of one parameter; None for all.
    """
    found = []
    for paragraph in prose(text, within):
        found += _split(text, paragraph)
    return found


def _split(text: str, paragraph: Span) -> list[Span]:
    words = _PROTECTED.sub(lambda code: _MASK * len(code.group()), paragraph.of(text))
    found = []
    start = 0
    for stop in _STOP.finditer(words):
        if _ends_sentence(words, start, stop):
            found.append(Span(paragraph.start + start, paragraph.start + stop.end()))
            start = stop.end() + len(words[stop.end() :]) - len(words[stop.end() :].lstrip())
    if words[start:].strip():
        found.append(Span(paragraph.start + start, paragraph.end))
    return found


def _ends_sentence(words: str, start: int, stop: re.Match[str]) -> bool:
    following = words[stop.end() :].lstrip()
    if not following:
        return True
    before = words[start : stop.start()]
    goes_on = following[0].islower() and not _CALL.match(following)
    if not before.strip() or goes_on or following[0] in ",;:-–—)]}=<>/&|+%":
        return False
    if unclosed(words[start : stop.end()]):
        return False
    if set(stop["mark"]) <= set(".…") and len(stop["mark"]) != 1 and stop["mark"] != "…":
        return not before.endswith((" ", ",", "\n")) and following[0].isupper()
    if stop["mark"] != ".":
        return True
    if _OPEN_ENDED.search(before):
        return following[0].isupper()
    return not (_ABBREVIATION.search(before) or before.strip().isdigit())


def unclosed(words: str) -> bool:
    """Whether a bracket is still open: a stop inside brackets ends no sentence."""
    return any(words.count(left) > words.count(right) for left, right in ("()", "[]", "{}"))
