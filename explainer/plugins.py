"""Parts that anyone may add: found by their name among the entry points of installed packages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import entry_points
from typing import Any

from explainer.errors import SettingError

_given: dict[tuple[str, str], Any] = {}


@contextmanager
def given(group: str, name: str, part: Any) -> Iterator[None]:
    """Have a part found by its name for a while, as if an installed package had it; for tests."""
    _given[group, name] = part
    try:
        yield
    finally:
        del _given[group, name]


def names(group: str) -> list[str]:
    """Return the names of all parts of a group, in their order."""
    return sorted(
        {point.name for point in entry_points(group=group)} | {name for known, name in _given if known == group}
    )


def load(group: str, name: str, option: str, built_in: Sequence[str] = ()) -> Any:
    """Return what an entry point names.

    Args:
        group: Of entry points, such as `explainer.engines`.
        name: Of the entry point.
        option: The setting that the user wrote the name in, for the error.
        built_in: Names that the user may write there beside those of the group, for the error.

    Raises:
        SettingError: when there is none of that name, or it cannot be imported; the message lists those that there are.
    """
    if (group, name) in _given:
        return _given[group, name]
    known = {point.name: point for point in entry_points(group=group)}
    if name not in known:
        there_are = ", ".join(sorted((*known, *built_in))) or "none"
        raise SettingError(
            f"option {option!r} is {name!r}, and should be one of those that are installed: {there_are}. "
            f"Others are found by the entry point group {group!r} of their packages"
        )
    try:
        return known[name].load()
    except (ImportError, AttributeError) as error:
        raise SettingError(f"option {option!r} is {name!r}, which cannot be loaded: {error}") from error
