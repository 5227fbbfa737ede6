"""What to do about an answer that is an error, and whether others would be answered in the same way."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from explainer.settings import OpenAISettings

LATER = "build again later; what was answered so far is kept"
_BY_STATUS = {
    400: "the request does not suit this service or model: see options 'openai.api', 'openai.extra' and its answer",
    401: "check the key in option 'openai.api_key' or in OPENAI_API_KEY",
    402: "the account needs credit",
    403: "the key may not be used for this: check its rights and the account",
    404: "check options 'openai.model', 'openai.api' and 'openai.base_url'",
    405: "nothing takes questions at this address: check options 'openai.base_url' and 'openai.api'",
    413: "the request is too large for this service: lower 'openai.max_source_tokens'",
    429: "lower 'concurrency', or set 'openai.requests_per_minute' and 'openai.tokens_per_minute'",
}
_LASTING = frozenset((401, 402, 403, 404, 405))
_MEANS = {"insufficient_quota": 402, "model_not_found": 404}
"""Codes of an error that say more than the status that some services send with them."""
_OF_THE_REQUEST = frozenset((400, 403, 413, 422, 500))
"""Statuses under which services say what is wrong with this request alone."""
_ENDPOINTS = ("/chat/completions", "/responses")
_CONTEXT = re.compile(
    r"context[ _-]?(length|size|window)|maximum context|exceed_context|max_model_len|(prompt is|input is) too long",
    re.IGNORECASE,
)
_FILTERED = re.compile(
    r"content[_ ](filter|management policy)|ResponsibleAIPolicy|invalid_prompt|requires moderation|was flagged",
    re.IGNORECASE,
)
_LOADING = re.compile(r"\bloading model|model is (still )?(being )?load", re.IGNORECASE)
_FUNCTIONS = {
    "--jinja": "start llama-server with --jinja",
    "--tool-call-parser": "start vLLM with --enable-auto-tool-choice and --tool-call-parser",
    "does not support tools": "take a model that can",
    "support tool use": "take a model that can",
}
"""What servers say that were given functions and cannot have them called, and what to do."""


class Remedy(NamedTuple):
    """What to do, and who is at fault."""

    what: str
    lasting: bool | None = False
    """Whether every other request would fare the same; None where it is the fault of what was asked this once."""


def remedy(status: int, codes: Collection[str], words: str, settings: OpenAISettings) -> Remedy:
    """Return what to do about an answer that is an error.

    Args:
        status: Of the answer.
        codes: By which the service tells the error.
        words: What it says of it.
        settings: Of the engine.
    """
    told = " ".join((*codes, words))
    for mark, what in _FUNCTIONS.items():
        if mark in told:
            instead = f"{what}, or set 'openai.research' to 'single'"
            return Remedy(f"it cannot have functions called, as it is: {instead}", lasting=True)
    if status in _OF_THE_REQUEST and _CONTEXT.search(told):
        return Remedy(_smaller(settings), lasting=None)
    if status in _OF_THE_REQUEST and _FILTERED.search(told):
        what = "a filter of the service stops what this step is about; change its code, or the filter"
        return Remedy(what, lasting=None)
    if status == 503 and _LOADING.search(told):
        return Remedy(f"it still loads the model: wait for that, raise 'openai.retries', or {LATER}")
    meant = next((_MEANS[code] for code in codes if code in _MEANS), status)
    what = _BY_STATUS.get(meant, LATER)
    if meant in (404, 405) and "/v1" not in urlsplit(settings.base_url).path:
        what += ", which ends in /v1 for most servers"
    return Remedy(what, None if meant == 413 else meant in _LASTING)


def moved(asked: str, location: str, settings: OpenAISettings) -> Remedy:
    """Return what to do about an answer that sends on to another address, which is not followed.

    Args:
        asked: The address that was asked.
        location: What the answer says.
        settings: Of the engine.
    """
    target = urljoin(asked, location)
    address = target.partition("#")[0].partition("?")[0].rstrip("/")
    base = next((address.removesuffix(end) for end in _ENDPOINTS if address.endswith(end)), "")
    if base and base != settings.base_url.rstrip("/"):
        return Remedy(f"it is elsewhere: set 'openai.base_url' to {base!r}", lasting=True)
    return Remedy(f"it is elsewhere, at {target!r}: check 'openai.base_url'", lasting=True)


def _smaller(settings: OpenAISettings) -> str:
    steps = ", 'openai.max_step_tokens'" if settings.research == "assistant" else ""
    return (
        "the question and room for its answer are more than the model's context: lower 'openai.max_source_tokens'"
        f"{steps} or 'openai.max_output_tokens', or give the model a larger context where the server is started"
    )
