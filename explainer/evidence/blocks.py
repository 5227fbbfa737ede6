"""The prose in raw documentation: which ranges are paragraphs and list items, and which are code, headings or marks.

Reads reStructuredText, Markdown and the Google and numpy docstring styles by their lines, without knowing which one a
text is written in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from explainer.model import Span

_BULLET = re.compile(r"(?:[-*+•]|#\.)[ \t]+(?=\S)")
_NUMBER = re.compile(r"(?:\(?\d{1,2}[.)]|\(?[a-z]\))[ \t]+(?=\S)")
_FIELD = re.compile(r":[A-Za-z][^:`\n]*:(?=\s|$)[ \t]*")
_TYPE_FIELD = re.compile(r":(?:type|rtype|vartype|meta)\b")
_DIRECTIVE = re.compile(r"\.\.(?:[ \t]+(?:\|[^|\n]+\|[ \t]+)?(?P<name>[A-Za-z][\w:.-]*?)::|[ \t]|$)[ \t]*")
_ADMONITIONS = frozenset(
    ("attention", "caution", "danger", "error", "hint", "important", "note", "seealso", "tip", "warning", "topic")
)
_VERSIONS = frozenset(
    ("deprecated", "versionadded", "versionchanged", "versionremoved", "version-added", "version-changed")
)
_UNDERLINE = re.compile(r"([=\-~^\"'`#*+.:_])\1{2,}[ \t]*$|(?:[=\-]{2,}[ \t]+)+[=\-]{2,}[ \t]*$")
_BORDER = re.compile(r"={2,}(?: +={2,})+$")
"""Above, below and inside of a table whose columns are set apart by blanks."""
_TABLE = re.compile(r"\||\+[-=+]{3,}")
_SECTION = re.compile(r"[A-Z][A-Za-z]*(?: [A-Za-z]+){0,3}::?$")
_LABEL = re.compile(r"[A-Z]\w*(?: \w+)?::$")
_ENTRY = re.compile(r"\*{0,2}[A-Za-z_]\w*(?P<type>[ \t]*\((?:[^()\n]|\([^()\n]*\))*\))?:[ \t]+(?=\S)")
_TERM = re.compile(r"\*{0,2}[A-Za-z_`'\"][\w.`'\"*]*(?:,[ \t]*\*{0,2}\w+)*(?:[ \t]:[ \t].*|[ \t]*(?:\([^\n]*\))?:)?$")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>$")
_BOX = re.compile(r"(?:!!!|\?\?\?\+?|///)(?:\s|$)")
"""Opens an admonition in Markdown, whose first line is a kind and a title and no sentence."""
_TITLE = re.compile(r"#{1,6}[ \t]")
_FENCE = re.compile(r"(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    """Where its first character stands that is not a blank."""
    indent: int | None
    """Columns before that; None for a first line that begins in the middle of a line of the text."""
    text: str
    """Without the blanks around it."""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def prose(text: str, within: Span | None = None) -> list[Span]:
    """Return the paragraphs and list items of a text, in order, each without its marker.

    Args:
        text: Raw documentation: reStructuredText, Markdown or plain words.
        within: The part to read; None for all of it.
    """
    return list(_paragraphs(_lines(text, within or Span(0, len(text)))))


def above(text: str, at: int) -> list[str]:
    """Return what a place in documentation stands under, the outermost first: its section, and the entries it is in.

    Args:
        text: Raw documentation.
        at: Index of a character in it.
    """
    lines = _lines(text, Span(0, len(text)))
    here = sum(line.start <= at for line in lines) - 1
    found: list[str] = []
    deepest = lines[here].indent or 0
    for index in range(here - 1, -1, -1):
        line, indent = lines[index], lines[index].indent or 0
        if line.text and indent < deepest:
            # Behind a blank line is no entry of the line above it, but a text that is set in.
            found += [line.text] if lines[index + 1].text else []
            deepest = indent
        elif indent <= deepest and _is_title(lines, index):
            found.append(line.text)
            break
    return found[::-1]


def _is_title(lines: list[_Line], at: int) -> bool:
    under = lines[at + 1].text if at + 1 < len(lines) else ""
    return bool(_TITLE.match(lines[at].text) or (lines[at].text and len(under) >= 3 and _UNDERLINE.match(under)))


def _lines(text: str, within: Span) -> list[_Line]:
    lines = []
    start = within.start
    for raw in text[within.start : within.end].split("\n"):
        code = raw.expandtabs(8)
        indent: int | None = len(code) - len(code.lstrip())
        if start == within.start and not text[:start].endswith("\n") and start:
            indent = None
        lines.append(_Line(start + len(raw) - len(raw.lstrip()), indent, raw.strip()))
        start += len(raw) + 1
    return lines


def _paragraphs(lines: list[_Line]) -> Iterator[Span]:
    at = 0
    while at < len(lines):
        skipped = _skipped(lines, at)
        if skipped > at:
            at = skipped
            continue
        line = lines[at]
        end = _paragraph_end(lines, at)
        start = line.start + (_marker(line) or _label(line, continues=end > at + 1))
        if start < lines[end - 1].end and not _LABEL.match(line.text):
            yield Span(start, lines[end - 1].end)
        at = end
        if lines[end - 1].text.endswith("::"):
            # Of a first line that begins in the middle of a line, the next one says how far in the paragraph stands.
            indent = lines[end - 1].indent if line.indent is None else line.indent
            at = _past_deeper(lines, end, indent or 0)


def _skipped(lines: list[_Line], at: int) -> int:
    """Return the index after what is not prose at `at`; `at` itself where prose starts."""
    line = lines[at]
    text = line.text
    if _BORDER.match(text):
        return _past_columns(lines, at)
    if not text or _UNDERLINE.match(text) or _TAG.match(text):
        return at + 1
    if _FENCE.match(text):
        return _past_fence(lines, at)
    if _BOX.match(text):
        return _past_box(lines, at)
    if text.startswith(">>>"):
        return _past_paragraph(lines, at)
    if _TABLE.match(text):
        return at + 1
    if _TYPE_FIELD.match(text):
        return _past_deeper(lines, at + 1, line.indent or 0)
    if _is_heading(lines, at):
        return at + 1
    directive = _DIRECTIVE.match(text)
    if directive:
        name = (directive["name"] or "").lower()
        if name in _VERSIONS or (name in _ADMONITIONS and directive.end() == len(text)):
            return at + 1
        if name not in _ADMONITIONS:
            return _past_deeper(lines, at + 1, line.indent or 0)
    return at


def _is_heading(lines: list[_Line], at: int) -> bool:
    """Whether a line is a title, a section's name or the term of a definition: nothing to glue to the words below."""
    line = lines[at]
    following = lines[at + 1] if at + 1 < len(lines) else None
    if _is_title(lines, at):
        return True
    if following is None or not following.text:
        return False
    deeper = line.indent is not None and (following.indent or 0) > line.indent
    return deeper and bool(_SECTION.match(line.text) or _TERM.match(line.text))


def _marker(line: _Line) -> int:
    """Return how many characters of a paragraph's first line are its marker."""
    for marker in (_DIRECTIVE, _FIELD, _BULLET, _NUMBER):
        found = marker.match(line.text)
        if found:
            return found.end()
    return 0


def _label(line: _Line, continues: bool) -> int:
    """Return how many characters name a parameter before its description, as in `size (int): The size.`."""
    entry = _ENTRY.match(line.text)
    if not entry or not line.indent:
        return 0
    return entry.end() if entry["type"] or continues else 0


def _paragraph_end(lines: list[_Line], first: int) -> int:
    """Return the index after the last line of the paragraph or list item that starts at `first`."""
    start = lines[first]
    entry = bool(start.indent and _ENTRY.match(start.text))
    hanging = entry or bool(_marker(start))
    indent = start.indent
    at = first + 1
    while at < len(lines) and lines[at].text and not _starts_block(lines, at):
        here = lines[at].indent or 0
        if indent is None:
            indent = here
        if here != indent and not (hanging and here > indent):
            break
        if here == indent and entry and _ENTRY.match(lines[at].text):
            break
        at += 1
    return at


def _starts_block(lines: list[_Line], at: int) -> bool:
    text = lines[at].text
    opens = _BULLET.match(text) or _FIELD.match(text) or _FENCE.match(text) or _TAG.match(text)
    listed = _NUMBER.match(text) and _NUMBER.match(lines[at - 1].text)
    other = text.startswith((">>>", ".. ")) or _TABLE.match(text) or _BORDER.match(text) or _UNDERLINE.match(text)
    return bool(opens or listed or other or _is_heading(lines, at))


def _past_fence(lines: list[_Line], at: int) -> int:
    mark = _FENCE.match(lines[at].text)
    assert mark is not None
    for index in range(at + 1, len(lines)):
        if lines[index].text.startswith(mark[1]):
            return index + 1
    return len(lines)


def _past_box(lines: list[_Line], at: int) -> int:
    """Return the index after a box of links or asides; what warns or notes something is read."""
    told = re.search(
        r"\b(?:note|warning|danger|tip|info|important|caution|hint|deprecated)\b", lines[at].text, re.IGNORECASE
    )
    return at + 1 if told else _past_deeper(lines, at + 1, lines[at].indent or 0)


def _past_columns(lines: list[_Line], at: int) -> int:
    """Return the index after the last border of a table that starts at `at`."""
    end = _past_paragraph(lines, at)
    return max(index for index in range(at, end) if _BORDER.match(lines[index].text)) + 1


def _past_paragraph(lines: list[_Line], at: int) -> int:
    while at < len(lines) and lines[at].text:
        at += 1
    return at


def _past_deeper(lines: list[_Line], at: int, indent: int) -> int:
    """Return the index of the next line that is no deeper than `indent`, blank ones left out."""
    while at < len(lines) and (not lines[at].text or (lines[at].indent or 0) > indent):
        at += 1
    return at
