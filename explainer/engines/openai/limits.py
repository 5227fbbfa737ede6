"""Limits that all threads share: requests and tokens in a minute, and when to stop calling a service that is dead."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from explainer.errors import ServiceError, ServiceStopped

MINUTE = 60.0
_FAILURES = 4
"""Failures in a row after which a service is taken for dead."""


class RateLimiter:
    """Lets requests through so that no minute has more than so many, and none are sent while the service wants a pause.

    Args:
        requests: Most in a minute; 0 sets no limit.
        tokens: Most in a minute; 0 sets no limit. A single request above it is let through alone.
        clock: Seconds that only grow.
        sleep: Waits for some seconds.
    """

    def __init__(
        self,
        requests: int = 0,
        tokens: int = 0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._requests, self._tokens = requests, tokens
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._sent: deque[tuple[float, int]] = deque()
        self._paused_until = 0.0

    def wait(self, tokens: int, stopped: Callable[[], bool] = lambda: False) -> None:
        """Return when a request of so many tokens may be sent; it is counted as sent then.

        Args:
            tokens: Of the request and its answer.
            stopped: Whether waiting makes no sense any more; `sleep` should end early then.
        """
        while not stopped():
            with self._lock:
                now = self._clock()
                left = max(self._paused_until - now, self._until_free(now, tokens))
                if left <= 0:
                    self._sent.append((now, tokens))
                    return
            self._sleep(left)

    def pause(self, seconds: float) -> None:
        """Let nothing through for some seconds."""
        with self._lock:
            self._paused_until = max(self._paused_until, self._clock() + seconds)

    def _until_free(self, now: float, tokens: int) -> float:
        while self._sent and self._sent[0][0] <= now - MINUTE:
            self._sent.popleft()
        if not self._sent:
            return 0.0
        full = self._requests and len(self._sent) >= self._requests
        heavy = self._tokens and sum(count for _, count in self._sent) + tokens > self._tokens
        return self._sent[0][0] + MINUTE - now if full or heavy else 0.0


class CircuitBreaker:
    """Stops calls to a service for good, once it has failed too often in a row or in a way that will not pass."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._reason = ""
        self._open = threading.Event()

    def wait(self, seconds: float) -> None:
        """Return after some seconds, or when the service is not called any more."""
        self._open.wait(seconds)

    def is_open(self) -> bool:
        """Return whether the service is not called any more."""
        return self._open.is_set()

    def check(self) -> None:
        """Return if the service may be called.

        Raises:
            ServiceStopped: when it is not called any more; the failure that led to that was reported when it happened.
        """
        if self._reason:
            raise ServiceStopped(f"not asked any more in this build, after this: {self._reason}")

    def succeeded(self) -> None:
        """Count an answer."""
        with self._lock:
            self._failures = 0

    def failed(self, error: ServiceError, *, lasting: bool | None) -> ServiceError:
        """Count a failure, and return the error to raise for it.

        Args:
            error: The failure.
            lasting: Whether every other call would fail in the same way; None where it is the fault of what was asked
                this once, which says nothing of the service.
        """
        with self._lock:
            if self._reason:
                return ServiceStopped(str(error))
            if lasting is None:
                return error
            self._failures += 1
            if not lasting and self._failures < _FAILURES:
                return error
            self._reason = str(error)
            self._open.set()
            return type(error)(f"{error}; the service is not asked any more in this build")
