"""Research on the steps of a snippet: what is called and read, where that is documented, and what searchers add."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from explainer.analysis.environment import Environment
from explainer.errors import IncompleteError, ServiceError
from explainer.model import Facts, Research, Snippet, Step
from explainer.research import registry
from explainer.research.gathering import Gathered
from explainer.research.lookup import Lookup
from explainer.research.protocol import Subject
from explainer.settings import Settings
from explainer.store.keys import digest

if TYPE_CHECKING:
    from explainer.research.symbols import Symbols

_log = logging.getLogger(__name__)


class StepResearcher:
    """Finds sources for the steps of snippets; thread safe.

    Args:
        settings: Which searchers to ask, and what these need.

    Raises:
        SettingError: when a searcher cannot be had.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._searchers = registry.searchers(settings)
        self.lookup = Lookup(self._searchers)
        """Finds sources for a query, for engines that search by themselves."""
        self.version = digest(*(getattr(searcher, "version", "") for searcher in self._searchers))
        """Changes whenever a searcher says that it may find something else for the same step."""
        self._lock = threading.Lock()
        self._symbols: Symbols | None = None

    def research(
        self,
        snippet: Snippet,
        steps: tuple[Step, ...],
        facts: tuple[Facts, ...],
        environment: Environment,
        wanted: list[int],
    ) -> dict[int, Research]:
        """Return what was found for the steps with the wanted indexes.

        Where the language server or a searcher fails, the rest is returned, marked as not complete.
        """
        gathered = {index: Gathered(facts[index]) for index in wanted}
        if snippet.language == "python" and registry.SYMBOLS in self._settings.searchers:
            self._loaded().add(snippet, steps, facts, environment, gathered)
        self._search_all(snippet, steps, environment, gathered)
        return {index: one.research() for index, one in gathered.items()}

    def close(self) -> None:
        """Stop the language server, what reads documentation, and the searchers."""
        if self._symbols is not None:
            self._symbols.close()
        for searcher in self._searchers:
            if hasattr(searcher, "close"):
                searcher.close()

    def _loaded(self) -> Symbols:
        """Return what finds symbols, loaded when it is first needed: a build that has all in its cache never does."""
        with self._lock:
            if self._symbols is None:
                from explainer.research.symbols import Symbols

                self._symbols = Symbols(self._settings)
            return self._symbols

    def _search_all(
        self, snippet: Snippet, steps: Sequence[Step], environment: Environment, gathered: Mapping[int, Gathered]
    ) -> None:
        """Ask the searchers about every step; several steps at a time where one of them waits for servers."""
        if not any(getattr(searcher, "waits", False) for searcher in self._searchers):
            for index, one in gathered.items():
                self._search(snippet, steps[index], environment, one)
            return
        with ThreadPoolExecutor(self._settings.workers, thread_name_prefix="explainer-steps") as pool:
            for done in [pool.submit(self._search, snippet, steps[i], environment, gathered[i]) for i in gathered]:
                done.result()

    def _search(self, snippet: Snippet, step: Step, environment: Environment, gathered: Gathered) -> None:
        subject = Subject(snippet, step, gathered.facts, tuple(gathered.calls), environment)
        for searcher in self._searchers:
            try:
                gathered.add_all(searcher.search(subject))
            except IncompleteError as error:
                gathered.add_all(error.found)
                gathered.complete = False
            except ServiceError as error:
                _log.warning("%s:%d: searcher %r: %s", snippet.path, step.start_line, searcher.name, error)
                gathered.complete = False
