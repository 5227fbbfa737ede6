"""What documents the names that a step reads without calling them: base classes, exceptions, constants, attributes."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from explainer.analysis.locations import Location
from explainer.model import Documentation, Facts, Read, ReadName, Step
from explainer.reading.tree import Node
from explainer.research.gathering import Gathered
from explainer.research.names import imported_module
from explainer.research.sites import last_name
from explainer.research.workplace import Workplace

_TELLING = ("class", "function", "method", "attribute")
"""Kinds of documentation that tell of a name: what has no docstring, and whole modules, do not."""
_OF_VALUES = ("method", "attribute")
"""Those that tell of an attribute: one that is set to a function or class is described by neither."""
_OF_TYPES = ("typing", "typing_extensions", "types", "collections.abc", "numbers")
"""Modules of what annotations are written with."""
_TARGETS = ("assignment", "augmented_assignment", "for_statement", "for_in_clause")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name to look up."""

    path: str
    """As written."""
    imported: str
    """The dotted name that its import gives it; empty for attributes of values."""
    last: Node
    """Its last part."""


class ReadNames:
    """Finds what documents names and attributes, once the types in the snippet are known.

    Args:
        work: What resolving worked with.
        steps: Of the snippet.
    """

    def __init__(self, work: Workplace, steps: Sequence[Step]) -> None:
        self._work = work
        self._steps = steps
        self._found: list[tuple[int, str, Documentation]] = []

    def find(self, gathered: Mapping[int, Gathered], guessed: bool) -> None:
        """Ask the language server what the names of some steps stand for.

        Args:
            gathered: What was found for these steps.
            guessed: Whether types in the snippet follow from the members that are used somewhere in it.

        Raises:
            LanguageServerError: when the server does not answer.
        """
        asked = [(step, name) for step, one in gathered.items() for name in self._names(step, one.facts)]
        places = self._work.document.definitions([self._work.position(name.last) for _, name in asked])
        for (step, name), targets in zip(asked, places, strict=True):
            self._keep(step, name, self._documented(name, targets))
            if not name.imported:
                one = gathered[step]
                one.local &= not guessed and not (one.facts.scope and self._work.told_by_callers)

    def find_without_server(self, gathered: Mapping[int, Gathered]) -> None:
        """Look for the names that the imports tell, as far as the files have them."""
        for step, one in gathered.items():
            for name in self._names(step, one.facts):
                if name.imported:
                    self._keep(step, name, self._work.reader.named(name.imported))

    def add_to(self, gathered: Mapping[int, Gathered]) -> None:
        """Add what was found behind what documents the calls."""
        for step, path, found in self._found:
            gathered[step].names.append(ReadName(path, gathered[step].add(found)))

    def _documented(self, name: _Name, targets: Sequence[Location]) -> Documentation | None:
        outside = [place for place in targets if not place.own]
        found = self._work.read(outside, name.imported)
        # What is defined in this snippet has another meaning than what the package offers under the name.
        if found is None and name.imported and (outside or not targets):
            return self._work.reader.named(name.imported)
        if name.imported or name.path == name.last.text or (_tells(found) and found.kind in _OF_VALUES):
            return found
        return self._work.reader.attribute(outside[0].file, outside[0].line, name.last.text) if outside else None

    def _keep(self, step: int, name: _Name, found: Documentation | None) -> None:
        if _tells(found):
            self._found.append((step, name.path, found))

    def _names(self, step: int, facts: Facts) -> Iterator[_Name]:
        """Yield what a step reads and does not call, each path once."""
        told: set[str] = set()
        for name in (*self._paths(facts), *self._attributes(self._steps[step])):
            if name.path not in told and not (_is_annotation(name.last) and _is_of_types(name.imported)):
                told.add(name.path)
                yield name

    def _paths(self, facts: Facts) -> Iterator[_Name]:
        """Yield the names of packages and exceptions, and the attributes of what has a name."""
        called = {(read.line, read.column) for call in facts.calls for read in call.reads}
        for read in facts.reads:
            imported = _imported_as(read)
            node = self._node(read) if imported or "." in read.path or _is_exception(read) else None
            if node is not None and (read.line, read.column) not in called:
                yield _Name(read.path, imported, node)

    def _attributes(self, step: Step) -> Iterator[_Name]:
        """Yield the attributes of values that have no name: `Path("a").stem`."""
        for line in range(step.start_line, step.end_line + 1):
            for node in self._work.tree.attributes.get(line, ()):
                last = last_name(node)
                if last is not None and _is_read(node):
                    yield _Name(node.text, "", last)

    def _node(self, read: Read) -> Node | None:
        """Return the last name of a path; None where it is not written as one."""
        whole = self._work.tree.names.get((read.line, read.column))
        for name in read.path.split(".")[1:]:
            above = whole.parent if whole is not None else None
            if above is None or above.kind != "attribute" or above.parts[0] is not whole:
                return None
            whole = above if above.parts[-1].text == name else None
        return last_name(whole) if whole is not None else None


def _imported_as(read: Read) -> str:
    """Return the dotted name that a path has through its import; empty where its first name may be anything else."""
    target = imported_module(read)
    _, dot, rest = read.path.partition(".")
    return f"{target}{dot}{rest}" if target else ""


def _is_exception(read: Read) -> bool:
    kind = getattr(builtins, read.path, None) if not read.definitions else None
    return isinstance(kind, type) and issubclass(kind, BaseException)


def _tells(found: Documentation | None) -> TypeGuard[Documentation]:
    return found is not None and found.kind in _TELLING and found.summary is not None


def _is_read(attribute: Node) -> bool:
    """Tell whether the value of an attribute is what counts, and not one of its own attributes, a call, or a target."""
    node, above = attribute, attribute.parent
    if above is not None and above.kind in ("attribute", "call") and above.children[0] is node:
        return False
    while above is not None and above.kind in ("pattern_list", "tuple_pattern", "list_pattern"):
        node, above = above, above.parent
    return above is None or above.kind not in _TARGETS or above.parts[0] is not node


def _is_of_types(imported: str) -> bool:
    """Tell whether a name that stands in an annotation says no more than the annotation does: `Sequence`, `Any`."""
    return not imported or imported.rpartition(".")[0] in _OF_TYPES


def _is_annotation(node: Node) -> bool:
    above: Node | None = node
    while above is not None and above.kind != "type":
        above = above.parent
    return above is not None
