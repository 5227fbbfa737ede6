"""The account of a build: what was sent and paid, and the limits that it keeps to."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from explainer.engines.openai.prices import Price
from explainer.errors import ServiceError, ServiceStopped
from explainer.model import Usage

BYTES_FOR_TOKEN = 3
"""Fewer than English text has, so that an estimate is rather too high."""


def estimated_tokens(size: int) -> int:
    """Return about how many tokens a request of some bytes has."""
    return size // BYTES_FOR_TOKEN + 1


class Ledger:
    """The account of a build, shared by its threads.

    Args:
        price: Of the model; None where it is not known.
        budget: Most US dollars to spend; None sets no limit.
        tokens: Most tokens to take, in and out; 0 sets no limit.
        searches: Most searches that assistants may make; 0 sets no limit.
        seconds: How long requests may be sent from now on; 0 sets no limit.
        clock: Seconds that only grow.
    """

    def __init__(
        self,
        price: Price | None,
        budget: float | None,
        *,
        tokens: int = 0,
        searches: int = 0,
        seconds: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._price, self._budget, self._tokens = price, budget, tokens
        self._searches, self._searches_made = searches, 0
        self._clock, self._ends = clock, clock() + seconds if seconds else math.inf
        self._seconds = seconds
        self._changed = threading.Condition()
        self._reserved: list[Usage] = []
        """For each request that is under way, what it may take."""
        self._stopped = ""
        self.used = Usage()
        self.sent = 0
        """Requests that were answered in this build."""
        self.untold = 0
        """Answers among them that did not say how many tokens they took."""
        self.lost = 0
        """Requests that were sent and had no answer, which may have been charged all the same."""
        self.hosted_searches = 0
        """Searches that were answered by services that are paid from the same account."""
        self.kept = 0
        """Answers that were there from earlier."""

    def reserve(self, most: Usage, *, search: bool = False) -> Usage:
        """Set aside what a request may take at most, waiting for others to be settled where that helps.

        Args:
            most: Tokens and price.
            search: Whether it is a search, which others may do without: it ends nothing where there is no room for it.

        Returns:
            What was set aside.

        Raises:
            ServiceError: the first time that a limit does not allow it.
            ServiceStopped: each time after that.
        """
        with self._changed:
            while not self._stopped and (reached := self._late() or self._reached(most)):
                final = not self._reserved or bool(self._late())
                if search and final:
                    raise ServiceError(reached)
                if final:
                    self._stopped = reached
                    raise ServiceError(f"{reached}: nothing more is sent in this build")
                self._changed.wait()
            if self._stopped:
                raise ServiceStopped(f"not asked: {self._stopped}")
            self._reserved.append(most)
        return most

    def settle(self, reserved: Usage, usage: Usage | None) -> Usage:
        """Give back what was set aside, and count what was really used.

        Args:
            reserved: What `reserve` returned.
            usage: What the answer took; a count that it does not tell is taken to be the most. None where nothing was.

        Returns:
            The usage with its price, which says whether it is only the most that was possible.
        """
        with self._changed:
            self._reserved.remove(reserved)
            self._changed.notify_all()
            if usage is None:
                return Usage()
            read, written = usage.input_tokens or reserved.input_tokens, usage.output_tokens or reserved.output_tokens
            untold = not (usage.input_tokens and usage.output_tokens)
            priced = self.priced(Usage(read, usage.cached_tokens, written, at_most=untold))
            self.sent += 1
            self.untold += untold
            self.used = self.used + priced
            return priced

    def settle_search(self, reserved: Usage, usage: Usage) -> None:
        """Give back what was set aside for a search, and count what it took, with its price."""
        with self._changed:
            self._reserved.remove(reserved)
            self._changed.notify_all()
            self.hosted_searches += 1
            self.used = self.used + usage

    def count_search(self) -> None:
        """Count a search that an assistant wants.

        Raises:
            ServiceError: the first time that the limit does not allow it.
            ServiceStopped: each time after that.
        """
        with self._changed:
            self._searches_made += 1
            beyond = self._searches_made - self._searches
        if self._searches and beyond > 0:
            reached = f"option 'openai.max_build_searches' allows {self._searches}, which are used up"
            raise ServiceError(reached) if beyond == 1 else ServiceStopped(reached)

    def lose(self, reserved: Usage) -> None:
        """Count what was set aside as used: the request was sent, and nobody says what became of it."""
        with self._changed:
            self._reserved.remove(reserved)
            self._changed.notify_all()
            self.lost += 1
            self.used = self.used + replace(reserved, at_most=True)

    def priced(self, usage: Usage) -> Usage:
        """Return a usage with its price."""
        return replace(usage, dollars=None if self._price is None else self._price.of(usage))

    def had(self) -> None:
        """Count an answer that was there already."""
        with self._changed:
            self.kept += 1

    def _late(self) -> str:
        if self._clock() < self._ends:
            return ""
        return f"option 'openai.max_build_seconds' allows {self._seconds:g} s, which are over"

    def _reached(self, most: Usage) -> str:
        """Return which limit a request would go over, with what is used and set aside."""
        together = sum(self._reserved, self.used) + most
        if self._budget is not None and (together.dollars or 0.0) > self._budget:
            return (
                f"option 'openai.budget_usd' allows ${self._budget:.2f}, of which ${self.used.dollars or 0.0:.4f} are "
                f"spent, and the next request may cost ${most.dollars or 0.0:.4f}"
            )
        if self._tokens and _all(together) > self._tokens:
            return (
                f"option 'openai.max_build_tokens' allows {self._tokens:,}, of which {_all(self.used):,} are used, and "
                f"the next request may take {_all(most):,}"
            )
        return ""

    def __str__(self) -> str:
        """One line for the user."""
        used = self.used
        most = "at most " if used.at_most else ""
        cost = f"for {most}{used.price}" if used.dollars else f"at {used.price or 'a price that is not known'}"
        budget = f" of ${self._budget:.2f}" if used.dollars and self._budget is not None else ""
        searches = f" {self.hosted_searches} hosted searches;" if self.hosted_searches else ""
        untold = f" {self.untold} that do not say what they took, counted as the most;" if self.untold else ""
        lost = f" {self.lost} without an answer, counted as the most that they take;" if self.lost else ""
        return (
            f"{self.sent} answers asked for, {self.kept} kept from earlier;{searches}{untold}{lost} "
            f"{most}{used.input_tokens:,} tokens sent ({used.cached_tokens:,} cached), {most}{used.output_tokens:,} "
            f"received, {cost}{budget}"
        )


def _all(usage: Usage) -> int:
    return usage.input_tokens + usage.output_tokens


class Sending:
    """One request on its way: what it may take is set aside each time that it is sent.

    A time that had no answer is charged, unless the service refused the request or it never left: a service may have
    worked for it, and does not say so.

    Args:
        ledger: The account.
        most: What the request takes at most.

    Raises:
        ServiceError: when a limit of the build does not allow it.
    """

    def __init__(self, ledger: Ledger, most: Usage) -> None:
        self._ledger, self._most = ledger, ledger.reserve(ledger.priced(most))
        self._held, self._out = True, False
        self._stopped: ServiceError | None = None

    @property
    def tokens(self) -> int:
        """Most tokens, in and out."""
        return self._most.input_tokens + self._most.output_tokens

    def again(self) -> None:
        """Set aside what sending takes, unless it still is.

        Raises:
            ServiceError: when a limit of the build does not allow it.
        """
        if self._out:
            self._ledger.lose(self._most)
            self._held = self._out = False
        if self._stopped:
            raise self._stopped
        if not self._held:
            try:
                self._ledger.reserve(self._most)
            except ServiceError as error:
                self._stopped = error
                raise
            self._held = True

    def traced(self, event: str, _: object) -> None:
        """Note that the request leaves; called by the transport with the names of its events."""
        if event.endswith("send_request_headers.started"):
            self._out = True

    def refused(self) -> None:
        """Note that the service does not work for it."""
        self._out = False

    def close(self, usage: Usage | None) -> Usage:
        """Return what the answer took, with its price; None stands for no answer."""
        if not self._held:
            return Usage()
        if usage is None and self._out:
            self._ledger.lose(self._most)
            return Usage()
        return self._ledger.settle(self._most, usage)
