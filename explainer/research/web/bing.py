"""Bing's search in its version 7, which Microsoft retired on 2025-08-11 and which lives on in proxies."""

from __future__ import annotations

from explainer.errors import SettingError
from explainer.research.web.parsing import results
from explainer.research.web.protocol import Query, Result
from explainer.research.web.service import Service
from explainer.settings import Settings


class BingSearcher:
    """Asks a server that answers as Bing did; its address is the option `url`, its key in `BING_API_KEY`."""

    name = "bing"
    options: tuple[str, ...] = ()

    def __init__(self, settings: Settings) -> None:
        self.service = Service(self.name, settings, key="BING_API_KEY", per_second=3, options=self.options)

    def find(self, query: Query) -> list[Result]:
        """Return what the server finds."""
        params = {"q": query.with_operators, "count": query.count, "textFormat": "Raw", **self.service.options}
        if query.span is not None:
            params["freshness"] = "{}..{}".format(*query.span)
        answer = self.service.get(params, {"Ocp-Apim-Subscription-Key": self.service.key})
        return results(answer, "webPages", "value", title="name", text="snippet")


class BingCustomSearcher(BingSearcher):
    """Asks for the sites of one custom search, whose number is the option `customconfig`."""

    name = "bing_custom"
    options = ("customconfig",)

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        if not self.service.options.get("customconfig"):
            raise SettingError("option 'search.services.bing_custom.customconfig' is not set: name the custom search")
