"""Microsoft Web IQ, the successor of its Bing search: https://learn.microsoft.com/web-iq/get-started/quickstart."""

from __future__ import annotations

from explainer.research.web.parsing import results
from explainer.research.web.protocol import Query, Result
from explainer.research.web.service import Service
from explainer.settings import Settings

_CHARACTERS = 3000


class WebIqSearcher:
    """Asks Web IQ, with the key of `WEB_IQ_API_KEY`."""

    name = "web_iq"

    def __init__(self, settings: Settings) -> None:
        self.service = Service(
            self.name, settings, url="https://api.microsoft.ai/v3/search/web", key="WEB_IQ_API_KEY", per_second=3
        )

    def find(self, query: Query) -> list[Result]:
        """Return what Web IQ finds."""
        body = {
            "query": query.with_operators,
            "maxResults": query.count,
            "contentFormat": "passage",  # what every customer may ask for, unlike whole documents
            "maxLength": _CHARACTERS,
        }
        return results(self.service.post(body, {"x-apikey": self.service.key}), "webResults")
