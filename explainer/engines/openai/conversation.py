"""The two forms of OpenAI's protocol: what a request holds in each, and what an answer says."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from explainer.engines.openai.said import words_of
from explainer.model import Usage

Item = dict[str, Any]
"""One entry of a conversation, as the service takes it."""


_NOTHING = Usage()
_TEXTS = ("text", "output_text")
"""Types of a part that is text: each form of the protocol has its own, and some servers take the other."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A function that the model wants to be called."""

    id: str
    name: str
    arguments: str
    """JSON, as the model wrote it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said."""

    text: str
    calls: tuple[ToolCall, ...] = ()
    problem: str = ""
    """Why it cannot be used, in plain words. What the service said of it, and what to do, stand behind a colon."""
    usage: Usage = _NOTHING
    items: str = "[]"
    """JSON of the items that stand for it when the conversation goes on."""


class Malformed(ValueError):
    """An answer that does not follow the protocol; its text says how."""


class Failed(Exception):
    """What stands for an answer where the service had none; its text says what it said."""


class Dialect(Protocol):
    """One form of the protocol."""

    path: str
    """Of the service's address that requests are sent to."""

    def body(
        self, items: Sequence[Item], schema: Mapping[str, Any] | None, tools: Sequence[Item], most: int, forced: str
    ) -> dict[str, Any]:
        """Return a request.

        Args:
            items: The conversation.
            schema: JSON schema of the answer; None for one that is free, or a call.
            tools: Functions that may be called, in the form of the Responses API.
            most: Tokens of the answer.
            forced: Name of the function that has to be called; empty leaves the choice to the model.
        """

    def answer(self, data: Mapping[str, Any]) -> Answer:
        """Return what a response says.

        Raises:
            Malformed: when it does not follow the protocol.
            Failed: when it says that there is no answer.
        """

    def result(self, call: ToolCall, text: str) -> Item:
        """Return the item that tells what a function gave."""

    def learns(self, refusal: str) -> bool:
        """Tell whether requests have another form from now on, after one was refused with some words."""


class Responses:
    """OpenAI's Responses API."""

    path = "/responses"

    def body(
        self, items: Sequence[Item], schema: Mapping[str, Any] | None, tools: Sequence[Item], most: int, forced: str
    ) -> dict[str, Any]:
        """Return a request that the service does not keep."""
        body: dict[str, Any] = {"input": list(items), "max_output_tokens": most, "store": False}
        if schema is not None:
            body["text"] = {"format": {"type": "json_schema", "name": "claims", "strict": True, "schema": schema}}
        if tools:
            choice = {"type": "function", "name": forced} if forced else "required"
            body |= {"tools": list(tools), "tool_choice": choice, "parallel_tool_calls": False}
            body["include"] = ["reasoning.encrypted_content"]
        return body

    def answer(self, data: Mapping[str, Any]) -> Answer:
        """Return what a response says."""
        if data.get("status", "completed") not in ("completed", "incomplete"):
            raise Failed(f"the status {data['status']!r}: {_error(data) or 'without a reason'}")
        output = data.get("output")
        if not isinstance(output, list):
            _fail_if_told(data)
            raise Malformed("it has no list `output`")
        parts = [part for item in output if item.get("type") == "message" for part in _parts(item.get("content"))]
        calls = [item for item in output if item.get("type") == "function_call"]
        used = data.get("usage") or {}
        return Answer(
            text="".join(part.get("text") or "" for part in parts if part.get("type") in _TEXTS),
            calls=tuple(_call(item["call_id"], item) for item in calls),
            problem=_responses_problem(data, parts),
            usage=_usage(used, "input_tokens", "output_tokens", "input_tokens_details"),
            items=json.dumps([_without_status(item) for item in output]),
        )

    def result(self, call: ToolCall, text: str) -> Item:
        """Return the item that tells what a function gave."""
        return {"type": "function_call_output", "call_id": call.id, "output": text}

    def learns(self, refusal: str) -> bool:  # noqa: ARG002
        """Tell that there is no other form."""
        return False


class Chat:
    """Chat completions, as compatible servers have them.

    Args:
        official: Whether the service is OpenAI's own: it takes fields that others refuse.
    """

    path = "/chat/completions"

    def __init__(self, official: bool) -> None:
        self._official = official
        self._takes_names = True

    def body(
        self, items: Sequence[Item], schema: Mapping[str, Any] | None, tools: Sequence[Item], most: int, forced: str
    ) -> dict[str, Any]:
        """Return a request."""
        body: dict[str, Any] = {"messages": list(items)}
        body |= {"max_completion_tokens": most, "store": False} if self._official else {"max_tokens": most}
        if schema is not None:
            format_ = {"name": "claims", "strict": True, "schema": schema}
            body["response_format"] = {"type": "json_schema", "json_schema": format_}
        if tools:
            functions = [{key: value for key, value in tool.items() if key != "type"} for tool in tools]
            if forced and not self._takes_names:
                functions, forced = [one for one in functions if one["name"] == forced], ""
            body["tools"] = [{"type": "function", "function": function} for function in functions]
            body["tool_choice"] = {"type": "function", "function": {"name": forced}} if forced else "required"
        return body

    def answer(self, data: Mapping[str, Any]) -> Answer:
        """Return what a response says."""
        choices = data.get("choices")
        if not choices:
            _fail_if_told(data)
        if not isinstance(choices, list) or not choices or not isinstance(choices[0].get("message"), dict):
            raise Malformed("it has no `choices` with a `message`")
        if choices[0].get("finish_reason") == "error":
            raise Failed(_error(choices[0]) or _error(data) or "the reason 'error'")
        message = choices[0]["message"]
        made = [call for call in message.get("tool_calls") or [] if (call.get("type") or "function") == "function"]
        # Some servers give calls no number, or all the same.
        alike = len({call.get("id") for call in made}) < len(made)
        calls = tuple(
            _call(f"call_{at}" if alike or not call.get("id") else call["id"], call["function"])
            for at, call in enumerate(made)
        )
        kept: Item = {"content": message["content"]} if message.get("content") else {}
        if calls:
            kept["tool_calls"] = [_sent_back(call) for call in calls]
            # What was thought before a call is asked for again by services that show it.
            kept |= {key: message[key] for key in ("reasoning_content",) if message.get(key)}
        return Answer(
            text="".join(
                part.get("text") or "" for part in _parts(message.get("content")) if part.get("type") in _TEXTS
            ),
            calls=calls,
            problem=_chat_problem(choices[0].get("finish_reason"), message.get("refusal")),
            usage=_usage(data.get("usage") or {}, "prompt_tokens", "completion_tokens", "prompt_tokens_details"),
            # Without any content, services refuse the entry; without the entry, some refuse the next.
            items=json.dumps([{"role": "assistant", **(kept or {"content": ""})}]),
        )

    def result(self, call: ToolCall, text: str) -> Item:
        """Return the item that tells what a function gave."""
        return {"role": "tool", "tool_call_id": call.id, "content": text}

    def learns(self, refusal: str) -> bool:
        """Tell whether a service takes no name of the function to call: it is then the only one that it is given."""
        learnt = self._takes_names and "tool_choice" in refusal
        self._takes_names = self._takes_names and not learnt
        return learnt


def most_written(fields: Mapping[str, Any], otherwise: int) -> int:
    """Return how many tokens an answer may have by the fields of a request, whichever form they are of.

    A request may want several answers at once, which are all written and paid, and of which the first is read.
    """
    limits = [fields.get(name) for name in ("max_output_tokens", "max_completion_tokens", "max_tokens")]
    answers = fields.get("n")
    for_one = max((limit for limit in limits if type(limit) is int), default=otherwise)
    return for_one * answers if type(answers) is int and answers > 1 else for_one


def _call(number: object, function: Mapping[str, Any]) -> ToolCall:
    """Return a call; some servers give its arguments as an object where the protocol has a text."""
    arguments = function.get("arguments") or "{}"
    return ToolCall(
        str(number), str(function["name"]), arguments if isinstance(arguments, str) else json.dumps(arguments)
    )


def _sent_back(call: ToolCall) -> Item:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}


def _parts(content: object) -> list[dict[str, Any]]:
    """Return the parts of a message; of one that is only a text, that."""
    if isinstance(content, str):
        return [{"type": _TEXTS[0], "text": content}]
    if content is not None and not isinstance(content, list):
        raise Malformed("its `content` is no text")
    return content or []


def _usage(used: Mapping[str, Any], given: str, made: str, details: str) -> Usage:
    def count(where: Mapping[str, Any], name: str) -> int:
        value = where.get(name)
        return max(0, value) if type(value) is int else 0

    read = count(used, given)
    return Usage(read, min(read, count(used.get(details) or {}, "cached_tokens")), count(used, made), None)


def _responses_problem(data: Mapping[str, Any], parts: Sequence[Mapping[str, Any]]) -> str:
    refusals = [part.get("refusal") or "" for part in parts if part.get("type") == "refusal"]
    if refusals:
        return _refused(refusals[0])
    if data.get("status") == "incomplete":
        reason = (data.get("incomplete_details") or {}).get("reason")
        return _PROBLEMS.get(str(reason)) or f"the answer is incomplete: {str(reason)[:200]!r}"
    return ""


def _fail_if_told(data: Mapping[str, Any]) -> None:
    if told := _error(data):
        raise Failed(f"an error: {told}")


def _error(data: Mapping[str, Any]) -> str:
    """Return the words of an error where an answer should be: some services send it with the status 200."""
    error = data.get("error")
    return words_of(error) or (str(error.get("code") or "") if isinstance(error, dict) else "")


def _chat_problem(finished: object, refusal: object) -> str:
    if refusal:
        return _refused(str(refusal))
    return _PROBLEMS.get(str(finished), "")


_CUT = "the answer was cut at the most tokens that are allowed: raise option 'openai.max_output_tokens'"
_FILTERED = "the answer was stopped by a content filter"
_PROBLEMS = {"max_output_tokens": _CUT, "length": _CUT, "content_filter": _FILTERED}
"""By the reason that an answer gives for its end, in either form of the protocol."""


def _refused(words: str) -> str:
    return f"the model refused: {' '.join(words.split())[:200]!r}"


def _without_status(item: Mapping[str, Any]) -> Item:
    """Return an item of an answer as it may be sent back to a service that has kept nothing."""
    return {key: value for key, value in item.items() if key not in ("status", "id") and value is not None}
