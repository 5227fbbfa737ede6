"""Walks Python expressions in the order in which they are evaluated, and notes the uses, calls and bindings in them.

Operators and calls are walked with a stack of tasks, since long chains of them are nested as deep as they are long.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from explainer.model import Write
from explainer.reading.names import Use
from explainer.reading.record import Local, NotedArgument, NotedCall, Record
from explainer.reading.targets import dotted, names_in
from explainer.reading.tree import Node

COMPREHENSIONS = {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
PARAMETERS = {"default_parameter", "typed_default_parameter"}

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

    def _conditional(self, node: Node) -> None:
        """`value if condition else other`: the condition comes first."""
        first, *rest = node.parts or [node]
        if rest:
            self._do(rest[0], first, *rest[1:])

    def _named(self, node: Node) -> None:
        name, value = node.child("identifier"), node.after(":=")
        if name is not None and value is not None:
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
        """Walk a comprehension: its loops and conditions, then its element, with variables of its own."""
        known = self.record.locals
        own: Local = {}
        for clause in node.parts[1:]:
            if clause.kind == "for_in_clause":
                value = clause.after("in")
                self.walk(value)
                self.record.locals = (*known, own)
                for name in names_in(clause.after("for")):
                    binding = self.record.unplaced(name.text, "comprehension", name.line, value.text if value else None)
                    own.setdefault(name.text, [])
                    own[name.text] = [*(own[name.text] or []), binding]
            else:
                self.walk(clause)
        self.walk(*node.parts[:1])
        self.record.locals = known
