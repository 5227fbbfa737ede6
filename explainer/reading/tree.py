"""The concrete syntax of a file as plain nodes, whose parents, places and text are had without asking the parser."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from ast_grep_py import SgNode

LONGEST_LINE = 20_000
"""Columns are counted from the start of the line for each node, so longer lines would take time by their square."""

EXTRAS = {"comment", "line_continuation"}
"""Nodes that may stand between any others."""

_SUPPLIED = {")", "]", "}", ":", "identifier", '"', "'"}
"""Kinds of nodes that the parser puts where one is missing."""


class Node:
    """One node of the concrete syntax tree.

    Lines count from 1 and columns from 0, in characters; `start` and `end` are offsets in the file's text.
    """

    __slots__ = (
        *("broken", "children", "column", "end", "end_line"),
        *("kind", "line", "named", "parent", "source", "start"),
    )

    def __init__(self, kind: str, source: str, parent: Node | None) -> None:
        self.kind = kind
        self.source = source
        self.parent = parent
        self.children: list[Node] = []
        self.named = False
        self.broken = False
        """Whether there is a mistake in it."""
        self.line = self.column = self.end_line = self.start = self.end = 0

    @property
    def text(self) -> str:
        """The source text of the node."""
        return self.source[self.start : self.end]

    def head(self, most: int) -> str:
        """Return the source text of the node, of a long one the first characters alone."""
        return self.source[self.start : min(self.end, self.start + most)]

    @property
    def parts(self) -> list[Node]:
        """The children that are neither punctuation, keywords nor comments."""
        return [child for child in self.children if child.named and child.kind not in EXTRAS]

    def child(self, *kinds: str) -> Node | None:
        """Return the first child of one of these kinds."""
        return next((child for child in self.children if child.kind in kinds), None)

    def after(self, token: str) -> Node | None:
        """Return the first part that stands behind a token, such as `=` or `:`."""
        seen = False
        for child in self.children:
            if seen and child.named and child.kind not in EXTRAS:
                return child
            seen = seen or child.kind == token
        return None

    def has(self, token: str) -> bool:
        """Say whether a child of this kind is there."""
        return any(child.kind == token for child in self.children)

    def walk(self) -> Iterator[Node]:
        """Yield the node and all below it, in the order of the text."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


def convert(root: SgNode, text: str, parsed: str | None = None) -> Node:
    """Return the tree below an ast-grep node; nodes on lines over `LONGEST_LINE` characters are left out.

    Args:
        root: Of the syntax tree.
        text: The file.
        parsed: What was parsed in its place, of the same length, where that is another text.
    """
    starts = _starts(text)
    places = starts if parsed is None else _starts(parsed)
    long_lines = {n for n in range(len(places) - 1) if places[n + 1] - places[n] > LONGEST_LINE}
    top = Node(root.kind(), text, None)
    top.end, top.line, top.end_line = len(text), 1, len(starts) - 1
    waiting = [(child, top) for child in reversed(root.children())]
    while waiting:
        found, parent = waiting.pop()
        place = found.range()
        if long_lines and {place.start.line, place.end.line} & long_lines:
            continue
        node = Node(found.kind(), text, parent)
        node.named = found.is_named()
        node.start = places[place.start.line] + place.start.column
        node.end = places[place.end.line] + place.end.column
        node.line, node.column, node.end_line = place.start.line + 1, place.start.column, place.end.line + 1
        if places is not starts:
            node.line, node.end_line = bisect_right(starts, node.start), bisect_right(starts, node.end)
            node.column = node.start - starts[node.line - 1]
        parent.children.append(node)
        waiting.extend([(child, node) for child in reversed(found.children())])
    for node in top.walk():
        if is_mistake(node):
            _mark_broken(node)
    return top


def is_mistake(node: Node) -> bool:
    """Say whether a node is what the parser could make nothing of, or what it put where something is missing."""
    supplied = node.start == node.end and not node.children and node.kind in _SUPPLIED
    return supplied or (node.kind == "ERROR" and not of_default(node))


def of_default(node: Node) -> bool:
    """Say whether a node is the `T =` or `= int` of a type parameter's default (PEP 696), unknown to the grammar."""
    holder = node.parent
    if (
        holder is None
        or holder.kind not in ("type_parameter", "constrained_type")
        or node.kind != "ERROR"
        or not node.children
    ):
        return False
    first, last = node.children[0].kind, node.children[-1].kind
    return (last == "=" and holder.parts[-1] is not node) or (first == "=" and last != "=")


def _mark_broken(node: Node) -> None:
    around: Node | None = node
    while around is not None and not around.broken:
        around.broken = True
        around = around.parent


def _starts(text: str) -> list[int]:
    """Return the offset at which each line starts, and one more for the end."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts
