"""What a service says of an error, in plain words, out of the forms that services give it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

_NAMES = ("message", "error", "detail", "msg")
"""Where the words of an error stand, the best first."""
_DEEPEST = 5
_MOST = 10_000
"""Characters that are looked at."""
_PAGE = re.compile(r"<(?:!doctype|html|head|body|title|h1|p|center)\b", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)


def words_of(body: object) -> str:
    """Return the words of an error's body: those of the error, and what a service behind the service said of it.

    They may stand in a text, an object or a list, and be JSON in a text again. Of a web page, it is the text.
    """
    return ": ".join(dict.fromkeys(_words(body, _DEEPEST)))


def codes_of(body: object) -> tuple[str, ...]:
    """Return the words by which programs tell an error: its code and its type, inner ones as well."""
    if not isinstance(body, dict):
        return ()
    inner = (body.get(name) for name in ("error", "innererror", "inner_error"))
    own = tuple(body[name] for name in ("code", "type") if isinstance(body.get(name), str))
    return (*own, *(code for one in inner if isinstance(one, dict) for code in codes_of(one)))


def is_page(text: str) -> bool:
    """Return whether a text is a web page."""
    return _PAGE.search(text[:500]) is not None


def page_text(text: str) -> str:
    """Return the text of a web page."""
    return str(Markup(_UNSEEN.sub(" ", text[:_MOST])).striptags())


def _words(value: object, deepest: int) -> Iterator[str]:
    if deepest == 0 or not value:
        return
    if isinstance(value, str):
        yield from _of_text(value, deepest)
    elif isinstance(value, list):
        for one in value[:3]:
            yield from _words(one, deepest - 1)
    elif isinstance(value, dict):
        found = ([*_words(value.get(name), deepest - 1)] for name in _NAMES)
        yield from next(filter(None, found), ())
        metadata = value.get("metadata")
        if isinstance(metadata, dict):  # of OpenRouter: what the provider said that it asked
            yield from _words(metadata.get("raw"), deepest - 1)


def _of_text(text: str, deepest: int) -> Iterator[str]:
    text = text[:_MOST].strip()
    inner = _parsed(text) if text[:1] in ("{", "[") else None
    told = [*_words(inner, deepest - 1)]
    if told:
        yield from told
    elif words := page_text(text) if is_page(text) else text:
        yield " ".join(words.split())


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
