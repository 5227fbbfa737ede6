"""Ties each use of a name to the bindings that may reach it, within scopes and across them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from explainer.reading.flow import Event, Flow
from explainer.reading.names import ENTRY, Binding, Scope, Use
from explainer.reading.record import Record


@dataclass(slots=True)
class Reach:
    """The bindings of the parent's names that the body of an inner scope may see when it runs, as a bit set."""

    seen: int = 0
    found: bool = False


def resolve(record: Record) -> None:
    """Fill in the bindings of all uses."""
    _Resolver(record).run()


class _Resolver:
    def __init__(self, record: Record) -> None:
        self.record = record
        self.flows: dict[Scope, Flow] = {}
        self.inner: dict[Scope | None, list[Scope]] = defaultdict(list)
        """The scopes that stand directly in a scope."""
        self.given: dict[tuple[Scope, str], list[Binding]] = defaultdict(list)
        """Bindings of a scope's names that inner scopes make (`global`, items of an outer table)."""
        self.reach: dict[Binding | Use, Reach] = defaultdict(Reach)
        self.escaping: set[tuple[Scope, str]] = set()
        """Names that are used in an inner scope, so that there is no telling when."""
        self.seen: set[Use] = set()
        self.open: list[tuple[Use, Scope]] = []
        """Uses whose value comes from an outer scope, with that scope."""

    def run(self) -> None:
        for scope in self.record.scopes:
            self._declare(scope)
            self.inner[scope.parent].append(scope)
        for scope in self.record.scopes:
            self._give(scope)
        for scope in self.record.scopes:
            self.flows[scope] = Flow(scope.entry, scope.bindings)
            self._see(scope)
            self._see_unreachable(scope)
        for use, owner in self.open:
            _extend(use, self._from_outside(use, owner))
        self.record.crowded = {name for flow in self.flows.values() for name in flow.crowded}

    def _declare(self, scope: Scope) -> None:
        """Let the scopes that `global` and `nonlocal` speak of know the names, and mark what may come from outside.

        The body of a class looks outside for a name that it has not bound yet; a function does not.
        """
        for name, word in scope.outside.items():
            if word == "global":
                scope.module.bound.add(name)
        for name in sorted(scope.bound):
            if scope.kind == "class" or name in scope.outside:
                entry = Binding(name, name, scope, 0, ENTRY)
                scope.bindings.append(entry)
                scope.entry.events.insert(0, entry)

    def _give(self, scope: Scope) -> None:
        for binding in scope.bindings:
            owner = scope.owner(binding.name)
            if owner not in (None, scope) and binding.kind != ENTRY:
                self.given[owner, binding.name].append(binding)
        for use in scope.uses:
            owner = scope.owner(use.name)
            if owner not in (None, scope):
                self.escaping.add((owner, use.name))

    def _see(self, scope: Scope) -> None:
        flow = self.flows[scope]
        makers = {one for inner in self.inner[scope] for one in (inner.made_by, inner.point)}
        points = {inner.point for inner in self.inner[scope]}
        waiting: dict[Event, int] = {}

        def see(event: Event, before: int, later: int) -> None:
            if isinstance(event, Use) and event.name:
                self.seen.add(event)
                self._look_up(event, flow.select(before, event.name))
                for binding in event.bindings:
                    if binding in makers and (binding.scope is scope):
                        self._reached(binding, before if event.called else before | later)
            elif event in makers:
                escapes = isinstance(event, Use) or (scope, event.name) in self.escaping or event.decorated
                if escapes:
                    self._reached(event, before | (0 if event in points else later))
                else:
                    waiting[event] = before | later

        flow.visit(see)
        for maker, bits in waiting.items():
            if not self.reach[maker].found:
                self._reached(maker, bits)

    def _see_unreachable(self, scope: Scope) -> None:
        """Give uses in code that is never run all that their name may be anywhere."""
        for use in scope.uses:
            if use not in self.seen:
                owner = scope.owner(use.name)
                _extend(use, [b for b in owner.bindings if b.name == use.name and b.kind != ENTRY] if owner else [])

    def _reached(self, maker: Binding | Use, bits: int) -> None:
        reach = self.reach[maker]
        reach.seen |= bits
        reach.found = True

    def _look_up(self, use: Use, local: list[Binding]) -> None:
        scope = use.scope
        owner = scope.owner(use.name)
        _extend(use, [binding for binding in local if binding.kind != ENTRY])
        if owner is scope:
            _extend(use, self.given[scope, use.name])
            if scope.kind == "class":  # what it binds itself, it looks up in the file, past all functions around
                owner = scope.module if use.name in scope.module.bound else None
        if owner is not None and owner is not scope:
            absent = (ENTRY, "del") if scope.kind == "class" else (ENTRY,)
            from_here = any(binding.replaces for binding in local) and all(b.kind not in absent for b in local)
            if not from_here:
                self.open.append((use, owner))

    def _from_outside(self, use: Use, owner: Scope) -> list[Binding]:
        """Return what a name of an outer scope may be when the inner one runs."""
        inner, at_once = use.scope, True
        while inner.parent is not owner and inner.parent is not None:
            at_once = at_once and inner.kind == "class"
            inner = inner.parent
        at_once = at_once and inner.kind == "class"
        maker = inner.point if at_once else inner.made_by
        flow = self.flows[owner]
        reach = self.reach[maker].seen if maker in self.reach else 0
        found = flow.select(reach, use.name) or [b for b in owner.bindings if b.name == use.name]
        return [binding for binding in found if binding.kind != ENTRY] + self.given[owner, use.name]


def _extend(use: Use, bindings: list[Binding]) -> None:
    known = set(use.bindings)
    use.bindings.extend(binding for binding in bindings if binding not in known)
