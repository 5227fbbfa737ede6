"""The real parts, with what they are asked for written down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from explainer.analysis import server_process
from explainer.analysis.environment import Environment
from explainer.engines.protocol import ExplainRequest
from explainer.engines.registry import engine as engine_named
from explainer.model import Explanation, Facts, Research, Snippet, Step, Walkthrough
from explainer.pipeline import Explainer
from explainer.research.researcher import StepResearcher
from explainer.settings import PackageSettings, Settings


class CountingEngine:
    """The reference engine, with the first lines of the steps that it was asked to explain."""

    def __init__(self, settings: Settings) -> None:
        self._engine = engine_named("reference", settings)
        self.name = self._engine.name
        self.version = self._engine.version
        self.asked: list[str] = []

    def explain(self, request: ExplainRequest) -> Explanation:
        self.asked.append(request.step.code)
        return self._engine.explain(request)


class CountingResearcher:
    """The real researcher, with the steps that it was asked for."""

    def __init__(self, settings: Settings) -> None:
        self._researcher = StepResearcher(settings)
        self.asked: list[str] = []

    def research(
        self,
        snippet: Snippet,
        steps: tuple[Step, ...],
        facts: tuple[Facts, ...],
        environment: Environment,
        wanted: Sequence[int],
    ) -> dict[int, Research]:
        self.asked += [steps[index].code for index in wanted]
        return self._researcher.research(snippet, steps, facts, environment, wanted)

    def close(self) -> None:
        self._researcher.close()


@dataclass
class Build:
    """What one build made, and what for it was asked of whom."""

    results: list[Walkthrough] = field(default_factory=list)
    explained: list[str] = field(default_factory=list)
    researched: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


class Project:
    """A folder of snippets and its cache."""

    def __init__(self, folder: Path) -> None:
        self.snippets = folder / "snippets"
        self.snippets.mkdir()
        self.settings = Settings(
            snippets_dir=self.snippets, cache_dir=folder / "cache", packages=PackageSettings(download=False)
        )
        self.requests: list[str] = []

    def write(self, text: str, name: str = "a.py") -> Path:
        path = self.snippets / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def build(self, *, version: str | None = None, cache_dir: Path | None = None) -> Build:
        """Explain every snippet with the real parts."""
        settings = self.settings if cache_dir is None else replace(self.settings, cache_dir=cache_dir)
        self.requests.clear()
        engine, researcher = CountingEngine(settings), CountingResearcher(settings)
        if version is not None:
            engine.version = version
        paths = sorted(self.snippets.rglob("*.py"))
        with Explainer(settings, engine=engine, researcher=researcher) as explainer:
            results = [result for _, result in explainer.explain_all(paths)]
        made = [result for result in results if isinstance(result, Walkthrough)]
        assert len(made) == len(results), results
        # Steps are explained side by side: what counts is which, not in what order.
        codes = [step.step.code for walkthrough in made for step in walkthrough.steps]
        return Build(made, sorted(engine.asked, key=codes.index), researcher.asked, list(self.requests))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    made = Project(tmp_path)
    request, start = server_process.ServerProcess.request, server_process.ServerProcess.__init__

    def counted_request(self: Any, method: str, parameters: dict[str, Any] | None = None) -> Future[Any]:
        made.requests.append(method)
        return request(self, method, parameters)

    def counted_start(self: Any, *args: Any) -> None:
        made.requests.append("start")
        start(self, *args)

    monkeypatch.setattr(server_process.ServerProcess, "request", counted_request)
    monkeypatch.setattr(server_process.ServerProcess, "__init__", counted_start)
    yield made
