"""What the comments of a file say, without the marks around them."""

from __future__ import annotations

import re

from explainer.reading.tree import Node

_MARKS = re.compile(r"^\s*(?:#+!?|//[/!]?|/\*+!?|--+(?:[ \t]?[|^])?|;+|<!--|%|\*(?!/))?[ \t]?|\s*(?:\*/|-->)?\s*$")


def comments(tree: Node) -> dict[int, str]:
    """Return the text of each line that has a comment, by line number."""
    found: dict[int, str] = {}
    for node in tree.walk():
        if _is_comment(node.kind) and (node.parent is None or not _is_comment(node.parent.kind)):
            for number, line in enumerate(node.text.split("\n"), node.line):
                said = _MARKS.sub("", line).rstrip()
                found[number] = f"{found[number]} {said}" if found.get(number) else said
    return found


def _is_comment(kind: str) -> bool:
    return kind.endswith("comment") or kind == "haddock"
