"""Finds names that nothing in a snippet defines."""

from __future__ import annotations

import builtins
import re
from collections.abc import Container, Iterator

from explainer.model import Finding
from explainer.reading.names import Use
from explainer.reading.record import Record
from explainer.reading.tree import Node
from explainer.reading.walk import Analysis

_GIVEN = {
    *dir(builtins),
    *("__annotations__", "__builtins__", "__cached__", "__class__", "__doc__", "__file__", "__loader__", "__module__"),
    *("__name__", "__package__", "__path__", "__qualname__", "__spec__", "__classcell__", "__dict__"),
    *("display", "get_ipython", "In", "Out", "_", "__", "___", "exit", "quit", "WindowsError", "reveal_type"),
}
"""What Python, its shells and notebooks define."""
_MAY_DEFINE = {"exec", "globals", "locals", "vars", "NameError"}
"""Names whose use shows that others may be there without being written down, or be missing on purpose."""
_SPREAD_MEMBERS = ("global_enum", "_convert_")
"""What makes the members of an enumeration names of the module."""
_OF_VERSIONS = re.compile(r"\b(?:version_info|PY2|PY3|python_version)\b")
_WORD = re.compile(r"[^\W\d]\w*")
_CONDITIONS = {"if_statement": 0, "elif_clause": 0, "conditional_expression": 1, "boolean_operator": 0}
"""Where what decides stands among the parts of a node."""
_ANNOTATED = {"typed_parameter", "typed_default_parameter", "function_definition", "assignment"}


def undefined(analysis: Analysis) -> Iterator[Finding]:
    """Yield a finding for each name that is used and never defined, at the first use that fails for it."""
    record = analysis.record
    broken = _names_on(analysis.broken_lines, analysis.mended)
    uses = [
        use
        for use in record.uses
        if _has_no_owner(use) and use.line not in analysis.broken_lines and use.name not in broken
    ]
    if not uses or _has_hidden_names(record):
        return
    nodes = {(node.line, node.column): node for node in analysis.tree.walk() if node.kind == "identifier"}
    postponed = any(one.target == "__future__.annotations" for one in record.imports)
    said: set[str] = set()
    for use in sorted(uses, key=lambda use: (use.line, use.column)):
        node = nodes.get((use.line, use.column))
        fails = _consequence(use, node, postponed=postponed) if node is not None and use.name not in said else ""
        if fails:
            said.add(use.name)
            yield Finding("undefined-name", use.line, f"{_what(use)} {fails}")


def _names_on(lines: Container[int], text: str) -> set[str]:
    """Return the words on lines that do not parse, any of which may be a name that these were meant to define."""
    wanted = (line for number, line in enumerate(text.split("\n"), start=1) if number in lines)
    return {word for line in wanted for word in _WORD.findall(line)}


def _has_no_owner(use: Use) -> bool:
    return not use.settled and use.name not in _GIVEN and use.scope.owner(use.name) is None


def _has_hidden_names(record: Record) -> bool:
    """Say whether names may be there that are written down nowhere."""
    return record.star_imports or any(
        use.name in _MAY_DEFINE or use.full_path.endswith(_SPREAD_MEMBERS) for use in record.uses
    )


def _consequence(use: Use, node: Node, *, postponed: bool) -> str:
    """Say what happens where a name is looked up: nothing, where it may never be.

    That is so in annotations that are not evaluated, and in code for some versions of Python only.

    Args:
        use: The use of the name.
        node: Where it stands.
        postponed: Whether no annotation of the file is evaluated.
    """
    fails = f"Line {use.line} fails with a `NameError` when it is run"
    while node.parent is not None:
        inner, node = node, node.parent
        condition = _CONDITIONS.get(node.kind)
        if condition is not None and condition < len(node.parts) and _OF_VERSIONS.search(node.parts[condition].text):
            return ""
        if node.kind == "type_alias_statement" or (
            inner.kind == "type_parameter" and node.kind in ("function_definition", "class_definition")
        ):
            fails = "Looking it up fails with a `NameError`, as soon as something asks for the type"
        if inner.kind == "type" and node.kind in _ANNOTATED:
            if postponed or (node.kind == "assignment" and use.scope.kind == "function"):
                return ""
            fails += " by a Python before 3.14, which evaluates annotations"
    return f"{fails}."


def _what(use: Use) -> str:
    hidden = _class_with(use)
    if hidden:
        return (
            f"`{use.name}` is defined only in the body of the class `{hidden}`, where methods and comprehensions do "
            f"not see it: a method has to write `self.{use.name}`."
        )
    return f"`{use.name}` is used here, but nothing in this file imports, assigns or defines it."


def _class_with(use: Use) -> str:
    """Return the name of the class around a method whose body binds a name that the method cannot see."""
    scope = use.scope.parent
    while scope is not None:
        if scope.kind == "class" and use.name in scope.bound:
            return scope.name
        scope = scope.parent
    return ""
