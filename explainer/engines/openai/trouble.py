"""What went wrong with a request, in words that name the service's answer and what to do."""

from __future__ import annotations

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


class Trouble(NamedTuple):
    """A request that has no usable answer."""

    message: str
    """What the service did, and what to do; goes on from the service's name."""
    lasting: bool
    """Whether every other request would fare the same."""


def trouble(error: openai.OpenAIError, settings: OpenAISettings) -> Trouble:
    """Return what an error of the client means."""
    import openai

    if isinstance(error, openai.APITimeoutError):
        return Trouble(f"gave no answer in {settings.timeout:g} s: raise option 'openai.timeout', or {_LATER}", False)
    if isinstance(error, openai.APIStatusError):
        return _answered(error)
    if isinstance(error, openai.APIConnectionError):
        cause = error.__cause__ or error
        why = " ".join(str(cause).split()) or type(cause).__name__
        return Trouble(f"cannot be reached ({why[:_LONGEST]}): check 'openai.base_url', or {_LATER}", False)
    return Trouble(f"failed ({type(error).__name__}: {_short(str(error))})", False)


def _answered(error: openai.APIStatusError) -> Trouble:
    status = error.status_code
    code = str(error.code or "")
    remedy = _REMEDIES.get(status, _LATER)
    if code == "insufficient_quota":
        remedy = _REMEDIES[402]
    lasting = status in _LASTING or code == "insufficient_quota"
    said = _short(_message(error))
    return Trouble(f"answered {status}{f' with {said!r}' if said else ''}: {remedy}", lasting)


def _message(error: openai.APIStatusError) -> str:
    body = error.body
    if isinstance(body, dict):
        inner = body.get("error")
        found = inner.get("message") if isinstance(inner, dict) else inner or body.get("message") or body.get("detail")
        return str(found or "")
    return error.response.text


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
