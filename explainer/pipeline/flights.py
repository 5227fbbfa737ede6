"""Work that waits for servers, side by side, and the same work once however often it is asked for at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from explainer.pipeline.crew import Crew

T = TypeVar("T")


class Flights(Generic[T]):
    """A pool of threads that does each thing once while it is under way.

    Args:
        workers: Threads.
        leave: Called in each thread before it ends, to release what belongs to the thread.
    """

    def __init__(self, workers: int, leave: Callable[[], None] = lambda: None) -> None:
        self._crew = Crew(workers, "explainer-step", leave)
        self._lock = threading.Lock()
        self._under_way: dict[str, Future[T]] = {}
        self._stopped = False

    def submit(self, key: str, make: Callable[[], T]) -> Future[T]:
        """Have something made, unless the same is being made already; then return the result of that.

        What was made before is made again: `make` looks itself for what was kept. After `stop`, the result is that of
        something cancelled.

        Args:
            key: Of what is made.
            make: Makes it, in another thread.
        """
        with self._lock:
            known = self._under_way.get(key)
            if known is not None and not known.done():
                return known
            if self._stopped:
                return _cancelled()
            future = self._under_way[key] = self._crew.submit(make)
        future.add_done_callback(lambda landed: self._landed(key, landed))
        return future

    def stop(self) -> None:
        """Start nothing more, and cancel what waits for its turn; what is under way goes on."""
        with self._lock:
            self._stopped = True
            pending = list(self._under_way.values())
        for future in pending:
            future.cancel()

    def close(self) -> None:
        """Start nothing more, and wait for what is under way."""
        self.stop()
        self._crew.close()

    def _landed(self, key: str, future: Future[T]) -> None:
        with self._lock:
            if self._under_way.get(key) is future:
                del self._under_way[key]


def _cancelled() -> Future[T]:
    future: Future[T] = Future()
    future.cancel()
    return future
