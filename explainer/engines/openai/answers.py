"""The claims in a model's answer: their form, how they are read, and the quotes that the program cuts for them."""

from __future__ import annotations

import re
from typing import Any

from explainer.engines.openai.decoding import decoded
from explainer.evidence.cutting import cut
from explainer.evidence.lines import line_reference, without_references
from explainer.model import Citation, Claim, Source, Span, Support

# The same bounds for every question, so that providers' caches of what requests begin with can serve it.
_SOURCE: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 40}
_LINE: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 9999}
_EVIDENCE: dict[str, Any] = {
    "type": "object",
    "properties": {"source": _SOURCE, "first": _LINE, "last": _LINE},
    "required": ["source", "first", "last"],
    "additionalProperties": False,
}
_CLAIM: dict[str, Any] = {
    "type": "object",
    "properties": {"text": {"type": "string"}, "evidence": {"type": "array", "maxItems": 3, "items": _EVIDENCE}},
    "required": ["text", "evidence"],
    "additionalProperties": False,
}
_LINES = re.compile(r"(?i)\blines? (\d+)((?:(?:,? (?:and|to|or) |, ?| ?[-–] ?)\d+)*)(?![\d.]*\w)")
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)


def schema(most: int) -> dict[str, Any]:
    """Return the JSON schema of an answer with at most so many claims."""
    return {
        "type": "object",
        "properties": {"claims": {"type": "array", "maxItems": most, "items": _CLAIM}},
        "required": ["claims"],
        "additionalProperties": False,
    }


class Unreadable(ValueError):
    """An answer that is not in the form that was asked for; its text says why."""


def read(text: str, sources: tuple[Source, ...], most: int) -> tuple[Claim, ...]:
    """Return the claims in an answer, each with the spans of the sources that its evidence names.

    Servers that ignore the schema may put the object between other words or a fence: it is looked for there.

    Raises:
        Unreadable: when there is no such object, or it has another form.
    """
    try:
        value = decoded(text)
    except (ValueError, RecursionError):
        value = _embedded(text)
    claims = value.get("claims") if isinstance(value, dict) else None
    if not isinstance(claims, list):
        raise Unreadable("it is no object with the key `claims`")
    return tuple(_claim(one, sources) for one in claims[:most])


def _embedded(text: str) -> Any:
    found = _OBJECT.search(text)
    if found is None:
        raise Unreadable("it holds no JSON")
    try:
        return decoded(found.group())
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"its JSON is broken ({error})") from error


def _claim(value: Any, sources: tuple[Source, ...]) -> Claim:
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise Unreadable("a claim has no text")
    text = " ".join(without_references(value["text"]).split())
    named = [_named(one) for one in value.get("evidence") or [] if isinstance(one, dict)]
    citations = [_citation(*one, text, sources) for one in named if one[0] != 0]
    support: Support = "quoted" if citations else "inference"
    return Claim(_LINES.sub(_referenced, text), support, tuple(dict.fromkeys(citations)))


def _named(value: dict[str, Any]) -> tuple[int, int, int]:
    numbers = [value.get(key) for key in ("source", "first", "last")]
    if not all(type(number) is int for number in numbers):
        raise Unreadable("an evidence has no numbers for `source`, `first` and `last`")
    source, first, last = numbers
    return source, first, last  # type: ignore[return-value]


def _citation(source: int, first: int, last: int, text: str, sources: tuple[Source, ...]) -> Citation:
    """Return the quote; an empty one, which the check refuses, where the source has no such lines."""
    span = cut(sources[source - 1].text, first, last, text) if 0 < source <= len(sources) else None
    return Citation(source - 1, span or Span(0, 0))


def _referenced(found: re.Match[str]) -> str:
    return re.sub(r"\d+", lambda number: line_reference(int(number.group())), found.group())
