"""A SearXNG instance of one's own: https://docs.searxng.org/dev/search_api.html."""

from __future__ import annotations

import logging

from explainer.errors import SearchError
from explainer.research.web.parsing import results
from explainer.research.web.protocol import Query, Result
from explainer.research.web.service import Service
from explainer.settings import Settings

_log = logging.getLogger(__name__)
_FORMAT = "add `json` to `search: formats:` in the instance's settings"


class SearxngSearcher:
    """Asks the instance whose address is the option `url`, or in `SEARXNG_URL`."""

    name = "searxng"

    def __init__(self, settings: Settings) -> None:
        self.service = Service(self.name, settings, options=("engines", "language"), hints={403: _FORMAT})
        if not self.service.url.rstrip("/").endswith("/search"):
            self.service.url = f"{self.service.url.rstrip('/')}/search"

    def find(self, query: Query) -> list[Result]:
        """Return what the instance's engines find."""
        age = {"time_range": query.period} if query.period else {}
        answer = self.service.get({"q": query.with_operators, "format": "json", **age, **self.service.options})
        found = results(answer, "results")
        silent = answer.get("unresponsive_engines")
        if silent and not found:
            raise SearchError(f"found nothing, since engines of its did not answer: {str(silent)[:200]}", closed=False)
        if silent:
            _log.info("searcher 'searxng': engines that did not answer: %s", str(silent)[:200])
        return found[: query.count]
