"""The text of claims as HTML: inline Markdown only, lines of the snippet and citations as links."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

import nh3
from markupsafe import Markup, escape

from explainer.evidence.lines import replace_references, without_references
from explainer.evidence.plain import outside_code
from explainer.model import Citation, Claim, ExplainedStep
from explainer.render.inline import parser, quoted_in
from explainer.render.quotes import quote_id
from explainer.render.text import one_line, visible
from explainer.settings import is_english

_TAGS = {"code", "em", "strong"}
_MOST_VALUE = 160
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
# Private characters hold the place of links while the text passes through Markdown and the sanitiser.
_LINE_OPEN, _LINE_CLOSE, _CITE_OPEN, _CITE_CLOSE = "\uf0f0", "\uf0f1", "\uf0f2", "\uf0f3"
_RESERVED = re.compile(f"[{_LINE_OPEN}-{_CITE_CLOSE}]")
_LINE = re.compile(f"(?:(lines?) )?{_LINE_OPEN}(\\d+){_LINE_CLOSE}")
_NAMED_LINE = re.compile(r"\b(lines?) (\d+)\b")
_CITE = re.compile(f"{_CITE_OPEN}(\\d+){_CITE_CLOSE}")


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A claim as a page shows it."""

    html: Markup
    support: str
    argument: tuple[str, str] | None = None


def inline_html(text: str) -> Markup:
    """Return inline Markdown (code and emphasis, nothing else) as HTML; everything else is shown as written."""
    rendered = parser().renderInline(visible(without_references(text)))
    return Markup(nh3.clean(rendered, tags=_TAGS, attributes={}))


def words_html(text: str) -> Markup:
    """Return words as HTML: what stands between backticks is code, all other characters mean themselves."""
    return inline_html(outside_code(text, lambda words: _PUNCTUATION.sub(r"\\\g<0>", words)))


def finding_html(message: str, anchors: Container[int]) -> Markup:
    """Return the message of a finding as HTML, with links to the lines that it names outside of code.

    Args:
        message: Inline Markdown.
        anchors: The lines that can be linked to.
    """

    def mark(found: re.Match[str]) -> str:
        linked = int(found[2]) in anchors
        return f"{found[1]} {_LINE_OPEN}{found[2]}{_LINE_CLOSE}" if linked else found[0]

    text = outside_code(_RESERVED.sub("", message), lambda words: _NAMED_LINE.sub(mark, words))
    return Markup(_LINE.sub(_line_link, str(inline_html(text))))


def show_claim(claim: Claim, explained: ExplainedStep) -> ShownClaim:
    """Return a claim with links from its lines to their steps and from each quote to its place in the source."""
    text = replace_references(_RESERVED.sub("", claim.text), lambda line: f"{_LINE_OPEN}{line}{_LINE_CLOSE}")
    for number, citation in enumerate(claim.citations):
        quote, held = quoted_in(claim, citation, explained.research.sources)
        text = _with_citation(text, quote, held, f"{_CITE_OPEN}{number}{_CITE_CLOSE}")
    html = _LINE.sub(_line_link, str(inline_html(text)))
    html = _CITE.sub(lambda found: _citation_link(claim.citations[int(found[1])], explained), html)
    language = explained.explanation.language
    if not is_english(language):
        # All else on the page is English, and read aloud as such.
        html = f'<span lang="{escape(language)}">{html}</span>'
    return ShownClaim(Markup(html), claim.support if claim.marked else "", _argument(claim))


def _argument(claim: Claim) -> tuple[str, str] | None:
    """Return the argument that a claim is about and its beginning; its code stands whole above it."""
    if claim.argument is None:
        return None
    name, value = claim.argument
    return name, value if len(value) <= _MOST_VALUE else one_line(value, _MOST_VALUE)


def _with_citation(text: str, quote: str, held: bool, mark: str) -> str:
    """Put a citation behind its quote, and the quote itself where the text leaves it out."""
    if not held:
        return f"{text} “{quote}”{mark}"
    quoted = f"“{quote}”"
    return text.replace(quoted, quoted + mark, 1) if quoted in text else text + mark


def _line_link(found: re.Match[str]) -> str:
    word = f"{found[1]} " if found[1] else ""
    return f'<a class="ex-line-link" href="#L{found[2]}">{word}{found[2]}</a>'


def _citation_link(citation: Citation, explained: ExplainedStep) -> str:
    label = f"Source {citation.source + 1}: {explained.research.sources[citation.source].title}"
    target = quote_id(explained.step.id, citation)
    return (
        f'<a class="ex-cite" href="#{target}" title="{escape(one_line(label, 200))}">'
        f'<span aria-hidden="true">[</span>{citation.source + 1}<span aria-hidden="true">]</span></a>'
    )
