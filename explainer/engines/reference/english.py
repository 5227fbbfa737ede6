"""Small pieces of English: lists, numbers, sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ONCE = {1: "once", 2: "twice"}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_STRAY_COMMA = re.compile(r",(?=[.,;](?:\s|$)|$)")


def listed(parts: Sequence[str], word: str = "and") -> str:
    """Return `a`, `a and b` or `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def number(count: int) -> str:
    """Return a small number as a word, a larger one in digits."""
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def counted(count: int, noun: str) -> str:
    """Return `one item`, `three items`."""
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def times(count: int) -> str:
    """Return `once`, `twice`, `three times`."""
    return _ONCE.get(count, f"{number(count)} times")


def ordinal(place: int) -> str:
    """Return `first` for 1, and so on."""
    return _ORDINALS[place - 1] if place <= len(_ORDINALS) else f"{place:,}th"


def sentence(text: str) -> str:
    """Return text with a capital at its start and a full stop at its end; a comma before a stop is left out."""
    text = _STRAY_COMMA.sub("", text.strip())
    closed = text.endswith((".", "!", "?", ".”", "!”", "?”", "…”"))
    return f"{text[:1].upper()}{text[1:]}{'' if closed else '.'}"
