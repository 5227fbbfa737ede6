"""An answer that may take only so long as a whole, and grow only so large."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

_MOST = 20_000_000
"""Bytes of an answer."""


def bounded(stream: Any, ends: float) -> Any:
    """Return the stream of an answer, which fails when it takes too long as a whole, or grows too large."""
    import httpx2

    class Bounded(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            size = 0
            for chunk in stream:
                size += len(chunk)
                if time.monotonic() > ends:
                    raise httpx2.ReadTimeout("the answer does not end")
                if size > _MOST:
                    raise httpx2.ReadError(f"the answer has more than {_MOST:,} bytes")
                yield chunk

        def close(self) -> None:
            stream.close()

    return Bounded()
