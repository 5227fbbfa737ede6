"""One service that answers requests: kept answers first, then limits, budget and network; every trouble is named."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from explainer.engines.openai.bounded import bounded
from explainer.engines.openai.conversation import (
    Answer,
    Chat,
    Dialect,
    Failed,
    Item,
    Malformed,
    Responses,
    most_written,
)
from explainer.engines.openai.cost import Ledger, Sending, estimated_tokens
from explainer.engines.openai.credentials import headers_for, key_of
from explainer.engines.openai.decoding import decoded
from explainer.engines.openai.limits import CircuitBreaker, RateLimiter
from explainer.engines.openai.said import codes_of
from explainer.engines.openai.trouble import (
    LONGEST_PAUSE,
    Trouble,
    failed,
    no_json,
    retry_after,
    short,
    trouble,
)
from explainer.errors import AnswerError, ServiceError
from explainer.model import Usage
from explainer.settings import OpenAISettings
from explainer.store.cache import Cache
from explainer.store.keys import digest
from explainer.store.records import kept, to_json

if TYPE_CHECKING:
    import httpx2
    import openai

_OFFICIAL = "api.openai.com"
_SHORTEST_SECRET = 8
"""Characters of a key that may be secret. Servers that ask for no key are given `x` or `ollama`, which answers hold."""
_STARTED = "explainer.started"
"""Where a request carries the time at which it was sent."""


class _OtherForm(Exception):
    """The service refused a request that can be put in another form."""


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
        self.official = parts.hostname == _OFFICIAL
        """Whether it is OpenAI's own."""
        self._key = key_of(settings, self.official)
        self._where = f"{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}"
        self.dialect: Dialect = Responses() if settings.api == "responses" else Chat(self.official)
        self.name = f"{settings.model} at {self._where}"
        self._breaker = CircuitBreaker()
        self._limiter = RateLimiter(settings.requests_per_minute, settings.tokens_per_minute, sleep=self._breaker.wait)
        self._of_thread = threading.local()
        self._client = self._connected()
        self._headers = {} if self.official else headers_for(self._key)

    def ask(
        self,
        items: Sequence[Item],
        *,
        schema: Mapping[str, Any] | None = None,
        tools: Sequence[Item] = (),
        forced: str = "",
    ) -> Answer:
        """Return what the model says to a conversation; the same request is sent once and never again.

        Args:
            items: The conversation, instructions first.
            schema: JSON schema of the answer.
            tools: Functions that the model may call.
            forced: Name of the one that it has to call; empty leaves the choice to it.

        Raises:
            AnswerError: when the answer cannot be used.
            ServiceError: when there is none.
        """
        body = self._body(items, schema, tools, forced)
        answer = self._kept(self._store_key(body))
        if answer is None:
            try:
                answer = self._sent(body)
            except _OtherForm:
                body = self._body(items, schema, tools, forced)
                answer = self._sent(body)
            self._store.set("answer", self._store_key(body), to_json(answer))
        if answer.problem:
            raise AnswerError(f"{self.name}: {answer.problem}", answer.problem.partition(":")[0], answer.usage)
        return answer

    def forget(
        self,
        items: Sequence[Item],
        *,
        schema: Mapping[str, Any] | None = None,
        tools: Sequence[Item] = (),
        forced: str = "",
    ) -> None:
        """Keep an answer no longer, since it says nothing: when the same is asked again, it is sent again."""
        self._store.set("answer", self._store_key(self._body(items, schema, tools, forced)), "")

    def estimate(self, items: Sequence[Item], schema: Mapping[str, Any] | None = None) -> Usage:
        """Return the most that asking takes: nothing where the answer is kept from earlier."""
        body = self._body(items, schema, ())
        if self._store.get("answer", self._store_key(body)):
            return Usage(dollars=0.0)
        return self._ledger.priced(self._most(body))

    def most(self, items: Sequence[Item], tools: Sequence[Item] = ()) -> Usage:
        """Return the most that the beginning of a conversation takes, kept from earlier or not."""
        return self._ledger.priced(self._most(self._body(items, None, tools)))

    def priced(self, usage: Usage) -> Usage:
        """Return what one request takes, with its price."""
        return self._ledger.priced(usage)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _body(
        self, items: Sequence[Item], schema: Mapping[str, Any] | None, tools: Sequence[Item], forced: str = ""
    ) -> dict[str, Any]:
        body = self.dialect.body(items, schema, tools, self._settings.max_output_tokens, forced)
        body = {"model": self._settings.model, **body}
        if self.official:
            # Requests that begin alike are sent where their beginning is still in the provider's cache.
            body["prompt_cache_key"] = digest(json.dumps(items[:1]))[:32]
        # What the user sets to nothing is left out: some servers refuse a field that others need.
        return {name: value for name, value in (body | self._settings.extra).items() if value is not None}

    def _store_key(self, body: Mapping[str, Any]) -> str:
        return digest(self._settings.base_url, self.dialect.path, json.dumps(body, sort_keys=True))

    def _kept(self, key: str) -> Answer | None:
        answer = kept(self._store, "answer", key, Answer)
        if answer is not None:
            self._ledger.had()
            return replace(answer, usage=self._ledger.priced(answer.usage))
        return None

    def _sent(self, body: Mapping[str, Any]) -> Answer:
        self._breaker.check()
        self._of_thread.sending = sending = Sending(self._ledger, self._most(body))
        usage: Usage | None = None
        try:
            answer = self._answered(body)
            usage = answer.usage
        finally:
            priced = sending.close(usage)
        self._breaker.succeeded()
        return replace(answer, usage=priced)

    def _most(self, body: Mapping[str, Any]) -> Usage:
        """Return what a request takes at most."""
        written = most_written(body, self._settings.max_output_tokens)
        return Usage(estimated_tokens(len(_encoded(body))), 0, written)

    def _answered(self, body: Mapping[str, Any]) -> Answer:
        import httpx2
        import openai

        try:
            response = self._client.post(
                self.dialect.path, body=body, cast_to=httpx2.Response, options={"headers": self._headers}
            )
            return self.dialect.answer(_decoded(self._shown(response.text)))
        except openai.OpenAIError as error:
            if isinstance(error.__cause__, ServiceError):  # of what is done before sending again
                raise error.__cause__ from None
            if isinstance(error, openai.BadRequestError) and self.dialect.learns(error.message):
                raise _OtherForm from None
            raise self._failed(trouble(error, self._settings, self._shown)) from None
        except Failed as error:
            raise self._failed(failed(str(error))) from None
        except (Malformed, KeyError, TypeError, AttributeError, RecursionError) as error:
            reason = str(error) if isinstance(error, Malformed) else "it has another form than the protocol's"
            raise self._failed(Trouble(f"gave an answer that cannot be read: {reason}", lasting=False)) from None
        except (ValueError, httpx2.HTTPError, httpx2.StreamError) as error:
            reason = short(self._shown(str(error)))
            raise self._failed(Trouble(f"cannot be asked ({type(error).__name__}: {reason})", lasting=False)) from None

    def _shown(self, text: str) -> str:
        """Return a text from outside without the key, which a service may say back."""
        if len(self._key) < _SHORTEST_SECRET:
            return text
        return text.replace(json.dumps(self._key)[1:-1], "[key]").replace(self._key, "[key]")

    def _failed(self, found: Trouble) -> ServiceError:
        return self._breaker.failed(ServiceError(f"{self.name} {found.message}"), lasting=found.lasting)

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
                timeout=settings.timeout,
                # Another address would be sent the key and the question, too.
                follow_redirects=False,
                event_hooks={"request": [self._before], "response": [self._after]},
            ),
        )

    def _before(self, request: httpx2.Request) -> None:
        """Wait until the limits allow a request; the client's own repetitions pass here as well."""
        sending: Sending = self._of_thread.sending
        sending.again()
        request.extensions["trace"] = sending.traced
        self._limiter.wait(sending.tokens, self._breaker.is_open)
        self._breaker.check()
        request.extensions[_STARTED] = time.monotonic()

    def _after(self, response: httpx2.Response) -> None:
        """Hold an answer to the time it may take, and let all threads wait when the service says so to one of them."""
        ends = response.request.extensions[_STARTED] + self._settings.timeout
        response.stream = bounded(response.stream, ends)
        if not response.is_success:
            self._of_thread.sending.refused()
        if response.status_code != 429:
            return
        seconds = retry_after(response.headers)
        if 0 < seconds <= LONGEST_PAUSE:
            self._limiter.pause(seconds)
        response.read()
        if seconds > LONGEST_PAUSE or _says(response.text, "insufficient_quota"):
            response.headers["x-should-retry"] = "false"


def _says(text: str, code: str) -> bool:
    try:
        return code in codes_of(json.loads(text))
    except (ValueError, RecursionError):
        return False


def _encoded(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body).encode()


def _decoded(text: str) -> Mapping[str, Any]:
    try:
        data = decoded(text)
    except (ValueError, RecursionError):
        raise Malformed(no_json(text)) from None
    if not isinstance(data, dict):
        raise Malformed("it is no JSON object")
    return data
