"""What is noted down while the syntax of a file is walked: scopes, blocks, bindings, uses, calls, writes, imports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from explainer.model import Import, Write
from explainer.reading.flow import Block
from explainer.reading.names import Binding, Scope, ScopeKind, Use
from explainer.reading.tree import Node

LONGEST_VALUE = 200
"""Characters of source that a definition's value may have; longer ones are left out."""


@dataclass(eq=False, slots=True)
class NotedArgument:
    """An argument, and the uses that were noted while it was walked."""

    value: str
    keyword: str | None
    line: int
    column: int
    uses: list[Use] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class NotedCall:
    """A call (or bare decorator) with its uses; `callee` is the called expression."""

    node: Node
    callee: Node
    arguments: list[NotedArgument] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    awaited: bool = False
    decorator: bool = False


@dataclass(frozen=True, slots=True)
class Nesting:
    """The headers that a line stands in, from the inside out, and the scope whose body it is in."""

    scope: Scope
    header: int | None = None
    """The line on which the nearest header starts."""
    above: Nesting | None = None

    @property
    def headers(self) -> list[int]:
        """The lines of all headers around."""
        found, nesting = [], self
        while True:
            if nesting.header is not None:
                found.append(nesting.header)
            if nesting.above is None:
                return found
            nesting = nesting.above


Local = dict[str, list[Binding] | None]
"""Names of a comprehension with their bindings; None for a name that a lambda within it takes over."""


class Record:
    """The state of a walk; what it ends up with is read by `facts`."""

    def __init__(self) -> None:
        self.module = Scope("module", "", None, Block())
        self.scopes = [self.module]
        self.scope = self.module
        self.block = self.module.entry
        self.statement = 1
        self.locals: tuple[Local, ...] = ()
        self.nesting: dict[int, Nesting] = {}
        self.uses: list[Use] = []
        self.bindings: list[Binding] = []
        self.calls: list[NotedCall] = []
        self.writes: list[Write] = []
        self.imports: list[Import] = []
        self.star_imports = False
        self.documented: list[Node] = []
        self.too_deep: list[int] = []
        self.crowded: set[str] = set()
        """Names of which some uses do not know all their bindings."""

    def use(self, node: Node, path: str, full_path: str = "", called: bool = False) -> Use:
        """Note that a name is looked up where `node`, its first component, stands."""
        name = path.partition(".")[0]
        use = Use(name, path, full_path or path, self.scope, node.line, node.column, called, statement=self.statement)
        own = next((local[name] for local in reversed(self.locals) if name in local), None)
        if own is None:
            self.scope.uses.append(use)
            self.block.events.append(use)
        else:
            use.bindings, use.settled = list(own), True
        self.uses.append(use)
        return use

    def bind(self, name: str, kind: str, line: int, value: str | None = None, path: str = "") -> Binding:
        """Note that a name (or, with a longer `path`, an item or attribute of it) is set."""
        binding = self.unplaced(name, kind, line, value, path)
        binding.replaces = binding.path == name and kind != "annotation"
        if binding.path == name:
            self.scope.bound.add(name)
        self.scope.bindings.append(binding)
        self.block.events.append(binding)
        return binding

    def unplaced(self, name: str, kind: str, line: int, value: str | None, path: str = "") -> Binding:
        """Make a binding that is part of no flow, as those of comprehensions are."""
        if value is not None and len(value) > LONGEST_VALUE:
            value = None
        binding = Binding(name, path or name, self.scope, line, kind, value, self.statement)
        self.bindings.append(binding)
        return binding

    def branch(self, *sources: Block) -> Block:
        """Start a new block that the given ones lead to, and go on there."""
        self.block = Block()
        for source in sources:
            source.to(self.block)
        return self.block

    def point(self) -> Use:
        """Mark this place in the flow, without a name being used."""
        use = Use("", "", "", self.scope, self.statement, 0)
        self.block.events.append(use)
        return use

    @contextmanager
    def inside(self, kind: ScopeKind, name: str, made_by: Binding | Use | None) -> Iterator[Scope]:
        """Walk the body of a new scope; afterwards the walk goes on where it was."""
        outer, block, known = self.scope, self.block, self.locals
        scope = Scope(kind, name, outer, Block(), made_by)
        self.scopes.append(scope)
        self.scope, self.block = scope, scope.entry
        try:
            yield scope
        finally:
            self.scope, self.block, self.locals = outer, block, known
