"""What a searcher is given, and what it must return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from explainer.analysis.environment import Environment
from explainer.model import Documentation, Facts, ResolvedCall, Snippet, Step


@dataclass(frozen=True, slots=True)
class Subject:
    """One step to find sources for, with what is already known of it."""

    snippet: Snippet
    step: Step
    facts: Facts
    calls: tuple[ResolvedCall, ...]
    environment: Environment


class Searcher(Protocol):
    """Returns sources for a step.

    Third parties register theirs under the entry point group `explainer.searchers`.
    """

    name: str

    def search(self, subject: Subject) -> Sequence[Documentation]:
        """Return what was found, the best first; empty when there is nothing.

        Raises:
            ServiceError: when a remote service failed; the other searchers carry on.
        """
