"""The way from a file to its walkthrough, for one snippet or for many at a time."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from explainer.analysis.environment import Environment
from explainer.analysis.packages import PackageResolver
from explainer.engines.protocol import Engine, Holding, Searching
from explainer.engines.registry import engine as engine_named
from explainer.errors import ExplainerError, SnippetError
from explainer.model import Research, Walkthrough
from explainer.pipeline import additions
from explainer.pipeline.crew import Crew
from explainer.pipeline.explaining import CheckedEngine
from explainer.pipeline.keys import searching_key
from explainer.pipeline.researching import Researcher, research
from explainer.pipeline.side_by_side import StepExplainer
from explainer.pipeline.slices import Analysis, analyse
from explainer.pipeline.summary import Forecast
from explainer.pipeline.tasks import Task, Tasks
from explainer.research.lookup import Lookup
from explainer.research.researcher import StepResearcher
from explainer.settings import Settings, check
from explainer.store.cache import Cache
from explainer.store.keys import digest
from explainer.store.records import kept, to_json

_log = logging.getLogger(__name__)

Progress = Callable[[int, int, str], None]
"""Called with how many are done, how many there are, and the one that was just done."""

T = TypeVar("T")
R = TypeVar("R")

_REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Derived(Generic[T]):
    """What was made of a walkthrough, and the counts of that."""

    value: T
    counts: dict[str, int]


class Explainer:
    """Explains snippets; thread safe, and to be closed, best as a context manager.

    Args:
        settings: What may be done and where.
        progress: Called in the caller's thread after each snippet of `explain_all`.
        engine: Writes the explanations in place of the one that the settings name.
        researcher: Finds the sources in place of the one that the settings describe.
        resolver: Finds the packages in place of the one that the settings describe.

    Raises:
        SettingError: for a setting that cannot be used.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        progress: Progress | None = None,
        engine: Engine | None = None,
        researcher: Researcher | None = None,
        resolver: PackageResolver | None = None,
    ) -> None:
        self._settings = settings = check(settings)
        self._progress = progress
        # What was opened is closed again if a setting that comes later cannot be used.
        with ExitStack() as opened:
            self._cache = opened.enter_context(
                closing(Cache(settings.cache_dir / "results" if settings.cache else None))
            )
            packages = opened.enter_context(closing(resolver or PackageResolver(settings.packages, settings.cache_dir)))
            self._researcher = opened.enter_context(closing(researcher or StepResearcher(settings)))
            chosen = engine or engine_named(settings.engine, settings)
            if isinstance(chosen, Holding):
                opened.callback(chosen.close)
            reference = chosen if chosen.name == _REFERENCE else engine_named(_REFERENCE, settings)
            found_by: str = getattr(self._researcher, "version", "")
            searching = self._let_search(chosen, found_by)
            self._engine = CheckedEngine(chosen, reference, self._cache, settings.inference, searching)
            self._steps = opened.enter_context(closing(StepExplainer(self._engine, settings.workers)))
            self._opened = opened.pop_all()
        self._tasks = Tasks(settings, self._cache, packages, found_by)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop what was started and release the cache."""
        self._opened.close()

    def explain_all(self, paths: Sequence[Path]) -> Generator[tuple[Path, Walkthrough | ExplainerError], None, None]:
        """Explain snippets side by side, and give each with its walkthrough, or what went wrong, in their order.

        No more than a few finished walkthroughs wait for the caller at any time. Who leaves before the end, or is
        interrupted, ends the explainer's work: what the engine is asked already is waited for and kept, and nothing
        else is asked.
        """
        return self._each(paths, self.explain)

    def derive_all(
        self, paths: Sequence[Path], form: type[T], version: str, make: Callable[[Walkthrough], T]
    ) -> Generator[tuple[Path, Derived[T] | ExplainerError], None, None]:
        """Do as `explain_all` does, and give what is made of each walkthrough, which is cached as well.

        Args:
            paths: Of the snippets.
            form: Type of what is made: a dataclass of plain values.
            version: Changes whenever something else may be made of the same walkthrough.
            make: Makes it; called in the thread of the snippet.
        """
        return self._each(paths, lambda path: self._derive(path, form, version, make))

    def forecast_all(
        self, paths: Sequence[Path]
    ) -> Generator[tuple[Path, Forecast | ExplainerError | None], None, None]:
        """Find out what explaining would ask of the engine, without asking it; what is looked up for that is cached.

        None stands for a snippet of which an engine is asked that does not say, or asks nobody.
        """
        return self._each(paths, self._forecast)

    def explain(self, path: Path) -> Walkthrough:
        """Explain one snippet, which may be outside the snippets folder.

        Raises:
            UserError: when the file cannot be read or explained.
            StoppedError: when `explain_all` was left before its end, and the cache does not have all of it.
        """
        return self._walkthrough(self._tasks.task(path, self._engine.version))[0]

    def environment(self, path: Path) -> Environment:
        """Return the packages that a snippet is read against.

        Raises:
            UserError: when the file cannot be read.
        """
        return self._tasks.environment(path)

    def _let_search(self, engine: Engine, found_by: str) -> str:
        """Let an engine search that can; return a hash of what decides what it finds, empty where it does not."""
        lookup: Lookup | None = getattr(self._researcher, "lookup", None)
        if not isinstance(engine, Searching) or lookup is None or not lookup.able:
            return ""
        engine.search_with(lookup)
        return digest(searching_key(self._settings), found_by)

    def _derive(self, path: Path, form: type[T], version: str, make: Callable[[Walkthrough], T]) -> Derived[T]:
        task = self._tasks.task(path, self._engine.version)
        key = digest(form.__name__, version, task.key)
        record: Any = tuple[form, dict[str, int]]  # type: ignore[valid-type]
        found = kept(self._cache, "derived", key, record)
        if found is not None:
            return Derived(*found)
        walkthrough, lasting = self._walkthrough(task)
        made = make(walkthrough)
        if lasting:
            self._cache.set("derived", key, to_json((made, _settled(walkthrough)), record))
        return Derived(made, walkthrough.counts)

    def _each(
        self, paths: Sequence[Path], work: Callable[[Path], R]
    ) -> Generator[tuple[Path, R | ExplainerError], None, None]:
        workers = max(1, min(self._settings.workers, len(paths)))
        waiting: deque[Future[R | ExplainerError]] = deque()
        with closing(Crew(workers, "explainer", self._engine.release)) as crew:
            try:
                for done, path in enumerate(paths, start=1):
                    upcoming = paths[done - 1 + len(waiting) : done - 1 + 2 * workers]
                    waiting.extend(crew.submit(partial(self._attempt, work, later)) for later in upcoming)
                    result = waiting.popleft().result()
                    if self._progress:
                        self._progress(done, len(paths), path.name)
                    yield path, result
            except BaseException:
                # The pool waits for the snippets under way, and these for all their steps: none may be begun any more.
                self._steps.stop()
                raise
            finally:
                for future in waiting:
                    future.cancel()

    def _walkthrough(self, task: Task) -> tuple[Walkthrough, bool]:
        """Return the walkthrough, and whether the next build will make the very same one."""
        cached = kept(self._cache, "walkthrough", task.key, Walkthrough)
        if cached is not None:
            return replace(cached, counts=_settled(cached)), True
        analysis, researched, complete = self._researched(task)
        made = self._steps.explain(analysis, researched)
        found = (*task.noticed, *additions.findings(analysis, task.environment, researched))
        ordered = tuple(sorted(dict.fromkeys(found), key=lambda finding: finding.line))
        walkthrough = Walkthrough(task.snippet, task.environment.packages, ordered, tuple(made.steps))
        lasting = complete and made.final
        if lasting:
            self._cache.set("walkthrough", task.key, to_json(walkthrough))
        return replace(walkthrough, counts=_settled(walkthrough) | made.counts), lasting

    def _forecast(self, path: Path) -> Forecast | None:
        task = self._tasks.task(path, self._engine.version)
        if kept(self._cache, "walkthrough", task.key, Walkthrough) is not None:
            return Forecast()
        analysis, researched, _ = self._researched(task)
        return self._steps.forecast(analysis, researched)

    def _researched(self, task: Task) -> tuple[Analysis, list[Research], bool]:
        """Return the steps of a snippet with the research on each, and whether all of it was had."""
        analysis = task.analysis or analyse(task.snippet, self._settings.max_steps)
        return analysis, *research(analysis, task.environment, task.circumstances, self._researcher, self._cache)

    def _attempt(self, work: Callable[[Path], R], path: Path) -> R | ExplainerError:
        try:
            return work(path)
        except ExplainerError as error:
            return error
        except Exception as error:  # noqa: BLE001 - a fault met in one snippet must not cost the others their pages
            _log.debug("%s could not be explained", path, exc_info=True)
            fault = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            return SnippetError(self._tasks.shown(path), f"cannot be explained, by a fault of this program ({fault})")


def _settled(walkthrough: Walkthrough) -> dict[str, int]:
    """Return the counts of a walkthrough that needs no more work: every step is there already."""
    sources = {source for step in walkthrough.steps for source in step.research.sources}
    steps = len(walkthrough.steps)
    return {"steps": steps, "cached": steps, "sources": len(sources), "findings": len(walkthrough.findings)}
