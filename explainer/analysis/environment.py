"""The packages that a snippet is read against: which ones, which versions, and where their files are."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from explainer.model import Package


@dataclass(frozen=True, slots=True)
class Distribution:
    """The files and metadata of one distribution at one version, on this disk."""

    package: Package
    root: Path
    """The folder on the import path: `site-packages`, or a folder of the cache with the sources of one wheel."""
    top_level: tuple[str, ...] = ()
    """The modules and packages at its root: `("sklearn",)`; dotted below a namespace: `("google.cloud.storage",)`."""
    requires: tuple[str, ...] = ()
    """`Requires-Dist` lines of its metadata."""
    summary: str = ""
    description: str = ""
    description_type: str = ""
    """Content type of the description: `text/markdown`, `text/x-rst`, or empty."""
    urls: tuple[tuple[str, str], ...] = ()
    """(label, address) of its links: Documentation, Source, Homepage, ..."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where its modules and packages are: folders, or files without their suffix."""
        return tuple(self.root.joinpath(*module.split(".")) for module in self.top_level)

    def provides(self, module: str) -> bool:
        """Tell whether a module, or something below it, is in the distribution."""
        return any(f"{module}.".startswith(f"{own}.") or own.startswith(f"{module}.") for own in self.top_level)


@dataclass(frozen=True, slots=True)
class Environment:
    """What a snippet's imports mean."""

    packages: tuple[Package, ...] = ()
    """Those that the snippet imports or installs, with the missing ones, in the order of the snippet."""
    distributions: tuple[Distribution, ...] = ()
    """All whose files can be read: those of the snippet first, then what these depend on."""
    python_version: str = ""
    """`3.11.7`: the interpreter that runs the build, whose standard library is used."""
    notes: tuple[str, ...] = field(default=())
    """What went wrong on the way, in plain words, for the log."""
    failures: tuple[tuple[int, str], ...] = field(default=())
    """Packages of the snippet that an index or a wheel at fault kept from it: the line, 0 if none has it, and why."""
    stubs: tuple[Distribution, ...] = ()
    """Those that write down the types of others."""
    _owners: dict[Path, dict[str, Distribution]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """By root, then module: filled when first asked, since most environments are only hashed."""

    @property
    def roots(self) -> tuple[Path, ...]:
        """Folders outside the interpreter's own `site-packages` to search for modules, each once, in order."""
        found = (*self.stubs, *self.distributions)
        downloaded = (d.root for d in found if d.package.origin not in ("installed", "standard library"))
        return tuple(dict.fromkeys(downloaded))

    @property
    def fingerprint(self) -> str:
        """A hash that changes when any package, version or origin does."""
        lines = [f"python {self.python_version}"]
        lines += sorted(f"{p.name} {p.version} {p.origin}" for p in self.packages)
        found = (*self.distributions, *self.stubs)
        lines += sorted(f"{d.package.name} {d.package.version} {d.package.origin}" for d in found)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def distribution_of(self, file: Path) -> Distribution | None:
        """Return the distribution that a file on disk belongs to, by its root and module."""
        owners = self._owners or self._index()
        return _owner(owners, file) or _owner(owners, file.resolve())

    def stubs_with(self, file: Path) -> Distribution | None:
        """Return the distribution of stubs that a file is in."""
        for one in self.stubs:
            if file.is_relative_to(one.root):
                package, apart, _ = file.relative_to(one.root).parts[0].partition("-stubs")
                if apart and package in one.top_level:
                    return one
        return None

    def package_of(self, module: str) -> Package | None:
        """Return the package of the snippet that provides a module by its dotted name, the most exact one first."""
        provided = [(name, package) for package in self.packages for name in package.imports]
        exact = [(name, package) for name, package in provided if f"{module}.".startswith(f"{name}.")]
        below = [(name, package) for name, package in provided if name.startswith(f"{module}.")]
        found = max(exact, key=lambda pair: len(pair[0])) if exact else next(iter(below), None)
        return found[1] if found else None

    def _index(self) -> dict[Path, dict[str, Distribution]]:
        owners: dict[Path, dict[str, Distribution]] = {}
        for found in self.distributions:
            for root in dict.fromkeys((found.root, found.root.resolve())):
                modules = owners.setdefault(root, {})
                for module in found.top_level:
                    modules.setdefault(module, found)
        for found in self.stubs:
            for module in found.top_level:
                described = next((one for one in self.distributions if one.provides(module)), found)
                for root in dict.fromkeys((found.root, found.root.resolve())):
                    owners.setdefault(root, {}).setdefault(module, described)
        self._owners.update(owners)  # in one go: other threads see none of it or all
        return owners


def _owner(owners: dict[Path, dict[str, Distribution]], file: Path) -> Distribution | None:
    for root in file.parents:
        if modules := owners.get(root):
            parts = file.relative_to(root).parts
            names = [parts[0].removesuffix("-stubs"), *parts[1:]]
            names[-1] = names[-1].split(".")[0]
            for length in range(len(names), 0, -1):
                if found := modules.get(".".join(names[:length])):
                    return found
    return None
