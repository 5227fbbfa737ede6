"""Whether a claim denies more than its quotes do: where they deny nothing and turn nothing round, nobody may."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CODE = re.compile(r"`[^`]*`|\"[^\"]*\"")
_DENIAL = re.compile(r"\b(?:not|no|never|nothing|none|nobody|neither|cannot|without)\b|n['’]t\b", re.IGNORECASE)
_DENIES_NOTHING = re.compile(
    r"\b(?:no|not) (?:more|fewer|less|later|earlier|longer|matter|only|limit)\b"
    r"|\b(?:nothing|nobody|none) but\b"
    r"|\b(?:no|not|never|without)\b(?: (?!not\b|no\b)\w+){0,4}?"
    r" (?:given|passed|set|specified|supplied|provided|chosen|true)\b(?! (?:to|on|in|the|an?)\b)"
    r"|\bno(?:t)?(?: \w+){0,5} until\b",
    re.IGNORECASE,
)
"""Denials of what no quote speaks of: that an argument is given, or that something is more than the most there is."""
_TURNS = re.compile(
    r"\b(?:unless|only|except|otherwise|instead|rather|others?|absent|empty|missing|lacks?|until|too|off|before|whether"
    r"|false|if true|un(?!der|til|less|ique|iform|it|ion)\w+)\b",
    re.IGNORECASE,
)
"""What a claim may say with a denial where its quotes have none: `unless it is set` is `if it is not set`."""
_SWITCHED_OFF = re.compile(r"\b(?:false|off|none|0)\b", re.IGNORECASE)
"""A claim about a switch that is off denies what the quotes say of one that is on."""


def denies_more(whole: str, quotes: Sequence[str]) -> str:
    """Return that a claim denies something where its quotes leave no room for it, or an empty string.

    Args:
        whole: The claim with its code.
        quotes: What it cites.
    """
    if _SWITCHED_OFF.search(whole):
        return ""
    there = _CODE.sub("x", " ".join(quotes))
    mine = _DENIES_NOTHING.sub(" ", _CODE.sub("x", whole).replace("-", " "))
    room = len(_DENIAL.findall(there)) + len(_TURNS.findall(there))
    return "it denies more than its quotes do" if len(_DENIAL.findall(mine)) > room else ""
