"""The address of a symbol's documentation."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from explainer.analysis.environment import Distribution
from explainer.analysis.inventories import place_of, read_inventory
from explainer.analysis.python_names import names_in_documentation, place_in_documentation
from explainer.settings import Settings

_LOG = logging.getLogger(__name__)
_LABELS = ("documentation", "docs", "doc", "reference", "source", "repository", "github", "code", "homepage", "home")
_MAX_BYTES = 20_000_000


class Links:
    """Finds addresses, through inventories (`objects.inv`) where the settings name one.

    Args:
        settings: `inventories` gives an address or a file by distribution name; `python` is the standard library's.
        python_version: Whose documentation to link to, as `3.11.7`.
    """

    def __init__(self, settings: Settings, python_version: str) -> None:
        self._settings = settings
        self._release = ".".join(python_version.split(".")[:2]) or "3"
        self._inventories: dict[str, dict[str, str]] = {}
        self._lock = threading.Lock()

    def of(self, distribution: Distribution, symbols: Iterable[str]) -> str:
        """Return the address of the first symbol that the inventory has, else the distribution's; empty for none."""
        base = of_distribution(distribution)
        return self._listed(distribution.package.name, symbols, base) or base

    def of_standard_library(self, module: str, qualified: str, name: str = "") -> str:
        """Return the address of a definition of the standard library in Python's documentation.

        Args:
            module: In which it is defined, such as `asyncio.streams`.
            qualified: Its name in there; empty for the module itself.
            name: The name under which a reader knows it, such as `asyncio.StreamReader.read`.
        """
        names = list(names_in_documentation(module, qualified, name))
        base = f"https://docs.python.org/{self._release}/"
        return self._listed("python", names, base) or urljoin(base, place_in_documentation(names, module))

    def _listed(self, name: str, symbols: Iterable[str], base: str) -> str:
        with self._lock:
            if name not in self._inventories:
                self._inventories[name] = self._load(name, base)
            listed = self._inventories[name]
        return next((listed[symbol] for symbol in symbols if symbol in listed), "")

    def _load(self, name: str, base: str) -> dict[str, str]:
        place = place_of(name, self._settings.inventories)
        if not place:
            return {}
        try:
            listed = read_inventory(self._fetch(place)).places
            root = place.rpartition("/")[0] + "/" if is_web(place) else base
            addresses = ((symbol, urljoin(root, where)) for symbol, where in listed.items())
            return {symbol: address for symbol, address in addresses if is_web(address)}
        except (OSError, ValueError) as error:
            _LOG.warning("the inventory of %s at %r cannot be used, and links go without it: %s", name, place, error)
            return {}

    def _fetch(self, place: str) -> bytes:
        if not is_web(place):
            return Path(place).read_bytes()
        if not self._settings.packages.download:
            raise OSError("the settings allow no network")
        import requests  # its errors are of the kind OSError

        answer = requests.get(place, timeout=self._settings.packages.timeout, stream=True)
        answer.raise_for_status()
        content = answer.raw.read(_MAX_BYTES, decode_content=True)
        return bytes(content)


def of_distribution(distribution: Distribution) -> str:
    """Return the best address that a distribution gives: its documentation, else its source, else its home page."""
    urls = [(label.lower(), url) for label, url in distribution.urls if is_web(url)]
    for wanted in _LABELS:
        for label, url in urls:
            if wanted in label:
                return url
    return ""


def is_web(address: str) -> bool:
    """Whether an address is an absolute http or https address that can stand in a link."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not any(c in address for c in " \"'<>\\\n\t")
