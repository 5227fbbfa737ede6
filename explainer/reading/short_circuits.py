"""Which calls run only if an operator asks for them (`&&`, `??`, `?:`), or once a function without a name is called."""

from __future__ import annotations

import re
from dataclasses import replace

from explainer.model import Running, Runs
from explainer.reading.record import LONGEST_VALUE
from explainer.reading.tree import Node

_OPERATORS: dict[str, Runs] = {
    **dict.fromkeys(("&&", "and", "&&="), "and"),
    **dict.fromkeys(("||", "or", "||="), "or"),
    **dict.fromkeys(("??", "?:", "??="), "missing"),
}
_CHOICES = re.compile(r"^(ternary|conditional)(_expression)?$")
_NAMED_OPERATORS = ("operator", "operator_identifier")
"""How grammars call operators that a program can define itself, such as Scala's."""
_FUNCTIONS = re.compile(
    r"^((arrow|anonymous)_function|function_expression|closure_expression|func_literal|lambda(_\w+)?|"
    r"willset_didset_block|computed_property|accessor_list)$"
)
"""Functions without a name, and what a property runs when it is read or set."""
_BLOCKS = ("block", "do_block")
_PRINTS = ("command", "subshell", "compound_statement")
"""What may stand before a pipe of the shell."""


def running(call: Node, first: int) -> Running:
    """Return when a call runs, by the operators from a line on: those that its step holds.

    Of nested conditions the outermost is told. A command that reads what another one prints runs along with it.
    """
    if call.parent is not None and call.parent.kind == "pipeline":
        before = [part for part in call.parent.parts if part.end <= call.start]
        if before and before[-1].kind in _PRINTS and call.kind == "command":
            return Running("pipe", before[-1].head(LONGEST_VALUE))
    found = Running()
    node = call
    while node.parent is not None and node.parent.end_line >= first:
        decided = _function(node, first) or _decided(node, node.parent, first)
        if decided is not None:
            found = decided if found.runs == "once" else replace(decided, perhaps=True)
        node = node.parent
    return found


def _function(node: Node, first: int) -> Running | None:
    """Return that a call runs with a function without a name, or with a block that is handed to a call."""
    if node.line < first or node.parent is None or _is_deferred(node):
        return None
    handed = (node.kind in _BLOCKS and node.parent.kind == "call") or (
        node.kind == "function_definition" and node.parent.kind in ("arguments", "expression_list")
    )
    return Running("lambda", node.head(LONGEST_VALUE)) if handed or _FUNCTIONS.match(node.kind) else None


def _is_deferred(block: Node) -> bool:
    """Say whether a block is that of Swift's `defer`, which the grammar takes for a call."""
    call = block.parent.parent if block.parent is not None and block.parent.kind == "call_suffix" else None
    return call is not None and call.parts[0].text == "defer"


def _decided(node: Node, parent: Node, first: int) -> Running | None:
    """Return what an operation says of when one of its operands is evaluated; None where it always is."""
    at = parent.children.index(node)
    before = [child for child in parent.children[:at] if child.line >= first]
    condition = parent.children[0]
    if _CHOICES.match(parent.kind):
        signs = {child.kind for child in before}
        if "?" not in signs:
            return None
        return Running("else" if ":" in signs else "if", condition.head(LONGEST_VALUE))
    runs = next((found for child in reversed(before) if child is not condition and (found := _runs(child))), None)
    return Running(runs, condition.head(LONGEST_VALUE)) if runs else None


def _runs(sign: Node) -> Runs | None:
    return _OPERATORS.get(sign.text if sign.kind in _NAMED_OPERATORS else sign.kind)
