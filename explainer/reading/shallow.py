"""Facts of languages other than Python: what their syntax shows of calls, assignments, conditions and comments."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from explainer.model import Argument, Call, Facts, Running, Step, Write
from explainer.reading.comments import comments
from explainer.reading.conditions import Found, conditions
from explainer.reading.details import details
from explainer.reading.entries import PAIR
from explainer.reading.heads import heads
from explainer.reading.kinds import CALLED_STATEMENTS, LANGUAGES_OF_CALLS
from explainer.reading.record import LONGEST_VALUE
from explainer.reading.short_circuits import running
from explainer.reading.tree import Node
from explainer.reading.writes import is_assignment, writes_of

_CALLS = re.compile(
    r"^(call|command|(function_|member_|scoped_|method_|static_)?call(_expression)?|method_invocation|"
    r"invocation_expression|macro_invocation|explicit_constructor_invocation|new_expression|object_creation_expression)$"
)
_ARGUMENT = "call_argument"
_ARGUMENTS = {"arguments", "argument_list", "call_suffix", "value_arguments"}
_BLOCKS = {"token_tree", "block", "do_block", "annotated_lambda", "lambda_literal"}
_NO_CALLEE = _ARGUMENTS | _BLOCKS | {"optional_chain", "type_arguments", "case_block", _ARGUMENT}
_CALLEE = re.compile(r"(?:(?P<receiver>.*?\S)\s*(?:\?\.|\.|\?->|->|::|:))?\s*(?P<name>[$@]*\w+[?!]?)", re.DOTALL)
_BEFORE_CALLEE = re.compile(r"(?:(?:try[?!]?|await)\s+)*")
_TYPES = re.compile(r"(?:::)?<[\w\s,.:<>*&\[\]?']*>$")
"""The types that a function is called for, as in `parse::<u8>`."""
_NO_CALLS = {
    **dict.fromkeys(LANGUAGES_OF_CALLS, frozenset(CALLED_STATEMENTS)),
    **dict.fromkeys(("javascript", "typescript", "tsx", "lua"), frozenset(("import", "require"))),
    "swift": frozenset(("defer",)),
}
"""What is no call although it is written as one."""
_PLACES = ("assignment_expression", "assignment", "operator_assignment")
_OF_VALUES = ("css", "hcl", "nix")
"""Languages whose functions make values, and do nothing."""
_VALUES = re.compile(r"function|lambda|closure|block$|attrset|^object|hash|table")
_CAST = re.compile(r"(?:static|dynamic|const|reinterpret)_cast")


def shallow_facts(tree: Node, steps: tuple[Step, ...], language: str) -> tuple[Facts, ...]:
    """Return the facts of each step, in the order of the steps.

    Imports are left out: their names would be taken for those of Python's packages.
    """
    said = comments(tree)
    calls: dict[int, list[tuple[Call, Node]]] = defaultdict(list)
    writes: dict[int, list[Write]] = defaultdict(list)
    for node in sorted(tree.walk(), key=lambda node: (node.end, -node.start)):  # as they are evaluated
        if _CALLS.match(node.kind) and language not in _OF_VALUES:
            for call in _call(node, language):
                calls[call.line].append((call, node))
        found = list(writes_of(node, language))
        if found and not _is_within_value(node):
            for write in found:
                writes[write.line].append(write)
    decided, defined = conditions(tree, steps, language), heads(tree, steps, language)
    told = details(tree, steps, language)
    return tuple(
        Facts(
            calls=_in_order(
                replace(call, running=_running(node, lines.start, decided.get(index)))
                for line in lines
                for call, node in calls[line]
            ),
            writes=tuple(write for line in lines for write in writes[line]),
            condition=decided[index].condition if index in decided else None,
            head=defined.get(index),
            details=told.get(index, ()),
            comment="\n".join(said[line] for line in lines if line in said),
        )
        for index, lines in enumerate(range(step.start_line, step.end_line + 1) for step in steps)
    )


def _in_order(calls: Iterable[Call]) -> tuple[Call, ...]:
    """Return the calls of a step, those of functions that it makes behind those that it makes itself."""
    return tuple(sorted(calls, key=lambda call: call.running.runs == "lambda"))


def _is_within_value(node: Node) -> bool:
    """Say whether a node stands in a function or table that a statement on its line sets something to."""
    within, above = False, node.parent
    while above is not None and above.line == node.line:
        if within and above.kind != PAIR and is_assignment(above):
            return True
        within = within or _VALUES.search(above.kind) is not None
        above = above.parent
    return False


def _running(call: Node, first: int, decided: Found | None) -> Running:
    if decided is not None and decided.start <= call.start < decided.end:
        return Running("condition", decided.condition.text[:LONGEST_VALUE])
    return running(call, first)


def _call(node: Node, language: str) -> Iterator[Call]:
    """Yield the call that a node is, unless what is called has no name or is a keyword in the guise of one."""
    if node.kind == "command":
        name = node.parts[0]
        if "\n" not in name.text:
            yield Call(name.line, name.column, name.text, name.text, None, tuple(_arguments(node.parts[1:])))
        return
    given = node.child(*_ARGUMENTS)
    parts = [part for part in node.parts if part.kind not in _NO_CALLEE]
    written = node.source[parts[0].start : parts[-1].end] if parts else ""
    before = _BEFORE_CALLEE.match(written)[0]  # type: ignore[index]
    callee = _TYPES.sub("", written[len(before) :])
    found = _CALLEE.fullmatch(callee)
    if found is None or _is_no_call(node, callee, given, language):
        return
    start = parts[0].start + len(before) + found.start("name")
    yield Call(
        line=parts[0].line + node.source.count("\n", parts[0].start, start),
        column=start - node.source.rfind("\n", 0, start) - 1,
        name=found["name"],
        callee=callee,
        receiver=found["receiver"],
        arguments=tuple(_arguments(given.parts if given else [part for part in node.parts if part.kind == _ARGUMENT])),
    )


def _is_no_call(node: Node, callee: str, given: Node | None, language: str) -> bool:
    """Say whether what looks like a call is none: the place of an assignment, or what a language writes so."""
    if _CAST.fullmatch(callee) or callee in _NO_CALLS.get(language, ()):
        return True
    parent = node.parent
    if parent is not None and parent.kind in _PLACES and parent.children[0] is node:
        return True
    if language == "swift":
        return given is not None and bool(given.parts) and given.parts[0].has("[")
    return language == "elixir" and (_is_defined(node) or (given is None and node.parts[0].kind == "dot"))


def _is_defined(node: Node) -> bool:
    """Say whether what looks like a call is a part of a definition's head, or of an attribute such as `@spec`."""
    while node.parent is not None and node.parent.kind in ("arguments", "binary_operator", "call", "unary_operator"):
        above = node.parent
        if above.kind == "unary_operator" and above.has("@"):
            return above.parts[0] is node or above.parts[0].parts[0].text in ("spec", "type", "typep", "callback")
        if above.kind == "call" and node.kind == "arguments" and above.parts[0].text.startswith("def"):
            return True
        node = above
    return False


def _arguments(parts: Sequence[Node]) -> Iterator[Argument]:
    for part in parts:
        if part.kind == "value_arguments":
            yield from _arguments(part.parts)
        else:
            yield Argument(part.text, None, part.line, part.column)
