"""One service that answers requests: kept answers first, then limits, budget and network; every trouble is named."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from explainer.engines.openai.conversation import Answer, Chat, Dialect, Item, Malformed, Responses
from explainer.engines.openai.cost import Ledger, estimated_tokens
from explainer.engines.openai.limits import CircuitBreaker, RateLimiter
from explainer.engines.openai.trouble import Trouble, trouble
from explainer.errors import ServiceError, SettingError
from explainer.model import Usage
from explainer.settings import OpenAISettings
from explainer.store.cache import Cache
from explainer.store.keys import digest
from explainer.store.records import from_json, to_json

if TYPE_CHECKING:
    import httpx2
    import openai

_OFFICIAL = "api.openai.com"
_VARIABLE = "OPENAI_API_KEY"
_NO_KEY = "none"
"""What is sent to a server of one's own that asks for no key."""
_LONGEST_PAUSE = 120.0
"""Seconds that a service may ask to wait for."""


class Service:
    """A model behind OpenAI's protocol; threads may share it.

    Args:
        settings: Which service, which model, and the limits.
        store: Keeps every answer, under the request, from the moment it arrives.
        ledger: The account of the build.

    Raises:
        SettingError: when there is no key for a service that needs one.
    """

    def __init__(self, settings: OpenAISettings, store: Cache, ledger: Ledger) -> None:
        parts = urlsplit(settings.base_url)
        self._settings, self._store, self._ledger = settings, store, ledger
        self._official = parts.hostname == _OFFICIAL
        self._key = _key(settings, self._official)
        self._where = f"{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}"
        self.dialect: Dialect = Responses() if settings.api == "responses" else Chat(self._official)
        self.name = f"{settings.model} at {self._where}"
        self._limiter = RateLimiter(settings.requests_per_minute, settings.tokens_per_minute)
        self._breaker = CircuitBreaker()
        self._client = self._connected()

    def ask(
        self, items: Sequence[Item], *, schema: Mapping[str, Any] | None = None, tools: Sequence[Item] = ()
    ) -> Answer:
        """Return what the model says to a conversation; the same request is sent once and never again.

        Args:
            items: The conversation, instructions first.
            schema: JSON schema of the answer.
            tools: Functions that the model may call.

        Raises:
            ServiceError: when there is no answer, or one that cannot be used.
        """
        body = self._body(items, schema, tools)
        key = self._store_key(body)
        answer = self._kept(key)
        if answer is None:
            answer = self._sent(body)
            self._store.set("answer", key, to_json(answer))
        if answer.problem:
            raise ServiceError(f"{self.name}: {answer.problem}")
        return answer

    def estimate(self, items: Sequence[Item], schema: Mapping[str, Any] | None = None) -> tuple[int, int, float | None]:
        """Return the tokens that asking would send and may get back, and the most that costs in US dollars.

        The price is None where it is not known; all are 0 where the answer is kept from earlier.
        """
        body = self._body(items, schema, ())
        if self._store.get("answer", self._store_key(body)) is not None:
            return 0, 0, 0.0
        tokens = estimated_tokens(len(_encoded(body)))
        return tokens, self._settings.max_output_tokens, self._ledger.worst(tokens, self._settings.max_output_tokens)

    def worst(self, tokens: int, rounds: int) -> tuple[int, int, float | None]:
        """Return, in the form of `estimate`, the most that a conversation of some rounds takes."""
        most = rounds * self._settings.max_output_tokens
        return tokens, most, self._ledger.worst(tokens, most)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _body(self, items: Sequence[Item], schema: Mapping[str, Any] | None, tools: Sequence[Item]) -> dict[str, Any]:
        body = self.dialect.body(items, schema, tools, self._settings.max_output_tokens)
        body = {"model": self._settings.model, **body}
        if self._official:
            # Requests that begin alike are sent where their beginning is still in the provider's cache.
            body["prompt_cache_key"] = digest(json.dumps(items[:1]))[:32]
        return body | self._settings.extra

    def _store_key(self, body: Mapping[str, Any]) -> str:
        return digest(self._settings.base_url, self.dialect.path, json.dumps(body, sort_keys=True))

    def _kept(self, key: str) -> Answer | None:
        text = self._store.get("answer", key)
        answer = None if text is None else from_json(Answer, text)
        if answer is not None:
            self._ledger.had()
            return Answer(answer.text, answer.calls, answer.problem, self._ledger.priced(answer.usage), answer.items)
        return None

    def _sent(self, body: Mapping[str, Any]) -> Answer:
        self._breaker.check()
        reserved = self._ledger.reserve(estimated_tokens(len(_encoded(body))), self._settings.max_output_tokens)
        usage: Usage | None = None
        try:
            answer = self._answered(body)
            usage = answer.usage
        finally:
            priced = self._ledger.settle(reserved, usage)
        self._breaker.succeeded()
        return Answer(answer.text, answer.calls, answer.problem, priced, answer.items)

    def _answered(self, body: Mapping[str, Any]) -> Answer:
        import httpx2
        import openai

        try:
            response = self._client.post(self.dialect.path, body=body, cast_to=httpx2.Response)
            return self.dialect.answer(_decoded(response.text))
        except openai.OpenAIError as error:
            raise self._failed(trouble(error, self._settings)) from None
        except (Malformed, KeyError, TypeError, AttributeError, RecursionError) as error:
            reason = str(error) if isinstance(error, Malformed) else "it has another form than the protocol's"
            raise self._failed(Trouble(f"gave an answer that cannot be read: {reason}", lasting=False)) from None

    def _failed(self, found: Trouble) -> ServiceError:
        words = found.message if not self._key or self._key == _NO_KEY else found.message.replace(self._key, "[key]")
        return self._breaker.failed(ServiceError(f"{self.name} {words}"), lasting=found.lasting)

    def _connected(self) -> openai.OpenAI:
        import openai

        settings = self._settings
        return openai.OpenAI(
            api_key=self._key,
            # Named in any case: the client would else take an address from the environment.
            base_url=settings.base_url,
            timeout=settings.timeout,
            max_retries=settings.retries,
            http_client=openai.DefaultHttpxClient(
                timeout=settings.timeout, event_hooks={"request": [self._before], "response": [self._after]}
            ),
        )

    def _before(self, request: httpx2.Request) -> None:
        """Wait until the limits allow a request; the client's own repetitions pass here as well."""
        self._limiter.wait(estimated_tokens(len(request.content)) + self._settings.max_output_tokens)

    def _after(self, response: httpx2.Response) -> None:
        """Let all threads wait when the service says so to one of them."""
        seconds = response.headers.get("retry-after", "")
        if response.status_code == 429 and seconds.isdecimal():
            self._limiter.pause(min(float(seconds), _LONGEST_PAUSE))


def _key(settings: OpenAISettings, official: bool) -> str:
    key = settings.api_key or (os.environ.get(_VARIABLE, "") if official else "")
    if not key and official:
        raise SettingError(
            f"option 'openai.api_key' is not set, and neither is {_VARIABLE} in the environment: set one of them"
            " to a key, or 'openai.base_url' to the address of another server"
        )
    return key.strip() or _NO_KEY


def _encoded(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body).encode()


def _decoded(text: str) -> Mapping[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed(f"it is no JSON, and begins with {text.strip()[:80]!r}") from None
    if not isinstance(data, dict):
        raise Malformed("it is no JSON object")
    return data
