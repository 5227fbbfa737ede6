"""What a build did, in numbers, without keeping what it made."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from explainer.errors import ExplainerError
from explainer.model import Walkthrough


@dataclass(slots=True)
class Summary:
    """Counts what comes out of `Explainer.explain_all`."""

    snippets: int = 0
    failed: int = 0
    steps: int = 0
    cached: int = 0
    """Steps whose explanation was there already."""
    sources: int = 0
    """Distinct ones within each snippet."""
    findings: int = 0
    started: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Time since the summary was begun."""
        return time.monotonic() - self.started

    def add(self, result: Walkthrough | ExplainerError) -> None:
        """Count one result."""
        if isinstance(result, ExplainerError):
            self.failed += 1
            return
        self.snippets += 1
        self.findings += len(result.findings)
        self.steps += result.counts["steps"]
        self.cached += result.counts["cached"]
        self.sources += result.counts["sources"]

    def __str__(self) -> str:
        """One line for the user."""
        parts = [
            _counted(self.snippets, "snippet"),
            f"{_counted(self.steps, 'step')} ({self.cached} from cache)",
            _counted(self.sources, "source"),
            _counted(self.findings, "finding"),
        ]
        parts += [f"{self.failed} not explained"] if self.failed else []
        return f"{', '.join(parts)}, in {self.seconds:.1f} s"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
