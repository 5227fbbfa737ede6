"""What a package's description opens with before it says anything: licence comments, pictures, badges, headings."""

from __future__ import annotations

import re
from collections.abc import Iterable

from explainer.model import Citation, Documentation, Span

LEFT_OUT = "[…]\n\n"
"""What is shown in the place of an opening."""

_TO_BLANK_LINE = r"[^\n]*(?:\n(?![ \t]*(?:\n|$))[^\n]*)*"
_BADGE = r"\[?!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])(?:\](?:\([^)]*\)|\[[^\]]*\]))?"
_NO_PROSE = re.compile(
    rf"""
      \s+
    | <!--.*?-->
    | </?[a-zA-Z]{_TO_BLANK_LINE}             # a block of HTML
    | {_BADGE}                                # of Markdown
    | \.\.[ ]{_TO_BLANK_LINE}                 # a directive of reStructuredText
    | :[a-z-]+:[^\n]*                         # one of its options
    | \|[^\n]*                               # a row of a table, or pictures by name
    | \#{{1,6}}[ ][^\n]*                      # a heading
    | [^\n]+\n([-=~^*\#])\1{{2,}}[ \t]*(?=\n|$)
    | [-=~^*_\#]{{3,}}[ \t]*(?=\n|$)          # a rule
    """,
    re.DOTALL | re.VERBOSE,
)


def opening(found: Documentation, citations: Iterable[Citation]) -> Span | None:
    """Return the part of a package's description that a reader is spared; None where there is none, or it is quoted.

    Args:
        found: The documentation; only that of a package has such an opening.
        citations: Those of the documentation's source.
    """
    if found.kind != "package":
        return None
    text = found.source.text
    start = found.summary.end if found.summary else 0
    start += len(text[start:]) - len(text[start:].lstrip())
    end = start
    while step := _NO_PROSE.match(text, end):
        end = step.end()
    quoted = any(c.span.start < end and start < c.span.end for c in citations)
    return None if quoted or end == start else Span(start, end)


def without_opening(found: Documentation, citations: Iterable[Citation]) -> str:
    """Return the text of a documentation's source without its opening."""
    text, left_out = found.source.text, opening(found, citations)
    return text if left_out is None else f"{text[: left_out.start]}{LEFT_OUT}{text[left_out.end :]}"
