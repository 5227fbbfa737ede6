"""Distributions that are installed for the interpreter that runs the build; nothing is imported to find them."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
import sysconfig
import threading
from collections import defaultdict
from functools import cached_property
from importlib.machinery import PathFinder
from pathlib import Path

from packaging.utils import canonicalize_name

from explainer.analysis import metadata
from explainer.analysis.environment import Distribution
from explainer.model import Package


class InstalledPackages:
    """The installed distributions, read once, when they are first asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read: dict[str, Distribution | None] = {}
        self._importable: dict[str, bool] = {}

    def named(self, name: str) -> Distribution | None:
        """Return an installed distribution by its canonical name."""
        with self._lock:
            if name not in self._read:
                self._read[name] = _lookup(name)
            return self._read[name]

    def providing(self, module: str, likely: tuple[str, ...]) -> Distribution | None:
        """Return the installed distribution that provides a module.

        Args:
            module: Its dotted name; a namespace package (`google`) is searched below its first component.
            likely: Canonical names of distributions to prefer.
        """
        top = module.partition(".")[0]
        if not self._can_import(top):
            return None
        for name in likely:
            found = self.named(name)
            if found and found.provides(module):
                return found
        with self._lock:
            owners = self._owners
        candidates = (self.named(name) for name in owners.get(top, ()))
        return next((found for found in candidates if found and found.provides(module)), None)

    def _can_import(self, top: str) -> bool:
        with self._lock:
            if top not in self._importable:
                self._importable[top] = PathFinder.find_spec(top) is not None
            return self._importable[top]

    @cached_property
    def _owners(self) -> dict[str, list[str]]:
        """Canonical names by first component of the modules."""
        owners: dict[str, list[str]] = defaultdict(list)
        for one in importlib.metadata.distributions():
            # A folder that a broken uninstall left behind has no metadata, hence no name.
            if one.metadata is None or "Name" not in one.metadata:
                continue
            for top in dict.fromkeys(module.partition(".")[0] for module in _modules(one)):
                owners[top].append(canonicalize_name(one.metadata["Name"]))
        return owners


def standard_library() -> Distribution:
    """Return the standard library of the running interpreter as a distribution named `Python`."""
    package = Package("Python", platform.python_version(), "standard library")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Distribution(
        package,
        Path(sysconfig.get_path("stdlib")),
        top_level=tuple(sorted(sys.stdlib_module_names)),
        summary="The Python standard library",
        urls=(("Documentation", f"https://docs.python.org/{version}/"),),
    )


def _lookup(name: str) -> Distribution | None:
    try:
        return _distribution(importlib.metadata.distribution(name))
    except importlib.metadata.PackageNotFoundError:
        return None


def _modules(one: importlib.metadata.Distribution) -> tuple[str, ...]:
    files = metadata.record_files(one.read_text("RECORD") or "")
    listed = tuple(line.strip() for line in (one.read_text("top_level.txt") or "").splitlines() if line.strip())
    return metadata.modules(files) or listed


def _distribution(one: importlib.metadata.Distribution) -> Distribution:
    text = one.read_text("METADATA") or one.read_text("PKG-INFO") or ""
    record = metadata.parse(text.encode(), _modules(one), one.metadata["Name"], one.version)
    root = Path(str(one.locate_file("")))
    if record.top_level and not any((root / name.replace(".", "/")).exists() for name in record.top_level):
        root = _elsewhere(record.top_level, root)
    package = Package(record.name, record.version, "installed")
    return record.distribution(package, root)


def _elsewhere(modules: tuple[str, ...], root: Path) -> Path:
    """Return the import path folder of a distribution whose files are not beside its metadata (editable, one file)."""
    for module in modules:
        spec = PathFinder.find_spec(module.partition(".")[0])
        if spec and spec.origin and spec.origin != "built-in":
            file = Path(spec.origin)
            return file.parent.parent if spec.submodule_search_locations else file.parent
    return root
