"""The syntax tree of one Python step, read on its own: a header gets a body, a clause what it is a clause of."""

from __future__ import annotations

import re
from functools import lru_cache

from explainer.model import Argument, Call, Step
from explainer.reading.mend import mend
from explainer.reading.syntax import tree
from explainer.reading.tree import Node, convert

_OPENED_BY = {"elif": "if 1: pass", "else": "if 1: pass", "except": "try: pass", "finally": "try: pass"}
_HEADERS = ("function", "class", "if", "for", "while", "with", "try", "match", "case", *_OPENED_BY)
_TRANSPARENT = ("expression_statement", "decorated_definition", "block", "module", "parenthesized_expression")
_OF_PYTHON_2 = ("print_statement", "exec_statement")
_BODY_BELOW = re.compile(r":\s*(?:#.*)?$")
_COMMENTS = ("comment", "decorator")


def statement(step: Step) -> Node | None:
    """Return the node of a step's statement, whose lines and columns are those of the facts; None for a comment."""
    return _statement(step.kind, step.start_line, step.code)


@lru_cache(maxsize=64)
def _statement(kind: str, start_line: int, code: str) -> Node | None:
    indent = re.match(r"[ \t]*", code)[0]  # type: ignore[index]
    before = []
    if indent:
        before.append("match 1:" if kind == "case" else "if 1:")
    if kind in _OPENED_BY:
        before.append(indent + _OPENED_BY[kind])
    after = [f"{indent}    pass"] if kind in _HEADERS and has_body_below(code) else []
    if kind == "try":
        after.append(f"{indent}finally: pass")
    if kind == "match":
        after = [f"{indent}    case _: pass"]
    text = "\n".join([*before, code, *after]) + "\n"
    mended, _ = mend(text)
    top = convert(tree(mended, "python"), text, None if mended == text else mended)
    _move(top, start_line - 1 - len(before))
    return _at(top, start_line)


def is_readable(step: Step) -> bool:
    """Tell whether a step, read on its own, is a statement of Python 3 without a mistake in its syntax."""
    node = statement(step)
    return node is not None and not _root(node).broken and node.kind not in _OF_PYTHON_2


def expression(step: Step, argument: Argument) -> Node | None:
    """Return the node of an argument's value; None where the step cannot be read on its own."""
    top = statement(step)
    for node in _root(top).walk() if top is not None else ():
        if (node.line, node.column) == (argument.line, argument.column) and node.text == argument.value:
            return node
    return None


def receiver(step: Step, call: Call) -> Node | None:
    """Return the node of what a call is made on: what stands before the last dot of the called expression."""
    top = statement(step)
    for node in _root(top).walk() if top is not None else ():
        if node.kind == "attribute" and len(node.parts) == 2:
            value, name = node.parts
            if (name.line, name.column) == (call.line, call.column):
                return value
    return None


def has_body_below(header: str) -> bool:
    """Tell whether the body of a header of Python is on the lines after it, and not on the rest of its line."""
    return _BODY_BELOW.search(header.strip()) is not None


def _root(node: Node) -> Node:
    while node.parent is not None:
        node = node.parent
    return node


def _move(top: Node, lines: int) -> None:
    for node in top.walk():
        node.line += lines
        node.end_line += lines


def _at(top: Node, line: int) -> Node | None:
    """Return the outermost node that starts on a line or, below comments and decorators, after it."""
    for node in top.walk():
        if node.named and node.line >= line and node.kind not in (*_TRANSPARENT, *_COMMENTS) and not _in_prefix(node):
            return node
    return None


def _in_prefix(node: Node) -> bool:
    above = node.parent
    while above is not None and above.kind not in _COMMENTS:
        above = above.parent
    return above is not None


def is_call(node: Node | None, call: Call) -> bool:
    """Tell whether a node is the very call, apart from parentheses and `await` around it."""
    node = bare(node)
    if node is None or node.kind != "call" or not node.parts:
        return False
    callee = node.parts[0]
    name = callee.parts[1] if callee.kind == "attribute" and len(callee.parts) == 2 else callee
    return (name.line, name.column) == (call.line, call.column)


def bare(node: Node | None) -> Node | None:
    """Return an expression without parentheses and `await` around it."""
    while (
        node is not None and node.kind in ("parenthesized_expression", "await", "expression_statement") and node.parts
    ):
        node = node.parts[0]
    return node
