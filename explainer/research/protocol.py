"""What a searcher is given, and what it must return."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from explainer.analysis.environment import Environment
from explainer.model import Documentation, Dropped, Facts, ResolvedCall, Snippet, Step


@dataclass(frozen=True, slots=True)
class Subject:
    """One step to find sources for, with what is already known of it."""

    snippet: Snippet
    step: Step
    facts: Facts
    calls: tuple[ResolvedCall, ...]
    environment: Environment
    recency_days: int | None = None
    """Pages are wanted that are at most so many days old, of searchers that can tell; None for any age."""


@dataclass(frozen=True, slots=True)
class Planned:
    """Something that a searcher would send."""

    line: int
    """Of the step that it is for."""
    text: str
    receivers: tuple[str, ...]
    """Names of services, with the hosts that they are at."""


class Found(tuple[Documentation, ...]):
    """The sources that a searcher found, the best first, with what it left out.

    Args:
        sources: What it found.
        dropped: What it left out, what a reader may miss most first.
    """

    dropped: tuple[Dropped, ...]

    def __new__(cls, sources: Iterable[Documentation] = (), dropped: Iterable[Dropped] = ()) -> Self:
        """Make the sequence of the sources."""
        made = super().__new__(cls, sources)
        made.dropped = tuple(dropped)
        return made


class Searcher(Protocol):
    """Returns sources for a step.

    Third parties register theirs under the entry point group `explainer.searchers`. One that waits for servers says so
    with an attribute `waits`, and is then asked about several steps at a time; one that holds something open has a
    method `close`; one that sends something to others has a method `planned`, which says what without sending it. What
    is found is kept for as long as the settings stay the same: one that may find something else all the same has an
    attribute `version`, a text that changes then.
    """

    name: str

    def search(self, subject: Subject) -> Sequence[Documentation]:
        """Return what was found, the best first; empty when there is nothing.

        A searcher that leaves out some of what it found returns a `Found`, which says why.

        Raises:
            IncompleteError: when only a part was found, and why was said.
            ServiceError: when a remote service failed; the other searchers carry on.
        """
