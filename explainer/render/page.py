"""A walkthrough as one piece of finished HTML, with the headings and anchors that a site generator wants to know."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from explainer.model import ExplainedStep, Finding, Usage, Walkthrough
from explainer.reading.languages import language_name
from explainer.render.claims import finding_html, words_html
from explainer.render.highlight import highlight
from explainer.render.steps import ShownFinding, ShownLine, ShownStep, show_step
from explainer.render.summary import summary
from explainer.render.text import breakable, safe_html, title_html, usage_text, visible, web_address

_MOST_DESCRIPTION = 220
# A name behind a dot, or before a bracket.
_JOINED_NAME = re.compile(r"(?<=\.)[^\W\d]\w*|\b[^\W\d]\w*(?=\()")
_CITATION = re.compile(r'<a class="ex-cite".*?</a>')
# A search cuts text at spaces and hyphens, and finds what begins with the words that it is asked for: never `(csv)`.
_OPENED = re.compile(r"(?<!\S)([“‘\"'`(\[{<]+)(?=\w)")
# Has no width, and is a space to the searches, which are written in JavaScript.
_NO_WIDTH = "\ufeff"
_WORD = re.compile(rf"(?:^|[\s\-{_NO_WIDTH}])(\w+)")


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the table of contents; the title is HTML."""

    id: str
    title: str
    level: int


@dataclass(frozen=True, slots=True)
class Page:
    """A finished page, without the theme around it."""

    title: str
    """HTML that stays harmless when its escapes are taken back, as some themes do for `<title>`."""
    html: str
    headings: tuple[Heading, ...]
    """In the order of the page, the title left out."""
    anchors: tuple[str, ...]
    """Identifiers of lines that other pages may link to."""
    description: str = ""
    """One sentence, as harmless as the title; empty where the site's own has to do."""
    outline: str = ""
    """What a search has to read: the same headings with the words alone, or less; empty for a page to be read whole."""


def render(walkthrough: Walkthrough) -> Page:
    """Return the page of a walkthrough."""
    snippet = walkthrough.snippet
    highlighted = highlight(snippet.text, snippet.language)
    explained, beyond = _within_limit(walkthrough)
    anchors = {line: f"L{line}" for one in walkthrough.steps for line in _lines(one)}
    findings = [_finding(found, anchors) for found in walkthrough.findings]
    steps = [show_step(one, highlighted, findings) for one in explained]
    template = templates().get_template("walkthrough.html.jinja")
    html = template.render(
        snippet=snippet,
        language=language_name(snippet.language),
        title=safe_html(snippet.title),
        paragraphs=[words_html(part) for part in snippet.introduction.split("\n\n") if part.strip()],
        packages=walkthrough.packages,
        missing=_missing(walkthrough),
        addresses=_addresses(walkthrough),
        findings=findings,
        found_on={found.line for found in findings},
        lines=_source_lines(snippet.text, highlighted, {line for one in beyond for line in _lines(one)}),
        anchors=anchors,
        steps=steps,
        first_inferred=next((step.id for step in steps if step.inferred), ""),
        usage=usage_text(_usage(walkthrough)),
    )
    headings = tuple(_headings(findings, steps))
    outline = _outline(walkthrough, findings, steps)
    description = str(title_html(summary(walkthrough), _MOST_DESCRIPTION))
    return Page(str(title_html(snippet.title)), html, headings, tuple(anchors.values()), description, outline)


@cache
def templates() -> Environment:
    """Return the environment that all templates are rendered in: every value is escaped, a missing one is an error."""
    environment = Environment(
        loader=PackageLoader("explainer.render", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["breakable"] = breakable
    environment.filters["words"] = _words
    environment.filters["joined_names"] = _joined_names
    return environment


def _outline(walkthrough: Walkthrough, findings: Sequence[ShownFinding], steps: Sequence[ShownStep]) -> str:
    snippet = walkthrough.snippet
    template = templates().get_template("outline.html.jinja")
    return template.render(
        title=safe_html(snippet.title),
        introduction=words_html(snippet.introduction),
        findings=findings,
        steps=steps,
    )


def _words(html: Markup) -> str:
    """Return the words of a piece of HTML, without the numbers of citations, as a search finds them."""
    return _OPENED.sub(rf"\1{_NO_WIDTH}", Markup(_CITATION.sub("", html)).striptags())


def _joined_names(step: ShownStep) -> str:
    """Return the names that a step joins to others, as far as it does not say them alone.

    A search takes `os.path.join(` for one word.
    """
    said = [_words(claim.html) for passage in step.passages for claim in passage.claims]
    alone = {word for text in said for word in _WORD.findall(text)}
    texts = (*(line.html.striptags() for line in step.lines), *said)
    names = (name for text in texts for name in _JOINED_NAME.findall(text))
    return " ".join(dict.fromkeys(name for name in names if name not in alone))


def _shown(value: object) -> object:
    """Make marks that reorder text visible in what is still to be escaped; finished HTML has none."""
    return visible(value) if type(value) is str else value


def _addresses(walkthrough: Walkthrough) -> dict[str, str]:
    """Where packages describe themselves, by name, as far as the sources say."""
    found = [d.source for step in walkthrough.steps for d in step.research.documentation if d.kind == "package"]
    return {source.package: address for source in found if (address := web_address(source.url))}


def _usage(walkthrough: Walkthrough) -> Usage | None:
    """What a model took for the whole page."""
    used = [step.explanation.usage for step in walkthrough.steps if step.explanation.usage is not None]
    return sum(used, Usage()) if used else None


def _missing(walkthrough: Walkthrough) -> list[tuple[str, Markup]]:
    """Why packages are missing that only a command installs; for those that are imported, a finding says so."""
    missing = (package for package in walkthrough.packages if package.origin == "missing" and not package.imports)
    return [(package.name, words_html(package.note)) for package in missing if package.note]


def _lines(explained: ExplainedStep) -> range:
    return range(explained.step.start_line, explained.step.end_line + 1)


def _within_limit(walkthrough: Walkthrough) -> tuple[Sequence[ExplainedStep], Sequence[ExplainedStep]]:
    """Return the steps that are explained, and those that a file has beyond what is explained of one."""
    limit = next((found.line for found in walkthrough.findings if found.kind == "too-long"), None)
    steps = walkthrough.steps
    within = len(steps) if limit is None else sum(one.step.start_line < limit for one in steps)
    return steps[:within], steps[within:]


def _source_lines(text: str, highlighted: list[Markup], anchored: Set[int]) -> list[ShownLine]:
    """Return the lines of the whole source; those that no step shows are anchored here."""
    count = len(highlighted) - text.endswith("\n")
    lines = enumerate(highlighted[:count], 1)
    return [ShownLine(number, html, f"L{number}" if number in anchored else "") for number, html in lines]


def _finding(found: Finding, anchors: dict[int, str]) -> ShownFinding:
    html = finding_html(found.message, anchors)
    return ShownFinding(found.line, found.kind.replace("-", " "), html, anchors.get(found.line, ""))


def _headings(findings: list[ShownFinding], steps: list[ShownStep]) -> list[Heading]:
    headings = [Heading("findings", "Findings", 2)] if findings else []
    headings += [Heading("source", "The source", 2)]
    if steps:
        headings += [Heading("steps", "Step by step", 2)]
    numbers = [str(step.label).partition(" ")[2] for step in steps]
    return headings + [
        Heading(step.id, str(f"{number} · {step.excerpt}"), 3) for number, step in zip(numbers, steps, strict=True)
    ]
