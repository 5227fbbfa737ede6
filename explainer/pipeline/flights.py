"""Work that waits for servers, side by side, and the same work once however often it is asked for at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

T = TypeVar("T")


class Flights(Generic[T]):
    """A pool of threads that does each thing once while it is under way.

    Args:
        workers: Threads.
    """

    def __init__(self, workers: int) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="explainer-step")
        self._lock = threading.Lock()
        self._under_way: dict[str, Future[T]] = {}

    def submit(self, key: str, make: Callable[[], T]) -> Future[T]:
        """Have something made, unless the same is being made already; then return the result of that.

        What was made before is made again: `make` looks itself for what was kept.

        Args:
            key: Of what is made.
            make: Makes it, in another thread.
        """
        with self._lock:
            known = self._under_way.get(key)
            if known is not None and not known.done():
                return known
            future = self._under_way[key] = self._pool.submit(make)
        future.add_done_callback(lambda landed: self._landed(key, landed))
        return future

    def close(self) -> None:
        """Start nothing more, and wait for what is under way."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _landed(self, key: str, future: Future[T]) -> None:
        with self._lock:
            if self._under_way.get(key) is future:
                del self._under_way[key]
