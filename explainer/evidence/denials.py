"""Whether a claim denies what its quotes affirm, or affirms what they deny, by the words behind each denial."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from explainer.evidence import words

_TOKEN = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|[;:,.!?](?=\s|$)")
_VALUE = re.compile(r"`[^`]*`|\bNone\b")
"""What is a value, and no word of a sentence that denies."""
_STOPS = frozenset(";:,.!?")
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
    rf"\b(?:not|never) (?:been )?{_IS.split(' ', 1)[1]}|\bomitted\b|\bwithout (?:it|them)\b|\bis (?:missing|absent)\b",
    re.IGNORECASE,
)
_IF_GIVEN = re.compile(rf"\b(?:if|when|as|since|because)\b[^.;]*?\b{_IS}", re.IGNORECASE)


def denied(whole: str, quotes: Sequence[str], nearest: str) -> str:
    """Find a word that one side denies and the other only affirms."""
    mine, theirs = stances(whole), stances("\n".join(quotes))
    for word in mine[1] & theirs[0] - theirs[1]:
        return f"it denies what its quotes say of {_written(word, whole)!r}"
    affirmed, denied = stances(nearest, REACH)
    all_affirmed, all_denied = stances("\n".join(quotes), REACH)
    for word in mine[0] & (denied - affirmed | all_denied - all_affirmed) - stances(whole, REACH)[1]:
        return f"its quotes deny what it says of {_written(word, whole)!r}"
    return ""


def denied_alone(whole: str, quotes: Sequence[str], nearest: str) -> str:
    """Find a word behind a denial that the quotes have and do not deny, where neither side turns anything round."""
    mine = [word for found in _behind_denials(whole, 1) for word in found]
    if not mine or _turns(nearest) or _turns(whole) or any("otherwise" in quote.lower() for quote in quotes):
        return ""
    if len({found.lower() for found in _TRUTH.findall(whole + nearest)}) > 1:
        return ""
    if _IS_FALSE.search(whole) and not _IS_FALSE.search(nearest):
        return ""
    if any(_denies_twice(part) for part in _PARTS.split(whole)):
        return "it denies twice"
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
        denies = words.vocabulary().negative
        at = next((index for index, word in enumerate(clause) if words.stem(word) in denies), None)
        target = [] if at is None else _target(clause[:at], clause[at + 1 :], reach)
        denied.update(target)
        affirmed.update(word for word in words.telling(" ".join(clause)) if word not in target)
    return affirmed, denied


def _target(before: Sequence[str], after: Sequence[str], reach: int) -> list[str]:
    """Return what is denied: the words after the denial, or at the end of a clause the one before it."""
    following = [word for word in after if word.lower() not in _PASSED_OVER]
    if not following:
        return words.content(" ".join(before))[-1:]
    first = words.telling(following[0])
    # Where the next word says nothing, as in `without it`, or speaks of the code, as in `is not given`, nothing is.
    if not first or words.stem(following[0]) in _OF_THE_CODE:
        return []
    return [*first, *words.content(" ".join(following[1:]))][:reach]


def _clauses(text: str) -> Iterator[list[str]]:
    clause: list[str] = []
    for token in _tokens(text):
        if token in _STOPS or token.lower() in _BREAKS:
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
