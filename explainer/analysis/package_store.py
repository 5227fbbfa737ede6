"""The sources of packages in the cache folder: one folder for a package and version, whole or not there."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from explainer.analysis import metadata
from explainer.analysis.metadata import Record
from explainer.errors import CacheError

if TYPE_CHECKING:
    from explainer.analysis.wheels import Member

_RECORD = "explainer.json"
_ABANDONED = 3600.0
"""Age in seconds at which the unfinished folder of another process is taken to be left over from a killed one."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the index answered to the question for a version."""

    version: str
    """Empty where the index has none."""
    note: str
    """Why it has none."""
    time: float
    """When it answered, in seconds since the epoch."""
    others: bool = False
    """Whether it has other versions."""


class PackageStore:
    """Package sources and answers of the index, on disk.

    A package is written into a folder of its own and then renamed, so a process that is killed leaves no half package
    under a package's name, and two processes may write the same one. All folders are for their owner only.

    Args:
        folder: Made when something is first written.
    """

    def __init__(self, folder: Path) -> None:
        self._packages = folder / "packages"
        self._answers = self._packages / ".index"

    def get(self, name: str, version: str) -> tuple[Path, Record] | None:
        """Return the folder and the record of a package if it is there, whole."""
        folder = self._packages / f"{name}-{version}"
        record = _read_record(folder)
        return (folder, record) if record else None

    def versions(self, name: str) -> list[str]:
        """Return the versions of a package that are there, in no order."""
        return [
            folder.name[len(name) + 1 :]
            for folder in self._packages.glob(f"{name}-[0-9]*")
            if (folder / _RECORD).exists()
        ]

    def put(self, name: str, version: str, members: Iterable[Member]) -> tuple[Path, Record]:
        """Write the sources of a package and return its folder and record.

        Raises:
            PackageError: from `members`; nothing is kept then.
            CacheError: when the folder cannot be written.
        """
        try:
            self._packages.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._remove_abandoned()
            unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=self._packages))
            try:
                record = _write(unfinished, name, version, members)
                (unfinished / _RECORD).write_text(record.to_json(), encoding="utf-8")
                self._publish(unfinished, self._packages / f"{name}-{version}")
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
        except OSError as error:
            raise CacheError(f"{str(self._packages)!r} cannot be written ({error.strerror})") from error
        return self._packages / f"{name}-{version}", record

    def recall(self, question: Sequence[str]) -> Remembered | None:
        """Return what the index answered to a question, whenever that was."""
        try:
            values = json.loads(self._answer_file(question).read_text(encoding="utf-8"))
            others = values.get("others") is True
            return Remembered(str(values["version"]), str(values["note"]), float(values["time"]), others)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None  # never asked, or damaged: the index is asked again

    def remember(self, question: Sequence[str], answer: Remembered) -> None:
        """Keep what the index answered.

        Raises:
            CacheError: when it cannot be written.
        """
        file = self._answer_file(question)
        text = json.dumps(asdict(answer))
        try:
            self._answers.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(file, text)
        except OSError as error:
            raise CacheError(f"{str(self._answers)!r} cannot be written ({error.strerror})") from error

    def _answer_file(self, question: Sequence[str]) -> Path:
        return self._answers / f"{hashlib.sha256(json.dumps(list(question)).encode()).hexdigest()[:32]}.json"

    def _publish(self, unfinished: Path, folder: Path) -> None:
        """Give a finished folder its name; what another process finished first stays."""
        for _ in range(2):
            try:
                unfinished.rename(folder)
                return
            except OSError:
                if not folder.exists():
                    raise
                if _read_record(folder):
                    return
                # Of an older format, or damaged: it makes way under a name that is cleared away.
                with contextlib.suppress(FileNotFoundError):
                    folder.rename(tempfile.mkdtemp(prefix=".unfinished-old-", dir=self._packages))

    def _remove_abandoned(self) -> None:
        for left in self._packages.glob(".unfinished-*"):
            with contextlib.suppress(OSError):
                if time.time() - left.stat().st_mtime > _ABANDONED:
                    shutil.rmtree(left, ignore_errors=True)


def _read_record(folder: Path) -> Record | None:
    try:
        return Record.from_json((folder / _RECORD).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def _write(folder: Path, name: str, version: str, members: Iterable[Member]) -> Record:
    made: set[str] = set()
    files: list[str] = []
    about = b""
    for member in members:
        parent, _, file = member.path.rpartition("/")
        if parent not in made:
            (folder / parent).mkdir(mode=0o700, parents=True, exist_ok=True)
            made.add(parent)
        _write_file(f"{folder}/{member.path}", member.data)
        files.append(member.path)
        if parent.endswith(".dist-info") and file == "METADATA":
            about = member.data
        elif parent.endswith(".dist-info") and file == "RECORD":  # names extension modules, which are not fetched
            files += metadata.record_files(member.data.decode("utf-8", "replace"))
    return metadata.parse(about, metadata.modules(files), name, version)


def _write_file(path: str, data: bytes) -> None:
    """Write a new file with plain calls: a package may have thousands, and `Path.write_bytes` takes far longer."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        if os.write(handle, data) != len(data):
            raise OSError(errno.ENOSPC, "no space left")
    finally:
        os.close(handle)


def write_whole(file: Path, text: str) -> None:
    """Write a file so that whoever reads it finds all of it, or what was there before.

    Raises:
        OSError: when it cannot be written.
    """
    handle, unfinished = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(unfinished).replace(file)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
