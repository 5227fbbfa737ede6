"""The package index: which wheel of a distribution to read."""

from __future__ import annotations

import platform
import threading
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.tags import sys_tags
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from packaging.version import InvalidVersion, Version
from pypi_simple import DistributionPackage, ProjectPage

from explainer.analysis import simple_api
from explainer.analysis.addresses import public
from explainer.analysis.remote_file import WheelFile
from explainer.analysis.transfer import Answer, Transfer
from explainer.errors import NoSuchVersionError, NotOnIndexError, PackageError, UnreachableError

_LARGEST_PAGE = 64 << 20
_PREFERENCE = {str(tag): place for place, tag in enumerate(sys_tags())}


class PackageIndex:
    """A package index with the simple API (PEP 503, PEP 691).

    Args:
        address: Of the index; a user name and password in it are sent to its host only. Empty for pip's default.
        transfer: Fetches its pages.
    """

    def __init__(self, address: str, transfer: Transfer) -> None:
        self._address = public(address) if address else simple_api.DEFAULT_INDEX
        self._transfer = transfer
        self._reading = threading.Lock()
        """The page of a large project takes a hundred megabytes while it is read, so one is read at a time."""

    def find(self, name: str, specifier: str) -> tuple[str, WheelFile]:
        """Return the newest version that satisfies a specifier and has a wheel, and that wheel.

        Yanked files are left out unless `specifier` names their version; pre-releases are too, unless nothing else is
        there or the specifier names one.

        Args:
            name: Canonical name of a distribution.
            specifier: A PEP 440 specifier set; may be empty.

        Raises:
            NotOnIndexError: when the index has no such distribution or wheel.
            NoSuchVersionError: when it has others than the specifier allows.
            UnreachableError: when the index does not answer.
            PackageError: when it answers with an error, or with what is no page of the simple API.
        """
        answer = self._answer(name)
        with self._reading:
            return self._newest(answer, name, specifier)

    def _newest(self, answer: Answer, name: str, specifier: str) -> tuple[str, WheelFile]:
        kind = answer.headers.get("Content-Type", "text/html")
        page = simple_api.read_page(name, answer.url, kind, answer.body)
        try:
            wheels = self._wheels(page, name, specifier)
            allowed = SpecifierSet(specifier).filter(wheels)
        except InvalidSpecifier as error:
            raise NotOnIndexError(f"{specifier!r} is no version specifier") from error
        newest = max(allowed, default=None)
        if newest is None:
            raise _none_of(specifier, page, wheels)
        best = min(wheels[newest], key=_preference)
        return str(newest), WheelFile(best.url, best.size, best.digests.get("sha256"))

    def _answer(self, name: str) -> Answer:
        url = f"{self._address}{name}/"
        answer = self._transfer.get(url, {"Accept": simple_api.ACCEPT}, _LARGEST_PAGE)
        if answer.status == 404:
            raise NotOnIndexError("it is not on the package index")
        if answer.status in (408, 429) or answer.status >= 500:
            raise UnreachableError(f"the package index answered {answer.status}")
        if answer.status != 200:
            raise PackageError(f"the package index answered {answer.status}")
        return answer

    def _wheels(self, page: ProjectPage, name: str, specifier: str) -> dict[Version, list[DistributionPackage]]:
        """Return the wheels that this Python may use, by version."""
        found: dict[Version, list[DistributionPackage]] = defaultdict(list)
        exact = specifier.startswith("==") and "," not in specifier and "*" not in specifier
        for file in page.packages:
            version = _version(file.version or "")
            if file.package_type != "wheel" or version is None or not _allows(file.requires_python):
                continue
            # One that was yanked is there for those alone who ask for just that one.
            there = not file.is_yanked or (exact and SpecifierSet(specifier).contains(version, prereleases=True))
            if there and canonicalize_name(file.project or "") == name:
                found[version].append(file)
        if not found and any(file.package_type == "sdist" for file in page.packages):
            raise NotOnIndexError("the package index has it as a source archive only, which is never unpacked or built")
        return found


def _none_of(specifier: str, page: ProjectPage, wheels: Collection[Version]) -> NotOnIndexError:
    """Return the error that says why no version will do, and which there are near what is asked for."""
    files = (file for file in page.packages if not file.is_yanked)
    listed = {version for file in files if (version := _version(file.version or ""))}
    satisfies = f" that satisfies {specifier!r}" if specifier else ""
    without = f"the package index has no version{satisfies} with a wheel for Python {_python()}"
    if not specifier or not listed:
        return NotOnIndexError(without)
    if any(SpecifierSet(specifier).filter(listed)):
        return NoSuchVersionError(f"{without}; the newest that has one is {_newest(wheels)}" if wheels else without)
    newest = _newest(listed)
    exact = _version(specifier.removeprefix("=="))
    if exact is None:
        return NoSuchVersionError(f"the package index has no version{satisfies}; the newest is {newest}")
    earlier = [version for version in listed if version < exact]
    before = _newest(earlier) if earlier else newest
    near = "" if before == newest else f"the one before it is {before}, "
    return NoSuchVersionError(f"the package index has no version {exact}; {near}the newest is {newest}")


def _newest(versions: Iterable[Version]) -> Version:
    """Return the newest of some versions; a pre-release only where nothing else is there."""
    return max(SpecifierSet().filter(versions))


def _python() -> str:
    return platform.python_version()


@cache
def _allows(requires_python: str | None) -> bool:
    """Tell whether the running Python will do; the thousands of files of a page have but a few answers."""
    try:
        return not requires_python or SpecifierSet(requires_python).contains(_python(), prereleases=True)
    except InvalidSpecifier:
        return True


@cache
def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None


def _preference(file: DistributionPackage) -> tuple[int, int, str]:
    """Order the wheels of one version: for any machine, for this interpreter, for another one."""
    try:
        tags = {str(tag) for tag in parse_wheel_filename(file.filename)[3]}
    except (InvalidWheelFilename, InvalidVersion):
        return (3, 0, file.filename)
    if any(tag.endswith("-none-any") for tag in tags):
        return (0, 0, file.filename)
    places = [_PREFERENCE[tag] for tag in tags if tag in _PREFERENCE]
    return (1, min(places), file.filename) if places else (2, 0, file.filename)
