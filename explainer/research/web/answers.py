"""Answers of search services: asked for once, kept for a while, counted by the month."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from explainer.errors import SearchError, ServiceError
from explainer.research.web.once import Once
from explainer.research.web.protocol import Query, Result, SearchService
from explainer.settings import SearchSettings
from explainer.store.cache import Cache
from explainer.store.records import kept, to_json

_log = logging.getLogger(__name__)

_NO_MATTER = ("key", "url", "per_second", "per_month")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service found, and when."""

    retrieved: str
    """The moment in UTC, as ISO 8601."""
    results: tuple[Result, ...]

    @property
    def day(self) -> str:
        """The day it was retrieved on."""
        return self.retrieved[:10]


class Answers:
    """Asks services; thread safe. The same query goes to a service once, whoever asks, however many at a time.

    Args:
        settings: How old an answer may be, and how many requests a month a service may get.
        cache: For answers and counts.
        now: Gives the moment, in UTC.
    """

    def __init__(
        self, settings: SearchSettings, cache: Cache, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._settings = settings
        self._cache = cache
        self._now = now
        self._lock = threading.Lock()
        self._asked: Once[Answer] = Once()
        self._closed: set[str] = set()
        self._counted: dict[str, int] = {}
        """Requests of a month, for a build that keeps nothing."""

    def ask(self, service: SearchService, query: Query) -> Answer:
        """Return a service's answer to a query.

        Raises:
            SearchError: when the service refuses or fails, or when it did before in this build.
        """
        asked = repr((service.name, _place(service), self._options(service.name), to_json(query)))
        key = hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()
        return self._asked.get(key, lambda: self._kept(key) or self._new(key, service, query))

    def _options(self, name: str) -> list[tuple[str, str]]:
        """Return what the user set of a service and its answers depend on: no key, and not how often to ask."""
        options = self._settings.services.get(name, {})
        return sorted((option, repr(value)) for option, value in options.items() if option not in _NO_MATTER)

    def _kept(self, key: str) -> Answer | None:
        answer = kept(self._cache, "search", key, Answer)
        if answer is None:
            return None
        age = self._now() - datetime.fromisoformat(answer.retrieved)
        return answer if age <= timedelta(days=self._settings.max_age_days) else None

    def _new(self, key: str, service: SearchService, query: Query) -> Answer:
        if not self._settings.paid and getattr(getattr(service, "service", None), "key", None):
            raise SearchError("is not asked, since that may cost something")
        if service.name in self._closed:
            raise AlreadyClosedError("was left alone after it failed")
        try:
            self._count(service.name)
            answer = self._found(service, query)
        except SearchError as error:
            if error.closed:
                with self._lock:
                    first = service.name not in self._closed
                    self._closed.add(service.name)
                if not first:
                    raise AlreadyClosedError(str(error)) from error
            raise
        self._cache.set("search", key, to_json(answer))
        return answer

    def _found(self, service: SearchService, query: Query) -> Answer:
        now = self._now()
        try:
            found = tuple(service.find(query.sent_on(now.date())))
        except ServiceError:
            raise
        except Exception as error:  # a fault of one service must not cost a snippet what the others find
            _log.debug("searcher %r", service.name, exc_info=True)
            raise SearchError(f"failed, by a fault of its own ({type(error).__name__})") from error
        return Answer(now.isoformat(timespec="seconds"), found)

    def _count(self, name: str) -> None:
        """Count a request against the month's allowance, if the user set one.

        Raises:
            SearchError: when nothing is left of it.
        """
        most = self._settings.services.get(name, {}).get("per_month")
        if most is None:
            return
        month = f"{self._now():%Y-%m} {name}"
        with self._lock:
            kept = self._cache.get("requests", month) or ""
            had = max(int(kept) if kept.isdecimal() else 0, self._counted.get(month, 0))
            if had >= most:
                raise SearchError(f"had its {most} requests of this month, by 'search.services.{name}.per_month'")
            self._counted[month] = had + 1
            self._cache.set("requests", month, str(had + 1))


def _place(service: SearchService) -> str:
    """Return the address that a service is asked at, without credentials."""
    parts = urlsplit(getattr(getattr(service, "service", None), "url", ""))
    return f"{parts.netloc.rpartition('@')[2]}{parts.path}"


class AlreadyClosedError(SearchError):
    """A service that was already said to have failed in this build: nothing new to tell."""
