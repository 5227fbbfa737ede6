"""Fetching pages: politely, within limits, from the cache where it still holds."""

from __future__ import annotations

import email.utils
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests
from protego import Protego

from explainer.research.web.addresses import address
from explainer.research.web.agent import PRODUCT
from explainer.research.web.guard import PoliteAdapter, PrivateAddressError, cut_off
from explainer.research.web.once import Once
from explainer.research.web.session import http_session
from explainer.settings import SearchSettings

_log = logging.getLogger(__name__)

_MOST_REDIRECTS = 5
_MOST_TIME = 3.0
"""A page may take this many times the limit for one answer, all in all."""
_ROBOTS_BYTES = 500_000
_READABLE = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-rst")


class UnreadableError(Exception):
    """A page that is not read, and why, in plain words."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was fetched."""

    url: str
    """Where the redirects led."""
    content: bytes
    kind: str
    """Its content type, without parameters."""
    encoding: str | None
    """As its server says."""
    retrieved: date


class Pages:
    """Fetches pages for one build; thread safe, and to be closed.

    Args:
        settings: Limits, and the hosts of one's own.
        folder: For the cache of HTTP answers, which holds no pickle; None keeps nothing.
        interval: Seconds between two requests to one host.
        today: Gives the day, where a server does not.
    """

    def __init__(
        self,
        settings: SearchSettings,
        folder: Path | None,
        interval: float = 1.0,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self._settings = settings
        self._today = today
        self._session = http_session(settings, folder, settings.hosts, interval)
        self._robots: Once[Protego | None] = Once()
        """By origin; also that a server did not answer, so that it is waited for once."""

    def close(self) -> None:
        """Close the connections and the cache."""
        self._session.close()

    def fetch(self, url: str) -> Page:
        """Return a page.

        Raises:
            UnreadableError: when it may not, cannot or should not be read.
        """
        try:
            return self._fetched(url)
        except UnreadableError:
            raise
        except Exception as error:  # what a hostile server does to the libraries between must not end the build
            _log.debug("%s", url, exc_info=True)
            raise UnreadableError(f"it cannot be fetched ({type(error).__name__})") from error

    def _fetched(self, url: str) -> Page:
        deadline = time.monotonic() + _MOST_TIME * self._settings.timeout
        for _ in range(_MOST_REDIRECTS + 1):
            place = address(url)
            if place is None:
                raise UnreadableError("it leads to an address that is not on the web")
            if not self._allowed(place.url):
                raise UnreadableError("its `robots.txt` does not allow it")
            with self._get(place.url) as response, cut_off(response, deadline - time.monotonic()):
                if response.is_redirect:
                    url = urljoin(place.url, response.headers["Location"])
                    continue
                return self._page(place.url, response, deadline)
        raise UnreadableError(f"it redirects more than {_MOST_REDIRECTS} times")

    def _get(self, url: str) -> requests.Response:
        try:
            return self._session.get(url, timeout=self._settings.timeout, allow_redirects=False, stream=True)
        except PrivateAddressError as error:
            raise UnreadableError(f"{error}, and its host is not among `search: hosts:`") from error
        except requests.RequestException as error:
            raise UnreadableError(f"its server cannot be reached ({type(error).__name__})") from error

    def _page(self, url: str, response: requests.Response, deadline: float) -> Page:
        if response.status_code != requests.codes.ok:
            raise UnreadableError(f"its server answered {response.status_code}")
        kind, _, parameters = response.headers.get("Content-Type", "").partition(";")
        if kind.strip().lower() not in _READABLE:
            raise UnreadableError(f"it is {kind.strip()[:60] or 'of no kind that its server names'}, which is not read")
        content = self._content(response, self._settings.max_page_kb * 1024, deadline)
        charset = parameters.lower().partition("charset=")[2].strip(" \"';") or None
        return Page(url, content, kind.strip().lower(), charset, self._date(response))

    def _content(self, response: requests.Response, most: int, deadline: float) -> bytes:
        """Read a body as it unpacks, so that one that unpacks to very much is let go of in time."""
        content = bytearray()
        try:
            for part in response.iter_content(16_384):
                content += part
                if len(content) > most:
                    raise UnreadableError(f"it is larger than {most // 1024} kB")
        except requests.RequestException as error:
            late = time.monotonic() > deadline
            raise UnreadableError("it takes too long" if late else f"it broke off ({type(error).__name__})") from error
        if time.monotonic() > deadline:
            raise UnreadableError("it takes too long")
        return bytes(content)

    def _date(self, response: requests.Response) -> date:
        today = self._today()
        try:
            return min(email.utils.parsedate_to_datetime(response.headers["Date"]).date(), today)
        except (KeyError, ValueError):
            return today

    def _allowed(self, url: str) -> bool:
        """Ask `robots.txt` as RFC 9309 says: none allows all, one that its server fails to give allows nothing."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        rules = self._robots.get(origin, lambda: self._heeded(origin))
        return rules is not None and bool(rules.can_fetch(url, PRODUCT))

    def _heeded(self, origin: str) -> Protego | None:
        """Return a site's rules, and keep to the pause that they ask for from now on."""
        rules = self._rules(origin)
        delay = rules.crawl_delay(PRODUCT) if rules else None
        adapter = self._session.get_adapter("https://")
        if delay and isinstance(adapter, PoliteAdapter):
            adapter.slow_down(urlsplit(origin).hostname or "", float(delay))
        return rules

    def _rules(self, origin: str) -> Protego | None:
        url = f"{origin}/robots.txt"
        for _ in range(_MOST_REDIRECTS + 1):
            deadline = time.monotonic() + self._settings.timeout
            with self._get(url) as response, cut_off(response, self._settings.timeout):
                if response.is_redirect:
                    url = urljoin(url, response.headers["Location"])
                    continue
                if 400 <= response.status_code < 500:
                    return Protego.parse("")
                if response.status_code != requests.codes.ok:
                    return None
                try:
                    content = self._content(response, _ROBOTS_BYTES, deadline)
                except UnreadableError:
                    return None
                return Protego.parse(content.decode("utf-8", "replace"))
        return Protego.parse("")
