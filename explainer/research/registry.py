"""The searchers by their names."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from explainer import plugins
from explainer.errors import SettingError
from explainer.research.protocol import Searcher
from explainer.settings import Settings

GROUP = "explainer.searchers"
SYMBOLS = "symbols"
"""What ties calls to the documentation of their definitions; it is built in, since the others are given its results."""


def searchers(settings: Settings) -> list[Searcher]:
    """Return new searchers: what the entry points that the settings name make of the settings, in that order.

    Those that only look up a query, as services of the web do, work together as one, in the place of the first.

    Raises:
        SettingError: when no installed package has a searcher of some name, or one refuses the settings.
    """
    for name in settings.search.services:
        if name not in (known := plugins.names(GROUP)):
            there_are = ", ".join(known)
            raise SettingError(f"option 'search.services' has {name!r}, which is no searcher; there are {there_are}")
    names = [name for name in dict.fromkeys(settings.searchers) if name != SYMBOLS]
    made: list[Any] = []
    with ExitStack() as opened:  # what was made is closed again if one that comes later cannot be had
        for name in names:
            made.append(plugins.load(GROUP, name, "searchers", built_in=(SYMBOLS,))(settings))
            opened.callback(getattr(made[-1], "close", lambda: None))
        services = [one for one in made if hasattr(one, "find")]
        together = [_web(settings, services)] if services else []
        opened.pop_all()
    place = made.index(services[0]) if services else 0
    alone = [one for one in made if one not in services]
    return [*alone[:place], *together, *alone[place:]]


def _web(settings: Settings, services: list[Any]) -> Searcher:
    try:
        from explainer.research.web.searcher import WebSearcher
    except ImportError as error:
        raise SettingError(
            f"option 'searchers' has {services[0].name!r}, and to search the web needs more packages ({error}): "
            "pip install 'mkdocs-explainer[web]'"
        ) from error
    return WebSearcher(settings, services)
