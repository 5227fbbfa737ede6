"""What models cost: the price in the settings, or the one that is known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from explainer.errors import SettingError
from explainer.model import Usage
from explainer.settings import OpenAISettings

_MILLION = 1_000_000
_KINDS = ("input", "cached", "output")
_ORDINARY_TIERS = (None, "auto", "default")


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
            f"{settings.base_url}{_as_asked(settings)} is not known: set 'openai.price' to the US dollars for a "
            "million tokens, such as {input: 0.25, cached: 0.025, output: 2.0}, with 0 for a server of your own"
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


def _as_asked(settings: OpenAISettings) -> str:
    """Return with which fields of a request, if any, another price than the listed one holds."""
    extra = settings.extra
    fields = [name for name in ("model", "models") if extra.get(name) not in (None, settings.model)]
    fields += ["service_tier"] if extra.get("service_tier") not in _ORDINARY_TIERS else []
    return f" with {' and '.join(f'{name}: {extra[name]}' for name in fields)}" if fields else ""


def _known(settings: OpenAISettings) -> Listed | None:
    if _as_asked(settings):
        return None
    listed = Listed(settings.model, settings.base_url)
    try:
        listed.of(Usage())
    except LookupError:
        return None
    return listed
