"""Says in plain words where the code of a snippet is not valid: one finding for one mistake."""

from __future__ import annotations

import io
import re
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import replace

from explainer.model import Finding, Snippet, Step
from explainer.reading import syntax_trees
from explainer.reading.languages import language_name
from explainer.reading.tree import Node, is_mistake
from explainer.reading.walk import Analysis

_MOST = 5
"""Syntax errors that are reported of one file."""
_NEWER = {"type_alias_statement", "type_parameter", "interpolation", "except_clause"}
"""What later versions of Python write in more ways than the interpreter that runs this may know."""
_BLOCK_MISSING = re.compile(r"expected an indented block after .* on line (\d+)")
_CODE = re.compile(r"'([^']+)'|(\w+\(\.\.\.\))")
"""What Python's messages quote of the code or of the language."""
_HEADERS = {
    "elif": "elif True:",
    "else": "else:",
    "try": "try:",
    "except": "except Exception:",
    "finally": "finally:",
    "match": "match 0:",
    "case": "case 0:",
}
"""What may stand where a header is left out that others around belong to."""
_REASON = "Python refuses a file with such a mistake before it runs any of it."
"""Said of the first mistake in a file alone."""


def syntax_errors(snippet: Snippet, steps: tuple[Step, ...], analysis: Analysis) -> Iterator[Finding]:
    """Yield a finding for each mistake in the syntax, as far as they can be told apart, in the order of the lines."""
    if snippet.language != "python":
        yield from _unreadable(snippet, analysis)
        return
    found = sorted((*_strings(analysis), *_refused(analysis, steps)), key=lambda finding: finding.line)
    for first in found[:1]:
        yield replace(first, message=f"{first.message} {_REASON}")
    yield from found[1:]


def _strings(analysis: Analysis) -> Iterator[Finding]:
    """Yield the strings that are not closed."""
    for string in analysis.broken:
        yield Finding(
            "syntax-error",
            string.line,
            f"The string that starts on line {string.line} is not closed on that line. It goes on to line "
            f"{string.end_line}, which only a string in triple quotes may do.",
        )


def _refused(analysis: Analysis, steps: tuple[Step, ...]) -> Iterator[Finding]:
    """Yield what Python itself says of a file; after each mistake its statement is left out and the rest is read."""
    lines = analysis.mended.split("\n")
    known = {string.line for string in analysis.broken}
    for _ in range(_MOST + len(known)):
        error = _error("\n".join(lines))
        if error is None:
            return
        line = min(error.lineno or 1, len(lines))
        if line not in known and not _may_be_newer(analysis.tree, line):
            yield Finding("syntax-error", line, f"Line {line} is not valid Python: {_words(error, lines)}")
        known.add(line)
        if not _add_colon(lines, error, line) and not _take_out(lines, steps, error, line):
            return


def _error(text: str) -> SyntaxError | None:
    try:
        syntax_trees.parse(text)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


def _add_colon(lines: list[str], error: SyntaxError, line: int) -> bool:
    """Put the colon in that a header lacks; say whether that mends it."""
    if error.msg != "expected ':'" or not error.offset:
        return False
    text = lines[line - 1]
    lines[line - 1] = f"{text[: error.offset - 1]}:{text[error.offset - 1 :]}"
    left = _error("\n".join(lines))
    if left is not None and left.lineno == line:
        lines[line - 1] = text
        return False
    return True


def _take_out(lines: list[str], steps: tuple[Step, ...], error: SyntaxError, line: int) -> bool:
    """Put a statement or clause that does nothing where the step with a mistake is; say whether that changed it."""
    header = _BLOCK_MISSING.search(error.msg)
    line = int(header[1]) if header else line
    place = next((i for i, step in enumerate(steps) if step.start_line <= line <= step.end_line), None)
    if place is None:
        return False
    step = steps[place]
    first = lines[step.start_line - 1]
    indent = first[: len(first) - len(first.lstrip())]
    following = steps[place + 1].code if place + 1 < len(steps) else ""
    opens = len(following) - len(following.lstrip()) > len(indent)
    misplaced = isinstance(error, IndentationError) and not header
    nothing = "" if misplaced else indent + _HEADERS.get(step.kind, "if True:") + ("" if opens else " pass")
    new = [nothing] + [""] * (step.end_line - step.start_line)
    if lines[step.start_line - 1 : step.end_line] == new:
        return False
    lines[step.start_line - 1 : step.end_line] = new
    return True


def _words(error: SyntaxError, lines: list[str]) -> str:
    """Return Python's message and the hint in it, as the end of a sentence, with the code in it between backticks."""
    said, _, hint = _CODE.sub(r"`\1\2`", error.msg).partition(". ")
    said = _grammar(error, lines) if said == "invalid syntax" else said.rstrip(".")
    end = "" if said.endswith("?") else "."
    return f"{said}{end} Python asks: “{hint}”" if hint.endswith("?") else f"{said}{end}"


def _grammar(error: SyntaxError, lines: list[str]) -> str:
    """Return what can be said where Python only says that the syntax is invalid."""
    opened = _open_bracket(lines[: (error.lineno or 1) - 1])
    if opened is not None:
        return f"it begins while the `{opened[0]}` on line {opened[1]} is not closed"
    return "it does not follow the language's grammar"


def _open_bracket(lines: list[str]) -> tuple[str, int] | None:
    """Return the last bracket that is open after some lines, and its line."""
    opened: list[tuple[str, int]] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO("\n".join(lines)).readline):
            if token.type == tokenize.OP and token.string in "([{":
                opened.append((token.string, token.start[0]))
            elif token.type == tokenize.OP and token.string in ")]}" and opened:
                opened.pop()
    except (tokenize.TokenError, SyntaxError):
        # The text ends inside a bracket or a string: what was seen until then is what counts.
        pass
    return opened[-1] if opened else None


def _may_be_newer(tree: Node, line: int) -> bool:
    """Say whether a line has what a newer Python may accept, and the parser, which knows it, sees no mistake there."""
    if sys.version_info >= (3, 15):
        return False
    around = [node for node in tree.walk() if node.line <= line <= node.end_line and node.parent is not None]
    return any(n.kind in _NEWER for n in around) and not any(is_mistake(n) for n in around)


def _unreadable(snippet: Snippet, analysis: Analysis) -> Iterator[Finding]:
    """Yield where the grammar of another language gives up for the first time."""
    for found in analysis.errors[:1]:
        start = " ".join(found.text.split())[:40].replace("`", "'")
        name = language_name(snippet.language)
        message = (
            f"From line {found.line} on, at `{start}`, the code cannot be read as {name}: it holds a "
            "mistake, or something that the parser does not know, such as a macro. Steps and calls around there may be "
            "told apart wrongly."
        )
        yield Finding("unreadable", found.line, message)
