"""What decides whether and how often a step runs, in languages whose keywords tell it: `if`, `unless`, `until`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from explainer.model import Condition, Role, Step
from explainer.reading.grammars import grammar
from explainer.reading.tree import Node

_IF = ("if", "elif", "elsif", "elseif", "guard")
_NEGATED = ("unless", "until")
_KEYWORDS = (*_IF, *_NEGATED, "while", "do", "repeat", "begin")
_LOOPS = ("while", "until")
_OPENS_BODY = ("{", "then", "do", "else")
_ELSE = re.compile(r"el(se|s?if)")
_MARKS = (*_OPENS_BODY, ")", ";", ":")
_PARENTHESES = ("parenthesized_expression", "condition_clause", "parenthesized_statements")
_BEFORE = re.compile(r"[\s})\];]*(?:(?:else|end)\b\s*)?")
"""What may stand before the keyword of a header or of the end of a loop."""


@dataclass(frozen=True, slots=True)
class Found:
    """The condition of a step, and where it stands: offsets in the text, equal where it is on other lines."""

    condition: Condition
    start: int
    end: int


def conditions(tree: Node, steps: Sequence[Step], language: str) -> dict[int, Found]:
    """Return the condition of each step that has one, by the index of the step."""
    reader = _Reader(steps, language)
    found: dict[int, Found] = {}
    for node in tree.walk():
        if node.kind in _KEYWORDS or (node.kind == "call" and language == "elixir"):
            for index, one in reader.read(node):
                found.setdefault(index, one)
        elif node.kind == "let_declaration" and node.has("else"):
            for index, one in reader.pattern(node):
                found.setdefault(index, one)
    return found


class _Reader:
    def __init__(self, steps: Sequence[Step], language: str) -> None:
        self.steps = steps
        self.first_lines = [step.start_line for step in steps]
        self.grammar = grammar(language)

    def read(self, token: Node) -> Iterator[tuple[int, Found]]:
        """Yield the step that a keyword decides on, with the condition."""
        holder = token if token.kind == "call" else token.parent
        index = bisect_right(self.first_lines, token.line) - 1
        if holder is None or index < 0:
            return
        step = self.steps[index]
        if token.kind == "call":
            found = self._of_call(token, step)
        elif token.named:
            return
        elif token.kind in ("do", "repeat", "begin"):
            found = self._of_loop(token, holder, step)
        elif holder.kind.endswith("_modifier") and (body := holder.parts[0]).kind != "begin":
            found = self._found(token, holder, step, "behind") if _starts(body, step) else None
        elif _starts(token, step):
            is_end = token is not holder.children[0] and holder.children[0].kind in ("do", "repeat", "begin")
            is_end = is_end or holder.kind.endswith("_modifier")
            role: Role = "end" if is_end else "guard" if token.kind == "guard" else "header"
            found = self._found(token, holder, step, role)
        else:
            return
        if found is not None:
            yield index, found

    def pattern(self, node: Node) -> Iterator[tuple[int, Found]]:
        """Yield the step of a `let` that has an `else` for what does not fit."""
        index = bisect_right(self.first_lines, node.line) - 1
        parts = node.parts
        if index >= 0 and len(parts) > 2 and _starts(node, self.steps[index]):
            inline = parts[-1].end_line <= self.steps[index].end_line
            yield index, Found(Condition("pattern", parts[0].text, inline=inline), parts[0].start, parts[0].end)

    def _of_call(self, call: Node, step: Step) -> Found | None:
        """`if` and `unless` of Elixir, which are calls there."""
        given = call.child("arguments")
        if call.parts[0].text not in ("if", "unless") or given is None or not given.parts or not _starts(call, step):
            return None
        asked = given.parts[0]
        inline = call.end_line <= step.end_line
        role: Role = "choice" if inline and " else:" in call.text else "header"
        condition = Condition(role, asked.text, call.parts[0].text == "if", inline=inline)
        return Found(condition, asked.start, asked.end) if asked.end_line <= step.end_line else None

    def _of_loop(self, token: Node, holder: Node, step: Step) -> Found | None:
        """`do` and `repeat`, whose condition stands at their end."""
        outer = holder.parent if token.kind == "begin" else holder
        if outer is None or token is not holder.children[0] or not _starts(token, step):
            return None
        asks = next((child for child in outer.children if child.kind in _LOOPS and not child.named), None)
        if asks is None:
            return None
        found = self._found(asks, outer, step, "again")
        if found is not None:
            return replace(found, condition=replace(found.condition, inline=True))
        return Found(Condition("again", "", asks.kind == "while", repeats=True), token.end, token.end)

    def _found(self, token: Node, holder: Node, step: Step, role: Role) -> Found | None:
        """Return the condition behind a keyword, unless it goes on behind the step."""
        behind = holder.children[holder.children.index(token) + 1 :]
        behind = [node for node in behind if "comment" not in node.kind]
        asked, rest = self._asked(behind)
        if not asked or asked[-1].end_line > step.end_line:
            return None
        start, end = asked[0].start, asked[-1].end
        text = token.source[start:end].strip().rstrip(";").strip()
        if len(asked) == 1 and asked[0].kind in _PARENTHESES:
            text = text[1:-1].strip()
        holds, repeats = token.kind not in _NEGATED, token.kind in _LOOPS
        inline = _is_inline(rest, step)
        if role == "header" and inline and any(_ELSE.match(node.kind) and node.line <= step.end_line for node in rest):
            role = "choice"
        return Found(Condition(role, text, holds, repeats, inline), start, end) if text else None

    def _asked(self, behind: list[Node]) -> tuple[list[Node], list[Node]]:
        """Tell the nodes of a condition from what follows it."""
        behind = behind[1:] if behind and behind[0].kind == "constexpr" else behind
        if behind and behind[0].kind in _PARENTHESES:
            return behind[:1], behind[1:]
        if behind and behind[0].kind == "(":
            close = next((at for at, node in enumerate(behind) if node.kind == ")"), len(behind) - 1)
            return behind[1:close], behind[close + 1 :]
        for at, node in enumerate(behind):
            kind = node.kind
            if kind in _OPENS_BODY or (at and (kind in self.grammar.bodies or self.grammar.is_statement(kind))):
                return behind[:at], behind[at:]
        return behind, []


def _starts(node: Node, step: Step) -> bool:
    """Say whether a step starts with a node, but for what closes a block and for `else`."""
    line_start = node.source.rfind("\n", 0, node.start) + 1
    before = node.source[line_start : node.start]
    return node.line == step.start_line and _BEFORE.fullmatch(before) is not None


def _is_inline(rest: list[Node], step: Step) -> bool:
    """Say whether the block that a condition decides on is a part of the step."""
    opened = False
    for node in rest:
        if node.kind == "{":
            opened = True
        elif opened and node.kind == "}":
            return node.line <= step.end_line
        elif not opened and (node.kind not in _MARKS or node.children):
            return node.end_line <= step.end_line
    return False
