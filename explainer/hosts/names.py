"""Names of pages: safe in addresses and file systems, the same for as long as the snippets are, no two alike."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set

_UNSAFE = re.compile(r"[^a-z0-9_]+")
_OF_FOLDERS = frozenset({"index", "readme"})
"""Names under which a site generator has the page of the folder that they are in."""
_MOST_CHARACTERS = 80


def page_names(paths: Sequence[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """Return a name for the page of each path, without a suffix.

    A file is named after its stem. Where that is not enough to tell two apart, all of them get their suffix too, and
    where that is not enough either, a part of the hash of their path.

    Args:
        paths: Paths relative to the snippets folder, with forward slashes.
        taken: Names that other pages have already.
    """
    reserved = _reserved([*taken])
    names = _distinct(_stems(paths), reserved, _safe)
    return _distinct(names, reserved, lambda path: f"{_safe(path)}-{hashlib.sha256(path.encode()).hexdigest()[:8]}")


def shared_names(paths: Sequence[str], taken: Iterable[str] = ()) -> dict[str, list[str]]:
    """Return the names that would be those of several paths, each with these paths, and are now that of no page.

    A page there that leads on to the others keeps the addresses alive that a file had before another came.

    Args:
        paths: As for `page_names`.
        taken: As for `page_names`.
    """
    used = _reserved([*taken, *page_names(paths, taken).values()])
    named: dict[str, list[str]] = {}
    for path, name in _stems(paths).items():
        named.setdefault(name, []).append(path)
    return {name: sharing for name, sharing in named.items() if len(sharing) > 1 and not _is_used(name, used)}


def _stems(paths: Sequence[str]) -> dict[str, str]:
    return {path: _safe(path.rpartition(".")[0] or path) for path in paths}


def _reserved(names: Sequence[str]) -> set[str]:
    """Return names, and those of the folders of which some are the pages."""
    folders = (name.rpartition("/") for name in names)
    return {*names, *(folder for folder, _, last in folders if last in _OF_FOLDERS)}


def _is_used(name: str, reserved: Set[str]) -> bool:
    return name in reserved or name.rpartition("/")[2] in _OF_FOLDERS


def _distinct(names: dict[str, str], reserved: Set[str], other: Callable[[str], str]) -> dict[str, str]:
    counts = Counter(names.values())
    return {path: other(path) if counts[name] > 1 or _is_used(name, reserved) else name for path, name in names.items()}


def _safe(path: str) -> str:
    parts = [_UNSAFE.sub("-", part.lower()).strip("-") for part in path.split("/")]
    return "/".join(part[:_MOST_CHARACTERS] or "snippet" for part in parts)
