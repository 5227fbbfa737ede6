"""The engine `openai`: a model reads the code, the facts and the sources, and names the evidence of all it says."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlsplit

from explainer.engines.openai import answers, second_reading
from explainer.engines.openai.assistant import Assistant
from explainer.engines.openai.conversation import Item
from explainer.engines.openai.cost import Ledger
from explainer.engines.openai.hosted import HostedSearches
from explainer.engines.openai.prices import price_of
from explainer.engines.openai.prompting import Prompts
from explainer.engines.openai.question import question
from explainer.engines.openai.retirement import ending
from explainer.engines.openai.searches import CountedSearches
from explainer.engines.openai.service import Service
from explainer.engines.protocol import COSTS, Estimate, Lookup, Reread
from explainer.errors import AnswerError, ServiceError, SettingError
from explainer.model import Claim, ExplainRequest, Explanation, Rejected, Usage
from explainer.settings import OpenAISettings, Settings
from explainer.store.cache import Cache
from explainer.store.keys import digest

T = TypeVar("T")

_log = logging.getLogger(__name__)
_costs = logging.getLogger(COSTS)

_CHOICES = {"api": ("responses", "chat"), "research": ("single", "assistant")}
_AT_LEAST = {
    "max_source_tokens": 0,
    "max_claims": 1,
    "max_output_tokens": 1,
    "timeout": 0.1,
    "retries": 0,
    "requests_per_minute": 0,
    "tokens_per_minute": 0,
    "max_build_tokens": 0,
    "max_build_searches": 0,
    "max_build_seconds": 0.0,
    "max_rounds": 1,
    "max_searches": 0,
    "max_step_tokens": 1,
    "max_step_seconds": 0.0,
}


class OpenAIEngine:
    """Asks a model over OpenAI's protocol.

    Args:
        settings: Of the whole program; those of the engine are under `openai`.
        today: To tell whether the model ends soon.
        clock: Seconds that only grow.

    Raises:
        SettingError: for an option that cannot be used.
    """

    name = "openai"

    def __init__(
        self, settings: Settings, *, today: date | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        options = _checked(settings.openai)
        self._prompts = Prompts(options.audience, options.language, options.max_claims, options.prompts_dir)
        self._most = options.max_claims
        self._schema = answers.schema(options.max_claims)
        self.language = options.language
        self.prompts = self._prompts.texts
        self.version = _version(options, self._prompts)
        self._ledger = Ledger(
            price_of(options),
            options.budget_usd,
            tokens=options.max_build_tokens,
            searches=options.max_build_searches,
            seconds=options.max_build_seconds,
            clock=clock,
        )
        if options.max_step_usd is not None and self._ledger.priced(Usage(1)).dollars is None:
            raise SettingError(
                f"option 'openai.max_step_usd' needs a price, and that of {options.model!r} is not known: set "
                "'openai.price'"
            )
        self._store = Cache(settings.cache_dir / "answers" if settings.cache else None)
        try:
            self._service = Service(options, self._store, self._ledger)
        except SettingError:
            self._store.close()
            raise
        self._options = options
        self._assistant = Assistant(self._service, options, None) if options.research == "assistant" else None
        if found := ending(options.model, today or date.today()):
            said, urgent = found
            # At another address, a model of that name may be another one, or live on.
            _log.log(logging.WARNING if urgent and self._service.official else logging.INFO, "openai: %s", said)

    def explain(self, request: ExplainRequest) -> Explanation:
        """Ask for the claims about one step.

        Raises:
            AnswerError: when its answer cannot be used.
            ServiceError: when the service gives no answer.
        """
        if self._assistant is not None:
            return self._assistant.explain(self._asked(request, self._prompts.assistant), request, self.name)
        return self._claims(self._asked(request, self._prompts.single), request)

    def search_with(self, lookup: Lookup) -> None:
        """Let the assistant search, if there is one, and have the searches paid for that OpenAI makes."""
        lookup.charge(HostedSearches(self._options, self._ledger))
        if self._assistant is not None:
            counted = CountedSearches(lookup, self._ledger, self._store, self._service.name)
            self._assistant = Assistant(self._service, self._options, counted)

    def revise(self, request: ExplainRequest, refused: Sequence[Rejected]) -> Explanation:
        """Ask for better claims in place of those that were refused.

        Raises:
            AnswerError: when its answer cannot be used.
            ServiceError: when the service gives no answer.
        """
        claims = [one.claim for one in refused]
        said = {"role": "assistant", "content": answers.written(claims, request.research.sources)}
        listed = "\n".join(f"- {one.claim.text}\n  refused: {one.reason}" for one in refused)
        asked = self._asked(request, self._prompts.single)
        return self._claims([*asked, said, _user(f"{self._prompts.revise}\n{listed}")], request)

    def reread(self, request: ExplainRequest, claims: Sequence[Claim]) -> Reread:
        """Ask which claims are not said by their quotes; nobody is asked unless the settings want a second reading.

        Raises:
            AnswerError: when the answer cannot be used.
            ServiceError: when the service gives no answer.
        """
        if not self._options.second_reading:
            return Reread()
        shown = second_reading.question(request, claims)
        asked = [{"role": "system", "content": self._prompts.second_reading}, _user(shown)]
        schema = second_reading.schema(self._most)
        return Reread(*self._read(asked, schema, lambda text: second_reading.doubts(text, claims)))

    def estimate(self, request: ExplainRequest) -> Estimate:
        """Return what asking about a step takes, without asking."""
        if self._assistant is not None:
            asked = self._asked(request, self._prompts.assistant)
            most = self._assistant.estimate(asked)
        else:
            asked = self._asked(request, self._prompts.single)
            most = self._service.estimate(asked, self._schema)
        if self._options.second_reading:
            # What it reads was said in an answer, or is a part of the sources of the question.
            first = self._service.most(asked)
            most += self._service.priced(Usage(first.input_tokens + first.output_tokens, 0, first.output_tokens))
        return Estimate(most.input_tokens, most.output_tokens, most.dollars)

    def release(self) -> None:
        """Release what belongs to the calling thread."""
        self._store.release()

    def close(self) -> None:
        """Say what was used, and close connections and store."""
        if self._ledger.sent or self._ledger.kept or self._ledger.hosted_searches or self._ledger.lost:
            _costs.info("%s: %s", self._service.name, self._ledger)
        self._service.close()
        self._store.close()

    def _asked(self, request: ExplainRequest, task: str) -> list[Item]:
        # What is the same for every step comes first, so that providers' caches of beginnings can serve it.
        instructions = f"{self._prompts.rules}\n{task}"
        return [{"role": "system", "content": instructions}, _user(question(request, self._options.max_source_tokens))]

    def _claims(self, items: list[Item], request: ExplainRequest) -> Explanation:
        sources = request.research.sources
        claims, used = self._read(items, self._schema, lambda text: answers.read(text, sources, self._most))
        return Explanation(self.name, claims, usage=used)

    def _read(self, items: Sequence[Item], schema: Mapping[str, Any], read: Callable[[str], T]) -> tuple[T, Usage]:
        """Return what is read in an answer, and what it took; one that cannot be read is asked for once more."""
        used = Usage()
        reason = ""
        asked = []
        for _ in range(2):
            asked.append(items)
            try:
                answer = self._service.ask(items, schema=schema)
            except ServiceError as error:
                raise error.after(used) from None
            used = used + answer.usage
            try:
                return read(answer.text), used
            except answers.Unreadable as error:
                reason = str(error)
                items = [*items, {"role": "assistant", "content": answer.text}, _user(self._prompts.unreadable(reason))]
        for one in asked:
            self._service.forget(one, schema=schema)
        message = (
            f"{self._service.name} answered twice in a form that cannot be read: {reason}; build again to ask again"
        )
        raise AnswerError(message, "the answer has another form than was asked for", used)


def _user(text: str) -> Item:
    return {"role": "user", "content": text}


def _version(options: OpenAISettings, prompts: Prompts) -> str:
    """Return a hash of all that makes the answers to the same request others."""
    limits = (
        options.max_rounds,
        options.max_searches,
        options.max_step_tokens,
        options.max_step_seconds,
        options.max_step_usd,
    )
    asked = (
        options.model,
        options.base_url,
        options.api,
        options.research,
        options.max_output_tokens,
        options.max_source_tokens,
        options.max_claims,
        options.second_reading,
        *(limits if options.research == "assistant" else ()),
    )
    return digest(*map(str, asked), repr(sorted(options.extra.items())), *prompts.texts)


def _checked(options: OpenAISettings) -> OpenAISettings:
    def require(condition: bool, name: str, wanted: str) -> None:
        if not condition:
            raise SettingError(f"option 'openai.{name}' is {getattr(options, name)!r}, and should be {wanted}")

    require(bool(options.model), "model", "the name of a model, as the service knows it")
    parts = urlsplit(options.base_url)
    require(parts.scheme in ("http", "https") and bool(parts.hostname), "base_url", "an address that begins with http")
    if parts.username or parts.password:
        raise SettingError("option 'openai.base_url' holds a name or password: set 'openai.api_key' instead")
    for name, choices in _CHOICES.items():
        require(getattr(options, name) in choices, name, " or ".join(choices))
    for name, least in _AT_LEAST.items():
        require(getattr(options, name) >= least, name, f"a number of at least {least}")
    require(options.budget_usd is None or options.budget_usd > 0, "budget_usd", "a number above 0")
    return options
