"""Documentation in files, cut into sections: HTML, Markdown and plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

SUFFIXES = frozenset({".html", ".htm", ".md", ".markdown", ".rst", ".txt"})
"""Of files that can be cut into sections."""
_HTML = frozenset({".html", ".htm"})
_MOST_BYTES = 4_000_000
_SKIPPED = frozenset(
    {"script", "style", "nav", "header", "footer", "aside", "form", "noscript", "svg", "template", "head"}
)
_BLOCKS = frozenset(
    {"p", "div", "li", "dd", "dt", "pre", "tr", "table", "ul", "ol", "dl", "section", "blockquote", "br"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_MARKED = re.compile(r"(?m)^(#{1,6})[ \t]+(.+?)[ \t#]*$")
_FENCE = re.compile(r"(?ms)^(```|~~~).*?^\1")
_UNDERLINED = re.compile(r"(?m)^(\S[^\n]*)\n([=\-~^\"'`#*+])\2{2,}[ \t]*$")
_KEPT = "\0"
"""Stands for a blank of code until all others are folded."""
_SPACES = re.compile(r"[ \t\r\f\v]+")
_LINES = re.compile(r"\n\s*\n+")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under one heading, or the entry of one definition."""

    title: str
    anchor: str
    """Empty for the beginning of a page, and where the page gives none."""
    text: str
    """Without marks of HTML; Markdown as it stands."""
    page: str
    """The page's title."""


def read_sections(path: Path) -> list[Section]:
    """Return the sections of a file; none for one that is too large or cannot be read."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            return []
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return html_sections(text, path.stem) if path.suffix.lower() in _HTML else text_sections(text, path.stem)


def html_sections(text: str, name: str) -> list[Section]:
    """Return the sections of a page of HTML: one for each heading, and for each definition that can be linked to."""
    parser = _Parser()
    parser.feed(text)
    parser.close()
    parts = [(_line(title), anchor, _tidy(body)) for title, anchor, body in parser.finished()]
    page = next((title for title, _, _ in parts if title), name)
    return [Section(title or page, anchor, body, page) for title, anchor, body in parts if body]


def text_sections(text: str, name: str) -> list[Section]:
    """Return the sections of Markdown, reStructuredText or plain text."""
    code = [found.span() for found in _FENCE.finditer(text)]
    marked = [found for found in _MARKED.finditer(text) if not any(a <= found.start() < b for a, b in code)]
    found = [(one.start(), one.end(), one[2]) for one in marked]
    found += [(one.start(), one.end(), one[1]) for one in _UNDERLINED.finditer(text)]
    starts = sorted(found)
    page = starts[0][2] if starts else name
    edges = [(0, 0, page), *starts]
    ends = [start for start, _, _ in starts] + [len(text)]
    parts = ((title, text[after:end].strip()) for (_, after, title), end in zip(edges, ends, strict=True))
    return [Section(title, "", body, page) for title, body in parts if body]


class _Parser(HTMLParser):
    """Collects (title, anchor, text) of each section, within the main part of a page where one is marked."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[tuple[list[str], str, list[str]]] = [([], "", [])]
        self._main_parts: int | None = None
        self._open: list[tuple[str, str]] = []
        self._skipped = 0
        self._titled = False
        self._anchor = ""

    _main_end: int | None = None

    def finished(self) -> Iterator[tuple[str, str, str]]:
        """Give the parts of the main part, or of all where none is marked."""
        first = self._main_parts or 0
        last = self._main_end if self._main_parts is not None else len(self._parts)
        for title, anchor, body in self._parts[first:last]:
            yield "".join(title).replace(_KEPT, " "), anchor, "".join(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a section at a heading or a definition, and skip what surrounds the text."""
        known = dict(attrs)
        if tag in _VOID:
            self._write("\n" if tag == "br" else "")
            return
        self._open.append((tag, "skip" if self._is_skipped(tag, known) else ""))
        self._skipped += self._open[-1][1] == "skip"
        main = tag == "main" or known.get("role") == "main"
        if main and self._main_parts is None:
            self._open[-1] = (tag, "main")
            self._parts.append(([], "", []))
            self._main_parts = len(self._parts) - 1
        if self._skipped:
            return
        if tag == "section" and known.get("id"):
            self._anchor = known["id"] or ""
        if tag in _HEADINGS or (tag == "dt" and known.get("id")):
            self._parts.append(([], known.get("id") or (self._anchor if tag in _HEADINGS else ""), []))
            self._titled = True
            self._anchor = ""
        elif tag in _BLOCKS:
            self._write("\n\n" if tag in ("p", "pre", "section") else "\n")

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and those inside it that were left open."""
        if tag in _VOID or not any(name == tag for name, _ in self._open):
            return
        while self._open:
            name, role = self._open.pop()
            self._skipped -= role == "skip"
            if role == "main":
                self._main_end = len(self._parts)
                self._parts.append(([], "", []))
            if name in _HEADINGS or name == "dt":
                self._titled = False
            if name == tag:
                break
        if tag in _BLOCKS:
            self._write("\n")

    def handle_data(self, data: str) -> None:
        """Take text; in code, blanks are kept."""
        self._write(data.replace(" ", _KEPT) if any(name == "pre" for name, _ in self._open) else data)

    def _write(self, text: str) -> None:
        if text and not self._skipped:
            title, _, body = self._parts[-1]
            (title if self._titled else body).append(text.replace("¶", ""))

    @staticmethod
    def _is_skipped(tag: str, known: dict[str, str | None]) -> bool:
        kinds = (known.get("class") or "").split()
        return tag in _SKIPPED or any(
            kind in ("sphinxsidebar", "related", "headerlink", "toctree-wrapper") for kind in kinds
        )


def _line(text: str) -> str:
    return " ".join(text.split())


def _tidy(text: str) -> str:
    flat = _SPACES.sub(" ", text).replace(" \n", "\n").replace("\n ", "\n")
    return _LINES.sub("\n\n", flat).replace(_KEPT, " ").strip()
