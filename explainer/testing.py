"""A scripted engine and searcher, so that sites with walkthroughs can be tested without a service, a key or a model.

engine = ScriptedEngine({"json.loads": ["Reads a document from a string."]})
with scripted(engine=engine):
    build(load_config("mkdocs.yml"))  # whose engine is `scripted`
assert engine.asked
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

from explainer import plugins
from explainer.engines.protocol import Rejected
from explainer.engines.registry import GROUP as ENGINES
from explainer.errors import ServiceError
from explainer.evidence.cutting import cut
from explainer.model import Citation, Claim, Documentation, ExplainRequest, Explanation, Source
from explainer.research.protocol import Subject
from explainer.research.registry import GROUP as SEARCHERS

NAME = "scripted"
"""What the engine and the searcher are called in the configuration."""

Script = Mapping[str, Sequence[Claim | str] | Exception]


class ScriptedEngine:
    """Says what it was told to, about the steps whose code holds a certain text; its claims are checked like any other.

    Args:
        script: By a part of a step's code: claims, or their texts alone, which are then inferences; or an error to
            raise. A step that no part is in gets no claim, and so the reference explanation.
        second: In the same form, what it says when claims were refused.
        version: Part of the key under which its explanations are cached. None is another for each engine, which is
            then asked whatever the cache has.
    """

    name = NAME

    def __init__(self, script: Script, second: Script | None = None, version: str | None = None) -> None:
        self.version = version or _unlike_any()
        self._script, self._second = script, second or {}
        self._lock = threading.Lock()
        self.asked: list[ExplainRequest] = []
        self.sent_back: list[Rejected] = []
        """Claims that it was given back."""

    def explain(self, request: ExplainRequest) -> Explanation:
        """Return the claims for a step."""
        with self._lock:
            self.asked.append(request)
        return Explanation(self.name, _scripted(self._script, request.step.code))

    def revise(self, request: ExplainRequest, refused: Sequence[Rejected]) -> Explanation:
        """Return the claims that it says the second time."""
        with self._lock:
            self.sent_back += refused
        return Explanation(self.name, _scripted(self._second, request.step.code))


class ScriptedSearcher:
    """Finds what it was told to, for the steps whose code holds a certain text.

    Args:
        results: By a part of a step's code: the sources, or an error to raise.
        version: Part of the key under which what it finds is cached, as for the engine.
    """

    name = NAME

    def __init__(self, results: Mapping[str, Sequence[Source] | ServiceError], version: str | None = None) -> None:
        self.version = version or _unlike_any()
        self._results = results
        self._lock = threading.Lock()
        self.asked: list[Subject] = []

    def search(self, subject: Subject) -> Sequence[Documentation]:
        """Return the sources for a step."""
        with self._lock:
            self.asked.append(subject)
        for part, found in self._results.items():
            if part in subject.step.code:
                if isinstance(found, Exception):
                    raise found
                return [Documentation(source, "page", source.title) for source in found]
        return []


def quoting(text: str, request: ExplainRequest, source: int, first: int, last: int | None = None) -> Claim:
    """Return a claim with a quote that is cut as the program cuts it for a model.

    Args:
        text: Of the claim.
        request: What the engine was asked.
        source: Its number, counted from 1.
        first: Line of the source, counted from 1.
        last: Line of the source; None for the first alone.

    Raises:
        ValueError: when the source has no such lines.
    """
    sources = request.research.sources
    span = cut(sources[source - 1].text, first, last or first, text) if 0 < source <= len(sources) else None
    if span is None:
        raise ValueError(f"source {source} has nothing on lines {first} to {last or first}")
    return Claim(text, "quoted", (Citation(source - 1, span),))


@contextmanager
def scripted(engine: ScriptedEngine | None = None, searcher: ScriptedSearcher | None = None) -> Iterator[None]:
    """Have `engine: scripted` and `searchers: [scripted]` of a configuration stand for these, in this process."""
    with ExitStack() as stack:
        if engine is not None:
            stack.enter_context(plugins.given(ENGINES, NAME, lambda _: engine))
        if searcher is not None:
            stack.enter_context(plugins.given(SEARCHERS, NAME, lambda _: searcher))
        yield


def _unlike_any() -> str:
    return uuid.uuid4().hex


def _scripted(script: Script, code: str) -> tuple[Claim, ...]:
    for part, said in script.items():
        if part in code:
            if isinstance(said, Exception):
                raise said
            return tuple(Claim(one, "inference") if isinstance(one, str) else one for one in said)
    return ()
