"""Values in words: what an expression is, and where the values of its names come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from explainer.engines.reference.articles import article
from explainer.engines.reference.english import counted, listed
from explainer.evidence.lines import line_reference
from explainer.evidence.plain import code_markdown
from explainer.model import Definition, Read
from explainer.reading.tree import Node

SHORT = 60
"""Characters of an expression that is shown as it is."""
_SIMPLE = re.compile(
    r"""[+-]?\d[\w.]*$|True$|False$|None$|[rbuf]{0,2}"[^"\n]*"$|[rbuf]{0,2}'[^'\n]*'$""", re.IGNORECASE
)
_EMPTY = {"[]": "an empty list", "{}": "an empty dictionary", "()": "an empty tuple"}
_EMPTY_STRING = re.compile(r"""(?P<bytes>b)?(?P<quote>"(?:"")?|'(?:'')?)(?P=quote)$""", re.IGNORECASE)
_BYTES = re.compile(r"""(?:b|rb|br)["']""", re.IGNORECASE)
_CONTAINERS = {
    "list": ("list", "item"),
    "tuple": ("tuple", "item"),
    "set": ("set", "item"),
    "dictionary": ("dictionary", "pair"),
}
_COMPREHENSIONS = {
    "list_comprehension": "a list",
    "set_comprehension": "a set",
    "dictionary_comprehension": "a dictionary",
    "generator_expression": "a series of values, made one by one,",
}
_INTERNAL = re.compile(r"(?:^|[\[., ])_|@|\.\.\.")
"""Names of private classes, and what is left out."""
_VARIABLE = re.compile(r"\b(?:[A-Z]\d?|[KV]T|AnyStr|\w*[a-z_]T|\w+_(?:co|contra))\b")
"""Names that are given to type variables: PEP 8 asks for short ones, and for `_co` and `_contra`."""
_AGAIN = ", or as this line left it"
_QUIET = ("import", "comprehension", "type parameter")
"""Kinds of definitions whose lines a reader need not be told: the import, and what is in the very expression."""


def code(text: str) -> str:
    """Return source text as it is shown in a sentence; a long one is cut in its middle."""
    flat = " ".join(text.split())
    if len(flat) > SHORT:
        flat = f"{flat[: SHORT - 22]} … {flat[-16:]}"
    return code_markdown(flat)


def line(number: int) -> str:
    """Return `line 7`, with the mark that becomes the line's number in the file."""
    return f"line {line_reference(number)}"


def lines(numbers: Iterable[int]) -> str:
    """Return `line 7`, or `lines 7, 9 or 12` for values that may come from any of them."""
    ordered = sorted(set(numbers))
    if len(ordered) == 1:
        return line(ordered[0])
    if len(ordered) > 4:
        return f"{line(ordered[0])} or one of {len(ordered) - 1} others up to {line(ordered[-1])}"
    return f"lines {listed([line_reference(number) for number in ordered], 'or')}"


def is_literal(text: str) -> bool:
    """Tell whether source text is a number, a short string or a constant."""
    return len(text) <= SHORT and _SIMPLE.match(text) is not None


def described(node: Node) -> str:
    """Return what an expression is, as a noun: `the string "a"`, `a list of three items`, `a * b`."""
    text = node.text
    flat = " ".join(text.split())
    if flat in _EMPTY:
        return _EMPTY[flat]
    if node.kind in ("string", "concatenated_string"):
        return _string(node)
    if node.kind in ("integer", "float"):
        return f"the number {code(text)}"
    if node.kind in _CONTAINERS:
        noun, item = _CONTAINERS[node.kind]
        return f"the {noun} {code(text)}" if len(flat) <= SHORT else f"a {noun} of {counted(len(node.parts), item)}"
    if node.kind in _COMPREHENSIONS:
        return _comprehension(node)
    if node.kind == "conditional_expression" and len(node.parts) == 3:
        value, condition, other = node.parts
        return f"{code(value.text)} if {code(condition.text)}, and otherwise {code(other.text)}"
    if node.kind == "lambda":
        return f"a function without a name, {code(text)}"
    if node.kind in ("binary_operator", "boolean_operator", "comparison_operator", "not_operator", "unary_operator"):
        return f"the result of {code(text)}"
    return code(text)


def _string(node: Node) -> str:
    text = node.text
    if empty := _EMPTY_STRING.match(text):
        return "an empty bytes object" if empty["bytes"] else "an empty string"
    rows = text.count("\n") + 1
    kind = "text" if any(inner.kind == "interpolation" for inner in node.walk()) else "string"
    kind = "bytes object" if _BYTES.match(text) else kind
    if len(" ".join(text.split())) <= SHORT and rows == 1:
        return f"the {kind} {code(text)}"
    return f"a {kind} of {counted(rows, 'line')}" if rows > 1 else f"the {kind} {code(text)}"


def _comprehension(node: Node) -> str:
    loop = node.child("for_in_clause")
    condition = node.child("if_clause")
    if loop is None or len(loop.parts) < 2 or len(node.parts) > 3:
        return f"{_COMPREHENSIONS[node.kind]} from {code(node.text)}"
    where = f" if {code(condition.parts[0].text)}" if condition is not None and condition.parts else ""
    made, each, values = code(node.parts[0].text), code(loop.parts[0].text), code(loop.parts[1].text)
    return f"{_COMPREHENSIONS[node.kind]} with {made} for each {each} in {values}{where}"


def origin(read: Read, own: range) -> str:
    """Return where the value of a name comes from: `from line 7`; empty where that goes without saying.

    Args:
        read: The name.
        own: The lines of the step itself, whose definitions are in plain view.
    """
    found = [one for one in read.definitions if one.kind not in _QUIET and one.line not in own]
    kinds = {one.kind for one in found}
    where = lines(one.line for one in found) if found else ""
    if not where:
        return ""
    if kinds == {"parameter"}:
        return f"the parameter from {where}"
    if kinds <= {"function", "class"}:
        return f"the {found[0].kind} of {where}"
    if kinds == {"for"}:
        return f"from the loop on {where}"
    again = any(one.kind == "augmented" and one.line in own for one in read.definitions)
    return f"from {where}{_AGAIN}" if again else f"from {where}"


def value_of(definitions: Sequence[Definition]) -> str:
    """Return the source text of the one literal that a name stands for; empty where it is no literal, or not one."""
    values = {one.value for one in definitions}
    value = next(iter(values)) if len(values) == 1 else None
    literal = value is not None and is_literal(value) and all(one.kind == "assignment" for one in definitions)
    return (value or "") if literal else ""


def named(read: Read, own: range) -> str:
    """Return a name with where it comes from: `model` from line 14; `device` (`"cuda"`, from line 11)."""
    where = origin(read, own)
    value = value_of(read.definitions)
    if not where:
        return code(read.path)
    if value and "." not in read.path:
        return f"{code(read.path)} ({code(value)}, {where})"
    apart = where.startswith("the ") or where.endswith(_AGAIN)
    return f"{code(read.path)} ({where})" if apart else f"{code(read.path)} {where}"


def typed(kind: str) -> str:
    """Return a type as a reader would say it: `a DataLoader`; empty where it is too long, or not meant to be said.

    Of a type with variables that stand for nothing, such as `Pattern[AnyStr]`, the name alone is said.
    """
    name, _, of = kind.partition("[")
    if _VARIABLE.search(of):
        kind = name
    if (
        not kind
        or kind == "None"
        or len(kind) > 40
        or " | " in kind
        or _INTERNAL.search(kind)
        or _VARIABLE.search(kind)
    ):
        return ""
    return instance(kind.rpartition(".")[2] if "[" not in kind else kind)


def instance(name: str) -> str:
    """Return a class as what a value is: `a DataLoader`."""
    return f"{article(name.partition('[')[0].rpartition('.')[2])} {code_markdown(name)}"
