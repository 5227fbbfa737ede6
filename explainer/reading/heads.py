"""What a step of another language than Python defines: the noun that its syntax tells, and the name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from explainer.model import Head, Step
from explainer.reading.tree import Node

_HEADS = re.compile(
    r"^(?:abstract_)?(function|generator_function|method|class|struct|interface|trait|enum|record|protocol|object|"
    r"union|contract|library|module|mod|namespace|internal_module|singleton_method|local_function|(?:secondary_)?constructor|"
    r"destructor|init|preproc_function_def|macro|deinit|modifier|companion_object|data_type|newtype)"
    r"(_(declaration|definition|item|specifier|statement))?$"
)
_CLASSES = re.compile(r"^(class_body|enum_class_body|template_body|field_declaration_list|enum_body_declarations)$")
_KEYWORDS = {
    **{word: word for word in ("class", "struct", "interface", "enum", "trait", "record", "protocol", "object")},
    **{word: word for word in ("union", "contract", "library", "actor", "module", "namespace", "newtype")},
    "mod": "module",
    "data": "data type",
}
_NOUNS = {
    "method": "method",
    "singleton_method": "method",
    "constructor": "constructor",
    "secondary_constructor": "constructor",
    "init": "initializer",
    "destructor": "destructor",
    "preproc_function_def": "macro",
    "macro": "macro",
    "deinit": "deinitializer",
    "modifier": "modifier",
    "function": "function",
    "generator_function": "generator",
    "local_function": "function",
}
_CALLED = {
    "def": "function",
    "defp": "private function",
    "defmacro": "macro",
    "defmodule": "module",
    "defprotocol": "protocol",
}
"""What Elixir defines by calls."""
_NAMELESS = ("initializer", "deinitializer", "constructor", "destructor")
_CONSTRUCTORS = ("constructor", "__construct")
_NAME = re.compile(
    r"identifier$|^(name|word|constant|variable|scope_resolution|operator|operator_name|destructor_name|string|"
    r"(dot|method)_index_expression|namespace_name)$"
)
_TYPE = re.compile(r"^(type_identifier|scoped_type_identifier|type_parameters?)$")
_PARAMETERS = re.compile(r"parameter|^\($|^=$|body$|^block$|^patterns$")
_INNER = ("declarator", "_signature")
_MEANT = ("function", "class", "module")


def heads(tree: Node, steps: Sequence[Step], language: str) -> dict[int, Head]:
    """Return what steps define, by their index, where noun and name are known."""
    wanted = {line: index for index, step in enumerate(steps) if step.kind in _MEANT for line in _lines(step)}
    found: dict[int, Head] = {}
    for node in tree.walk():
        index = wanted.get(node.line)
        if index is not None and index not in found:
            head = _called(node) if language == "elixir" and node.kind == "call" else _head(node)
            if head is not None:
                noun, name = head
                last = node.line + node.text.rstrip().count("\n")
                shown = name if stands_in(name, steps[index].code) else ""
                found[index] = Head(noun, shown, last <= steps[index].end_line)
    return found


def stands_in(text: str, code: str) -> bool:
    """Say whether code has a text, and not as a part of a longer word."""
    return re.search(rf"(?<!\w){re.escape(text)}(?!\w)", code) is not None


def _lines(step: Step) -> Iterator[int]:
    yield from range(step.start_line, step.end_line + 1)


def _called(call: Node) -> tuple[str, str] | None:
    noun, given = _CALLED.get(call.parts[0].text), call.child("arguments")
    if noun is None or given is None or not given.parts:
        return None
    named = given.parts[0]
    while named.kind in ("call", "binary_operator") and named.parts:
        named = named.parts[0]
    return noun, named.text


def _head(node: Node) -> tuple[str, str] | None:
    matched = _HEADS.match(node.kind)
    if matched is None:
        return None
    keyword = next((child for child in node.children if not child.named and child.kind in _KEYWORDS), None)
    if keyword is not None and matched[1] not in _NOUNS:
        behind = node.children[node.children.index(keyword) + 1 :]
        if any(child.kind in _KEYWORDS and not child.named for child in behind[:1]):  # `enum class`
            behind = behind[1:]
        name = next((child for child in behind if _NAME.search(child.kind)), None)
        if name is None and matched[1] == "companion_object":
            return "companion object", ""
        return (_KEYWORDS[keyword.kind], name.text) if name is not None else None
    noun = _NOUNS.get(matched[1])
    if noun in _NAMELESS:
        return noun, ""
    named = _function_name(node)
    if noun is None or named is None:
        return None
    if named in _CONSTRUCTORS:
        return "constructor", ""
    if noun == "function" and _is_method(node):
        noun = _member(node, named)
    return noun, "" if noun in _NAMELESS else named


def _member(node: Node, name: str) -> str:
    """Return what a function in a class is; those of C++ without a type are constructors and the like."""
    typed = node.kind != "function_definition" or not node.has("function_declarator")
    if name.startswith("~"):
        return "destructor"
    if typed or any("type" in part.kind or part.kind == "operator_cast" for part in node.parts):
        return "method"
    return "constructor"


def _function_name(node: Node) -> str | None:
    """Return the last name before the parameters, in the declarator where the grammar has one."""
    while (inner := next((part for part in node.parts if part.kind.endswith(_INNER)), None)) is not None:
        node = inner
    name = None
    for child in node.children:
        if name is not None and _PARAMETERS.search(child.kind):
            break
        if _NAME.search(child.kind) and not _TYPE.match(child.kind):
            name = child.text
    return name if name and "\n" not in name else None


def _is_method(node: Node) -> bool:
    """Say whether a function stands in a class, or is written as a part of one."""
    if any(part.kind == "method_index_expression" for part in node.parts):
        return True
    above = node.parent
    while above is not None and above.kind in ("class_member", "template_declaration", "decorated_definition"):
        above = above.parent
    return above is not None and (
        _CLASSES.match(above.kind) is not None
        or (above.kind == "declaration_list" and any(p.child("self_parameter") for p in node.parts))
    )
