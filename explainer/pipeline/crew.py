"""A pool of threads each of which has things of its own, as connections to the caches are."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


class Crew:
    """Threads that keep what belongs to them from one task to the next, and release it before they end.

    Args:
        workers: Threads, at least 1; none is started before something is submitted.
        name: What their names begin with.
        leave: Called in each thread before it ends.
    """

    def __init__(self, workers: int, name: str, leave: Callable[[], None]) -> None:
        self._workers, self._leave = workers, leave
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._started = False

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Have something done when a thread is free."""
        self._started = True
        return self._pool.submit(work)

    def close(self) -> None:
        """Take nothing more, and wait for what was submitted."""
        # None goes on before all are here: so each thread of the pool gets exactly one of these.
        everyone = threading.Barrier(self._workers)
        try:
            for _ in range(self._workers if self._started else 0):
                self._pool.submit(self._left, everyone)
        except RuntimeError:  # no thread can be started any more: those that are here are all
            everyone.abort()
        self._pool.shutdown(wait=True)

    def _left(self, everyone: threading.Barrier) -> None:
        with suppress(threading.BrokenBarrierError):
            everyone.wait()
        self._leave()
