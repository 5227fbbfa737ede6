"""The syntax tree of a snippet, and the positions of its nodes in lines and columns."""

from __future__ import annotations

from functools import lru_cache

from ast_grep_py import SgNode, SgRoot

from explainer.model import Snippet
from explainer.reading.languages import GRAMMARS


def parse(snippet: Snippet) -> SgNode:
    """Return the root of the snippet's tree; code that is not valid gives a tree with `ERROR` nodes.

    The last few trees are kept, because steps, facts and findings are read off the same one.

    Raises:
        ValueError: for a language without a grammar, at whose name the parser would abort.
    """
    return tree(snippet.text, snippet.language)


@lru_cache(maxsize=8)
def tree(text: str, language: str) -> SgNode:
    """Return the root of the syntax tree of a text; see `parse`."""
    if language not in GRAMMARS:
        raise ValueError(f"no grammar is called {language!r}")
    return SgRoot(text, language).root()


def first_line(node: SgNode) -> int:
    """Return the line, counted from 1, on which a node starts."""
    return int(node.range().start.line) + 1


def last_line(node: SgNode) -> int:
    """Return the line, counted from 1, on which a node's text ends; a line end at its end is not part of it."""
    end = node.range().end
    line = int(end.line) + 1
    return line - 1 if end.column == 0 and line > first_line(node) else line
