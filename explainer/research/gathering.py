"""What is found for one step, with each source once."""

from __future__ import annotations

from explainer.model import Documentation, Facts, Research, ResolvedCall


class Gathered:
    """Collects the research on one step.

    Args:
        facts: Of the step.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.calls: list[ResolvedCall] = [ResolvedCall(call, None, None) for call in facts.calls]
        """One for each call of the facts, to be replaced by what is found."""
        self.types: dict[str, str] = {}
        """Of names that the step reads or writes."""
        self.complete = True
        """Whether everything answered that was asked."""
        self.local = True
        """Whether no other part of the snippet had a say in it."""
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

    def research(self) -> Research:
        """Return all that was found."""
        documentation, calls, types = tuple(self._documentation), tuple(self.calls), tuple(self.types.items())
        return Research(documentation, calls, types, self.complete, self.local)
