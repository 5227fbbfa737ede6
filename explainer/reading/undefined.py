"""Finds names that nothing in a snippet defines."""

from __future__ import annotations

import builtins
from collections.abc import Iterator

from explainer.model import Finding
from explainer.reading.names import Use
from explainer.reading.tree import Node
from explainer.reading.walk import Analysis

_GIVEN = {
    *dir(builtins),
    *("__annotations__", "__builtins__", "__cached__", "__class__", "__doc__", "__file__", "__loader__", "__module__"),
    *("__name__", "__package__", "__path__", "__qualname__", "__spec__", "__classcell__", "__dict__"),
    *("display", "get_ipython", "In", "Out", "_", "__", "___", "exit", "quit", "WindowsError", "reveal_type"),
}
"""What Python, its shells and notebooks define."""
_MAY_DEFINE = {"exec", "globals", "locals", "eval", "vars", "NameError"}
"""Names whose use shows that others may be there without being written down, or be missing on purpose."""


def undefined(analysis: Analysis) -> Iterator[Finding]:
    """Yield a finding for each name that is used and never defined, at its first use."""
    record = analysis.record
    if record.star_imports or any(use.name in _MAY_DEFINE for use in record.uses):
        return
    broken = _broken_lines(analysis.tree)
    said: set[str] = set()
    for use in sorted(record.uses, key=lambda use: (use.line, use.column)):
        if use.name in said or use.settled or use.name in _GIVEN or use.line in broken:
            continue
        if use.scope.owner(use.name) is None:
            said.add(use.name)
            yield Finding("undefined-name", use.line, _words(use))


def _words(use: Use) -> str:
    where = f"Line {use.line} fails with a `NameError` when it is run"
    hidden = _class_with(use)
    if hidden:
        return (
            f"`{use.name}` is defined only in the body of the class `{hidden}`, where its methods do not see it: "
            f"they have to write `self.{use.name}`. {where}."
        )
    return f"`{use.name}` is used here, but nothing in this file imports, assigns or defines it. {where}."


def _class_with(use: Use) -> str:
    """Return the name of the class around a method whose body binds a name that the method cannot see."""
    scope = use.scope.parent
    while scope is not None:
        if scope.kind == "class" and use.name in scope.bound:
            return scope.name
        scope = scope.parent
    return ""


def _broken_lines(tree: Node) -> set[int]:
    """Return the lines of all statements that hold code which was not understood."""
    found: set[int] = set()
    for node in tree.walk():
        if node.kind == "ERROR":
            while node.parent is not None and node.parent.kind not in ("module", "block"):
                node = node.parent
            found.update(range(node.line, node.end_line + 1))
    return found
