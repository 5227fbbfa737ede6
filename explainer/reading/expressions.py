"""Walks Python expressions in the order in which they are evaluated, and notes the uses, calls and bindings in them.

Operators and calls are walked with a stack of tasks, since long chains of them are nested as deep as they are long.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from explainer.model import Write
from explainer.reading.flow import Block
from explainer.reading.names import Use
from explainer.reading.record import Local, NotedArgument, NotedCall, Record
from explainer.reading.targets import dotted, names_in, operands_of
from explainer.reading.tree import Node

COMPREHENSIONS = {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
PARAMETERS = {"default_parameter", "typed_default_parameter"}
_OPERANDS = {"not_operator": 1, "boolean_operator": 2}

Task = Node | Callable[[], object]


class Expressions:
    """Walks expressions; what it finds goes to the record."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self._waiting: list[Task] = []
        self._special: dict[str, Callable[[Node], object]] = {
            "identifier": lambda node: self.record.use(node, node.text),
            "attribute": self._attribute,
            "call": self._call,
            "await": self._await,
            "lambda": self._lambda,
            "named_expression": self._named,
            "keyword_argument": lambda node: self._do(*node.parts[1:]),
            "member_type": lambda node: self._do(*node.parts[:1]),
            "boolean_operator": self._boolean,
            "conditional_expression": self._conditional,
            **dict.fromkeys(COMPREHENSIONS, self._comprehension),
        }

    def walk(self, *nodes: Node | None) -> None:
        """Note all uses and calls of some expressions, one after the other."""
        self._run(*[node for node in nodes if node is not None])

    def decorator(self, node: Node) -> None:
        """Note a decorator; one without parentheses is a call too, of what it names."""
        for part in node.parts:
            if part.kind == "call":
                self._run(partial(self._call, part, decorator=True))
            else:
                noted = NotedCall(part, part, decorator=True)
                self._run(*self._callee(part, noted), partial(self.record.calls.append, noted))

    def _run(self, *tasks: Task) -> None:
        floor = len(self._waiting)
        self._do(*tasks)
        while len(self._waiting) > floor:
            task = self._waiting.pop()
            if isinstance(task, Node):
                self._special.get(task.kind, self._default)(task)
            else:
                task()

    def _do(self, *tasks: Task) -> None:
        """Do the tasks in this order before anything that waits already."""
        self._waiting.extend(reversed(tasks))

    def _default(self, node: Node) -> None:
        if node.children:
            self._do(*[child for child in node.children if child.named])

    def _attribute(self, node: Node) -> None:
        names = dotted(node)
        if names:
            self.record.use(names[0], ".".join(name.text for name in names))
        else:
            self._do(*node.parts[:1])

    def condition(self, node: Node | None) -> tuple[Block, Block]:
        """Walk a condition; return the blocks where control goes on if it holds, and if it does not.

        They differ where a later operand of `and` or `or` binds a name, since it is not always reached.
        """
        while node is not None and node.kind == "parenthesized_expression" and node.parts:
            node = node.parts[0]
        if node is None or ":=" not in node.text or len(node.parts) != _OPERANDS.get(node.kind):
            self.walk(node)
            return self.record.block, self.record.block
        if node.kind == "not_operator":
            holds, fails = self.condition(node.parts[0])
            return fails, holds
        ends, stops = [], 1 if node.has("and") else 0
        for operand in operands_of(node):
            ways = self.condition(operand)
            ends.append(ways[stops])
            self.record.branch(ways[1 - stops])
        last = self.record.block
        early = self.record.branch(*ends)
        return (last, early) if stops else (early, last)

    def _boolean(self, node: Node) -> None:
        if ":=" in node.text and len(node.parts) == _OPERANDS[node.kind]:
            self.record.branch(*self.condition(node))
        else:
            self._default(node)

    def _conditional(self, node: Node) -> None:
        """`value if condition else other`: the condition comes first."""
        parts = node.parts
        if len(parts) == 3 and ":=" in node.text:
            holds, fails = self.condition(parts[1])
            self.record.branch(holds)
            self.walk(parts[0])
            end = self.record.block
            self.record.branch(fails)
            self.walk(parts[2])
            self.record.branch(end, self.record.block)
        else:
            self._do(*parts[1:2], *parts[:1], *parts[2:])

    def _named(self, node: Node) -> None:
        name, value = node.child("identifier"), node.after(":=")
        if node.parent is not None and node.parent.kind == "interpolation":  # `f"{x:=5}"`: a width, and no binding
            self._do(*[name] if name else [])
        elif name is not None and value is not None:
            write = Write(name.text, name.line, value.text)
            self._do(value, lambda: self.record.bind(name.text, "assignment", name.line, value.text))
            self._do(lambda: self.record.writes.append(write))

    # ------------------------------------------------------------------------------------------------------- calls

    def _await(self, node: Node) -> None:
        inner = node.parts[0] if node.parts else None
        if inner is not None and inner.kind == "call":
            self._call(inner, awaited=True)
        else:
            self._default(node)

    def _call(self, node: Node, *, awaited: bool = False, decorator: bool = False) -> None:
        """Note a call; of one with a mistake in it, what is called and with what is not sure: its names alone count."""
        if node.broken:
            self._default(node)
            return
        parts = node.parts
        noted = NotedCall(node, parts[0], awaited=awaited, decorator=decorator)
        tasks = self._callee(parts[0], noted)
        for listed in parts[1:]:
            given = [listed] if listed.kind == "generator_expression" else listed.parts
            for value in given:
                tasks += self._argument(value, noted)
        self._do(*tasks, lambda: self.record.calls.append(noted))

    def _callee(self, node: Node, noted: NotedCall) -> list[Task]:
        names = dotted(node)
        if names is None:
            return self._captured(node.parts[0] if node.kind == "attribute" else node, noted.uses)
        words = [name.text for name in names]
        path, full = ".".join(words[:-1] or words), ".".join(words)
        called = len(words) == 1
        return [lambda: noted.uses.append(self.record.use(names[0], path, full, called=called))]

    def _argument(self, node: Node, noted: NotedCall) -> list[Task]:
        keyword, value = None, node
        if node.kind == "keyword_argument" and len(node.parts) > 1:
            keyword, value = node.parts[0].text, node.parts[1]
        argument = NotedArgument(value.text, keyword, value.line, value.column)
        if node.kind == "generator_expression" and node.parent and node.parent.kind == "call":
            argument.value, argument.column = value.text[1:-1], value.column + 1
        noted.arguments.append(argument)
        return self._captured(value, argument.uses)

    def _captured(self, node: Node, into: list[Use]) -> list[Task]:
        """Return the tasks that walk a node and note in a list which uses there were."""
        mark = 0

        def start() -> None:
            nonlocal mark
            mark = len(self.record.uses)

        return [start, node, lambda: into.extend(self.record.uses[mark:])]

    # ------------------------------------------------------------------------------------------------ inner scopes

    def _lambda(self, node: Node) -> None:
        """Walk a lambda: its defaults here, its body in a scope of its own."""
        parameters, body = node.child("lambda_parameters"), node.after(":")
        defaults = [part.after("=") for part in parameters.parts] if parameters else []
        self.walk(*defaults)
        with self.record.inside("lambda", "", self.record.point()):
            if parameters:
                self.parameters(parameters)
            hidden: Local = dict.fromkeys(self.record.scope.bound)
            self.record.locals = (*self.record.locals, hidden)
            self.walk(body)

    def parameters(self, node: Node) -> None:
        """Bind the parameters of a function or lambda, whose defaults were walked before."""
        for part in node.parts:
            default = part.after("=") if part.kind in PARAMETERS else None
            for name in names_in(part)[:1] if part.kind != "tuple_pattern" else names_in(part):
                self.record.bind(name.text, "parameter", name.line, default.text if default else None)

    def _comprehension(self, node: Node) -> None:
        """Walk a comprehension; but for its first series, it sees no names of a class that it stands in."""
        element, *clauses = node.parts or [node]
        first = clauses[0].after("in") if clauses else None
        self.walk(first)
        record = self.record
        if record.scope.kind == "class":
            with record.inside("lambda", "", record.point()):
                self._loops(element, clauses, first)
        elif ":=" in node.text:
            head = record.branch(record.block)
            record.branch(head)
            self._loops(element, clauses, first)
            record.block.to(head)
            record.branch(head)
        else:
            self._loops(element, clauses, first)

    def _loops(self, element: Node, clauses: list[Node], walked: Node | None) -> None:
        """Walk the loops and conditions of a comprehension, then its element, with variables of their own.

        Args:
            element: What it is made of.
            clauses: The loops and conditions.
            walked: The series that was walked before.
        """
        record, known = self.record, self.record.locals
        own: Local = {}
        passed = []
        for clause in clauses:
            if clause.kind == "for_in_clause":
                value = clause.after("in")
                self.walk(value if value is not walked else None)
                record.locals = (*known, own)
                for name in names_in(clause.after("for")):
                    binding = record.unplaced(name.text, "comprehension", name.line, value.text if value else None)
                    own[name.text] = [*(own.get(name.text) or []), binding]
            else:
                holds, fails = self.condition(clause.parts[0] if clause.parts else None)
                if holds is not fails:
                    passed.append(fails)
                    record.branch(holds)
        self.walk(element)
        if passed:
            record.branch(*passed, record.block)
        record.locals = known
