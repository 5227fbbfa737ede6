"""JSON schemas in the strict form that services hold a model to: objects with all of their fields, and no other."""

from __future__ import annotations

from typing import Any


def strict(**fields: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object with some fields, each by its own schema."""
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def several(items: dict[str, Any], most: int) -> dict[str, Any]:
    """Return the schema of a list with at most so many items."""
    return {"type": "array", "maxItems": most, "items": items}
