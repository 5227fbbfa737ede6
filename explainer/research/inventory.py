"""The searcher of project documentation by name: through `objects.inv`, from a file or an address."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

from explainer.analysis.inventories import PYTHON, names_of, place_of, read_inventory
from explainer.analysis.links import is_web
from explainer.analysis.sections import Section, html_sections, read_sections
from explainer.model import Documentation, Package, Source
from explainer.research.protocol import Subject
from explainer.research.queries import package_of
from explainer.settings import Settings

if TYPE_CHECKING:
    import requests

_log = logging.getLogger(__name__)

_STANDARD = "standard library"
_MAX_BYTES = 20_000_000
_MOST_TEXT = 12_000


@dataclass(frozen=True, slots=True)
class _Inventory:
    places: dict[str, str]
    """Page and anchor by symbol."""
    root: str
    """Where its pages are: a folder or an address that ends in a slash."""
    public: str
    """Where readers find them; empty where that is not known."""


class InventorySearcher:
    """Finds what the documentation of a project says where it lists a symbol.

    Args:
        settings: `inventories` names the inventories by distribution; Python's own is found where Debian keeps it.
    """

    name = "inventory"
    waits = True

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._inventories: dict[str, _Inventory | None] = {}
        self._pages: dict[str, list[Section]] = {}
        self._session: requests.Session | None = None
        self._lock = threading.Lock()

    def search(self, subject: Subject) -> Sequence[Documentation]:
        """Return the entries of what a step calls or imports."""
        names = [call.symbol for call in subject.calls if call.symbol]
        names += [found.target for found in subject.facts.imports]
        found: dict[str, Documentation] = {}
        for name in dict.fromkeys(names):
            package = package_of(name, subject)
            for entry in self._entries(name, package) if package else ():
                found.setdefault(entry.source.locator, entry)
        return list(found.values())

    def _entries(self, symbol: str, package: Package) -> Iterator[Documentation]:
        inventory = self._inventory(package)
        listed = next((name for name in names_of(symbol) if inventory and name in inventory.places), None)
        if inventory is None or listed is None:
            return
        place = inventory.places[listed]
        page, anchor = urldefrag(place)
        for section in self._sections(inventory.root, page):
            if section.anchor in (anchor, f"module-{listed}") and section.text:
                yield _documentation(section, listed, package, place, inventory)
                return

    def _inventory(self, package: Package) -> _Inventory | None:
        """Return a package's inventory, which is loaded once; None where there is none, or it cannot be used."""
        name = PYTHON if package.origin == _STANDARD else package.name.lower()
        with self._lock:
            if name not in self._inventories:
                self._inventories[name] = self._loaded(name, package)
            return self._inventories[name]

    def _loaded(self, name: str, package: Package) -> _Inventory | None:
        place = place_of(name, self._settings.inventories)
        if not place:
            return None
        try:
            places = read_inventory(self._content(place)).places
        except (OSError, ValueError) as error:
            _log.warning("searcher 'inventory': that of %s at %r cannot be used: %s", package.name, place, error)
            return None
        root = place.rpartition("/")[0] + "/"
        release = ".".join(package.version.split(".")[:2])
        public = root if is_web(place) else f"https://docs.python.org/{release}/" if name == PYTHON else ""
        return _Inventory(places, root, public)

    def _sections(self, root: str, page: str) -> list[Section]:
        """Return the sections of a page, which is read once; none where it cannot be read, as the log says."""
        where = root + page
        with self._lock:
            if where not in self._pages:
                self._pages[where] = self._read(root, page)
            return self._pages[where]

    def _read(self, root: str, page: str) -> list[Section]:
        if not is_web(root):
            file = Path(root, page).resolve()
            return read_sections(file) if file.is_relative_to(Path(root).resolve()) else []
        try:
            return html_sections(self._content(urljoin(root, page)).decode("utf-8", "replace"), page)
        except OSError as error:
            _log.warning("searcher 'inventory': %s cannot be read: %s", urljoin(root, page), error)
            return []

    def _content(self, place: str) -> bytes:
        """Return what is in a file or at an address."""
        if not is_web(place):
            return Path(place).read_bytes()
        with self._web().get(place, timeout=self._settings.search.timeout, stream=True) as answer:
            answer.raise_for_status()
            content = bytearray()
            for part in answer.iter_content(65_536):
                content += part
                if len(content) > _MAX_BYTES:
                    raise OSError(f"it has more than {_MAX_BYTES // 1_000_000} MB")
        return bytes(content)

    def _web(self) -> requests.Session:
        """Return the session that all of the web is fetched with; the hosts that the user named may be anywhere."""
        if self._session is None:
            try:
                from explainer.research.web.session import http_session
            except ImportError as error:
                raise OSError(f"it needs more packages ({error}): pip install 'mkdocs-explainer[web]'") from error
            places = filter(is_web, self._settings.inventories.values())
            named = [urlsplit(place).netloc.rpartition("@")[2] for place in places]
            folder = self._settings.cache_dir / "web" if self._settings.cache else None
            self._session = http_session(self._settings.search, folder, tuple(named))
        return self._session

    def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            self._session.close()


def _documentation(section: Section, symbol: str, package: Package, place: str, inventory: _Inventory) -> Documentation:
    source = Source(
        title=symbol,
        url=urljoin(inventory.public, place) if inventory.public else "",
        text=section.text[:_MOST_TEXT],
        searcher=InventorySearcher.name,
        symbol=symbol,
        package=package.name,
        version=package.version,
        locator=place,
        retrieved=datetime.now(UTC).date().isoformat() if is_web(inventory.root) else "",
    )
    return Documentation(source, "page", symbol)
