"""What resolving the calls of one snippet works with: its syntax, its types so far, its packages, the server."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from explainer.analysis.documentation import DocumentationReader
from explainer.analysis.environment import Environment
from explainer.analysis.language_server import Document
from explainer.analysis.locations import Location, Position
from explainer.model import Documentation, Facts, Import, Match
from explainer.reading.tree import Node
from explainer.research.class_index import ClassIndex, FoundClass
from explainer.research.documented_types import Resolve
from explainer.research.sites import Site, Tree
from explainer.research.sketch import Sketch

_SIMPLE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


@dataclass(slots=True)
class Workplace:
    """What resolving works with."""

    environment: Environment
    reader: DocumentationReader
    index: ClassIndex
    facts: Sequence[Facts]
    tree: Tree
    sketch: Sketch
    document: Document
    imports: list[Import] = field(init=False)
    told_by_callers: list[Node] = field(default_factory=list, init=False)
    """Functions of the snippet whose parameters have the types that they are given."""
    match: Match = field(default="definition", init=False)
    """How what is found from now on was found."""
    _out_of_reach: set[str] = field(default_factory=set, init=False)
    """Names whose values come out of modules that are not there."""
    _documentation: dict[tuple[Location, str], Documentation | None] = field(default_factory=dict, init=False)
    """What documents a definition under a name: what is called often is read once."""

    def __post_init__(self) -> None:
        self.imports = [found for one in self.facts for found in one.imports]
        for found in self.imports:
            package = self.environment.package_of(found.target)
            if package is None or package.origin == "missing":
                self._out_of_reach.add(found.bound)
        classes = list(self._classes()) if self._out_of_reach else []
        before = -1
        while self._out_of_reach and len(self._out_of_reach) != before:
            before = len(self._out_of_reach)
            made = [write for one in self.facts for write in one.writes if self._starts_there(write.value or "")]
            self._out_of_reach.update(write.path for write in made)
            self._out_of_reach.update(name.text for name, bases in classes if any(map(self._starts_there, bases)))

    def public_name(self, site: Site) -> str:
        """Return the dotted name of what is called as the snippet's imports spell it; empty for values' methods."""
        call = site.call
        if not _SIMPLE.fullmatch(call.callee) or not call.reads:
            return ""
        definitions = call.reads[0].definitions
        if not definitions or any(one.kind != "import" or not one.value for one in definitions):
            return ""
        first, dot, rest = call.callee.partition(".")
        target = definitions[-1].value or first
        plain = next((one for one in self.imports if one.bound == first and not one.name and not one.alias), None)
        return f"{first if plain else target}{dot}{rest}"

    def position(self, node: Node) -> Position:
        """Return where a node of the snippet is in the text that the server has."""
        return self.sketch.position(node.line, node.column)

    def documented(self, given: bool) -> bool:
        """Note that a type came from documentation, if one was given; return whether it was."""
        if given and self.match == "definition":
            self.match = "documentation"
        return given

    def read(self, places: Iterable[Location], name: str) -> Documentation | None:
        """Return what documents the first of some definitions that has a docstring, or else any.

        Args:
            places: Of the definitions.
            name: The name under which a reader knows it.
        """
        best: Documentation | None = None
        for place in places:
            if (place, name) not in self._documentation:
                self._documentation[place, name] = self.reader.read(place.file, place.line, name)
            found = self._documentation[place, name]
            if found is not None and found.kind != "signature":
                return found
            best = best or found
        return best

    def is_out_of_reach(self, site: Site) -> bool:
        """Tell whether a value comes out of a module that is not there: any class may have a member of that name."""
        if self._starts_there(site.call.receiver or ""):
            return True
        cls = site.name if site.call.receiver == "self" else None
        while cls is not None and cls.kind != "class_definition":
            cls = cls.parent
        return cls is not None and any(name.text in self._out_of_reach for name in cls.children[:2])

    def _classes(self) -> Iterator[tuple[Node, list[str]]]:
        """Yield the names of the snippet's classes that have bases, with these."""
        for node in self.tree.root.walk():
            name = node.child("identifier") if node.kind == "class_definition" else None
            bases = node.child("argument_list")
            if name is not None and bases is not None:
                yield name, [base.text for base in bases.parts]

    def _starts_there(self, code: str) -> bool:
        start = re.match(r"(?:await\s+)?([A-Za-z_][\w.]*)", code)
        parts = start[1].split(".") if start else []
        return any(".".join(parts[:length]) in self._out_of_reach for length in range(1, len(parts) + 1))

    def resolver(self, near: Documentation | None) -> Resolve:
        """Return what finds the classes that a docstring or a type names, nearest to where it stands first."""
        package = near.source.package if near else ""
        place = near.source.symbol.rpartition(".")[0] if near else ""
        nearest = sorted(self.environment.distributions, key=lambda one: one.package.name != package)

        def resolve(name: str) -> FoundClass | None:
            module, _, last = name.rpartition(".")
            top = module.lstrip(".").partition(".")[0]
            # To search a distribution takes time, so those that can have the module come first, and one is enough.
            named = [one for one in nearest if top and one.provides(top)]
            for distribution in dict.fromkeys([*named, *nearest]):
                found = self.index.named(last, [distribution])
                whole = [one for one in found if not module or f".{module.lstrip('.')}." in f".{one.module}."]
                choice = whole or [one for one in found if one.module.partition(".")[0] == top]
                if choice:
                    return min(choice, key=lambda one: (bool(one.distribution), *_distance(one, place), one.depth))
            return None

        return resolve


def _distance(found: FoundClass, place: str) -> tuple[bool, bool]:
    """Return how far a class is from where it is spoken of: in the same module, in the same package, or elsewhere."""
    return not place.startswith(found.module), found.module.partition(".")[0] != place.partition(".")[0]
