"""Whether a claim says the contrary of its quotes in their own words: denials, opposites, directions, conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from explainer.evidence import words

_TOKEN = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|[;:,.!?](?=\s|$)")
_STOPS = frozenset(";:,.!?")
_BREAKS = frozenset(("but", "unless", "except", "otherwise", "while", "although", "until", "and", "so", "because"))
_SENTENCES = re.compile(r"(?<=[.!?;])\s+")
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
_KEY = re.compile(r"[\"'`“‘]([\w.+-]+)[\"'`”’]")
_PARTS = re.compile(r"[,;]\s|\s(?:and|else|otherwise|but)\s")
_CONDITION = re.compile(r"\b(?:when|whenever|if|where|unless|without|because|since)\b", re.IGNORECASE)
_REACH = 3
"""Content words on each side of a direction that belong to it."""


def contrary(prose: str, whole: str, quotes: Sequence[str]) -> str:
    """Return why a claim contradicts its quotes, or an empty string.

    Args:
        prose: The claim without its code.
        whole: The claim with its code.
        quotes: What it cites.
    """
    if not quotes:
        return ""
    nearest = _nearest(whole, quotes)
    return (
        _denied(whole, quotes, nearest)
        or _opposite(prose, nearest)
        or _reversed(prose, quotes)
        or _other_truth(whole, nearest)
        or _other_key(whole, prose, nearest)
        or _not_alone(prose, quotes)
        or _other_condition(prose, quotes)
        or _condition_lost(whole, nearest)
    )


def _denied(whole: str, quotes: Sequence[str], nearest: str) -> str:
    """Find a word that one side denies, and that the other only affirms."""
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
    for token in _TOKEN.findall(text):
        if token in _STOPS or token.lower() in _BREAKS:
            yield clause
            # What breaks a clause may deny the next one: `unless it is given`.
            clause = [] if token in _STOPS else [token]
        else:
            clause.append(token)
    yield clause


def _opposite(prose: str, nearest: str) -> str:
    """Find a word whose opposite the quotes have in the same sentence, which does not have the word itself."""
    opposites = words.vocabulary().opposites
    there = frozenset(words.stems(words.split_names(nearest)))
    for word in re.findall(r"[A-Za-z]+", prose):
        stem = words.stem(word)
        if stem in opposites and stem not in there and not opposites[stem].isdisjoint(there):
            return f"its quotes say the contrary of {word!r}"
    return ""


def _reversed(prose: str, quotes: Sequence[str]) -> str:
    """Find a direction, `a to b`, that the quotes have the other way round."""
    theirs = [way for quote in quotes for way in _ways(quote)]
    for left, right in _ways(prose):
        same = any(left & there and right & here for there, here in theirs)
        turned = any(left & here and right & there for there, here in theirs)
        if turned and not same:
            return "it turns round what its quotes say"
    return ""


def _ways(text: str) -> Iterator[tuple[set[str], set[str]]]:
    for sentence in _SENTENCES.split(text):
        parts = re.split(r"\b(?:(?<!up )to|into|instead of|rather than)\b", sentence)
        for left, right in pairwise(parts):
            yield set(words.content(left)[-_REACH:]), set(words.content(right)[:_REACH])


def _other_truth(whole: str, nearest: str) -> str:
    """Find that a claim is about a value, true or false, and the sentence that it rests on is about the other."""
    mine, theirs = ({found.lower() for found in _TRUTH.findall(text)} for text in (whole, nearest))
    return "its quotes say this of the other value" if mine and theirs and mine.isdisjoint(theirs) else ""


def _condition_lost(whole: str, nearest: str) -> str:
    if _NEGATED_CONDITION.match(nearest.strip()) and not _ASSUMES.search(whole):
        return "it leaves out the condition that its quotes begin with"
    return ""


def _other_key(whole: str, prose: str, nearest: str) -> str:
    """Find that a claim says of one value what its quotes say, in the same sentence, of another."""
    said = set(words.content(prose))
    clauses = [clause for clause in re.split(r"[,;:]\s", nearest) if clause.strip()]
    best = max(clauses, key=lambda clause: len(said.intersection(words.content(clause))), default="")
    mine, theirs = (set(_KEY.findall(text)) for text in (whole, nearest))
    there = set(_KEY.findall(best))
    if there and mine & theirs and mine.isdisjoint(there) and len(mine & theirs) < len(theirs):
        return "its quotes say this of another value"
    return ""


def _not_alone(prose: str, quotes: Sequence[str]) -> str:
    """Find that a claim says of one thing what its quotes say of another only."""
    said = set(words.content(prose))
    for clause in re.split(r"[,;:.]\s|\.$", "\n".join(quotes)):
        _, only, rest = clause.partition("only ")
        holder, *others = words.content(rest) if only else [""]
        if holder and holder not in said and len(said.intersection(others)) > 1:
            return "its quotes say this of something else only"
    return ""


def _other_condition(prose: str, quotes: Sequence[str]) -> str:
    """Find that a claim ties to a condition what its quotes do not tie to it."""
    theirs = [pair for quote in quotes for pair in _conditions(quote)]
    for outcome, condition in _conditions(prose):
        same = [there for there, when in theirs if len(condition & when) * 2 >= len(when) > 0]
        if outcome and any(same) and not any(outcome & there for there in same):
            return "its quotes say another thing of the same condition"
    return ""


def _conditions(text: str) -> Iterator[tuple[set[str], set[str]]]:
    """Give what happens and when it does, as content words, for each condition in a text."""
    for sentence in _SENTENCES.split(text):
        parts = _PARTS.split(sentence)
        for index, part in enumerate(parts):
            outcome, _, condition = _partition(part)
            if condition and not outcome.strip() and index + 1 < len(parts):
                outcome = parts[index + 1]
            if condition:
                yield set(words.content(outcome)), set(words.content(condition))


def _partition(part: str) -> tuple[str, str, str]:
    found = _CONDITION.search(part)
    return (part[: found.start()], found.group(), part[found.end() :]) if found else (part, "", "")


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
