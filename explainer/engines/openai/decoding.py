"""JSON that a model or its service wrote, as values that can be sent, stored and shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_MOST_TRIES = 2_000
"""Places of a text at which a value is looked for: a text full of brackets is not worth more."""
_DECODER = json.JSONDecoder()
_SURROGATES = re.compile("[\ud800-\udfff]")


def decoded(text: str) -> Any:
    """Return the value of a JSON text, in which U+FFFD stands for each half of a character that its other half misses.

    JSON can name such a half, and no encoding can write it.

    Raises:
        ValueError: when it is no JSON.
        RecursionError: when it is nested too deeply.
    """
    return _mended(json.loads(text))


def embedded(text: str) -> Iterator[Any]:
    """Give the objects and lists that stand in a text, between other words; what is inside of one is a part of it."""
    end = 0
    for tries, found in enumerate(re.finditer(r"[{\[]", text)):
        if tries >= _MOST_TRIES:
            return
        if found.start() < end:
            continue
        try:
            value, end = _DECODER.raw_decode(text, found.start())
        except (ValueError, RecursionError):
            continue
        yield _mended(value)


def _mended(value: Any) -> Any:
    return json.loads(_SURROGATES.sub("\ufffd", json.dumps(value, ensure_ascii=False)))
