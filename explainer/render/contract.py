"""A walkthrough as JSON for other programs; `docs/contract.schema.json` describes it."""

from __future__ import annotations

from typing import Any

from explainer.evidence.lines import replace_references
from explainer.model import (
    Claim,
    Dropped,
    ExplainedStep,
    Finding,
    Package,
    Research,
    ResolvedCall,
    Snippet,
    Source,
    Usage,
    Visit,
    Walkthrough,
)

SCHEMA = 1
"""Goes up when a key changes its meaning or goes away; keys may be added under the same number."""


def to_contract(walkthrough: Walkthrough) -> dict[str, Any]:
    """Return the walkthrough in dictionaries, lists and plain values."""
    return {
        "schema": SCHEMA,
        "snippet": _snippet(walkthrough.snippet),
        "packages": [_package(package) for package in walkthrough.packages],
        "findings": [_finding(finding) for finding in walkthrough.findings],
        "steps": [_step(step) for step in walkthrough.steps],
    }


def _snippet(snippet: Snippet) -> dict[str, str]:
    return {
        "path": snippet.path,
        "language": snippet.language,
        "title": snippet.title,
        "sha256": snippet.sha256,
    }


def _package(package: Package) -> dict[str, str]:
    return {"name": package.name, "version": package.version, "origin": package.origin}


def _finding(finding: Finding) -> dict[str, Any]:
    return {"kind": finding.kind, "line": finding.line, "message": finding.message}


def _step(explained: ExplainedStep) -> dict[str, Any]:
    step, explanation = explained.step, explained.explanation
    sources = explained.research.sources
    return {
        "id": step.id,
        "kind": step.kind,
        "start_line": step.start_line,
        "end_line": step.end_line,
        "code": step.code,
        "calls": [_call(call) for call in explained.research.calls],
        "names": [{"path": name.path, "source": name.source} for name in explained.research.names],
        "sources": [_source(source) for source in sources],
        "dropped": [_dropped(one) for one in explained.research.dropped],
        "dropped_beyond": explained.research.dropped_beyond,
        "explanation": {
            "engine": explanation.engine,
            "claims": [_claim(claim, explained.research) for claim in explanation.claims],
            "note": explanation.note,
            "path": [_visit(visit) for visit in explanation.path],
            "usage": _usage(explanation.usage),
        },
    }


def _visit(visit: Visit) -> dict[str, str]:
    return {"action": visit.action, "subject": visit.subject, "outcome": visit.outcome}


def _usage(usage: Usage | None) -> dict[str, Any] | None:
    if usage is None:
        return None
    return {
        "input_tokens": usage.input_tokens,
        "cached_tokens": usage.cached_tokens,
        "output_tokens": usage.output_tokens,
        "dollars": usage.dollars,
        "at_most": usage.at_most,
    }


def _call(resolved: ResolvedCall) -> dict[str, Any]:
    return {
        "line": resolved.call.line,
        "column": resolved.call.column,
        "name": resolved.call.name,
        "symbol": resolved.symbol,
        "source": resolved.source,
        "arguments": [
            {
                "parameter": bound.parameter,
                "value": bound.argument.value,
                "documented": bound.documentation is not None,
            }
            for bound in resolved.arguments
        ],
    }


def _source(source: Source) -> dict[str, str]:
    return {
        "title": source.title,
        "url": source.url,
        "text": source.text,
        "searcher": source.searcher,
        "symbol": source.symbol,
        "package": source.package,
        "version": source.version,
        "locator": source.locator,
        "retrieved": source.retrieved,
    }


def _dropped(dropped: Dropped) -> dict[str, str]:
    return {
        "title": dropped.title,
        "url": dropped.url,
        "searcher": dropped.searcher,
        "reason": dropped.reason,
    }


def _claim(claim: Claim, research: Research) -> dict[str, Any]:
    return {
        "text": replace_references(claim.text, str),
        "support": claim.support,
        "citations": [
            {"source": citation.source, "quote": citation.span.of(research.sources[citation.source].text)}
            for citation in claim.citations
        ],
    }
