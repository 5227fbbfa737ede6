"""Hashes that results are kept under."""

from __future__ import annotations

import hashlib


def digest(*parts: str) -> str:
    """Return a hash of some texts, each told apart from the next."""
    lengths = " ".join(str(len(part)) for part in parts)
    return hashlib.sha256("\n".join((lengths, *parts)).encode("utf-8", "surrogatepass")).hexdigest()
