"""Walks a whole Python file, and ties its uses of names to their bindings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from explainer.model import Snippet
from explainer.reading.mend import BrokenString, mend
from explainer.reading.record import Record
from explainer.reading.resolve import resolve
from explainer.reading.statements import Statements
from explainer.reading.syntax import parse
from explainer.reading.tree import Node, convert


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the text of one file shows."""

    tree: Node
    record: Record
    mended: str
    """The text that was parsed; as long as the file's."""
    broken: tuple[BrokenString, ...] = ()


@lru_cache(maxsize=8)
def analyse(snippet: Snippet) -> Analysis:
    """Read a snippet; nothing is recorded of languages other than Python."""
    if snippet.language != "python":
        return Analysis(convert(parse(snippet), snippet.text), Record(), snippet.text)
    mended, broken = mend(snippet.text)
    tree = convert(parse(replace(snippet, text=mended)), snippet.text, None if mended == snippet.text else mended)
    return Analysis(tree, walk(tree), mended, broken)


def walk(tree: Node) -> Record:
    """Return all that is noted of a file's syntax tree."""
    record = Record()
    statements = Statements(record)
    for node in tree.children:
        if node.named:
            try:
                statements.statement(node)
            except RecursionError:
                record.too_deep.append(node.line)
                statements.leave_all()
    resolve(record)
    return record
