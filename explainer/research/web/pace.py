"""How often one server may be asked: its own limit, and the rests that it asks for."""

from __future__ import annotations

import email.utils
import math
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from explainer.errors import SearchError

PATIENCE = 15.0
"""Longest rest that a build waits for, in seconds; a server that asks for more is left alone."""
_BODY_KEYS = ("retry_after_seconds", "retryAfter", "retry_after", "backoff")
"""Of Tavily, of Microsoft, of several, and of Stack Exchange (https://api.stackexchange.com/docs/throttle)."""


class Pace:
    """Spaces requests to one server; thread safe.

    Args:
        per_second: Most requests a second; 0 sets no limit.
        clock: Seconds that only go forward.
        sleep: Waits for some seconds.
    """

    def __init__(
        self,
        per_second: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        self._interval = 1 / per_second if per_second else 0.0
        self._clock = clock
        self._sleep = sleep or time.sleep
        self._next = 0.0
        self._rests_until = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when the next request may be sent.

        Raises:
            SearchError: when the server asked for a rest that is too long.
        """
        with self._lock:
            now = self._clock()
            rest = self._rests_until - now
            if rest > PATIENCE:
                raise SearchError(f"asks to be left alone for {rest:.0f} s")
            start = max(now, self._next, self._rests_until)
            self._next = start + self._interval
        if start > now:
            self._sleep(start - now)

    def rest(self, seconds: float) -> None:
        """Send nothing for some seconds."""
        with self._lock:
            self._rests_until = max(self._rests_until, self._clock() + seconds)


def asked_rest(headers: Mapping[str, str], body: Any, now: datetime) -> float:
    """Return the seconds for which an answer asks to be left alone, by its headers or its JSON; 0 for none."""
    rests = [_seconds(headers.get("Retry-After"), now), *_used_up(headers, now)]
    if isinstance(body, dict):
        inner = body.get("error")
        places = [body, inner] if isinstance(inner, dict) else [body]
        rests += [_seconds(place.get(key), now) for place in places for key in _BODY_KEYS]
    return max(rests)


def _used_up(headers: Mapping[str, str], now: datetime) -> list[float]:
    """Return how long each limit lasts of which nothing remains; some services give lists, one for each limit."""
    remaining = _numbers(headers.get("X-RateLimit-Remaining"))
    resets = _numbers(headers.get("X-RateLimit-Reset"))
    return [_from_now(reset, now) for left, reset in zip(remaining, resets, strict=False) if left <= 0]


def _from_now(reset: float, now: datetime) -> float:
    """Read a reset that may be seconds from now, or a point in time."""
    moment = now.timestamp()
    return max(reset - moment, 0.0) if reset > moment / 2 else reset


def _numbers(value: str | None) -> list[float]:
    try:
        return [float(part) for part in (value or "").split(",") if part.strip()]
    except ValueError:
        return []


def _seconds(value: Any, now: datetime) -> float:
    """Read a number of seconds or an HTTP date."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return 0.0
    try:
        seconds = float(value)
        return max(seconds, 0.0) if math.isfinite(seconds) else 0.0
    except ValueError:
        pass
    try:
        moment = email.utils.parsedate_to_datetime(str(value))
    except ValueError:
        return 0.0
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((aware - now).total_seconds(), 0.0)
