"""The address of a symbol's documentation."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from explainer.analysis.environment import Distribution
from explainer.analysis.inventories import place_of, read_inventory
from explainer.settings import Settings

if TYPE_CHECKING:
    pass

_LOG = logging.getLogger(__name__)
_LABELS = ("documentation", "docs", "doc", "reference", "source", "repository", "github", "code", "homepage", "home")
_MAX_BYTES = 20_000_000
# Where https://docs.python.org/3/library/ keeps the types that need no import; all others are on functions.html.
_ON_TYPES_PAGE = ("str", "bytes", "bytearray", "memoryview", "list", "tuple", "range", "dict", "set", "frozenset")


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

    def of_standard_library(self, symbols: Iterable[str]) -> str:
        """Return the address of a symbol of the standard library in Python's documentation."""
        names = list(symbols)
        base = f"https://docs.python.org/{self._release}/"
        return self._listed("python", names, base) or urljoin(base, f"library/{_page(names[0])}")

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


def _page(symbol: str) -> str:
    """Return the page and anchor of a dotted symbol, as Python's documentation names them."""
    module, _, name = symbol.partition("::")
    if module != "builtins":
        return f"{module}.html#{module}.{name}" if name else f"{module}.html"
    if name.endswith(("Error", "Exception", "Warning", "Interrupt", "Exit", "Iteration")):
        return f"exceptions.html#{name}"
    on_types_page = "." in name or name in _ON_TYPES_PAGE
    return f"{'stdtypes' if on_types_page else 'functions'}.html#{name}"


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
