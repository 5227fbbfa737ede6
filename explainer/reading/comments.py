"""What the comments of a file say, without the marks around them."""

from __future__ import annotations

import re

from explainer.reading.tree import Node

_MARKS = re.compile(r"^\s*(?:#+!?|//[/!]?|/\*+!?|--|;+|<!--|%|\*(?!/))?[ \t]?|\s*(?:\*/|-->)?\s*$")


def comments(tree: Node) -> dict[int, str]:
    """Return the text of each line that has a comment, by line number."""
    found: dict[int, str] = {}
    for node in tree.walk():
        if node.kind.endswith("comment"):
            for number, line in enumerate(node.text.split("\n"), node.line):
                said = _MARKS.sub("", line).rstrip()
                found[number] = f"{found[number]} {said}" if found.get(number) else said
    return found
