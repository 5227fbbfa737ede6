"""What went wrong with a request, in words that name the service's answer and what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from explainer.settings import OpenAISettings

if TYPE_CHECKING:
    import openai

_LONGEST = 300
_LATER = "build again later; what was answered so far is kept"
_REMEDIES = {
    400: "the request does not suit this service or model: see options 'openai.api', 'openai.extra' and its answer",
    401: "check the key in option 'openai.api_key' or in OPENAI_API_KEY",
    402: "the account needs credit",
    403: "the key may not be used for this: check its rights and the account",
    404: "check options 'openai.model', 'openai.api' and 'openai.base_url'",
    413: "the request is too large for this service",
    429: "lower 'concurrency', or set 'openai.requests_per_minute' and 'openai.tokens_per_minute'",
}
_LASTING = frozenset((401, 402, 403, 404))
_MEANS = {"insufficient_quota": 402, "model_not_found": 404}
"""Codes of an error that say more than the status that some services send with them."""
LONGEST_PAUSE = 120.0
"""Seconds that a service may ask to wait for; of one that wants more, no more is asked in a build."""


class Trouble(NamedTuple):
    """A request that has no usable answer."""

    message: str
    """What the service did, and what to do; goes on from the service's name."""
    lasting: bool
    """Whether every other request would fare the same."""


def trouble(error: openai.OpenAIError, settings: OpenAISettings, shown: Callable[[str], str]) -> Trouble:
    """Return what an error of the client means.

    Args:
        error: What the client raised.
        settings: Of the engine.
        shown: Returns a text from outside as it may be shown: without the key.
    """
    import openai

    if isinstance(error, openai.APITimeoutError):
        return Trouble(f"gave no answer in {settings.timeout:g} s: raise option 'openai.timeout', or {_LATER}", False)
    if isinstance(error, openai.APIStatusError):
        return _answered(error, shown)
    if isinstance(error, openai.APIConnectionError):
        cause = error.__cause__ or error
        why = " ".join(shown(str(cause)).split()) or type(cause).__name__
        return Trouble(f"cannot be reached ({why[:_LONGEST]}): check 'openai.base_url', or {_LATER}", False)
    return Trouble(f"failed ({type(error).__name__}: {short(shown(str(error)))})", False)


def failed(words: str) -> Trouble:
    """Return what an answer means that tells of a failure instead."""
    return Trouble(f"answered with {short(words)}: {_LATER}", False)


def retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds that a service asks to wait for, 0 where it does not say so."""
    try:
        return float(headers.get("retry-after", ""))
    except ValueError:
        return 0.0


def code_of(body: object) -> str:
    """Return the code of an error, from the body of an answer."""
    error = body.get("error") if isinstance(body, dict) else None
    return str(error.get("code") or error.get("type") or "") if isinstance(error, dict) else ""


def _answered(error: openai.APIStatusError, shown: Callable[[str], str]) -> Trouble:
    code = str(error.code or "") or code_of(error.body)
    status = _MEANS.get(code, error.status_code)
    remedy = _REMEDIES.get(status, _LATER)
    if 300 <= status < 400:
        remedy = f"it is elsewhere, at {error.response.headers.get('location', '?')!r}: set 'openai.base_url' to that"
    lasting = status in _LASTING or retry_after(error.response.headers) > LONGEST_PAUSE
    said = short(shown(_message(error)))
    return Trouble(f"answered {error.status_code}{f' with {said!r}' if said else ''}: {remedy}", lasting)


def _message(error: openai.APIStatusError) -> str:
    body = error.body
    if isinstance(body, dict):
        inner = body.get("error")
        found = inner.get("message") if isinstance(inner, dict) else inner or body.get("message") or body.get("detail")
        return str(found or "")
    return error.response.text


def short(text: str) -> str:
    """Return a text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
