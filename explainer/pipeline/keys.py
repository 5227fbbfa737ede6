"""The keys under which results are cached: a hash of all that a result was made from."""

from __future__ import annotations

import hashlib
import platform
import sysconfig
import time
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from explainer.analysis.environment import Distribution
from explainer.settings import SearchSettings, Settings
from explainer.store.keys import digest

_PARTS_THAT_ONLY_SHOW = ("render", "hosts", "cli.py", "__main__.py")
_SOURCES = (".py", ".pyi")
_SITE_PACKAGES = frozenset(Path(sysconfig.get_path(name)) for name in ("purelib", "platlib"))
_NEVER_OLD = frozenset({"symbols", "packages", "files"})
"""Searchers whose sources change with files and versions, and not with time."""
_DAY = 86_400
_MAKERS = ("ast-grep-py", "griffelib", "snowballstemmer", "ty")


@cache
def program_version() -> str:
    """Return a hash of this program's own source, and the versions of what it leaves the reading of code to.

    The source and not a number, so that nobody who changes the program is shown what it said before.
    """
    package = Path(__file__).parent.parent
    files = sorted(
        path
        for suffix in (".py", ".txt")
        for path in package.rglob(f"*{suffix}")
        if path.relative_to(package).parts[0] not in _PARTS_THAT_ONLY_SHOW
    )
    sources = [digest(path.relative_to(package).as_posix(), path.read_text(encoding="utf-8")) for path in files]
    makers = [f"{name} {version(name)}" for name in _MAKERS]
    return digest(*sources, *makers, platform.python_version())


def settings_key(settings: Settings) -> str:
    """Return a hash of the settings that change what is found or said, beside engine and packages."""
    inventories = [f"{name} {_content(place)}" for name, place in sorted(settings.inventories.items())]
    packages = settings.packages
    return digest(
        *settings.searchers,
        str(settings.max_steps),
        str(packages.inspect),
        str(packages.download),
        *inventories,
        *_search(settings.search),
        *_period(settings),
    )


def searching_key(settings: Settings) -> str:
    """Return a hash of the settings that change what an engine finds that searches by itself."""
    return digest(*settings.searchers, *_search(settings.search))


def _period(settings: Settings) -> Iterator[str]:
    """Give the period that it is, where the web is asked: in the next, what was found there is looked up again.

    Nothing is asked for before its own time: answers and pages that still hold come from their caches.
    """
    if set(settings.searchers) - _NEVER_OLD:
        yield str(int(time.time() / _DAY // settings.search.max_age_days))


def _search(search: SearchSettings) -> Iterator[str]:
    """Give what a search depends on: never a key, which changes nothing of what is found."""
    yield repr((search.sites, search.queries, search.results, search.pages, search.hosts, search.private))
    for name, options in sorted(search.services.items()):
        yield repr((name, sorted((option, repr(value)) for option, value in options.items() if option != "key")))
    for folder in search.folders:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            stamp = file.stat()
            yield f"{file} {stamp.st_size} {stamp.st_mtime_ns}"


def sources_key(distribution: Distribution) -> str:
    """Return a hash of what files of a package were changed when; empty for one that its version says all about.

    A package that is being worked on is installed from its own folder, and its files change under the same version.
    """
    if distribution.package.origin != "installed" or distribution.root in _SITE_PACKAGES:
        return ""
    files = (file for path in distribution.paths for file in _files(path))
    stamps = ((file, file.stat()) for file in sorted(files))
    return digest(*(f"{file} {stamp.st_size} {stamp.st_mtime_ns}" for file, stamp in stamps))


def _files(path: Path) -> Iterator[Path]:
    """Give the sources of a package's folder, or of a module that is a single file."""
    if path.is_dir():
        yield from (file for suffix in _SOURCES for file in path.rglob(f"*{suffix}"))
    yield from (file for suffix in _SOURCES if (file := path.with_suffix(suffix)).is_file())


def _content(place: str) -> str:
    """Return an address as it is, and a file by its content."""
    try:
        return hashlib.sha256(Path(place).read_bytes()).hexdigest()
    except (OSError, ValueError):
        return place
