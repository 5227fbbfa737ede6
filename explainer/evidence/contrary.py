"""Whether a claim says the contrary of its quotes in their own words: denials, opposites, other values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from explainer.evidence import words
from explainer.evidence.arrangement import Arrangement
from explainer.evidence.balance import denies_more
from explainer.evidence.denials import REACH, denied, denied_alone, given_otherwise, stances
from explainer.evidence.quantities import other_quantity
from explainer.evidence.switches import switched

_SENTENCES = re.compile(r"(?<=[.!?;])\s+")
_ENTRIES = re.compile(r"(?<=[.!?])\s+(?=\w+(?: --|:)\s)")
_TRUTH = re.compile(r"\b(true|false)\b", re.IGNORECASE)
_TRUTHS = frozenset(map(words.stem, ("true", "false")))
_NEGATED_CONDITION = re.compile(
    r"(?:without|unless|otherwise|if (?:it is |this is )?(?:not|none|false|omitted|missing|absent))\b", re.IGNORECASE
)
_ASSUMES = re.compile(
    r"\b(?:if|unless|without|when|not|no|none|never|default|otherwise|false|omitted|missing|would|n't|else|unset)\b",
    re.IGNORECASE,
)
_JOIN = re.compile(r"\b(and|or)\b", re.IGNORECASE)
_BESIDE = 40
"""Characters on a side of `and` or `or` in which the word it joins is looked for."""
_WITH = re.compile(r"\bwith(out)?\b([^.,;:]*)", re.IGNORECASE)


def contrary(
    prose: str,
    whole: str,
    quotes: Sequence[str],
    parameters: Mapping[str, str],
    given: Mapping[str, str],
    lines: Sequence[str],
) -> str:
    """Return why a claim contradicts its quotes, or an empty string.

    Args:
        prose: The claim without its code.
        whole: The claim with its code.
        quotes: What it cites, each behind the name of its entry where it has one.
        parameters: For the name of each parameter, and for each value that is given for one, the parameter.
        given: For each parameter, what the call gives for it, or nothing where it is left out.
        lines: The whole lines that the quotes are cut from.
    """
    if not quotes:
        return ""
    nearest = nearest_sentence(whole, quotes)
    arrangement = Arrangement.of(whole, quotes, parameters, given, lines)
    as_switched = switched(whole, quotes)
    if as_switched is False:
        return "its quotes say this of the other value"
    return (
        (not as_switched and not arrangement.denies_as_often() and denied(whole, quotes, nearest))
        or arrangement.problem(bool(as_switched))
        or _opposite(whole, prose, nearest, quotes)
        or (not as_switched and denied_alone(whole, quotes, nearest))
        or denies_more(whole, quotes)
        or given_otherwise(whole, nearest)
        or other_quantity(whole, quotes, nearest)
        or _joined_otherwise(whole, quotes)
        or _with_or_without(whole, quotes)
        or _other_truth(whole, nearest, quotes)
        or _not_alone(prose, quotes)
        or _condition_lost(whole, nearest)
    )


def _opposite(whole: str, prose: str, nearest: str, quotes: Sequence[str]) -> str:
    """Find a word whose opposite is in the nearest sentence, and that is not in the entry which the sentence is in."""
    opposites = words.vocabulary().opposites
    there = frozenset(words.stems(words.split_names(nearest)))
    entry = next((part for quote in quotes for part in _ENTRIES.split(quote) if nearest in part), nearest)
    anywhere = frozenset(words.stems(words.split_names(entry)))
    mine, theirs = stances(whole, REACH), stances(nearest, REACH)
    passed_over = _TRUTHS if _says_otherwise(quotes) else frozenset()
    for word in re.findall(r"[A-Za-z]+", prose):
        stem = words.stem(word)
        as_certain = words.vocabulary().certain.get(stem, frozenset())
        if stem in passed_over or not anywhere.isdisjoint(as_certain):
            continue
        turned = opposites.get(stem, frozenset()) & there
        if turned and stem not in anywhere and (stem in mine[1]) == (not turned.isdisjoint(theirs[1])):
            return f"its quotes say the contrary of {word!r}"
    return ""


def _joined_otherwise(whole: str, quotes: Sequence[str]) -> str:
    """Find that a claim joins two words with `and` that its quotes join with `or`, or the other way round."""
    if not words.vocabulary().negative.isdisjoint(words.stems(whole)):
        return ""
    there = set(_joins("\n".join(quotes)))
    for left, join, right in _joins(whole):
        other = "or" if join == "and" else "and"
        same = {(left, join, right), (right, join, left)} & there
        turned = {(left, other, right), (right, other, left)} & there
        if turned and not same:
            return f"its quotes say the contrary of {join!r}"
    return ""


def _joins(text: str) -> Iterator[tuple[str, str, str]]:
    """Give the words that say something on both sides of each `and` and `or`."""
    for found in _JOIN.finditer(text):
        left = words.telling(text[: found.start()][-_BESIDE:])
        right = words.telling(text[found.end() :][:_BESIDE])
        if left and right:
            yield left[-1], found[1].lower(), right[0]


def _with_or_without(whole: str, quotes: Sequence[str]) -> str:
    """Find that a claim has with something what its quotes have without it, or the other way round."""
    mine, theirs = _with(whole), _with("\n".join(quotes))
    turned = mine["with"] & theirs["without"] - theirs["with"] | mine["without"] & theirs["with"] - theirs["without"]
    return f"its quotes say the contrary of having {min(turned)!r}" if turned else ""


def _with(text: str) -> dict[str, set[str]]:
    """Return the first word that says something behind each `with` and behind each `without`."""
    found: dict[str, set[str]] = {"with": set(), "without": set()}
    for part in _WITH.finditer(words.one_word(text)):
        found["without" if part[1] else "with"].update(words.content(part[2])[:1])
    return found


def _other_truth(whole: str, nearest: str, quotes: Sequence[str]) -> str:
    """Find that a claim is about a value, true or false, and the sentence that it rests on is about the other."""
    mine, theirs = _truths(whole), _truths(nearest)
    if not mine or not theirs or not mine.isdisjoint(theirs) or _says_otherwise(quotes):
        return ""
    of_mine, of_other = set[str](), set[str]()
    for sentence in _sentences(quotes):
        truths = _truths(sentence)
        (of_other if mine.isdisjoint(truths) else of_mine).update(_telling(sentence) if truths else ())
    # What is said of its own value alone may be said.
    return "" if _telling(whole) & (of_mine - of_other) - _TRUTHS else "its quotes say this of the other value"


def _truths(text: str) -> set[str]:
    return {found.lower() for found in _TRUTH.findall(text)}


def _says_otherwise(quotes: Sequence[str]) -> bool:
    return any("otherwise" in quote.lower() for quote in quotes)


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


def nearest_sentence(whole: str, quotes: Sequence[str]) -> str:
    """Return the sentence that shares the most words with a claim."""
    said = _telling(whole)
    return max(_sentences(quotes), key=lambda sentence: (len(said & _telling(sentence)), -len(sentence)), default="")


def _sentences(quotes: Sequence[str]) -> list[str]:
    return [sentence for quote in quotes for sentence in _SENTENCES.split(quote)]


def _telling(text: str) -> set[str]:
    certain = (word for word in words.stems(text) if word in words.vocabulary().certain)
    return {*words.content(text), *certain, *words.numbers(text)}
