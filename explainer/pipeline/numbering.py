"""Line numbers that do not depend on what else is in the file, and the way back.

What is cached about a step counts lines within the step and the statements that it depends on, taken together. So it
stays valid when lines are put in elsewhere, and gets the file's own numbers when it is taken out.
"""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import Callable, Iterable
from functools import cache
from operator import is_not
from typing import Any, TypeVar

from explainer.evidence.lines import line_reference, replace_references
from explainer.model import Claim, Facts, Source, Step

T = TypeVar("T")

_LINES = frozenset({"line", "start_line", "end_line"})
"""Fields that are a line of the file."""
_OWN_PLACE = re.compile(r"(?<=:)\d+$|(?<=#L)\d+$")


class Numbering:
    """Numbers for the lines of some steps, counted from 1 through all of them in the order of the file.

    A line of no such step gets the next free number when it is first met.
    """

    def __init__(self, steps: Iterable[Step]) -> None:
        ordered = sorted(steps, key=lambda step: step.start_line)
        lines = [line for step in ordered for line in range(step.start_line, step.end_line + 1)]
        self._relative = {line: number for number, line in enumerate(dict.fromkeys(lines), start=1)}

    def __len__(self) -> int:
        return len(self._relative)

    def relative(self, value: T) -> T:
        """Return a value of the model with the file's lines replaced by these numbers."""
        return renumbered(value, lambda line: self._relative.setdefault(line, len(self._relative) + 1))

    def absolute(self, value: T) -> T:
        """Return a value of the model with these numbers replaced by the file's lines; others stay as they are."""
        lines = {number: line for line, number in self._relative.items()}
        return renumbered(value, lambda number: lines.get(number, number))


def renumbered(value: T, number: Callable[[int], int]) -> T:
    """Return a value of the model with each line, and each reference to one in a claim, put through `number`."""
    return typing.cast(T, _renumber(value, number))


def _renumber(value: Any, number: Callable[[int], int]) -> Any:
    kind: Any = type(value)
    if kind is tuple:
        items = [_renumber(item, number) for item in value]
        return tuple(items) if any(map(is_not, items, value)) else value
    parts = _parts(kind)
    if parts is None:
        return value
    special = _SPECIAL.get(kind)
    written = special(value, number) if special is not None else {}
    before = [getattr(value, part.name) for part in parts]
    after = [
        written[part.name]
        if part.name in written
        else number(field)
        if part.is_line and field is not None
        else _renumber(field, number)
        if part.holds_lines
        else field
        for part, field in zip(parts, before, strict=True)
    ]
    return kind(*after) if any(map(is_not, after, before)) else value


def _step(step: Step, number: Callable[[int], int]) -> dict[str, Any]:
    return {"id": f"L{number(step.start_line)}"}


def _facts(facts: Facts, number: Callable[[int], int]) -> dict[str, Any]:
    return {"used_on": tuple((name, tuple(map(number, lines))) for name, lines in facts.used_on)}


def _claim(claim: Claim, number: Callable[[int], int]) -> dict[str, Any]:
    return {"text": replace_references(claim.text, lambda line: line_reference(number(line)))}


def _source(source: Source, number: Callable[[int], int]) -> dict[str, Any]:
    """A source in the snippet itself has its line in its place and address; all others are somewhere else."""
    if source.searcher != "snippet":
        return {}

    def write(found: re.Match[str]) -> str:
        return str(number(int(found.group())))

    return {"locator": _OWN_PLACE.sub(write, source.locator), "url": _OWN_PLACE.sub(write, source.url)}


_SPECIAL: dict[type, Callable[[Any, Callable[[int], int]], dict[str, Any]]] = {
    Step: _step,
    Facts: _facts,
    Claim: _claim,
    Source: _source,
}


class _Part(typing.NamedTuple):
    """A field of a kind of value."""

    name: str
    is_line: bool
    holds_lines: bool


@cache
def _parts(kind: type) -> tuple[_Part, ...] | None:
    """Return the fields of a kind of value, in their order; None for a kind without lines."""
    if not _holds_lines(kind):
        return None
    hints = typing.get_type_hints(kind)
    names = [field.name for field in dataclasses.fields(kind)]
    return tuple(_Part(name, name in _LINES, _holds_lines(hints[name])) for name in names)


@cache
def _holds_lines(form: Any) -> bool:
    if dataclasses.is_dataclass(form) and isinstance(form, type):
        hints = typing.get_type_hints(form)
        return form in _SPECIAL or any(name in _LINES or _holds_lines(hint) for name, hint in hints.items())
    return any(_holds_lines(part) for part in typing.get_args(form))
