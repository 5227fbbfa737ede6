"""Walks a whole Python file, and ties its uses of names to their bindings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    errors: tuple[Node, ...] = ()
    """The nodes that the parser could make nothing of."""
    broken_lines: frozenset[int] = frozenset()
    """The lines of all statements with such nodes."""


@lru_cache(maxsize=8)
def analyse(snippet: Snippet) -> Analysis:
    """Read a snippet; nothing is recorded of languages other than Python."""
    if snippet.language != "python":
        return _analysis(convert(parse(snippet), snippet.text), Record(), snippet.text)
    mended, broken = mend(snippet.text)
    tree = convert(parse(replace(snippet, text=mended)), snippet.text, None if mended == snippet.text else mended)
    return _analysis(tree, walk(tree), mended, broken)


def _analysis(tree: Node, record: Record, mended: str, broken: tuple[BrokenString, ...] = ()) -> Analysis:
    errors = tuple(node for node in tree.walk() if node.kind == "ERROR")
    return Analysis(tree, record, mended, broken, errors, frozenset(_statement_lines(errors)))


def _statement_lines(nodes: Iterable[Node]) -> Iterator[int]:
    """Yield the lines of the statements around nodes, which stand in the order of the text."""
    reached = 0
    for node in nodes:
        if node.end_line <= reached:
            continue
        while node.parent is not None and node.parent.kind not in ("module", "block"):
            node = node.parent
        yield from range(max(node.line, reached + 1), node.end_line + 1)
        reached = node.end_line


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
