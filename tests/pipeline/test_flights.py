"""Work side by side, and the same work once."""

from __future__ import annotations

import threading
import time

import pytest

from explainer.pipeline.flights import Flights


def test_the_same_is_made_once_while_it_is_under_way() -> None:
    made: list[str] = []
    goes_on = threading.Event()

    def make() -> int:
        made.append("a")
        goes_on.wait(5)
        return len(made)

    flights: Flights[int] = Flights(4)
    first, second = flights.submit("a", make), flights.submit("a", make)
    assert first is second
    goes_on.set()
    assert first.result() == 1
    assert flights.submit("a", make).result() == 2, "what has landed is made again"
    flights.close()


def test_an_error_reaches_all_who_wait_and_nobody_after() -> None:
    def fail() -> int:
        time.sleep(0.05)
        raise ValueError("no")

    flights: Flights[int] = Flights(2)
    for future in [flights.submit("a", fail), flights.submit("a", fail)]:
        with pytest.raises(ValueError, match="no"):
            future.result()
    assert flights.submit("a", lambda: 7).result() == 7
    flights.close()


def test_it_waits_for_as_many_as_there_are_threads() -> None:
    flights: Flights[None] = Flights(16)
    started = time.monotonic()
    futures = [flights.submit(str(number), lambda: time.sleep(0.2)) for number in range(32)]
    for future in futures:
        future.result()
    assert time.monotonic() - started < 2.0
    flights.close()


def test_what_waits_is_given_up_and_what_runs_is_finished() -> None:
    goes_on, begun = threading.Event(), threading.Event()

    def run() -> str:
        begun.set()
        goes_on.wait(5)
        return "done"

    flights: Flights[str] = Flights(1)
    running, waiting = flights.submit("a", run), flights.submit("b", lambda: "never")
    begun.wait(5)
    threading.Timer(0.1, goes_on.set).start()
    flights.close()
    assert running.result() == "done"
    assert waiting.cancelled()
