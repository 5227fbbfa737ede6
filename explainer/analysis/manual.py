"""Entries of a project's documentation that lies on this disk, for definitions whose source says nothing of them."""

from __future__ import annotations

import logging
import platform
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag

from explainer.analysis.links import PYTHON_INVENTORIES, is_web
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
        self._inventories = {name.lower(): place for name, place in settings.inventories.items()}
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
        place = self._inventories.get(name, "")
        found_by_itself = not place and name == "python"
        if found_by_itself:
            place = next((file for file in PYTHON_INVENTORIES if Path(file).is_file()), "")
        if not place or is_web(place):
            return None
        import sphobjinv  # takes a tenth of a second, and most builds read no manual

        try:
            inventory = sphobjinv.Inventory(zlib=Path(place).read_bytes())
        except (OSError, ValueError, zlib.error, sphobjinv.SphobjinvError) as error:
            _LOG.warning("the documentation of %s at %r cannot be read: %s", name, place, error)
            return None
        release = ".".join(platform.python_version().split(".")[:2])
        if found_by_itself and not str(inventory.version).startswith(release):
            return None
        places = {one.name: one.uri_expanded for one in inventory.objects if one.domain == "py"}
        return _Pages(Path(place).resolve().parent, places)


def names_of(symbol: str) -> Iterator[str]:
    """Give the names by which documentation may list a symbol: builtins without their module, and without privates."""
    yield symbol
    yield symbol.removeprefix("builtins.")
    parts = symbol.split(".")
    public = [part for part in parts if not part.startswith("_") or part.startswith("__")]
    yield ".".join(public)
    for cut in range(1, len(public) - 1):  # defined in `json.decoder`, listed as `json.JSONDecoder`
        yield ".".join(public[:cut] + public[cut + 1 :])
    yield ".".join([parts[0].lstrip("_"), *parts[1:]])
