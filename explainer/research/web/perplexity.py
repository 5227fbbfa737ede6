"""Perplexity's search: https://docs.perplexity.ai/api-reference/search-post."""

from __future__ import annotations

from explainer.research.web.parsing import results
from explainer.research.web.protocol import Query, Result
from explainer.research.web.service import Service
from explainer.settings import Settings

_MOST_DOMAINS = 20


class PerplexitySearcher:
    """Asks Perplexity, with the key of `PERPLEXITY_API_KEY`."""

    name = "perplexity"

    def __init__(self, settings: Settings) -> None:
        self.service = Service(
            self.name, settings, url="https://api.perplexity.ai/search", key="PERPLEXITY_API_KEY", per_second=3
        )

    def find(self, query: Query) -> list[Result]:
        """Return what Perplexity finds; its filter takes domains to keep to, or with a dash domains to leave out."""
        domains = query.allowed_domains or [f"-{domain}" for domain in query.blocked_domains]
        body = {
            "query": query.text,
            "max_results": query.count,
            **({"search_domain_filter": domains[:_MOST_DOMAINS]} if domains else {}),
            **({"search_after_date_filter": f"{query.span[0]:%m/%d/%Y}"} if query.span else {}),
        }
        answer = self.service.post(body, {"Authorization": f"Bearer {self.service.key}"})
        return results(answer, "results", text="snippet")
