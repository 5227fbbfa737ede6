"""Cut code that does not parse, line by line, by what lines look like."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

_KEYWORDS = {
    "from": "import",
    "import": "import",
    "use": "import",
    "using": "import",
    "#include": "import",
    "def": "function",
    "fn": "function",
    "func": "function",
    "function": "function",
    "async": "function",
    "class": "class",
    "struct": "class",
    "interface": "class",
    "if": "if",
    "elif": "elif",
    "else": "else",
    "for": "for",
    "while": "while",
    "with": "with",
    "try": "try",
    "except": "except",
    "catch": "except",
    "finally": "finally",
    "match": "match",
    "switch": "match",
    "case": "case",
    "return": "return",
    "yield": "yield",
    "raise": "raise",
    "throw": "raise",
    "assert": "assert",
    "del": "delete",
    "global": "global",
    "nonlocal": "global",
    "pass": "pass",
    "break": "break",
    "continue": "continue",
    "let": "assignment",
    "const": "assignment",
    "var": "assignment",
}
_WORD = re.compile(r"#?[^\W\d]\w*")
_DECORATOR = re.compile(r"@[\w.]+\s*(\(.*)?$")
_ASSIGNMENT = re.compile(r"[\w.\[\]\"' ,*()]*[\w\])]\s*(:[^=]+)?([-+*/%&|^@]|//|\*\*|>>|<<)?=(?!=)")
_CALL = re.compile(r"[\w.]+\(")
# Words that also go on with an expression, so that between brackets they say nothing.
_INSIDE_TOO = {"if", "else", "for", "async", "yield", "from", "match", "case", "use", "with", "fn", "func", "function"}
_QUOTED = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|(?:#|//).*")


def looks_like(line: str) -> str | None:
    """Return the kind of step that a line seems to start, or None."""
    text = line.strip()
    if text.startswith(("#", "//")) and not text.startswith("#include"):
        return "comment"
    word = _WORD.match(text)
    if word is not None and word.group() in _KEYWORDS and not re.match(r"\s*[=.(,)]", text[word.end() :]):
        return _KEYWORDS[word.group()]
    if _DECORATOR.match(text):
        return "decorator"
    if _ASSIGNMENT.match(text):
        return "assignment"
    return "expression" if _CALL.match(text) else None


def cut_lines(lines: Sequence[str], first: int, last: int, whole: Container[int]) -> Iterator[tuple[int, str]]:
    """Give the lines at which steps start in a stretch that does not parse, with the kinds of the steps.

    A line between brackets goes on with what is before it, unless it looks like a statement and stands no further in
    than the line that opened the brackets: then the brackets were never closed.

    Args:
        lines: Those of the whole file.
        first: The first line of the stretch, from 1.
        last: Its last line.
        whole: Lines in it that go on with something that does parse.
    """
    depth, margin, decorated = 0, 0, False
    for number in range(first, last + 1):
        line = lines[number - 1]
        if not line.strip() or number in whole:
            continue
        kind = looks_like(line)
        if depth <= 0 or (kind is not None and _indentation(line) <= margin and not _goes_on(line, kind)):
            depth, margin = 0, _indentation(line)
            if not decorated or kind not in ("function", "class", "decorator"):
                yield number, kind or "error"
            decorated = kind == "decorator"
        bare = _QUOTED.sub("", line)
        depth += sum(map(bare.count, "([{")) - sum(map(bare.count, ")]}"))


def _goes_on(line: str, kind: str) -> bool:
    word = _WORD.match(line.strip())
    return kind in ("comment", "expression") or (word is not None and word.group() in _INSIDE_TOO and ":" not in line)


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())
