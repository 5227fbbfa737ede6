"""Whether two words have exchanged their places between a quote and a claim."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations, product
from typing import NamedTuple

from explainer.evidence import words
from explainer.evidence.clauses import SUBORDINATE, Clause
from explainer.evidence.groups import verb_of
from explainer.evidence.readings import Reading

_SAY_LITTLE = frozenset(
    words.stem(word)
    for word in ("default", "first", "last", "next", "minimum", "maximum", "second", "minute", "hour", "point", "pixel")
)
"""Words whose place beside another says nothing: units, and what tells things of one kind apart."""


class _Place(NamedTuple):
    """Where a word stands."""

    governor: str
    clause: int
    at: int


_Places = dict[str, list[_Place]]


def exchanges(mine: Sequence[Clause], found: Sequence[Reading]) -> bool:
    """Whether two words have exchanged their places, or the prepositions before them, and are nowhere as they were."""
    here = _places(mine)
    there = [_places(reading.clauses) for reading in found]
    verbs = {verb_of(clause) for clauses in (mine, *(reading.clauses for reading in found)) for clause in clauses}
    comparing = verbs | words.vocabulary().opposites.keys()
    for pair in combinations([key for key, places in here.items() if len(places) == 1], 2):
        if not _SAY_LITTLE.isdisjoint(pair) and not _SAY_LITTLE.issuperset(pair):
            continue
        turned = [_turned(here, one, pair, comparing) for one in there if pair[0] in one and pair[1] in one]
        if True in turned and False not in turned:
            return True
    return False


def _turned(here: _Places, there: _Places, pair: tuple[str, str], comparing: Collection[str]) -> bool | None:
    """Whether two words stand the other way round, or as they did; nothing where neither can be said."""
    mine = here[pair[0]][0], here[pair[1]][0]
    between = [key for key in here if key in there and key not in pair and _between(here[key][0], mine)]
    turned = None
    for theirs in product(there[pair[0]], there[pair[1]]):
        governors = tuple(place.governor for place in mine), tuple(place.governor for place in theirs)
        if governors[0] == governors[1]:
            # Behind prepositions, what stands between them must be what compares them.
            dividing = [key for key in between if key in comparing]
            divided = any(_between(place, theirs) for key in dividing for place in there[key])
            if not (divided and _other_way(mine, theirs)):
                return False
            turned = True
        elif governors[0] == governors[1][::-1]:
            turned = True
    return turned


def _other_way(mine: tuple[_Place, _Place], theirs: tuple[_Place, _Place]) -> bool:
    """Whether two words of one clause follow each other in the other order."""
    if any(pair[0].clause != pair[1].clause for pair in (mine, theirs)):
        return False
    return (mine[0].at < mine[1].at) != (theirs[0].at < theirs[1].at)


def _between(place: _Place, pair: tuple[_Place, _Place]) -> bool:
    first, last = sorted((pair[0].at, pair[1].at))
    return first < place.at < last


def _places(clauses: Sequence[Clause]) -> _Places:
    found: _Places = {}
    at = 0
    for number, clause in enumerate(clauses):
        role = "if" if clause.condition in SUBORDINATE else ""
        for word in clause.words:
            at += 1
            found.setdefault(word.key, []).append(_Place(word.governor or role, number, at))
    return found
