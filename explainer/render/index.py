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
_MOST_CALLS = 6


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
    return Card(
        title=one_line(snippet.title, 120),
        summary=one_line(_summary(walkthrough), _MOST_SUMMARY),
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


def render_shared(name: str, addresses: Sequence[tuple[str, str]]) -> Page:
    """Return the page that stands where several snippets would have theirs, and leads to each.

    Args:
        name: What they are all called.
        addresses: Their paths, each with where its page is.
    """
    html = templates().get_template("shared.html.jinja").render(name=name, addresses=addresses)
    return Page(str(title_html(name)), html, (), ())


def failure(path: str, error: ExplainerError, address: str) -> Failure:
    """Return what the list shows of a snippet that could not be explained."""
    return Failure(address, path, words_html(_sentence(error)))


def render_failure(path: str, error: ExplainerError) -> Page:
    """Return the page of a snippet that could not be explained."""
    html = templates().get_template("failure.html.jinja").render(path=path, message=words_html(_sentence(error)))
    return Page(str(title_html(path)), html, (), ())


def _summary(walkthrough: Walkthrough) -> str:
    """Return the first sentence of the introduction; without one, what the snippet calls."""
    introduction = walkthrough.snippet.introduction
    if found := sentences(introduction):
        return found[0].of(introduction)
    calls = (call.name for step in walkthrough.steps for call in step.facts.calls if call.name)
    names = list(dict.fromkeys(calls))
    listed = ", ".join(f"`{name}`" for name in names[:_MOST_CALLS])
    beyond = f" and {len(names) - _MOST_CALLS} more" if len(names) > _MOST_CALLS else ""
    return f"Calls {listed}{beyond}." if names else ""


def _sentence(error: ExplainerError) -> str:
    """Return what went wrong as a sentence; the page says already of which file."""
    if not isinstance(error, SnippetError):
        return str(error)
    message = error.message if error.line is None else f"line {error.line}: {error.message}"
    return message[:1].upper() + message[1:]
