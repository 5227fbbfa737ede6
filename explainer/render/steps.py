"""What the page shows of one step: its lines, its claims, where its values flow, its sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from explainer.evidence.lines import referenced_lines
from explainer.model import Dropped, ExplainedStep, Source, Visit
from explainer.render.claims import ShownClaim, show_claim
from explainer.render.opening import opening
from explainer.render.quotes import marked, source_id
from explainer.render.text import one_line, usage_text, web_address

_MOST_PARAGRAPH = 320
# Of code that stays in sight: in a narrow window, at most nine lines.
_SHORT_LINES, _SHORT_CHARACTERS = 3, 240
# Of code that would fill a window by itself, such as data that is written into a program.
_LONG_LINES, _LONG_CHARACTERS = 20, 1000
_INDENT = re.compile(r'(?:<span class="\w+">)?([ \t]+)')
_TAB_SIZE = 4
_OWN = frozenset({"self", "cls"})


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding and the step that its line is in; the step is empty where no step has the line."""

    line: int
    kind: str
    html: Markup
    step: str


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of code."""

    number: int
    html: Markup
    id: str = ""
    indent: int = 0
    """In columns."""


@dataclass(frozen=True, slots=True)
class ShownSource:
    """One search result, with the quoted spans marked."""

    id: str
    number: int
    title: str
    url: str
    package: str
    locator: str
    retrieved: str
    page: bool
    """Whether the text is prose of a page, and not a docstring, whose columns need letters of one width."""
    html: Markup


@dataclass(frozen=True, slots=True)
class Passage:
    """Claims shown together: one paragraph, or the rows of one table of arguments."""

    claims: tuple[ShownClaim, ...]
    table: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """A name whose value comes into a step, and the lines that it may come from."""

    name: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step, ready for the template."""

    id: str
    label: str
    excerpt: Markup
    kind: str
    lines: tuple[ShownLine, ...]
    short: bool
    """Whether its code leaves room for its sources in a small window."""
    long: bool
    """Whether its code is so much that it is better scrolled."""
    findings: tuple[Markup, ...]
    passages: tuple[Passage, ...]
    uses: tuple[Flow, ...]
    sources: tuple[ShownSource, ...]
    dropped: tuple[Dropped, ...]
    """What searchers found and left out; of it nothing is a link."""
    dropped_beyond: int
    engine: str
    note: str
    path: tuple[Visit, ...]
    """What an engine that searches by itself did."""
    usage: str

    @property
    def indent(self) -> int:
        """What all lines are indented by that are not blank, in columns."""
        return min((line.indent for line in self.lines if line.html.strip()), default=0)

    @property
    def inferred(self) -> bool:
        """Whether a claim is marked as an inference."""
        return any(claim.support == "inference" for passage in self.passages for claim in passage.claims)


def show_step(explained: ExplainedStep, highlighted: Sequence[Markup], findings: Sequence[ShownFinding]) -> ShownStep:
    """Return a step as the page shows it.

    Args:
        explained: The step with what was found and said about it.
        highlighted: Every line of the snippet as HTML.
        findings: Those of the whole snippet.
    """
    step = explained.step
    own = range(step.start_line, step.end_line + 1)
    return ShownStep(
        id=step.id,
        label=f"Line {step.start_line}" if len(own) == 1 else f"Lines {step.start_line}–{step.end_line}",
        excerpt=escape(one_line(step.code, 40)),
        kind=step.kind,
        lines=tuple(_line(n, highlighted[n - 1], "" if n == step.start_line else f"L{n}") for n in own),
        short=len(own) <= _SHORT_LINES and len(step.code) <= _SHORT_CHARACTERS,
        long=len(own) > _LONG_LINES or len(step.code) > _LONG_CHARACTERS,
        findings=tuple(found.html for found in findings if found.line in own),
        passages=tuple(_passages([show_claim(claim, explained) for claim in explained.explanation.claims])),
        uses=_uses(explained),
        sources=tuple(_sources(explained)),
        dropped=explained.research.dropped,
        dropped_beyond=explained.research.dropped_beyond,
        engine=explained.explanation.engine,
        note=explained.explanation.note,
        path=explained.explanation.path,
        usage=usage_text(explained.explanation.usage),
    )


def _line(number: int, html: Markup, line_id: str) -> ShownLine:
    indent = _INDENT.match(html)
    return ShownLine(number, html, line_id, len(indent[1].expandtabs(_TAB_SIZE)) if indent else 0)


def _passages(claims: Sequence[ShownClaim]) -> list[Passage]:
    passages = []
    for table, group in groupby(claims, key=lambda claim: claim.argument is not None):
        together = tuple(group)
        passages += [Passage(together, True)] if table else [Passage(part, False) for part in _paragraphs(together)]
    return passages


def _paragraphs(claims: Sequence[ShownClaim]) -> list[tuple[ShownClaim, ...]]:
    """Run short claims together, so that they read as prose and not as a list."""
    paragraphs: list[tuple[ShownClaim, ...]] = []
    length = 0
    for claim in claims:
        own = len(claim.html.striptags())
        if paragraphs and length + own <= _MOST_PARAGRAPH:
            paragraphs[-1] += (claim,)
            length += own
        else:
            paragraphs.append((claim,))
            length = own
    return paragraphs


def _uses(explained: ExplainedStep) -> tuple[Flow, ...]:
    """The names that the step reads and where they got their values, as far as no claim says so.

    Imports go without saying, and so does what a method is called on.
    """
    step = explained.step
    said = {line for claim in explained.explanation.claims for line in referenced_lines(claim.text)}
    found: dict[str, set[int]] = {}
    for read in explained.facts.reads:
        made = [d.line for d in read.definitions if d.kind != "import"]
        outside = (line for line in made if not step.start_line <= line <= step.end_line)
        found.setdefault(read.path.partition(".")[0], set()).update(outside)
    return tuple(Flow(name, tuple(sorted(lines))) for name, lines in found.items() if lines - said and name not in _OWN)


def _sources(explained: ExplainedStep) -> Iterator[ShownSource]:
    cited = [citation for claim in explained.explanation.claims for citation in claim.citations]
    for number, found in enumerate(explained.research.documentation):
        source = found.source
        citations = [citation for citation in cited if citation.source == number]
        yield ShownSource(
            id=source_id(explained.step.id, number),
            number=number + 1,
            title=source.title or source.symbol or source.locator,
            url=_address(source),
            package=f"{source.package} {source.version}".strip(),
            locator=_place(source),
            retrieved=source.retrieved,
            page=not source.locator,
            html=marked(source.text, explained.step.id, citations, opening(found, citations)),
        )


def _place(source: Source) -> str:
    """Where in its package a source is; of a fetched page, its site."""
    if source.locator or not source.retrieved:
        return source.locator
    return urlsplit(web_address(source.url)).hostname or ""


def _address(source: Source) -> str:
    """Where a reader finds a source: on the web, or for the snippet's own words further up this page."""
    line = source.locator.rpartition(":")[2]
    if source.searcher == "snippet" and line.isdecimal():
        return f"#L{line}"
    return web_address(source.url)
