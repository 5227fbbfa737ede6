"""Questions of Stack Overflow and its sister sites: https://api.stackexchange.com/docs/advanced-search."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from explainer.research.web.parsing import objects, plain, usable, without_tags
from explainer.research.web.protocol import Query, Result
from explainer.research.web.service import Service
from explainer.settings import Settings


class StackExchangeSearcher:
    """Asks Stack Exchange, with the key of `STACKEXCHANGE_KEY` where there is one, for more requests a day."""

    name = "stackexchange"

    def __init__(self, settings: Settings) -> None:
        self.service = Service(
            self.name,
            settings,
            url="https://api.stackexchange.com/2.3/search/advanced",
            key="STACKEXCHANGE_KEY",
            key_needed=False,
            per_second=5,
            options=("site",),
        )

    def find(self, query: Query) -> list[Result]:
        """Return the questions that are found, with what they ask."""
        params = {
            "q": query.text,
            "site": self.service.options.get("site", "stackoverflow"),
            "order": "desc",
            "sort": "relevance",
            "filter": "withbody",
            "pagesize": query.count,
            **({"fromdate": _seconds(query.span[0])} if query.span else {}),
            **({"key": self.service.key} if self.service.key else {}),
        }
        return [
            Result(plain(item.get("title"), 300), item["link"], without_tags(item.get("body")))
            for item in objects(self.service.get(params), "items")
            if usable(item.get("link"))
        ]


def _seconds(day: date) -> int:
    """Return the beginning of a day as Stack Exchange counts: https://api.stackexchange.com/docs/dates."""
    return int(datetime.combine(day, time(), UTC).timestamp())
