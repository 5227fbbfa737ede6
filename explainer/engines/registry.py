"""The engines by their names."""

from __future__ import annotations

from explainer import plugins
from explainer.engines.protocol import Engine
from explainer.settings import Settings

GROUP = "explainer.engines"


def engine(name: str, settings: Settings) -> Engine:
    """Return a new engine: what the entry point of that name makes of the settings.

    Raises:
        SettingError: when no installed package has an engine of that name, or the engine refuses the settings.
    """
    made: Engine = plugins.load(GROUP, name, "engine")(settings)
    return made
