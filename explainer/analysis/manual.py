"""Entries of a project's documentation that lies on this disk, for definitions whose source says nothing of them."""

from __future__ import annotations

import logging
import platform
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag

from explainer.analysis.inventories import PYTHON, names_of, place_of, read_inventory
from explainer.analysis.links import is_web
from explainer.analysis.memo import Memo
from explainer.analysis.sections import Section, read_sections
from explainer.settings import Settings

_LOG = logging.getLogger(__name__)

_MOST_TEXT = 12_000


@dataclass(frozen=True, slots=True)
class _Pages:
    """The pages that an inventory lists."""

    folder: Path
    places: dict[str, str]
    """Page and anchor by symbol."""


class Manual:
    """Reads entries by symbol: of Python where Debian keeps its documentation, of others by the settings.

    Args:
        settings: `inventories` names the inventories by distribution; here only those that are files count.
    """

    def __init__(self, settings: Settings) -> None:
        self._named = settings.inventories
        self._pages: Memo[str, _Pages | None] = Memo(32)
        self._sections: Memo[Path, list[Section]] = Memo(32)

    def entry(self, distribution: str, symbol: str) -> str:
        """Return what the documentation says of a symbol where it lists it; empty where there is none.

        Args:
            distribution: Its name; `Python` for the standard library.
            symbol: The dotted name of a definition.
        """
        name = distribution.lower()
        pages = self._pages.get(name, lambda: self._load(name))
        listed = next((one for one in names_of(symbol) if pages and one in pages.places), None)
        if pages is None or listed is None:
            return ""
        page, anchor = urldefrag(pages.places[listed])
        file = (pages.folder / page).resolve()
        if not file.is_relative_to(pages.folder):
            return ""
        sections = self._sections.get(file, lambda: read_sections(file))
        found = next((one.text for one in sections if one.anchor == anchor), "")
        return found[:_MOST_TEXT]

    def _load(self, name: str) -> _Pages | None:
        place = place_of(name, self._named)
        if not place or is_web(place):
            return None
        try:
            inventory = read_inventory(Path(place).read_bytes())
        except (OSError, ValueError) as error:
            _LOG.warning("the documentation of %s at %r cannot be read: %s", name, place, error)
            return None
        release = ".".join(platform.python_version().split(".")[:2])
        named = place in self._named.values()
        if name == PYTHON and not named and not inventory.version.startswith(release):
            return None
        return _Pages(Path(place).resolve().parent, inventory.places)
