"""Limits that threads share, with a clock that is set by hand."""

from __future__ import annotations

import pytest

from explainer.engines.openai.limits import CircuitBreaker, RateLimiter
from explainer.errors import ServiceError, ServiceStopped


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_no_minute_has_more_requests_than_allowed(clock: Clock) -> None:
    limiter = RateLimiter(requests=3, clock=clock, sleep=clock.sleep)
    times = []
    for _ in range(7):
        limiter.wait(10)
        times.append(clock.now - 100)
    assert times == [0, 0, 0, 60, 60, 60, 120]


def test_no_minute_has_more_tokens_than_allowed(clock: Clock) -> None:
    limiter = RateLimiter(tokens=1000, clock=clock, sleep=clock.sleep)
    times = []
    for tokens in (600, 400, 600, 5000, 10):
        limiter.wait(tokens)
        times.append(clock.now - 100)
    assert times == [0, 0, 60, 120, 180]


def test_a_pause_holds_all(clock: Clock) -> None:
    limiter = RateLimiter(clock=clock, sleep=clock.sleep)
    limiter.wait(1)
    limiter.pause(7)
    limiter.pause(3)
    limiter.wait(1)
    assert clock.now == 107


def test_a_service_is_given_up_after_failures_in_a_row() -> None:
    breaker = CircuitBreaker()
    for _ in range(3):
        breaker.failed(ServiceError("down"), lasting=False)
    breaker.succeeded()
    for _ in range(3):
        assert not isinstance(breaker.failed(ServiceError("down"), lasting=False), ServiceStopped)
    breaker.check()
    last = breaker.failed(ServiceError("down: wait"), lasting=False)
    assert str(last) == "down: wait; the service is not asked any more in this build"
    with pytest.raises(ServiceStopped, match="down"):
        breaker.check()
    assert isinstance(breaker.failed(ServiceError("down"), lasting=False), ServiceStopped)


def test_what_is_the_fault_of_one_question_is_not_counted() -> None:
    breaker = CircuitBreaker()
    for _ in range(9):
        assert str(breaker.failed(ServiceError("too long"), lasting=None)) == "too long"
    breaker.check()
