"""The snippet as the language server sees it: its text with the types written in that research has found out.

A value whose type a type checker cannot know, such as the result of a function without annotations, is wrapped in a
`cast`. From there the server itself follows the value through names, loops, subscripts and attributes.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass

from explainer.analysis.locations import Position

SEVERAL = "Several_"
"""The stand-in for an array of objects: whatever is taken out of it is one of them, or several."""

_FIRST_LINE = "import typing as typing_; import collections.abc as abc_; T_ = typing_.TypeVar('T_')"
_STAND_INS = f"""\
def same_(value: T_, other: object) -> T_: ...
class {SEVERAL}(array_, typing_.Generic[T_]):
    flat: '{SEVERAL}[T_]'
    T: '{SEVERAL}[T_]'
    def __getitem__(self, key: object) -> 'T_ | {SEVERAL}[T_]': ...
    def __iter__(self) -> 'abc_.Iterator[T_ | {SEVERAL}[T_]]': ...
    def __len__(self) -> int: ...
"""


@dataclass(frozen=True, slots=True)
class TypeText:
    """A type as it can be written into the text."""

    text: str
    """With names as `imports` binds them."""
    imports: tuple[tuple[str, str], ...] = ()
    """(module, name in it) for each `name_N` that `text` uses, where N is found with `alias`."""


def alias(module: str, name: str) -> str:
    """Return the name under which the first lines import something: one that no snippet uses."""
    return f"{module.replace('.', '_')}_{name}__"


class Sketch:
    """A text with insertions; no insertion adds a line inside it, so that lines keep their order.

    Args:
        text: The snippet's.
        numpy: Whether numpy is there; its arrays have more to offer than a list.
    """

    def __init__(self, text: str, numpy: bool = True) -> None:
        self._text = text
        self._first = f"{_FIRST_LINE}; {'from numpy import ndarray as array_' if numpy else 'array_ = list'}"
        self._starts = [0]
        for line in text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._wraps: dict[tuple[int, int], str] = {}
        self._named: dict[tuple[int, int], None] = {}
        self._points: dict[int, str] = {}
        self._between: dict[int, tuple[int, str]] = {}
        self._imports: dict[tuple[str, str], None] = {}
        self.render()

    @property
    def text(self) -> str:
        """What to give to the server."""
        return self._rendered

    def cast(self, start: int, end: int, kind: TypeText, *, instead: bool = False) -> bool:
        """Say that an expression is of a type; return False when one was said before, unless this is said instead."""
        opening = f'typing_.cast("{kind.text}", '
        before = self._wraps.get((start, end))
        if before is not None and (not instead or before == opening or not before.startswith("typing_.cast(")):
            return False
        self._wraps[start, end] = opening
        self._imports.update(dict.fromkeys(kind.imports))
        return True

    def same(self, start: int, middle: int, end: int) -> bool:
        """Say that the value of `start:end` has the type of the expression `start:middle` that it begins with."""
        if (start, end) in self._wraps:
            return False
        self._between[middle] = (start, f", same_{start}_")
        self._wraps[start, end] = f"same_(same_{start}_ := "
        return True

    def name(self, start: int, end: int) -> bool:
        """Give an expression a name of its own, whose type can be asked for at `probe`."""
        if (start, end) in self._named:
            return False
        self._named[start, end] = None
        return True

    def annotate(self, offset: int, mark: str, kind: TypeText) -> bool:
        """Write `mark` (`: ` or ` -> `) and a type at an offset."""
        written = f'{mark}"{kind.text}"'
        if offset in self._points:
            return False
        self._points[offset] = written
        self._imports.update(dict.fromkeys(kind.imports))
        return True

    def position(self, line: int, column: int) -> Position:
        """Return where a place of the snippet is in the text."""
        return self._place(self._starts[line - 1] + column)

    def probe(self, start: int, end: int) -> Position | None:
        """Return where the name stands that an expression was given."""
        at = self._rendered.find(f"probe_{start}_{end}_")
        return self._position_in_rendered(at) if at >= 0 else None

    def line_of(self, line: int) -> int:
        """Return the line of the snippet for a line of the text; 0 or less for the lines before the snippet."""
        return line - self._added_lines

    def _place(self, offset: int) -> Position:
        index = bisect.bisect_right(self._offsets, offset) - 1
        return self._position_in_rendered(self._moved[index] + offset - max(self._offsets[index], 0))

    def _position_in_rendered(self, at: int) -> Position:
        line = self._rendered.count("\n", 0, at) + 1
        return Position(line, at - (self._rendered.rfind("\n", 0, at) + 1))

    def render(self) -> None:
        """Write the text anew with all that was said since."""
        first = [f"from {module} import {name} as {alias(module, name)}" for module, name in self._imports]
        head = "; ".join([self._first, *first]) + "\n" + _STAND_INS
        self._added_lines = head.count("\n")
        pieces, length, last = [head], len(head), 0
        self._offsets, self._moved = [-1], [length]
        for offset, written in sorted(self._insertions().items()):
            piece = self._text[last:offset] + written
            pieces.append(piece)
            length, last = length + len(piece), offset
            self._offsets.append(offset)
            self._moved.append(length)
        self._rendered = "".join([*pieces, self._text[last:]])

    def _insertions(self) -> dict[int, str]:
        """Return what stands before each offset: what closes inner expressions first, what opens outer ones first."""
        written: dict[int, list[tuple[tuple[int, int, int], str]]] = {}
        for (start, end), opening in self._wraps.items():
            written.setdefault(end, []).append(((0, -2 * start, 0), ")"))
            written.setdefault(start, []).append(((2, -end, 1), opening))
        for start, end in self._named:
            written.setdefault(end, []).append(((0, -2 * start, 1), ")"))
            written.setdefault(start, []).append(((2, -end, 0), f"(probe_{start}_{end}_ := "))
        for offset, (start, comma) in self._between.items():
            # Behind all that closes here and opened at the same place.
            written.setdefault(offset, []).append(((0, -2 * start + 1, 0), comma))
        for offset, text in self._points.items():
            written.setdefault(offset, []).append(((1, 0, 0), text))
        return {offset: "".join(text for _, text in sorted(found)) for offset, found in written.items()}
