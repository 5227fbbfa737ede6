"""One package at a time: from the cache folder, else from the index, with what was learnt remembered."""

from __future__ import annotations

import platform
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import is_normalized_name
from packaging.version import Version

from explainer.analysis.addresses import index_address, public
from explainer.analysis.environment import Distribution
from explainer.analysis.package_store import PackageStore, Remembered
from explainer.errors import NoSuchVersionError, NotOnIndexError, PackageError, UnreachableError
from explainer.model import Origin, Package
from explainer.settings import PackageSettings

if TYPE_CHECKING:
    from explainer.analysis.remote import Remote
    from explainer.analysis.remote_file import WheelFile

_PACKAGES_AT_ONCE = 8
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A package to have: canonical name, which versions, and what to call the origin of the version."""

    name: str
    specifier: str = ""
    origin: Origin = "newest"


class PackageFetcher:
    """Gives the sources of packages as distributions; each question is asked once in its life.

    Args:
        settings: What may be fetched, and from where.
        store: Where sources are kept.
        clock: The time in seconds since the epoch.
    """

    def __init__(self, settings: PackageSettings, store: PackageStore, clock: Callable[[], float]) -> None:
        self._settings, self._store, self._clock = settings, store, clock
        self._address = index_address(settings.index_url)
        self._remote: Remote | None = None
        self._packages = ThreadPoolExecutor(_PACKAGES_AT_ONCE, thread_name_prefix="package")
        self._asked: dict[Wanted, Future[Distribution]] = {}
        self._lock = threading.Lock()
        self._unreachable: UnreachableError | None = None

    def fetch(self, wanted: Wanted) -> Future[Distribution]:
        """Start to get a package; the result raises `PackageError` or `CacheError` when it cannot be had."""
        with self._lock:
            if wanted not in self._asked:
                self._asked[wanted] = self._cached(wanted) or self._packages.submit(self._fetch, wanted)
            return self._asked[wanted]

    def close(self) -> None:
        """Stop the threads and close the connections."""
        self._packages.shutdown(cancel_futures=True)
        if self._remote is not None:
            self._remote.close()

    def _cached(self, wanted: Wanted) -> Future[Distribution] | None:
        """Return what is in the cache, without a thread: a warm build asks for dozens of packages."""
        known = self._store.recall(self._question(wanted))
        fresh = known and self._clock() - known.time < self._settings.max_age_days * _DAY
        if not known or not fresh or not known.version:
            return None
        found = self._stored(wanted, known.version)
        if not found:
            return None
        done: Future[Distribution] = Future()
        done.set_result(found)
        return done

    def _fetch(self, wanted: Wanted) -> Distribution:
        if not is_normalized_name(wanted.name):
            raise NotOnIndexError(f"{wanted.name!r} cannot be the name of a distribution")
        question = self._question(wanted)
        known = self._store.recall(question)
        if not self._settings.download:
            return self._offline(wanted, known, "and downloads are switched off (`packages.download`)")
        if known and not known.version and self._clock() - known.time < self._settings.max_age_days * _DAY:
            raise NoSuchVersionError(known.note) if known.others else NotOnIndexError(known.note)
        try:
            version, wheel = self._find(wanted)
            found = self._stored(wanted, version) or self._download(wanted, version, wheel)
        except NotOnIndexError as error:
            others = isinstance(error, NoSuchVersionError)
            self._store.remember(question, Remembered("", str(error), self._clock(), others))
            raise
        except UnreachableError as error:
            return self._offline(wanted, known, f"and {error}")
        self._store.remember(question, Remembered(version, "", self._clock()))
        return found

    def _index(self) -> Remote:
        """Return the index; what reads one takes a third of a second to import, and a warm build asks none."""
        from explainer.analysis.remote import Remote

        with self._lock:
            if self._remote is None:
                self._remote = Remote(self._address, self._settings.timeout)
            return self._remote

    def _find(self, wanted: Wanted) -> tuple[str, WheelFile]:
        if self._unreachable:  # it is not asked again and again for each package of each snippet
            raise self._unreachable
        try:
            return self._index().find(wanted.name, wanted.specifier)
        except UnreachableError as error:
            self._unreachable = error
            raise

    def _download(self, wanted: Wanted, version: str, wheel: WheelFile) -> Distribution:
        limit = int(self._settings.max_download_mb * 1e6)
        members = self._index().sources(wheel, limit)
        root, record = self._store.put(wanted.name, version, members)
        return record.distribution(Package(record.name, version, wanted.origin), root)

    def _stored(self, wanted: Wanted, version: str) -> Distribution | None:
        found = self._store.get(wanted.name, version)
        if found is None:
            return None
        root, record = found
        return record.distribution(Package(record.name, version, wanted.origin), root)

    def _offline(self, wanted: Wanted, known: Remembered | None, why: str) -> Distribution:
        """Return the version that the index named last, or else the newest one in the cache that will do."""
        try:
            kept = SpecifierSet(wanted.specifier).filter(Version(text) for text in self._store.versions(wanted.name))
        except InvalidSpecifier as error:
            raise PackageError(f"{wanted.specifier!r} is no version specifier") from error
        last = [known.version] if known and known.version else []
        for version in [*last, *map(str, sorted(kept, reverse=True))]:
            if found := self._stored(wanted, version):
                return found
        raise PackageError(f"it is not installed and not in the cache, {why}")

    def _question(self, wanted: Wanted) -> tuple[str, ...]:
        """Return what an answer of the index depends on: which index and which Python ask, and for what."""
        return (f"{public(self._address)} {platform.python_version()}", wanted.name, wanted.specifier)
