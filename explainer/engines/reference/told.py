"""What a reader has been told of one step so far, so that nothing is said twice."""

from __future__ import annotations

from dataclasses import dataclass, field

from explainer.engines.reference.syntax import expression, is_call, receiver
from explainer.engines.reference.values import code, named, origin
from explainer.model import Argument, Call, Citation, ExplainRequest, Read


@dataclass(slots=True)
class Told:
    """The names of a step whose origin was told, the quotes that were shown, and the calls that were told."""

    request: ExplainRequest
    names: set[str] = field(default_factory=set)
    quotes: set[Citation] = field(default_factory=set)
    calls: list[tuple[Call, ...]] = field(default_factory=list)
    """The calls of each sentence about calls, the last one at the end."""

    @property
    def own(self) -> range:
        """The lines of the step itself."""
        return range(self.request.step.start_line, self.request.step.end_line + 1)

    def origin(self, read: Read | None) -> str:
        """Return where a value comes from, which is then told; empty for `self` and what goes without saying."""
        if read is None or read.path.startswith("self"):
            return ""
        self.names.add(read.path)
        return origin(read, self.own)

    def apposed(self, read: Read) -> str:
        """Return a name with where its value comes from; empty where that goes without saying."""
        where = self.origin(read)
        return f"{code(read.path)}{', ' if where.startswith('the ') else ' '}{where}" if where else ""

    def named(self, read: Read) -> str:
        """Return a name, with where its value comes from unless that was told."""
        known = read.path in self.names or read.path.startswith("self")
        self.names.add(read.path)
        return code(read.path) if known else named(read, self.own)

    def made(self, argument: Argument) -> Call | None:
        """Return the call of this step whose result an argument is: the whole of it, and no call inside it."""
        node = expression(self.request.step, argument)
        return next((call for call in self.request.facts.calls if is_call(node, call)), None)

    def result(self, call: Call) -> str:
        """Return what a call is made on, if that is the result of a call that was told; else, nothing."""
        node = receiver(self.request.step, call)
        made = next((one for calls in self.calls for one in calls if is_call(node, one)), None)
        if made is None:
            return ""
        return "the result" if self.calls[-1] == (made,) else f"the result of {code(made.name or made.callee)}"
