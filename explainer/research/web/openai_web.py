"""The web search of OpenAI's Responses API: https://platform.openai.com/docs/guides/tools-web-search."""

from __future__ import annotations

from explainer.errors import SettingError
from explainer.research.web.parsing import objects, plain, usable
from explainer.research.web.protocol import Query, Result
from explainer.research.web.service import Service
from explainer.settings import Settings

_MOST_TITLE = 300


class OpenAIWebSearcher:
    """Has a model search, with the key of `OPENAI_API_KEY`, and takes the addresses that it found and cited.

    What the model says about them is not used: of a page that cannot be read, nothing is kept.
    """

    name = "openai_web"

    def __init__(self, settings: Settings) -> None:
        address = "https://api.openai.com/v1/responses"
        own = ("model", "context")
        # The model searches several times, and reads, before it answers.
        self.service = Service(self.name, settings, url=address, key="OPENAI_API_KEY", options=own, least_timeout=60)
        self.openai_model = self.service.options.get("model") or settings.openai.model
        if not self.openai_model:
            raise SettingError(
                f"searcher {self.name!r} needs a model: set 'search.services.{self.name}.model' or 'openai.model'"
            )

    def find(self, query: Query) -> list[Result]:
        """Return the pages that the model cites, then those that it only looked at."""
        tool = {"type": "web_search", "search_context_size": self.service.options.get("context", "low")}
        if query.allow:
            tool["filters"] = {"allowed_domains": query.allowed_domains}
        age = f" from the last {query.recency_days} days" if query.recency_days else ""
        body = {
            "model": self.openai_model,
            "input": f"Search the web, and cite the pages{age} that document this: {query.text}",
            "tools": [tool],
            "tool_choice": "required",
            "include": ["web_search_call.action.sources"],
            "max_output_tokens": 4_000,  # of what the model says, which is not used but paid for
            "store": False,
        }
        answer = self.service.post(body, {"Authorization": f"Bearer {self.service.key}"})
        titles: dict[str, str] = {}
        for item in objects(answer, "output"):
            for part in objects(item, "content"):
                for cited in objects(part, "annotations"):
                    if cited.get("type") == "url_citation" and usable(cited.get("url")):
                        titles.setdefault(cited["url"], plain(cited.get("title"), _MOST_TITLE))
        for item in objects(answer, "output"):
            for source in objects(item, "action", "sources"):
                if usable(source.get("url")):
                    titles.setdefault(source["url"], "")
        return [Result(title, url, "") for url, title in titles.items()][: query.count]
