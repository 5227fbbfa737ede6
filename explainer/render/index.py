"""The page that lists all walkthroughs, and the page of a snippet that could not be explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from explainer.errors import ExplainerError, SnippetError
from explainer.evidence.sentences import sentences
from explainer.model import Walkthrough
from explainer.render.claims import words_html
from explainer.render.highlight import language_name
from explainer.render.page import Page, templates
from explainer.render.text import one_line, safe_html, title_html

_MOST_SUMMARY = 220


@dataclass(frozen=True, slots=True)
class Card:
    """What the list says of a walkthrough, in plain text."""

    title: str
    summary: str
    language: str
    packages: tuple[str, ...]
    steps: int
    findings: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A walkthrough as the list shows it."""

    address: str
    """Relative to the list's own page."""
    title: Markup
    summary: Markup
    card: Card
    failure: None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A snippet that could not be explained, and why."""

    address: str
    title: str
    failure: Markup


def card(walkthrough: Walkthrough) -> Card:
    """Return what the list says of a walkthrough."""
    snippet = walkthrough.snippet
    found = sentences(snippet.introduction)
    return Card(
        title=one_line(snippet.title, 120),
        summary=one_line(found[0].of(snippet.introduction), _MOST_SUMMARY) if found else "",
        language=language_name(snippet.language),
        packages=tuple(p.name for p in walkthrough.packages if p.origin != "standard library"),
        steps=len(walkthrough.steps),
        findings=len(walkthrough.findings),
    )


def entry(made: Card, address: str) -> Entry:
    """Return what the list shows of a walkthrough whose page has an address."""
    return Entry(address, safe_html(made.title), words_html(made.summary), made)


def render_index(title: str, listed: Sequence[Entry | Failure]) -> Page:
    """Return the page that lists the walkthroughs in the order given."""
    html = templates().get_template("index.html.jinja").render(title=title, listed=listed)
    return Page(str(title_html(title)), html, (), ())


def failure(path: str, error: ExplainerError, address: str) -> Failure:
    """Return what the list shows of a snippet that could not be explained."""
    return Failure(address, path, words_html(_sentence(error)))


def render_failure(path: str, error: ExplainerError) -> Page:
    """Return the page of a snippet that could not be explained."""
    html = templates().get_template("failure.html.jinja").render(path=path, message=words_html(_sentence(error)))
    return Page(str(title_html(path)), html, (), ())


def _sentence(error: ExplainerError) -> str:
    """Return what went wrong as a sentence; the page says already of which file."""
    if not isinstance(error, SnippetError):
        return str(error)
    message = error.message if error.line is None else f"line {error.line}: {error.message}"
    return message[:1].upper() + message[1:]
