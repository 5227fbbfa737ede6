"""From a service's JSON to results: whatever is not as it was promised is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from explainer.research.web.protocol import Result

_HIGHLIGHTS = re.compile(r"</?(?:b|strong|em|i|mark|span|br|code)\b[^<>]{0,80}>", re.IGNORECASE)
_TAGS = re.compile(r"<(?:!--.{0,1000}?--|/?[a-zA-Z][^<>]{0,1000})>", re.DOTALL)
_MOST_TITLE, _MOST_TEXT, _MOST_URL = 300, 10_000, 2_000
_MOST_RESULTS = 50


def results(answer: Any, *path: str, title: str = "title", url: str = "url", text: str = "content") -> list[Result]:
    """Return the results in a list that stands at some path of keys in an answer."""
    return [
        Result(plain(item.get(title), _MOST_TITLE), str(item.get(url, "")), plain(item.get(text)))
        for item in objects(answer, *path)
        if usable(item.get(url))
    ]


def objects(answer: Any, *path: str) -> Iterator[dict[str, Any]]:
    """Give the objects of a list that stands at some path of keys; nothing where there is none."""
    for key in path:
        answer = answer.get(key) if isinstance(answer, dict) else None
    for item in (answer if isinstance(answer, list) else [])[:_MOST_RESULTS]:
        if isinstance(item, dict):
            yield item


def usable(url: Any) -> bool:
    """Whether a result's address is a text that may be one."""
    return isinstance(url, str) and 0 < len(url) <= _MOST_URL


def plain(value: Any, most: int = _MOST_TEXT) -> str:
    """Return a text without the marks by which services show what matched."""
    if isinstance(value, list):
        value = "\n".join(part for part in value[:20] if isinstance(part, str))
    if not isinstance(value, str):
        return ""
    return unescape(_HIGHLIGHTS.sub("", value[: 2 * most]))[:most].strip()


def without_tags(value: Any, most: int = _MOST_TEXT) -> str:
    """Return the text of an HTML fragment."""
    return plain(_TAGS.sub("", value[: 4 * most]) if isinstance(value, str) else "", most)
