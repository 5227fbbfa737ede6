"""The folders that a language server takes for projects: one for each set of packages, all of them empty.

They are in the folder for temporary files, since a server looks for settings in the folders above. A program that is
killed leaves its own behind; the next one that starts removes them.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: nothing tells whose folders are left over, so they stay.
    fcntl = None  # type: ignore[assignment]

_PREFIX = "explainer-workspaces-"
_TRIES = 100


@dataclass(slots=True, eq=False)
class Workspace:
    """A folder that stands for a set of package folders."""

    roots: tuple[Path, ...]
    folder: Path
    documents: set[Path] = field(default_factory=set)
    """Those that are open in it."""
    used: int = 0
    """When it was last used: the larger, the later."""

    @property
    def as_folder(self) -> dict[str, str]:
        """The folder as the protocol writes it."""
        return {"uri": self.folder.as_uri(), "name": self.folder.name}

    def document(self) -> Path:
        """Open a document under the first name that is free: what a server knows of a closed one is replaced then."""
        names = (self.folder / f"snippet-{number}.py" for number in itertools.count(1))
        free = next(name for name in names if name not in self.documents)
        self.documents.add(free)
        return free


class Workspaces:
    """Makes the folders and forgets them again; to be changed by one thread at a time."""

    def __init__(self) -> None:
        self._place: Path | None = None
        self._lock: int | None = None
        self._made = 0
        self._uses = 0
        self._by_roots: dict[tuple[Path, ...], Workspace] = {}

    def __iter__(self) -> Iterator[Workspace]:
        """Give those that there are; another thread may do this at any time."""
        return iter(tuple(self._by_roots.values()))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._by_roots)

    def get(self, roots: tuple[Path, ...]) -> tuple[Workspace, bool]:
        """Return the workspace of a set of package folders, and whether it is new."""
        known = self._by_roots.get(roots)
        workspace = known or Workspace(roots, self._folder())
        self._by_roots[roots] = workspace
        self._uses += 1
        workspace.used = self._uses
        return workspace, known is None

    def drop_idle(self) -> Workspace | None:
        """Forget the least recently used workspace without a document, and return it; None if there is none.

        The last that was used stays: the next snippet is likely to need it, and may just not be open yet.
        """
        idle = min(
            (one for one in self if not one.documents and one.used != self._uses),
            key=lambda one: one.used,
            default=None,
        )
        if idle is not None:
            del self._by_roots[idle.roots]
            _remove_empty(idle.folder)
        return idle

    def close(self) -> None:
        """Delete the folders."""
        self._by_roots.clear()
        if self._place is not None:
            _remove_place(self._place)
            self._place = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _folder(self) -> Path:
        if self._place is None:
            _remove_left_over()
            self._place, self._lock = _make_place()
        self._made += 1
        folder = self._place / f"environment-{self._made}"
        folder.mkdir()
        return folder


def _make_place() -> tuple[Path, int | None]:
    """Make a folder, and lock it for as long as this process lives where that is possible."""
    for _ in range(_TRIES):
        place = Path(tempfile.mkdtemp(prefix=_PREFIX)).resolve()
        if fcntl is None:
            return place, None
        lock = _locked(place)
        # Another program may have taken it for left over before it was locked.
        if lock is not None and place.is_dir():
            return place, lock
        if lock is not None:
            os.close(lock)
        elif place.is_dir():
            # A file system without locks: nobody can lock it, so nobody will remove it.
            return place, None
    raise FileExistsError(f"no folder could be made in {tempfile.gettempdir()!r}")


def _remove_left_over() -> None:
    """Remove the folders of this user's programs that are gone: those whose lock can be had."""
    if fcntl is None:
        return
    for place in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        lock = _locked(place)
        if lock is not None:
            if os.fstat(lock).st_uid == os.getuid():
                _remove_place(place)
            os.close(lock)


def _locked(place: Path) -> int | None:
    """Lock a folder and return what holds the lock; None if another process has it, or it is no folder."""
    try:
        opened = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(opened)
        return None
    return opened


def _remove_place(place: Path) -> None:
    """Remove a folder of empty folders; what is not empty is not ours, and stays."""
    with contextlib.suppress(OSError):
        for folder in place.iterdir():
            _remove_empty(folder)
    _remove_empty(place)


def _remove_empty(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.rmdir()
