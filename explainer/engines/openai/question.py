"""What a model is asked about one step: its code, its facts and its sources, each line numbered and fenced as data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from explainer.evidence.blocks import above
from explainer.evidence.cutting import line_spans
from explainer.evidence.facts import fact_sentences
from explainer.evidence.lines import replace_references, without_references
from explainer.model import ExplainRequest, Source, Span, Step

MOST_LINES = 90
"""Lines of one source that are shown at once."""
_MOST_CHARACTERS = 6_000
"""Characters of one source that are shown at once."""
_WIDEST = 400
"""Characters of a line that are shown."""
_LEAST_CHARACTERS = 300
"""Characters of a source that are shown even where there is no room left."""
_CHARACTERS_FOR_TOKEN = 3
_LINE_ENDS = re.compile("\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
"""All that a reader may take for the end of a line."""


def question(request: ExplainRequest, most: int) -> str:
    """Return the text that describes a step and what is known of it.

    Args:
        request: The step.
        most: About how many tokens its sources may have together.
    """
    left = most * _CHARACTERS_FOR_TOKEN
    sources = []
    for number, source in enumerate(request.research.sources, start=1):
        shown = "\n".join(show(source, number, most=max(_LEAST_CHARACTERS, min(_MOST_CHARACTERS, left))))
        left -= len(shown)
        sources.append(shown)
    return "\n\n".join((*described(request), *sources))


def described(request: ExplainRequest) -> Iterator[str]:
    """Give the texts that show a statement, what its names come from, and the facts about it."""
    yield from _snippet(request)
    yield from _facts(request)


def show(source: Source, number: int, first: int = 1, most: int = _MOST_CHARACTERS) -> Iterator[str]:
    """Give a part of a source line by line, with numbers, between marks.

    Args:
        source: What to show.
        number: Of the source, counted from 1.
        first: Line to begin with.
        most: Characters to show.
    """
    lines = [span.of(source.text) for span in line_spans(source.text)]
    yield f"=== source {number}: {_origin(source)}"
    last = min(len(lines), first + MOST_LINES - 1)
    for at in range(first, last + 1):
        most -= len(lines[at - 1]) + 6
        if most < 0 and at > first:
            last = at - 1
            break
        yield f"{at}| {one_line(lines[at - 1])[:_WIDEST]}"
    rest = f", lines {first} to {last} of {len(lines)}" if first > 1 or last < len(lines) else ""
    yield f"=== end of source {number}{rest}"


def quoted(source: Source, span: Span, number: int) -> str:
    """Return a quote between marks, in whole lines, below the names of what it stands under.

    Args:
        source: Where it was cut.
        span: What was cut.
        number: Of the quote, counted from 1.
    """
    names = (f"under: {one_line(name)[:_WIDEST]}" for name in above(source.text, span.start))
    first = source.text.rfind("\n", 0, span.start) + 1
    lines = (f"| {one_line(line)[:_WIDEST]}" for line in source.text[first : span.end].split("\n"))
    return "\n".join((f"=== quote {number}: {_origin(source)}", *names, *lines, f"=== end of quote {number}"))


def one_line(text: str) -> str:
    """Return text from outside that stays on the line that it is put on, whatever a model takes for the end of one."""
    return _LINE_ENDS.sub(" ", without_references(text))


def _snippet(request: ExplainRequest) -> Iterator[str]:
    if request.context:
        yield _fenced("statements that its names come from", request.context)
    yield _fenced(f"the statement to explain ({request.language}, {request.step.kind})", (request.step,))


def _fenced(title: str, steps: Sequence[Step]) -> str:
    lines = [
        f"{number}| {one_line(line)[:_WIDEST]}"
        for step in steps
        for number, line in enumerate(step.code.split("\n"), start=step.start_line)
    ]
    return "\n".join((f"=== snippet: {title}", *lines, "=== end of snippet"))


def _facts(request: ExplainRequest) -> Iterator[str]:
    facts = [one_line(replace_references(sentence, str)) for sentence in fact_sentences(request)]
    if facts:
        yield "\n".join(("=== source 0: facts that a program found", *(f"- {fact}" for fact in facts), "=== end"))


def _origin(source: Source) -> str:
    place = f"{source.package} {source.version}".strip()
    return f"{_title(source.title)}{f' ({_title(place)})' if place else ''}"


def _title(text: str) -> str:
    return " ".join(text.split())[:_WIDEST]
