"""Documentation on Read the Docs: https://docs.readthedocs.com/platform/stable/server-side-search/api.html."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from explainer.research.web.parsing import objects, plain
from explainer.research.web.protocol import Query, Result
from explainer.research.web.service import Service
from explainer.settings import Settings


class ReadTheDocsSearcher:
    """Asks Read the Docs for the projects that a query is about, which are taken to be named as their packages are.

    The option `projects` gives other names by package. `READTHEDOCS_TOKEN` may hold a token.
    """

    name = "readthedocs"

    def __init__(self, settings: Settings) -> None:
        self.service = Service(
            self.name,
            settings,
            url="https://app.readthedocs.org/api/v3/search/",
            key="READTHEDOCS_TOKEN",
            key_needed=False,
            per_second=5 / 60,
            options=("projects",),
        )

    def find(self, query: Query) -> list[Result]:
        """Return the pages that are found; nothing for a query that is about no package."""
        named: Mapping[str, str] = self.service.options.get("projects", {})
        projects = " ".join(f"project:{named.get(package, package)}" for package in query.packages)
        if not projects:
            return []
        key = self.service.key
        params = {"q": f"{projects} {query.text}", "page_size": query.count}
        answer = self.service.get(params, {"Authorization": f"Token {key}"} if key else None)
        return [_result(item) for item in objects(answer, "results")]


def _result(item: Mapping[str, Any]) -> Result:
    domain = str(item.get("domain", ""))
    address = domain if "://" in domain else f"https://{domain}"
    blocks = [f"{plain(block.get('title'))}: {plain(block.get('content'))}" for block in objects(item, "blocks")]
    return Result(plain(item.get("title"), 300), f"{address}{item.get('path', '')}", "\n".join(blocks))
