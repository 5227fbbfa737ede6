"""What a snippet calls and reads, tied to where that is documented."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from explainer.analysis.composition import Composition, described
from explainer.analysis.documentation import DocumentationReader
from explainer.analysis.environment import Environment
from explainer.analysis.language_server import LanguageServer
from explainer.analysis.memo import Memo
from explainer.analysis.shared import Shared
from explainer.errors import LanguageServerError
from explainer.model import (
    BoundArgument,
    Call,
    Documentation,
    Facts,
    Parameter,
    ResolvedCall,
    Snippet,
    Span,
    Step,
)
from explainer.reading.mend import requoted
from explainer.reading.walk import analyse
from explainer.research.binding import bind
from explainer.research.class_index import ClassIndex
from explainer.research.gathering import Gathered
from explainer.research.hovers import shown
from explainer.research.names import Names
from explainer.research.own_definitions import OwnDefinitions
from explainer.research.read_names import ReadNames
from explainer.research.resolution import Resolution
from explainer.research.sites import Site, Tree
from explainer.research.sketch import Sketch
from explainer.research.workplace import Workplace
from explainer.settings import Settings

_log = logging.getLogger(__name__)

_READERS_KEPT = 16


class Symbols:
    """Finds the documentation of what snippets call and read; thread safe, with one language server for all of them.

    Args:
        settings: How long to wait for the language server, and what may be fetched.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server = LanguageServer(settings.language_server_timeout)
        self._index = ClassIndex()
        self._shared = Shared(settings)
        self._readers: Memo[str, DocumentationReader] = Memo(_READERS_KEPT)

    def close(self) -> None:
        """Stop the language server and what reads documentation."""
        self._server.close()
        self._shared.close()

    def add(
        self,
        snippet: Snippet,
        steps: Sequence[Step],
        facts: Sequence[Facts],
        environment: Environment,
        gathered: Mapping[int, Gathered],
    ) -> None:
        """Add what is found to the steps that it is gathered for.

        Where the language server fails, what is found without it, and the steps are marked as not complete.
        """
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
    said = Composition(documentation.source.text)
    known = {one.name for one in documentation.parameters}  # for these, the sentences were read with the documentation
    said.read_sentences({*(one.name for one in site.overload or ()), *_keywords(site.call)} - known)
    parameters = _of_form(documentation, site.overload, said) if site.overload else documentation.parameters
    # The form that was found may not be the one that is called: a keyword that it lacks is described all the same.
    taken = {one.name for one in parameters}
    if not taken or any(one.kind == "var-keyword" for one in parameters):
        return replace(documentation, parameters=parameters)
    given = (name for name in _keywords(site.call) if name not in taken)
    lacking = [Parameter(name, "keyword-only", documentation=span) for name in given if (span := said.describes(name))]
    return replace(documentation, parameters=(*parameters, *lacking))


def _keywords(call: Call) -> list[str]:
    return [argument.keyword for argument in call.arguments if argument.keyword]


def _of_form(documentation: Documentation, overload: tuple[Parameter, ...], said: Composition) -> tuple[Parameter, ...]:
    known = {one.name: one for one in documentation.parameters}

    def describes(name: str) -> Span | None:
        return known[name].documentation if name in known else said.describes(name)

    taken = {one.name for one in overload}
    if any(one.kind == "var-keyword" for one in overload):
        more = [one for one in documentation.parameters if one.name not in taken and one.kind == "keyword-only"]
        return (*described(overload, said.docstring, describes), *more)
    return described(overload, said.docstring, describes)
