"""What is to be explained: a snippet with all that its walkthrough depends on, and the key that these make."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from explainer.analysis.environment import Environment
from explainer.analysis.packages import PackageResolver
from explainer.model import Finding, Import, Snippet
from explainer.pipeline.keys import program_version, settings_key, sources_key
from explainer.pipeline.slices import Analysis, analyse
from explainer.reading import files
from explainer.settings import Settings
from explainer.store.cache import Cache
from explainer.store.keys import digest
from explainer.store.records import kept, to_json

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    """A snippet and all that its walkthrough depends on; the key is a hash of these."""

    snippet: Snippet
    noticed: tuple[Finding, ...]
    environment: Environment
    analysis: Analysis | None
    """None where it did not have to be made to know the imports."""
    circumstances: str
    key: str


class Tasks:
    """Reads snippets and finds their packages; thread safe.

    Args:
        settings: What may be done and where.
        cache: Gets the imports of snippets.
        resolver: Finds the packages.
        found_by: Changes whenever the researcher may find something else for the same step.
    """

    def __init__(self, settings: Settings, cache: Cache, resolver: PackageResolver, found_by: str) -> None:
        self._settings, self._cache, self._resolver = settings, cache, resolver
        self._circumstances = digest(program_version(), settings_key(settings), found_by)
        self._states: dict[tuple[Path, tuple[str, ...]], str] = {}

    def task(self, path: Path, engine: str) -> Task:
        """Return what is to be explained of a file by an engine of some version.

        Raises:
            UserError: when the file cannot be read.
        """
        snippet, noticed = self._read(path)
        environment, analysis = self._environment(path, snippet)
        circumstances = digest(self._circumstances, environment.fingerprint, *self._stamps(environment))
        key = digest(circumstances, engine, to_json(snippet), to_json(noticed, tuple[Finding, ...]))
        return Task(snippet, noticed, environment, analysis, circumstances, key)

    def environment(self, path: Path) -> Environment:
        """Return the packages that a snippet is read against.

        Raises:
            UserError: when the file cannot be read.
        """
        return self._environment(path, self._read(path)[0])[0]

    def shown(self, path: Path) -> str:
        """Return the path of a snippet as a page shows it."""
        return path.relative_to(self._folder(path)).as_posix()

    def _read(self, path: Path) -> tuple[Snippet, tuple[Finding, ...]]:
        return files.read(path, self._folder(path), self._settings)

    def _folder(self, path: Path) -> Path:
        folder = self._settings.snippets_dir
        return folder if path.is_relative_to(folder) else path.parent

    def _environment(self, path: Path, snippet: Snippet) -> tuple[Environment, Analysis | None]:
        """Return the packages, and the analysis if it had to be made to know the imports."""
        key = digest(program_version(), snippet.language, str(self._settings.max_steps), snippet.text)
        imports = kept(self._cache, "imports", key, tuple[Import, ...])
        analysis = None
        if imports is None:
            analysis = analyse(snippet, self._settings.max_steps)
            imports = analysis.imports
            self._cache.set("imports", key, to_json(imports, tuple[Import, ...]))
        environment = self._resolver.resolve(imports, snippet.requirements, local=_beside(path, imports))
        for note in environment.notes:
            _log.info("%s: %s", snippet.path, note)
        for line, failure in environment.failures:
            place = f"{snippet.path}:{line}" if line else snippet.path
            _log.warning("%s: %s; what needs it is explained from the code", place, failure)
        return environment, analysis

    def _stamps(self, environment: Environment) -> Iterator[str]:
        """Give what tells the states of packages apart that keep their version; looked at once in a build."""
        for found in environment.distributions:
            place = (found.root, found.top_level)
            if place not in self._states:
                self._states[place] = sources_key(found)
            yield self._states[place]


def _beside(path: Path, imports: Sequence[Import]) -> set[str]:
    """Return the imported modules that are files or packages beside the snippet."""
    names = {found.module.partition(".")[0] for found in imports} - {"", path.stem}
    folder = path.parent
    return {name for name in names if (folder / f"{name}.py").is_file() or (folder / name / "__init__.py").is_file()}
