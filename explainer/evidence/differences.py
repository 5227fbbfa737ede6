"""In what a statement differs from one of the same words: subject, object, number, time, direction, opposites."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import product

from explainer.evidence import words
from explainer.evidence.clauses import Clause
from explainer.evidence.polarity import denials, unsure
from explainer.evidence.readings import Group, Reading, keys_of, opposed, verb_of

_PRONOUNS = frozenset(["it", "they", "them", "this", "these", "that", "which", "who", "one", "ones"])
_TIMES = {"before": "before", "after": "after", "once": "after", "when": "after", "whenever": "after"}
_TIME_KEYS = frozenset(words.stem(word) for word in ("before", "after"))
"""Their order is `other_time`'s."""
_TURNED_ROUND = {"to": "from", "from": "to"}


def other_time(mine: Sequence[Clause], reading: Reading) -> bool:
    """Whether one side says `before` of what the other says `after`, `once` or `when` of."""
    if denials(mine) or denials(reading.clauses):
        return False
    here, there = _times(mine), _times(reading.clauses)
    shared = [(here[key], there[key]) for key in here.keys() & there.keys()]
    return bool(shared) and all(left.isdisjoint(right) for left, right in shared)


def other_subject(group: Group, reading: Reading) -> bool:
    """Whether a clause gives a verb another subject than the clause of the reading that has the verb."""
    pairs = product(group.clauses, reading.clauses)
    return any(verb_of(mine) and verb_of(mine) == verb_of(theirs) and _is_other(mine, theirs) for mine, theirs in pairs)


def other_object(group: Group, quotes: Sequence[Clause], known: frozenset[str]) -> bool:
    """Whether a preposition ties something to a verb, to which the quotes tie something else with the same one.

    Args:
        group: A statement of the claim.
        quotes: All clauses of the quotes.
        known: The keys of their words.
    """
    for clause in group.clauses:
        verb = verb_of(clause)
        theirs = [one for one in quotes if verb in one.keys]
        if verb in words.vocabulary().frame or not theirs:
            continue
        for governor in {word.governor for word in clause.words if word.governor}:
            mine = {key for key in _behind(governor, clause) if not key[0].isdigit()}
            others = [there for one in theirs if (there := _behind(governor, one))]
            left_out = any(one.verb is None and one.lead and mine <= _behind(governor, one) for one in quotes)
            if (
                others
                and not left_out
                and all(mine - there and mine - there <= known and there - group.keys for there in others)
            ):
                return True
    return False


def other_number(group: Group, quotes: Sequence[Clause], known: frozenset[str]) -> bool:
    """Whether a clause has a number of the quotes where the clauses nearest to it have another."""
    for clause in group.clauses:
        numbers = {key for key in clause.keys & known if key[0].isdigit()}
        rest = clause.keys - numbers - words.vocabulary().frame
        most = max((len(rest & one.keys) for one in quotes), default=0)
        if numbers and most > 1:
            nearest = [one.keys for one in quotes if len(rest & one.keys) == most]
            if all(numbers.isdisjoint(keys) and any(key[0].isdigit() for key in keys) for keys in nearest):
                return True
    return False


def opposites_in(group: Group, reading: Reading) -> set[str]:
    """Return the words of a statement in whose place a reading has their opposites, where it denies as often."""
    if unsure(reading.clauses) or denials(group.clauses) % 2 != denials(reading.clauses) % 2:
        return set()
    theirs = keys_of(reading.clauses) | reading.keys
    mine = group.keys - theirs - _TIME_KEYS
    found = {key for key in mine if any(opposed(key, other) for other in theirs - group.keys)}
    return found if len(found) % 2 else set()


def other_direction(mine: Iterable[Clause], theirs: Iterable[Clause]) -> str:
    """Return a word behind `to` that the quotes have behind `from` alone, or the other way round."""
    here, there = _governors(mine), _governors(theirs)
    for key, governors in here.items():
        if len(governors) == 1 and {_TURNED_ROUND.get(one, "?") for one in governors} == there.get(key):
            return key
    return ""


def _is_other(mine: Clause, theirs: Clause) -> bool:
    if not _PRONOUNS.isdisjoint((*mine.plain, *theirs.plain)) or mine.passive != theirs.passive:
        return False
    here, there = _nouns(mine), _nouns(theirs)
    return bool(here and there) and here.isdisjoint(there) and not here.isdisjoint(theirs.keys)


def _nouns(clause: Clause) -> set[str]:
    frame = words.vocabulary().frame
    return {word.key for word in clause.words[: clause.verb] if not word.governor and word.key not in frame}


def _behind(governor: str, clause: Clause) -> set[str]:
    return {word.key for word in clause.words if word.governor == governor} - words.vocabulary().frame


def _times(clauses: Sequence[Clause]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for clause in clauses:
        for word in clause.words:
            for said in {clause.condition, word.governor} & _TIMES.keys():
                found[word.key].add(_TIMES[said])
    return found


def _governors(clauses: Iterable[Clause]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for clause in clauses:
        for word in clause.words:
            found[word.key].add(word.governor)
    return found
