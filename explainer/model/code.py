"""A snippet as it is read: the file, its steps, what is wrong with it, and ranges of its text."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters in a text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the part of `text` that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A distribution that a snippet says it needs, as in `# pip install peft==0.21`."""

    name: str
    """The distribution's name as written there."""
    specifier: str = ""
    """A PEP 440 specifier set, empty where none is given."""
    line: int | None = None
    """Where the snippet says so; None when a file beside it does."""


@dataclass(frozen=True, slots=True)
class Sites:
    """Where on the web to look: domains (`docs.python.org`), or domains with a path (`github.com/huggingface/peft`)."""

    allow: tuple[str, ...] = ()
    """Only these are taken, if any is named."""
    block: tuple[str, ...] = ()
    """These are never taken."""
    boost: tuple[str, ...] = ()
    """These come before others of their kind."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """One file of the snippets folder."""

    path: str
    """Relative to the snippets folder, with forward slashes."""
    language: str
    """A grammar's name: `python`, `bash`, `typescript`, ..."""
    title: str
    introduction: str
    """Plain text; empty where the file gives none."""
    text: str
    """The whole file, decoded, with `\\n` line ends and no byte order mark."""
    sha256: str
    """Of the file's bytes, in hexadecimal."""
    requirements: tuple[Requirement, ...] = ()
    queries: tuple[str, ...] = ()
    """Searches that its author asks for, beside those that are made from its code."""
    sites: Sites = field(default_factory=Sites)
    """Beside those of the configuration: a page must be one that both allow."""

    @property
    def lines(self) -> list[str]:
        """The lines of the text, without their ends; line n is `lines[n - 1]`."""
        return self.text.split("\n")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a snippet that a reader should know, in plain words, with why it matters."""

    kind: str
    """`syntax-error`, `overwritten`, `undefined-name`, `missing-import`, `deprecated`, `encoding`, ..."""
    line: int
    message: str
    """Plain words; names and code between backticks."""


@dataclass(frozen=True, slots=True)
class Step:
    """The smallest thing explained: a statement, the header of a compound one, or a block of comment lines."""

    id: str
    """`L16` for the step that starts on line 16; also its anchor on the page."""
    kind: str
    """`import`, `assignment`, `expression`, `function`, `class`, `if`, `for`, `comment`, `error`, ..."""
    start_line: int
    end_line: int
    code: str
    """The lines of the step, whole, as they stand in the snippet."""
