"""Whether a claim gives a parameter another default than its documentation, or says of a call what holds by default."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

_MARKS = "`\"'“”‘’"
_VALUE = r"(?:`+[^`]+`+|\"[^\"]+\"|'[^']+'|“[^”]+”|[-+]?\d[\d.]*\d|\d|True|False|None)"
_DEFAULT = re.compile(
    rf"\bdefaults?(?: value)?(?: to| is|:| of|=|)\s*(?P<behind>{_VALUE})"
    rf"|(?P<before>{_VALUE})(?:,? \((?:the )?default\)|,(?: which is)? the default| by default)",
    re.IGNORECASE,
)
_SAID = re.compile(_VALUE, re.IGNORECASE)
_TRUTHS = ("true", "false", "none")
ENTRY = re.compile(r"(\w+)(?::| --)\s")
_SPEAKS_OF_IT = re.compile(r"\bdefaults?\b", re.IGNORECASE)
_OTHERWISE = re.compile(
    r"\b(?:if|when|unless|otherwise|without|omitted|missing|would|instead|rather|not|than|overrides?|over|from|differs?)\b",
    re.IGNORECASE,
)


def defaults(texts: Iterable[str]) -> Iterator[str]:
    """Give the values that some texts say are defaults."""
    for text in texts:
        for found in _DEFAULT.finditer(text):
            yield _bare(found["behind"] or found["before"])


def other_default(whole: str, quotes: Sequence[str], lines: Sequence[str], parameters: Mapping[str, str]) -> str:
    """Return why a value in a claim is not the one that holds, or an empty string.

    Args:
        whole: The claim, with its code.
        quotes: What it cites, each behind the name of its entry where it has one.
        lines: The whole lines that the quotes are cut from: a default may stand behind the name of a parameter.
        parameters: For the name of each parameter, and for each value that is given for one, the parameter.
    """
    if _OTHERWISE.search(re.sub(r"`[^`]*`", " ", whole)):
        return ""
    known = set(defaults([*quotes, *lines]))
    said = {value for value in _values(whole) if parameters.get(value) != value}
    if not known or not said:
        return ""
    elsewhere = {value for quote in quotes for value in _values(_DEFAULT.sub(" ", quote))}
    labels = {found[1] for quote in quotes if (found := ENTRY.match(quote))}
    if _SPEAKS_OF_IT.search(whole):
        # A variable that is given for another parameter is no default of this one.
        told = {value for value in said if value in elsewhere or {parameters.get(value, "")} <= labels | {""}}
        return "its quotes give another default" if told and not said & known else ""
    given = {parameter for value, parameter in parameters.items() if value != parameter}
    if said <= known - elsewhere and labels and labels <= given and not said & parameters.keys():
        return "it says of the call what holds by default"
    return ""


def _values(text: str) -> Iterator[str]:
    for found in _SAID.findall(text):
        for part in found.strip(_MARKS).split("=", 1)[-1:]:
            yield _bare(part)


def _bare(value: str) -> str:
    bare = value.strip(_MARKS)
    return bare.lower() if bare.lower() in _TRUTHS else bare
