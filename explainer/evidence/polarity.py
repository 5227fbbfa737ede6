"""What clauses affirm and what they deny, and whether two sides differ in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from explainer.evidence import words
from explainer.evidence.clauses import DENIALS, INSTEAD, SUBORDINATE, Clause
from explainer.evidence.groups import verb_of
from explainer.evidence.readings import Reading

UNSURE = frozenset(("whether", "only", "otherwise", "`false", "false"))
"""What is tied to one of these can be denied and affirmed, each in its case."""
_OTHER_CASES = frozenset(
    ["other", "others", "otherwise", "else", "unless", "except", "without", "false", "`false`", "`none`"]
)
_EXCEPT = frozenset(("unless", "except"))
_WITH_PREFIX = frozenset(
    prefix + word
    for prefix in ("un", "im")
    for word in ["changed", "known", "declared", "used", "set", "named", "given", "possible", "touched"]
)


def denials(clauses: Iterable[Clause]) -> int:
    """Count the words that deny; `instead of` and `rather than` deny the clause that they begin."""
    found = 0
    for clause in clauses:
        found += clause.lead in INSTEAD
        found += sum(word in DENIALS or word in _EXCEPT or word in _WITH_PREFIX for word in clause.plain)
    return found


def denies(clauses: Iterable[Clause]) -> bool:
    """Whether some clauses deny something, or speak of another case."""
    negative = words.vocabulary().negative
    plain = [word for clause in clauses for word in clause.plain]
    return any(word in _OTHER_CASES or words.stem(word) in negative for word in plain)


def unsure(clauses: Iterable[Clause], beside: Iterable[Clause] = ()) -> bool:
    """Whether what some clauses say is so in one case and not in another, and those beside them do not say it too."""
    said = {word for clause in beside for word in clause.plain}
    return any(not (UNSURE - said).isdisjoint(clause.plain) for clause in clauses)


def turned(mine: Iterable[Clause], theirs: Iterable[Clause]) -> bool:
    """Whether a claim denies what its quotes only affirm, and affirms what they only deny."""
    affirmed, denied = _sides(mine)
    there_affirmed, there_denied = _sides(theirs)
    if denied & there_denied:
        return False
    wrongly = denied & there_affirmed - there_denied
    return bool(wrongly and affirmed - denied & there_denied - there_affirmed)


def denied_beside(mine: Sequence[Clause], theirs: Sequence[Clause]) -> bool:
    """Whether a claim that denies nothing has a word that its quotes only deny in passing: `…, not its number`."""
    if denials(mine) or unsure(theirs):
        return False
    affirmed, _ = _sides(theirs)
    _, denied = _sides(one for one in theirs if one.verb is None and one.condition in ("", "without"))
    return any(word.key in denied - affirmed for clause in mine for word in clause.words)


def other_parity(mine: Sequence[Clause], reading: Reading) -> bool:
    """Whether one side denies an even and the other an odd number of times."""
    wanted = frozenset().union(*(clause.keys for clause in mine))
    theirs = [clause for clause in reading.clauses if not wanted.isdisjoint(clause.keys)]
    if reading.contrast or unsure(theirs, mine):
        return False
    return denials(mine) % 2 != denials(theirs) % 2


def other_exception(mine: Sequence[Clause], reading: Reading) -> bool:
    """Whether one side says `unless` and the other another condition, with as many denials besides."""
    sides = [{clause.condition for clause in side} & SUBORDINATE for side in (mine, reading.clauses)]
    return all(sides) and ("unless" in sides[0]) != ("unless" in sides[1]) and other_parity(mine, reading)


def other_answer(mine: Sequence[Clause], reading: Reading) -> bool:
    """Whether one side says of a verb that it is so, and the other that it is not."""
    if any(not _EXCEPT.isdisjoint(clause.plain) for clause in mine):
        return False
    if denials(mine) > 1 and denials(_conditions(mine)) % 2 != denials(_conditions(reading.clauses)) % 2:
        return False
    return any(_answered(clause, reading) for clause in mine if verb_of(clause))


def _conditions(clauses: Iterable[Clause]) -> Iterable[Clause]:
    return (clause for clause in clauses if clause.condition)


def _answered(mine: Clause, reading: Reading) -> bool:
    verb = verb_of(mine)
    if verb in words.vocabulary().frame or not (UNSURE - {"only"}).isdisjoint(mine.plain):
        return False
    conditional = mine.condition in SUBORDINATE
    theirs = [one for one in reading.clauses if verb in one.keys and (one.condition in SUBORDINATE) == conditional]
    shared = max((len(mine.keys & one.keys) for one in theirs), default=0)
    theirs = [one for one in theirs if len(mine.keys & one.keys) == shared]
    denied = {word.denied for word in mine.words if word.key == verb}
    there = {word.denied for one in theirs for word in one.words if word.key == verb}
    return bool(there) and denied.isdisjoint(there) and not unsure(theirs, [mine])


def _sides(clauses: Iterable[Clause]) -> tuple[set[str], set[str]]:
    found = [word for clause in clauses for word in clause.words]
    return {word.key for word in found if not word.denied}, {word.key for word in found if word.denied}
