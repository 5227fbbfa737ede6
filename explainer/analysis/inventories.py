"""Inventories (`objects.inv`): what a project's documentation lists, and on which page and at which anchor."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PYTHON = "python"
"""What the standard library is called among distributions."""
_OF_PYTHON = ("/usr/share/doc/python3/html/objects.inv", "/usr/share/doc/python3-doc/html/objects.inv")
"""Where Debian keeps that of Python."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What is listed of Python's names."""

    version: str
    """Of the project."""
    places: dict[str, str]
    """Page and anchor by symbol, relative to where the inventory is."""


def place_of(name: str, named: Mapping[str, str]) -> str:
    """Return the file or address of a distribution's inventory; empty where there is none.

    Args:
        name: Of the distribution, in any case.
        named: The option `inventories`; what it does not name is found for Python alone, where Debian keeps it.
    """
    places = {key.lower(): place for key, place in named.items()}
    found = places.get(name.lower(), "")
    by_itself = _OF_PYTHON if name.lower() == PYTHON and not found else ()
    return next((file for file in by_itself if Path(file).is_file()), found)


def read_inventory(content: bytes) -> Inventory:
    """Read what is in an inventory's file.

    Raises:
        ValueError: when it is none.
    """
    import sphobjinv  # takes a tenth of a second, and most builds read no inventory

    try:
        listed = sphobjinv.Inventory(zlib=content)
    except (zlib.error, sphobjinv.SphobjinvError) as error:
        raise ValueError(str(error)) from error
    places = {entry.name: entry.uri_expanded for entry in listed.objects if entry.domain == "py"}
    return Inventory(str(listed.version), places)


def names_of(symbol: str) -> Iterator[str]:
    """Give the names by which documentation may list a symbol: builtins without their module, and without privates."""
    yield symbol
    yield symbol.removeprefix("builtins.")
    parts = symbol.split(".")
    public = [part for part in parts if not part.startswith("_") or part.startswith("__")]
    yield ".".join(public)
    for cut in range(1, len(public) - 1):  # defined in `json.decoder`, listed as `json.JSONDecoder`
        yield ".".join(public[:cut] + public[cut + 1 :])
    yield ".".join([parts[0].lstrip("_"), *parts[1:]])
