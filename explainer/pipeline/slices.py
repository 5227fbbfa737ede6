"""What one step depends on: its slice of the snippet, and what is cached about it under the hash of that slice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from explainer.engines.protocol import ExplainRequest
from explainer.model import Facts, Finding, Import, Research, Snippet, Step
from explainer.pipeline.numbering import Numbering
from explainer.reading.facts import collect
from explainer.reading.findings import find
from explainer.reading.steps import cut
from explainer.store.keys import digest
from explainer.store.records import to_json


@dataclass(frozen=True, slots=True)
class Analysis:
    """A snippet with its steps, the facts of each, and what these show."""

    snippet: Snippet
    steps: tuple[Step, ...]
    facts: tuple[Facts, ...]
    findings: tuple[Finding, ...] = ()
    beyond: tuple[Step, ...] = ()
    """Steps after the number that is explained of one file; nothing else is known of them."""

    @property
    def imports(self) -> tuple[Import, ...]:
        """All that the snippet imports, in its order."""
        return tuple(found for facts in self.facts for found in facts.imports)

    def body(self, index: int) -> Iterator[int]:
        """Give the indexes of the steps in the body of the function or class whose header is a step."""
        names = [write.path for write in self.facts[index].writes]
        outer = self.facts[index].scope
        scopes = [f"{outer}.{name}" if outer else name for name in names]
        for later in range(index + 1, len(self.steps)):
            inside = any(f"{self.facts[later].scope}.".startswith(f"{scope}.") for scope in scopes)
            if inside:
                yield later
            elif self.steps[later].kind != "comment":
                return

    def surroundings(self, index: int) -> list[int]:
        """Return the indexes of all steps that research on a step may look at, the step among them.

        Beside what its names come from, these are the bodies of the functions and classes of the snippet among them,
        which say what they return and hold their documentation, and the comments above their headers.
        """
        found: set[int] = set()
        pending = [index, *self.facts[index].uses]
        while pending:
            step = pending.pop()
            if step in found:
                continue
            found.add(step)
            pending += self.facts[step].uses
            if step != index and self.steps[step].kind in ("function", "class"):
                pending += self.body(step)
                if step and self.steps[step - 1].kind == "comment":
                    found.add(step - 1)
        return sorted(found)


def analyse(snippet: Snippet, max_steps: int) -> Analysis:
    """Cut a snippet into steps and collect their facts.

    Args:
        snippet: What to analyse.
        max_steps: How many steps to explain. Of a snippet with more, the rest is not analysed, and since values may be
            used there, nothing is said of where they go or that they are not used; a finding says so.
    """
    steps = cut(snippet)
    explained, beyond = steps[:max_steps], steps[max_steps:]
    if not beyond:
        facts = collect(snippet, steps)
        return Analysis(snippet, steps, facts, find(snippet, steps, facts))
    start = replace(snippet, text="\n".join(snippet.lines[: explained[-1].end_line]) + "\n")
    facts = tuple(replace(known, used_on=()) for known in collect(start, explained))
    message = (
        f"The file has {len(steps):,} steps, more than the {max_steps:,} of option `max_steps`: from here on it is"
        " shown without explanations, and mistakes in its use of names are not looked for. Cut it, or raise the option."
    )
    return Analysis(snippet, explained, facts, (Finding("too-long", beyond[0].start_line, message),), beyond)


class ResearchSlot:
    """Where the research on one step is cached: its key, and its form there."""

    def __init__(self, analysis: Analysis, index: int, circumstances: str) -> None:
        """Work out the key.

        Args:
            analysis: The snippet.
            index: Which step.
            circumstances: A hash of packages, settings and program.
        """
        steps = [analysis.steps[step] for step in analysis.surroundings(index)]
        self._numbering = Numbering(steps)
        facts = self._numbering.relative(replace(analysis.facts[index], uses=(), used_on=()))
        place = self._numbering.relative(analysis.steps[index])
        self._known = len(self._numbering)
        code = [step.code for step in steps]
        snippet = analysis.snippet
        asked = (*snippet.queries, to_json(snippet.sites))
        self.key = digest(circumstances, snippet.language, place.id, to_json(facts), *asked, *code)

    def relative(self, research: Research) -> Research | None:
        """Return the research with lines as they are cached; None where it names lines that the key does not cover."""
        relative = self._numbering.relative(research)
        return relative if len(self._numbering) == self._known else None

    def absolute(self, research: Research) -> Research:
        """Return cached research with the lines of the file."""
        return self._numbering.absolute(research)


def _as_evidence(research: Research) -> Research:
    """Return what may be quoted: without the days on which pages were fetched, and without what was left out.

    Neither changes anything of what the sources say.
    """
    if not research.dropped and not any(source.retrieved for source in research.sources):
        return research
    undated = (replace(found, source=replace(found.source, retrieved="")) for found in research.documentation)
    return replace(research, documentation=tuple(undated), dropped=(), dropped_beyond=0)


class Question:
    """What the engine is asked about one step, and the way from its answer's lines to the file's."""

    def __init__(self, analysis: Analysis, index: int, research: Research) -> None:
        facts = analysis.facts[index]
        context = tuple(analysis.steps[used] for used in facts.uses)
        step = analysis.steps[index]
        numbering = Numbering((*context, step))
        own = replace(facts, uses=tuple(range(len(context))), used_on=())
        self.request = ExplainRequest(
            language=analysis.snippet.language,
            step=numbering.relative(step),
            facts=numbering.relative(own),
            research=numbering.relative(_as_evidence(research)),
            context=numbering.relative(context),
        )
        self.absolute = numbering.absolute
        self._record: str | None = None

    def key(self, engine: str) -> str:
        """Return the hash of the question for one version of an engine."""
        if self._record is None:
            self._record = to_json(self.request)
        return digest(engine, self._record)
