"""Clauses put together: a main clause with its conditions, and apart from what stands against it: *if false …*."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from explainer.evidence import words
from explainer.evidence.clauses import SUBORDINATE, Clause

POINT_BACK = frozenset(
    ["it", "they", "this", "these", "that", "those", "such", "then", "both", "each", "them", "its", "their", "default"]
)
"""Words that speak of what was spoken of before."""
CONTRAST = frozenset(("otherwise", "others", "else"))
_ANYBODY = frozenset(
    ["somebody", "someone", "something", "anybody", "anyone", "anything", "nobody", "nothing", "everything"]
)
_CASES = frozenset(("default", "`true", "`false", "`none"))
_REASONS = frozenset(("because", "since"))
_ON_BOTH_SIDES = frozenset(("with", "since", "because"))
_SEQUENCE = frozenset(("first", "then"))
_SAYS_NO_CASE = "than"


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


def groups(clauses: Sequence[Clause], *, reasons_apart: bool = False, both_sides: bool = False) -> list[Group]:
    """Return the main clauses of a sentence, each with its conditions.

    Args:
        clauses: Of the sentence.
        reasons_apart: Whether `because the values are pickled` is a statement of its own; not so where it names code.
        both_sides: Whether what stands between two main clauses, as `with the rest removed`, belongs to both.
    """
    found: list[Group] = []
    front: list[Clause] = []
    for clause in clauses:
        if reasons_apart and clause.condition in _REASONS and not any(key[0] == "`" for key in clause.keys):
            found.append(Group([replace(clause, condition="")]))
        elif not clause.condition:
            found.append(Group([*front, clause]))
        elif found and clause.lead in ("", ":", "--", "("):
            found[-1].clauses.append(clause)
        else:
            if both_sides and found and clause.condition in _ON_BOTH_SIDES:
                found[-1].clauses.append(clause)
            front = [clause] if found else [*front, clause]
    if not found:
        return [Group(front)]
    if not any(clause in found[-1].clauses for clause in front):
        found[-1].clauses.extend(front)
    return found


def clusters(found: Iterable[Group]) -> list[list[Clause]]:
    """Put the clauses of groups together that do not stand against each other."""
    together: list[list[Group]] = []
    value = frozenset[str]()
    for group in found:
        # What has no subject of its own has the one before.
        own = values_before_verb(group.main)
        other_value = bool(own and value) and own.isdisjoint(value)
        value = own or value
        if together and not other_value and not any(_against(other, group) for other in together[-1]):
            together[-1].append(group)
        else:
            together.append([group])
    return [[clause for group in cluster for clause in group.clauses] for cluster in together]


def with_subjects(found: Iterable[Group]) -> Iterator[tuple[Group, frozenset[str]]]:
    """Give each group with the values that its verb is said of, which may stand in the group before."""
    value = frozenset[str]()
    for group in found:
        own = values_before_verb(group.main)
        value = own if own or group.main.verb != 0 else value
        yield group, value


def keys_of(clauses: Iterable[Clause]) -> frozenset[str]:
    """Return the keys of all words of some clauses."""
    return frozenset().union(*(clause.keys for clause in clauses))


def main_keys(clauses: Sequence[Clause]) -> frozenset[str]:
    """Return the keys of what is said, without the conditions that it is said of."""
    main = [clause for clause in clauses if clause.condition not in SUBORDINATE]
    return keys_of(main or clauses) - _CASES


def subject_keys(clause: Clause) -> frozenset[str]:
    """Return the keys before the verb of a clause; all where it has none, and only names what is spoken of."""
    return frozenset(word.key for word in clause.words[: clause.verb])


def values_before_verb(clause: Clause) -> frozenset[str]:
    """Return the keys of the values and numbers that the verb of a clause is said of."""
    return frozenset(key for key in subject_keys(clause) if key[0] == "`" or key[0].isdigit())


def verb_of(clause: Clause) -> str:
    """Return the key of the verb of a clause, or an empty string where it has none that is known."""
    at = clause.verb
    return clause.words[at].key if at is not None and at < len(clause.words) else ""


def values_told(clauses: Iterable[Clause], values: frozenset[str]) -> set[str]:
    """Return the values that some clauses are about: in their conditions, before their verbs, behind `with`."""
    found: set[str] = set()
    for clause in clauses:
        conditional = clause.condition in SUBORDINATE
        spoken = clause.words if conditional or clause.condition == "with" else clause.words[: clause.verb]
        found.update(word.key for word in spoken if conditional or word.governor in ("", "with", "for", "by"))
    return found & values


def opposed(one: str, other: str) -> bool:
    """Whether two keys are opposites, by the list or by a prefix."""
    pairs = ((one, other), (other, one))
    prefixed = any(left == prefix + right for left, right in pairs for prefix in ("un", "in", "non", "dis"))
    return prefixed or other in words.vocabulary().opposites.get(one, ())


def is_contrast(clauses: Sequence[Clause]) -> bool:
    """Whether some clauses are about all but what was spoken of before."""
    first, second = (*clauses[0].plain, "", "")[:2]
    without_it = first == "without" and second in POINT_BACK
    return without_it or any(map(_speaks_of_others, clauses))


def _speaks_of_others(clause: Clause) -> bool:
    """Whether a clause is about all others: those are its subject, or it says `otherwise` or `else`."""
    if "others" in clause.plain[:2] or "otherwise" in clause.plain:
        return True
    return "else" in clause.plain and _ANYBODY.isdisjoint(clause.plain)


def leaves_out_the_verb(left: Clause, right: Clause) -> bool:
    """Whether a clause has the verb of the one before: `a plain one runs in a thread, a coroutine on the loop`."""
    if left.verb is None or right.verb is not None or right.lead != "," or len(right.words) < 2:
        return False
    return not right.words[0].governor and bool(right.words[-1].governor)


def _against(left: Group, right: Group) -> bool:
    """Whether two groups say different things of different cases."""
    if is_contrast([right.main]):
        return True
    if right.main.lead == "and" and right.main.verb == 0 and values_before_verb(left.main):
        return False
    if leaves_out_the_verb(left.main, right.main):
        return True
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
