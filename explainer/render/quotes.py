"""The text of a source with the quoted spans marked, and the identifiers by which citations reach them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from markupsafe import Markup

from explainer.model import Citation, Span
from explainer.render.text import safe_html


def source_id(step: str, source: int) -> str:
    """Return the identifier of a source (counted from 0) of a step on its page."""
    return f"{step}-source-{source + 1}"


def quote_id(step: str, citation: Citation) -> str:
    """Return the identifier of a quoted span; the same span has one however often it is cited."""
    return f"{source_id(step, citation.source)}-{citation.span.start}-{citation.span.end}"


def marked(text: str, step: str, citations: Iterable[Citation]) -> Markup:
    """Return a source's text as HTML, each cited span marked and carrying its identifier.

    Spans may overlap: the text is cut wherever one begins or ends, and each piece is marked once.
    """
    cited = sorted({(c.span.start, c.span.end): c for c in citations}.values(), key=lambda c: c.span.start)
    cuts = sorted({0, len(text), *(at for c in cited for at in (c.span.start, c.span.end))})
    pieces = [_piece(text, Span(start, end), step, cited) for start, end in pairwise(cuts)]
    return Markup("").join(pieces)


def _piece(text: str, piece: Span, step: str, cited: Sequence[Citation]) -> Markup:
    shown = safe_html(piece.of(text))
    if not any(c.span.start <= piece.start < c.span.end for c in cited):
        return shown
    targets = [quote_id(step, c) for c in cited if c.span.start == piece.start]
    anchors = Markup("").join(Markup('<span id="{}"></span>').format(target) for target in targets)
    return Markup("<mark>{}{}</mark>").format(anchors, shown)
