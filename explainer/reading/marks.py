"""Find the lines on which steps start, by walking through the syntax tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ast_grep_py import SgNode

from explainer.reading.broken import cut_lines
from explainer.reading.entries import ITEM, PAIR, comments_behind, has_steps
from explainer.reading.grammars import Grammar, grammar
from explainer.reading.kinds import step_kind
from explainer.reading.syntax import first_line, last_line

_OPENERS = frozenset(("{", ":", "do", "then", "else", "=>", "->"))
_DOCUMENTS = {"---": "module", "...": "end"}
"""What starts and ends a document of YAML, with the kinds of steps."""
_CLOSING_MARKS = " \t\f})];"
_WITH_ELSE = ("guard_statement", "let_declaration")
"""Statements that an `else` is a part of, also where it stands on a line of its own."""
_DOCUMENTED = ("function_definition", "class_definition")


@dataclass(slots=True)
class Marks:
    """Where steps start and bodies end."""

    starts: dict[int, str] = field(default_factory=dict)
    """Kinds of steps by the line on which they start."""
    closers: dict[int, int] = field(default_factory=dict)
    """Lines that start with what closes a body, with the line on which that opens: of several, the first."""


def mark(root: SgNode, lines: Sequence[str], language: str) -> Marks:
    """Return the marks of a whole syntax tree.

    Args:
        root: The tree.
        lines: The lines of its text.
        language: The grammar's name.
    """
    marker = _Marker(lines, language, grammar(language))
    pending = [root]
    while pending:  # not recursive: code may be nested deeper than Python's stack allows
        pending.extend(marker.visit(pending.pop()))
    return marker.marks


@dataclass(slots=True)
class _Marker:
    lines: Sequence[str]
    language: str
    grammar: Grammar
    marks: Marks = field(default_factory=Marks)

    def visit(self, node: SgNode) -> Iterator[SgNode]:
        """Mark what starts among the children of a node, and give the children to be visited in turn."""
        parent = node.kind()
        if parent == "ERROR":
            self._mark_broken(node)
        opened = is_body = parent in self.grammar.bodies
        brackets = 0
        prefix: int | None = None
        statements = 0
        for index, child in enumerate(node.children()):
            kind, first = child.kind(), first_line(child)
            brackets = max(0, brackets + (kind in ("(", "[")) - (kind in (")", "]")))
            if self._is_comment(kind):
                if opened and prefix is None and brackets == 0 and self.grammar.may_hold_comment(parent):
                    self._mark_comment(child, first)
                continue
            if kind in _DOCUMENTS and parent == "document":
                self.marks.starts.setdefault(first, _DOCUMENTS[kind])
                continue
            if is_body and self.grammar.is_prefix(kind):
                prefix = prefix or first
                continue
            if prefix is not None:
                self.marks.starts.setdefault(prefix, step_kind(child, self.language))
                prefix = None
            elif (is_body or brackets == 0) and self._starts_line(child, first):
                if is_body and statements == 0 and self._is_docstring(node, child):
                    self.marks.starts.setdefault(first, "docstring")
                else:
                    self._mark(node, child, first, is_first=index == 0, opened=opened)
            statements += child.is_named()
            opened = opened or kind in _OPENERS or kind in self.grammar.bodies
            if kind in (PAIR, ITEM):
                self.marks.starts.update(dict.fromkeys(comments_behind(child, self.lines), "comment"))
            if self._is_worth_a_visit(child, first, parent):
                yield child
        if prefix is not None:
            self.marks.starts.setdefault(prefix, "decorator")

    def _mark(self, node: SgNode, child: SgNode, first: int, *, is_first: bool, opened: bool) -> None:
        """Mark a child that is the first on its line, but for closing marks."""
        kind, parent = child.kind(), node.kind()
        clause = None if is_first or parent in _WITH_ELSE else self.grammar.clause(kind)
        is_body = parent in self.grammar.bodies
        if clause is not None:
            self.marks.starts[first] = "elif" if clause == "else" and self._is_else_if(first) else clause
        elif self.lines[first - 1].lstrip()[:1] in ("}", ")", "]") and child.is_named():
            return  # a statement behind a closing mark goes on with the line
        elif self.grammar.is_closer(kind) or (opened and not is_first and not child.is_named()):
            self.marks.closers[first] = min(first_line(node), self.marks.closers.get(first, first))
        elif self.grammar.is_plain_body(kind):
            if kind == parent:
                self.marks.starts.setdefault(first, "block")
            elif child.children() and child.children()[0].kind() == "((":  # arithmetic of the shell
                self.marks.starts.setdefault(first, "expression")
        elif child.is_named() and kind != "ERROR" and (is_body or (not is_first and self.grammar.is_statement(kind))):
            self.marks.starts.setdefault(first, step_kind(child, self.language))

    def _mark_comment(self, comment: SgNode, first: int) -> None:
        """Mark a comment that shares its lines with nothing else."""
        before = self.lines[first - 1][: comment.range().start.column]
        if not before.strip():
            self.marks.starts.setdefault(first, "comment")

    def _mark_broken(self, error: SgNode) -> None:
        """Mark the lines of a stretch that does not parse, but for whole nodes in it."""
        first, last = first_line(error), last_line(error)
        whole: set[int] = set()
        for child in error.children():
            if child.is_named() and child.kind() != "ERROR":
                whole.update(range(first_line(child) + 1, last_line(child) + 1))
        if not self._starts_line(error, first):
            first += 1
        for line, kind in cut_lines(self.lines, first, last, whole):
            self.marks.starts.setdefault(line, kind)

    def _is_worth_a_visit(self, child: SgNode, first: int, parent: str) -> bool:
        kind = child.kind()
        if kind == "ERROR":
            return parent != "ERROR"  # the lines of the outer one are those of the inner one
        if kind in self.grammar.bodies:
            return True
        if kind in (PAIR, ITEM):
            return has_steps(child)
        if "string" in kind or "heredoc" in kind or last_line(child) == first:
            return False
        return self.grammar.only_within is None or kind in self.grammar.only_within

    def _starts_line(self, node: SgNode, first: int) -> bool:
        return not self.lines[first - 1][: node.range().start.column].strip(_CLOSING_MARKS)

    def _is_else_if(self, line: int) -> bool:
        words = self.lines[line - 1].strip(_CLOSING_MARKS).split()
        return len(words) > 1 and words[0] == "else" and words[1].startswith("if")

    def _is_docstring(self, body: SgNode, statement: SgNode) -> bool:
        if self.language != "python" or statement.kind() != "expression_statement":
            return False
        holder = body.parent()
        if holder is not None and holder.kind() not in _DOCUMENTED:
            return False
        inner = statement.children()
        return len(inner) == 1 and inner[0].kind() in ("string", "concatenated_string")

    @staticmethod
    def _is_comment(kind: str) -> bool:
        return "comment" in kind or kind in ("haddock", "hash_bang_line")
