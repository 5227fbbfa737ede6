"""What a searcher is given, and what it must return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from explainer.analysis.environment import Environment
from explainer.errors import ServiceError
from explainer.model import Documentation, Facts, ResolvedCall, Snippet, Step


@dataclass(frozen=True, slots=True)
class Subject:
    """One step to find sources for, with what is already known of it."""

    snippet: Snippet
    step: Step
    facts: Facts
    calls: tuple[ResolvedCall, ...]
    environment: Environment


@dataclass(frozen=True, slots=True)
class Planned:
    """Something that a searcher would send."""

    line: int
    """Of the step that it is for."""
    text: str
    receivers: tuple[str, ...]
    """Names of services, with the hosts that they are at."""


class IncompleteError(ServiceError):
    """A search of which a part failed, as the log said; it is asked for again by the next build.

    Args:
        message: Who failed.
        found: What the others found.
    """

    def __init__(self, message: str, found: Sequence[Documentation]) -> None:
        super().__init__(message)
        self.found = tuple(found)


class Searcher(Protocol):
    """Returns sources for a step.

    Third parties register theirs under the entry point group `explainer.searchers`. One that waits for servers says so
    with an attribute `waits`, and is then asked about several steps at a time; one that holds something open has a
    method `close`; one that sends something to others has a method `planned`, which says what without sending it.
    """

    name: str

    def search(self, subject: Subject) -> Sequence[Documentation]:
        """Return what was found, the best first; empty when there is nothing.

        Raises:
            IncompleteError: when only a part was found, and why was said.
            ServiceError: when a remote service failed; the other searchers carry on.
        """
