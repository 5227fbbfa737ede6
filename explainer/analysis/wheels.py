"""The Python sources and metadata of a wheel, read over HTTP without fetching the rest of it."""

from __future__ import annotations

import contextlib
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from explainer.analysis.remote_file import Map, RemoteFile, WheelFile
from explainer.analysis.transfer import Transfer
from explainer.errors import PackageError

_GAP = 128 << 10
"""Unwanted bytes between two wanted members that are fetched rather than asked around."""
_GROUP = 4 << 20
"""About the largest range of one request: larger ones are split, to be fetched side by side."""
_MOST_MEMBERS = 50_000
_MOST_RATIO = 200
"""How much larger than its compressed form a member above 1 MiB may be."""
_EXPANSION = 8
"""How much larger all wanted members may be than the limit on what is fetched."""

_METADATA = ("METADATA", "RECORD", "entry_points.txt", "top_level.txt")
_DATA = re.compile(r"[^/]+\.data/(?:purelib|platlib)/")
_DISTRIBUTION = re.compile(r"[^/]+\.dist-info/([^/]+)")


@dataclass(frozen=True, slots=True)
class Member:
    """A file out of a wheel: where it goes, relative to the folder of the package, and its bytes."""

    path: str
    data: bytes


def read_sources(wheel: WheelFile, transfer: Transfer, limit: int, parallel: Map = map) -> Iterator[Member]:
    """Yield the `.py`, `.pyi` and `py.typed` files of a wheel, without its test suites, and its metadata.

    A wheel that is fetched whole is checked against its SHA-256. That hash covers the whole file, so members that are
    fetched by ranges are checked by the CRC-32 that the archive holds for each: this finds damage, while against
    forgery they rely on HTTPS. What is read is never imported or run.

    Args:
        wheel: Where the wheel is.
        transfer: Fetches bytes.
        limit: Most bytes fetched.
        parallel: Fetches several ranges side by side.

    Raises:
        PackageError: when the wheel cannot be had, is damaged, too large, or holds names that point elsewhere.
    """
    with _open(wheel, transfer, limit) as (file, archive):
        wanted = _wanted(archive, limit)
        file.fetch(_groups(archive, [info for _, info in wanted]), parallel)
        for path, info in wanted:
            yield Member(path, archive.read(info))


def read_member(wheel: WheelFile, path: str, transfer: Transfer, limit: int) -> bytes:
    """Return the bytes of one file of a wheel.

    Args:
        wheel: Where the wheel is.
        path: Of the file in the wheel.
        transfer: Fetches bytes.
        limit: Most bytes fetched, with the archive's own directory.

    Raises:
        PackageError: when the file cannot be had, or is damaged or too large.
    """
    with _open(wheel, transfer, limit) as (file, archive):
        try:
            info = archive.getinfo(path)
        except KeyError as error:
            raise PackageError(f"its wheel has no {path!r}") from error
        _check_member(info)
        if info.file_size > limit * _EXPANSION:
            raise PackageError(f"{path!r} is too large when it is unpacked")
        file.fetch(_groups(archive, [info]), map)
        return archive.read(info)


@contextlib.contextmanager
def _open(wheel: WheelFile, transfer: Transfer, limit: int) -> Iterator[tuple[RemoteFile, zipfile.ZipFile]]:
    file = RemoteFile(wheel, transfer, limit)
    try:
        with zipfile.ZipFile(file) as archive:
            yield file, archive
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        OSError,
        NotImplementedError,  # what zipfile raises for a way of packing that it does not know
        RuntimeError,
        ValueError,
    ) as error:
        raise PackageError(f"its wheel is damaged ({error})") from error


def _wanted(archive: zipfile.ZipFile, limit: int) -> list[tuple[str, zipfile.ZipInfo]]:
    """Return the members to extract with their places, and refuse an archive that is not what a wheel may be."""
    infos = archive.infolist()
    if len(infos) > _MOST_MEMBERS:
        raise PackageError(f"its wheel holds {len(infos)} files, more than {_MOST_MEMBERS}")
    found: dict[str, tuple[str, zipfile.ZipInfo]] = {}
    folders: set[str] = set()
    for info in infos:
        _check_name(info)
        path = _place(info.filename)
        if path is None or info.is_dir():
            continue
        _check_member(info)
        folded = path.casefold()
        parents = {folded[: slash.start()] for slash in re.finditer("/", folded)}
        if folded in found or folded in folders or parents & found.keys():
            raise PackageError(f"its wheel holds {path!r} twice, or in names that differ only by case")
        found[folded] = (path, info)
        folders |= parents
    if sum(info.file_size for _, info in found.values()) > limit * _EXPANSION:
        raise PackageError("its sources are too large when they are unpacked")
    return list(found.values())


def _check_name(info: zipfile.ZipInfo) -> None:
    name = info.orig_filename
    parts = name.removesuffix("/").split("/")
    if name.startswith("/") or any(part in ("", ".", "..") for part in parts) or re.search(r"[\\:\x00-\x1f]", name):
        raise PackageError(f"its wheel holds the file name {name[:80]!r}, which points outside of it")


def _check_member(info: zipfile.ZipInfo) -> None:
    if stat.S_ISLNK(info.external_attr >> 16):
        raise PackageError(f"its wheel holds the link {info.filename[:80]!r}")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise PackageError(f"its wheel holds {info.filename[:80]!r}, compressed in a way that wheels do not use")
    if info.file_size > 1 << 20 and info.file_size > info.compress_size * _MOST_RATIO:
        raise PackageError(f"its wheel holds {info.filename[:80]!r}, which unpacks to {info.file_size / 1e6:.3g} MB")


def _place(name: str) -> str | None:
    """Return where a member goes, or None for one that is not wanted."""
    metadata = _DISTRIBUTION.fullmatch(name)
    if metadata:
        return name if metadata[1] in _METADATA else None
    data = _DATA.match(name)
    path = name[data.end() :] if data else name
    if path.split("/", 1)[0].endswith((".data", ".dist-info")) or "/tests/" in path:
        return None
    return path if path.endswith((".py", ".pyi", "/py.typed")) else None


def _groups(archive: zipfile.ZipFile, wanted: Sequence[zipfile.ZipInfo]) -> list[tuple[int, int]]:
    """Return the ranges of bytes to fetch: each covers neighbouring members whole, up to where the next one starts."""
    starts = sorted({info.header_offset for info in archive.infolist()})
    ends = dict(zip(starts, [*starts[1:], archive.start_dir], strict=True))
    groups: list[tuple[int, int]] = []
    for start in sorted({info.header_offset for info in wanted}):
        end = ends[start]
        if groups and start - groups[-1][1] <= _GAP and end - groups[-1][0] <= _GROUP:
            groups[-1] = (groups[-1][0], end)
        else:
            groups.append((start, end))
    return groups
