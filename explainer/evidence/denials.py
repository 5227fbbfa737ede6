"""Whether a claim denies what its quotes affirm, or affirms what they deny, by the words behind each denial."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from explainer.evidence import words
from explainer.evidence.clauses import AUXILIARIES, INSTEAD, RELATIVE

_TOKEN = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|[;:,.!?](?=\s|$)|(?<=\s)\(|\)(?=[\s,.;:]|$)")
_VALUE = re.compile(r"`[^`]*`|\bNone\b")
"""What is a value, and no word of a sentence that denies."""
_TO = frozenset(("to", "through", "on"))
_FINITE = AUXILIARIES - {"be", "been"}
"""Auxiliaries that begin what is said of a subject."""
_STOPS = frozenset(";:,.!?()")
_BREAKS = frozenset(("but", "unless", "except", "otherwise", "while", "although", "until", "and", "so", "because"))
_PASSED_OVER = frozenset(("a", "an", "any", "at", "be", "been", "being", "in", "of", "on", "only", "than", "the", "to"))
_OF_THE_CODE = frozenset(words.stem(word) for word in ("given", "passed", "set", "named", "value", "argument"))
REACH = 3
"""Content words behind a denial that it may be about."""

_DENIES = frozenset(("not", "no", "never", "cannot", "neither", "nor", "nothing", "nobody", "none"))
_HELPERS = _PASSED_OVER | frozenset(
    ["is", "are", "was", "were", "it", "they", "them", "have", "has", "do", "does", "by", "all", "yet", "already"]
) - {"only", "on", "than"}
_GIVEN = frozenset(words.stem(word) for word in ("given", "passed", "set", "specified", "supplied", "provided"))
_NO_DENIAL = _GIVEN | frozenset(("but", "more", "less", "true", "fals"))
"""Behind `no` or `not`, these deny nothing that documentation says: `is not given`, `nothing but`, `no more than`."""
_TURNING = frozenset(
    words.stem(word)
    for word in (
        *("only", "unless", "otherwise", "except", "instead", "rather", "without"),
        *("else", "until", "fewer", "less", "whether"),
    )
)
"""Where one of these is, what is denied can be what is affirmed of something else."""
_TRUTH = re.compile(r"\b(?:true|false)\b", re.IGNORECASE)
_IS_FALSE = re.compile(r"\bfalse\b|\bnot `?true\b", re.IGNORECASE)
_ERRORS = "rais"
"""That an error is raised may stand in a mark instead of a sentence: `:raises KeyError:`."""
_JOINING = frozenset(("neither", "nor", "or", "if", "when", "that", "which", "because", "unless", "as", "so", "whose"))
_PARTS = re.compile(r"[;:,.!?](?=\s|$)")
_IS = r"(?:is|are|was|were) (?:given|passed|set|specified|supplied|provided)\b"
_LEFT_OUT = re.compile(
    rf"\b(?:not|never) (?:been )?{_IS.split(' ', 1)[1]}|\bomitted\b"
    r"|\bwithout (?:it|them|an? \w+)\b|\bis (?:missing|absent)\b",
    re.IGNORECASE,
)
_IF_GIVEN = re.compile(rf"\b(?:if|when|as|since|because|although|though)\b[^.;]*?\b{_IS}", re.IGNORECASE)


def denied(whole: str, quotes: Sequence[str], nearest: str) -> str:
    """Find a word that one side denies and the other only affirms."""
    mine, theirs = stances(whole), stances("\n".join(quotes))
    all_affirmed, all_denied = stances("\n".join(quotes), REACH)
    for word in sorted((mine[1] - {"default"}) & (theirs[0] - all_denied)):
        return f"it denies what its quotes say of {_written(word, whole)!r}"
    affirmed, denied = stances(nearest, REACH)
    for word in sorted(mine[0] & (denied - affirmed | all_denied - all_affirmed) - stances(whole, REACH)[1]):
        return f"its quotes deny what it says of {_written(word, whole)!r}"
    return ""


def denied_alone(whole: str, quotes: Sequence[str], nearest: str) -> str:
    """Find a word behind a denial that the quotes have and do not deny, where neither side turns anything round."""
    if any(_denies_twice(part) for part in _PARTS.split(whole)):
        return "it denies twice"
    mine = [word for found in _behind_denials(whole, 1) for word in found]
    if not mine or _turns(nearest) or _turns(whole) or any("otherwise" in quote.lower() for quote in quotes):
        return ""
    if len({found.lower() for found in _TRUTH.findall(whole + nearest)}) > 1:
        return ""
    if _IS_FALSE.search(whole) and not _IS_FALSE.search(nearest):
        return ""
    theirs = {_ERRORS, *words.telling("\n".join(quotes))}
    theirs.difference_update(word for quote in quotes for found in _behind_denials(quote, REACH + 1) for word in found)
    return next((f"it denies what its quotes say of {_written(word, whole)!r}" for word in mine if word in theirs), "")


def given_otherwise(whole: str, nearest: str) -> str:
    """Find that a claim says of what is given what the sentence it rests on says of what is left out."""
    mine = _IF_GIVEN.search(whole) and not _LEFT_OUT.search(whole)
    theirs = _LEFT_OUT.search(nearest) and not _IF_GIVEN.search(nearest)
    return "its quotes say this for where it is left out" if mine and theirs else ""


def stances(text: str, reach: int = 1) -> tuple[set[str], set[str]]:
    """Return the words that a text affirms, and the first few behind each word that denies."""
    affirmed: set[str] = set()
    denied: set[str] = set()
    for clause in _clauses(text):
        negative = words.vocabulary().negative
        places = [at for at, word in enumerate(clause) if words.stem(word) in negative]
        # `instead` at the end of a clause denies what was said before it.
        if places and places[-1] == len(clause) - 1 and clause[-1].lower() in INSTEAD:
            places.pop()
        target: list[str] = []
        for at, end in pairwise([*places, len(clause)]):
            target += _target(clause[:at], clause[at + 1 : end], reach)
        denied.update(target)
        affirmed.update(word for word in words.telling(" ".join(clause)) if word not in target)
    return affirmed, denied


def _target(before: Sequence[str], after: Sequence[str], reach: int) -> list[str]:
    """Return what is denied: the words after the denial, or at the end of a clause the one before it."""
    following = [word for word in after if word.lower() not in _PASSED_OVER]
    if not RELATIVE.isdisjoint(word.lower() for word in before):
        # What a relative clause denies ends at the verb of what it belongs to.
        following = [*following[:1], *takewhile(lambda word: not _is_verb(word.lower()), following[1:])]
    if not following:
        return words.content(" ".join(before))
    first = words.telling(following[0])
    # Where the next word says nothing, as in `without it`, or speaks of the code, as in `is not given`, nothing is.
    handed_on = (*after, "")[after.index(following[0]) + 1].lower() in _TO
    if not first or (words.stem(following[0]) in _OF_THE_CODE and not handed_on):
        return []
    return [*first, *words.content(" ".join(following[1:]))][:reach]


def _is_verb(word: str) -> bool:
    return word in _FINITE or word in words.vocabulary().verbs


def _clauses(text: str) -> Iterator[list[str]]:
    clause: list[str] = []
    for token, following in pairwise((*_tokens(text), "")):
        new_verb = token.lower() == "or" and following.lower() in words.vocabulary().verbs
        if token in _STOPS or token.lower() in _BREAKS or new_verb:
            yield clause
            # What breaks a clause may deny the next one: `unless it is given`.
            clause = [] if token in _STOPS else [token]
        else:
            clause.append(token)
    yield clause


def _behind_denials(text: str, reach: int) -> Iterator[list[str]]:
    """Give the words that say something behind each denial, as far as the next stop."""
    tokens = _tokens(text)
    for at, token in enumerate(tokens):
        if token.lower() not in _DENIES:
            continue
        found: list[str] = []
        for word in tokens[at + 1 :]:
            if word in _STOPS or words.stem(word) in _NO_DENIAL or len(found) >= reach:
                break
            if word.lower() not in _HELPERS:
                found += words.telling(word)
        yield found[:reach]


def _denies_twice(part: str) -> bool:
    said = [token.lower() for token in _tokens(part)]
    return sum(token in _DENIES for token in said) > 1 and _JOINING.isdisjoint(said)


def _turns(text: str) -> bool:
    found = (token.lower() for token in _tokens(text))
    return any(words.stem(word) in _TURNING or word.startswith("un") for word in found)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(words.one_word(_VALUE.sub(" ", text)))


def _written(stem: str, prose: str) -> str:
    return next((word for word in re.findall(r"[A-Za-z]+", prose) if stem in words.telling(word)), stem)
