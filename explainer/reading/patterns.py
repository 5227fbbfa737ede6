"""Walks the patterns of `case` clauses: what they capture, and the names that they compare with."""

from __future__ import annotations

from explainer.model import Write
from explainer.reading.expressions import Expressions
from explainer.reading.record import Record
from explainer.reading.tree import Node


class Patterns:
    """Walks one clause after the other."""

    def __init__(self, record: Record, expressions: Expressions) -> None:
        self.record = record
        self.expressions = expressions

    def case(self, clause: Node) -> bool:
        """Note what a clause captures and compares, then its guard; say whether it always matches."""
        patterns = [part for part in clause.parts if part.kind not in ("if_clause", "block")]
        for pattern in patterns:
            self._pattern(pattern)
        guard = clause.child("if_clause")
        self.expressions.walk(guard)
        return guard is None and len(patterns) == 1 and patterns[0].text.isidentifier()

    def _pattern(self, node: Node) -> None:
        parts = node.parts
        if node.kind == "dotted_name":
            self._name(parts, capture=node.parent is None or node.parent.kind != "class_pattern")
        elif node.kind == "keyword_pattern":
            for part in parts[1:]:
                self._pattern(part)
        elif node.kind == "identifier":
            self._name([node], capture=True)
        elif node.kind in ("string", "concatenated_string", "attribute"):
            self.expressions.walk(node)
        else:
            for part in parts:
                self._pattern(part)

    def _name(self, parts: list[Node], *, capture: bool) -> None:
        if len(parts) == 1 and capture:
            name = parts[0]
            if name.text != "_":
                self.record.bind(name.text, "case", name.line)
                self.record.writes.append(Write(name.text, name.line))
        elif parts:
            self.record.use(parts[0], ".".join(part.text for part in parts))
