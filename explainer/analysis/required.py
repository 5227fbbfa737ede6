"""What a snippet's requirement means: a distribution on the index, whichever way it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import InvalidName, InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from explainer.model import Origin, Requirement

_DECIDING = ("==", "===", "~=", "<", "<=")
"""Operators that may choose another version than the newest."""


@dataclass(frozen=True, slots=True)
class Required:
    """A distribution that a snippet requires, by canonical name, and in which versions."""

    name: str
    specifier: str = ""
    note: str = ""
    """What is not done as written."""


def required(requirement: Requirement) -> Required | None:
    """Return what a requirement asks for, or None where no distribution can be told from it (a local folder)."""
    written = requirement.name.strip()
    named, at, address = written.partition("@")
    if "://" in written:
        is_named = at and re.fullmatch(r"\s*[\w.-]+\s*(\[[^]]*\])?\s*", named)
        return _from_address(named if is_named else "", address if is_named else written)
    name = _canonical(written.partition("[")[0])
    if not name:
        return None
    try:
        return Required(name, str(SpecifierSet(requirement.specifier)))
    except InvalidSpecifier:
        return Required(name, "", f"`{requirement.specifier}` is no version specifier, so it is not used")


def origin_of(specifier: str) -> Origin:
    """Return whether a specifier pins a version, or leaves the newest."""
    return "pinned" if any(one.operator in _DECIDING for one in SpecifierSet(specifier)) else "newest"


def _from_address(name: str, address: str) -> Required | None:
    """Read a requirement that is an address: of a repository, or of a file."""
    parts = urlsplit(address.strip())
    fragment = parse_qs(parts.fragment)
    file = unquote(parts.path.rstrip("/").rpartition("/")[2])
    kind = "repository" if "+" in parts.scheme else "file"
    note = (
        f"the snippet installs it from a {kind} ({parts.hostname}), which is not fetched: the index's version is shown"
    )
    if file.endswith(".whl"):
        try:
            found, version, _, _ = parse_wheel_filename(file)
            return Required(found, f"=={version}", note)
        except InvalidWheelFilename:
            return None
    named = [
        name,
        *fragment.get("egg", []),
        *(folder.rpartition("/")[2] for folder in fragment.get("subdirectory", [])),
    ]
    named.append(file.partition("@")[0].removesuffix(".git"))
    found_name = next((canonical for one in named if (canonical := _canonical(one.partition("[")[0]))), None)
    return Required(found_name, "", note) if found_name else None


def _canonical(name: str) -> str | None:
    try:
        return canonicalize_name(name.strip(), validate=True)
    except InvalidName:
        return None
