"""What packages say of themselves, for imports and for commands that install them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from explainer.analysis import links
from explainer.analysis.environment import Distribution, Environment
from explainer.model import Documentation, Import, Source, Span
from explainer.research import pip
from explainer.research.protocol import Subject
from explainer.settings import Settings

if TYPE_CHECKING:
    from explainer.analysis.documentation import DocumentationReader

_MAX_LENGTH = 12_000
"""Characters of a package's description; what a README says after that is not about what the package is."""
_STANDARD = "standard library"


class PackageSearcher:
    """Finds the descriptions that packages give in their metadata, and pip's of how they are installed.

    Args:
        settings: Whether installed programs may be run to be asked for their help.
    """

    name = "packages"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._library: DocumentationReader | None = None

    def search(self, subject: Subject) -> Sequence[Documentation]:
        """Return the descriptions of what a step imports or installs."""
        return [*self._installed(subject), *self._imported(subject)]

    def close(self) -> None:
        """Close what reads the standard library."""
        if self._library is not None:
            self._library.close()

    def _imported(self, subject: Subject) -> Iterator[Documentation]:
        names: dict[str, None] = {}
        for found in subject.facts.imports:
            package = subject.environment.package_of(found.target)
            if package is not None and package.origin == _STANDARD:
                module = self._module(found, subject.environment)
                if module is not None:
                    yield module
            elif package is not None:
                names.setdefault(package.name)
        yield from _descriptions(names, subject.environment)

    def _installed(self, subject: Subject) -> Iterator[Documentation]:
        step = subject.step
        if self._settings.packages.inspect and (command := pip.install(step.code)) is not None:
            yield command
        needs = (one for one in subject.snippet.requirements if one.line is not None)
        names = [one.name for one in needs if step.start_line <= (one.line or 0) <= step.end_line]
        yield from _descriptions(dict.fromkeys(names), subject.environment)

    def _module(self, found: Import, environment: Environment) -> Documentation | None:
        documentation = self._reader(environment).named(found.module)
        return documentation if documentation is not None and documentation.kind == "module" else None

    def _reader(self, environment: Environment) -> DocumentationReader:
        """Return what reads the standard library, which is the same for all snippets."""
        with self._lock:
            if self._library is None:
                from explainer.analysis.documentation import DocumentationReader

                library = tuple(one for one in environment.distributions if one.package.origin == _STANDARD)
                alone = Environment((), library, environment.python_version)
                self._library = DocumentationReader(alone, replace(self._settings, inventories={}))
            return self._library


def _descriptions(names: dict[str, None], environment: Environment) -> Iterator[Documentation]:
    wanted = [canonicalize_name(name) for name in names]
    for name in dict.fromkeys(wanted):
        for one in environment.distributions:
            if canonicalize_name(one.package.name) == name and (one.summary or one.description):
                yield _description(one)
                break


def _description(one: Distribution) -> Documentation:
    text = "\n\n".join(part for part in (one.summary, _beginning(one.description)) if part)
    source = Source(
        title=one.package.name,
        url=links.of_distribution(one),
        text=text,
        searcher="packages",
        symbol="",
        package=one.package.name,
        version=one.package.version,
        locator="",
    )
    summary = Span(0, len(one.summary)) if one.summary else None
    return Documentation(source, "package", one.package.name, summary=summary)


def _beginning(text: str) -> str:
    """Return a text up to the last paragraph that ends within the limit."""
    if len(text) <= _MAX_LENGTH:
        return text
    return text[: max(text.rfind("\n\n", 0, _MAX_LENGTH), 0) or _MAX_LENGTH].rstrip()
