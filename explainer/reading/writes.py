"""What languages other than Python set: names, places and patterns left of an equals sign, and declared names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from explainer.model import Write
from explainer.reading.entries import PAIR
from explainer.reading.tree import Node

_ASSIGNMENTS = re.compile(
    r"assignment|declarator$|^(let|short_var|property)_declaration$|^va[lr]_definition$|^(const|var)_spec$|"
    r"^(const|property)_element$|^(static|const)_item$|^(public_)?field_definition$|^initialized_\w+_definition$|"
    r"^(attribute|binding|bind)$"
)
_CHANGES = {"update_expression", "inc_statement", "dec_statement", "postfix_unary_expression", "postfix_expression"}
_DECLARED = re.compile(
    r"^(declaration|field_declaration|(const|static)_item|function_signature(_item)?|var_spec|variable_declarator|"
    r"protocol_(function|property)_declaration|property_(signature|declaration)|(abstract_)?method_signature|"
    r"(public_)?field_definition|preproc_def|enum_entry|signature|state_variable_declaration|class_member|"
    r"init_declarator)$"
)
_NAMES = ("identifier", "field_identifier", "property_identifier", "private_property_identifier", "simple_identifier")
_EQUALS = re.compile(r":?=|<-|(?:[-+*/%&|^~?.]|<<|>>>?|\*\*|//|&&|\|\||\?\?)=")
_WHOLE = ("=", ":=", "<-")
_LISTS = {"expression_list", "variable_list", "left_assignment_list", "variable_declaration"}
_PATTERNS = re.compile(
    r"pattern$|^(list_literal|tuple|map|list|structured_binding_declarator|multi_variable_declaration)$"
)
_TYPE = re.compile(r"type|annotation|^dimensions$")
_PATH = re.compile(r"[$@#*\w](?:[$@\w.:-]|->|\[[^\]]*\])*")
_LONGEST = 60
"""Characters of a place that is set."""
_ONLY: dict[str, Literal["and", "or", "missing"]] = {"&&=": "and", "||=": "or", "??=": "missing"}


def writes_of(node: Node, language: str) -> Iterator[Write]:
    """Yield what a node itself sets or declares; a declared name, and one that is changed, have no value."""
    kind = node.kind
    if language == "elixir" and kind == "unary_operator" and node.has("@") and node.parts[0].kind == "call":
        name, *value = node.parts[0].parts
        yield Write(f"@{name.text}", name.line, value[0].text if value else None)
    elif kind == PAIR:
        yield from _entry(node)
    elif kind == "declaration" and node.parts and node.parts[0].kind == "property_name":
        name, *values = node.parts
        text = node.source[values[0].start : values[-1].end] if values else None
        yield Write(name.text, name.line, text)
    elif kind in _CHANGES and any(child.kind in ("++", "--") for child in node.children):
        yield Write(node.parts[0].text, node.line)
    elif (place := _equals(node, language)) is not None:
        yield from _set(node, place)
    elif _DECLARED.match(kind):
        for name in node.parts:
            inner = _declared(name) if not name.has("=") else None
            if inner is not None:
                yield Write(inner.text, inner.line)


def is_assignment(node: Node) -> bool:
    """Tell whether a node may set something by an equals sign."""
    return _ASSIGNMENTS.search(node.kind) is not None


def _entry(pair: Node) -> Iterator[Write]:
    if pair.parts:  # where the file is broken, a pair may have nothing in it
        key, *value = pair.parts
        shown = value[-1].text if len(value) == 1 and value[-1].end_line == key.line else None
        yield Write(key.text, key.line, shown)


def _equals(node: Node, language: str) -> int | None:
    """Return the index of the child that sets what stands before it."""
    if not is_assignment(node) and not (
        (language == "elixir" and node.kind == "binary_operator" and node.has("="))
        or (language == "scala" and node.kind == "infix_expression")
    ):
        return None
    children = node.children
    if node.kind == "bind" and len(children) > 1 and children[-1].kind == "match":  # of Haskell
        return len(children) - 1 if children[-1].has("=") else None
    found = (at for at, child in enumerate(children) if at and _EQUALS.fullmatch(_sign(child)))
    return next((at for at in found if any(child.named for child in children[at + 1 :])), None)


def _sign(node: Node) -> str:
    """Return an operator as it is written; Scala's can be defined by a program, and `<=` is none that sets."""
    return node.text if node.kind == "operator_identifier" else node.kind


def _set(node: Node, place: int) -> Iterator[Write]:
    sign = node.children[place]
    value = sign.parts[-1] if sign.kind == "match" else next(c for c in node.children[place + 1 :] if c.named)
    operator = "=" if sign.kind == "match" else _sign(sign)
    text = value.text if operator in _WHOLE or operator in _ONLY else None
    for target in _targets(node, place):
        if _is_shown(target, node):
            yield Write(" ".join(target.text.split()), target.line, text, _ONLY.get(operator, ""))


def _targets(node: Node, place: int) -> list[Node]:
    before = [child for child in node.children[:place] if child.named]
    if node.kind in ("const_spec", "var_spec"):
        return [child for child in before if child.kind == "identifier"]
    if node.has(":"):  # a type stands behind it
        before = [child for child in before if child.end <= next(c for c in node.children if c.kind == ":").start]
    before = [child for child in before if not _TYPE.search(child.kind) or child.kind.endswith("pattern")]
    if not before:
        return []
    left = before[-1]
    while left.kind in ("pattern", "assignable_expression", "directly_assignable_expression") and len(left.parts) == 1:
        left = left.parts[0]
    if left.kind in _LISTS:
        return [part for part in left.parts if not _TYPE.search(part.kind)]
    return [_declared(left) or left]


def _declared(node: Node) -> Node | None:
    """Return the name in a declarator such as `*names[3]`."""
    while node.kind.endswith("_declarator") and node.kind != "variable_declarator" and not _PATTERNS.search(node.kind):
        inner = [part for part in node.parts if part.kind in _NAMES or part.kind.endswith("_declarator")]
        if not inner:
            return None
        node = inner[0]
    if node.kind in ("variable_declaration", "pattern") and node.parts:
        node = node.parts[0]
    return node if node.kind in _NAMES or node.kind in ("variable", "variable_name") else None


def _is_shown(target: Node, node: Node) -> bool:
    text = target.text
    if _PATH.fullmatch(text) or _PATTERNS.search(target.kind):
        return len(text) <= _LONGEST
    return "assignment" in node.kind and "\n" not in text and len(text) <= _LONGEST
