"""What a finished page depends on beside its walkthrough."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from pathlib import Path

from explainer.store.keys import digest

_MAKERS = ("jinja2", "markdown-it-py", "markupsafe", "nh3", "pygments")


@cache
def presentation_version() -> str:
    """Return a hash of the source and templates in this folder, and of the versions of what they leave HTML to."""
    folder = Path(__file__).parent
    files = sorted(path for pattern in ("*.py", "assets/*.jinja") for path in folder.glob(pattern))
    sources = [digest(path.name, path.read_text(encoding="utf-8")) for path in files]
    return digest(*sources, *(f"{name} {version(name)}" for name in _MAKERS))
