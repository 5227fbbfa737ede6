"""The address of the package index."""

from __future__ import annotations

import os
from urllib.parse import urlsplit, urlunsplit


def index_address(setting: str | None) -> str:
    """Return the address of the package index: the setting, else `PIP_INDEX_URL`, else none for pip's default."""
    address = (setting or os.environ.get("PIP_INDEX_URL", "")).strip().rstrip("/")
    return f"{address}/" if address else ""


def public(url: str) -> str:
    """Return an address without its user name and password, for messages and keys."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
