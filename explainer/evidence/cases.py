"""Whether a claim says of the call what holds for another value of a parameter than the call gives.

Documentation says what *if true*, *if false* and *"skip"* do; what it says of one holds for no call with another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from explainer.evidence.clauses import SUBORDINATE, Clause, code_key
from explainer.evidence.defaults import ENTRY, defaults
from explainer.evidence.groups import values_told
from explainer.evidence.readings import LABEL_MARKS, Reading

_VALUE = re.compile(r"[\"'“‘]([\w.+-]+)[\"'”’]|`\w+=([^`]+)`")
_TRUTHS = frozenset(("`true", "`false", "`none"))
_SUPPOSES = frozenset(
    ["otherwise", "unless", "not", "without", "omitted", "else", "would", "could", "whether", "only", "other"]
)


class Cases:
    """The values that an entry tells apart, the one that the call has, and the one that holds by default.

    Args:
        quotes: What a claim cites, each behind the name of its entry where it has one.
        given: For each parameter, what the call gives for it as it is written, or nothing where it is left out.
        lines: The whole lines that the quotes are cut from.
    """

    def __init__(self, quotes: Sequence[str], given: Mapping[str, str], lines: Sequence[str] = ()) -> None:
        found = (value for quote in quotes for pair in _VALUE.findall(quote) for value in pair if value)
        self.told_apart = _TRUTHS.union(map(code_key, found))
        self._defaults = {code_key(name): code_key(value) for name, value in _defaults(quotes, lines)}
        values = {code_key(name): code_key(value) for name, value in given.items() if value}
        self._of_the_call = {code_key(name): self._defaults.get(code_key(name), "") for name in given} | values

    def with_default(self, found: Iterable[Reading]) -> Iterator[Reading]:
        """Give statements, those that hold by default as such: where they are about the value that is the default.

        What an entry says of a switch without a value, as in `draw the grid; slower`, holds where it is on.
        """
        imperative = ""
        for reading in found:
            first, default = reading.clauses[0], self._defaults.get(reading.label, "")
            if first.lead in LABEL_MARKS:
                imperative = "" if "whether" in first.plain else reading.label
            about = values_told(reading.clauses, self.told_apart)
            switched = {"`true"} if default in _TRUTHS and not about else set()
            about = about or switched or {default}
            more = {"default"} if default in self.told_apart and default in about else set()
            if imperative and imperative == reading.label:
                more |= switched
            yield replace(reading, keys=reading.keys | more)

    def other(self, sentence: Iterable[Clause], fitting: Sequence[Reading]) -> str:
        """Return the value that a claim is about, where all that fits a statement is about others and it names none."""
        clauses = list(sentence)
        said = {word for clause in clauses for word in clause.plain}
        if not fitting or not said.isdisjoint(_SUPPOSES):
            return ""
        label = fitting[0].label
        actual = (self._defaults if "default" in said else self._of_the_call).get(label, "")
        supposed = any(label in clause.keys for clause in clauses if clause.condition in SUBORDINATE)
        keys = {word.key for clause in clauses for word in clause.words}
        if not actual or supposed or not keys.isdisjoint(self.told_apart):
            return ""
        found = [values_told(reading.clauses, self.told_apart) for reading in fitting]
        return actual.strip("`") if all(values and actual not in values for values in found) else ""


def _defaults(quotes: Sequence[str], lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give the name of each entry that has one default, with that."""
    for quote, line in zip_longest(quotes, lines, fillvalue=""):
        found = set(defaults((quote, line)))
        if len(found) == 1 and (name := ENTRY.match(quote)):
            yield name[1], min(found)
