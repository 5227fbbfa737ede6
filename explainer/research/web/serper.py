"""Serper's search: https://serper.dev."""

from __future__ import annotations

from explainer.research.web.parsing import results
from explainer.research.web.protocol import Query, Result
from explainer.research.web.service import Service
from explainer.settings import Settings


class SerperSearcher:
    """Asks Serper, with the key of `SERPER_API_KEY`."""

    name = "serper"

    def __init__(self, settings: Settings) -> None:
        self.service = Service(
            self.name, settings, url="https://google.serper.dev/search", key="SERPER_API_KEY", per_second=5
        )

    def find(self, query: Query) -> list[Result]:
        """Return what Serper finds."""
        body: dict[str, str | int] = {"q": query.with_operators, "num": query.count}
        if query.period:
            body["tbs"] = f"qdr:{query.period[0]}"
        return results(self.service.post(body, {"X-API-KEY": self.service.key}), "organic", url="link", text="snippet")
