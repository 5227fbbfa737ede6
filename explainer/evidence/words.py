"""The words of a claim in the forms in which they are compared: stems, names, numbers, strings."""

from __future__ import annotations

import re
import threading
from collections.abc import Container
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import snowballstemmer

_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_NAME = re.compile(
    r"(?<![\w-])--?[A-Za-z][\w-]*\b"  # an option of a command
    r"|\b(?!(?:e\.g|i\.e|a\.k\.a)\b)[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?:\(\))?"  # a dotted name, a file name
    r"|\b[A-Za-z]*_\w*\b|\b_\w+"  # snake_case
    r"|\b[A-Za-z_]\w*\(\)"  # a call
    r"|\b[a-z]+[A-Z]\w*|\b[A-Z]+[a-z]+[A-Z]\w*"  # camelCase, CapWords
    r"|\b[A-Za-z]+\d\w*"  # a name that ends in a number
)
_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:0[xX][0-9a-fA-F]+|\d[\d_,]*(?:\.\d+)*(?:[eE][-+]?\d+)?)")
_QUOTED = re.compile(r"“([^”]+)”|(?<!\w)\"([^\"]+)\"|(?<!\w)'([^']+)'(?!\w)|‘([^’]+)’")
_ONE_WORD = {
    "one after the other": "sequentially",
    "one after another": "sequentially",
    "one by one": "sequentially",
    "one at a time": "sequentially",
    "at the same time": "simultaneously",
    "in parallel": "simultaneously",
    "side by side": "simultaneously",
    "in place of": "instead of",
    "in the place of": "instead of",
    "in place": "inplace",
    "takes place": "happens",
    "take place": "happen",
    "turns out": "is",
    "turn out": "be",
    "left alone": "unchanged",
    "left untouched": "unchanged",
    "as long as": "if",
    "at once": "immediately",
    "one of the": "any",
    "each other": "mutually",
    "left out": "excluded",
    "leaves out": "excluded",
    "leave out": "excluded",
    "other than": "except",
    "anything but": "except",
    "everything but": "except",
    "all but": "all except",
    "provided that": "if",
    "in the event that": "if",
    "as well as": "and",
    "unless stated otherwise": "by default",
    "unless otherwise stated": "by default",
    "unless specified otherwise": "by default",
    "unless otherwise specified": "by default",
    "in order to": "to",
    "no matter how": "however",
    "no matter whether": "whether",
    "take precedence": "win",
    "takes precedence": "win",
    "taking precedence": "winning",
    "takes priority": "wins",
    "take priority": "win",
    "a single": "one",
    "apart from": "except",
    "aside from": "except",
    "no longer": "not",
    "a second": "another",
}
_PHRASES = re.compile(rf"\b(?:{'|'.join(_ONE_WORD)})\b", re.IGNORECASE)
_PLAINER = [
    (re.compile(pattern), plainer)
    for pattern, plainer in (
        (r"\b[Ll]eaves?((?: \S+){1,3}) out\b", r"exclude\1"),
        (r"\b(?:[Ee]ach|[Ee]very) time\b", "whenever"),
        (r"\b(unless|if|when) ([^,.;]+), in which case\b", r"\1 \2; if \2,"),
        (r"\b(is|are|was|were|be|do|does|did|will) not ((?:[\w`]+ ){1,5})until\b", r"\1 \2when"),
        (r"\b[Nn]o ((?:[\w`]+ ){1,6})until\b", r"the \1when"),
    )
]
"""What can be said more plainly, and how."""
COUNTS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_STEMMER = snowballstemmer.stemmer("english")
_APART = {"positive": "positive", "positives": "positive"}
"""Words whose stem is that of others which mean something else, here of positions."""
_ONE_AT_A_TIME = threading.Lock()
"""A stemmer keeps the word that it is at work on."""


class Vocabulary(NamedTuple):
    """Word lists of the language that claims are checked in."""

    function: frozenset[str]
    """Stems of words that only hold a sentence together: articles, pronouns, prepositions."""
    frame: frozenset[str]
    """Stems of words that code is described with, which say nothing that a quote could back."""
    light: frozenset[str]
    """Canonical stems of words that need no quote to have them, and are held to those that do."""
    canonical: dict[str, str]
    """For stems that mean the same, the one that stands for all of them."""
    opposites: dict[str, frozenset[str]]
    """For each stem that turns a statement round, those it must not be confused with."""
    certain: dict[str, frozenset[str]]
    """For each stem of a word that leaves no exception, those of which one has to be said for it."""
    negative: frozenset[str]
    """Stems of words that deny."""
    verbs: frozenset[str]
    """Forms of verbs, as they are written."""


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """Return the form that a word shares with its inflections."""
    plain = word.lower().replace("’", "'")
    with _ONE_AT_A_TIME:
        found: str = _STEMMER.stemWord(plain)
    return _APART.get(plain, found)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the word lists, read from the files beside this module."""
    groups = [[stem(word) for word in line.split()] for line in _lines("synonyms")]
    canonical = {word: group[0] for group in groups for word in group}
    opposites: dict[str, set[str]] = {}
    for line in _lines("opposites"):
        left, right = ([stem(word) for word in side.split()] for side in line.split("|"))
        for one, other in ((left, right), (right, left)):
            # Also between the words that stand for others, in which clauses are compared.
            for word in (*one, *(canonical.get(word, word) for word in one)):
                opposites.setdefault(word, set()).update((*other, *(canonical.get(word, word) for word in other)))
    return Vocabulary(
        function=_stems("function"),
        frame=_stems("frame"),
        light=frozenset(canonical.get(word, word) for word in _stems("light")),
        canonical=canonical,
        opposites={word: frozenset(others) for word, others in opposites.items()},
        certain=_certain(),
        negative=_stems("negative"),
        verbs=listed("verbs"),
    )


def content(text: str) -> list[str]:
    """Return the stems of the words that say something, in order, with one stem for words that mean the same."""
    return [word for word in telling(text) if word not in vocabulary().frame]


def telling(text: str) -> list[str]:
    """Return what `content` returns, with the words that code is described with."""
    known = vocabulary()
    stems = (stem(word) for word in _WORD.findall(split_names(one_word(text))))
    kept = (one for one in stems if one not in known.function)
    return [one if one in known.frame else known.canonical.get(one, one) for one in kept]


def one_word(text: str) -> str:
    """Return a text with one word for each phrase that means no more than one."""
    return _PHRASES.sub(_as_one_word, plainer(text))


def plainer(text: str) -> str:
    """Return a text with what is said in a roundabout way said plainly: `is not read until` is `is read when`."""
    for pattern, replacement in _PLAINER:
        text = pattern.sub(replacement, text)
    return text


def occurs(word: str, there: Container[str], denied: bool = False) -> bool:
    """Whether a stem occurs, or where something is denied the one that it denies, such as `changed` for `unchanged`."""
    return word in there or (denied and word.startswith("un") and word[2:] in there)


def _as_one_word(found: re.Match[str]) -> str:
    return _ONE_WORD[found.group().lower()]


def stems(text: str) -> list[str]:
    """Return the stems of all words, in order."""
    return [stem(word) for word in _WORD.findall(text)]


def names(text: str) -> list[str]:
    """Return what in prose looks like a name of code: options, dotted and joined names, calls, files."""
    return [found.group().removesuffix("()") for found in _NAME.finditer(text)]


def numbers(text: str) -> list[str]:
    """Return the numbers and versions in a text, each in one form; words up to twelve are numbers as well."""
    found = [number.group().strip(",_").replace(",", "").replace("_", "") for number in _NUMBER.finditer(text)]
    counted = [str(COUNTS.index(word.lower())) for word in _WORD.findall(text) if word.lower() in COUNTS[2:]]
    return [number.lstrip("+-") for number in found] + counted


def quoted(text: str) -> list[str]:
    """Return what stands between quotation marks."""
    return [next(part for part in found.groups() if part) for found in _QUOTED.finditer(text)]


def without_quoted(text: str) -> str:
    """Return a text without what stands between quotation marks."""
    return _QUOTED.sub(" ", text)


def split_names(text: str) -> str:
    """Return a text in which the parts of names are words of their own: `pad_token_id` holds `token`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", text)


def listed(name: str) -> frozenset[str]:
    """Return the words of a list, as they are written."""
    return frozenset(word for line in _lines(name) for word in line.split())


def _stems(name: str) -> frozenset[str]:
    return frozenset(stem(word) for word in listed(name))


def _certain() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _lines("certain"):
        words, _, others = line.partition("|")
        group = frozenset(stem(word) for word in (*words.split(), *others.split()))
        for word in words.split():
            found[stem(word)] = found.get(stem(word), frozenset()) | group
    return found


def _lines(name: str) -> list[str]:
    text = files("explainer.evidence").joinpath("wordlists", f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
