"""What a reader should know about a snippet: mistakes that its own text shows, in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.model import Facts, Finding, Snippet, Step
from explainer.reading.syntax_errors import syntax_errors
from explainer.reading.tree import LONGEST_LINE
from explainer.reading.undefined import undefined
from explainer.reading.unused import overwritten
from explainer.reading.walk import Analysis, analyse


def find(snippet: Snippet, steps: tuple[Step, ...], facts: tuple[Facts, ...]) -> tuple[Finding, ...]:  # noqa: ARG001
    """Return the findings of a snippet, in the order of its lines.

    Args:
        snippet: The file.
        steps: Its steps.
        facts: Theirs, in the same order.
    """
    analysis = analyse(snippet)
    found = [*syntax_errors(snippet, steps, analysis), *_limits(snippet, analysis)]
    if snippet.language == "python":
        found += [*overwritten(analysis), *undefined(analysis)]
    return tuple(sorted(found, key=lambda finding: finding.line))


def _limits(snippet: Snippet, analysis: Analysis) -> Iterator[Finding]:
    """Yield what was too long or too deep to be followed."""
    for number, line in enumerate(snippet.lines, 1):
        if len(line) > LONGEST_LINE:
            message = f"Line {number} has {len(line):,} characters. Calls and names in it are left out."
            yield Finding("too-long", number, message)
    for number in analysis.record.too_deep:
        message = f"The statement on line {number} is nested too deeply. Calls and names in it may be missing."
        yield Finding("too-deep", number, message)
