"""The scopes of a file, what is bound and used in them, and the scope that a name belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from explainer.model import Definition

if TYPE_CHECKING:
    from explainer.reading.flow import Block

ScopeKind = Literal["module", "function", "class", "lambda"]

ENTRY = "entry"
"""The kind of a binding that stands for the value a name has outside the scope."""


@dataclass(eq=False, slots=True)
class Scope:
    """A module, function, class or lambda: names bound in it live there."""

    kind: ScopeKind
    name: str
    parent: Scope | None
    entry: Block
    made_by: Binding | Use | None = None
    """The event in the parent that makes it: the binding of its name, or, for a lambda, where it stands."""
    point: Use | None = None
    """Where the body of a class is run in the parent."""
    bound: set[str] = field(default_factory=set)
    outside: dict[str, Literal["global", "nonlocal"]] = field(default_factory=dict)
    bindings: list[Binding] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The dotted name, empty for the module."""
        above = self.parent.path if self.parent else ""
        return f"{above}.{self.name}" if above and self.name else above or self.name

    @property
    def module(self) -> Scope:
        """The outermost scope."""
        return self.parent.module if self.parent else self

    def owner(self, name: str) -> Scope | None:
        """Return the scope that a name used here is looked up in; None for builtins and names never bound."""
        if self.outside.get(name) == "global":
            return self.module
        if name in self.bound and name not in self.outside:
            return self
        return self.beyond(name)

    def beyond(self, name: str) -> Scope | None:
        """Return the scope that a name is looked up in where this one does not have it."""
        above = self.parent
        while above is not None:
            if above.kind != "class" and name in above.bound and name not in above.outside:
                return above
            if above.kind != "class" and above.outside.get(name) == "global":
                return above.module
            above = above.parent
        return None


@dataclass(eq=False, slots=True)
class Binding:
    """A place where a name, an item or an attribute of it is set."""

    name: str
    path: str
    """What is set, as written, with `[...]` for any subscript; the name itself for a plain binding."""
    scope: Scope
    line: int
    kind: str
    value: str | None = None
    statement: int = 0
    """The line on which the statement starts that does it."""
    replaces: bool = True
    """Earlier values of the name are gone after it; an item or a submodule that is set leaves them."""

    decorated: bool = False
    """A function that something else gets to call."""

    @property
    def gives_value(self) -> bool:
        """Say whether the name itself has a value from here."""
        return self.path == self.name and self.kind not in ("del", "annotation")

    @property
    def definition(self) -> Definition:
        """The binding as others see it."""
        return Definition(self.line, self.kind, self.value)


@dataclass(eq=False, slots=True)
class Use:
    """A place where a name is looked up."""

    name: str
    path: str
    """The name with the attributes behind it, without the one that is called."""
    full_path: str
    """The same with the attribute that is called."""
    scope: Scope
    line: int
    column: int
    called: bool = False
    """The name itself is what is called."""
    statement: int = 0
    """The line on which the statement starts that it is in."""
    bindings: list[Binding] = field(default_factory=list)
    """All bindings that may reach it, with those of items and attributes."""
    settled: bool = False
    """The bindings are known without looking at the flow (a comprehension's own variable)."""
