"""When the calls of a statement run: at once, for each item, only if an operator asks for them, or later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from explainer.model import Running, Runs
from explainer.reading.expressions import COMPREHENSIONS
from explainer.reading.record import LONGEST_VALUE, NotedCall
from explainer.reading.tree import Node

_OUTSIDE = {"block", "module"}


@dataclass(frozen=True, slots=True)
class _Place:
    """What the expressions around a place make of a call that stands there."""

    running: Running
    call: Node | None = None
    """The nearest call that it is a part of."""
    taker: Node | None = None
    """The nearest call around the lambda or generator, which that is handed to."""


class Order:
    """Tells when calls run, and puts those of a lambda or generator behind the call that these are handed to."""

    def __init__(self) -> None:
        self._known: dict[int, _Place] = {}

    def running(self, call: NotedCall) -> Running:
        """Return when a call runs."""
        return self._place(call.node).running

    def sorted(self, calls: Iterable[NotedCall]) -> Iterator[NotedCall]:
        """Yield calls that were noted in the order of the text from the inside out, in the order in which they run."""
        found = list(calls)
        own = {id(call.node) for call in found}
        handed: dict[int, list[NotedCall]] = defaultdict(list)
        waiting: list[NotedCall] = []
        for call in found:
            taker = self._place(call.node).taker
            waits = taker is not None and id(taker) in own
            (handed[id(taker)] if waits else waiting).append(call)
        waiting.reverse()
        while waiting:
            call = waiting.pop()
            yield call
            waiting.extend(reversed(handed.pop(id(call.node), [])))

    def _place(self, node: Node) -> _Place:
        path: list[Node] = []
        while id(node) not in self._known and node.parent is not None and node.parent.kind not in _OUTSIDE:
            path.append(node)
            node = node.parent
        place = self._known.setdefault(id(node), _Place(Running()))
        for below in reversed(path):
            place = self._known[id(below)] = _within(below, place)
        return place


def _within(node: Node, above: _Place) -> _Place:
    """Return the place of a node from that of its parent."""
    parent = node.parent
    if parent is None:
        return above
    if parent.kind == "call":
        return replace(above, call=parent)
    if parent.kind == "lambda" and node.kind != "lambda_parameters":
        return _Place(Running("lambda", parent.head(LONGEST_VALUE)), None, above.call or above.taker)
    if parent.kind in COMPREHENSIONS:
        return _in_comprehension(node, parent, above)
    runs, deciding = _asked_for(node, parent)
    if runs == "once":
        return above
    outer = above.running
    running = Running(runs, deciding) if outer.runs == "once" else replace(outer, perhaps=True)
    return replace(above, running=running)


def _in_comprehension(node: Node, parent: Node, above: _Place) -> _Place:
    parts = parent.parts
    if len(parts) > 1 and node is parts[1]:  # the series of the first loop is made at once
        return above
    before = parts[1:] if node is parts[0] else parts[1 : parts.index(node)]
    filtered = any(part.kind == "if_clause" for part in before)
    if parent.kind == "generator_expression":
        return _Place(Running("generator", parent.head(LONGEST_VALUE), filtered), None, above.call or above.taker)
    if above.running.runs in ("lambda", "generator"):
        return replace(above, running=replace(above.running, perhaps=True))
    return replace(above, running=Running("each", parent.head(LONGEST_VALUE), filtered))


def _asked_for(node: Node, parent: Node) -> tuple[Runs, str]:
    """Return what an operation says of when one of its operands is evaluated, and the condition that decides that."""
    parts = parent.parts
    if parent.kind == "boolean_operator" and len(parts) == 2 and node is parts[1]:
        return ("and" if parent.has("and") else "or"), ""
    if parent.kind == "conditional_expression" and len(parts) == 3 and node is not parts[1]:
        return ("if" if node is parts[0] else "else"), parts[1].head(LONGEST_VALUE)
    return "once", ""
