"""What a build did, in numbers, without keeping what it made."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, Self

from explainer.engines.protocol import Estimate
from explainer.errors import ExplainerError
from explainer.model import Usage

COUNTED = ("sent_back", "dropped", "replaced")
"""What is counted of the answers of an engine, in this build."""


class Counted(Protocol):
    """A walkthrough, or what was made of one."""

    @property
    def counts(self) -> Mapping[str, int]:
        """What the work on it was, by the names of the fields of `Summary`."""


@dataclass(slots=True)
class Summary:
    """Counts what comes out of `Explainer.explain_all` and `Explainer.derive_all`."""

    snippets: int = 0
    failed: int = 0
    steps: int = 0
    cached: int = 0
    """Steps whose explanation was there already."""
    sources: int = 0
    """Distinct ones within each snippet."""
    findings: int = 0
    sent_back: int = 0
    """Claims that the engine was asked to mend."""
    dropped: int = 0
    """Claims that nothing backs."""
    replaced: int = 0
    """Steps that the reference engine explained in place of the chosen one."""
    started: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Time since the summary was begun."""
        return time.monotonic() - self.started

    def add(self, result: Counted | ExplainerError) -> None:
        """Count one result."""
        if isinstance(result, ExplainerError):
            self.failed += 1
            return
        self.snippets += 1
        for name in ("steps", "cached", "sources", "findings", *COUNTED):
            setattr(self, name, getattr(self, name) + result.counts.get(name, 0))

    def __str__(self) -> str:
        """One line for the user."""
        parts = [
            _counted(self.snippets, "snippet"),
            f"{_counted(self.steps, 'step')} ({self.cached} from cache)",
            _counted(self.sources, "source"),
            _counted(self.findings, "finding"),
        ]
        parts += [f"{_counted(self.sent_back, 'claim')} sent back"] if self.sent_back else []
        parts += [f"{_counted(self.dropped, 'claim')} dropped"] if self.dropped else []
        parts += [f"{_counted(self.replaced, 'step')} explained by the reference instead"] if self.replaced else []
        parts += [f"{self.failed} not explained"] if self.failed else []
        return f"{', '.join(parts)}, in {self.seconds:.1f} s"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What asking an engine takes, at most, without what is there already."""

    steps: int = 0
    """Those that are asked about."""
    usage: Usage = field(default_factory=Usage)

    @classmethod
    def of(cls, estimates: Iterable[Estimate]) -> Self:
        """Return the sum of what single steps take."""
        asked = [one for one in estimates if one.output_tokens]
        usages = (Usage(one.input_tokens, 0, one.output_tokens, one.dollars) for one in asked)
        return cls(len(asked), sum(usages, Usage()))

    def __add__(self, other: Self) -> Self:
        """Return the sum of both."""
        return replace(self, steps=self.steps + other.steps, usage=self.usage + other.usage)

    def __str__(self) -> str:
        """A few words for the user."""
        if not self.steps:
            return "nothing to ask"
        used = self.usage
        cost = f"at {'most ' if used.dollars else ''}{used.price or 'a price that is not known'}"
        tokens = f"at most {used.input_tokens:,} tokens to send and {used.output_tokens:,} to receive"
        return f"{_counted(self.steps, 'step')} to explain, {tokens}, {cost}; claims that are sent back come on top"
