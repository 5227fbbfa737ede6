"""Whether a claim says the contrary of its quotes in their own words: denials, opposites, other values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from explainer.evidence import words
from explainer.evidence.arrangement import Arrangement

_TOKEN = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|[;:,.!?](?=\s|$)")
_VALUE = re.compile(r"`[^`]*`|\bNone\b")
"""What is a value, and no word of a sentence that denies."""
_STOPS = frozenset(";:,.!?")
_BREAKS = frozenset(("but", "unless", "except", "otherwise", "while", "although", "until", "and", "so", "because"))
_SENTENCES = re.compile(r"(?<=[.!?;])\s+")
_ENTRIES = re.compile(r"(?<=[.!?])\s+(?=\w+(?: --|:)\s)")
_TRUTH = re.compile(r"\b(true|false)\b", re.IGNORECASE)
_NEGATED_CONDITION = re.compile(
    r"(?:without|unless|otherwise|if (?:it is |this is )?(?:not|none|false|omitted|missing|absent))\b", re.IGNORECASE
)
_ASSUMES = re.compile(
    r"\b(?:if|unless|without|when|not|no|none|never|default|otherwise|false|omitted|missing|would|n't|else|unset)\b",
    re.IGNORECASE,
)
_PASSED_OVER = frozenset(("a", "an", "any", "at", "be", "been", "being", "in", "of", "on", "only", "than", "the", "to"))
_OF_THE_CODE = frozenset(words.stem(word) for word in ("given", "passed", "set", "named", "value", "argument"))
_REACH = 3
"""Content words behind a denial that it may be about."""


def contrary(prose: str, whole: str, quotes: Sequence[str], parameters: Mapping[str, str]) -> str:
    """Return why a claim contradicts its quotes, or an empty string.

    Args:
        prose: The claim without its code.
        whole: The claim with its code.
        quotes: What it cites, each behind the name of its entry where it has one.
        parameters: For the name of each parameter, and for each value that is given for one, the parameter.
    """
    if not quotes:
        return ""
    nearest = _nearest(whole, quotes)
    arrangement = Arrangement.of(whole, quotes, parameters)
    return (
        (not arrangement.denies_as_often() and _denied(whole, quotes, nearest))
        or arrangement.problem()
        or _opposite(whole, prose, nearest, quotes)
        or _other_truth(whole, nearest)
        or _not_alone(prose, quotes)
        or _condition_lost(whole, nearest)
    )


def _denied(whole: str, quotes: Sequence[str], nearest: str) -> str:
    """Find a word that one side denies and the other only affirms."""
    mine, theirs = _stances(whole), _stances("\n".join(quotes))
    for word in mine[1] & theirs[0] - theirs[1]:
        return f"it denies what its quotes say of {_written(word, whole)!r}"
    affirmed, denied = _stances(nearest, _REACH)
    all_affirmed, all_denied = _stances("\n".join(quotes), _REACH)
    for word in mine[0] & (denied - affirmed | all_denied - all_affirmed) - _stances(whole, _REACH)[1]:
        return f"its quotes deny what it says of {_written(word, whole)!r}"
    return ""


def _stances(text: str, reach: int = 1) -> tuple[set[str], set[str]]:
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
    for token in _TOKEN.findall(words.one_word(_VALUE.sub(" ", text))):
        if token in _STOPS or token.lower() in _BREAKS:
            yield clause
            # What breaks a clause may deny the next one: `unless it is given`.
            clause = [] if token in _STOPS else [token]
        else:
            clause.append(token)
    yield clause


def _opposite(whole: str, prose: str, nearest: str, quotes: Sequence[str]) -> str:
    """Find a word whose opposite is in the nearest sentence, and that is not in the entry which the sentence is in."""
    opposites = words.vocabulary().opposites
    there = frozenset(words.stems(words.split_names(nearest)))
    entry = next((part for quote in quotes for part in _ENTRIES.split(quote) if nearest in part), nearest)
    anywhere = frozenset(words.stems(words.split_names(entry)))
    mine, theirs = _stances(whole, _REACH), _stances(nearest, _REACH)
    for word in re.findall(r"[A-Za-z]+", prose):
        stem = words.stem(word)
        turned = opposites.get(stem, frozenset()) & there
        if turned and stem not in anywhere and (stem in mine[1]) == (not turned.isdisjoint(theirs[1])):
            return f"its quotes say the contrary of {word!r}"
    return ""


def _other_truth(whole: str, nearest: str) -> str:
    """Find that a claim is about a value, true or false, and the sentence that it rests on is about the other."""
    mine, theirs = ({found.lower() for found in _TRUTH.findall(text)} for text in (whole, nearest))
    return "its quotes say this of the other value" if mine and theirs and mine.isdisjoint(theirs) else ""


def _condition_lost(whole: str, nearest: str) -> str:
    if _NEGATED_CONDITION.match(nearest.strip()) and not _ASSUMES.search(whole):
        return "it leaves out the condition that its quotes begin with"
    return ""


def _not_alone(prose: str, quotes: Sequence[str]) -> str:
    """Find that a claim says of one thing what its quotes say of another only."""
    said = set(words.content(prose))
    for clause in re.split(r"[,;:.]\s|\.$", "\n".join(quotes)):
        holder, *others = words.content(clause.partition("only ")[2]) or [""]
        if holder and holder not in said and len(said.intersection(others)) > 1:
            return "its quotes say this of something else only"
    return ""


def _nearest(whole: str, quotes: Sequence[str]) -> str:
    """Return the sentence that shares the most words with a claim."""
    said = _telling(whole)
    sentences = [sentence for quote in quotes for sentence in _SENTENCES.split(quote)]
    return max(sentences, key=lambda sentence: (len(said & _telling(sentence)), -len(sentence)), default="")


def _telling(text: str) -> set[str]:
    certain = (word for word in words.stems(text) if word in words.vocabulary().certain)
    return {*words.content(text), *certain, *words.numbers(text)}


def _written(stem: str, prose: str) -> str:
    return next((word for word in re.findall(r"[A-Za-z]+", prose) if stem in words.content(word)), stem)
