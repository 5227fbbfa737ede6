"""The words of a claim in the forms in which they are compared: stems, names, numbers, strings."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Container
from functools import lru_cache, wraps
from importlib.resources import files
from typing import NamedTuple, TypeVar

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
_PLAINER = [
    (re.compile(pattern), plainer)
    for pattern, plainer in (
        (r"\b[Ll]eaves?((?: \S+){1,3}) out\b", r"exclude\1"),
        (r"\b(?:[Ee]ach|[Ee]very) time\b", "whenever"),
        (r", as long as\b", ", if"),
        (r",? whichever (?:comes|happens|is|occurs) (?:first|earlier|sooner)\b", ""),
        (r"^As long as\b", "If"),
        (r"\blacks\b", "has no"),
        (r"\black\b", "have no"),
        (r"\b(unless|if|when) ([^,.;]+), in which case\b", r"\1 \2; if \2,"),
        (r"\b(is|are|was|were|be|do|does|did|will) not ((?:[\w`]+ ){1,5})until\b", r"\1 \2when"),
        (r"\b(is|are|was|were|be) not (\w+ )before\b", r"\1 \2when"),
        (r"\b[Nn]o ((?:[\w`]+ ){1,6})until\b", r"the \1when"),
    )
]
"""What can be said more plainly, and how."""
COUNTS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_ORDINALS = ["third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
COUNTED = {
    **{word: str(number) for number, word in enumerate(COUNTS) if number != 1},
    **{word: str(number) for number, word in enumerate(_ORDINALS, 3)},
    "twice": "2",
}
"""Words that say a number."""
_STEMMER = snowballstemmer.stemmer("english")
_APART = {
    "positive": "positive",
    "positives": "positive",
    "positional": "positional",
    "positionally": "positional",
    "goes": "go",
}
"""Words whose stem is that of others which mean something else, here of positions, or not that of their own forms."""
_ONE_AT_A_TIME = threading.Lock()
"""A stemmer keeps the word that it is at work on."""


T = TypeVar("T")


def once(read: Callable[[], T]) -> Callable[[], T]:
    """Have something read once: threads that ask for it at the same time wait for the first of them."""
    reading = threading.Lock()
    kept: list[T] = []

    @wraps(read)
    def waited() -> T:
        if not kept:
            with reading:
                if not kept:
                    kept.append(read())
        return kept[0]

    return waited


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


@once
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


def load() -> None:
    """Read the word lists, if nobody did."""
    vocabulary()
    _phrases()


def content(text: str) -> list[str]:
    """Return the stems of the words that say something, in order, with one stem for words that mean the same."""
    frame = vocabulary().frame
    return [word for word in _telling(text) if word not in frame]


def telling(text: str) -> list[str]:
    """Return what `content` returns, with the words that code is described with."""
    return list(_telling(text))


@lru_cache(maxsize=512)
def _telling(text: str) -> tuple[str, ...]:
    known = vocabulary()
    stems = (stem(word) for word in _WORD.findall(split_names(one_word(text))))
    kept = (one for one in stems if one not in known.function)
    return tuple(one if one in known.frame else known.canonical.get(one, one) for one in kept)


@lru_cache(maxsize=512)
def one_word(text: str) -> str:
    """Return a text with one word for each phrase that means no more than one."""
    pattern, shorter = _phrases()
    return pattern.sub(lambda found: shorter[found.group().lower()], plainer(text))


def plainer(text: str) -> str:
    """Return a text with what is said in a roundabout way said plainly: `is not read until` is `is read when`."""
    for pattern, replacement in _PLAINER:
        text = pattern.sub(replacement, text)
    return text


def occurs(word: str, there: Container[str], denied: bool = False) -> bool:
    """Whether a stem occurs, or where something is denied the one that it denies, such as `changed` for `unchanged`."""
    bare = word.removeprefix("un")
    known = vocabulary()
    return word in there or (
        denied and bare != word and (bare in known.frame or known.canonical.get(bare, bare) in there)
    )


def stems(text: str) -> list[str]:
    """Return the stems of all words, in order."""
    return [stem(word) for word in _WORD.findall(text)]


def names(text: str) -> list[str]:
    """Return what in prose looks like a name of code: options, dotted and joined names, calls, files."""
    return [found.group().removesuffix("()") for found in _NAME.finditer(text)]


def numbers(text: str) -> list[str]:
    """Return the numbers and versions in a text, each in one form; words up to twelve are numbers as well."""
    found = [number.group().strip(",_").replace(",", "").replace("_", "") for number in _NUMBER.finditer(text)]
    counted = [COUNTED[word.lower()] for word in _WORD.findall(text) if word.lower() in COUNTED]
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


@once
def _phrases() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return what finds the phrases of the list, and what each means."""
    lines = [[part.strip() for part in line.split("|")] for line in _lines("phrases")]
    shorter = {phrase: meaning for meaning, *found in lines for phrase in found}
    longest_first = sorted(shorter, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b", re.IGNORECASE), shorter


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
