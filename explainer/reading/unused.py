"""Finds values that a later line overwrites before anything has used them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from explainer.model import Finding
from explainer.reading.attributes import Attributes
from explainer.reading.names import Binding
from explainer.reading.purpose import Purpose
from explainer.reading.record import Record
from explainer.reading.targets import names_in
from explainer.reading.tree import Node
from explainer.reading.walk import Analysis

_BY_NAME = {"locals", "globals", "vars", "exec", "eval", "get_ipython"}
"""Functions that may read variables without naming them."""
_DEFAULTS = {
    "none", "true", "false", "integer", "float", "string", "concatenated_string", "unary_operator", "ellipsis", "list",
    "dictionary", "tuple", "set",
}  # fmt: skip
"""What a name is given first so that it has a value at all."""


def overwritten(analysis: Analysis) -> Iterator[Finding]:
    """Yield a finding for each such value.

    Only a plain assignment counts that is followed, in the same block, by another of the same name. What a `try` sets,
    and a constant that may stand for a default, are no mistake. Nor is a call that may have been made for its effect,
    such as one that draws: see `Purpose`.
    """
    record = analysis.record
    if any(use.name in _BY_NAME for use in record.uses):
        return
    readers = _readers(record)
    purpose, hidden = Purpose(analysis), _hidden(analysis)
    made = {(b.line, b.name): b for b in record.bindings if b.kind == "assignment" and b.path == b.name}
    for first, second in _repeated(analysis.tree):
        name = names_in(first.parts[0])[0].text
        old = made.get((first.line, name))
        new = made.get((second.line, name))
        if not (old and new) or readers[old] or name in hidden or old.line in analysis.broken_lines:
            continue
        if _counts(old, first) and purpose.only_for_its_value(old, first):
            yield Finding("overwritten", old.line, _words(old, new, first, sorted(readers[new])))


def _readers(record: Record) -> dict[Binding, set[int]]:
    """Return the lines that use each binding."""
    attributes = Attributes(record)
    found: dict[Binding, set[int]] = defaultdict(set)
    for use in record.uses:
        for binding in attributes.all(use):
            found[binding].add(use.line)
    return found


def _repeated(tree: Node) -> Iterator[tuple[Node, Node]]:
    """Yield pairs of assignments in one block that follow one another: of one name, then of that name again."""
    for block in tree.walk():
        if block.kind not in ("module", "block") or _within_try(block):
            continue
        last: dict[str, Node] = {}
        for statement in block.parts:
            assignment = statement.child("assignment") if statement.kind == "expression_statement" else None
            if assignment is None or assignment.after("=") is None:
                continue
            target = assignment.parts[0]
            for name in names_in(target):
                if name.text in last:
                    yield last.pop(name.text), assignment
            if target.kind == "identifier":
                last[target.text] = assignment


def _within_try(block: Node) -> bool:
    """Say whether a block may be left for a handler, within its function, or is the body of a class."""
    node = block.parent
    if node is not None and node.kind == "class_definition":
        return True
    while node is not None and node.kind != "function_definition":
        if node.kind == "try_statement":
            return True
        node = node.parent
    return False


def _counts(binding: Binding, assignment: Node) -> bool:
    """Say whether overwriting a value is worth a word."""
    value = assignment.after("=")
    plain = value is not None and value.kind not in _DEFAULTS and value.kind != "assignment"
    return plain and not binding.name.startswith("_") and binding.name not in binding.scope.outside


def _hidden(analysis: Analysis) -> set[str]:
    """Return names that may be used unseen: too often, in code that was not understood, or in a query string."""
    found = analysis.record.crowded.union(re.findall(r"@(\w+)", analysis.mended))
    for error in analysis.errors:
        found.update(re.findall(r"\w+", error.text))
    return found


def _words(old: Binding, new: Binding, assignment: Node, readers: list[int]) -> str:
    value = assignment.after("=")
    while value is not None and value.kind in ("await", "parenthesized_expression") and value.parts:
        value = value.parts[0]
    called = value.parts[0].text if value is not None and value.kind == "call" else ""
    source = f"the result of `{called}(...)`" if called and "\n" not in called and len(called) < 60 else "a value"
    message = (
        f"`{old.name}`, bound to {source} on line {old.line}, is never used: line {new.line} binds `{old.name}` anew"
    )
    if readers:
        message += f", and line {readers[0]} works with that"
    return f"{message}. The result of line {old.line} is lost."
