"""Highlighting: the whole file is read once and cut into lines, so that a string over several lines stays one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.lexers.special import TextLexer
from pygments.token import STANDARD_TYPES, Token, _TokenType
from pygments.util import ClassNotFound

from explainer.render.text import safe_html

# A lexer takes about a second for a megabyte; longer files are shown without colours.
_MOST_CHARACTERS = 400_000
_PLAIN = frozenset({"", "n", "p", "w", "x", "err", "esc"})


def highlight(text: str, language: str) -> list[Markup]:
    """Return one piece of HTML for each line of `text`, without line ends."""
    lines: list[Markup] = []
    current: list[str] = []
    for name, tokens in groupby(_tokens(text, language), key=lambda token: _class(token[0])):
        first, *others = "".join(value for _, value in tokens).split("\n")
        current.append(_span(name, first))
        for part in others:
            lines.append(Markup("".join(current)))
            current = [_span(name, part)]
    lines.append(Markup("".join(current)))
    return lines


def _tokens(text: str, language: str) -> Iterator[tuple[_TokenType, str]]:
    if len(text) > _MOST_CHARACTERS:
        return iter([(Token.Text, text)])
    return iter(_lexer(language).get_tokens(text))


def _lexer(language: str) -> Lexer:
    options = {"stripnl": False, "ensurenl": False}
    try:
        return get_lexer_by_name(language, **options)
    except ClassNotFound:
        return TextLexer(**options)


def _class(kind: _TokenType) -> str:
    """Return the short name that style sheets know a kind of token by; empty where it has the colour of text."""
    while kind not in STANDARD_TYPES and kind.parent is not None:
        kind = kind.parent
    name = STANDARD_TYPES.get(kind, "")
    return "" if name in _PLAIN else name


def _span(name: str, text: str) -> str:
    shown = str(safe_html(text))
    return f'<span class="{name}">{shown}</span>' if name and text else shown
