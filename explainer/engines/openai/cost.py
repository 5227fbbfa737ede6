"""What answers cost: prices of models, the budget of a build, and the account of what was sent and paid."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from explainer.errors import ServiceError, ServiceStopped, SettingError
from explainer.model import Usage
from explainer.settings import OpenAISettings

_MILLION = 1_000_000
_BYTES_FOR_TOKEN = 3
"""Fewer than English text has, so that an estimate is rather too high."""
_KINDS = ("input", "cached", "output")


def estimated_tokens(size: int) -> int:
    """Return about how many tokens a request of some bytes has."""
    return size // _BYTES_FOR_TOKEN + 1


class Price(Protocol):
    """What a model costs."""

    def of(self, usage: Usage) -> float:
        """Return what one request costs in US dollars."""


@dataclass(frozen=True, slots=True)
class Flat:
    """US dollars for a million tokens, the same for every request."""

    input: float
    cached: float
    output: float

    def of(self, usage: Usage) -> float:
        """Return what some usage costs."""
        fresh = usage.input_tokens - usage.cached_tokens
        total = fresh * self.input + usage.cached_tokens * self.cached + usage.output_tokens * self.output
        return total / _MILLION


@dataclass(frozen=True, slots=True)
class Listed:
    """The known price of a model: a token of a long request may cost more than one of a short request."""

    model: str
    base_url: str

    def of(self, usage: Usage) -> float:
        """Return what one request costs.

        Raises:
            LookupError: for a model that is not known.
        """
        from genai_prices import Usage as Amount
        from genai_prices import calc_price

        amount = Amount(
            input_tokens=usage.input_tokens, cache_read_tokens=usage.cached_tokens, output_tokens=usage.output_tokens
        )
        return float(calc_price(amount, self.model, provider_api_url=self.base_url).total_price)


def price_of(settings: OpenAISettings) -> Price | None:
    """Return the price that the settings give, or the one that is known for the model; None where there is neither.

    Raises:
        SettingError: for a price that is no price, or a budget for a model whose price is not known.
    """
    price = _given(settings.price) if settings.price else _known(settings)
    if price is None and settings.budget_usd is not None:
        raise SettingError(
            f"option 'openai.budget_usd' is {settings.budget_usd!r}, and the price of {settings.model!r} at "
            f"{settings.base_url} is not known: set 'openai.price' to the US dollars for a million tokens, such as "
            "{input: 0.25, cached: 0.025, output: 2.0}, with 0 for a server of your own"
        )
    return price


def _given(price: Mapping[str, object]) -> Flat:
    values: dict[str, float] = {}
    for kind, value in price.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if kind not in _KINDS or not number or not 0 <= float(value) < math.inf:  # type: ignore[arg-type]
            raise SettingError(
                f"option 'openai.price' has {kind!r}: {value!r}, and should have US dollars for a million tokens "
                f"under {', '.join(_KINDS)}"
            )
        values[kind] = float(value)  # type: ignore[arg-type]
    for kind in ("input", "output"):
        if kind not in values:
            raise SettingError(
                f"option 'openai.price' is {dict(price)!r}, without {kind!r}: give the US dollars for a million tokens "
                "of input and of output, 0 for what costs nothing"
            )
    return Flat(values["input"], values.get("cached", values["input"]), values["output"])


def _known(settings: OpenAISettings) -> Listed | None:
    listed = Listed(settings.model, settings.base_url)
    try:
        listed.of(Usage())
    except LookupError:
        return None
    return listed


class Ledger:
    """The account of a build, shared by its threads.

    Args:
        price: Of the model; None where it is not known.
        budget: Most US dollars to spend; None sets no limit.
    """

    def __init__(self, price: Price | None, budget: float | None) -> None:
        self._price, self._budget = price, budget
        self._changed = threading.Condition()
        self._reserved: list[float] = []
        """For each request that is under way, what it may cost."""
        self._stopped = False
        self.used = Usage()
        self.sent = 0
        """Requests that were answered in this build."""
        self.kept = 0
        """Answers that were there from earlier."""

    def worst(self, input_tokens: int, output_tokens: int) -> float | None:
        """Return the most that a request can cost, in US dollars; None where the price is not known."""
        return None if self._price is None else self._price.of(Usage(input_tokens, 0, output_tokens))

    def reserve(self, input_tokens: int, output_tokens: int) -> float:
        """Set aside what a request may cost at most, waiting for others to be settled where that helps.

        Raises:
            ServiceError: the first time that the budget does not allow it.
            ServiceStopped: each time after that.
        """
        dollars = self.worst(input_tokens, output_tokens) or 0.0
        if self._budget is None:
            return dollars
        with self._changed:
            while not self._stopped and self._spent() + sum(self._reserved) + dollars > self._budget:
                if not self._reserved:
                    self._stopped = True
                    raise ServiceError(
                        f"option 'openai.budget_usd' allows ${self._budget:.2f}, of which ${self._spent():.4f} are "
                        f"spent, and the next request may cost ${dollars:.4f}: nothing more is sent in this build"
                    )
                self._changed.wait()
            if self._stopped:
                raise ServiceStopped(f"not asked: the budget of ${self._budget:.2f} is used up")
            self._reserved.append(dollars)
        return dollars

    def settle(self, reserved: float, usage: Usage | None) -> Usage:
        """Give back what was set aside, and count what was really used.

        Args:
            reserved: What `reserve` returned.
            usage: What the answer took; None where there was none.

        Returns:
            The usage with its price.
        """
        with self._changed:
            priced = Usage() if usage is None else self.priced(usage)
            if usage is not None:
                self.sent += 1
                self.used = self.used + priced
            if self._budget is not None:
                self._reserved.remove(reserved)
            self._changed.notify_all()
        return priced

    def priced(self, usage: Usage) -> Usage:
        """Return a usage with its price."""
        return replace(usage, dollars=None if self._price is None else self._price.of(usage))

    def had(self) -> None:
        """Count an answer that was there already."""
        with self._changed:
            self.kept += 1

    def _spent(self) -> float:
        return self.used.dollars or 0.0

    def __str__(self) -> str:
        """One line for the user."""
        used = self.used
        cost = "at a price that is not known" if used.dollars is None else f"for ${used.dollars:.4f}"
        budget = "" if self._budget is None else f" of ${self._budget:.2f}"
        return (
            f"{self.sent} answers asked for, {self.kept} kept from earlier; {used.input_tokens:,} tokens sent "
            f"({used.cached_tokens:,} cached), {used.output_tokens:,} received, {cost}{budget}"
        )
