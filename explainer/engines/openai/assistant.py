"""The assistant: a bounded conversation in which a model looks for sources, reads them, and then answers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from explainer.engines.openai import answers
from explainer.engines.openai.conversation import Answer, Item, ToolCall
from explainer.engines.openai.decoding import decoded
from explainer.engines.openai.desk import MOST_DAYS, Desk
from explainer.engines.openai.service import Service
from explainer.engines.protocol import Lookup
from explainer.errors import ServiceError
from explainer.model import Claim, ExplainRequest, Explanation, Usage
from explainer.settings import OpenAISettings

_NUDGE = "Call one of the functions; call `answer` when you know enough."


def _function(name: str, description: str, **properties: dict[str, Any]) -> Item:
    parameters = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return {"type": "function", "name": name, "description": description, "parameters": parameters, "strict": True}


_NUMBER: dict[str, Any] = {"type": "integer"}
_TEXT: dict[str, Any] = {"type": "string"}
_DAYS = _NUMBER | {"description": f"At most so old, where a searcher can tell: 1 to {MOST_DAYS}, or 0 for any age."}
_SEARCH = _function("search", "Search for more sources; they get the next numbers.", query=_TEXT, recency_days=_DAYS)
_READING = [
    _function("open", "Show the beginning of a source.", source=_NUMBER),
    _function("scroll", "Show a source from a line on.", source=_NUMBER, first=_NUMBER),
    _function("find", "Show the lines of a source that hold some words.", source=_NUMBER, text=_TEXT),
    _function("quote", "Show the quote for some lines.", source=_NUMBER, first=_NUMBER, last=_NUMBER),
]

_OPTIONAL = {"recency_days": 0}
"""What stands for parameters that servers without a schema let a model leave out."""
_KINDS: dict[str, tuple[type, str]] = {"integer": (int, "a whole number"), "string": (str, "a text")}
_MOST_CALLS = 8
"""Functions that are called for one answer: what they show goes back to the model, and is paid for."""
_MOST_SHOWN = 40
"""Characters of a wrong value that are given back."""


@dataclass(slots=True)
class _Course:
    """How far the conversation about one step has come."""

    started: float
    used: Usage = field(default_factory=Usage)
    rounds: int = 0


class Assistant:
    """Leads the conversation about one step after the other; threads may share it.

    Args:
        service: The model.
        options: The limits for a step.
        lookup: Finds sources for a query; None where no searcher can.
        clock: Seconds that only grow.
    """

    def __init__(
        self,
        service: Service,
        options: OpenAISettings,
        lookup: Lookup | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._service, self._options, self._lookup, self._clock = service, options, lookup, clock
        self._answer = answers.schema(options.max_claims)["properties"]

    def explain(self, items: Sequence[Item], request: ExplainRequest, engine: str) -> Explanation:
        """Return what the model answers in the end, with the way that it took.

        Args:
            items: Instructions and question.
            request: The step.
            engine: Name that the explanation carries.

        Raises:
            ServiceError: when the service fails, or no round brought an answer that can be read.
        """
        desk = Desk(request.research.documentation, self._lookup, self._options.max_searches)
        course = _Course(self._clock())
        conversation = list(items)
        while course.rounds < self._options.max_rounds:
            answer = self._service.ask(conversation, tools=self._tools(course, desk))
            course.rounds += 1
            course.used = course.used + answer.usage
            claims = self._taken(answer, conversation, desk)
            if claims is not None:
                return Explanation(engine, claims, "", course.used, tuple(desk.path), tuple(desk.found))
        raise ServiceError(f"{self._service.name}: no answer that can be read in {course.rounds} rounds")

    def _tools(self, course: _Course, desk: Desk) -> list[Item]:
        """Return the functions that may be called; at a limit only the one that ends the conversation."""
        answer = _function("answer", "Give your claims; ends the conversation.", **self._answer)
        if self._at_limit(course):
            return [answer]
        return [*([_SEARCH] if desk.may_search else []), *_READING, answer]

    def _at_limit(self, course: _Course) -> bool:
        options, used = self._options, course.used
        dear = options.max_step_usd is not None and (used.dollars or 0.0) >= options.max_step_usd
        return (
            dear
            or course.rounds >= options.max_rounds - 1
            or used.input_tokens + used.output_tokens >= options.max_step_tokens
            or self._clock() - course.started >= options.max_step_seconds
        )

    def _taken(self, answer: Answer, conversation: list[Item], desk: Desk) -> tuple[Claim, ...] | None:
        """Carry out what the model wants, and add it to the conversation; return its claims once it gives them."""
        conversation += json.loads(answer.items)
        if not answer.calls:
            try:
                return answers.read(answer.text, desk.sources, self._options.max_claims)
            except answers.Unreadable:
                conversation.append({"role": "user", "content": _NUDGE})
                return None
        for number, call in enumerate(answer.calls):
            if call.name == "answer":
                try:
                    return answers.read(call.arguments, desk.sources, self._options.max_claims)
                except answers.Unreadable as error:
                    told = f"This cannot be read: {error}."
            else:
                told = _carried_out(call, desk) if number < _MOST_CALLS else "Too much at once: call it again."
            conversation.append(self._service.dialect.result(call, told))
        return None


def _carried_out(call: ToolCall, desk: Desk) -> str:
    """Do what the model wants, and return what it is told; whatever it wrote is answered in words."""
    functions: dict[str, Callable[..., str]] = {
        "search": desk.search,
        "open": desk.open,
        "scroll": desk.scroll,
        "find": desk.find,
        "quote": desk.quote,
    }
    if call.name not in functions:
        return f"There is no function {call.name[:_MOST_SHOWN]!r}."
    try:
        given = decoded(call.arguments)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        return "The arguments cannot be read."
    parameters = next(one for one in (_SEARCH, *_READING) if one["name"] == call.name)["parameters"]["properties"]
    arguments = {name: _OPTIONAL.get(name) if given.get(name) is None else given[name] for name in parameters}
    for name, parameter in parameters.items():
        kind, wanted = _KINDS[parameter["type"]]
        if type(arguments[name]) is not kind:
            value = repr(arguments[name])[:_MOST_SHOWN] if name in given else "missing"
            return f"`{name}` is {value}, and should be {wanted}."
    return functions[call.name](**arguments)
