"""The second reading: claims that passed the check go back to the model with their quotes alone, to be doubted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from explainer.engines.openai.answers import Unreadable, values, whole
from explainer.engines.openai.question import described, one_line, quoted
from explainer.engines.openai.schemas import several, strict
from explainer.evidence.lines import replace_references
from explainer.model import Citation, Claim, ExplainRequest, Rejected

_LONGEST = 200
"""Characters of a reason that are kept."""
_NOTHING = {"reason": "there is no verdict on it"}
# The reason stands before the verdict, so that a model decides after it has looked.
_VERDICT = strict(claim={"type": "integer"}, reason={"type": "string"}, said={"type": "boolean"})


def schema(most: int) -> dict[str, Any]:
    """Return the JSON schema of an answer about at most so many claims."""
    return strict(verdicts=several(_VERDICT, most))


def question(request: ExplainRequest, claims: Sequence[Claim]) -> str:
    """Return the text that shows a step, the quotes of some claims, and the claims, all numbered from 1."""
    quotes = list(dict.fromkeys(one for claim in claims for one in claim.citations))
    numbered = {quote: number for number, quote in enumerate(quotes, start=1)}
    listed = "\n".join(_numbered(claims, numbered))
    sources = request.research.sources
    shown = (quoted(sources[quote.source], quote.span, number) for quote, number in numbered.items())
    return "\n\n".join((*described(request), *shown, f"=== claims\n{listed}\n=== end of claims"))


def doubts(text: str, claims: Sequence[Claim]) -> tuple[Rejected, ...]:
    """Return the claims of which an answer does not say that their quotes say them.

    Raises:
        Unreadable: when the answer holds no verdicts.
    """
    lists = (value.get("verdicts") for value in values(text) if isinstance(value, dict))
    found = next((one for one in lists if isinstance(one, list)), None)
    if found is None:
        raise Unreadable("it is no object with the key `verdicts`")
    verdicts = [one for one in found if isinstance(one, dict)]
    refused = []
    for number, claim in enumerate(claims, start=1):
        about = [one for one in verdicts if whole(one.get("claim")) == number]
        doubt = next((one for one in about if str(one.get("said")).lower() != "true"), None if about else _NOTHING)
        if doubt is not None:
            reason = one_line(" ".join(str(doubt.get("reason") or "no reason is given").split()))[:_LONGEST]
            refused.append(Rejected(claim, f"read again, its quotes do not say it: {reason}"))
    return tuple(refused)


def _numbered(claims: Sequence[Claim], quotes: dict[Citation, int]) -> Iterator[str]:
    for number, claim in enumerate(claims, start=1):
        used = ", ".join(str(quotes[one]) for one in claim.citations)
        yield f"{number}| {one_line(replace_references(claim.text, str))} (quotes: {used})"
