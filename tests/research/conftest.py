"""The real researcher, on small packages that are written into a folder."""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from explainer.analysis.environment import Distribution, Environment
from explainer.analysis.installed import standard_library
from explainer.model import Documentation, Package, Research, ResolvedCall, Snippet
from explainer.pipeline.slices import Analysis, analyse
from explainer.reading.requirements import requirements
from explainer.research.researcher import StepResearcher
from explainer.settings import PackageSettings, Settings


@dataclass
class Found:
    """The research on a snippet, by line."""

    analysis: Analysis
    research: dict[int, Research]

    def at(self, line: int) -> Research:
        """Return the research on the step that a line is in."""
        steps = enumerate(self.analysis.steps)
        return self.research[next(index for index, step in steps if step.start_line <= line <= step.end_line)]

    def call(self, line: int, name: str) -> ResolvedCall:
        """Return the call of a name in the step of a line."""
        (call,) = [one for one in self.at(line).calls if one.call.name == name]
        return call

    def documentation(self, line: int, name: str) -> Documentation:
        """Return what documents a call."""
        call = self.call(line, name)
        assert call.source is not None, f"nothing documents {name}"
        return self.at(line).documentation[call.source]

    def text(self, line: int, name: str) -> str:
        """Return the text that documents a call."""
        return self.documentation(line, name).source.text

    def arguments(self, line: int, name: str) -> dict[str, tuple[str | None, str]]:
        """Return for each argument of a call the parameter that it goes to, and what is said of that."""
        text = self.text(line, name)
        return {
            one.argument.value: (one.parameter, one.documentation.of(text) if one.documentation else "")
            for one in self.call(line, name).arguments
        }


@dataclass
class Shelf:
    """A folder of packages, and snippets that are read against them."""

    folder: Path
    researcher: StepResearcher
    distributions: list[Distribution] = field(default_factory=list)
    types: list[Distribution] = field(default_factory=list)

    def package(self, files: dict[str, str], name: str = "shop", **about: object) -> None:
        """Write a package's files; paths are relative to the folder of modules."""
        for path, text in files.items():
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(textwrap.dedent(text), encoding="utf-8")
        top = tuple(dict.fromkeys(Path(path).parts[0].split(".")[0] for path in files))
        package = Package(name, "1.0", "newest", top)
        self.distributions.append(Distribution(package, self.folder, top, **about))  # type: ignore[arg-type]

    def stubs(self, files: dict[str, str], name: str = "shop") -> None:
        """Write the stubs of a package into a folder of their own."""
        folder = self.folder / "stubs"
        for path, text in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(textwrap.dedent(text), encoding="utf-8")
        self.types.append(Distribution(Package(f"{name}-stubs", "1.0", "newest", (name,)), folder, (name,)))

    def environment(self) -> Environment:
        library = standard_library()
        standard = Package("Python", library.package.version, "standard library", ("json", "math", "functools"))
        packages = (*(one.package for one in self.distributions), standard)
        found = (*self.distributions, library)
        return Environment(packages, found, library.package.version, stubs=tuple(self.types))

    def research(self, code: str, researcher: StepResearcher | None = None, language: str = "python") -> Found:
        """Return the research on all steps of a snippet."""
        text = textwrap.dedent(code)
        path = "a.py" if language == "python" else "a.sh"
        digest = hashlib.sha256(text.encode()).hexdigest()
        snippet = Snippet(path, language, "A", "", text, digest, requirements(text, language)[0])
        analysis = analyse(snippet, 1000)
        wanted = list(range(len(analysis.steps)))
        found = (researcher or self.researcher).research(
            snippet, analysis.steps, analysis.facts, self.environment(), wanted
        )
        return Found(analysis, found)


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(packages=PackageSettings(download=False))


@pytest.fixture(scope="session")
def researcher(settings: Settings) -> Iterator[StepResearcher]:
    made = StepResearcher(settings)
    yield made
    made.close()


@pytest.fixture
def shelf(tmp_path: Path, researcher: StepResearcher) -> Shelf:
    return Shelf(tmp_path / "packages", researcher)
