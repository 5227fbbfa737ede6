"""The statements that can be made of a quote: clauses, with the subject, the condition and the entry they belong to.

What stands against each other, such as *if true …, if false …* or *the first …, the second …*, is never put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from explainer.evidence.clauses import SUBORDINATE, Clause, Word, code_key, statements
from explainer.evidence.groups import (
    CONTRAST,
    POINT_BACK,
    clusters,
    groups,
    is_contrast,
    keys_of,
    leaves_out_the_verb,
    main_keys,
    opposed,
    subject_keys,
    values_before_verb,
    values_told,
    verb_of,
)

_BACK = (("if", "not"), ("if", "so"))
_OTHERS = frozenset(("other", "els", "otherwis"))
LABEL_MARKS = frozenset((":", "--"))
_THAT_CASE = frozenset((word, "case") for word in ("that", "this", "which", "such"))
_ASKING = frozenset(("what", "how", "which", "where", "who"))
_LONGEST_LABEL = 4
"""Words in the name of an entry."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A statement that a quote makes."""

    keys: frozenset[str]
    """Of all words that belong to it."""
    own: frozenset[str]
    """Of the words that it adds to what it points back to, conditions apart."""
    clauses: tuple[Clause, ...]
    label: str = ""
    """The key of the name of the entry that it is in."""
    merged: bool = False
    """Whether it is made of more than one sentence."""
    contrast: bool = False
    """Whether it is about all but what was spoken of before."""


def readings(
    quote: str, codes: frozenset[str] = frozenset(), values: frozenset[str] = frozenset()
) -> Iterator[Reading]:
    """Give the statements that can be made of a quote.

    Args:
        quote: As a reader sees it, behind the name of its entry where it has one.
        codes: Names and values, in lower case, that are known as such.
        values: The keys of values that entries tell apart, such as `"skip"` and `"replace"`.
    """
    label, name = frozenset[str](), ""
    topic = frozenset[str]()
    before: list[Reading] = []
    for clauses in statements(quote, codes):
        at = _label_end(clauses)
        if at:
            label, name = keys_of(clauses[:at]), code_key(clauses[0].plain[0])
            topic, before = frozenset(), []
        heading = keys_of(_heading(clauses[at:]))
        label |= heading
        made = [
            replace(one, label=name, own=one.own | heading)
            for one in _of_statement(clauses[at:], label | topic, before, values)
        ]
        yield from made
        before = made
        main = groups(clauses[at:])[0].main
        topic = (subject_keys(main) - _fronted([main]) - _OTHERS - values) or topic


def _heading(clauses: Sequence[Clause]) -> Sequence[Clause]:
    """Return the clauses that only say what the rest of an entry is about: `what to do when a key is missing`."""
    if clauses[0].plain[0] not in _ASKING:
        return ()
    at = next((index for index, clause in enumerate(clauses) if index and clause.lead == ":"), len(clauses))
    return clauses[:at]


def _label_end(clauses: Sequence[Clause]) -> int:
    """Return how many clauses are the name of an entry, such as `low, high:`."""
    at = next((index for index, clause in enumerate(clauses) if clause.lead in LABEL_MARKS), 0)
    head = clauses[:at]
    short = sum(len(clause.plain) for clause in head) <= _LONGEST_LABEL
    return at if short and not any(clause.condition or "default" in clause.plain for clause in head) else 0


def _of_statement(
    clauses: Sequence[Clause], topic: frozenset[str], before: Sequence[Reading], values: frozenset[str]
) -> Iterator[Reading]:
    others = is_contrast(clauses[:1])
    points_back = others or clauses[0].plain in _BACK or _points_back(clauses)
    at = next((index for index, clause in enumerate(clauses) if index and clause.lead == ":"), 0)
    # What a colon ends holds for all that follows it.
    opening, found = keys_of(clauses[:at]), groups(clauses[at:], both_sides=True)
    subject = found[0].main.words[: found[0].main.verb]
    apart = clusters(found)
    for cluster in apart:
        theirs = [word for word in subject if not (word.governor and _fronted(cluster))]
        if cluster is not apart[0] and leaves_out_the_verb(found[0].main, cluster[0]):
            theirs = []
        keys = keys_of(cluster) | topic | opening | _not_against(theirs, cluster)
        if cluster is not apart[0]:
            keys |= _left_out(apart[0], cluster)
        own = main_keys(cluster) | opening
        contrast = others or is_contrast(cluster)
        conditions = [clause for clause in apart[0] if clause.condition in SUBORDINATE]
        if contrast and cluster is not apart[0] and conditions:
            # What holds otherwise holds under the contrary condition.
            own_clauses = [clause for clause in cluster if clause not in conditions]
            cluster = [*map(_without_contrast, own_clauses), *_contrary(conditions)]
            keys |= keys_of(conditions)
            contrast = False
        yield Reading(keys, own, tuple(cluster), contrast=contrast)
        for earlier in before if points_back else ():
            if _is_of_other(cluster, earlier, values):
                continue
            # What holds otherwise holds where the whole of the other is not so.
            together = keys | (_otherwise(earlier) if contrast else _what_is_spoken_of(earlier, cluster))
            added = own - earlier.keys if cluster[0].condition else own
            yield Reading(together, added, (*earlier.clauses, *cluster), merged=True, contrast=contrast)


def _is_of_other(cluster: Sequence[Clause], earlier: Reading, values: frozenset[str]) -> bool:
    """Whether a statement is about another value, or another name, than the one before it."""
    mine, theirs = values_told(cluster, values), values_told(earlier.clauses, values)
    if mine and theirs and mine.isdisjoint(theirs):
        return True
    one, other = values_before_verb(cluster[0]), values_before_verb(earlier.clauses[0])
    return bool(one and other) and one.isdisjoint(other) and not cluster[0].condition


def _without_contrast(clause: Clause) -> Clause:
    return replace(clause, plain=tuple(word for word in clause.plain if word not in CONTRAST))


def _contrary(conditions: Sequence[Clause]) -> Iterator[Clause]:
    """Give conditions as the contrary ones: `unless`, said once, for `if`."""
    for number, condition in enumerate(conditions):
        other = "if" if condition.condition == "unless" else "unless"
        plain = (*(() if number else (other,)), *condition.plain[1:])
        yield replace(condition, condition=other, plain=plain)


def _points_back(clauses: Iterable[Clause]) -> bool:
    pointing = POINT_BACK | CONTRAST
    # `By default the archive is one file` is about nothing that was spoken of before.
    return any(word in pointing for clause in clauses for word in clause.plain[2 * _begins_by_default(clause) :])


def _begins_by_default(clause: Clause) -> bool:
    return clause.plain[:2] == ("by", "default")


def _left_out(first: Sequence[Clause], cluster: Sequence[Clause]) -> frozenset[str]:
    """Return what a cluster takes from the first: all that does not stand against it, where it has no verb."""
    pronoun = any(word in ("it", "them", "they") for clause in cluster for word in clause.plain)
    if not pronoun and _says_something(cluster):
        return frozenset()
    clauses = [clause for clause in first if not clause.condition]
    if clauses and leaves_out_the_verb(clauses[0], cluster[0]):
        return _not_against(clauses[0].words[clauses[0].verb :], cluster)
    return _not_against((word for clause in clauses for word in clause.words), cluster)


def _not_against(theirs: Iterable[Word], cluster: Sequence[Clause]) -> frozenset[str]:
    """Return the keys of words that say nothing of another case than a cluster is about."""
    mine = [word for clause in cluster for word in clause.words]
    governors = {word.governor for word in mine if word.governor}

    def fits(word: Word) -> bool:
        other_case = word.governor in governors or word.key.startswith("`")
        other_case = other_case or word.key == "default"
        return not other_case and not any(opposed(word.key, other.key) for other in mine)

    return frozenset(word.key for word in theirs if word in mine or fits(word))


def _otherwise(earlier: Reading) -> frozenset[str]:
    """Return what a statement takes from the one that it is the contrary case of; true is false there."""
    for value, other in (("`true", "`false"), ("`false", "`true")):
        if value in earlier.keys and other not in earlier.keys:
            return earlier.keys - _verbs(earlier) - {value} | {other}
    return earlier.keys


def _verbs(reading: Reading) -> set[str]:
    return {verb for clause in reading.clauses if (verb := verb_of(clause))}


def _what_is_spoken_of(earlier: Reading, cluster: Sequence[Clause]) -> frozenset[str]:
    """Return what a statement takes from the one that it points back to: what that is about, not what it says of it."""
    if not _says_something(cluster) or any(map(_in_that_case, cluster)):
        return earlier.keys
    left = _verbs(earlier)
    if any(clause.condition in SUBORDINATE for clause in cluster):
        # In another case, of the other case nothing is said.
        left |= _case_keys(earlier)
    if _fronted(cluster):
        left |= _fronted(earlier.clauses)
    return earlier.keys - left


def _in_that_case(clause: Clause) -> bool:
    return any(pair in _THAT_CASE for pair in pairwise(clause.plain))


def _fronted(clauses: Sequence[Clause]) -> frozenset[str]:
    """Return what stands behind a preposition that a statement begins with, as in `on the same disk it is renamed`."""
    first = clauses[0].words
    if not first or not first[0].governor:
        return frozenset()
    return frozenset(word.key for word in takewhile(lambda word: word.governor == first[0].governor, first))


def _case_keys(reading: Reading) -> frozenset[str]:
    found = keys_of(clause for clause in reading.clauses if clause.condition in SUBORDINATE)
    return found - keys_of(clause for clause in reading.clauses if clause.condition not in SUBORDINATE)


def _says_something(clauses: Iterable[Clause]) -> bool:
    return any(clause.verb is not None for clause in clauses if not clause.condition)
