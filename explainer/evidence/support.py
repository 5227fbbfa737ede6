"""Whether what a claim says is backed: its names, numbers and strings must occur, and its words must be the evidence's.

The measure is lexical and asks no model. `docs/decisions/0005-evidence-check.md` says what it was chosen on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from explainer.evidence import words
from explainer.evidence.contrary import contrary
from explainer.evidence.defaults import other_default
from explainer.evidence.plain import code_spans

_ONE_MARK = {ord("`"): None} | {ord(mark): '"' for mark in "'“”‘’"}
_BESIDE_MARKS = re.compile(r"\s*([^\w\s])\s*")
_WORDLIKE = re.compile(r"\w")
_INLINE_MARKS = re.compile(r"\\([^\w\s]|_)|[`*]")
_FIRST_CODE = 0xF0000
_CODE_PLACE = re.compile("[\U000f0000-\U000ffffd]")
"""Private characters hold the places of code while strings are looked for outside of it."""
_KIND = re.compile(r"(?<=\w)` (?:errors?|exceptions?)\b")
_PARTS = re.compile(r"[,;:.!?]\s|\b(?:and|but|so|because|since|while|when|if)\b")
_GENERIC = frozenset(("each", "any"))
_PER = re.compile(r"\bper ([A-Za-z]+)\b")
_GENERAL = re.compile(r"\b(?:(?<=per )|(?<=an )|(?<=a )|(?=[A-Za-z]+s\b))([A-Za-z]+)\b")
"""A noun in the plural, or behind `per`: what is said of it holds for each."""
_ADDS_NOTHING = re.compile(r"\bas well as\b|\btoo (?=\w)")
_JOINED_NAME = re.compile(r"\b\w*_\w*\b")
_VERSION = re.compile(r"\.\. (deprecated|version(?:added|changed))::")
_BOTH = re.compile(r"\b(?:both|either|neither)\b", re.IGNORECASE)
_THERE_IS = re.compile(r"\bthere (?:is|are)\b", re.IGNORECASE)
_REGARDLESS = re.compile(r"\bor not\b|\bregardless\b|\bin any case\b", re.IGNORECASE)
_WITH_OR_WITHOUT = re.compile(r"\bwith or without\b", re.IGNORECASE)
_EITHER_WAY = frozenset(
    words.stem(word)
    for word in ("whether", "regardless", "always", "any", "every", "all", "even", "matter", "however", "never")
)
_CALL_TAIL = re.compile(r"\((?:\.\.\.|…)?\)$")
_INFERRED_SHARE = 0.7
"""Share of an inference's words that must occur in what is known of the step."""


@dataclass(frozen=True)
class Evidence:
    """The texts that a claim is held against."""

    quotes: tuple[str, ...]
    """What it cites, as a reader sees it."""
    known: tuple[str, ...]
    """The code of the step and what it depends on, its facts, and how the cited sources are called."""
    labelled: tuple[str, ...] = ()
    """The quotes, each with the name of the entry that it is in."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """For the name of each parameter, and for each value that is given for one, the parameter."""
    given: Mapping[str, str] = field(default_factory=dict)
    """For each parameter, what the call gives for it where that is a literal, or nothing where it is left out."""
    lines: tuple[str, ...] = ()
    """The whole lines that the quotes are cut from, for names alone."""

    @cached_property
    def quoted_words(self) -> frozenset[str]:
        """Content words of the quotes."""
        quotes = "\n".join(self.quotes)
        said = [quotes, *_VERSION.findall("\n".join(self.lines)), *(["exists"] if _THERE_IS.search(quotes) else [])]
        return frozenset(words.content(" ".join(said)))

    @cached_property
    def known_words(self) -> frozenset[str]:
        """Content words of code and facts."""
        return frozenset(words.content("\n".join(self.known)))

    @cached_property
    def stems(self) -> frozenset[str]:
        """Stems of all words."""
        # A name of several words, such as `extract_all`, says nothing of all.
        known = _JOINED_NAME.sub(" ", "\n".join(self.known))
        return frozenset(words.stems(words.split_names("\n".join((*self.quotes, known, *self.lines)))))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Numbers and versions anywhere in it."""
        found = words.numbers("\n".join((*self.quotes, *self.known, *self.lines)))
        whole = (number.removesuffix(".0") for number in words.numbers("\n".join(self.known)))
        return frozenset((*found, *whole, *("2" for quote in self.quotes if _BOTH.search(quote))))

    def speaks_of_many(self, noun: str, only_per: bool = False) -> bool:
        """Whether the quotes speak of what a noun names in general, as of `rows`, `a row` or `per row`."""
        wanted, spoken = words.stem(noun), _PER if only_per else _GENERAL
        return any(words.stem(found) == wanted for quote in self.quotes for found in spoken.findall(quote))

    @cached_property
    def squeezed(self) -> str:
        """All of it, each text on a line of its own, in the form in which code and strings are looked for."""
        return "\n".join(_squeezed(text) for text in (*self.quotes, *self.known, *self.lines))


def unknown_names(text: str, evidence: Evidence, *, counted: int = 0) -> str:
    """Return why the names, numbers or strings in a claim are not those of its evidence, or an empty string.

    Args:
        text: Of the claim, without the quotes that it shows.
        evidence: What it is held against.
        counted: Highest number that may have been counted in the code, such as its lines.
    """
    prose = _prose(text)
    for code in (*code_spans(text), *words.names(words.without_quoted(prose))):
        if not _occurs(code, evidence.squeezed) and not _is_joined(code, evidence):
            return f"`{code}` occurs neither in the code nor in the quotes"
    for string in _strings(text):
        if not _occurs(string, evidence.squeezed):
            return f"“{string}” occurs neither in the code nor in the quotes"
    for number in words.numbers(words.without_quoted(prose)):
        if number not in evidence.numbers and not (number.isdecimal() and int(number) <= counted):
            return f"the number {number} occurs neither in the code nor in the quotes"
    return ""


def unbacked_words(text: str, evidence: Evidence) -> str:
    """Return why the words of a claim are not those of its quotes, or an empty string."""
    prose = words.without_quoted(_prose(text))
    said = words.content(prose)
    if evidence.quotes and said and not _speak_of(evidence.quotes, text, prose):
        return "its quotes speak of something else"
    backed = evidence.quoted_words | evidence.known_words
    denied = _denies("\n".join(evidence.quotes))
    light = _light(prose, evidence.quotes)
    denies = _denies(prose)

    def is_backed(word: str) -> bool:
        # `is not supported` is what `unsupported` says.
        return words.occurs(word, backed, denied) or (denies and f"un{word}" in backed)

    missing = [word for word in dict.fromkeys(said) if word not in light and not is_backed(word)]
    if missing:
        return f"nothing backs {_listed(_as_written(missing, prose))}"
    quotes = evidence.labelled or evidence.quotes
    return (
        _overstated(prose, evidence)
        or other_default(text, quotes, evidence.lines, evidence.parameters)
        or contrary(prose, text, quotes, evidence.parameters, evidence.given, evidence.lines)
    )


def _speak_of(quotes: Sequence[str], text: str, prose: str) -> bool:
    """Whether quotes have a word of a claim, or a name in it."""
    spoken = set(words.telling("\n".join(quotes)))
    return not spoken.isdisjoint(words.telling(prose)) or any(
        code in quote for code in code_spans(text) for quote in quotes
    )


def _light(prose: str, quotes: Sequence[str]) -> set[str]:
    """Return the words of a claim that need no quote to have them: light ones where nothing is denied."""
    parts = [part for quote in quotes for part in _PARTS.split(quote)]
    elsewhere = {word for one in parts if not _denies(one) for word in words.content(one)}
    denied = {word for one in parts if _denies(one) for word in words.content(one)} - elsewhere
    found: set[str] = set()
    for part in _PARTS.split(prose):
        said = set(words.content(part))
        nearest = max(parts, key=lambda theirs: len(said.intersection(words.content(theirs))), default="")
        if not _denies(part) and not _denies(nearest) and said.isdisjoint(denied):
            found |= said & words.vocabulary().light
    return found


def _denies(text: str) -> bool:
    return not words.vocabulary().negative.isdisjoint(words.stems(text))


def repeats(text: str, fact: str) -> bool:
    """Whether a claim only says again what a fact says: the same, or its names in their order and no other word."""
    if _as_said(text) == _as_said(fact):
        return True
    codes = code_spans(text)
    rest = fact
    for code in codes:
        _, found, rest = rest.partition(f"`{code}`")
        if not found:
            return False
    prose = _prose(text)
    return (
        bool(codes)
        and not _denies(prose)
        and set(words.content(prose)) <= set(words.content(fact))
        and set(words.numbers(prose)) <= set(words.numbers(fact))
    )


def _as_said(text: str) -> str:
    return " ".join(text.split()).rstrip(".")


def unrelated_words(text: str, evidence: Evidence) -> str:
    """Return why a claim is not even an inference from what is known of a step, or an empty string."""
    prose = words.without_quoted(_prose(text))
    said = set(words.content(prose)) - words.vocabulary().light
    missing = [word for word in said if word not in evidence.quoted_words | evidence.known_words]
    if said and 1 - len(missing) / len(said) < _INFERRED_SHARE:
        return f"nothing known of the step speaks of {_listed(sorted(_as_written(missing, prose)))}"
    quotes = evidence.labelled or evidence.quotes
    return (
        _overstated(prose, evidence)
        or other_default(text, quotes, evidence.lines, evidence.parameters)
        or contrary(prose, text, quotes, evidence.parameters, evidence.given, evidence.lines)
    )


def _overstated(prose: str, evidence: Evidence) -> str:
    """Find a word that leaves no exception, where the evidence has none such."""
    known = words.vocabulary()
    if (
        _REGARDLESS.search(prose)
        and not _WITH_OR_WITHOUT.search("\n".join(evidence.quotes))
        and evidence.stems.isdisjoint(_EITHER_WAY)
    ):
        return "nothing says that it is so either way"
    for sentence in re.split(r"[.;,:]\s", words.plainer(_ADDS_NOTHING.sub("and", prose))):
        stems = words.stems(sentence)
        denied = not known.negative.isdisjoint(stems)
        written = re.findall(r"[A-Za-z]+", sentence)
        for at, (word, stem) in enumerate(zip(written, stems, strict=False)):
            group = known.certain.get(stem)
            if not group or not group.isdisjoint(evidence.stems) or (denied and stem == "ani"):
                continue
            nouns = written[at + 1 : at + 3]
            if not any(evidence.speaks_of_many(noun, only_per=word.lower() not in _GENERIC) for noun in nouns):
                return f"nothing says {word!r}"
    return ""


def _is_joined(code: str, evidence: Evidence) -> bool:
    """Whether a name is made of one of the code and one of the quotes: `table.names`, or `a.txt.bak` of `a.txt`."""
    head, dot, tail = _squeezed(code).rpartition(".")
    tail = _CALL_TAIL.sub("", tail)
    if not (head and dot and tail):
        return False
    of_code, of_quotes = _squeezed("\n".join(evidence.known)), _squeezed("\n".join((*evidence.quotes, *evidence.known)))
    return _stands_in(head, of_code, True, True) and (
        _stands_in(tail, of_quotes, True, True)
        if head.isidentifier()
        else _stands_in(f".{tail}", of_quotes, False, True)
    )


def _prose(text: str) -> str:
    """Return a claim without its code, and without what is said of a name to be read well: a `KeyError` error."""
    text = _KIND.sub("`", text)
    for code in code_spans(text):
        text = text.replace(f"`{code}`", " ")
    return text.replace("`", " ").replace("*", "")


def _strings(text: str) -> list[str]:
    """Return what a claim shows between quotation marks, as a reader sees it: with its code, without escapes."""
    text = _CODE_PLACE.sub("", text)
    codes = code_spans(text)
    for number, code in enumerate(codes):
        text = text.replace(f"`{code}`", chr(_FIRST_CODE + number), 1)
    shown = _INLINE_MARKS.sub(lambda found: found[1] or "", text)
    return [_CODE_PLACE.sub(lambda found: codes[ord(found[0]) - _FIRST_CODE], one) for one in words.quoted(shown)]


def _occurs(string: str, squeezed: str) -> bool:
    parts = _CALL_TAIL.sub("", _squeezed(string)).split("…")
    last = len(parts) - 1
    return all(_stands_in(part, squeezed, at == 0, at == last) for at, part in enumerate(parts) if part)


def _stands_in(wanted: str, squeezed: str, begins: bool, ends: bool) -> bool:
    """Whether a text has a string, not as a part of a longer word or number where the string begins or ends."""
    before = r"(?<!\w)" if begins and _WORDLIKE.match(wanted[0]) else ""
    after = r"(?!\w)" if ends and _WORDLIKE.match(wanted[-1]) else ""
    # A number is no part of another, nor of a version.
    before += r"(?<!\d\.)" if begins and wanted[0].isdecimal() else ""
    after += r"(?!\.\d)" if ends and wanted[-1].isdecimal() else ""
    return re.search(before + re.escape(wanted) + after, squeezed) is not None


def _squeezed(text: str) -> str:
    """Return a text without blanks beside marks, and with one kind of quotation mark."""
    text = text.translate(_ONE_MARK)
    return _BESIDE_MARKS.sub(r"\1", " ".join(text.split()))


def _as_written(stems: Iterable[str], prose: str) -> list[str]:
    """Return the words of a claim that have some stems, as it writes them."""
    wanted = set(stems)
    written = re.findall(r"[A-Za-z]+(?:['’][a-z]+)?", prose)
    found = list(dict.fromkeys(word for word in written if not wanted.isdisjoint(words.content(word))))
    # A phrase of several words is compared as another one.
    return found or sorted(wanted)


def _listed(found: Sequence[str]) -> str:
    return ", ".join(repr(word) for word in found[:4])
