"""JSON that a model or its service wrote, as values that can be sent, stored and shown."""

from __future__ import annotations

import json
import re
from typing import Any

_SURROGATES = re.compile("[\ud800-\udfff]")


def decoded(text: str) -> Any:
    """Return the value of a JSON text, in which U+FFFD stands for each half of a character that its other half misses.

    JSON can name such a half, and no encoding can write it.

    Raises:
        ValueError: when it is no JSON.
        RecursionError: when it is nested too deeply.
    """
    written = json.dumps(json.loads(text), ensure_ascii=False)
    return json.loads(_SURROGATES.sub("\ufffd", written))
