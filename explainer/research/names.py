"""What the imports of a snippet stand for, and the types of the names that it reads and writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from explainer.analysis.locations import Location, Position
from explainer.evidence.plain import plain
from explainer.model import Facts, Finding, Import, Package, Read
from explainer.reading.tree import Node
from explainer.research import hovers
from explainer.research.gathering import Gathered
from explainer.research.workplace import Workplace

_NO_VALUE = re.compile(r"<|class |def |module|type\[|bound method|\(|Literal\[|Never|None$")
_DOTTED = re.compile(r"\w+(?:\.\w+)+")
_MAY_FAIL_IN = ("try_statement", "if_statement", "with_statement")


class Names:
    """Asks the language server about names, once the types in the snippet are known.

    Args:
        work: What resolving worked with.
    """

    def __init__(self, work: Workplace) -> None:
        self._work = work

    def add_to(self, gathered: Mapping[int, Gathered]) -> None:
        """Add the documentation of imported names, and the types of others.

        Raises:
            LanguageServerError: when the server does not answer.
        """
        imports = [(one, found) for one in gathered.values() for found in one.facts.imports if found.name != "*"]
        places = self._work.document.definitions([self._imported(found) for _, found in imports])
        documented = [
            self._work.read(_outside(targets), found.target)
            for (_, found), targets in zip(imports, places, strict=True)
        ]
        # Where a place only imports what compiled code defines, its type leads to the stub that describes it.
        hidden = [at for at, targets in enumerate(places) if documented[at] is None and _outside(targets)]
        kinds = self._work.document.type_definitions([self._imported(imports[at][1]) for at in hidden])
        for at, targets in zip(hidden, kinds, strict=True):
            documented[at] = self._work.read(_outside(targets), imports[at][1].target)
        for (one, found), documentation in zip(imports, documented, strict=True):
            if documentation is not None:
                one.add(documentation)
            elif finding := self._missing(found):
                one.findings.append(finding)
        for one in gathered.values():
            one.findings += self._not_there(one.facts)
        asked = [(one, path, place) for one in gathered.values() for path, place in self._valued(one.facts)]
        texts = self._work.document.hovers([place for _, _, place in asked])
        for (one, path, _), text in zip(asked, texts, strict=True):
            kind = hovers.shown(hovers.type_of(text))
            if kind not in ("", path) and not _NO_VALUE.match(kind):
                one.types.setdefault(path, kind)
                one.local &= not (one.facts.scope and self._work.told_by_callers)

    def add_without_server(self, gathered: Mapping[int, Gathered]) -> None:
        """Add the documentation of imported names, as far as the files tell."""
        for one in gathered.values():
            for found in one.facts.imports:
                documentation = self._work.reader.named(found.target)
                if documentation is not None:
                    one.add(documentation)
                elif finding := self._missing(found):
                    one.findings.append(finding)

    def _missing(self, found: Import) -> Finding | None:
        """Return what to say of an import that asks for what its package surely does not have."""
        package = self._work.environment.package_of(found.target)
        if package is None or package.origin == "missing" or found.name == "*" or self._is_optional(found):
            return None
        absent = self._work.reader.absent(found.module, found.name)
        if not absent:
            return None
        owner, _, name = absent.rpartition(".")
        where = _where(owner, package)
        return Finding("missing-import", found.line, f"There is no `{name}` in {where}, so the import fails.")

    def _not_there(self, facts: Facts) -> Iterator[Finding]:
        """Yield what to say of names behind an imported module that this surely does not have: `np.trapz`."""
        told: set[str] = set()
        for read in (*facts.reads, *_called(facts)):
            target = imported_module(read)
            path = read.path.split(".")[1:]
            absent, words = self._work.reader.absent_attribute(target, path) if target and path else ("", "")
            package = self._work.environment.package_of(target) if absent else None
            owner, _, name = absent.rpartition(".")
            if package is None or package.origin == "missing" or absent in told or self._may_be(read, name):
                continue
            told.add(absent)
            where = _where(owner, package)
            said = f" The package says: “{plain(words)}”" if words else ""
            yield Finding("undefined-name", read.line, f"There is no `{name}` in {where}, so this line fails.{said}")

    def _may_be(self, read: Read, name: str) -> bool:
        """Tell whether a name behind a module may be there all the same, or the snippet provides for that."""
        node = next(
            (one for one in self._work.tree.on_line(read.line) if one.text == name and one.column > read.column), None
        )
        if node is None or any(self._work.document.definitions([self._work.position(node)])):
            return True
        if any(write.path == read.path for one in self._work.facts for write in one.writes):
            return True
        return self._is_guarded(node)

    def _is_guarded(self, node: Node) -> bool:
        """Tell whether a name stands where it may fail or be left out."""
        above: Node | None = node
        while above is not None:
            main = above.kind == "if_statement" and above.parts[0].text.startswith("__name__ ==")
            if above.kind in (*_MAY_FAIL_IN, "conditional_expression", "boolean_operator") and not main:
                return True
            above = above.parent
        return False

    def _is_optional(self, found: Import) -> bool:
        """Tell whether an import stands where it may fail or be left out: `try`, `if`, `with suppress(ImportError)`."""
        last = found.module.rpartition(".")[2] if not found.name else found.name
        node = next((one for one in self._work.tree.on_line(found.line) if one.text == last), None)
        while node is not None and node.kind not in _MAY_FAIL_IN:
            node = node.parent
        return node is not None

    def _imported(self, found: Import) -> Position:
        """Return where the last part of the imported name stands."""
        last = 0 if found.name else found.module.rfind(".") + 1
        return self._work.sketch.position(found.line, found.column + last)

    def _valued(self, facts: Facts) -> Iterator[tuple[str, Position]]:
        """Yield the plain names that a step writes and reads, with their places."""
        for write in facts.writes:
            column = self._column(write.path, write.line)
            if column is not None:
                yield write.path, self._work.sketch.position(write.line, column)
        for read in facts.reads:
            if (read.line, read.column) in self._work.tree.names and "." not in read.path:
                yield read.path, self._work.sketch.position(read.line, read.column)

    def _column(self, name: str, line: int) -> int | None:
        nodes = self._work.tree.on_line(line)
        return next((node.column for node in nodes if node.text == name), None)


def _outside(places: Sequence[Location]) -> list[Location]:
    return [place for place in places if not place.own]


def imported_module(read: Read) -> str:
    """Return what the first name of a path is imported as, dotted; empty where it may be anything else."""
    kinds = {one.kind for one in read.definitions}
    values = {one.value for one in read.definitions}
    return (values.pop() or "") if kinds == {"import"} and len(values) == 1 else ""


def _called(facts: Facts) -> Iterator[Read]:
    """Yield what is called under a dotted name, as what is read."""
    for call in facts.calls:
        read = call.reads[0] if call.reads else None
        if read is not None and _DOTTED.fullmatch(call.callee) and call.callee.startswith(read.path):
            yield replace(read, path=call.callee)


def _where(owner: str, package: Package) -> str:
    """Return a module with its package, or that alone where both have one name."""
    whole = f"{package.name} {package.version}".rstrip()
    return whole if owner == package.name else f"`{owner}` of {whole}"
