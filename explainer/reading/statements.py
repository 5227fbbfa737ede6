"""Walks Python statements and lays out their control flow; what is in them goes to the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from explainer.model import Write
from explainer.reading.definitions import Definitions
from explainer.reading.expressions import Expressions
from explainer.reading.flow import Block
from explainer.reading.jumps import Jumps
from explainer.reading.patterns import Patterns
from explainer.reading.record import Nesting, Record
from explainer.reading.targets import pairs, path_of, root_of
from explainer.reading.tree import Node

_SWALLOWS = ("suppress", "raises", "Raises", "catch")
"""Words in a `with` item after which an error in the body may be followed by the code behind it."""


class Statements:
    """Walks the statements of a file."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.expressions = Expressions(record)
        self.nesting = Nesting(record.module)
        self.jumps = Jumps()
        self._kinds: dict[str, Callable[[Node], object]] = {
            "expression_statement": self._expression,
            "augmented_assignment": self._augmented,
            "assignment": self._assignment,
            "delete_statement": self._delete,
            "if_statement": self._if,
            "while_statement": self._while,
            "for_statement": self._for,
            "with_statement": self._with,
            "try_statement": self._try,
            "match_statement": self._match,
            "return_statement": self._leave,
            "raise_statement": self._leave,
            "break_statement": lambda _: self._jump(to_end=True),
            "continue_statement": lambda _: self._jump(to_end=False),
            "global_statement": self._outside,
            "nonlocal_statement": self._outside,
            "block": lambda node: self.block(node.children),
            "ERROR": lambda node: self.block(node.children),
        }
        self._kinds.update(Definitions(self).kinds)

    def block(self, nodes: Sequence[Node]) -> None:
        """Walk statements that follow one another."""
        self._may_fail()
        for node in nodes:
            if node.named:
                self.statement(node)

    def statement(self, node: Node) -> None:
        """Walk one statement, and let each error in it reach the handlers around."""
        self.record.nesting.setdefault(node.line, self.nesting)
        if node.kind == "comment":
            return
        self.record.statement = node.line
        self._kinds.get(node.kind, self.expressions.walk)(node)
        self._may_fail()

    def leave_all(self) -> None:
        """Go back to the top level after a statement that could not be walked to its end."""
        self.record.scope, self.record.locals = self.record.module, ()
        self.nesting, self.jumps = Nesting(self.record.module), Jumps()
        self.record.branch(self.record.module.entry)

    def body(self, owner: Node, header: Node | None = None) -> None:
        """Walk the block of a header or clause, whose lines are nested in it."""
        outer = self.nesting
        line = (header or owner).line
        self.record.nesting.setdefault(owner.line, outer)
        self.nesting = Nesting(self.record.scope, line, outer)
        for block in owner.children:
            if block.kind in ("block", "comment"):
                self.block(block.children) if block.kind == "block" else self.statement(block)
        self.nesting = outer

    def set(self, target: Node, kind: str, value: Node | None) -> None:
        """Note what a target sets: names, items and attributes."""
        for single, own in pairs(target, value):
            text = own.text if own is not None else None
            if single.kind == "identifier":
                self.record.bind(single.text, kind, single.line, text)
                self.record.writes.append(Write(single.text, single.line, text))
            elif single.kind in ("attribute", "subscript"):
                self.expressions.walk(*(single.parts[:1] if single.kind == "attribute" else single.parts))
                self._set_part(single, text)
            else:
                self.expressions.walk(single)

    def _set_part(self, target: Node, value: str | None) -> None:
        root, path = root_of(target), path_of(target)
        kind = "attribute" if target.kind == "attribute" else "item"
        if root.kind == "identifier":
            self.record.bind(root.text, kind, target.line, value, path)
        self.record.writes.append(Write(path, target.line, value))

    def _may_fail(self) -> None:
        if self.jumps.escapes:
            self.record.block.to(self.jumps.escapes[-1])
            self.record.branch(self.record.block)

    # ------------------------------------------------------------------------------------------- simple statements

    def _expression(self, node: Node) -> None:
        for part in node.parts:
            self._kinds.get(part.kind, self.expressions.walk)(part)

    def _assignment(self, node: Node) -> None:
        """`a = b = value`, with or without annotation: the value first, then the targets from the left."""
        targets: list[Node] = []
        value: Node | None = node
        while value is not None and value.kind == "assignment" and value.parts:
            targets.append(value.parts[0])
            self.expressions.walk(value.child("type"))
            value = value.after("=")
        self.expressions.walk(value)
        for target in targets:
            if value is not None:
                self.set(target, "assignment", value)
            elif target.kind == "identifier":
                self.record.bind(target.text, "annotation", target.line)
            else:
                self.expressions.walk(*target.parts[:1])

    def _augmented(self, node: Node) -> None:
        target, *rest = node.parts
        self.expressions.walk(target, *rest)
        if target.kind == "identifier":
            self.record.bind(target.text, "augmented", target.line, node.text)
            self.record.writes.append(Write(target.text, target.line, node.text))
        elif target.kind in ("attribute", "subscript"):
            self._set_part(target, node.text)

    def _delete(self, node: Node) -> None:
        for part in node.parts:
            for single, _ in pairs(part, None):
                self.expressions.walk(single)
                if single.kind == "identifier":
                    self.record.bind(single.text, "del", single.line)

    def _outside(self, node: Node) -> None:
        word: Literal["global", "nonlocal"] = "global" if node.kind == "global_statement" else "nonlocal"
        for name in node.parts:
            if self.record.scope.kind != "module":
                self.record.scope.outside[name.text] = word

    def _leave(self, node: Node) -> None:
        self.expressions.walk(node)
        if self.jumps.escapes:
            self.record.block.to(self.jumps.escapes[-1])
        self.record.branch()

    def _jump(self, *, to_end: bool) -> None:
        self.jumps.jump(self.record.block, to_end=to_end)
        self.record.branch()

    # ----------------------------------------------------------------------------------------- compound statements

    def _if(self, node: Node) -> None:
        record, ends = self.record, []
        holds, fails = self.expressions.condition(node.parts[0] if node.parts else None)
        test: Block | None = fails
        record.branch(holds)
        self.body(node)
        ends.append(record.block)
        for clause in node.children:
            if clause.kind in ("elif_clause", "else_clause") and test is not None:
                record.branch(test)
                record.statement = clause.line
                if clause.kind == "elif_clause":
                    holds, test = self.expressions.condition(clause.parts[0] if clause.parts else None)
                else:
                    holds, test = record.block, None
                record.branch(holds)
                self._clause(clause, node)
                ends.append(record.block)
        record.branch(*ends, *([test] if test is not None else []))

    def _clause(self, clause: Node, owner: Node) -> None:
        """Walk a clause such as `else`, which is nested in the statement that it belongs to."""
        outer = self.nesting
        self.nesting = Nesting(self.record.scope, owner.line, outer)
        self.body(clause)
        self.nesting = outer

    def _while(self, node: Node) -> None:
        record = self.record
        head = record.branch(record.block)
        condition = node.parts[0] if node.parts else None
        holds, fails = self.expressions.condition(condition)
        forever = condition is not None and condition.text in ("True", "1")
        self._loop(node, head, fails, body=holds, forever=forever)

    def _for(self, node: Node) -> None:
        record = self.record
        value, target = node.after("in"), node.after("for")
        self.expressions.walk(value)
        head = record.branch(record.block)
        record.branch(head)
        if target is not None:
            self.set(target, "for", value)
        self._loop(node, head, head, body=record.block)

    def _loop(self, node: Node, head: Block, test: Block, *, body: Block, forever: bool = False) -> None:
        record, after = self.record, Block()
        with self.jumps.loop(head, after):
            record.branch(body)
            self.body(node)
            record.block.to(head)
        record.branch(*([] if forever else [test]))
        otherwise = node.child("else_clause")
        if otherwise is not None:
            self._clause(otherwise, node)
        record.block.to(after)
        record.block = after

    def _with(self, node: Node) -> None:
        record, after = self.record, Block()
        clause = node.child("with_clause")
        for item in clause.parts if clause else []:
            value = item.parts[0] if item.parts else None
            if value is not None and value.kind == "as_pattern":
                self.expressions.walk(value.parts[0])
                self.set(value.parts[-1], "with", value.parts[0])
            else:
                self.expressions.walk(value)
        swallows = clause is not None and any(word in clause.text for word in _SWALLOWS)
        if swallows:
            with self.jumps.escape(after):
                self.body(node)
        else:
            self.body(node)
        record.block.to(after)
        record.block = after

    def _try(self, node: Node) -> None:
        final = node.child("finally_clause")
        if final is None:
            self._guarded(node)
            return
        record, failed = self.record, Block()
        with self.jumps.final(failed) as targets:
            self._guarded(node)
        entry = record.branch(record.block)
        inner = self.jumps.targets()
        self._clause(final, node)
        copies = entry.copy(without=inner)
        failed.to(copies[entry])
        if record.block in copies:
            for target in [*targets, *self.jumps.escapes[-1:]]:
                copies[record.block].to(target)
            record.branch(record.block)

    def _guarded(self, node: Node) -> None:
        """Walk a `try` with its handlers and its `else`."""
        record, caught, after = self.record, Block(), Block()
        clauses = [clause for clause in node.children if clause.kind in ("except_clause", "except_group_clause")]
        if clauses:
            with self.jumps.escape(caught):
                self.body(node)
        else:
            self.body(node)
        otherwise = node.child("else_clause")
        if otherwise is not None:
            record.branch(record.block)
            self._clause(otherwise, node)
        record.block.to(after)
        for escape in self.jumps.escapes[-1:]:
            caught.to(escape)
        for clause in clauses:
            record.branch(caught)
            self._handler(clause, node)
            record.block.to(after)
        record.block = after

    def _handler(self, clause: Node, owner: Node) -> None:
        self.record.statement = clause.line
        bound: list[Node] = []
        for part in clause.parts:
            if part.kind == "as_pattern":
                self.expressions.walk(part.parts[0])
                self.set(part.parts[-1], "except", part.parts[0])
                bound = part.parts[-1].parts or [part.parts[-1]]
            elif part.kind != "block":
                self.expressions.walk(part)
        self._clause(clause, owner)
        for name in bound:
            if name.kind == "identifier":
                self.record.bind(name.text, "del", clause.line)

    def _match(self, node: Node) -> None:
        record, after = self.record, Block()
        cases = node.child("block")
        self.expressions.walk(*[part for part in node.parts if part is not cases])
        test = record.block
        for clause in cases.children if cases else []:
            if clause.kind != "case_clause":
                self.statement(clause) if clause.named else None
                continue
            record.branch(test)
            record.statement = clause.line
            always = Patterns(record, self.expressions).case(clause)
            end = record.block
            record.branch(end)
            self._clause(clause, node)
            record.block.to(after)
            test = Block() if always else record.branch(test, end)
        test.to(after)
        record.block = after
