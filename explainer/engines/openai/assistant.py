"""The assistant: a bounded conversation in which a model looks for sources, reads them, and then answers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from explainer.engines.openai import answers
from explainer.engines.openai.conversation import Answer, Item, ToolCall
from explainer.engines.openai.cost import BYTES_FOR_TOKEN, estimated_tokens
from explainer.engines.openai.decoding import decoded
from explainer.engines.openai.desk import MOST_DAYS, Desk, Search
from explainer.engines.openai.schemas import strict
from explainer.engines.openai.service import Service
from explainer.errors import AnswerError, ServiceError
from explainer.model import Claim, ExplainRequest, Explanation, Usage
from explainer.settings import OpenAISettings

_ANSWER = "answer"
_LAST = "Nothing more can be looked up: call `answer` now, with what you know."
_NUDGE = "Call one of the functions; call `answer` when you know enough."


def _function(name: str, description: str, **properties: dict[str, Any]) -> Item:
    parameters = strict(**properties)
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
_ROUND_BYTES = 9_000
"""Of what is shown for one answer: so much is expected to come on top of the conversation."""
_MOST_SHOWN = 40
"""Characters of a wrong value that are given back."""


@dataclass(slots=True)
class _Course:
    """How far the conversation about one step has come."""

    started: float
    following: Usage
    """What the next request takes at most."""
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
        lookup: Search | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._service, self._options, self._lookup, self._clock = service, options, lookup, clock
        answer = _function(
            _ANSWER, "Give your claims; ends the conversation.", **answers.schema(options.max_claims)["properties"]
        )
        # The same in every request, so that providers' caches of what requests begin with can serve them.
        self._tools = [*([_SEARCH] if lookup and options.max_searches else []), *_READING, answer]

    def explain(self, items: Sequence[Item], request: ExplainRequest, engine: str) -> Explanation:
        """Return what the model answers in the end, with the way that it took.

        Args:
            items: Instructions and question.
            request: The step.
            engine: Name that the explanation carries.

        Raises:
            AnswerError: when an answer cannot be used, or no round brought one that can be read.
            ServiceError: when the service fails.
        """
        desk = Desk(request.research.documentation, self._lookup, self._options.max_searches)
        course = _Course(self._clock(), self._service.most(items, self._tools))
        conversation = list(items)
        ending, asked, forced = False, conversation, ""
        while course.rounds < self._options.max_rounds and (not ending or self._fits(course, course.following)):
            if not ending and self._has_to_end(course):
                ending = True
                conversation.append({"role": "user", "content": _LAST})
            asked, forced = list(conversation), _ANSWER if ending else ""
            try:
                answer = self._service.ask(asked, tools=self._tools, forced=forced)
            except ServiceError as error:
                raise error.after(course.used) from None
            course.rounds += 1
            course.used = course.used + answer.usage
            before = len(conversation)
            claims = self._taken(answer, conversation, desk, ending)
            if claims is not None:
                return Explanation(
                    engine,
                    claims,
                    usage=course.used,
                    path=tuple(desk.path),
                    found=tuple(desk.found),
                    complete=desk.complete,
                )
            course.following = self._following(course, answer, conversation[before:])
        # Its last words are asked for again by the next build; what was looked up before is kept.
        self._service.forget(asked, tools=self._tools, forced=forced)
        reason = f"no answer that can be read in {course.rounds} rounds"
        raise AnswerError(f"{self._service.name}: {reason}; build again to ask again", reason, course.used)

    def estimate(self, items: Sequence[Item]) -> Usage:
        """Return the most that the conversation about a step takes: what its limits allow, or one answer."""
        options, first = self._options, self._service.most(items, self._tools)
        most = max(options.max_step_tokens, first.input_tokens + first.output_tokens)
        written = min(options.max_rounds * first.output_tokens, most - first.input_tokens)
        usage = self._service.priced(Usage(most - written, 0, written))
        if options.max_step_usd is None or usage.dollars is None:
            return usage
        return replace(usage, dollars=min(usage.dollars, max(options.max_step_usd, first.dollars or 0.0)))

    def _has_to_end(self, course: _Course) -> bool:
        """Whether the next request has to be the one for the answer: after another, there might be no room for that."""
        following = course.following
        read = following.input_tokens + following.output_tokens + _ROUND_BYTES // BYTES_FOR_TOKEN
        final = self._service.priced(Usage(read, 0, following.output_tokens))
        return (
            course.rounds >= self._options.max_rounds - 1
            or self._clock() - course.started >= self._options.max_step_seconds
            or not self._fits(course, following + final)
        )

    def _fits(self, course: _Course, more: Usage) -> bool:
        options, together = self._options, course.used + more
        cheap = options.max_step_usd is None or (together.dollars or 0.0) <= options.max_step_usd
        return cheap and together.input_tokens + together.output_tokens <= options.max_step_tokens

    def _following(self, course: _Course, answer: Answer, added: Sequence[Item]) -> Usage:
        """Return what the request after an answer takes at most: what that one took, and what was added since."""
        said = json.loads(answer.items)
        results = estimated_tokens(len(json.dumps(added[len(said) :])) + len(_LAST))
        read = answer.usage.input_tokens + answer.usage.output_tokens + results
        return self._service.priced(Usage(read, 0, course.following.output_tokens))

    def _taken(self, answer: Answer, conversation: list[Item], desk: Desk, ending: bool) -> tuple[Claim, ...] | None:
        """Carry out what the model wants, and add it to the conversation; return its claims once it gives them."""
        left = _ROUND_BYTES
        conversation += json.loads(answer.items)
        if not answer.calls:
            try:
                return answers.read(answer.text, desk.sources, self._options.max_claims)
            except answers.Unreadable:
                conversation.append({"role": "user", "content": _NUDGE})
                return None
        for number, call in enumerate(answer.calls):
            if call.name == _ANSWER:
                try:
                    return answers.read(call.arguments, desk.sources, self._options.max_claims)
                except answers.Unreadable as error:
                    told = f"This cannot be read: {error}."
            elif ending:
                told = _LAST
            elif number < _MOST_CALLS and left > 0:
                told = _bounded(_carried_out(call, desk), left)
            else:
                told = "Too much at once: call it again."
            left -= len(json.dumps(told))
            conversation.append(self._service.dialect.result(call, told))
        return None


def _bounded(text: str, most: int) -> str:
    """Return a text of which no more than some bytes are sent; of a longer one, the beginning."""
    size = len(json.dumps(text))
    while text and size > most:
        text = text[: max(0, len(text) * most // size - 1)]
        size = len(json.dumps(text))
    return text


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
