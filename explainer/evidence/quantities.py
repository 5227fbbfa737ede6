"""Whether a claim says of one what its quotes say of all, or of less what they say of more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from explainer.evidence import words

_ALL = re.compile(r"\b(?:all|both|every)\b", re.IGNORECASE)
_ONE = re.compile(
    r"\b(?:(?:only|at least|just|as soon as|once) (?:one|a single)"
    r"|(?:any|either|one) of|either|the one|a single one)\b",
    re.IGNORECASE,
)
_DEGREE = re.compile(r"\b(more|less|most|least) (?!than\b|of\b)([A-Za-z]+)(?! than\b)", re.IGNORECASE)
_UP = frozenset(("more", "most"))


def other_quantity(whole: str, quotes: Sequence[str], nearest: str) -> str:
    """Return why a claim is about another quantity than its quotes, or an empty string.

    Args:
        whole: The claim, with its code.
        quotes: What it cites.
        nearest: The sentence of the quotes that shares the most words with it.
    """
    there = "\n".join(quotes)
    if _ALL.search(whole) and not _ONE.search(whole) and _ONE.search(nearest) and not _ALL.search(there):
        return "its quotes say this of one"
    if _ONE.search(whole) and not _ALL.search(whole) and _ALL.search(nearest) and not _ONE.search(there):
        return "its quotes say this of all"
    theirs = set(_degrees(there))
    turned = next((word for up, word in _degrees(whole) if (not up, word) in theirs and (up, word) not in theirs), "")
    return f"its quotes say the contrary of how {turned!r} it is" if turned else ""


def _degrees(text: str) -> Iterator[tuple[bool, str]]:
    for degree, word in _DEGREE.findall(text):
        yield degree.lower() in _UP, words.stem(word)
