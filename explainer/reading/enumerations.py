"""The classes of the module `enum` that others build on."""

from __future__ import annotations

ENUMERATIONS = ("Enum", "IntEnum", "StrEnum", "ReprEnum")
"""Their heirs look a member up when they are called."""
FLAGS = ("Flag", "IntFlag")
"""Their heirs look a member up by its name, and may make a new value when they are called."""
