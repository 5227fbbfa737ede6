"""Whether a claim puts the words of its quotes together as they do.

Each statement of a claim must be one that can be made of a quote: it may not take its words from two that stand against
each other, nor exchange the parts of one, nor say of one parameter what is said of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import NamedTuple

from explainer.evidence import words
from explainer.evidence.clauses import DENIALS, SUBORDINATE, Clause, code_key, statements
from explainer.evidence.plain import code_spans
from explainer.evidence.readings import Group, Reading, groups, main_keys, readings, verb_of

_OTHER_CASES = frozenset(
    ["other", "others", "otherwise", "else", "unless", "except", "without", "false", "`false`", "`none`"]
)
_TRUTHS = frozenset(("`true", "`false"))
_PRONOUNS = frozenset(["it", "they", "them", "this", "these", "that", "which", "who", "one", "ones"])
_UNSURE = frozenset(("whether", "only", "otherwise", "`false", "false"))
"""What is tied to one of these can be denied and affirmed, each in its case."""
_EXCEPT = frozenset(("unless", "except"))
_INSTEAD = frozenset(("instead", "rather"))
_WITH_PREFIX = frozenset(
    prefix + word
    for prefix in ("un", "im")
    for word in ["changed", "known", "declared", "used", "set", "named", "given", "possible", "touched"]
)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A claim beside the statements that its quotes make."""

    claim: Sequence[Sequence[Clause]]
    quotes: Sequence[Clause]
    found: tuple[Reading, ...]
    known: frozenset[str]
    """The keys of all readings."""
    parameters: Mapping[str, str]
    """For each key of a name or a value, the parameter."""

    @classmethod
    def of(cls, claim: str, quotes: Sequence[str], parameters: Mapping[str, str]) -> Arrangement:
        """Compare a claim with its quotes.

        Args:
            claim: With its code in backticks.
            quotes: What it cites, as a reader sees it, each behind the name of its entry where it has one.
            parameters: For the name of each parameter, and for each value that is given for one, the parameter.
        """
        codes = frozenset(code_key(part)[1:] for code in code_spans(claim) for part in code.split("=", 1))
        found = tuple(reading for quote in quotes for reading in readings(quote, codes))
        return cls(
            claim=statements(claim),
            quotes=[clause for quote in quotes for clauses in statements(quote, codes) for clause in clauses],
            found=found,
            known=frozenset().union(*(reading.keys for reading in found)),
            parameters={code_key(code): name for code, name in parameters.items()},
        )

    def problem(self) -> str:
        """Return why the claim puts words together in another way than its quotes do, or an empty string."""
        if _polarity_turned((clause for clauses in self.claim for clause in clauses), self.quotes):
            return "it denies what its quotes affirm, and affirms what they deny"
        problems = (self._problem(group, clauses) for clauses in self.claim for group in groups(clauses))
        return next((problem for problem in problems if problem), "")

    def denies_as_often(self) -> bool:
        """Whether each statement of the claim denies as often, odd or even, as one that its quotes make."""
        return all(self._denies_as_often(group) for clauses in self.claim for group in groups(clauses))

    def _problem(self, group: Group, sentence: Iterable[Clause]) -> str:
        """Return why no quote makes a statement, or an empty string."""
        wanted = self._wanted(group)
        if not wanted:
            return ""
        missing = min((wanted - reading.keys for reading in self.found), key=len)
        if missing:
            return f"its quotes say {' and '.join(repr(key.strip('`')) for key in sorted(missing))} of something else"
        denies = _denies(sentence)
        fitting = [reading for reading in self.found if wanted <= reading.keys]
        main = wanted & main_keys(group.clauses)
        if len(main) > 1:
            own = [reading for reading in fitting if not main.isdisjoint(reading.own)]
            if not own and not denies:
                return "its quotes say this of another case"
            fitting = own or fitting
        if all(reading.contrast for reading in fitting) and not denies:
            return "its quotes say this of all others"
        return self._other(group, fitting)

    def _denies_as_often(self, group: Group) -> bool:
        wanted = self._wanted(group)
        fitting = [reading for reading in self.found if wanted <= reading.keys]
        fitting = [reading for reading in fitting if not reading.merged] or fitting
        return not wanted or not all(_other_parity(group.clauses, reading) for reading in fitting)

    def _wanted(self, group: Group) -> frozenset[str]:
        return (group.keys & self.known) - words.vocabulary().frame

    def _other(self, group: Group, fitting: Sequence[Reading]) -> str:
        if any(key in _TRUTHS and all(not _TRUTHS.isdisjoint(one.keys) for one in fitting) for key in self._new(group)):
            return "its quotes say this of the other value"
        if all(_other_exception(group.clauses, reading) for reading in fitting):
            return "its quotes say this of the contrary condition"
        if parameter := self._other_parameter(group, fitting):
            return f"its quotes say this of `{parameter}`"
        if all(_other_subject(group, reading) for reading in fitting):
            return "its quotes say this of something else"
        if _exchanges(group.clauses, fitting):
            return "it exchanges what its quotes say of one thing and of another"
        return ""

    def _new(self, group: Group) -> frozenset[str]:
        return group.keys - self.known

    def _other_parameter(self, group: Group, fitting: Sequence[Reading]) -> str:
        named = {self.parameters[key] for key in group.keys if key in self.parameters}
        spoken = [
            {self.parameters[key] for key in (reading.label, *reading.keys) if key in self.parameters}
            for reading in fitting
        ]
        return min(spoken[0]) if named and all(spoken) and all(map(named.isdisjoint, spoken)) else ""


def _denies(clauses: Iterable[Clause]) -> bool:
    negative = words.vocabulary().negative
    plain = [word for clause in clauses for word in clause.plain]
    return any(word in _OTHER_CASES or words.stem(word) in negative for word in plain)


def _polarity_turned(mine: Iterable[Clause], theirs: Iterable[Clause]) -> bool:
    """Whether a claim denies what its quotes only affirm, and affirms what they only deny."""
    affirmed, denied = _by_polarity(mine)
    there_affirmed, there_denied = _by_polarity(theirs)
    denies = denied & there_affirmed - there_denied
    return bool(denies and affirmed - denied & there_denied - there_affirmed)


def _by_polarity(clauses: Iterable[Clause]) -> tuple[set[str], set[str]]:
    found = [word for clause in clauses for word in clause.words]
    return {word.key for word in found if not word.denied}, {word.key for word in found if word.denied}


def _other_parity(mine: Sequence[Clause], reading: Reading) -> bool:
    wanted = frozenset().union(*(clause.keys for clause in mine))
    theirs = [clause for clause in reading.clauses if not wanted.isdisjoint(clause.keys)]
    if reading.contrast or any(not _UNSURE.isdisjoint(clause.plain) for clause in theirs):
        return False
    return _denials(mine) % 2 != _denials(theirs) % 2


def _denials(clauses: Iterable[Clause]) -> int:
    """Count the words that deny; `instead of` and `rather than` deny the clause that they begin."""
    found = 0
    for clause in clauses:
        found += clause.lead in _INSTEAD
        found += sum(word in DENIALS or word in _EXCEPT or word in _WITH_PREFIX for word in clause.plain)
    return found


def _other_exception(mine: Sequence[Clause], reading: Reading) -> bool:
    """Whether one side says `unless` and the other another condition, with as many denials besides."""
    sides = [{clause.condition for clause in side} & SUBORDINATE for side in (mine, reading.clauses)]
    return all(sides) and ("unless" in sides[0]) != ("unless" in sides[1]) and _other_parity(mine, reading)


def _other_subject(group: Group, reading: Reading) -> bool:
    """Whether a clause gives a verb another subject than the clause of the reading that has the verb."""
    pairs = product(group.clauses, reading.clauses)
    return any(verb_of(mine) and verb_of(mine) == verb_of(theirs) and _is_other(mine, theirs) for mine, theirs in pairs)


def _is_other(mine: Clause, theirs: Clause) -> bool:
    if not _PRONOUNS.isdisjoint((*mine.plain, *theirs.plain)) or mine.passive != theirs.passive:
        return False
    here, there = _nouns(mine), _nouns(theirs)
    return bool(here and there) and here.isdisjoint(there) and not here.isdisjoint(theirs.keys)


def _nouns(clause: Clause) -> set[str]:
    frame = words.vocabulary().frame
    return {word.key for word in clause.words[: clause.verb] if not word.governor and word.key not in frame}


class _Place(NamedTuple):
    """Where a word stands."""

    governor: str
    clause: int
    at: int


_Places = dict[str, list[_Place]]


def _exchanges(mine: Sequence[Clause], found: Iterable[Reading]) -> bool:
    """Whether two words have exchanged their places, or the prepositions before them, and are nowhere as they were."""
    here = _places(mine)
    there = [_places(reading.clauses) for reading in found]
    for pair in combinations([key for key, places in here.items() if len(places) == 1], 2):
        turned = [_turned(here, one, pair) for one in there if pair[0] in one and pair[1] in one]
        if True in turned and False not in turned:
            return True
    return False


def _turned(here: _Places, there: _Places, pair: tuple[str, str]) -> bool | None:
    """Whether two words stand the other way round, or as they did; nothing where neither can be said."""
    mine = here[pair[0]][0], here[pair[1]][0]
    between = [key for key in here if key in there and key not in pair]
    turned = None
    for theirs in product(there[pair[0]], there[pair[1]]):
        governors = tuple(place.governor for place in mine), tuple(place.governor for place in theirs)
        if governors[0] == governors[1]:
            divided = any(
                _between(here[key][0], mine) and any(_between(place, theirs) for place in there[key]) for key in between
            )
            if not (divided and _other_way(mine, theirs)):
                return False
            turned = True
        elif governors[0] == governors[1][::-1]:
            turned = True
    return turned


def _other_way(mine: tuple[_Place, _Place], theirs: tuple[_Place, _Place]) -> bool:
    """Whether two words of one clause, behind no preposition, follow each other in the other order."""
    if mine[0].governor or mine[1].governor or any(pair[0].clause != pair[1].clause for pair in (mine, theirs)):
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
