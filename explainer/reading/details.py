"""Parts of a statement that tell what is special about it, in languages of which the syntax alone is known."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain

from explainer.model import Detail, DetailRole, Step
from explainer.reading.grammars import grammar
from explainer.reading.heads import stands_in
from explainer.reading.kinds import CALLED_STATEMENTS, LANGUAGES_OF_CALLS
from explainer.reading.tree import EXTRAS, Node

_LONGEST = 300
"""Characters of a part; of a longer one nothing is told."""
_KEYWORDS = {
    "for": ("for", "foreach"),
    "return": ("return",),
    "yield": ("yield",),
    "raise": ("throw", "throw_keyword", "raise", "revert"),
    "match": ("switch", "match", "when", "case"),
    "except": ("catch", "catch_keyword", "rescue", "on"),
    "with": ("with", "using", "lock", "synchronized"),
    "defer": ("defer",),
    "delete": ("delete", "unset"),
    "assert": ("assert", "static_assert"),
    "global": ("global",),
    "expression": ("go", "echo"),
    "module": ("package",),
    "rule": ("@media", "@supports"),
    "import": ("@import", "import", "use", "using", "#include", "include", "include_once", "require", "require_once"),
    "if": ("#if", "#ifdef", "#ifndef"),
    "elif": ("#elif", "#elseif"),
}
"""Keywords, as kinds of nodes, by the kind of step that they begin."""
_CALLED = ("import", "raise", "match", "for")
"""Kinds of steps whose arguments tell of them, where they are written as calls."""
_SKIPPED = ("await", "return")
"""Keywords behind others."""
_CASES = {"case_item": ")", "when_entry": "->", "match_arm": "=>", "stab_clause": "->"}
"""Cases that no keyword begins, with what ends their label."""
_ELSE = ("else", "default", "_", "*")
_IN_PARENTHESES = (
    *("parenthesized_expression", "condition_clause", "when_subject", "catch_declaration"),
    "parameter_list",
)
_OPENS = {"(": ")", "((": "))"}
_ENDS = ("{", "then", "do", "->", "=>", ";")
_HEADERS = (
    *("range_clause", "for_clause", "for_generic_clause", "for_numeric_clause", "in", "enumerators", "enumerator"),
    *("import_spec_list", "import_clause", "named_imports", "optional_formal_parameters"),
)
"""Nodes that stand for what they hold."""
_GOES_THROUGH = ("in", "of", ":", "range", "<-", "as")
_BEFORE_NAME = re.compile(r"(?:(?:const|let|var|final|val|await)\s+)+")
_BEHIND_NAME = re.compile(r"\s*:?=$")
_PARAMETERS = re.compile(
    r"^(formal_parameters|formal_parameter_list|parameters|parameter_list|function_value_parameters|method_parameters)$"
)
_DECLARES = re.compile(r"function|method|constructor|^local_function|_signature$|^init_declaration$")
_TYPES = re.compile(r"^type_(alias|spec|item|definition)|alias")
_UNTOLD = ("(", ")", ";", "type", "typeof")
_BRACKETS = ("(", ")", "{", "}", "[", "]")
_NO_PARAMETERS = ("void", "self", "&self", "&mut self", "mut self")
"""What a list of parameters may have although the caller gives nothing for it."""
_DECLARATOR = re.compile(r"declarator$|_signature$")


def details(tree: Node, steps: Sequence[Step], language: str) -> dict[int, tuple[Detail, ...]]:
    """Return the telling parts of steps, by the index of the step."""
    reader = _Reader(language)
    first_lines = [step.start_line for step in steps]
    found: dict[int, tuple[Detail, ...]] = {}
    for node in tree.walk():
        index = bisect_right(first_lines, node.line) - 1
        if index >= 0 and index not in found and node.line <= steps[index].end_line:
            told = reader.read(node, steps[index])
            if told is not None:
                # A header may go on in the lines of later steps.
                found[index] = tuple(one for one in told if stands_in(one.text, steps[index].code))
    return found


class _Reader:
    def __init__(self, language: str) -> None:
        self.language = language
        self.bodies = grammar(language).bodies

    def read(self, node: Node, step: Step) -> Iterator[Detail] | None:
        """Return what a node tells of its step; None for one that is not what the step is about."""
        kind = step.kind
        if kind == "function":
            return _parameters(node) if _DECLARES.search(node.kind) else None
        if kind == "case":
            return self._label(node)
        if kind == "rule" and node.kind == "selectors":
            return _detail("name", [node])
        if kind == "type":
            return _type(node) if _TYPES.search(node.kind) and node.named else None
        if kind == "declaration":
            whole = (
                node.named
                and node.kind not in EXTRAS
                and step.start_line <= node.line <= node.end_line <= step.end_line
            )
            return _detail("value", [node]) if whole else None
        if node.kind == "call" and self.language in LANGUAGES_OF_CALLS:
            return self._called(node, kind)
        if node.kind not in _KEYWORDS.get(kind, ()) or (node.named and not node.kind.endswith("_keyword")):
            return None
        if kind in ("if", "elif"):
            return _detail("holds", _after(node)[:1])
        if kind == "import":
            return _imported(node)
        if kind == "for":
            return _loop(self._behind(node), self.language)
        if kind == "match":
            return _detail("value", self._behind(node, "when", "in", "of") or _before(node))
        if kind == "yield" and node.parent is not None and node.parent.has("*"):
            return iter(())  # that hands on what another generator yields
        if kind == "assert":
            asked = self._behind(node, ":")
            return _detail("value", asked[: next((at for at, one in enumerate(asked) if one.kind == ","), None)])
        return _detail("caught" if kind == "except" else "value", self._behind(node))

    def _called(self, call: Node, kind: str) -> Iterator[Detail] | None:
        """Return what is told of a step by a call that stands for a statement."""
        given = call.child("arguments", "argument_list")
        called = CALLED_STATEMENTS.get(call.parts[0].text)
        if given is None or called != kind or called not in _CALLED:
            return None
        if kind == "for":
            return _loop(given.parts[0].children if len(given.parts) == 1 else [], self.language)
        return _detail("name" if kind == "import" else "value", given.parts)

    def _label(self, node: Node) -> Iterator[Detail] | None:
        """Return what a case is for, which is nothing where it is for all that no other case is for."""
        if node.kind in _CASES:
            end = next((at for at, one in enumerate(node.children) if one.kind == _CASES[node.kind]), 0)
            nodes = node.children[:end]
        elif not node.named and (node.kind == "case" or (node.kind == "when" and _begins_case(node))):
            nodes = self._behind(node, ":")
        else:
            return None
        return (one for one in _detail("label", nodes) if one.text not in _ELSE)

    def _behind(self, keyword: Node, *ends: str) -> list[Node]:
        """Return the nodes behind a keyword, up to what it is the header of, or inside the parentheses there."""
        behind = [one for one in _after(keyword) if one.kind not in _SKIPPED]
        if behind and behind[0].kind in _OPENS:
            return _inside(behind)
        kinds = self.bodies.union(_ENDS, ends)
        behind = behind[: next((at for at, node in enumerate(behind) if node.kind in kinds), None)]
        return _inside(behind[0].children) if len(behind) == 1 and behind[0].kind in _IN_PARENTHESES else behind


def _begins_case(keyword: Node) -> bool:
    return keyword.parent is not None and keyword.parent.kind == "when"


def _after(keyword: Node) -> list[Node]:
    siblings = keyword.parent.children if keyword.parent is not None else []
    return siblings[siblings.index(keyword) + 1 :] if siblings else []


def _before(keyword: Node) -> list[Node]:
    siblings = keyword.parent.children if keyword.parent is not None else []
    return siblings[: siblings.index(keyword)]


def _inside(nodes: Sequence[Node]) -> list[Node]:
    """Return what stands in the parentheses with which nodes begin."""
    closing, kinds = _OPENS.get(nodes[0].kind), [node.kind for node in nodes]
    return list(nodes[1 : kinds.index(closing)]) if closing in kinds else []


def _detail(role: DetailRole, nodes: Sequence[Node]) -> Iterator[Detail]:
    """Yield what nodes say together, if that is a part of one line."""
    text = nodes[0].source[nodes[0].start : nodes[-1].end].strip().rstrip("; ") if nodes else ""
    if text and "\n" not in text and len(text) <= _LONGEST:
        yield Detail(role, text)


def _loop(header: list[Node], language: str) -> Iterator[Detail]:
    """Yield what each value is called and where it comes from; or how a loop begins, as long as what, and goes on."""
    header = _opened(header)
    kinds = [node.kind for node in header]
    at = next((kinds.index(kind) for kind in _GOES_THROUGH if kind in kinds), None)
    if at is not None:
        each, values = header[:at], header[at + 1 :]
        if kinds[at] == "as":
            each, values = values, each
        for one in _detail("each", each):
            name = _BEHIND_NAME.sub("", _BEFORE_NAME.sub("", one.text))
            yield from (Detail("each", name), *_detail("values", values))
        return
    parts: list[list[Node]] = [[]]
    for node in header:
        if node.kind != ";":
            parts[-1].append(node)
        if node.text.endswith(";"):
            parts.append([])
    roles: tuple[DetailRole, ...] = ("first", "holds", "after")
    if len(parts) == len(roles):
        told = [list(_detail(role, nodes)) for role, nodes in zip(roles, parts, strict=True)]
        # Of a header with a part that is too long, the others would say something else.
        if all(bool(one) == any(node.kind != ";" for node in nodes) for one, nodes in zip(told, parts, strict=True)):
            yield from chain.from_iterable(told)
    elif "=" in kinds:
        yield from _detail("each", header[: kinds.index("=")])
        counts: tuple[DetailRole, ...] = ("first", "last", "by")
        for count, node in zip(counts, header[kinds.index("=") + 1 :: 2], strict=False):
            yield from _detail(count, [node])
    elif language == "go":
        yield from _detail("holds", header)


def _type(node: Node) -> Iterator[Detail]:
    """Yield the name that a type is given, and the type, as far as they stand on one line."""
    at = next((at for at, one in enumerate(node.children) if one.kind == "="), None)
    names = [part for part in node.parts if part.kind.endswith("identifier")]
    if names:
        yield from _detail("name", names[-1:] if node.kind == "type_definition" else names[:1])
    if at is not None:
        yield from _detail("value", [one for one in node.children[at + 1 :] if one.kind != ";"])


def _apart(role: DetailRole, nodes: Sequence[Node]) -> Iterator[Detail]:
    """Yield what commas and brackets hold apart, unless a part of it is too long to be told."""
    groups: list[list[Node]] = [[]]
    for node in nodes:
        if node.kind in (*_BRACKETS, ","):
            groups.append([])
        else:
            groups[-1].append(node)
    told = [list(_detail(role, group)) for group in groups if group]
    if all(told):
        yield from chain.from_iterable(told)


def _opened(nodes: Sequence[Node]) -> list[Node]:
    """Return nodes with those in place that make up a header."""
    found: list[Node] = []
    for node in nodes:
        found += _opened(node.children) if node.kind in _HEADERS and node.children else [node]
    return found


def _imported(keyword: Node) -> Iterator[Detail]:
    """Yield what an import brings in, and where from if it says so apart."""
    nodes = [one for one in _opened(_after(keyword)) if one.kind not in _UNTOLD]
    kinds = [node.kind for node in nodes]
    if "import_spec" in kinds:
        for node in nodes:
            yield from _detail("name", [node])
    elif "from" in kinds:
        at = kinds.index("from")
        yield from (*_apart("name", nodes[:at]), *_detail("source", nodes[at + 1 :]))
    else:
        yield from _detail("name", nodes)


def _parameters(function: Node) -> Iterator[Detail]:
    """Yield the parameters of a function as they are written."""
    while (inner := next((part for part in function.parts if _DECLARATOR.search(part.kind)), None)) is not None:
        function = inner
    lists = [part for part in function.parts if _PARAMETERS.match(part.kind)]
    if function.kind == "method_declaration" and function.has("func"):
        lists = lists[1:]  # the first is what Go calls the method on
    nodes = _opened(lists[0].children if lists else _in_parentheses(function))
    yield from (one for one in _apart("parameter", nodes) if one.text not in _NO_PARAMETERS)


def _in_parentheses(function: Node) -> list[Node]:
    at = next((at for at, node in enumerate(function.children) if node.kind == "("), None)
    return [] if at is None else _inside(function.children[at:])
