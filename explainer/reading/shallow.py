"""Facts of languages other than Python: the calls, assignments and comments that their syntax shows; no data flow."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from explainer.model import Argument, Call, Facts, Step, Write
from explainer.reading.comments import comments
from explainer.reading.entries import PAIR
from explainer.reading.kinds import CALLED_STATEMENTS
from explainer.reading.short_circuits import running
from explainer.reading.tree import Node

_CALLS = re.compile(
    r"^(call|command|(function_|member_|scoped_|method_|static_)?call(_expression)?|method_invocation|"
    r"invocation_expression|macro_invocation|new_expression|object_creation_expression)$"
)
_ARGUMENTS = {"arguments", "argument_list", "call_suffix", "value_arguments"}
_BLOCKS = {"token_tree", "block", "do_block", "annotated_lambda", "lambda_literal"}
_ASSIGNMENTS = re.compile(r"assignment|declarator$|^(let|short_var|property)_declaration$|^va[lr]_definition$")
_CALLEE = re.compile(r"(?:(?P<receiver>.*?\S)\s*(?:\?\.|\.|\?->|->|::|:))?\s*(?P<name>[$@]*\w+[?!]?)", re.DOTALL)
_EQUALS = re.compile(r":?=|(?:[-+*/%&|^~?.]|<<|>>>?|\*\*|//|&&|\|\||\?\?)=")
_PATH = re.compile(r"[$@\w](?:[$@\w.:]|->|\[[^\]]*\])*")


def shallow_facts(tree: Node, steps: tuple[Step, ...]) -> tuple[Facts, ...]:
    """Return the facts of each step, in the order of the steps.

    Imports are left out: their names would be taken for those of Python's packages.
    """
    said = comments(tree)
    calls: dict[int, list[tuple[Call, Node]]] = defaultdict(list)
    writes: dict[int, list[Write]] = defaultdict(list)
    for node in sorted(tree.walk(), key=lambda node: (node.end, -node.start)):  # as they are evaluated
        if _CALLS.match(node.kind):
            for call in _call(node):
                calls[call.line].append((call, node))
        elif node.kind == PAIR and node.parts:  # where the file is broken, a pair may have nothing in it
            key, *value = node.parts
            shown = value[-1].text if len(value) == 1 and value[-1].end_line == key.line else None
            writes[key.line].append(Write(key.text, key.line, shown))
        elif _ASSIGNMENTS.search(node.kind):
            for write in _writes(node):
                writes[write.line].append(write)
    return tuple(
        Facts(
            calls=tuple(
                replace(call, running=running(node, lines.start)) for line in lines for call, node in calls[line]
            ),
            writes=tuple(write for line in lines for write in writes[line]),
            comment="\n".join(said[line] for line in lines if line in said),
        )
        for lines in (range(step.start_line, step.end_line + 1) for step in steps)
    )


def _call(node: Node) -> Iterator[Call]:
    """Yield the call that a node is, unless what is called has no name or is a keyword in the guise of one."""
    if node.kind == "command":
        name = node.parts[0]
        if "\n" not in name.text:
            yield Call(name.line, name.column, name.text, name.text, None, tuple(_arguments(node.parts[1:])))
        return
    given = node.child(*_ARGUMENTS)
    parts = [part for part in node.parts if part.kind not in _ARGUMENTS | _BLOCKS]
    callee = node.source[parts[0].start : parts[-1].end] if parts else ""
    found = _CALLEE.fullmatch(callee)
    if found is None or callee in CALLED_STATEMENTS or _is_defined(node):
        return
    start = parts[0].start + found.start("name")
    yield Call(
        line=parts[0].line + callee.count("\n", 0, found.start("name")),
        column=start - node.source.rfind("\n", 0, start) - 1,
        name=found["name"],
        callee=callee,
        receiver=found["receiver"],
        arguments=tuple(_arguments(given.parts if given else [])),
    )


def _is_defined(node: Node) -> bool:
    """Say whether what looks like a call is the head of a definition, as in Elixir."""
    parent = node.parent
    outer = parent.parent if parent is not None and parent.kind == "arguments" else None
    return outer is not None and outer.kind == "call" and outer.parts[0].text.startswith("def")


def _arguments(parts: list[Node]) -> Iterator[Argument]:
    for part in parts:
        if part.kind == "value_arguments":
            yield from _arguments(part.parts)
        else:
            yield Argument(part.text, None, part.line, part.column)


def _writes(node: Node) -> Iterator[Write]:
    """Yield what stands on the left of a node's equals sign, where that is a name or a path from one."""
    place = next((index for index, child in enumerate(node.children) if _EQUALS.fullmatch(child.kind)), 0)
    value = next((child for child in node.children[place + 1 :] if child.named), None)
    if not place or value is None:
        return
    is_whole = node.children[place].kind in ("=", ":=")
    left = node.children[place - 1]
    for target in left.parts if left.kind == "expression_list" else [left]:
        if _PATH.fullmatch(target.text):
            yield Write(target.text, target.line, value.text if is_whole else None)
