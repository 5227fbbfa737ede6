"""Whether a claim says of a parameter that is on what holds where it is off, or the other way round.

Documentation says *whether the grid is drawn*; a claim that `grid=False` draws it says the contrary in the same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from explainer.evidence import words
from explainer.evidence.clauses import Clause, statements
from explainer.evidence.groups import keys_of, verb_of

_SWITCH = re.compile(r"(?:^|[.;:] +)(?P<what>whether (?:or not )?[^.;]+)[.;]?(?P<rest>[^\n]*)", re.IGNORECASE)
_IF_TRUE = re.compile(
    r"(?:^|[.;:] +)(?:if|when) (?:it is )?`?true`?(?: \([^)]*\))?, (?P<what>[^.;]+)[.;]?(?P<rest>[^\n]*)", re.IGNORECASE
)
_OTHER_CASE = re.compile(r"\b(?:otherwise|if (?:it is )?`?false)\b", re.IGNORECASE)
_DEFAULT = re.compile(
    r"\bdefault(?:s to|s:|:| is|=)? *`?(true|false)\b|\b(true|false)`?,? (?:by default|\((?:the )?default\))",
    re.IGNORECASE,
)
_TRUTH = re.compile(r"\b(true|false)\b", re.IGNORECASE)
_HYPOTHETICAL = re.compile(r"\b(?:if|would|whether|unless|otherwise|could|without|when)\b", re.IGNORECASE)


def switched(whole: str, quotes: Sequence[str]) -> bool | None:
    """Return whether a claim says what a switch does at the value that it speaks of; None where it speaks of none.

    Args:
        whole: The claim, with its code.
        quotes: What it cites, each behind the name of its entry where it has one.
    """
    agrees = None
    claim = [clause for one in statements(whole) for clause in one]
    for what, default in _switches(quotes):
        truth = _truth(whole, default)
        if truth is None:
            continue
        theirs = [clause for one in statements(what) for clause in one]
        told = keys_of(theirs) - words.vocabulary().frame
        verb = next((verb for clause in theirs if (verb := verb_of(clause))), "") or _first(theirs)
        said = keys_of(claim) & told
        if verb not in said or len(said) < min(2, len(told)):
            continue
        denied = {word.denied for clause in theirs for word in clause.words if word.key == verb}
        mine = {word.denied for clause in claim for word in clause.words if word.key == verb}
        if len(denied) == len(mine) == 1 and (denied == mine) != truth:
            return False
        agrees = True
    return agrees


def _switches(quotes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give what each *whether* is about, with its default, in lower case, or an empty string."""
    for quote in quotes:
        switches = [_SWITCH] if _OTHER_CASE.search(quote) else [_SWITCH, _IF_TRUE]
        for found in (found for one in switches for found in one.finditer(quote)):
            default = _DEFAULT.search(found["rest"]) or _DEFAULT.search(found["what"])
            yield found["what"], next((one for one in default.groups() if one), "").lower() if default else ""


def _first(clauses: Sequence[Clause]) -> str:
    """Return the first word that says something: the verb of `whether to put a token in front`."""
    return next((word.key for clause in clauses for word in clause.words), "")


def _truth(whole: str, default: str) -> bool | None:
    """Return which value of the switch a claim speaks of, or nothing where it does not say."""
    if _HYPOTHETICAL.search(re.sub("`[^`]*`", "", whole)):
        return None
    named = {found.lower() for found in _TRUTH.findall(whole)}
    if not named and default and re.search(r"\bdefault\b", whole):
        named = {default}
    return named == {"true"} if len(named) == 1 else None
