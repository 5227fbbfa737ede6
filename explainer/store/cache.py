"""The cache: texts by kind and key in one SQLite file, shared by processes, never in the way of a build.

`diskcache` unpickles what it finds in its database (CVE-2025-69872), so a row that someone planted there would run
code. `TextDisk` stores and returns text only, all of it inside the database, and touches no other file.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import sqlite3
import threading
from collections.abc import Mapping
from pathlib import Path

import diskcache
from diskcache.core import DBNAME, DEFAULT_SETTINGS, METADATA, MODE_RAW

_log = logging.getLogger(__name__)

SIZE_LIMIT = 512 * 2**20
"""Bytes on disk; beyond it the entries stored longest ago go first. Reading never writes, so reads wait for nobody."""

_PAGES = 500
"""Pages of the database that a connection keeps in memory, 4 kB each: every thread has a connection of its own, and
what was read once is seldom read again."""

_OPTIONS = DEFAULT_SETTINGS | {
    "size_limit": SIZE_LIMIT,
    "eviction_policy": "least-recently-stored",
    "sqlite_cache_size": _PAGES,
    "sqlite_mmap_size": 0,
}
_COLUMNS = "rowid, key, raw, store_time, expire_time, access_time, access_count, tag, size, mode, filename, value"
_OUT_OF_REACH = (
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
)


class _Damaged(Exception):
    """What is in the cache folder is no cache of ours."""


class TextDisk(diskcache.Disk):  # type: ignore[misc]
    """Keys and values that are text and nothing else."""

    def put(self, key: object) -> tuple[str, bool]:
        """Return the database's key for a text."""
        return _text(key), True

    def get(self, key: object, raw: bool) -> str:
        """Return the text of a key in the database."""
        if not raw:
            raise OSError("a key that is not text")
        return _text(key)

    def store(self, value: object, read: bool, key: object = None) -> tuple[int, int, None, str]:  # noqa: ARG002
        """Return the columns that hold a text."""
        return 0, MODE_RAW, None, _text(value)

    def fetch(self, mode: int, filename: str | None, value: object, read: bool) -> str:  # noqa: ARG002
        """Return the text of a row.

        Raises:
            OSError: for a row of any other kind, which `diskcache` takes as a miss.
        """
        if mode != MODE_RAW or filename is not None:
            _log.warning("ignored a row of the cache that is not text: it was not written by this program")
            raise OSError("a row that is not text")
        return _text(value)

    def remove(self, file_path: str) -> None:
        """Delete nothing: no row of ours has a file, and a planted one may name any."""


class Cache:
    """Texts by kind and key, in a folder that only its owner may enter.

    Threads and processes may share the folder. Where it cannot be used, the cache is empty and stays so, with one
    warning; where its content is damaged, it is set aside beside the folder and a new one begun.
    """

    def __init__(self, folder: Path | None) -> None:
        """Open the cache in `folder`, which belongs to the cache alone and is made where it does not exist.

        None is a cache that holds nothing.
        """
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._store: diskcache.Cache | None = None
        if folder is None:
            return
        self._folder = folder
        try:
            self._store = _open(folder)
        except (_Damaged, diskcache.Timeout, sqlite3.Error, OSError) as error:
            self._recover(None, error)

    def get(self, kind: str, key: str) -> str | None:
        """Return the text stored under a kind and a key, or None."""
        store = self._store
        try:
            return None if store is None else store.get(f"{kind}:{key}")
        except (diskcache.Timeout, sqlite3.Error, OSError) as error:
            self._recover(store, error)
            return None

    def set(self, kind: str, key: str, text: str) -> None:
        """Store a text; when this returns, it survives the end of the process."""
        self.set_all(kind, {key: text})

    def set_all(self, kind: str, texts: Mapping[str, str]) -> None:
        """Store texts by key, all or none; when this returns, they survive the end of the process."""
        for _ in range(2):
            store = self._store
            if store is None:
                return
            try:
                # One thread at a time: SQLite lets those that find it busy sleep, and longer each time.
                with self._writing, store.transact():
                    for key, text in texts.items():
                        store.set(f"{kind}:{key}", text)
                return
            except (diskcache.Timeout, sqlite3.Error, OSError) as error:
                self._recover(store, error)

    def release(self) -> None:
        """Close what the calling thread holds open; it may go on using the cache."""
        if self._store is not None:
            self._store.close()

    def close(self) -> None:
        """Release the cache."""
        self.release()
        self._store = None

    def _recover(self, failed: diskcache.Cache | None, error: Exception) -> None:
        """Begin anew where the content is damaged, and else go on without a cache."""
        with self._lock:
            if self._store is not failed:
                return
            self._store = None
            if failed is not None:
                with contextlib.suppress(sqlite3.Error):
                    failed.close()
            try:
                if not _is_damage(error):
                    raise error
                kept = _set_aside(self._folder)
                message = "the cache in %s is damaged (%s): it is kept as %s, and a new one begun"
                _log.warning(message, *self._told(error), kept)
                self._store = _open(self._folder)
            except (_Damaged, diskcache.Timeout, sqlite3.Error, OSError) as again:
                _log.warning("the cache in %s cannot be used (%s): going on without one", *self._told(again))

    def _told(self, error: Exception) -> tuple[Path, str]:
        return self._folder, str(error) or type(error).__name__


def _text(value: object) -> str:
    if type(value) is not str:
        raise OSError(f"the cache holds text, not {type(value).__name__}")
    return value


def _open(folder: Path) -> diskcache.Cache:
    if folder.exists() and not folder.is_dir():
        raise _Damaged("it is not a folder")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    _inspect(folder / DBNAME)
    return diskcache.Cache(str(folder.absolute()), timeout=60, disk=TextDisk, **_OPTIONS)


def _inspect(database: Path) -> None:
    """Refuse a database that `diskcache` did not make: it takes attributes and statements from what it finds there."""
    if not database.exists():
        return
    if not database.is_file():
        raise _Damaged(f"{DBNAME} is not a file")
    with contextlib.closing(sqlite3.connect(database, timeout=60)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        columns = ", ".join(row[1] for row in connection.execute("PRAGMA table_info(Cache)"))
        settings = dict(connection.execute("SELECT key, value FROM Settings")) if "Settings" in tables else {}
    if columns not in ("", _COLUMNS) or not settings.keys() <= DEFAULT_SETTINGS.keys() | METADATA.keys():
        raise _Damaged("its tables are not those of a cache")
    if any(type(settings.get(name, 0)) is not int for name in METADATA):
        raise _Damaged("its counters are not numbers")


def _is_damage(error: Exception) -> bool:
    """Tell damaged content from a place that cannot be read or written (now)."""
    if isinstance(error, _Damaged):
        return True
    if not isinstance(error, sqlite3.Error):
        return False
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    return code not in _OUT_OF_REACH


def _set_aside(folder: Path) -> Path:
    """Rename the folder to the first name that is free, and return that.

    Another process may do the same at the same time: the cache that it begins meanwhile is then set aside as well, and
    nothing breaks, since both go on with the files that they have open.
    """
    names = (folder.with_name(f"{folder.name}.damaged-{number}") for number in itertools.count(1))
    return folder.rename(next(name for name in names if not name.exists()))
