"""The text of a source with the quoted spans marked, and the identifiers by which citations reach them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from markupsafe import Markup

from explainer.model import Citation, Span
from explainer.render.opening import LEFT_OUT
from explainer.render.text import safe_html


def source_id(step: str, source: int) -> str:
    """Return the identifier of a source (counted from 0) of a step on its page."""
    return f"{step}-source-{source + 1}"


def quote_id(step: str, citation: Citation) -> str:
    """Return the identifier of a quoted span; the same span has one however often it is cited."""
    return f"{source_id(step, citation.source)}-{citation.span.start}-{citation.span.end}"


def marked(text: str, step: str, citations: Iterable[Citation], left_out: Span | None = None) -> Markup:
    """Return a source's text as HTML, each cited span marked and carrying its identifier.

    Spans may overlap: the text is cut wherever one begins or ends, and each piece is marked once. What is left out
    overlaps with none of them.
    """
    cited = sorted({(c.span.start, c.span.end): c for c in citations}.values(), key=lambda c: c.span.start)
    spans = [c.span for c in cited] + ([left_out] if left_out else [])
    cuts = sorted({0, len(text), *(at for span in spans for at in (span.start, span.end))})
    cut = (Span(start, end) for start, end in pairwise(cuts))
    pieces = [Markup(LEFT_OUT) if piece == left_out else _piece(text, piece, step, cited) for piece in cut]
    return Markup("").join(pieces)


def _piece(text: str, piece: Span, step: str, cited: Sequence[Citation]) -> Markup:
    shown = safe_html(piece.of(text))
    if not any(c.span.start <= piece.start < c.span.end for c in cited):
        return shown
    targets = [quote_id(step, c) for c in cited if c.span.start == piece.start]
    anchors = Markup("").join(Markup('<span id="{}"></span>').format(target) for target in targets)
    return Markup("<mark>{}{}</mark>").format(anchors, shown)
