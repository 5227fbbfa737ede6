"""Looking up a query that no step gave rise to, with the searchers that take one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from explainer.analysis.environment import Environment
from explainer.errors import IncompleteError, ServiceError
from explainer.model import Documentation, Facts, Snippet, Step
from explainer.research.protocol import Searcher, Subject

_log = logging.getLogger(__name__)

_FROM_FACTS = frozenset(("packages", "inventory"))
"""Searchers that look at what a step calls and imports, and at no words."""


class Lookup:
    """Asks searchers as if a step consisted of the query alone.

    Args:
        searchers: Those that the settings name.
    """

    def __init__(self, searchers: Sequence[Searcher]) -> None:
        self._searchers = [one for one in searchers if one.name not in _FROM_FACTS]

    @property
    def able(self) -> bool:
        """Whether any searcher takes queries."""
        return bool(self._searchers)

    def charge(self, account: Callable[[str], Callable[..., Any]]) -> None:
        """Have the searches of models paid from an account; see `explainer.engines.protocol.Lookup`."""
        for searcher in self._searchers:
            if hasattr(searcher, "charge"):
                searcher.charge(account)

    def __call__(self, query: str, recency_days: int | None = None) -> list[Documentation]:
        """Return what all of them found, in the order of their weight.

        Args:
            query: What to look for.
            recency_days: Pages are wanted that are at most so many days old, of searchers that can tell.

        Raises:
            IncompleteError: when some failed; it holds what the others found.
            ServiceError: when nothing was found because some failed.
        """
        snippet = Snippet("a query", "text", query, "", query, "", queries=(query,))
        subject = Subject(snippet, Step("L1", "query", 1, 1, query), Facts(), (), Environment(), recency_days)
        found: list[Documentation] = []
        failures = []
        for searcher in self._searchers:
            try:
                found += searcher.search(subject)
            except IncompleteError as error:
                found += error.found
                failures.append(str(error))
            except ServiceError as error:
                _log.warning("searcher %r: %s", searcher.name, error)
                failures.append(str(error))
        if failures and not found:
            raise ServiceError("; ".join(failures))
        if failures:
            raise IncompleteError("; ".join(failures), found)
        return found
