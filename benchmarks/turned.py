"""Claims that say the contrary because one word of a supported claim was turned, to see how many the check stops."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PAIRS = """
if unless | before after | above below | over under | inside outside | lower upper | left right | up down
first last | start end | begins ends | all no | every no | any no | both neither | always never | must cannot
more fewer | more less | larger smaller | longer shorter | higher lower | greater less | oldest newest | older newer
largest smallest | longest shortest | highest lowest | minimum maximum | earlier later | ascending descending
kept removed | included excluded | added removed | enabled disabled | raised ignored | used ignored | empty full
existing missing | same different | true false | True False | column row | columns rows | source target | with without
""".replace("\n", "|")
_TURNS = [tuple(pair.split()) for pair in _PAIRS.split("|") if pair.strip()]
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|can|may|must|does|do|will)\b(?! not\b)")
_DENIED = re.compile(r"\b(is|are|was|were|can|may|must|does|do|will) not\b")
_CODE = re.compile(r"`[^`]*`")


def turned(claim: str) -> Iterator[tuple[str, str]]:
    """Give what a claim becomes when one of its words is turned, each with how.

    Words inside code stay as they are, but for `True` and `False`. A word is turned in both directions of a pair.
    """
    for one, other in _TURNS:
        for word, instead in ((one, other), (other, one)):
            for found in re.finditer(rf"\b{word}\b", claim):
                if word in ("True", "False") or not _in_code(claim, found):
                    yield f"{word} to {instead}", claim[: found.start()] + instead + claim[found.end() :]
    for found in _AUXILIARY.finditer(claim):
        if not _in_code(claim, found):
            yield "not put in", f"{claim[: found.end()]} not{claim[found.end() :]}"
    for found in _DENIED.finditer(claim):
        if not _in_code(claim, found):
            yield "not left out", claim[: found.end(1)] + claim[found.end() :]


def _in_code(claim: str, found: re.Match[str]) -> bool:
    return any(code.start() < found.start() < code.end() for code in _CODE.finditer(claim))
