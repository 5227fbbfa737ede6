"""The steps that a step's names come from, and the lines that its values go to."""

from __future__ import annotations

from collections import defaultdict, deque

from explainer.reading.attributes import Attributes
from explainer.reading.names import Binding
from explainer.reading.record import Record

MOST = 300
"""Steps that a slice may have; in a larger one the nearest are kept, by the number of steps between."""

_UNWRITTEN = {"parameter", "comprehension", "del", "annotation", "type parameter", "entry"}


class Slices:
    """The dependences between the steps of a file."""

    def __init__(self, record: Record, attributes: Attributes, step_of: dict[int, int]) -> None:
        self._from: dict[int, set[int]] = defaultdict(set)
        self._read_on: dict[Binding, set[int]] = defaultdict(set)
        self._written: dict[int, list[Binding]] = defaultdict(list)
        self._docstrings = _docstrings(record, step_of)
        for use in record.uses:
            for binding in attributes.all(use):
                self._read_on[binding].add(use.line)
                self._depend(step_of.get(use.line), step_of.get(binding.line))
        for line, nesting in record.nesting.items():
            for header in nesting.headers:
                self._depend(step_of.get(line), step_of.get(header))
        for binding in record.bindings:
            if binding.kind not in _UNWRITTEN and binding.line in step_of:
                self._written[step_of[binding.line]].append(binding)

    def uses(self, index: int) -> tuple[int, ...]:
        """Return the indexes of the steps that a step depends on, all the way back."""
        found: set[int] = set()
        waiting = deque([index])
        while waiting and len(found) <= MOST:
            for earlier in self._from[waiting.popleft()]:
                if earlier not in found:
                    found.add(earlier)
                    waiting.append(earlier)
        found |= {self._docstrings[header] for header in found if header in self._docstrings}
        found.discard(index)
        return tuple(sorted(found))

    def used_on(self, index: int) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """Return, for each name that a step binds, the lines that read this value."""
        lines: dict[str, set[int]] = {}
        for binding in self._written[index]:
            lines.setdefault(binding.path, set()).update(self._read_on[binding])
        return tuple((path, tuple(sorted(found))) for path, found in lines.items())

    def _depend(self, later: int | None, earlier: int | None) -> None:
        if later is not None and earlier is not None and later != earlier:
            self._from[later].add(earlier)


def _docstrings(record: Record, step_of: dict[int, int]) -> dict[int, int]:
    """Map the step of each function and class header to the step of its docstring."""
    found: dict[int, int] = {}
    for node in record.documented:
        body = node.child("block")
        first = body.parts[0] if body and body.parts else None
        name = node.child("identifier")
        if first is not None and first.kind == "expression_statement" and first.parts[0].kind == "string" and name:
            header, docstring = step_of.get(name.line), step_of.get(first.line)
            if header is not None and docstring is not None and header != docstring:
                found[header] = docstring
    return found
