"""The package index and the files on it, as one thing that is made when it is first needed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from explainer.analysis.index import PackageIndex
from explainer.analysis.remote_file import WheelFile
from explainer.analysis.transfer import Transfer
from explainer.analysis.wheels import Member, read_member, read_sources

_RANGES_AT_ONCE = 8


class Remote:
    """Finds wheels and reads the sources in them.

    Args:
        address: Of the index; empty for pip's default.
        timeout: For one request, in seconds.
    """

    def __init__(self, address: str, timeout: float) -> None:
        self._transfer = Transfer(timeout, address)
        self._index = PackageIndex(address, self._transfer)
        self._ranges = ThreadPoolExecutor(_RANGES_AT_ONCE, thread_name_prefix="range")

    def find(self, name: str, specifier: str) -> tuple[str, WheelFile]:
        """Return the newest version that satisfies a specifier and has a wheel; see `PackageIndex.find`."""
        return self._index.find(name, specifier)

    def sources(self, wheel: WheelFile, limit: int) -> Iterator[Member]:
        """Give the sources and metadata in a wheel; see `read_sources`."""
        return read_sources(wheel, self._transfer, limit, self._ranges.map)

    def member(self, wheel: WheelFile, path: str, limit: int) -> bytes:
        """Return one file out of a wheel; see `read_member`."""
        return read_member(wheel, path, self._transfer, limit)

    def close(self) -> None:
        """Stop the threads and close the connections."""
        self._ranges.shutdown(cancel_futures=True)
        self._transfer.close()
