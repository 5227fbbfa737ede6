"""The claims in a model's answer: their form, how they are read, and the quotes that the program cuts for them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from explainer.engines.openai.decoding import decoded, embedded
from explainer.engines.openai.schemas import several, strict
from explainer.evidence.cutting import cut
from explainer.evidence.lines import line_reference, replace_references, without_references
from explainer.model import Citation, Claim, Source, Span, Support

# The same bounds for every question, so that providers' caches of what requests begin with can serve it.
_SOURCE: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 40}
_LINE: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 9999}
_EVIDENCE = strict(source=_SOURCE, first=_LINE, last=_LINE)
_CLAIM = strict(text={"type": "string"}, evidence=several(_EVIDENCE, 3))
_LINES = re.compile(r"(?i)\blines? (\d+)((?:(?:,? (?:and|to|or) |, ?| ?[-–] ?)\d+)*)(?![\d.]*\w)")
_THOUGHT = "</think>"
"""Ends what a model thought where the server does not take it out."""
_DIGITS = 20


def schema(most: int) -> dict[str, Any]:
    """Return the JSON schema of an answer with at most so many claims."""
    return strict(claims=several(_CLAIM, most))


class Unreadable(ValueError):
    """An answer that is not in the form that was asked for; its text says why."""


def read(text: str, sources: tuple[Source, ...], most: int) -> tuple[Claim, ...]:
    """Return the claims in an answer, each with the spans of the sources that its evidence names.

    Servers that ignore the schema may put them between other words or into a fence, behind what the model thought, or
    into the arguments of a call that is written out: they are looked for there. A claim without a text is left out;
    one whose evidence cannot be read has a quote that the check refuses.

    Raises:
        Unreadable: when there are no claims, or they have another form.
    """
    lists = (_listed(value) for value in values(text))
    claims = next((found for found in lists if found is not None), None)
    if claims is None:
        raise Unreadable("it is no object with the key `claims`")
    readable = [one for one in claims[:most] if isinstance(one, dict) and isinstance(one.get("text"), str)]
    if claims and not readable:
        raise Unreadable("a claim has no text")
    return tuple(_claim(one, sources) for one in readable)


def values(text: str) -> list[Any]:
    """Return the values of JSON in an answer, behind what the model thought, alone or between other words.

    Raises:
        Unreadable: when there are none.
    """
    said = text.rpartition(_THOUGHT)[2]
    try:
        return [decoded(said)]
    except (ValueError, RecursionError):
        found = list(embedded(said))
        if not found:
            raise Unreadable("its JSON is broken" if "{" in said else "it holds no JSON") from None
        return found


def written(claims: Sequence[Claim], sources: Sequence[Source]) -> str:
    """Return claims in the form in which a model gives them, with the lines that their quotes are on."""
    listed = [
        {
            "text": replace_references(claim.text, str),
            "evidence": [
                {"source": one.source + 1, "first": lines[0], "last": lines[1]}
                for one in claim.citations
                if one.source >= 0 and (lines := _lines_of(one, sources))
            ],
        }
        for claim in claims
    ]
    return json.dumps({"claims": listed}, ensure_ascii=False)


def _lines_of(citation: Citation, sources: Sequence[Source]) -> tuple[int, int] | None:
    if citation.source >= len(sources) or citation.span.start == citation.span.end:
        return None
    text = sources[citation.source].text
    return (1 + text.count("\n", 0, citation.span.start), 1 + text.count("\n", 0, citation.span.end))


def _listed(value: Any) -> list[Any] | None:
    """Return the list of claims that an object, a call or a list is, or None where it is none."""
    if isinstance(value, list):
        return value if value and all(isinstance(one, dict) and "text" in one for one in value) else None
    for key in ("arguments", "claims"):
        if isinstance(value, dict):
            value = _opened(value.get(key, value if key == "arguments" else None))
    return value if isinstance(value, list) else None


def _opened(value: Any) -> Any:
    """Return a value, or what a text holds that has it written out."""
    try:
        return decoded(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return None


def _claim(value: dict[str, Any], sources: tuple[Source, ...]) -> Claim:
    text = " ".join(without_references(value["text"]).split())
    evidence = value.get("evidence") or []
    named = [_named(one) for one in (evidence if isinstance(evidence, list) else [evidence])]
    citations = [_citation(*one, text, sources) for one in named if one[0] != 0]
    support: Support = "quoted" if citations else "inference"
    return Claim(_LINES.sub(_referenced, text), support, tuple(dict.fromkeys(citations)))


def _named(value: Any) -> tuple[int, int, int]:
    """Return which source and lines an evidence names; -1 stands for what is no number."""
    source, first, last = (whole(value.get(key)) if isinstance(value, dict) else -1 for key in _EVIDENCE["required"])
    return source, first, last


def whole(value: Any) -> int:
    """Return a whole number, which some models write as `1.0` or in quotation marks; -1 where it is none."""
    if isinstance(value, str) and value.strip().isdecimal():
        value = int(value[:_DIGITS])
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return int(value) if is_number and value == value // 1 else -1


def _citation(source: int, first: int, last: int, text: str, sources: tuple[Source, ...]) -> Citation:
    """Return the quote; an empty one, which the check refuses, where the source has no such lines."""
    span = cut(sources[source - 1].text, first, last, text) if 0 < source <= len(sources) else None
    return Citation(source - 1, span or Span(0, 0))


def _referenced(found: re.Match[str]) -> str:
    return re.sub(r"\d+", lambda number: line_reference(int(number.group())), found.group())
