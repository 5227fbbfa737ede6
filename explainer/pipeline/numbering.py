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
Number = Callable[[int], int]
Change = Callable[[Any, Number], Any]

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


def renumbered(value: T, number: Number) -> T:
    """Return a value of the model with each line, and each reference to one in a claim, put through `number`."""
    return typing.cast(T, _renumber(value, number))


def _renumber(value: Any, number: Number) -> Any:
    kind: Any = type(value)
    if kind is tuple:
        items = [_renumber(item, number) for item in value]
        return tuple(items) if any(map(is_not, items, value)) else value
    parts = _parts(kind)
    if parts is None:
        return value
    special = _SPECIAL.get(kind)
    written = special(value, number) if special is not None else {}
    before = [getattr(value, name) for name, _ in parts]
    after = [
        written[name] if name in written else change(field, number)
        for (name, change), field in zip(parts, before, strict=True)
    ]
    return kind(*after) if any(map(is_not, after, before)) else value


def _step(step: Step, number: Number) -> dict[str, Any]:
    return {"id": f"L{number(step.start_line)}"}


def _facts(facts: Facts, number: Number) -> dict[str, Any]:
    return {"used_on": tuple((name, tuple(map(number, lines))) for name, lines in facts.used_on)}


def _claim(claim: Claim, number: Number) -> dict[str, Any]:
    return {"text": replace_references(claim.text, lambda line: line_reference(number(line)))}


def _source(source: Source, number: Number) -> dict[str, Any]:
    """A source in the snippet itself has its line in its place and address; all others are somewhere else."""
    if source.searcher != "snippet":
        return {}

    def write(found: re.Match[str]) -> str:
        return str(number(int(found.group())))

    return {"locator": _OWN_PLACE.sub(write, source.locator), "url": _OWN_PLACE.sub(write, source.url)}


_SPECIAL: dict[type, Callable[[Any, Number], dict[str, Any]]] = {
    Step: _step,
    Facts: _facts,
    Claim: _claim,
    Source: _source,
}


@cache
def _parts(kind: type) -> list[tuple[str, Change]] | None:
    """Return the fields of a kind of value, in their order, and how each is changed; None for a kind without lines."""
    if not _holds_lines(kind):
        return None
    hints = typing.get_type_hints(kind)
    return [(field.name, _change(field.name, hints[field.name])) for field in dataclasses.fields(kind)]


def _change(name: str, form: Any) -> Change:
    if name in _LINES:
        return lambda line, number: None if line is None else number(line)
    return _renumber if _holds_lines(form) else lambda field, _: field


@cache
def _holds_lines(form: Any) -> bool:
    if dataclasses.is_dataclass(form) and isinstance(form, type):
        hints = typing.get_type_hints(form)
        return form in _SPECIAL or any(name in _LINES or _holds_lines(hint) for name, hint in hints.items())
    return any(_holds_lines(part) for part in typing.get_args(form))
