"""Fetching pages: politely, within limits, from the cache where it still holds."""

from __future__ import annotations

import email.utils
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests
from hishel import CacheOptions, SqliteStorage
from hishel.requests import CacheAdapter
from protego import Protego

from explainer.research.web.addresses import address
from explainer.research.web.agent import NAME, PRODUCT
from explainer.research.web.guard import PoliteAdapter, PrivateAddressError
from explainer.settings import SearchSettings

_MOST_REDIRECTS = 5
_MOST_TIME = 3.0
"""A page may take this many times the limit for one answer, all in all."""
_ROBOTS_BYTES = 500_000
_CACHE_BYTES = 256 * 2**20
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


class _CachedAdapter(CacheAdapter, PoliteAdapter):
    """The cache before the network: what it answers makes nobody wait."""

    def __init__(self, storage: SqliteStorage, own_hosts: tuple[str, ...], interval: float) -> None:
        self.own_hosts = own_hosts
        self.interval = interval
        super().__init__(storage=storage, rfc=CacheOptions(shared=False, allow_stale=False))


class _PlainAdapter(PoliteAdapter):
    def __init__(self, own_hosts: tuple[str, ...], interval: float) -> None:
        self.own_hosts = own_hosts
        self.interval = interval
        super().__init__()


def http_session(
    settings: SearchSettings, folder: Path | None, own_hosts: tuple[str, ...], interval: float = 1.0
) -> requests.Session:
    """Return a session that is polite, keeps to public addresses, and asks the cache first.

    Args:
        settings: For the size of what the cache keeps.
        folder: For the cache of HTTP answers, which holds no pickle; None keeps nothing.
        own_hosts: Hosts that may be at private addresses, and that need no pause.
        interval: Seconds between two requests to one host.
    """
    session = requests.Session()
    session.headers["User-Agent"] = NAME
    session.auth = lambda request: request  # else requests would send what `.netrc` has
    session.cookies.set_policy(_NoCookies())
    adapter: PoliteAdapter = _PlainAdapter(own_hosts, interval)
    if folder is not None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        largest = settings.max_page_kb * 1024
        storage = SqliteStorage(database_path=folder / "pages.sqlite", max_stream_size=largest, max_size=_CACHE_BYTES)
        adapter = _CachedAdapter(storage, own_hosts, interval)
    for scheme in ("http://", "https://"):
        session.mount(scheme, adapter)
    return session


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
        self._robots: dict[str, Protego | None] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the connections and the cache."""
        self._session.close()

    def fetch(self, url: str) -> Page:
        """Return a page.

        Raises:
            UnreadableError: when it may not, cannot or should not be read.
        """
        deadline = time.monotonic() + _MOST_TIME * self._settings.timeout
        for _ in range(_MOST_REDIRECTS + 1):
            place = address(url)
            if place is None:
                raise UnreadableError("it leads to an address that is not on the web")
            if not self._allowed(place.url):
                raise UnreadableError("its `robots.txt` does not allow it")
            with self._get(place.url) as response, _cut_off(response, deadline - time.monotonic()):
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
        with self._lock:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:
            if origin not in self._robots:
                self._robots[origin] = self._rules(origin)
                self._heed(parts.hostname or "", self._robots[origin])
        rules = self._robots[origin]
        return rules is not None and bool(rules.can_fetch(url, PRODUCT))

    def _heed(self, host: str, rules: Protego | None) -> None:
        delay = rules.crawl_delay(PRODUCT) if rules else None
        adapter = self._session.get_adapter("https://")
        if delay and isinstance(adapter, PoliteAdapter):
            adapter.slow_down(host, float(delay))

    def _rules(self, origin: str) -> Protego | None:
        url = f"{origin}/robots.txt"
        for _ in range(_MOST_REDIRECTS + 1):
            deadline = time.monotonic() + self._settings.timeout
            with self._get(url) as response, _cut_off(response, self._settings.timeout):
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


@contextmanager
def _cut_off(response: requests.Response, seconds: float) -> Iterator[None]:
    """End a connection after some seconds: a server may send a byte now and then for ever, and no read times out."""
    reader = getattr(getattr(response.raw, "_original_response", None), "fp", None)
    connection = getattr(getattr(reader, "raw", None), "_sock", None)
    timer = threading.Timer(max(seconds, 0.0), _end, [connection])
    timer.daemon = True
    if connection is not None:  # None is an answer from the cache
        timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _end(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class _NoCookies(requests.cookies.cookielib.DefaultCookiePolicy):  # type: ignore[misc, name-defined]
    """Takes no cookie and sends none."""

    def set_ok(self, cookie: object, request: object) -> bool:  # noqa: ARG002
        """Refuse a cookie."""
        return False
