"""Which bindings a path such as `self.size` or `options.name` gets its value from."""

from __future__ import annotations

from collections import defaultdict

from explainer.reading.flow import MOST
from explainer.reading.names import ENTRY, Binding, Scope, Use
from explainer.reading.record import Record


class Attributes:
    """Looks up attributes: of `self` in the whole class, of other names among what reaches them."""

    def __init__(self, record: Record) -> None:
        self._set: dict[tuple[Scope, str], list[Binding]] = defaultdict(list)
        """Bindings of attributes of `self`, by class and attribute."""
        for binding in record.bindings:
            place = self._of_instance(binding.scope, binding.name)
            if binding.kind == "attribute" and place is not None:
                self._set[place, binding.path.split(".")[1]].append(binding)
        for scope in record.scopes:
            if scope.kind == "class":
                for binding in scope.bindings:
                    if binding.path == binding.name and binding.kind not in ("del", ENTRY):
                        self._set[scope, binding.name].append(binding)

    def definitions(self, use: Use) -> list[Binding]:
        """Return the bindings that give a path its value; those of the name where its attributes have none."""
        return self._own(use, use.path) or [binding for binding in use.bindings if binding.gives_value]

    def all(self, use: Use) -> list[Binding]:
        """Return all bindings that matter to a use, with those of attributes and items."""
        return use.bindings + self._own(use, use.full_path)

    def _own(self, use: Use, path: str) -> list[Binding]:
        place = self._of_instance(use.scope, use.name)
        parts = path.split(".")
        if place is not None and len(parts) > 1:
            return self._set.get((place, parts[1]), [])[-MOST:]
        set_here = [b for b in use.bindings if b.kind == "attribute" and f"{path}.".startswith(f"{b.path}.")]
        longest = max((len(binding.path) for binding in set_here), default=0)
        return [binding for binding in set_here if len(binding.path) == longest]

    def _of_instance(self, scope: Scope, name: str) -> Scope | None:
        """Return the class whose instance a name is: the first parameter of a method."""
        owner = scope.owner(name)
        if owner is None or owner.kind != "function" or owner.parent is None or owner.parent.kind != "class":
            return None
        first = owner.bindings[0] if owner.bindings else None
        return owner.parent if first is not None and first.kind == "parameter" and first.name == name else None
