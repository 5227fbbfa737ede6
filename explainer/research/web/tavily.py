"""Tavily's search: https://docs.tavily.com/documentation/api-reference/endpoint/search."""

from __future__ import annotations

from explainer.research.web.parsing import results
from explainer.research.web.protocol import Query, Result
from explainer.research.web.service import Service
from explainer.settings import Settings


class TavilySearcher:
    """Asks Tavily, with the key of `TAVILY_API_KEY`, or without one where there is none."""

    name = "tavily"

    def __init__(self, settings: Settings) -> None:
        self.service = Service(
            self.name, settings, url="https://api.tavily.com/search", key="TAVILY_API_KEY", key_needed=False
        )

    def find(self, query: Query) -> list[Result]:
        """Return what Tavily finds."""
        key = self.service.key
        body = {
            "query": query.text,
            "max_results": query.count,
            "include_domains": query.allowed_domains,
            "exclude_domains": query.blocked_domains,
            **({"start_date": query.span[0].isoformat()} if query.span else {}),
        }
        headers = {"Authorization": f"Bearer {key}"} if key else {"X-Tavily-Access-Mode": "keyless"}
        return results(self.service.post(body, headers), "results")
