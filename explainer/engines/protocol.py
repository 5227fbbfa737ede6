"""What an engine is given, and what it must return."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol, runtime_checkable

from explainer.model import Claim, Documentation, ExplainRequest, Explanation, Rejected, Usage

__all__ = [
    "COSTS",
    "Engine",
    "Estimate",
    "Estimating",
    "ExplainRequest",
    "Holding",
    "Lookup",
    "Rejected",
    "Reread",
    "Rereading",
    "Revising",
    "Searching",
]


COSTS = "explainer.costs"
"""Name of the logger for what an engine will take and has taken; a build shows what it says at the level INFO."""


class Engine(Protocol):
    """Turns a step, its facts and its sources into an explanation.

    Third parties register theirs under the entry point group `explainer.engines`. An engine may also have the
    methods of `Revising`, `Rereading`, `Estimating`, `Searching` and `Holding`, an attribute `prompts` (texts that no
    claim may repeat) and an attribute `language` (of its claims, `en` where it has none).
    """

    name: str
    version: str
    """Changes whenever the same request may give another explanation."""

    def explain(self, request: ExplainRequest) -> Explanation:
        """Explain one step.

        A claim is `quoted`, with citations, or `inference`; the check makes it `checked` where it only repeats facts of
        the code. Only an engine that no model writes for may say `checked` itself. An explanation that is not
        `complete`, because a search failed, is shown, and asked for again by the next build.

        Comments, docstrings and closing marks for which there are no sources are not asked about: `reference` explains
        them.

        Raises:
            AnswerError: when the answer of a remote service cannot be used; the page says why.
            ServiceError: when a remote service failed; in both cases the step gets the `reference` explanation.
        """


@runtime_checkable
class Revising(Protocol):
    """An engine that gets a second chance with claims that the check refused."""

    def revise(self, request: ExplainRequest, refused: Sequence[Rejected]) -> Explanation:
        """Return other claims in place of those that were refused; asked once for a step.

        Raises:
            ServiceError: when a remote service failed.
        """


class Reread(NamedTuple):
    """What a second reading found."""

    refused: tuple[Rejected, ...] = ()
    usage: Usage = Usage()


@runtime_checkable
class Rereading(Protocol):
    """An engine that reads its claims once more after they passed the check, each against its quotes alone."""

    def reread(self, request: ExplainRequest, claims: Sequence[Claim]) -> Reread:
        """Return which claims are not to be published after all, and what it took to find out.

        Raises:
            ServiceError: when a remote service failed; what was not read again is not published.
        """


class Lookup(Protocol):
    """Finds sources for a query, with the searchers that the settings name."""

    def __call__(self, query: str, recency_days: int | None = None) -> Sequence[Documentation]:
        """Return what was found, the best first.

        Args:
            query: What to look for.
            recency_days: Pages are wanted that are at most so many days old, of searchers that can tell.

        Raises:
            IncompleteError: when a service failed; it holds what the others found.
            ServiceError: when nothing was found because a service failed.
        """

    def charge(self, account: Callable[[str], Callable[..., Any]]) -> None:
        """Have the searches of models paid from an account.

        Args:
            account: Returns for a model what its searches are sent with: a function of the request, and of one that
                sends it and returns the answer.
        """


@runtime_checkable
class Searching(Protocol):
    """An engine that searches by itself."""

    def search_with(self, lookup: Lookup) -> None:
        """Take what searches; called once, before the first step, where a searcher is named that takes queries."""


class Estimate(NamedTuple):
    """What asking about a step takes, at most."""

    input_tokens: int
    output_tokens: int
    dollars: float | None
    """None where the price is not known."""


@runtime_checkable
class Estimating(Protocol):
    """An engine that can say beforehand what an explanation costs."""

    def estimate(self, request: ExplainRequest) -> Estimate:
        """Return what asking takes, without asking; nothing where the answer is kept from earlier."""


@runtime_checkable
class Holding(Protocol):
    """An engine that holds something open."""

    def release(self) -> None:
        """Release what belongs to the calling thread; it may go on."""

    def close(self) -> None:
        """Release it."""
