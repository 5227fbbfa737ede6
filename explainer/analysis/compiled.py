"""What compiled modules say of what they define: read from the constants in their files, which are never loaded."""

from __future__ import annotations

import contextlib
import json
import logging
import threading
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import griffe

from explainer.analysis import constants, stubs
from explainer.analysis.addresses import index_address
from explainer.analysis.environment import Distribution, Environment
from explainer.analysis.memo import Memo
from explainer.analysis.metadata import record_files
from explainer.analysis.modules import Definition, Modules, path_of
from explainer.analysis.package_store import write_whole
from explainer.errors import ExplainerError
from explainer.settings import PackageSettings

if TYPE_CHECKING:
    from explainer.analysis.remote import Remote

_LOG = logging.getLogger(__name__)

_SUFFIXES = (".so", ".pyd")
_MOST_BYTES = 64 << 20
_MOST_FETCHED = 8 << 20
"""Bytes that are fetched for one compiled module at most: documented ones are small, those of a compiler's size are not
worth the wait."""
_MOST_HOPS = 8


class Compiled:
    """Reads compiled modules: those on the disk, and those of wheels, each fetched when it is first asked about.

    Args:
        settings: Whether and from where packages may be fetched.
    """

    def __init__(self, settings: PackageSettings) -> None:
        self._settings = settings
        self._texts: Memo[tuple[Path, str], list[str]] = Memo(32)
        self._examples: Memo[tuple[Path, str], dict[str, str]] = Memo(8)
        self._lock = threading.Lock()

    def docstring(self, modules: Modules, environment: Environment, found: Definition) -> str:
        """Return the docstring of what a stub describes and compiled code defines; empty when it is not found."""
        file = path_of(found)
        distribution = environment.distribution_of(file)
        if distribution is None or not stubs.is_stub(found) or isinstance(found, griffe.Module):
            return ""
        if isinstance(found, griffe.Attribute) and isinstance(found.parent, griffe.Module):
            return self._of_value(modules, distribution, found.parent, found.name)
        owner = found.parent.name if isinstance(found.parent, griffe.Class) else ""
        return constants.introduced(self._of(distribution, found.module.path), found.name, owner)

    def _of_value(self, modules: Modules, distribution: Distribution, stub: griffe.Module, name: str) -> str:
        """Return what documents a value that is called, such as `numpy.sin`."""
        members = (one for one in stub.members.values() if isinstance(one, griffe.Attribute))
        names = frozenset(one.name for one in members if one.annotation is not None and one.docstring is None)
        for home in _homes(modules, stub.path, name):
            texts = self._of(distribution, home)
            found = constants.introduced(texts, name)
            if found or (found := self._shown(distribution.root, stub.path, home, texts, names).get(name, "")):
                return found
        return ""

    def _shown(self, root: Path, stub: str, home: str, texts: list[str], names: frozenset[str]) -> dict[str, str]:
        return self._examples.get((root, f"{stub} {home}"), lambda: constants.exemplified(texts, names))

    def _of(self, distribution: Distribution, module: str) -> list[str]:
        """Return the docstrings in a compiled module; none when the distribution has no such module."""
        return self._texts.get((distribution.root, module), lambda: self._read(distribution, module))

    def _read(self, distribution: Distribution, module: str) -> list[str]:
        path = module.replace(".", "/")
        beside = distribution.root / f"{path}.py"
        files = sorted(one for one in beside.parent.glob(f"{beside.stem}.*") if one.suffix in _SUFFIXES)
        if files:
            return constants.docstrings(files[0].read_bytes()) if files[0].stat().st_size <= _MOST_BYTES else []
        kept = distribution.root / f"{path}.docstrings.json"
        with contextlib.suppress(OSError, ValueError):
            return [str(text) for text in json.loads(kept.read_text(encoding="utf-8"))]
        member = next(_members(distribution.root, path), None)
        return self._fetched(distribution, member, kept) if member and self._settings.download else []

    def _fetched(self, distribution: Distribution, member: str, kept: Path) -> list[str]:
        package = distribution.package
        try:
            with self._lock:
                _, wheel = self._remote.find(package.name.lower(), f"=={package.version}")
                limit = min(_MOST_FETCHED, int(self._settings.max_download_mb * 1e6))
                texts = constants.docstrings(self._remote.member(wheel, member, limit))
            write_whole(kept, json.dumps(texts))
        except (ExplainerError, OSError) as error:
            _LOG.warning("what documents %s in %r cannot be read: %s", package.name, member, error)
            return []
        return texts

    @cached_property
    def _remote(self) -> Remote:
        # What reads an index takes a third of a second to import, and most builds read no compiled module.
        from explainer.analysis.remote import Remote

        return Remote(index_address(self._settings.index_url), self._settings.timeout)

    def close(self) -> None:
        """Close the connections."""
        remote = self.__dict__.pop("_remote", None)
        if remote is not None:
            remote.close()


def _members(root: Path, path: str) -> Iterator[str]:
    """Yield the compiled files of a module that a wheel lists."""
    for record in root.glob("*.dist-info/RECORD"):
        for name in record_files(record.read_text(encoding="utf-8", errors="replace")):
            if name.startswith(f"{path}.") and name.endswith(_SUFFIXES):
                yield name


def _homes(modules: Modules, module: str, name: str) -> Iterator[str]:
    """Yield the modules without a source that a name of a module may be imported from, the nearest first."""
    waiting, seen = [(module, name, 0)], set[tuple[str, str]]()
    while waiting:
        here, wanted, hops = waiting.pop(0)
        if (here, wanted) in seen or hops > _MOST_HOPS:
            continue
        seen.add((here, wanted))
        file = modules.file_of(here)
        tree = modules.at(file) if file is not None and file.suffix == ".py" else None
        if tree is None:
            yield here
            continue
        aliases = [one for one in tree.members.values() if isinstance(one, griffe.Alias)]
        for alias in aliases:
            if alias.name.endswith("/*"):
                waiting.append((alias.target_path, wanted, hops + 1))
            elif alias.name == wanted:
                target, _, member = alias.target_path.rpartition(".")
                waiting.insert(0, (target, member, hops + 1))
