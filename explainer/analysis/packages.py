"""Which distribution and version each import of a snippet is, and where its files are."""

from __future__ import annotations

import logging
import platform
import sys
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from explainer.analysis.dependencies import dependencies
from explainer.analysis.environment import Distribution, Environment
from explainer.analysis.fetching import PackageFetcher, Wanted
from explainer.analysis.import_names import distributions_for
from explainer.analysis.installed import InstalledPackages, standard_library
from explainer.analysis.package_store import PackageStore
from explainer.analysis.required import origin_of, required
from explainer.analysis.stub_packages import specifiers, stubs_of
from explainer.errors import ExplainerError, NoSuchVersionError, NotOnIndexError
from explainer.model import Import, Package, Requirement
from explainer.settings import PackageSettings

_log = logging.getLogger(__name__)

_DEPTH = 1
"""How far requirements are followed: 1 is what the snippet's own packages require themselves."""

_STANDARD = sys.stdlib_module_names | {"__main__"}


@dataclass(slots=True)
class _Sought:
    """A package of the snippet while it is looked for."""

    name: str
    """Canonical."""
    line: int
    specifier: str = ""
    note: str = ""
    modules: list[str] = field(default_factory=list)
    found: Distribution | None = None
    problem: str = ""
    failed: bool = False
    """Whether to warn of the problem: not where no index has such a package, nor where no network may be used."""

    @property
    def package(self) -> Package:
        """The package as it turned out."""
        if self.found:
            return replace(self.found.package, imports=tuple(self.modules), note=self.note)
        note = "; ".join(part for part in (self.problem, self.note) if part)
        return Package(self.name, "", "missing", tuple(self.modules), note)


class PackageResolver:
    """Finds the packages of snippets; thread safe, and no package is fetched twice.

    Args:
        settings: What may be used and fetched.
        cache_dir: Package sources are kept in its folder `packages`.
        clock: The time in seconds since the epoch; decides when the index is asked for a newer version.
    """

    def __init__(self, settings: PackageSettings, cache_dir: Path, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._pins: dict[str, str] = {canonicalize_name(name): version for name, version in settings.pins.items()}
        self._installed = InstalledPackages() if settings.installed else None
        self._fetcher = PackageFetcher(settings, PackageStore(cache_dir), clock)
        self._library = standard_library()

    def resolve(
        self, imports: Sequence[Import], requirements: Sequence[Requirement], local: Collection[str] = ()
    ) -> Environment:
        """Return the packages that a snippet imports or installs, with what these require.

        Nothing is raised for a package that cannot be had: its origin is `missing`, and its note says why.

        Args:
            imports: What the snippet imports.
            requirements: What the snippet says it needs.
            local: Names of modules that are files beside the snippet, hence no packages.
        """
        outside = [one for one in imports if not one.module.startswith(".") and _top(one.module) not in local]
        standard = [one for one in outside if _top(one.module) in _STANDARD]
        others = [one for one in outside if _top(one.module) not in _STANDARD]
        sought = self._required(requirements)
        self._attribute(others, sought)
        self._find(sought.values())
        packages = [(one.line, one.package) for one in sought.values()]
        if standard:
            modules = tuple(dict.fromkeys(_top(one.module) for one in standard))
            packages.append((standard[0].line, replace(self._library.package, imports=modules)))
        packages.sort(key=lambda placed: placed[0])
        direct = [replace(one.found, package=one.package) for one in sought.values() if one.found]
        indirect, notes = self._followed(direct)
        return Environment(
            tuple(package for _, package in packages),
            (*direct, *indirect, self._library),
            platform.python_version(),
            (*_notes(sought.values()), *notes),
            tuple((one.line, f"{one.name}: {one.problem}") for one in sought.values() if one.failed),
            self._stubs(direct),
        )

    def close(self) -> None:
        """Stop fetching and close the connections."""
        self._fetcher.close()

    def _required(self, requirements: Iterable[Requirement]) -> dict[str, _Sought]:
        sought: dict[str, _Sought] = {}
        for one in requirements:
            if meant := required(one):
                sought.setdefault(meant.name, _Sought(meant.name, one.line or 0, meant.specifier, meant.note))
        return sought

    def _attribute(self, imports: Sequence[Import], sought: dict[str, _Sought]) -> None:
        """Tie each imported module to a package: installed, required by the snippet, or named like the module."""
        unknown: list[tuple[Import, str, tuple[str, ...]]] = []
        for one in imports:
            module, likely = distributions_for(one.target, self._settings.names)
            name = self._provider(module, likely, sought)
            if name:
                _add(sought, name, module, one.line)
            else:
                unknown.append((one, module, likely))
        spare = [entry for entry in sought.values() if not entry.modules]
        if unknown and spare:
            self._find(spare)
        for one, module, likely in unknown:
            provider = next((entry.name for entry in spare if entry.found and entry.found.provides(module)), likely[0])
            _add(sought, provider, module, one.line)

    def _provider(self, module: str, likely: tuple[str, ...], sought: dict[str, _Sought]) -> str | None:
        if self._installed and (found := self._installed.providing(module, (*sought, *likely))):
            return canonicalize_name(found.package.name)
        return next((name for name in likely if name in sought), None)

    def _find(self, sought: Iterable[_Sought]) -> None:
        """Look for packages side by side."""
        fetched = []
        for one in sought:
            if one.found or one.problem:
                continue
            one.found = self._installed.named(one.name) if self._installed else None
            if one.found is None:
                fetched.append((one, self._fetcher.fetch(self._wanted(one.name, one.specifier))))
        for one, future in fetched:
            try:
                found = future.result()
            except ExplainerError as error:
                # The error is kept with the future: where it was raised would keep the whole snippet, each time it is.
                one.problem = self._with_remedy(one, error.with_traceback(None))
                unknown = isinstance(error, NotOnIndexError) and not isinstance(error, NoSuchVersionError)
                one.failed = self._settings.download and not unknown
                continue
            lacking = [module for module in one.modules if found.top_level and not found.provides(module)]
            if lacking:
                lack = NotOnIndexError(f"{one.name} {found.package.version} has no module `{lacking[0]}`")
                one.problem = self._with_remedy(one, lack)
            else:
                one.found = found

    def _wanted(self, name: str, specifier: str) -> Wanted:
        if pin := self._pins.get(name):
            return Wanted(name, f"=={pin}", "pinned")
        return Wanted(name, specifier, origin_of(specifier))

    def _with_remedy(self, one: _Sought, error: ExplainerError) -> str:
        if isinstance(error, NoSuchVersionError):
            where = " in `packages.pins`" if one.name in self._pins else ""
            return f"{error}: ask for another version{where}"
        if one.modules and isinstance(error, NotOnIndexError):
            return f"{error}; if another distribution provides it, name that in `packages.names`, or install it"
        return f"{error}; install it beside the build, or build again later"

    def _followed(self, direct: Sequence[Distribution]) -> tuple[list[Distribution], list[str]]:
        """Return what the snippet's packages require, installed or fetched, and what could not be had."""
        known: set[str] = {canonicalize_name(one.package.name) for one in direct}
        found: list[Distribution] = []
        notes: list[str] = []
        level = list(direct)
        for _ in range(_DEPTH):
            names = {name: specifier for name, specifier in dependencies(level).items() if name not in known}
            known |= names.keys()
            sought = [_Sought(name, 0, specifier) for name, specifier in names.items()]
            self._find(sought)
            level = [one.found for one in sought if one.found]
            found += level
            notes += [f"{one.name}, which others require, is left out: {one.problem}" for one in sought if one.problem]
        return found, notes

    def _stubs(self, distributions: Sequence[Distribution]) -> tuple[Distribution, ...]:
        """Return the types of packages that others write down, installed or fetched.

        A package is read without them, too, so that they cannot be had is not worth a word to the user.
        """
        names = {name: one for one in distributions if (name := stubs_of(one))}
        installed = {name: self._installed.named(name) if self._installed else None for name in names}
        found = [one for one in installed.values() if one is not None]
        wanted = {name: specifiers(one) for name, one in names.items() if installed[name] is None}
        while wanted:
            asked = {name: self._fetcher.fetch(Wanted(name, tried[0])) for name, tried in wanted.items() if tried}
            wanted = {name: wanted[name][1:] for name in asked}
            for name, future in asked.items():
                try:
                    found.append(future.result())
                    del wanted[name]
                except ExplainerError as error:
                    _log.debug("%s: %s", name, error.with_traceback(None))
        return tuple(found)


def _top(module: str) -> str:
    return module.partition(".")[0]


def _add(sought: dict[str, _Sought], name: str, module: str, line: int) -> None:
    entry = sought.setdefault(name, _Sought(name, line))
    entry.line = min(entry.line, line)
    if module not in entry.modules:
        entry.modules.append(module)


def _notes(sought: Iterable[_Sought]) -> list[str]:
    notes = []
    for one in sought:
        if one.note or one.problem:
            notes.append(f"{one.name}: {one.package.note}")
        if one.found and one.specifier and one.found.package.origin == "installed":
            version = one.found.package.version
            if not SpecifierSet(one.specifier).contains(version, prereleases=True):
                notes.append(f"{one.name}: the snippet asks for {one.specifier}, and the installed {version} is shown")
    return notes
