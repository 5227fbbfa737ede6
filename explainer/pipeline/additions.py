"""What is said about a step or a snippet from the whole file, and is therefore never cached with one step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from explainer.analysis.environment import Environment
from explainer.evidence.lines import line_reference
from explainer.evidence.plain import plain
from explainer.model import Claim, Explanation, Facts, Finding, Research, ResolvedCall
from explainer.pipeline.slices import Analysis

_LINES_NAMED = 5
"""Lines that are listed one by one; of more, the first and the last are named."""


def with_uses(explanation: Explanation, facts: Facts) -> Explanation:
    """Return the explanation with a last claim that says where the values go that the step binds."""
    parts = [f"`{name}` is read on {_lines(lines)}" for name, lines in facts.used_on if lines and name.isidentifier()]
    if not parts:
        return explanation
    claim = Claim(f"{_listed(parts)}.", "checked")
    return replace(explanation, claims=(*explanation.claims, claim))


def _lines(lines: Sequence[int]) -> str:
    ordered = sorted(set(lines))
    written = [line_reference(line) for line in ordered]
    if len(ordered) == 1:
        return f"line {written[0]}"
    if len(ordered) <= _LINES_NAMED:
        return f"lines {_listed(written)}"
    return f"{len(ordered)} lines, from line {written[0]} to line {written[-1]}"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def findings(analysis: Analysis, environment: Environment, research: Iterable[Research]) -> Iterator[Finding]:
    """Give what the code shows, and what needs the packages or their documentation."""
    yield from analysis.findings
    yield from _missing(analysis, environment)
    for found in research:
        yield from found.findings
        for call in found.calls:
            if finding := _deprecated(call, found):
                yield finding


def _missing(analysis: Analysis, environment: Environment) -> Iterator[Finding]:
    for package in environment.packages:
        if package.origin != "missing":
            continue
        why = f": {package.note.rstrip('.')}" if package.note else ""
        effect = f"What `{package.name}` does is therefore not explained."
        lines = [found.line for found in analysis.imports if environment.package_of(found.target) is package]
        if lines:
            names = _listed([f"`{name}`" for name in package.imports])
            yield Finding("missing-import", min(lines), f"The import {names} cannot be found{why}. {effect}")
        else:
            line = next((need.line for need in analysis.snippet.requirements if need.name == package.name), None)
            yield Finding("missing-package", line or 1, f"The package `{package.name}` cannot be had{why}. {effect}")


def _deprecated(call: ResolvedCall, research: Research) -> Finding | None:
    if call.source is None or call.match == "name":
        return None
    documentation = research.documentation[call.source]
    if documentation.deprecated is None:
        return None
    quote = plain(documentation.deprecated.of(documentation.source.text))
    package = documentation.source.package
    where = f" of {package} {documentation.source.version}" if package else ""
    return Finding(
        "deprecated", call.call.line, f"`{documentation.name}` is deprecated. Its documentation{where} says: “{quote}”"
    )
