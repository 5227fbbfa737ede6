"""What static analysis knows of each step: calls, names read and written with where they come from, imports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

from explainer.model import Argument, Call, Facts, Read, Running, Snippet, Step
from explainer.reading.attributes import Attributes
from explainer.reading.comments import comments
from explainer.reading.names import Use
from explainer.reading.record import NotedCall, Record
from explainer.reading.runs import Order
from explainer.reading.shallow import shallow_facts
from explainer.reading.slices import Slices
from explainer.reading.tree import Node
from explainer.reading.walk import analyse

T = TypeVar("T")


def collect(snippet: Snippet, steps: tuple[Step, ...]) -> tuple[Facts, ...]:
    """Return the facts of each step, in the order of the steps.

    Code that does not parse has facts as far as it can be understood. Languages other than Python get their calls,
    assignments and comments.
    """
    analysis = analyse(snippet)
    if snippet.language != "python":
        return shallow_facts(analysis.tree, steps, snippet.language)
    return _Collector(analysis.record, analysis.tree, steps).facts()


class _Collector:
    """Turns what was noted in a file into the facts of its steps."""

    def __init__(self, record: Record, tree: Node, steps: tuple[Step, ...]) -> None:
        self.record = record
        self.steps = steps
        self.step_of = {line: index for index, s in enumerate(steps) for line in range(s.start_line, s.end_line + 1)}
        self.attributes = Attributes(record)
        self.slices = Slices(record, self.attributes, self.step_of)
        self.comments = comments(tree)
        self.order = Order()

    def facts(self) -> tuple[Facts, ...]:
        known = {id(use): self._read(use) for use in self.record.uses}
        calls = self._by_step(self.record.calls, lambda call: _called_name(call)[0].line)
        reads = self._by_step(self.record.uses, lambda use: use.line)
        writes = self._by_step(self.record.writes, lambda write: write.line)
        imports = self._by_step(self.record.imports, lambda found: found.line)
        return tuple(
            Facts(
                calls=tuple(_call(call, known, self.order.running(call)) for call in self.order.sorted(calls[index])),
                reads=_reads(reads[index], known),
                writes=tuple(writes[index]),
                imports=tuple(imports[index]),
                comment="\n".join(self.comments[n] for n in range(s.start_line, s.end_line + 1) if n in self.comments),
                scope=self._scope(s),
                uses=self.slices.uses(index),
                used_on=self.slices.used_on(index),
            )
            for index, s in enumerate(self.steps)
        )

    def _by_step(self, noted: Iterable[T], line: Callable[[T], int]) -> dict[int, list[T]]:
        found: dict[int, list[T]] = defaultdict(list)
        for one in noted:
            index = self.step_of.get(line(one))
            if index is not None:
                found[index].append(one)
        return found

    def _scope(self, step: Step) -> str:
        lines = range(step.start_line, step.end_line + 1)
        nesting = next((self.record.nesting[line] for line in lines if line in self.record.nesting), None)
        return nesting.scope.path if nesting else ""

    def _read(self, use: Use) -> Read:
        bindings = self.attributes.definitions(use)
        definitions = dict.fromkeys(binding.definition for binding in bindings)
        return Read(use.path, use.line, use.column, tuple(sorted(definitions, key=lambda found: found.line)))


def _reads(uses: list[Use], known: dict[int, Read]) -> tuple[Read, ...]:
    """Return reads in the order of the text."""
    return tuple(sorted((known[id(use)] for use in uses), key=lambda read: (read.line, read.column)))


def _call(noted: NotedCall, known: dict[int, Read], running: Running) -> Call:
    name, receiver = _called_name(noted)
    arguments = [
        Argument(given.value, given.keyword, given.line, given.column, _reads(given.uses, known))
        for given in noted.arguments
    ]
    return Call(
        line=name.line,
        column=name.column,
        name=name.text if name.kind == "identifier" else "",
        callee=noted.callee.text,
        receiver=receiver.text if receiver else None,
        arguments=tuple(arguments),
        awaited=noted.awaited,
        decorator=noted.decorator,
        reads=_reads(noted.uses, known),
        running=running,
    )


def _called_name(noted: NotedCall) -> tuple[Node, Node | None]:
    """Return the node of the called name, and what stands before its last dot."""
    callee = noted.callee
    if callee.kind == "attribute" and len(callee.parts) == 2:
        return callee.parts[1], callee.parts[0]
    return callee, None
