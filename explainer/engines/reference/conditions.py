"""Which sentences about a parameter hold for the value that a call gives it, and which for another one."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LITERAL = re.compile(r"""(?P<quote>["'])(?P<text>[^"'\n]{1,40})(?P=quote)$|(?P<word>True|False|None|-?\d[\d_.e-]*)$""")
_OTHERWISE = re.compile(r"(?:otherwise|if not|else)\b", re.IGNORECASE)
_SWITCHED = re.compile(r"if (?:(?:it |this )?is )?(?:set to )?`?(?P<value>true|false)`?\b(?! if)", re.IGNORECASE)
_OPPOSITES = {"True": "false", "False": "true"}


def literal(value: str) -> re.Pattern[str] | None:
    """Return what finds a mention of a literal value among code or quotation marks."""
    found = _LITERAL.match(value)
    if found is None:
        return None
    written = re.escape(found["text"] or found["word"])
    if found["word"] in ("True", "False", "None"):
        return re.compile(rf"\bif {written}\b|[`'\"*]{written}[`'\"*]", re.IGNORECASE if found["word"] == "None" else 0)
    return re.compile(rf"[`'\"]{written}['\"`]")


def is_otherwise(sentence: str) -> bool:
    """Tell whether a sentence is about what a condition before it leaves out."""
    return _OTHERWISE.match(sentence) is not None


def about_other(sentence: str, value: str, name: str) -> bool:
    """Tell whether a sentence only holds for the other one of True and False than is given.

    Args:
        sentence: As a reader sees it.
        value: What is given.
        name: Of the parameter.
    """
    other = _OPPOSITES.get(value)
    switch = _switch(sentence, name)
    return other is not None and switch == other and not _mentions(sentence, value)


def about_value(found: Sequence[str], value: str, name: str) -> list[int]:
    """Return the places of the sentences about the value given, where the first one is not to stand alone.

    That is so where the first is about the other one of True and False, and where another says what `name=value` does.
    `If False, return a copy. Otherwise, work in place.` is said in two sentences that need each other.

    Args:
        found: The sentences about a parameter, as a reader sees them.
        value: What is given.
        name: Of the parameter.
    """
    if value not in _OPPOSITES:
        return []
    set_so = re.compile(rf"(?<![\w.])`?{re.escape(name)}\s?=\s?{value}\b")
    named = [at for at, one in enumerate(found) if set_so.search(one)]
    if about_other(found[0], value, name):
        if len(found) > 1 and is_otherwise(found[1]):
            return [0, 1]
        own = [at for at, one in enumerate(found) if _switch(one, name) == value.lower()]
        return own[:1] or named[:1]
    if named and named[0] > 0 and _is_effect(found[named[0]], set_so):
        return named[:1] if value == "False" else [0, named[0]]
    return []


def _switch(sentence: str, name: str) -> str:
    """Return the value, `true` or `false`, that a sentence is about as a whole; empty where it is about neither."""
    words = re.sub(rf"(?i)^(if|when)\s+`?{re.escape(name)}`?\s+is\b", "if", sentence) if name else sentence
    found = _SWITCHED.match(words)
    return found["value"].lower() if found else ""


def _mentions(sentence: str, value: str) -> bool:
    return re.search(rf"(?i)\b(?:{value}|otherwise|else|if not|unless)\b", sentence) is not None


def _is_effect(sentence: str, set_so: re.Pattern[str]) -> bool:
    """Tell whether a sentence begins with `name=value`, and so says what that does."""
    return set_so.match(sentence.removeprefix("Specifying ").removeprefix("Setting ")) is not None
