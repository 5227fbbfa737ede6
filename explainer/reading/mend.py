"""Reads Python past mistakes that hide the code after them: strings that are not closed, lines meant for IPython.

What is mended keeps its length, so that each place in the mended text is the same place in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ast_grep_py import SgRoot

_TOKEN = re.compile(
    r"""#[^\n]*|\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|(?P<open>["'])""",
    re.DOTALL,
)
_MAGIC = re.compile(r"^[ \t]*(?P<mark>[%!])(?=\S)(?![%!]?=)", re.MULTILINE)
_REACH = 4_000
"""Characters in which the end of a string is looked for."""
_TRIES = 5
_MOST = 10
"""Strings that are mended in one file."""
_BUDGET = 2_000_000
"""Characters that are parsed to find where the broken strings of one file end."""


@dataclass(frozen=True, slots=True)
class BrokenString:
    """A string in single quotes that goes on over several lines."""

    line: int
    end_line: int
    start: int
    end: int
    """Offsets of its quotes, the last one included."""


def mend(text: str) -> tuple[str, tuple[BrokenString, ...]]:
    """Return the text with the ends of lines in broken strings made spaces, and those strings.

    A string counts as broken only if the file has fewer errors when it is read as one string.
    """
    original, errors = text, _errors(text)
    if not errors:
        return text, ()
    text = _MAGIC.sub(lambda found: found[0][:-1] + "#", text)
    errors = _errors(text)
    broken: list[BrokenString] = []
    position, left = 0, _BUDGET
    while errors and left > 0 and len(broken) < _MOST and (start := _unclosed(text, position)) is not None:
        position = start + 1
        tried = [(_errors(joined), end, joined) for end, joined in _joined(text, start)]
        left -= len(tried) * len(text)
        if tried and min(tried)[0] < errors:
            errors, end, text = min(tried)
            position = end
            first, last = original.count("\n", 0, start) + 1, original.count("\n", 0, end) + 1
            broken.append(BrokenString(first, last, start, end))
    return text, tuple(broken)


def requoted(text: str, broken: tuple[BrokenString, ...]) -> str:
    """Return a file's text with broken strings in triple quotes, for readers that need its lines as they are.

    No character moves: the quotes take the place of the first and last characters of the string.
    """
    for string in broken:
        quotes = text[string.start] * 3
        inside = text[string.start + 3 : string.end - 3]
        lost = text[string.start : string.start + 3] + text[string.end - 3 : string.end]
        if len(inside) > 0 and "\n" not in lost and not inside.endswith("\\"):
            text = f"{text[: string.start]}{quotes}{inside}{quotes}{text[string.end :]}"
    return text


def _unclosed(text: str, position: int) -> int | None:
    """Return where the next quote stands that has no partner on its line."""
    return next((found.start() for found in _TOKEN.finditer(text, position) if found["open"]), None)


def _joined(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Yield the text with a string closed at each of the next quotes like the one that opens it."""
    end = start
    for _ in range(_TRIES):
        end = text.find(text[start], end + 1, start + _REACH)
        if end < 0:
            return
        inside = text[start:end]
        if "\n" in inside:
            yield end + 1, text[:start] + inside.replace("\n", " ") + text[end:]


def _errors(text: str) -> int:
    """Count the characters that the parser could make nothing of."""
    count = end = 0
    for node in SgRoot(text, "python").root().find_all(kind="ERROR"):
        place = node.range()
        if place.end.index > end or not count:  # else it is part of the last one
            count += max(1, place.end.index - place.start.index)
            end = place.end.index
    return count
