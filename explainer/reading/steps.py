"""Cut a snippet into steps: the statements, headers and comments that are explained one by one.

Each non-blank line is in exactly one step, and no step starts or ends with a blank line. The syntax tree tells where
steps start, and a step runs up to the next start. Lines that only close a body (`}`, `end`, `fi`) belong to the
statement directly above them; after a comment or a blank line they are a step of the kind `end`. What goes on behind
such a line, as `}, [count]);` does, is a step of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from explainer.model import Snippet, Step
from explainer.reading.marks import Marks, mark
from explainer.reading.syntax import parse

_ENDS = re.compile(r"\s*(?:done|fi|esac)\s+(?:\d*|&)[<>|&].*")
"""The end of a block of the shell, with what becomes of the block's input and output."""
_ONLY_CLOSES = re.compile(r"[\s})\];,.]*(?:end|fi|done|esac|;;|</[\w-]+>)?[\s})\];,]*(?:(?://|#|--).*)?")


def cut(snippet: Snippet) -> tuple[Step, ...]:
    """Return the steps of a snippet, in the order of its lines; `explainer.reading.kinds` lists their kinds."""
    lines = snippet.lines
    marks = mark(parse(snippet), lines, snippet.language)
    return tuple(_step(lines, first, last, kind) for first, last, kind in _ranges(lines, marks))


def _step(lines: Sequence[str], first: int, last: int, kind: str) -> Step:
    return Step(id=f"L{first}", kind=kind, start_line=first, end_line=last, code="\n".join(lines[first - 1 : last]))


def _ranges(lines: Sequence[str], marks: Marks) -> Iterator[tuple[int, int, str]]:
    """Give first line, last line and kind of each step."""
    first, last, kind, closed = 0, 0, "", False
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        closes = first > marks.closers.get(number, number)  # a body in which no step starts is no more than brackets
        starts = marks.starts.get(number)
        if starts is None and (closes or closed or not last):
            starts = _unmarked(line, kind, follows=last == number - 1)
        elif starts == kind == "comment" and last == number - 1:
            starts = None
        closed = (closes or closed) and starts is None
        if starts is not None:
            if first:
                yield first, last, kind
            first, kind = number, starts
        last = number
    if first:
        yield first, last, kind


def _unmarked(line: str, kind: str, *, follows: bool) -> str | None:
    """Return the kind of step that a line starts where the tree marks none, at the end of a body or of the file's top.

    Args:
        line: Its text.
        kind: That of the step before it.
        follows: Whether that step ends on the line before.
    """
    if not kind:
        return "error"
    if _ONLY_CLOSES.fullmatch(line):
        return None if follows and kind != "comment" else "end"
    return "end" if _ENDS.fullmatch(line) else "expression"
