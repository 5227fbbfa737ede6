"""The check that every claim passes before it is published, whichever engine made it; no model takes part in it."""

from __future__ import annotations

from explainer.model import Claim, Explanation, ExplainRequest


def check(explanation: Explanation, request: ExplainRequest) -> tuple[Explanation, tuple[str, ...]]:
    """Return the explanation with the claims that are backed, and why each of the others was left out."""
    kept: list[Claim] = []
    dropped: list[str] = []
    for claim in explanation.claims:
        problem = _problem(claim, request)
        if problem:
            dropped.append(f"{claim.text!r}: {problem}")
        else:
            kept.append(claim)
    return Explanation(explanation.engine, tuple(kept)), tuple(dropped)


def _problem(claim: Claim, request: ExplainRequest) -> str:
    if not claim.text.strip():
        return "it says nothing"
    if claim.support == "quoted" and not claim.citations:
        return "it is said to be quoted, and quotes nothing"
    sources = request.research.sources
    for citation in claim.citations:
        if not 0 <= citation.source < len(sources):
            return f"there is no source {citation.source}"
        text = sources[citation.source].text
        if not 0 <= citation.span.start < citation.span.end <= len(text) or not citation.span.of(text).strip():
            return f"its quote is no part of source {citation.source}"
    return ""
