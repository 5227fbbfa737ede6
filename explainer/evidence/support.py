"""Whether what a claim says is backed: its names, numbers and strings must occur, and its words must be the evidence's.

The measure is lexical and asks no model. `docs/decisions/0005-evidence-check.md` says what it was chosen on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from explainer.evidence import words
from explainer.evidence.contrary import contrary, nearest_sentence
from explainer.evidence.defaults import other_default
from explainer.evidence.plain import code_spans

_ONE_MARK = {ord("`"): None} | {ord(mark): '"' for mark in "'“”‘’"}
_BESIDE_MARKS = re.compile(r"\s*([^\w\s])\s*")
_WORDLIKE = re.compile(r"\w")
_INLINE_MARKS = re.compile(r"\\([^\w\s])|[`*]")
_FIRST_CODE = 0xF0000
_CODE_PLACE = re.compile("[\U000f0000-\U000ffffd]")
"""Private characters hold the places of code while strings are looked for outside of it."""
_REGARDLESS = re.compile(r"\bor not\b|\bregardless\b|\bin any case\b", re.IGNORECASE)
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
    lines: tuple[str, ...] = ()
    """The whole lines that the quotes are cut from, for names alone."""

    @cached_property
    def quoted_words(self) -> frozenset[str]:
        """Content words of the quotes."""
        return frozenset(words.content("\n".join(self.quotes)))

    @cached_property
    def known_words(self) -> frozenset[str]:
        """Content words of code and facts."""
        return frozenset(words.content("\n".join(self.known)))

    @cached_property
    def stems(self) -> frozenset[str]:
        """Stems of all words."""
        return frozenset(words.stems(words.split_names("\n".join((*self.quotes, *self.known)))))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Numbers and versions anywhere in it."""
        return frozenset(words.numbers("\n".join((*self.quotes, *self.known))))

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
        if not _occurs(code, evidence.squeezed):
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
    if evidence.quotes and said and evidence.quoted_words.isdisjoint(said):
        return "its quotes speak of something else"
    backed = evidence.quoted_words | evidence.known_words
    denied = _denies("\n".join(evidence.quotes))
    denies = _denies(prose) or _denies(nearest_sentence(text, evidence.quotes))
    light = frozenset() if denies else words.vocabulary().light
    missing = [word for word in dict.fromkeys(said) if word not in light and not words.occurs(word, backed, denied)]
    if missing:
        return f"nothing backs {_listed(_as_written(missing, prose))}"
    quotes = evidence.labelled or evidence.quotes
    return (
        _overstated(prose, evidence)
        or other_default(text, quotes, evidence.lines, evidence.parameters)
        or contrary(prose, text, quotes, evidence.parameters)
    )


def _denies(text: str) -> bool:
    return not words.vocabulary().negative.isdisjoint(words.stems(text))


def repeats(text: str, fact: str) -> bool:
    """Whether a claim only says again what a fact says: its names in the same order, and no word beside the fact's."""
    codes = code_spans(text)
    places = [fact.find(f"`{code}`") for code in codes]
    if not codes or -1 in places or places != sorted(set(places)):
        return False
    prose = _prose(text)
    return not _denies(prose) and set(words.content(prose)) <= set(words.content(fact))


def unrelated_words(text: str, evidence: Evidence) -> str:
    """Return why a claim is not even an inference from what is known of a step, or an empty string."""
    prose = words.without_quoted(_prose(text))
    said = set(words.content(prose))
    missing = [word for word in said if word not in evidence.quoted_words | evidence.known_words]
    if said and 1 - len(missing) / len(said) < _INFERRED_SHARE:
        return f"nothing known of the step speaks of {_listed(sorted(_as_written(missing, prose)))}"
    quotes = evidence.labelled or evidence.quotes
    return (
        _overstated(prose, evidence)
        or other_default(text, quotes, evidence.lines, evidence.parameters)
        or contrary(prose, text, quotes, evidence.parameters)
    )


def _overstated(prose: str, evidence: Evidence) -> str:
    """Find a word that leaves no exception, where the evidence has none such."""
    known = words.vocabulary()
    if _REGARDLESS.search(prose) and evidence.stems.isdisjoint(_EITHER_WAY):
        return "nothing says that it is so either way"
    for sentence in re.split(r"[.;,:]\s", words.plainer(prose.replace("as well as", "and"))):
        stems = words.stems(sentence)
        denied = not known.negative.isdisjoint(stems)
        for word, stem in zip(re.findall(r"[A-Za-z]+", sentence), stems, strict=False):
            group = known.certain.get(stem)
            if group and group.isdisjoint(evidence.stems) and not (denied and stem == "ani"):
                return f"nothing says {word!r}"
    return ""


def _prose(text: str) -> str:
    """Return a claim without its code."""
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
    return list(dict.fromkeys(word for word in written if not wanted.isdisjoint(words.content(word))))


def _listed(found: Sequence[str]) -> str:
    return ", ".join(repr(word) for word in found[:4])
