"""The searchers by their names."""

from __future__ import annotations

from explainer import plugins
from explainer.research.protocol import Searcher
from explainer.settings import Settings

GROUP = "explainer.searchers"
SYMBOLS = "symbols"
"""What ties calls to the documentation of their definitions; it is built in, since the others are given its results."""


def searchers(settings: Settings) -> list[Searcher]:
    """Return new searchers: what the entry points that the settings name make of the settings, in that order.

    Raises:
        SettingError: when no installed package has a searcher of some name, or one refuses the settings.
    """
    names = [name for name in dict.fromkeys(settings.searchers) if name != SYMBOLS]
    return [plugins.load(GROUP, name, "searchers")(settings) for name in names]
