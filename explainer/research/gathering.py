"""What is found for one step, with each source once."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.model import Documentation, Dropped, Facts, Finding, ReadName, Research, ResolvedCall
from explainer.research.protocol import Found

_MOST_DROPPED = 20
"""Results left out of one step that are kept; of more, the number is."""


class Gathered:
    """Collects the research on one step.

    Args:
        facts: Of the step.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.calls: list[ResolvedCall] = [ResolvedCall(call, None, None) for call in facts.calls]
        """One for each call of the facts, to be replaced by what is found."""
        self.names: list[ReadName] = []
        self.types: dict[str, str] = {}
        """Of names that the step reads or writes."""
        self.complete = True
        """Whether everything answered that was asked."""
        self.local = True
        """Whether no other part of the snippet had a say in it."""
        self.findings: list[Finding] = []
        self._dropped: dict[Dropped, None] = {}
        self._documentation: list[Documentation] = []
        self._numbers: dict[tuple[str, ...], int] = {}

    def add(self, found: Documentation) -> int:
        """Return the index of a source, which is added unless it is there."""
        source = found.source
        key = (source.package, source.symbol, source.locator)
        if not any(key):
            key = (source.url, source.title, source.text)
        if key not in self._numbers:
            self._numbers[key] = len(self._documentation)
            self._documentation.append(found)
        return self._numbers[key]

    def add_all(self, found: Sequence[Documentation]) -> None:
        """Add what a searcher found, and remember what it left out."""
        for one in found:
            self.add(one)
        if isinstance(found, Found):
            self._dropped.update(dict.fromkeys(found.dropped))

    def research(self) -> Research:
        """Return all that was found."""
        dropped = tuple(self._dropped)
        return Research(
            documentation=tuple(self._documentation),
            calls=tuple(self.calls),
            names=tuple(self.names),
            types=tuple(self.types.items()),
            complete=self.complete,
            local=self.local,
            findings=tuple(self.findings),
            dropped=dropped[:_MOST_DROPPED],
            dropped_beyond=max(0, len(dropped) - _MOST_DROPPED),
        )
