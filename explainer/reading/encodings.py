"""Turn the bytes of a file into text, and say where they were not what they claim to be."""

from __future__ import annotations

import codecs
import re

from explainer.errors import SnippetError
from explainer.model import Finding

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNFIT = dict.fromkeys([0xE000, 0xE001, *range(0xD800, 0xE000)], "\ufffd")
"""The marks of line references in claims, which text from outside must not hold, and halves of characters."""
_LEADING_FORM_FEEDS = re.compile(r"^\f+", re.MULTILINE)
# PEP 263: in a comment that is alone on the first or the second line.
_CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_COMMENT_OR_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?$")


def decode(content: bytes, name: str, *, python: bool) -> tuple[str, tuple[Finding, ...]]:
    """Return the text of a file with line feeds as line ends, and a finding where bytes did not fit its encoding.

    Args:
        content: The whole file.
        name: Its path, for messages.
        python: Whether a comment at its top may declare the encoding (PEP 263).

    Raises:
        SnippetError: when the file is binary.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            text, findings = _strictly_or_not(content[len(mark) :], encoding)
            break
    else:
        _refuse_binary(content, name)
        text, findings = _by_declaration(content) if python else _strictly_or_not(content, "utf-8")
    return _unified(text), findings


def _unified(text: str) -> str:
    """Make all line ends newlines, as Python does, and leave out form feeds, which no page can show.

    One at the start of a line does not indent it; one within a line is white space.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _LEADING_FORM_FEEDS.sub("", text).replace("\f", " ").translate(_UNFIT)


def _refuse_binary(content: bytes, name: str) -> None:
    place = content.find(b"\0")
    if place >= 0:
        line = _line_of(content, place)
        raise SnippetError(
            name,
            "the file is binary (it holds a zero byte): ignore it, or save it as text",
            line,
        )


def _by_declaration(content: bytes) -> tuple[str, tuple[Finding, ...]]:
    lines = re.split(rb"\r\n|\r|\n", content[:2000])[:2]
    for number, line in enumerate(lines, start=1):
        declared = _CODING.match(line)
        if declared is not None:
            return _declared(content, declared.group(1).decode("ascii", "replace"), number)
        if not _COMMENT_OR_BLANK.match(line):
            break
    return _strictly_or_not(content, "utf-8")


def _declared(content: bytes, encoding: str, line: int) -> tuple[str, tuple[Finding, ...]]:
    if not _reads(content, encoding):
        message = f"The file says that its encoding is `{encoding}`, which is not known; it was read as UTF-8."
        text, findings = _strictly_or_not(content, "utf-8")
        return text, (Finding("encoding", line, message), *findings)
    return _strictly_or_not(content, encoding)


def _reads(content: bytes, encoding: str) -> bool:
    """Say whether an encoding is known, agrees with the ASCII that it was declared in, and passes over wrong bytes."""
    try:
        return b"#".decode(encoding) == "#" and bool(content.decode(encoding, "replace"))
    except (LookupError, UnicodeError):
        return False


def _strictly_or_not(content: bytes, encoding: str) -> tuple[str, tuple[Finding, ...]]:
    try:
        return content.decode(encoding), ()
    except UnicodeDecodeError as error:
        line = _line_of(content, error.start) if not encoding.startswith(("utf-16", "utf-32")) else 1
        text, done = _leniently(content, encoding)
        bad = content[error.start]
        message = f"The byte `0x{bad:02x}` here is not valid {encoding.upper()}; {done}. Save the file as UTF-8."
        return text, (Finding("encoding", line, message),)


def _leniently(content: bytes, encoding: str) -> tuple[str, str]:
    replaced = content.decode(encoding, "replace")
    beyond_ascii = {character for character in replaced if character > "\x7f"}
    # Not one valid character beyond ASCII: the file is most likely in an older encoding as a whole.
    if codecs.lookup(encoding).name == "utf-8" and beyond_ascii == {"\ufffd"}:
        try:
            return content.decode("cp1252"), "the file was read as Windows-1252"
        except UnicodeDecodeError:
            return content.decode("latin-1"), "the file was read as Latin-1"
    return replaced, "such bytes are shown as `\ufffd`"


def _line_of(content: bytes, place: int) -> int:
    before = content[:place].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1
