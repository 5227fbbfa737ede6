"""A file on a server that reads like a local one: what is needed of it is fetched by ranged requests."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from explainer.analysis.transfer import Transfer
from explainer.errors import PackageError, TooLargeError

_WHOLE = 3 << 20
"""Wheels up to this many bytes are fetched whole, in one request, and checked against the index's hash."""
_TAIL = 64 << 10


@dataclass(frozen=True, slots=True)
class WheelFile:
    """A wheel on the index."""

    url: str
    size: int | None
    """In bytes, where the index says so."""
    sha256: str | None


Map = Callable[[Callable[[tuple[int, int]], int], Iterable[tuple[int, int]]], Iterable[int]]
"""Something that calls a function for each range, perhaps side by side: the `map` of an executor, or the builtin."""


class RemoteFile(io.RawIOBase):
    """A file on a server that reads like a local one: what has been fetched from memory, the rest by ranged requests.

    Raises:
        PackageError: from reads, when the server does not give the bytes, or more than `limit` would be fetched.
    """

    def __init__(self, wheel: WheelFile, transfer: Transfer, limit: int) -> None:
        super().__init__()
        self._wheel, self._transfer, self._limit = wheel, transfer, limit
        self._fetched = 0
        self._position = 0
        self._parts: list[tuple[int, bytes]] = []
        self._size = self._open()

    def seekable(self) -> bool:
        """Return True."""
        return True

    def readable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the position in bytes."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a position in bytes."""
        self._position = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if self._position < 0:
            raise OSError(f"position {self._position} is before the file's start")
        return self._position

    def read(self, size: int | None = -1) -> bytes:
        """Return up to `size` bytes from the position on; fetch them if need be."""
        start = min(self._position, self._size)
        end = self._size if size is None or size < 0 else min(start + size, self._size)
        if start == end:
            return b""
        part = self._find(start, end)
        if part is None:
            self._request((start, end))
            part = self._find(start, end)
        if part is None:
            raise PackageError("the server of its wheel answered with another range than was asked for")
        self._position = end
        return part

    def fetch(self, ranges: Sequence[tuple[int, int]], parallel: Map) -> None:
        """Fetch half-open ranges of bytes that are not there yet, side by side."""
        missing = [(start, end) for start, end in ranges if self._find(start, end) is None]
        self._account(sum(end - start for start, end in missing), ahead=True)
        for _ in parallel(self._request, missing):
            pass

    def _find(self, start: int, end: int) -> bytes | None:
        for first, data in reversed(self._parts):
            if first <= start and end <= first + len(data):
                return data[start - first : end - first]
        return None

    def _open(self) -> int:
        size = self._wheel.size
        if size is None:
            return self._request((-_TAIL, 0))
        if size <= _WHOLE:
            return self._request(None)
        return self._request((size - min(size, max(_TAIL, min(size // 24, 1 << 20))), size))

    def _request(self, wanted: tuple[int, int] | None) -> int:
        """Fetch a range, a suffix (negative start), or the whole (None); return the size of the file."""
        headers = {"Accept-Encoding": "identity"}
        if wanted is not None:
            start, end = wanted
            headers["Range"] = f"bytes={start}" if start < 0 else f"bytes={start}-{end - 1}"
        try:
            answer = self._transfer.get(self._wheel.url, headers, self._limit)
        except TooLargeError as error:
            raise PackageError(f"its wheel is too large: {error}") from error
        self._account(len(answer.body))
        if answer.status == 206:
            return self._keep_range(answer.headers.get("Content-Range", ""), answer.body)
        if answer.status == 200:
            return self._keep_whole(answer.body)
        if answer.status in (400, 405, 416, 501) and wanted is not None:
            return self._request(None)
        raise PackageError(f"the server of its wheel answered {answer.status}")

    def _keep_range(self, content_range: str, body: bytes) -> int:
        found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", content_range.strip())
        if not found or int(found[2]) - int(found[1]) + 1 != len(body):
            raise PackageError(f"the server of its wheel answered with an unusable range {content_range!r}")
        self._parts.append((int(found[1]), body))
        return int(found[3])

    def _keep_whole(self, body: bytes) -> int:
        expected = self._wheel.sha256
        if expected and hashlib.sha256(body).hexdigest() != expected.lower():
            raise PackageError("its wheel is not the file that the index describes (SHA-256 differs)")
        self._parts.append((0, body))
        return len(body)

    def _account(self, size: int, ahead: bool = False) -> None:
        if self._fetched + size > self._limit:
            raise PackageError(
                f"its sources are too large: {(self._fetched + size) / 1e6:.3g} MB, more than the "
                f"{self._limit / 1e6:.3g} MB of `packages.max_download_mb`"
            )
        if not ahead:
            self._fetched += size
