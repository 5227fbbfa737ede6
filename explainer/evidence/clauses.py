"""Sentences cut into clauses: the words that say something, what governs each, and what a clause depends on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from explainer.evidence import words

_TOKEN = re.compile(
    r"`[^`]+`|[\"'“‘][\w.+-]+[\"'”’]"  # code, and a value between quotation marks
    r"|[A-Za-z_]\w*(?:[.-]\w+)*(?:['’][a-z]+|\(\))?"
    r"|[-+]?\d[\d.,]*\d|\d"
    r"|--|[;:,.!?()\"“”](?=\s|$|[\"”).,;:`])|[(“\"]"
)
_MARKS = "`\"'“”‘’"
_ENDS = frozenset(";.!?")
_PAUSES = frozenset((",", ":", "(", ")", "--"))
INSTEAD = frozenset(("instead", "rather"))
_JOINS = frozenset(("and", "or", "but", "so", "whereas", "nor", "while", *INSTEAD))
SUBORDINATE = frozenset(["if", "when", "whenever", "unless", "since", "because", "where", "until", "till", "once"])
"""What begins a clause that another depends on, or that depends on another, wherever it stands."""
_CONDITIONS = SUBORDINATE | frozenset(["as", "after", "before", "with", "without"])
"""These do so where they come first."""
DENIALS = frozenset(["not", "no", "non", "never", "none", "nor", "neither", "cannot", "without", "nothing", "nobody"])
_PREPOSITIONS = (
    "from over than of by with without in on at as for before after between under above below through via against per "
    "like across inside outside within during until"
)
_GOVERNORS = (
    {word: word for word in _PREPOSITIONS.split()}
    | dict.fromkeys(("to", "into", "onto", "towards", "toward"), "to")
    | dict.fromkeys(("beyond", "past"), "past")
)
_TIMES = frozenset(("before", "after"))
_DIRECTIONS = frozenset(("above", "below", "before", "after", "inside", "outside"))
"""Prepositions that say something themselves."""
_NONE = "`none`"
"""The value, which is no word that denies."""
_TRAILING = frozenset(("to", "from", "into"))
"""Prepositions at the end of a clause, as in `the currency to convert from`."""
_BE = frozenset(["is", "are", "was", "were", "be", "been"])
AUXILIARIES = _BE | words.listed("auxiliaries")
_PARTICIPLES = frozenset(["held", "given", "made", "known", "taken", "written", "set", "found", "read", "kept", "left"])
RELATIVE = frozenset(("that", "which", "who", "whose"))
_NEW_SUBJECTS = RELATIVE | {"it", "they"}
_ARTICLES = frozenset(["the", "a", "an", "its", "their", "each", "every"])
_BEFORE_NOUNS = _ARTICLES | words.listed("quantities")
_NO_KEYS = frozenset(
    words.stem(word) for word in ("with", "without", "and", "or", "up", "on", "off", "may", "can", "must")
)
"""Words with opposites that only hold a sentence together here."""


class Word(NamedTuple):
    """A word that says something."""

    key: str
    """Its canonical stem; the number; or a name or value, in lower case behind a backtick."""
    governor: str
    """The preposition that it stands behind, one for those that mean the same, or an empty string."""
    denied: bool = False
    """Whether it stands behind a word that denies."""


@dataclass(frozen=True, slots=True)
class Clause:
    """What stands between two pauses, conjunctions or conditions."""

    words: tuple[Word, ...]
    plain: tuple[str, ...]
    """All its words, in lower case."""
    condition: str = ""
    """The word that ties it to another clause as its condition, reason or time."""
    lead: str = ""
    """The conjunction or mark before it."""
    verb: int | None = None
    """How many of its words stand before its verb, or nothing where it has none that is known."""
    passive: bool = False
    """Whether its verb says what is done to its subject."""

    @property
    def keys(self) -> set[str]:
        """The keys of its words."""
        return {word.key for word in self.words}


def statements(text: str, codes: frozenset[str] = frozenset()) -> list[list[Clause]]:
    """Return the clauses of each part of a text that ends with a stop or a semicolon.

    Args:
        text: Prose, with its code in backticks or without.
        codes: Names and values, in lower case, that are also known without backticks.
    """
    found: list[list[Clause]] = [[]]
    for clause, ends in _clauses(text, codes):
        if clause is not None:
            found[-1].append(clause)
        if ends and found[-1]:
            found.append([])
    return [_with_values(_with_shared_nouns(clauses)) for clauses in found if clauses]


def _with_values(clauses: list[Clause]) -> list[Clause]:
    """Put a value in parentheses before what it stands for: `left out ("ignore")`."""
    found: list[Clause] = []
    for clause in clauses:
        alone = len(clause.words) == len(clause.plain) == 1 and clause.words[0].key[0] == "`"
        if found and clause.lead == "(" and alone and not found[-1].condition:
            described = found.pop()
            verb = None if described.verb is None else described.verb + 1
            both, plain = (*clause.words, *described.words), (*clause.plain, *described.plain)
            found.append(replace(described, words=both, plain=plain, verb=verb))
        else:
            found.append(clause)
    return found


def _with_shared_nouns(clauses: list[Clause]) -> list[Clause]:
    """Give a word at the end of a clause the noun that it shares with its opposite: `the lower and the upper limit`."""
    opposites = words.vocabulary().opposites
    found = list(clauses)
    for at, (left, right) in enumerate(pairwise(clauses)):
        if right.lead not in ("and", "or") or not left.words or len(right.words) < 2 or right.verb == 0:
            continue
        one, other, noun = left.words[-1], *right.words[:2]
        if other.key in opposites.get(one.key, ()) and noun.key not in left.keys and noun.governor == other.governor:
            found[at] = replace(left, words=(*left.words, noun._replace(governor=one.governor)))
    return found


def code_key(code: str) -> str:
    """Return the key of a name or a value."""
    return "`" + code.strip(_MARKS).lower().removesuffix("()")


def _clauses(text: str, codes: frozenset[str]) -> Iterator[tuple[Clause | None, bool]]:
    clause = _Open()
    for token in _TOKEN.findall(words.one_word(text)):
        low = _NONE if token == "None" else token.lower()
        if token in _ENDS:
            yield clause.closed(), True
            clause = _Open()
        elif token in _PAUSES or low in _JOINS:
            closed = clause.closed()
            yield closed, False
            lead = low if closed or low in _JOINS else clause.lead or low
            clause = _Open(lead, low in INSTEAD or (low == "while" and clause.denies_what_follows))
        elif low in SUBORDINATE or (low in _CONDITIONS and not clause.plain):
            if clause.plain:
                yield clause.closed(), False
                clause = _Open(denied=clause.denies_what_follows)
            clause.condition = low
            clause.add(low, [])
        else:
            clause.add(low, _keys(token, codes))
    yield clause.closed(), True


class _Open:
    """A clause that is being read."""

    def __init__(self, lead: str = "", denied: bool = False) -> None:
        self.plain: list[str] = []
        self.condition = ""
        self.lead = lead
        self._words: list[Word] = []
        self._governor = ""
        self._verb: int | None = None
        self._passive = False
        self._participle = False
        self._relative = False
        self._in_relative = False
        self._relatives_verb: int | None = None
        self._without = False
        self._denied = denied

    @property
    def denies_what_follows(self) -> bool:
        """Whether it has said nothing but that something is not so: `never`, before `when it is read`."""
        return self._denied and not self._words

    def closed(self) -> Clause | None:
        """Return the clause, or nothing where no word was read."""
        if not self.plain:
            return None
        if self.plain[-1] in _TRAILING and self._words:
            self._words.append(Word(f"~{self.plain[-1]}", "", self._denied))
        if self.plain == ["if", "not"]:
            self._words.append(Word("`false", ""))
        if self.plain == ["by", "default"]:
            self.condition = "default"
        verb = self._relatives_verb if self._verb is None else self._verb
        return Clause(tuple(self._words), tuple(self.plain), self.condition, self.lead, verb, self._passive)

    def add(self, written: str, keys: list[str]) -> None:
        """Read a word, in lower case, that has some keys."""
        verb = self._is_verb(written)
        if verb:
            self._note_verb(written)
        if written in RELATIVE and self._words:
            self._relative = True
        if verb or written in _NEW_SUBJECTS or self._begins_a_noun(written):
            # `before` and `after` govern whole clauses: `after it has dried`.
            governs_all = self._governor in _TIMES and written not in RELATIVE
            self._governor = self._governor if governs_all else ""
            # `without` denies what it governs, other denials all that follows.
            self._denied = self._denied and not self._without
        self._governor = _GOVERNORS.get(written, self._governor)
        self.plain.append(written)
        if written not in _GOVERNORS or written in _DIRECTIONS:
            self._words += [Word(key, self._governor, self._denied) for key in keys]
        self._without = self._without or written == "without"
        self._denied = self._denied or written in DENIALS

    def _is_verb(self, written: str) -> bool:
        if written in AUXILIARIES:
            return True
        before = self.plain[-1] if self.plain else ""
        noun = before in _BEFORE_NOUNS or before in _GOVERNORS or before[:1].isdigit()
        return written in words.vocabulary().verbs and not noun

    def _note_verb(self, written: str) -> None:
        # The first verb behind `that` or `which` is the relative clause's own, with what it denies.
        if self._relative:
            self._relative, self._in_relative = False, True
            return
        before = self.plain[-1] if self.plain else ""
        if self._in_relative and before not in AUXILIARIES and before not in DENIALS:
            self._in_relative, self._denied = False, False
        if self._in_relative:
            self._relatives_verb = len(self._words)
            return
        # What stands right before an auxiliary was a noun, `reads do not extend it`, and a participle before a verb
        # belongs to its subject: `a lock held by another is waited for`.
        noun = self._verb == len(self._words) - 1
        finite = written in AUXILIARIES or written.endswith("s")
        if self._verb is None or (written in AUXILIARIES and noun) or (finite and self._participle):
            self._verb = len(self._words)
            self._passive = written in _BE
            self._participle = bool(self._words) and (written.endswith("ed") or written in _PARTICIPLES)

    def _begins_a_noun(self, written: str) -> bool:
        return written in _ARTICLES and bool(self._words) and self.plain[-1] not in _GOVERNORS


def _keys(token: str, codes: frozenset[str]) -> list[str]:
    bare = token.strip(_MARKS).lower()
    if token[0] in _MARKS or bare in ("true", "false") or token == "None":
        return [code_key(part) for part in bare.split("=", 1) if part]
    if bare.removesuffix("()") in codes or bare.endswith("()"):
        return [code_key(token), *_stems(token)]
    if token[0].isdigit() or token[0] in "+-":
        return [token.strip(".,")]
    return [words.COUNTED[bare]] if bare in words.COUNTED else list(_stems(token))


def _stems(token: str) -> Iterator[str]:
    known = words.vocabulary()
    for word in re.findall(r"[A-Za-z]+(?:['’][a-z]+)?", words.split_names(token)):
        stem = words.stem(word)
        if stem not in _NO_KEYS and (stem in known.opposites or stem not in known.function):
            yield stem if stem in known.frame else known.canonical.get(stem, stem)
