"""A session for other people's servers: polite, to public addresses only, the cache first, no cookies."""

from __future__ import annotations

import contextlib
import itertools
import logging
import sqlite3
from pathlib import Path

import requests
from hishel import CacheOptions, SqliteStorage
from hishel.requests import CacheAdapter

from explainer.research.web.agent import NAME
from explainer.research.web.guard import PoliteAdapter
from explainer.settings import SearchSettings

_log = logging.getLogger(__name__)

_CACHE_BYTES = 256 * 2**20


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
        database = _sound(folder / "pages.sqlite")
        storage = SqliteStorage(database_path=database, max_stream_size=largest, max_size=_CACHE_BYTES)
        adapter = _CachedAdapter(storage, own_hosts, interval)
    for scheme in ("http://", "https://"):
        session.mount(scheme, adapter)
    return session


def _sound(database: Path) -> Path:
    """Set a damaged database aside, with a warning, so that a new one is begun in its place."""
    try:
        with contextlib.closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError:  # another build has it, or it cannot be read now
        return database
    except sqlite3.DatabaseError as error:
        names = (database.with_name(f"{database.name}.damaged-{number}") for number in itertools.count(1))
        kept = database.rename(next(name for name in names if not name.exists()))
        _log.warning(
            "the cache of pages %s is damaged (%s): it is kept as %s, and a new one begun", database, error, kept
        )
    return database


class _NoCookies(requests.cookies.cookielib.DefaultCookiePolicy):  # type: ignore[misc, name-defined]
    """Takes no cookie and sends none."""

    def set_ok(self, cookie: object, request: object) -> bool:  # noqa: ARG002
        """Refuse a cookie."""
        return False
