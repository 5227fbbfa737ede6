"""Which entries of YAML are cut further: there no statement tells where a step ends, but how deep its data goes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ast_grep_py import SgNode

PAIR, ITEM = "block_mapping_pair", "block_sequence_item"
_MARK = re.compile(r"[-?:](?=\s)")
_MOST_LEVELS = 100
_COLLECTIONS = ("block_mapping", "block_sequence")


def has_steps(entry: SgNode) -> bool:
    """Tell whether what a pair or item holds is cut into steps of its own.

    A pair is, when an entry of its value holds entries in turn, as a job does and a list of words does not. An item of
    a list stays whole, as a job's step does, unless there is a list of such items in it, as in a play with its tasks.
    """
    if entry.kind() == PAIR:
        return any(_entries(inner) for inner in _entries(entry))
    pending = _entries(entry)
    while pending:
        inner = pending.pop()
        deeper = _entries(inner)
        if deeper and inner.kind() == ITEM:
            return True
        pending.extend(deeper)
    return False


def _entries(entry: SgNode) -> list[SgNode]:
    """Return the entries of the collection that an entry holds; none for a plain value, or one between brackets."""
    return [
        inner
        for value in entry.children()
        if value.kind() == "block_node"
        for collection in value.children()
        if collection.kind() in _COLLECTIONS
        for inner in collection.children()
        if inner.kind() in (PAIR, ITEM)
    ]


def comments_behind(entry: SgNode, lines: Sequence[str]) -> Iterator[int]:
    """Give the lines of the comments that the grammar counts to the end of an entry, and a reader to what follows it.

    They are no deeper than the entry; what is deeper may be the text of a block, as that of a script.
    """
    place = entry.range()
    for number in range(place.end.line + 1, place.start.line + 1, -1):
        line = lines[number - 1] if number <= len(lines) else ""
        if line.strip() and not line.lstrip(" ").startswith("#"):
            return
        if line.strip() and len(line) - len(line.lstrip(" ")) <= place.start.column:
            yield number


def is_too_deep(text: str) -> bool:
    """Tell whether YAML may be nested deeper than its grammar can hold, which would end the whole process.

    The scanner keeps its levels in 1,024 bytes. They are counted here without it, and rather too many than too few.
    """
    columns: list[int] = []
    for line in text.split("\n"):
        column = len(line) - len(line.lstrip())
        while columns and columns[-1] >= column:
            columns.pop()
        columns.append(column)
        if len(columns) + len(_MARK.findall(line)) > _MOST_LEVELS:
            return True
    return False
