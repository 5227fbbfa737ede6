"""The statements that can be made of a quote: clauses, with the subject, the condition and the entry they belong to.

What stands against each other, such as *if true …, if false …* or *the first …, the second …*, is never put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from explainer.evidence import words
from explainer.evidence.clauses import SUBORDINATE, Clause, Word, code_key, statements

POINT_BACK = frozenset(
    ["it", "they", "this", "these", "that", "those", "such", "then", "both", "each", "them", "its", "their", "default"]
)
_BACK = (("if", "not"), ("if", "so"))
_CONTRAST = frozenset(("otherwise", "others", "else"))
_CASES = frozenset(("default", "`true", "`false", "`none"))
_LABEL_MARKS = frozenset((":", "--"))
_LONGEST_LABEL = 4
"""Words in the name of an entry."""
_SEQUENCE = frozenset(("first", "then"))
_SAYS_NO_CASE = "than"


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


@dataclass(slots=True)
class Group:
    """A main clause with the conditions before and behind it."""

    clauses: list[Clause] = field(default_factory=list)

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all its words."""
        return keys_of(self.clauses)

    @property
    def main(self) -> Clause:
        """The clause that the others depend on."""
        return next((clause for clause in self.clauses if not clause.condition), self.clauses[-1])


def readings(quote: str, codes: frozenset[str] = frozenset()) -> Iterator[Reading]:
    """Give the statements that can be made of a quote.

    Args:
        quote: As a reader sees it, behind the name of its entry where it has one.
        codes: Names and values, in lower case, that are known as such.
    """
    label, name = frozenset[str](), ""
    topic = frozenset[str]()
    before: list[Reading] = []
    for clauses in statements(quote, codes):
        at = _label_end(clauses)
        if at:
            label, name = keys_of(clauses[:at]), code_key(clauses[0].plain[0])
            topic, before = frozenset(), []
        made = [replace(one, label=name) for one in _of_statement(clauses[at:], label | topic, before)]
        yield from made
        before = made
        main = groups(clauses[at:])[0].main
        topic = (_subject(main) - _fronted([main])) or topic


def groups(clauses: Sequence[Clause]) -> list[Group]:
    """Return the main clauses of a sentence, each with its conditions."""
    found: list[Group] = []
    front: list[Clause] = []
    for clause in clauses:
        if not clause.condition:
            found.append(Group([*front, clause]))
        elif found and clause.lead in ("", ":", "--", "("):
            found[-1].clauses.append(clause)
        else:
            front = [clause] if found else [*front, clause]
    if not found:
        return [Group(front)]
    if not any(clause in found[-1].clauses for clause in front):
        found[-1].clauses.extend(front)
    return found


def with_subjects(found: Iterable[Group]) -> Iterator[tuple[Group, frozenset[str]]]:
    """Give each group with the values that its verb is said of, which may stand in the group before."""
    value = frozenset[str]()
    for group in found:
        own = _values_before_verb(group.main)
        value = own if own or group.main.verb != 0 else value
        yield group, value


def keys_of(clauses: Iterable[Clause]) -> frozenset[str]:
    """Return the keys of all words of some clauses."""
    return frozenset().union(*(clause.keys for clause in clauses))


def main_keys(clauses: Sequence[Clause]) -> frozenset[str]:
    """Return the keys of what is said, without the conditions that it is said of."""
    main = [clause for clause in clauses if clause.condition not in SUBORDINATE]
    return keys_of(main or clauses) - _CASES


def opposed(one: str, other: str) -> bool:
    """Whether two keys are opposites, by the list or by a prefix."""
    pairs = ((one, other), (other, one))
    prefixed = any(left == prefix + right for left, right in pairs for prefix in ("un", "in", "non", "dis"))
    return prefixed or other in words.vocabulary().opposites.get(one, ())


def _label_end(clauses: Sequence[Clause]) -> int:
    """Return how many clauses are the name of an entry, such as `low, high:`."""
    at = next((index for index, clause in enumerate(clauses) if clause.lead in _LABEL_MARKS), 0)
    head = clauses[:at]
    short = sum(len(clause.plain) for clause in head) <= _LONGEST_LABEL
    return at if short and not any(clause.condition or "default" in clause.plain for clause in head) else 0


def _of_statement(clauses: Sequence[Clause], topic: frozenset[str], before: Sequence[Reading]) -> Iterator[Reading]:
    others = _is_contrast(clauses[:1])
    points_back = others or clauses[0].plain in _BACK or _points_back(clauses)
    at = next((index for index, clause in enumerate(clauses) if index and clause.lead == ":"), 0)
    # What a colon ends holds for all that follows it.
    opening, found = keys_of(clauses[:at]), groups(clauses[at:])
    subject = found[0].main.words[: found[0].main.verb]
    clusters = _clusters(found)
    for cluster in clusters:
        apart = [word for word in subject if not (word.governor and _fronted(cluster))]
        keys = keys_of(cluster) | topic | opening | _not_against(apart, cluster)
        if cluster is not clusters[0]:
            keys |= _left_out(clusters[0], cluster)
        own = main_keys(cluster) | opening
        contrast = others or _is_contrast(cluster)
        yield Reading(keys, own, tuple(cluster), contrast=contrast)
        for earlier in before if points_back else ():
            # What holds otherwise holds where the whole of the other is not so.
            together = keys | (_otherwise(earlier) if contrast else _what_is_spoken_of(earlier, cluster))
            added = own - earlier.keys if cluster[0].condition else own
            yield Reading(together, added, (*earlier.clauses, *cluster), merged=True, contrast=contrast)


def _points_back(clauses: Iterable[Clause]) -> bool:
    return any(word in POINT_BACK or word in _CONTRAST for clause in clauses for word in clause.plain)


def _is_contrast(clauses: Sequence[Clause]) -> bool:
    first, second = (*clauses[0].plain, "", "")[:2]
    without_it = first == "without" and second in POINT_BACK
    return without_it or any(word in _CONTRAST for clause in clauses for word in clause.plain)


def _subject(clause: Clause) -> frozenset[str]:
    """Return the keys before the verb of a clause; all where it has none, and only names what is spoken of."""
    return frozenset(word.key for word in clause.words[: clause.verb])


def _clusters(found: Iterable[Group]) -> list[list[Clause]]:
    """Put the clauses of groups together that do not stand against each other."""
    clusters: list[list[Group]] = []
    value = frozenset[str]()
    for group in found:
        # What has no subject of its own has the one before.
        own = _values_before_verb(group.main)
        other_value = bool(own and value) and own.isdisjoint(value)
        value = own or value
        if clusters and not other_value and not any(_against(other, group) for other in clusters[-1]):
            clusters[-1].append(group)
        else:
            clusters.append([group])
    return [[clause for group in cluster for clause in group.clauses] for cluster in clusters]


def _values_before_verb(clause: Clause) -> frozenset[str]:
    return frozenset(key for key in _subject(clause) if key.startswith("`"))


def _against(left: Group, right: Group) -> bool:
    """Whether two groups say different things of different cases."""
    if right.main.plain[0] in _CONTRAST:
        return True
    if right.main.lead == "and" and right.main.verb == 0 and _values_before_verb(left.main):
        return False
    if {word for group in (left, right) for clause in group.clauses for word in clause.plain} >= _SEQUENCE:
        return True
    firsts = {group.main.words[0].key for group in (left, right) if group.main.words}
    if len(firsts) > 1 and all(key.startswith("`") for key in firsts):
        return True
    one, other = _governed(left), _governed(right)
    if any(one[case] - other[case] and other[case] - one[case] for case in one.keys() & other.keys()):
        return True
    if right.main.lead == "but" and right.main.verb is None:
        return False
    return any(opposed(here, there) for here in left.keys - right.keys for there in right.keys - left.keys)


def _governed(group: Group) -> dict[str, set[str]]:
    """Return the keys behind each preposition, and those of all conditions."""
    found: dict[str, set[str]] = {}
    for clause in group.clauses:
        for word in clause.words:
            if word.governor and word.governor != _SAYS_NO_CASE:
                found.setdefault(word.governor, set()).add(word.key)
        if clause.condition:
            found.setdefault("if", set()).update(clause.keys)
    return found


def _left_out(first: Sequence[Clause], cluster: Sequence[Clause]) -> frozenset[str]:
    """Return what a cluster takes from the first: all that does not stand against it, where it has no verb."""
    pronoun = any(word in ("it", "them", "they") for clause in cluster for word in clause.plain)
    if not pronoun and _says_something(cluster):
        return frozenset()
    return _not_against((word for clause in first if not clause.condition for word in clause.words), cluster)


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
    if not _says_something(cluster):
        return earlier.keys
    left = _verbs(earlier)
    if any(clause.condition in SUBORDINATE for clause in cluster):
        # In another case, of the other case nothing is said.
        left |= _case_keys(earlier)
    if _fronted(cluster):
        left |= _fronted(earlier.clauses)
    return earlier.keys - left


def _fronted(clauses: Sequence[Clause]) -> frozenset[str]:
    """Return what stands behind a preposition that a statement begins with, as in `on the same disk it is renamed`."""
    first = clauses[0].words
    if not first or not first[0].governor:
        return frozenset()
    return frozenset(word.key for word in takewhile(lambda word: word.governor == first[0].governor, first))


def _case_keys(reading: Reading) -> frozenset[str]:
    cases = keys_of(clause for clause in reading.clauses if clause.condition in SUBORDINATE)
    return cases - keys_of(clause for clause in reading.clauses if clause.condition not in SUBORDINATE)


def _says_something(clauses: Iterable[Clause]) -> bool:
    return any(clause.verb is not None for clause in clauses if not clause.condition)


def verb_of(clause: Clause) -> str:
    """Return the key of the verb of a clause, or an empty string where it has none that is known."""
    at = clause.verb
    return clause.words[at].key if at is not None and at < len(clause.words) else ""
