"""One docstring: what it says of each parameter, of the result and of itself, as spans into its raw text.

Google, numpy and reStructuredText styles are read, and the variants of them that packages really use. A description is
found by where it stands, not by parsing and searching again, so each span is the raw text with its line breaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from explainer.analysis.summaries import closing, only_signatures, summary
from explainer.evidence.sentences import sentences
from explainer.model import Span

_UNDERLINE = re.compile(r"[ \t]*([-=~^])\1{2,}[ \t]*$")
_TITLE = re.compile(
    r"[ \t]*(?:#+[ \t]*|\*\*)?(?P<title>[A-Z][A-Za-z ]{2,30}?)(?:\*\*)?[ \t]*(?:(?P<colon>:{1,2}(?:\*\*)?)[ \t]*)?$"
)
_PARAMETERS = re.compile(r"(?:.* )?(?:args|arguments|kwargs|parameters?|params|inputs)$")
_ATTRIBUTES = re.compile(r"(?:.* )?(?:attributes|fields|members|properties)$")
_RETURNS = re.compile(r"(?:returns?|yields?)$")
_OTHER = re.compile(
    r"(?:raises?|warns?|warnings?|notes?|examples?|references|see also|methods|example usage|usage|shape|tips?|todo"
    r"|receives|exceptions|side effects|important|hint)$"
)
_NAME = r"(?:`{1,2}|\*(?=[^*\s]+\*[\s:(,]))?(?:\\?\*){0,2}[A-Za-z_][\w.]*(?:\*{1,2}(?=[\s:(,])|`{1,2})?(?:=[^\s:,()]+)?"
_ENTRY = re.compile(
    rf"(?P<bullet>[-*+•]\s+)?\(?(?P<names>{_NAME}(?:\s*(?:,|/|\bor\b|\band\b)\s*(?:{_NAME}|\.\.\.))*)\)?(?P<rest>(?=[\s:(]|$).*)"
)
_BULLET = re.compile(r"[ \t]*[-*+•]\s+\S")
_TYPE_GOES_ON = re.compile(r"(?:optional|default|or|keyword-only)\b|[{\[('\"`]")
"""How a second line of a type begins, behind a comma."""
_FIELD = re.compile(
    r"[ \t]*[:@](?P<kind>param(?:eter)?|arg(?:ument)?|key(?:word)?|kw(?:arg|param)|returns?|\w+)\b"
    r"(?P<words>[^:\n]*):(?=\s|$)"
)
_MOST_TYPE_LINES = 6
_OBSOLETE = re.compile(
    r"(?:[*_\[(!]{0,3}deprecated\b|this (?:\w+ )?(?:is|was|has been) (?:now )?deprecated\b|is deprecated\b)",
    re.IGNORECASE,
)
_DIRECTIVE = re.compile(r"(?P<indent>[ \t]*)\.\. deprecated::[ \t]*(?P<version>[^\n]*)")


@dataclass(frozen=True, slots=True)
class Docstring:
    """What a docstring says, as spans into its text."""

    text: str
    parameters: dict[str, Span] = field(default_factory=dict)
    """Description by name, without stars and marks."""
    attributes: dict[str, Span] = field(default_factory=dict)
    returns: Span | None = None
    summary: Span | None = None
    deprecated: Span | None = None
    opening: Span | None = None
    """The prose before the first section."""

    @property
    def tells(self) -> bool:
        """Whether it says more than how a call is written, or what kind of thing something is."""
        said = self.summary or self.parameters or self.attributes or self.returns
        return bool(said) and not only_signatures(self.text)

    def describes(self, name: str) -> Span | None:
        """Return where a parameter is described, as a parameter or else as an attribute."""
        return self.parameters.get(name) or self.attributes.get(name)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip())

    @property
    def blank(self) -> bool:
        return not self.text.strip()

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class _Section:
    title: str
    """In lower case; empty for the text before the first section."""
    lines: list[_Line]
    underlined: bool = False


def parse(text: str) -> Docstring:
    """Read a docstring whose own indentation is removed."""
    lines = list(_lines(text))
    sections = list(_sections(lines))
    parameters: dict[str, Span] = {}
    attributes: dict[str, Span] = {}
    returns = None
    for section in sections:
        if _PARAMETERS.match(section.title):
            _merge(parameters, _entries(section, text))
        elif _ATTRIBUTES.match(section.title):
            _merge(attributes, _entries(section, text))
        elif _RETURNS.match(section.title) and returns is None:
            returns = _result(section, text)
    for kind, name, span in _fields(lines, text):
        if kind == "return":
            returns = returns or span
        else:
            parameters.setdefault(name, span)
    opening = next((one for one in sections if not one.title and any(not line.blank for line in one.lines)), None)
    prose = _prose(opening) if opening is not None else None
    said = summary(text, prose) if prose is not None else None
    return Docstring(text, parameters, attributes, returns, said, _deprecated(text, sections), prose)


def first_that_tells(texts: Iterable[str]) -> str:
    """Return the first docstring that says more than how a call is written, else the first that there is."""
    found = [text for text in texts if text]
    return next((text for text in found if parse(text).tells), found[0] if found else "")


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for line in text.split("\n"):
        yield _Line(start, line)
        start += len(line) + 1


def _merge(into: dict[str, Span], found: Iterator[tuple[str, Span]]) -> None:
    for name, span in found:
        into.setdefault(name, span)


def _sections(lines: list[_Line]) -> Iterator[_Section]:
    title, body, underlined, index, depth = "", list[_Line](), False, 0, -1
    while index < len(lines):
        line = lines[index]
        heading, width = _heading(lines, index)
        # A heading inside an indented section belongs to one of its entries.
        if heading and (line.indent <= depth or depth < 0 or (underlined and width == 2) or not title):
            yield _Section(title, body, underlined)
            title, body, underlined, depth = heading, [], width == 2, line.indent
            index += width
            continue
        listed = line.indent == depth and bool(_PARAMETERS.match(title)) and _goes_on(lines[index], body)
        if title and not underlined and not line.blank and line.indent <= depth and not listed:
            yield _Section(title, body, underlined)
            title, body, depth = "", [], -1
        body.append(line)
        index += 1
    yield _Section(title, body, underlined)


def _goes_on(line: _Line, body: list[_Line]) -> bool:
    """Tell whether a line that is no deeper than its heading is an item of the list below that, or goes on with one."""
    return bool(_BULLET.match(line.text)) or bool(
        body and not body[-1].blank and any(_BULLET.match(one.text) for one in body)
    )


def _heading(lines: list[_Line], index: int) -> tuple[str, int]:
    """Return the title of a section that starts on a line, in lower case, and how many lines the heading takes."""
    match = _TITLE.match(lines[index].text)
    if not match:
        return "", 0
    title = match["title"].lower().strip()
    if index + 1 < len(lines) and _UNDERLINE.match(lines[index + 1].text):
        return title, 2
    known = any(pattern.match(title) for pattern in (_PARAMETERS, _ATTRIBUTES, _RETURNS, _OTHER))
    marked = match["colon"] or lines[index].text.lstrip().startswith(("#", "**"))
    return (title, 1) if known and marked else ("", 0)


def _entries(section: _Section, text: str) -> Iterator[tuple[str, Span]]:
    filled = [line for line in section.lines if not line.blank]
    if not filled:
        return
    base = min(line.indent for line in filled)
    starts = [line for line in filled if line.indent == base and _entry(line)]
    if _BULLET.match(filled[0].text):
        starts = [line for line in starts if _BULLET.match(line.text)]
    for position, line in enumerate(starts):
        end = starts[position + 1].start if position + 1 < len(starts) else filled[-1].end
        span = _description(line, end, base, section, text)
        match = _entry(line)
        if match and span:
            for name in re.findall(r"[A-Za-z_][\w.]*", re.sub(r"=[^\s,]+", "", match["names"])):
                if name not in ("or", "and"):
                    yield name, span


def _entry(line: _Line) -> re.Match[str] | None:
    match = _ENTRY.fullmatch(line.text.strip())
    if not match:
        return None
    rest = match["rest"].lstrip()
    return match if not rest or rest[0] in ":(-–—" else None


def _description(line: _Line, end: int, base: int, section: _Section, text: str) -> Span | None:
    """Return the description of the entry that starts on a line, without its name and type."""
    match = _entry(line)
    if match is None:
        return None
    start = line.start + line.indent + match.start("rest")
    header = _type_end(line, section) if section.underlined and not match["bullet"] else line.end
    below = _trim(text, header, _block_end(line, end, base, section, text))
    if section.underlined and not match["bullet"]:
        typed = _trim(text, start, header)
        words = typed.of(text).lstrip(": ") if typed else ""
        if below is None and typed and words:
            # Where nothing else is said, the type is all the documentation that there is.
            return _trim(text, typed.end - len(words), typed.end)
        return below
    start = _after_type(text, start, end)
    return _trim(text, start, max(start, below.end if below else line.end))


def _type_end(line: _Line, section: _Section) -> int:
    """Return where the type of a numpy entry ends, which may go on over some lines."""
    typed, end = line.text.partition(" :")[2].strip(), line.end
    for following in [one for one in section.lines if one.start > line.start][:_MOST_TYPE_LINES]:
        words = following.text.strip()
        inside = any(typed.count(left) > typed.count(right) for left, right in ("()", "[]", "{}"))
        behind = typed.endswith((",", " or")) and _TYPE_GOES_ON.match(words) and not words.endswith(".")
        if following.indent <= line.indent or not typed or not words or not (inside or behind):
            break
        typed, end = f"{typed} {words}", following.end
    return end


def _block_end(line: _Line, end: int, base: int, section: _Section, text: str) -> int:
    """Return where the lines of an entry end: prose that is not indented after a blank line is no part of it."""
    blank = False
    for following in section.lines:
        if not line.start < following.start < end:
            continue
        if blank and not following.blank and following.indent <= base:
            return following.start
        blank = following.blank
    return min(end, len(text))


def _after_type(text: str, start: int, end: int) -> int:
    """Return where the description begins behind ` (type, optional):`, ` : ` or ` - `."""
    rest = text[start:end]
    position = len(rest) - len(rest.lstrip(" \t"))
    if rest.startswith(":", position):
        position += 1
        position += len(rest[position:]) - len(rest[position:].lstrip(" \t"))
        if not re.match(r"\([^()\n]*\)\s*:", rest[position:]):
            return start + position
    if rest.startswith("(", position):
        position = closing(rest, position)
    marks = re.match(r"[ \t]*(?::|[-–—]{1,2}(?=\s))?", rest[position:])
    return start + position + (marks.end() if marks else 0)


def _trim(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return Span(start + left, start + len(piece.rstrip())) if piece.strip() else None


def _result(section: _Section, text: str) -> Span | None:
    filled = [line for line in section.lines if not line.blank]
    if not filled:
        return None
    first = filled[0]
    deeper = [line for line in filled[1:] if line.indent > first.indent]
    if section.underlined and deeper and deeper[0] is filled[1]:
        return _description_below(first, filled, text)
    typed = re.match(r"\s*(?:`[^`\n]+`|\[`[^`\n]+`\]|[\w.\[\], |]+?)(?:\s*\([^()\n]*\))?:\s*(?=\S|$)", first.text)
    start = first.start + (typed.end() if typed and not section.underlined else 0)
    return _trim(text, start, filled[-1].end)


def _description_below(first: _Line, filled: list[_Line], text: str) -> Span | None:
    end = next((line.start for line in filled[1:] if line.indent <= first.indent), filled[-1].end)
    return _trim(text, first.end, end)


def _fields(lines: list[_Line], text: str) -> Iterator[tuple[str, str, Span]]:
    """Yield what `:param name:` fields say, as (kind, name, span)."""
    for index, line in enumerate(lines):
        match = _FIELD.match(line.text)
        if not match:
            continue
        kind = match["kind"]
        words = match["words"].split()
        is_parameter = re.match(r"param|arg|key|kwarg|kwparam|ivar|cvar|var", kind) and words
        if not is_parameter and kind not in ("return", "returns"):
            continue
        end = line.end
        for following in lines[index + 1 :]:
            if _FIELD.match(following.text) or (not following.blank and following.indent <= line.indent):
                break
            end = following.end
        if span := _trim(text, line.start + match.end(), end):
            yield ("param", _named(words[-1]), span) if is_parameter else ("return", "", span)


def _named(word: str) -> str:
    """Return the name in the last word of a field, without stars, marks and the default: `echo` of `echo=False`."""
    return word.partition("=")[0].replace("\\", "").strip("*`")


def _prose(section: _Section) -> Span:
    return Span(section.lines[0].start, section.lines[-1].end)


def _deprecated(text: str, sections: list[_Section]) -> Span | None:
    """Return the sentence that says that the symbol itself, not one of its parameters, is deprecated."""
    for section in sections:
        if section.title and not re.match("warnings?|notes?|important", section.title):
            continue
        for line in section.lines:
            match = _DIRECTIVE.match(line.text)
            if match and not match["indent"]:
                body = _indented_below(line, section, text)
                return (
                    sentences(text, body)[0]
                    if body and sentences(text, body)
                    else _trim(text, line.start + 3, line.end)
                )
    openings = [list(takewhile(lambda line: not _FIELD.match(line.text), s.lines)) for s in sections if not s.title]
    said = [found for lines in openings if lines for found in sentences(text, Span(lines[0].start, lines[-1].end))]
    return next((sentence for sentence in said if _OBSOLETE.match(sentence.of(text))), None)


def _indented_below(line: _Line, section: _Section, text: str) -> Span | None:
    end = line.end
    for following in section.lines:
        if following.start > line.start:
            if not following.blank and following.indent <= line.indent:
                break
            end = following.end
    return _trim(text, line.end, end)
