"""What went wrong with a request, in words that name the service's answer and what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from explainer.engines.openai.remedies import LATER, moved, remedy
from explainer.engines.openai.said import codes_of, is_page, page_text, words_of
from explainer.settings import OpenAISettings

if TYPE_CHECKING:
    import openai

_LONGEST = 300
_BEGINNING = 80
LONGEST_PAUSE = 120.0
"""Seconds that a service may ask to wait for; of one that wants more, no more is asked in a build."""


class Trouble(NamedTuple):
    """A request that has no usable answer."""

    message: str
    """What the service did, and what to do; goes on from the service's name."""
    lasting: bool | None
    """Whether every other request would fare the same; None where it is the fault of this one alone."""


def trouble(error: openai.OpenAIError, settings: OpenAISettings, shown: Callable[[str], str]) -> Trouble:
    """Return what an error of the client means.

    Args:
        error: What the client raised.
        settings: Of the engine.
        shown: Returns a text from outside as it may be shown: without the key.
    """
    import openai

    if isinstance(error, openai.APITimeoutError):
        return Trouble(f"gave no answer in {settings.timeout:g} s: raise option 'openai.timeout', or {LATER}", False)
    if isinstance(error, openai.APIStatusError):
        return _answered(error, settings, shown)
    if isinstance(error, openai.APIConnectionError):
        cause = error.__cause__ or error
        why = " ".join(shown(str(cause)).split()) or type(cause).__name__
        return Trouble(_unconnected(cause, why[:_LONGEST]), False)
    return Trouble(f"failed ({type(error).__name__}: {short(shown(str(error)))})", False)


def failed(words: str) -> Trouble:
    """Return what an answer means that tells of a failure instead."""
    return Trouble(f"answered with {short(words)}: {LATER}", False)


def no_json(text: str) -> str:
    """Return what an answer is that is no JSON, and what to do; goes on from what cannot be read."""
    begins = text.strip()[:_BEGINNING]
    if is_page(text):
        what = f"it is a web page, {page_text(text)[:_BEGINNING]!r}"
        return f"{what}: set 'openai.base_url' to the address of the API, which most servers have under /v1"
    if begins.startswith(("data:", "event:", ": ")):
        return f"it is a stream, and begins with {begins!r}: take 'stream' out of 'openai.extra'"
    return f"it is no JSON, and begins with {begins!r}: check 'openai.base_url'" if begins else "it is empty"


def retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds that a service asks to wait for, 0 where it does not say so."""
    try:
        return float(headers.get("retry-after", ""))
    except ValueError:
        return 0.0


def short(text: str) -> str:
    """Return a text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def _unconnected(cause: BaseException, why: str) -> str:
    import httpx2

    if isinstance(cause, httpx2.RemoteProtocolError) and "illegal" in why:
        return f"answers with something that is no HTTP ({why}): check 'openai.base_url'"
    if isinstance(cause, httpx2.RemoteProtocolError | httpx2.ReadError | httpx2.WriteError):
        return f"broke off the connection ({why}): its own log may say why; else {LATER}"
    return f"cannot be reached ({why}): check 'openai.base_url', or {LATER}"


def _answered(error: openai.APIStatusError, settings: OpenAISettings, shown: Callable[[str], str]) -> Trouble:
    status, response = error.status_code, error.response
    words = shown(words_of(error.body) or response.text)
    if 300 <= status < 400:
        found = moved(str(response.request.url), shown(response.headers.get("location", "")), settings)
    else:
        found = remedy(status, codes_of(error.body), words, settings)
    lasting = True if retry_after(response.headers) > LONGEST_PAUSE else found.lasting
    return Trouble(f"answered {status}{f' with {short(words)!r}' if words.strip() else ''}: {found.what}", lasting)
