"""Exa's search: https://docs.exa.ai/reference/search."""

from __future__ import annotations

from explainer.research.web.parsing import objects, plain, usable
from explainer.research.web.protocol import Query, Result
from explainer.research.web.service import Service
from explainer.settings import Settings

_CHARACTERS = 2000


class ExaSearcher:
    """Asks Exa, with the key of `EXA_API_KEY`."""

    name = "exa"

    def __init__(self, settings: Settings) -> None:
        self.service = Service(self.name, settings, url="https://api.exa.ai/search", key="EXA_API_KEY", per_second=5)

    def find(self, query: Query) -> list[Result]:
        """Return what Exa finds; its highlights go before the beginning of a page."""
        body = {
            "query": query.text,
            "numResults": query.count,
            "contents": {"text": {"maxCharacters": _CHARACTERS}, "highlights": True},
            **({"includeDomains": list(query.allow)} if query.allow else {}),
            **({"startPublishedDate": f"{query.span[0]}T00:00:00.000Z"} if query.span else {}),
            **({"excludeDomains": list(query.block)} if query.block and not query.allow else {}),
        }
        answer = self.service.post(body, {"x-api-key": self.service.key})
        return [
            Result(plain(item.get("title"), 300), item["url"], plain(item.get("highlights")) or plain(item.get("text")))
            for item in objects(answer, "results")
            if usable(item.get("url"))
        ]
