"""Several search engines' public pages, through the package `ddgs`: no key, no promise, and it often breaks."""

from __future__ import annotations

from typing import Any

from explainer.errors import SearchError, SettingError
from explainer.research.web.pace import Pace
from explainer.research.web.parsing import results
from explainer.research.web.protocol import Query, Result
from explainer.research.web.service import check_options
from explainer.settings import Settings

try:
    from ddgs import DDGS
    from ddgs.exceptions import DDGSException
except ImportError as error:
    raise SettingError("searcher 'ddgs' needs a package: pip install 'mkdocs-explainer[ddgs]'") from error


class DdgsSearcher:
    """Asks through `ddgs`; its option `backend` names the engines."""

    name = "ddgs"

    def __init__(self, settings: Settings) -> None:
        self._options = settings.search.services.get(self.name, {})
        check_options(self.name, self._options, ("backend",))
        self._timeout = int(settings.search.timeout) or 1
        self._pace = Pace(float(self._options.get("per_second", 0.5)))

    def find(self, query: Query) -> list[Result]:
        """Return what is found."""
        self._pace.wait()
        options: dict[str, Any] = {"backend": str(self._options.get("backend", "auto")), "max_results": query.count}
        if query.period:
            options["timelimit"] = query.period[0]
        try:
            found = DDGS(timeout=self._timeout).text(query.with_operators, **options)
        except DDGSException as error:
            if "No results" in str(error):
                return []
            raise SearchError(f"failed ({type(error).__name__}: {str(error)[:200]})") from None
        return results({"found": found}, "found", url="href", text="body")
