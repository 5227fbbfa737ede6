"""Settings for searchers whose services are servers on loopback."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from explainer.settings import SearchSettings, Settings

KEY = "key-0123456789-secret"


def settings_for(name: str, cache_dir: Path, search: dict[str, Any] | None = None, **options: Any) -> Settings:
    services = {name: {"per_second": 0, **options}}
    return Settings(cache_dir=cache_dir, search=SearchSettings(services=services, timeout=2, **(search or {})))
