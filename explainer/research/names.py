"""What the imports of a snippet stand for, and the types of the names that it reads and writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from explainer.analysis.locations import Position
from explainer.evidence.plain import plain
from explainer.model import Facts, Finding, Import, Package
from explainer.reading.tree import Node
from explainer.research import hovers
from explainer.research.gathering import Gathered
from explainer.research.sites import Site
from explainer.research.workplace import Workplace

_NO_VALUE = re.compile(r"<|class |def |module|type\[|bound method|\(|Literal\[|Never|None$")
_SAYS_NOTHING = r"^module '[\w.]+' has no attribute '\w+'\.?$"
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
        for (one, found), targets in zip(imports, places, strict=True):
            documentation = self._work.read([place for place in targets if not place.own], found.target)
            if documentation is not None:
                one.add(documentation)
            elif finding := self._missing(found):
                one.findings.append(finding)
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

    def add_missing(self, sites: Sequence[Site], gathered: Mapping[int, Gathered]) -> None:
        """Add a finding for each call of what an installed module does not have, as `numpy` of 2.0 has no `float_`."""
        for site in sites:
            name = "" if site.found or site.step not in gathered else self._work.public_name(site)
            said = self._work.reader.lacks(name) if name and not _is_tried(site.node) else ""
            package = self._work.environment.package_of(name) if said else None
            # What the standard library lacks on this system, it may have on another.
            if said and package is not None and package.origin == "installed":
                owner, _, member = name.rpartition(".")
                why = "" if re.search(_SAYS_NOTHING, said) else f" Python says: “{plain(said)}”"
                message = f"There is no `{member}` in {_where(owner, package)}, so the call fails.{why}"
                finding = Finding("missing-name", site.call.line, message)
                gathered[site.step].findings.append(finding)

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


def _where(owner: str, package: Package) -> str:
    """Return a module with its package, or that alone where both have one name."""
    whole = f"{package.name} {package.version}".rstrip()
    return whole if owner == package.name else f"`{owner}` of {whole}"


def _is_tried(node: Node | None) -> bool:
    """Whether a call stands where it may fail."""
    while node is not None and node.kind != "try_statement":
        node = node.parent
    return node is not None
