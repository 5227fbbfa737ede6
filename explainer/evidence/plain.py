"""What a reader sees of a quote: the words of the documentation without the marks of reStructuredText and Markdown.

`plain` gives text whose code stands between backticks and whose other characters mean themselves. `quote_markdown`
gives the same words as inline Markdown, where everything outside code is escaped: that is what a claim holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from explainer.evidence.lines import without_references

_MARKS = re.compile(
    r"``(?P<literal>.+?)``(?!`)"
    r"|:(?P<role>[a-zA-Z][\w.+-]*(?::[\w.+-]+)*):`(?P<target>[^`]+)`"
    r"|`(?P<link>[^`<>]+?)(?:\s*<[^<>`]+>)?`__?(?!\w)"
    r"|(?P<ticks>`+)(?P<code>.+?)(?P=ticks)(?!`)"
    r"|!?\[(?P<words>[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\](?:\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)"
    r"|\[[^\[\]\n]*\])"
    r"|\[(?P<cross>`[^`\[\]]+`)\](?![(\[:])"  # a cross-reference as Markdown docstrings write it
    r"|\s?(?P<note>\[[#*\w.-]{1,20}\]_(?!\w))"
    r"|(?<![\w|])\|(?P<replaced>[A-Za-z](?:[^|`\n]*[\w.)])?)\|_{0,2}(?![\w|])"
    r"|(?<![\w*])\*\*(?P<strong>(?=\S)(?:[^*]|\*(?!\*))+?(?<=\S))\*\*(?![\w*])"
    r"|(?<![\w*])\*(?P<emphasis>(?=\S)[^*]+?(?<=\S))\*(?![\w*])"
    r"|(?<!\w)_(?P<underlined>(?=\S)[^_]+?(?<=\S))_(?!\w)"
    r"|<(?P<address>https?://[^<>\s]+)>"
    r"|\\(?P<escaped>[*`|_\\\[\]])",
    re.DOTALL,
)
_FIELD = r":(?:param|parameter|arg|argument|key|keyword|return|returns|raises|raise|except)\b(?P<named>[^:`]*):\s"
_LEADING = re.compile(rf"\s*(?:{_FIELD}|\.\.\s+[A-Za-z][\w:-]*::(?:\s|$))")
_INNER = re.compile(rf"(?m)^[ \t]*{_FIELD}")
"""The mark of a field behind the first, which the words of the first must not run into."""
_TITLED = re.compile(r"(?P<title>[^<>]+?)\s*<[^<>]+>$", re.DOTALL)
_WORD_ROLES = frozenset(
    ("ref", "doc", "term", "abbr", "numref", "sup", "sub", "emphasis", "strong", "guilabel", "menuselection", "dfn")
)
_ALIAS = re.compile(r"\.?_[a-z]\w*\.(?=[A-Za-z])")
"""A private module in front of what it has, as a cross-reference may name it: `_engine.Engine`."""
_NUMBERED_ROLES = {"pep": "PEP ", "rfc": "RFC "}
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_SPECIAL = re.compile(r"[\\*`\[\]<>&~]|(?<![^\W_])_|_(?![^\W_])")


def plain(text: str) -> str:
    """Return the words of a piece of documentation as a reader of the built pages would see them, on one line.

    Code stands between backticks; all other characters mean themselves (`<b>` is three characters, not bold).
    """
    text = without_references(text)
    if leading := _LEADING.match(text):
        text = text[leading.end() :]
    text = _INNER.sub(_inner, text)
    text = " ".join(_MARKS.sub(_shown, text).split())
    return text[:-1] if text.endswith("::") else text


def quote_markdown(text: str) -> str:
    """Return `plain(text)` as inline Markdown that renders to exactly those words and code."""
    return outside_code(plain(text), lambda words: _SPECIAL.sub(lambda found: "\\" + found.group(), words))


def code_markdown(code: str) -> str:
    """Return source text as an inline code span of Markdown, whatever backticks it holds."""
    code = " ".join(without_references(code).split())
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * (longest + 1)
    space = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{fence}{space}{code}{space}{fence}"


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Return `text` with what stands outside its code spans replaced by what `change` makes of it."""
    parts = []
    at = 0
    for code in _CODE.finditer(text):
        parts += [change(text[at : code.start()]), code.group()]
        at = code.end()
    return "".join([*parts, change(text[at:])])


def without_code(markdown: str) -> str:
    """Return inline Markdown with the word `code` in the place of each of its code spans."""
    return _CODE.sub(" code ", markdown)


def code_spans(markdown: str) -> list[str]:
    """Return what stands between backticks in inline Markdown."""
    return [found.group(2).strip() for found in _CODE.finditer(markdown)]


def _shown(mark: re.Match[str]) -> str:
    kind = mark.lastgroup
    if mark["role"]:
        return _role(mark["role"].split(":")[-1].lower(), mark["target"])
    if mark["literal"]:
        return code_markdown(mark["literal"])
    if mark["code"]:
        return code_markdown(_target(mark["code"]))
    if kind == "note":
        return ""
    words = mark[kind] if kind else ""
    return words if kind in ("escaped", "address") else _MARKS.sub(_shown, words)


def _inner(field: re.Match[str]) -> str:
    named = field["named"].split()
    return f"{named[-1]}: " if named else ""


def _role(role: str, target: str) -> str:
    titled = _TITLED.match(target)
    words = titled["title"] if titled else target
    if role in _NUMBERED_ROLES:
        return words if titled else _NUMBERED_ROLES[role] + words
    if role in _WORD_ROLES:
        return " ".join(words.split())
    return code_markdown(
        words if titled or role == "math" else _target(_ALIAS.sub("", words, count=1) if _ALIAS.match(words) else words)
    )


def _target(code: str) -> str:
    """Return how a cross-reference shows: `~a.b.C` as `C`, `.Axes.plot` as `Axes.plot`."""
    if re.fullmatch(r"!?~?\.?[A-Za-z_][\w.]*(\(\))?", code) is None:
        return code
    name = code.removeprefix("!")
    return name.rpartition(".")[2] if name.startswith("~") else name.removeprefix(".")
