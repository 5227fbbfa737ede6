"""The searches of an assistant, as many as a build may have."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from explainer.engines.openai.cost import Ledger
from explainer.engines.protocol import Lookup
from explainer.errors import ServiceError, ServiceStopped
from explainer.model import Documentation
from explainer.store.cache import Cache
from explainer.store.keys import digest

_log = logging.getLogger(__name__)


class CountedSearches:
    """Counts each search once, in the build that makes it: so builds with a limit come to an end of all searches.

    Args:
        lookup: Searches.
        ledger: The account of the build.
        store: Keeps what was searched for.
        name: Of the service whose model searches, for the log.
    """

    def __init__(self, lookup: Lookup, ledger: Ledger, store: Cache, name: str) -> None:
        self._lookup, self._ledger, self._store, self._name = lookup, ledger, store, name

    def __call__(self, query: str, recency_days: int | None = None) -> Sequence[Documentation]:
        """Return what was found, the best first; see `explainer.engines.protocol.Lookup`.

        Raises:
            IncompleteError: when a part of the search failed.
            ServiceError: when all of it did, or the build may have no other search.
        """
        key = digest(query, str(recency_days))
        if self._store.get("search", key) is None:
            self._count()
        found = self._lookup(query, recency_days)
        self._store.set("search", key, query)
        return found

    def _count(self) -> None:
        try:
            self._ledger.count_search()
        except ServiceStopped:
            raise
        except ServiceError as error:
            _log.warning("%s: %s; it answers with what it has in the rest of this build", self._name, error)
            raise
