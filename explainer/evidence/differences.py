"""In what a statement differs from one of the same words: subject, object, number, time, direction, opposites."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import product

from explainer.evidence import words
from explainer.evidence.clauses import Clause
from explainer.evidence.groups import Group, keys_of, opposed, verb_of
from explainer.evidence.polarity import denials, unsure
from explainer.evidence.readings import Reading

_PRONOUNS = frozenset(["it", "they", "them", "this", "these", "that", "which", "who", "one", "ones"])
_TIMES = {
    "before": "before",
    "until": "before",
    "after": "after",
    "once": "after",
    "when": "after",
    "whenever": "after",
}
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


def other_object(group: Group, reading: Reading, known: frozenset[str]) -> bool:
    """Whether a verb has another object than in the clauses of a reading, with no preposition or with the same one.

    Args:
        group: A statement of the claim.
        reading: One that the quotes make.
        known: The keys of all words of the quotes.
    """
    return any(
        _ties_another(clause, governor, group, reading, known)
        for clause in group.clauses
        if verb_of(clause) not in words.vocabulary().frame
        for governor in {word.governor for word in clause.words}
    )


def _ties_another(clause: Clause, governor: str, group: Group, reading: Reading, known: frozenset[str]) -> bool:
    mine = {key for key in _behind(governor, clause) if not key[0].isdigit()}
    theirs = [_behind(governor, one) for one in reading.clauses if verb_of(clause) in one.keys]
    others = [keys for keys in theirs if keys]
    left_out = any(one.verb is None and one.lead and mine <= _behind(governor, one) for one in reading.clauses)
    if not others or left_out or not all(_differ(mine, keys, bool(governor)) for keys in others):
        return False
    return any(mine - keys <= known and keys - group.keys for keys in others)


def _differ(mine: set[str], there: set[str], governed: bool) -> bool:
    return bool(mine - there) if governed else bool(mine) and mine.isdisjoint(there)


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
    if not here or not there:
        return False
    # The last is what the others describe: of `standard error`, the error.
    if here[-1] not in there and there[-1] not in here and there[-1] not in mine.keys and here[:-1] == there[:-1]:
        return bool(here[:-1])
    return set(here).isdisjoint(there) and not theirs.keys.isdisjoint(here)


def _nouns(clause: Clause) -> list[str]:
    frame = words.vocabulary().frame
    return [word.key for word in clause.words[: clause.verb] if not word.governor and word.key not in frame]


def _behind(governor: str, clause: Clause) -> set[str]:
    if governor:
        return {word.key for word in clause.words if word.governor == governor} - words.vocabulary().frame
    if clause.passive or clause.verb is None:
        return set()
    return {
        word.key for word in clause.words[clause.verb + 1 :] if word.governor in ("", "of")
    } - words.vocabulary().frame


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
