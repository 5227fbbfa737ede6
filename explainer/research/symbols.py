"""Research on the steps of a snippet: what is called and imported, where that is documented, and what searchers add."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from explainer.analysis import docstrings
from explainer.analysis.composition import described
from explainer.analysis.documentation import DocumentationReader
from explainer.analysis.environment import Environment
from explainer.analysis.language_server import LanguageServer
from explainer.analysis.memo import Memo
from explainer.analysis.shared import Shared
from explainer.errors import IncompleteError, LanguageServerError, ServiceError
from explainer.model import (
    BoundArgument,
    Documentation,
    Facts,
    Parameter,
    Research,
    ResolvedCall,
    Snippet,
    Span,
    Step,
)
from explainer.reading.mend import requoted
from explainer.reading.walk import analyse
from explainer.research import registry
from explainer.research.binding import bind
from explainer.research.class_index import ClassIndex
from explainer.research.gathering import Gathered
from explainer.research.hovers import shown
from explainer.research.lookup import Lookup
from explainer.research.names import Names
from explainer.research.own_definitions import OwnDefinitions
from explainer.research.protocol import Subject
from explainer.research.read_names import ReadNames
from explainer.research.resolution import Resolution
from explainer.research.sites import Site, Tree
from explainer.research.sketch import Sketch
from explainer.research.workplace import Workplace
from explainer.settings import Settings
from explainer.store.keys import digest

_log = logging.getLogger(__name__)

_READERS_KEPT = 16


class SymbolResearcher:
    """Finds sources for the steps of snippets; thread safe, with one language server for all of them.

    Args:
        settings: Which searchers to ask, and how long to wait for the language server.

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
        self._server = LanguageServer(settings.language_server_timeout)
        self._index = ClassIndex()
        self._shared = Shared(settings)
        self._readers: Memo[str, DocumentationReader] = Memo(_READERS_KEPT)

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
            self._symbols(snippet, steps, facts, environment, gathered)
        self._search_all(snippet, steps, environment, gathered)
        return {index: one.research() for index, one in gathered.items()}

    def close(self) -> None:
        """Stop the language server, what reads documentation, and the searchers."""
        self._server.close()
        for searcher in self._searchers:
            if hasattr(searcher, "close"):
                searcher.close()
        self._shared.close()

    def _symbols(
        self,
        snippet: Snippet,
        steps: Sequence[Step],
        facts: Sequence[Facts],
        environment: Environment,
        gathered: dict[int, Gathered],
    ) -> None:
        if not any(one.calls or one.imports or one.writes for one in facts):
            return
        analysis = analyse(snippet)
        tree = Tree(analysis.tree)
        sites = tree.sites(facts)
        reader = self._reader(environment)
        text = requoted(snippet.text, analysis.broken)
        sketch = Sketch(text, any("numpy" in one.top_level for one in environment.distributions))
        _name_values(sites, sketch)
        own = OwnDefinitions(snippet, steps, facts)
        with self._server.open(environment.roots, sketch.text) as document:
            work = Workplace(environment, reader, self._index, facts, tree, sketch, document)
            resolution, names, read = Resolution(work, sites), Names(work), ReadNames(work, steps)
            try:
                resolution.run()
                names.add_to(gathered)
                read.find(gathered, guessed=any(site.match == "name" for site in sites))
            except LanguageServerError as error:
                _log.warning("%s: %s; what needs it is explained from the code", snippet.path, error)
                resolution.run_without_server()
                names.add_without_server(gathered)
                read.find_without_server(gathered)
                for one in gathered.values():
                    one.complete = False
        _add_calls(sites, own, gathered)
        read.add_to(gathered)

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

    def _reader(self, environment: Environment) -> DocumentationReader:
        key = f"{environment.fingerprint} {environment.roots}"
        return self._readers.get(key, lambda: DocumentationReader(environment, self._settings, self._shared))


def _name_values(sites: Sequence[Site], sketch: Sketch) -> None:
    """Have a name for each value that is called without one, and for what that gives: the server is asked at names."""
    for site in sites:
        if site.value is not None and site.node is not None:
            sketch.name(site.value.start, site.value.end)
            sketch.name(site.node.start, site.node.end)
    sketch.render()


def _add_calls(sites: Sequence[Site], own: OwnDefinitions, gathered: Mapping[int, Gathered]) -> None:
    for one in gathered.values():
        one.calls.clear()
    for site in sites:
        if site.step in gathered:
            gathered[site.step].calls.append(_resolved(site, own, gathered[site.step]))
            gathered[site.step].local &= not site.from_elsewhere


def _resolved(site: Site, own: OwnDefinitions, gathered: Gathered) -> ResolvedCall:
    documentation = own.document(site.own) if site.own is not None else site.documentation
    if documentation is None:
        return ResolvedCall(site.call, None, None)
    called = _as_called(documentation, site)
    return ResolvedCall(
        call=site.call,
        symbol=documentation.source.symbol or None,
        source=gathered.add(documentation),
        arguments=_named(bind(site.call, called), called),
        match=site.match or "definition",
        result=shown(site.result),
    )


def _named(bound: tuple[BoundArgument, ...], called: Documentation) -> tuple[BoundArgument, ...]:
    """Return arguments without the letters that a stub has for what is given by position alone.

    Nobody can write such a name, and a letter tells nothing. Where one is described, they stay.
    """
    in_stub = called.source.locator.rpartition(":")[0].endswith(".pyi")
    if not in_stub or any(one.documentation is not None for one in bound):
        return bound
    hidden = {one.name for one in called.parameters if one.kind == "positional-only" and len(one.name) == 1}
    return tuple(replace(one, parameter=None) if one.parameter in hidden else one for one in bound)


def _as_called(documentation: Documentation, site: Site) -> Documentation:
    """Return documentation with the parameters of the form that is called, where a function has several."""
    said = docstrings.parse(documentation.source.text)
    parameters = _of_form(documentation, site.overload, said) if site.overload else documentation.parameters
    # The form that was found may not be the one that is called: a keyword that it lacks is described all the same.
    taken = {one.name for one in parameters}
    if not taken or any(one.kind == "var-keyword" for one in parameters):
        return replace(documentation, parameters=parameters)
    given = (one.keyword for one in site.call.arguments if one.keyword and one.keyword not in taken)
    lacking = [Parameter(name, "keyword-only", documentation=span) for name in given if (span := said.describes(name))]
    return replace(documentation, parameters=(*parameters, *lacking))


def _of_form(
    documentation: Documentation, overload: tuple[Parameter, ...], said: docstrings.Docstring
) -> tuple[Parameter, ...]:
    known = {one.name: one for one in documentation.parameters}

    def describes(name: str) -> Span | None:
        return known[name].documentation if name in known else said.describes(name)

    taken = {one.name for one in overload}
    if any(one.kind == "var-keyword" for one in overload):
        more = [one for one in documentation.parameters if one.name not in taken and one.kind == "keyword-only"]
        return (*described(overload, said, describes), *more)
    return described(overload, said, describes)
