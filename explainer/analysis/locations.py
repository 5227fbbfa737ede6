"""Places in texts, and the language server's answers about them as values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text."""

    line: int
    """From 1."""
    column: int
    """From 0, in characters."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where the name token of a definition stands."""

    file: Path
    line: int
    """From 1."""
    column: int
    """From 0, in characters."""
    own: bool = False
    """Whether it is in the very document that was asked about."""


def locations(answer: Any, own: str) -> tuple[Location, ...]:
    """Return the places in an answer to a request for definitions, each once; `own` is the document's URI."""
    links = [answer] if isinstance(answer, dict) else answer or ()
    found = (_location(one, own) for one in links)
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _location(link: dict[str, Any], own: str) -> Location | None:
    uri = str(link.get("targetUri") or link.get("uri") or "")
    if not uri.startswith("file:"):
        return None
    span = link.get("targetSelectionRange") or link.get("range") or {"start": {"line": 0, "character": 0}}
    file = Path(url2pathname(urlsplit(uri).path))
    return Location(file, span["start"]["line"] + 1, span["start"]["character"], uri == own)


def hover_text(answer: Any) -> str:
    """Return what a hover answer says, as plain text."""
    contents = (answer or {}).get("contents") or ""
    return str(contents.get("value", "")) if isinstance(contents, dict) else str(contents)
