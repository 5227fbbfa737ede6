"""What the left side of a Python assignment names."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.reading.tree import Node

PLAIN = {
    "pattern_list", "tuple_pattern", "list_pattern", "tuple", "list", "parenthesized_expression", "expression_list",
    "list_splat_pattern", "dictionary_splat_pattern", "list_splat", "as_pattern_target",
}  # fmt: skip
"""Targets that hold other targets."""

_SEQUENCES = {"pattern_list", "tuple_pattern", "list_pattern", "tuple", "list", "expression_list"}
_PARAMETERS = {"typed_parameter", "default_parameter", "typed_default_parameter"}


def dotted(node: Node) -> list[Node] | None:
    """Return the identifiers of `a.b.c`, or None for any other expression."""
    found: list[Node] = []
    while node.kind == "attribute":
        parts = node.parts
        if len(parts) != 2:
            return None
        found.append(parts[1])
        node = parts[0]
    return [node, *found[::-1]] if node.kind == "identifier" else None


def operands_of(node: Node) -> list[Node]:
    """Return the operands of `a and b and c`, which is nested to the left."""
    found: list[Node] = []
    operator = "and" if node.has("and") else "or"
    while node.kind == "boolean_operator" and len(node.parts) == 2 and node.has(operator):
        found.append(node.parts[1])
        node = node.parts[0]
    return [node, *found[::-1]]


def names_in(target: Node | None) -> list[Node]:
    """Return the identifiers that a target or a parameter binds."""
    if target is None:
        return []
    if target.kind == "identifier":
        return [target]
    if target.kind in _PARAMETERS:
        return names_in(target.parts[0]) if target.parts else []
    if target.kind in PLAIN:
        return [name for part in target.parts for name in names_in(part)]
    return []


def path_of(target: Node) -> str:
    """Return what is set, as written, with `[...]` for a subscript."""
    steps: list[str] = []
    while target.kind in ("attribute", "subscript") and target.parts:
        steps.append("[...]" if target.kind == "subscript" else f".{target.parts[-1].text}")
        target = target.parts[0]
    return target.text + "".join(reversed(steps))


def root_of(target: Node) -> Node:
    """Return the expression that the attributes and subscripts of a target start from."""
    while target.kind in ("attribute", "subscript") and target.parts:
        target = target.parts[0]
    return target


def pairs(target: Node, value: Node | None) -> Iterator[tuple[Node, Node | None]]:
    """Yield the single targets with the part of the value that each gets: the whole where that cannot be told."""
    if target.kind not in PLAIN:
        yield target, value
        return
    inner = target.parts
    values: list[Node | None] = [value] * len(inner)
    if target.kind in _SEQUENCES and value is not None and value.kind in _SEQUENCES:
        given = value.parts
        splat = any(part.kind in ("list_splat", "list_splat_pattern") for part in inner + given)
        if len(given) == len(inner) and not splat:
            values = list(given)
    for part, own in zip(inner, values, strict=True):
        yield from pairs(part, own)
