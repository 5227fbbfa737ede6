"""Brave's search: https://api-dashboard.search.brave.com/documentation/services/web-search."""

from __future__ import annotations

from explainer.research.web.parsing import results
from explainer.research.web.protocol import Query, Result
from explainer.research.web.service import Service
from explainer.settings import Settings

_MOST = 20


class BraveSearcher:
    """Asks Brave, with the key of `BRAVE_API_KEY`."""

    name = "brave"

    def __init__(self, settings: Settings) -> None:
        self.service = Service(
            self.name,
            settings,
            url="https://api.search.brave.com/res/v1/web/search",
            key="BRAVE_API_KEY",
            per_second=1,
        )

    def find(self, query: Query) -> list[Result]:
        """Return what Brave finds."""
        params: dict[str, str | int] = {"q": query.with_operators, "count": min(query.count, _MOST)}
        if query.span is not None:
            params["freshness"] = "{}to{}".format(*query.span)
        answer = self.service.get(params, {"X-Subscription-Token": self.service.key})
        return results(answer, "web", "results", text="description")
