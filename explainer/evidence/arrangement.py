"""Whether a claim puts the words of its quotes together as they do.

Each statement of a claim must be one that can be made of a quote: it may not take its words from two that stand against
each other, nor exchange the parts of one, nor say of one parameter what is said of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from explainer.evidence import polarity, words
from explainer.evidence.cases import Cases
from explainer.evidence.clauses import SUBORDINATE, Clause, code_key, statements
from explainer.evidence.differences import (
    opposites_in,
    other_direction,
    other_number,
    other_object,
    other_subject,
    other_time,
)
from explainer.evidence.exchanges import exchanges
from explainer.evidence.groups import Group, groups, main_keys, with_subjects
from explainer.evidence.plain import code_spans
from explainer.evidence.readings import Reading, readings

_TRUTHS = frozenset(("`true", "`false"))


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
    cases: Cases

    @classmethod
    def of(
        cls,
        claim: str,
        quotes: Sequence[str],
        parameters: Mapping[str, str],
        given: Mapping[str, str] = MappingProxyType({}),
        lines: Sequence[str] = (),
    ) -> Arrangement:
        """Compare a claim with its quotes.

        Args:
            claim: With its code in backticks.
            quotes: What it cites, as a reader sees it, each behind the name of its entry where it has one.
            parameters: For the name of each parameter, and for each value that is given for one, the parameter.
            given: For each parameter, what the call gives for it, or nothing where it is left out.
            lines: The whole lines that the quotes are cut from.
        """
        codes = frozenset(code_key(part)[1:] for code in code_spans(claim) for part in code.split("=", 1))
        cases = Cases(quotes, given, lines)
        made = (reading for quote in quotes for reading in readings(quote, codes, cases.told_apart))
        found = tuple(cases.with_default(made))
        known = frozenset().union(*(reading.keys for reading in found)) - _labels_alone(found)
        names = {code_key(code): name for code, name in parameters.items()}
        return cls(
            claim=[[_as_parameters(clause, names, known) for clause in one] for one in statements(claim)],
            quotes=[clause for quote in quotes for clauses in statements(quote, codes) for clause in clauses],
            found=found,
            known=known,
            parameters=names,
            cases=cases,
        )

    def problem(self, denies_rightly: bool = False) -> str:
        """Return why the claim puts words together in another way than its quotes do, or an empty string.

        Args:
            denies_rightly: Whether it is known to affirm and deny what it should.
        """
        mine = [clause for clauses in self.claim for clause in clauses]
        if not denies_rightly and polarity.turned(mine, self.quotes):
            return "it denies what its quotes affirm, and affirms what they deny"
        if not denies_rightly and polarity.denied_beside(mine, self.quotes):
            return "its quotes deny what it says"
        if key := other_direction(mine, self.quotes):
            return f"its quotes say {key!r} the other way round"
        problems = (
            self._problem(group, clauses, subject, denies_rightly)
            for clauses in self.claim
            for group, subject in with_subjects(groups(clauses, reasons_apart=True))
        )
        return next((problem for problem in problems if problem), "")

    def denies_as_often(self) -> bool:
        """Whether each statement of the claim denies as often, odd or even, as one that its quotes make."""
        return all(self._denies_as_often(group) for clauses in self.claim for group in groups(clauses))

    def _problem(self, group: Group, sentence: Sequence[Clause], subject: frozenset[str], denies_rightly: bool) -> str:
        """Return why no quote makes a statement, or an empty string."""
        wanted = self._wanted(group) | (subject & self.known)
        if not wanted:
            return ""
        missing = min((wanted - reading.keys for reading in self.found), key=len)
        if missing:
            return f"its quotes say {' and '.join(repr(key.strip('`')) for key in sorted(missing))} of something else"
        denies = polarity.denies(sentence)
        fitting = [reading for reading in self.found if wanted <= reading.keys]
        main = wanted & main_keys(group.clauses)
        if len(main) > 1:
            own = [reading for reading in fitting if not main.isdisjoint(reading.own)]
            if not own and not denies:
                return "its quotes say this of another case"
            fitting = own or fitting
        if all(reading.contrast for reading in fitting) and not denies:
            return "its quotes say this of all others"
        if value := self.cases.other(sentence, fitting):
            return f"its quotes say this of another value than {value!r}"
        return self._other(group, fitting, denies_rightly)

    def _denies_as_often(self, group: Group) -> bool:
        wanted = self._wanted(group)
        fitting = [reading for reading in self.found if wanted <= reading.keys]
        fitting = [reading for reading in fitting if not reading.merged] or fitting
        return not wanted or not all(polarity.other_parity(group.clauses, reading) for reading in fitting)

    def _wanted(self, group: Group) -> frozenset[str]:
        return (group.keys & self.known) - words.vocabulary().frame

    def _other(self, group: Group, fitting: Sequence[Reading], denies_rightly: bool) -> str:
        """Return in what a statement differs from all readings that have its words, or an empty string."""
        if not _TRUTHS.isdisjoint(self._new(group)) and all(map(_is_of_other_truth, fitting)):
            return "its quotes say this of the other value"
        if all(polarity.other_exception(group.clauses, reading) for reading in fitting):
            return "its quotes say this of the contrary condition"
        if all(other_time(group.clauses, reading) for reading in fitting):
            return "its quotes say this of another time"
        if all(other_object(group, reading, self.known) for reading in fitting):
            return "its quotes tie something else to its verb"
        if other_number(group, self.quotes, self.known):
            return "its quotes have another number there"
        turned = [opposites_in(group, reading) for reading in fitting]
        if all(turned):
            return f"its quotes say the contrary of {min(turned[0])!r}"
        if not denies_rightly and all(polarity.other_answer(group.clauses, reading) for reading in fitting):
            return "it affirms what its quotes deny, or denies what they affirm"
        if parameter := self._other_parameter(group, fitting):
            return f"its quotes say this of `{parameter}`"
        if all(other_subject(group, reading) for reading in fitting):
            return "its quotes say this of something else"
        if exchanges(group.clauses, fitting):
            return "it exchanges what its quotes say of one thing and of another"
        return ""

    def _new(self, group: Group) -> frozenset[str]:
        return group.keys - self.known

    def _other_parameter(self, group: Group, fitting: Sequence[Reading]) -> str:
        conditions = {key for clause in group.clauses if clause.condition in SUBORDINATE for key in clause.keys}
        # What a condition is about may belong to another parameter than what is said.
        named = {
            name
            for key in group.keys
            if (name := self.parameters.get(key)) and (key not in conditions or key == code_key(name))
        }
        spoken = [
            {self.parameters[key] for key in (reading.label, *reading.keys) if key in self.parameters}
            for reading in fitting
        ]
        return min(spoken[0]) if named and all(spoken) and all(map(named.isdisjoint, spoken)) else ""


def _is_of_other_truth(reading: Reading) -> bool:
    return not reading.contrast and not _TRUTHS.isdisjoint(reading.keys)


def _labels_alone(found: Iterable[Reading]) -> frozenset[str]:
    """Return the words that only the names of entries have."""
    labels = frozenset(word for reading in found for word in words.content(reading.label))
    return labels - frozenset().union(*(clause.keys for reading in found for clause in reading.clauses))


def _as_parameters(clause: Clause, names: Mapping[str, str], known: frozenset[str]) -> Clause:
    """Return a clause with the parameter in place of each value given for it, where the quotes speak of that alone."""

    def meant(key: str) -> str:
        parameter = code_key(names.get(key, ""))
        return parameter if key not in known and parameter in known else key

    return replace(clause, words=tuple(word._replace(key=meant(word.key)) for word in clause.words))
