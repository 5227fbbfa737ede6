"""References to lines of the snippet inside claims, kept apart from text until the file's own numbers are known."""

from __future__ import annotations

import re
from collections.abc import Callable

_OPEN, _CLOSE = "\ue000", "\ue001"
_REFERENCE = re.compile(f"{_OPEN}(\\d+){_CLOSE}")


def line_reference(line: int) -> str:
    """Return the mark that stands for a line number in the text of a claim."""
    return f"{_OPEN}{line}{_CLOSE}"


def replace_references(text: str, write: Callable[[int], str]) -> str:
    """Return `text` with each line reference replaced by what `write` makes of its line."""
    return _REFERENCE.sub(lambda found: write(int(found.group(1))), text)


def referenced_lines(text: str) -> list[int]:
    """Return the lines that a text refers to, in its order."""
    return [int(line) for line in _REFERENCE.findall(text)]


def without_references(text: str) -> str:
    """Return text from outside without the characters that mark line references."""
    return text.replace(_OPEN, "").replace(_CLOSE, "")
