"""The order of a step's sources: those that are cited first, as a reader meets them."""

from __future__ import annotations

from dataclasses import replace

from explainer.model import Claim, ExplainedStep


def in_order_of_citation(explained: ExplainedStep) -> ExplainedStep:
    """Return a step whose sources stand in the order in which claims cite them, the others after these in their own.

    The engine and the cache know them in the order in which they were found; every page and program gets this one.
    """
    research, explanation = explained.research, explained.explanation
    cited = (citation.source for claim in explanation.claims for citation in claim.citations)
    order = list(dict.fromkeys((*cited, *range(len(research.documentation)))))
    if order == sorted(order):
        return explained
    place = {source: number for number, source in enumerate(order)}
    calls = tuple(call if call.source is None else replace(call, source=place[call.source]) for call in research.calls)
    names = tuple(replace(name, source=place[name.source]) for name in research.names)
    documentation = tuple(research.documentation[source] for source in order)
    claims = tuple(_moved(claim, place) for claim in explanation.claims)
    return replace(
        explained,
        research=replace(research, calls=calls, names=names, documentation=documentation),
        explanation=replace(explanation, claims=claims),
    )


def _moved(claim: Claim, place: dict[int, int]) -> Claim:
    citations = tuple(replace(citation, source=place[citation.source]) for citation in claim.citations)
    return replace(claim, citations=citations) if citations else claim
