"""The page that lists all walkthroughs, and the page of a snippet that could not be explained."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from markupsafe import Markup

from explainer.errors import ExplainerError, SnippetError
from explainer.model import Walkthrough
from explainer.reading.languages import language_name
from explainer.render.claims import words_html
from explainer.render.page import Heading, Page, templates
from explainer.render.summary import summary
from explainer.render.text import one_line, safe_html, title_html


@dataclass(frozen=True, slots=True)
class Card:
    """What the list says of a walkthrough."""

    title: str
    """Plain text."""
    summary: str
    """HTML, finished: with one of these cached for each walkthrough, the list is made at once."""
    language: str
    packages: tuple[str, ...]
    steps: int
    findings: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A walkthrough as the list shows it."""

    address: str
    """Relative to the list's own page."""
    path: str
    """Of the file, relative to the snippets folder, with forward slashes."""
    title: Markup
    summary: Markup
    card: Card
    failure: None = None

    @property
    def name(self) -> str:
        """The name of the file, without its folders."""
        return posixpath.basename(self.path)


@dataclass(frozen=True, slots=True)
class Failure:
    """A snippet that could not be explained, and why."""

    address: str
    path: str
    failure: Markup

    @property
    def title(self) -> str:
        """The name of the file, for want of a better one."""
        return posixpath.basename(self.path)


@dataclass(frozen=True, slots=True)
class Folder:
    """What the list shows of the files of one folder."""

    name: str
    """Empty for the snippets folder itself."""
    id: str
    listed: tuple[Entry | Failure, ...]


def card(walkthrough: Walkthrough) -> Card:
    """Return what the list says of a walkthrough."""
    snippet = walkthrough.snippet
    return Card(
        title=one_line(snippet.title, 120),
        summary=str(words_html(summary(walkthrough))),
        language=language_name(snippet.language),
        packages=tuple(p.name for p in walkthrough.packages if p.origin != "standard library"),
        steps=len(walkthrough.steps),
        findings=len(walkthrough.findings),
    )


def entry(made: Card, path: str, address: str) -> Entry:
    """Return what the list shows of the walkthrough of a file, whose page has an address."""
    return Entry(address, path, safe_html(made.title), Markup(made.summary), made)


def render_index(title: str, listed: Sequence[Entry | Failure]) -> Page:
    """Return the page that lists the walkthroughs, those of a folder together, else in the order given.

    A search reads its title alone: all else would be found twice, here and on the page that says it.
    """
    folders = _folders(listed)
    template = templates().get_template("index.html.jinja")
    html = template.render(title=title, folders=folders)
    headings = tuple(Heading(folder.id, str(safe_html(folder.name)), 2) for folder in folders if folder.name)
    outline = Markup('<h1 id="walkthroughs">{}</h1>').format(title)
    return Page(str(title_html(title)), html, headings, (), outline=outline)


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


def _folders(listed: Sequence[Entry | Failure]) -> list[Folder]:
    """Return the folders in the order of their names, the snippets folder itself first."""

    def folder(one: Entry | Failure) -> str:
        return posixpath.dirname(one.path)

    grouped = groupby(sorted(listed, key=folder), key=folder)
    return [Folder(name, f"folder-{quote(name)}", tuple(inside)) for name, inside in grouped]


def _sentence(error: ExplainerError) -> str:
    """Return what went wrong as a sentence; the page says already of which file."""
    if not isinstance(error, SnippetError):
        return str(error)
    message = error.message if error.line is None else f"line {error.line}: {error.message}"
    return message[:1].upper() + message[1:]
