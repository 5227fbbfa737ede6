"""Searches that OpenAI's service makes for a searcher, paid from the account of the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from explainer.engines.openai.conversation import Responses, most_written
from explainer.engines.openai.cost import Ledger
from explainer.engines.openai.prices import Price, price_of
from explainer.errors import SearchError, ServiceError
from explainer.model import Usage
from explainer.settings import OpenAISettings

Answer = dict[str, Any]

_FEE = 0.01
"""US dollars for one search, beside the tokens: https://platform.openai.com/docs/pricing."""
_READ = 20_000
"""Tokens that a search is expected to read at most: how much it finds is not known before."""
_WRITTEN = 4_000


class HostedSearches:
    """Has searches counted and paid like other requests.

    Args:
        options: Of the engine.
        ledger: The account of the build.
    """

    def __init__(self, options: OpenAISettings, ledger: Ledger) -> None:
        self._options, self._ledger = options, ledger

    def __call__(self, model: str) -> Callable[[Mapping[str, Any], Callable[[], Answer]], Answer]:
        """Return what sends the searches of a model.

        Raises:
            SettingError: when there is a budget, and the price of the model is not known.
        """
        official = OpenAISettings(model=model, budget_usd=self._options.budget_usd)
        same = (model, official.base_url) == (self._options.model, self._options.base_url)
        price = price_of(replace(official, price=self._options.price if same else {}))
        return lambda body, send: self._paid(body, send, price)

    def _paid(self, body: Mapping[str, Any], send: Callable[[], Answer], price: Price | None) -> Answer:
        try:
            most = self._ledger.reserve(_priced(Usage(_READ, 0, most_written(body, _WRITTEN)), price, 1), search=True)
        except ServiceError as error:
            raise SearchError(f"is not asked: {error}") from error
        try:
            answer = send()
            output = answer["output"]
            usage = Responses().answer(answer).usage
        except SearchError as error:
            if error.worked:
                self._ledger.lose(most)
            else:
                self._ledger.settle(most, None)
            raise
        except BaseException:
            self._ledger.lose(most)
            raise
        searches = sum(item.get("type") == "web_search_call" for item in output)
        told = usage if usage.input_tokens else replace(most, at_most=True)
        self._ledger.settle_search(most, _priced(told, price, max(1, searches)))
        return answer


def _priced(usage: Usage, price: Price | None, searches: int) -> Usage:
    return replace(usage, dollars=None if price is None else price.of(usage) + searches * _FEE)
