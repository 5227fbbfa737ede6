"""Tells calls that are made for what they return from calls that may be made for what they do."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.reading.names import Binding, Use
from explainer.reading.tree import Node
from explainer.reading.walk import Analysis

_PURE = {
    "abs", "all", "any", "bool", "bytes", "dict", "divmod", "enumerate", "filter", "float", "frozenset", "int", "len",
    "list", "map", "max", "min", "range", "repr", "reversed", "round", "set", "slice", "sorted", "str", "sum", "tuple",
    "type", "zip",
}  # fmt: skip
"""Builtins that change nothing."""
_CONSTANT = {"string", "integer", "float", "true", "false", "none", "concatenated_string", "unary_operator"}


class Purpose:
    """Judges the values of assignments in one file."""

    def __init__(self, analysis: Analysis) -> None:
        self._uses = {(use.line, use.column): use for use in analysis.record.uses}
        self._for_effect = set(self._called_for_effect(analysis.tree))

    def only_for_its_value(self, binding: Binding, assignment: Node) -> bool:
        """Say whether an assignment has no purpose but the value that it gives to a name.

        That is so if the new value is made from the name's old one, if nothing is called but functions that change
        nothing, or if what is called comes from an import, is given constants only, and belongs to a module of which
        nothing is called for its effect (`plt.show()`) in the file.
        """
        value = assignment.after("=")
        if value is None:
            return False
        uses = [self._use(node) for node in value.walk() if node.kind == "identifier"]
        if any(use is not None and use.name == binding.name for use in uses):
            return True
        calls = [node for node in value.walk() if node.kind == "call" and node.parts]
        if any(node.kind in ("await", "yield") for node in value.walk()):
            return False
        return all(self._is_pure(call) or self._makes(call) for call in calls)

    def _is_pure(self, call: Node) -> bool:
        callee = call.parts[0]
        use = self._use(callee)
        return use is not None and callee.kind == "identifier" and callee.text in _PURE and not use.bindings

    def _makes(self, call: Node) -> bool:
        """Say whether a call makes something new out of constants."""
        root = self._use(_start(call.parts[0]))
        if root is None or not root.bindings or any(made.kind != "import" for made in root.bindings):
            return False
        return root.name not in self._for_effect and all(self._constant(given) for given in _given(call))

    def _constant(self, node: Node) -> bool:
        if node.kind in _CONSTANT:
            return True
        use = self._use(node) if node.kind == "identifier" else None
        return use is not None and bool(use.bindings) and all(_is_literal(made.value) for made in use.bindings)

    def _use(self, node: Node) -> Use | None:
        return self._uses.get((node.line, node.column))

    def _called_for_effect(self, tree: Node) -> Iterator[str]:
        for node in tree.walk():
            if node.kind == "expression_statement" and node.parts and node.parts[0].kind == "call":
                yield _start(node.parts[0]).text


def _start(node: Node) -> Node:
    """Return the name that a chain of calls and attributes starts from."""
    while node.kind in ("call", "attribute", "subscript") and node.parts:
        node = node.parts[0]
    return node


def _given(call: Node) -> Iterator[Node]:
    for listed in call.parts[1:]:
        for value in listed.parts if listed.kind == "argument_list" else [listed]:
            yield value.parts[-1] if value.kind == "keyword_argument" else value


def _is_literal(value: str | None) -> bool:
    return value is not None and (value[0] in "\"'0123456789-" or value in ("True", "False", "None"))
