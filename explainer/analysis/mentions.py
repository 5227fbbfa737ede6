"""Sentences of a docstring's prose that are about one parameter, where it has no entry for that."""

from __future__ import annotations

import re
from collections.abc import Sequence

from explainer.evidence.sentences import sentences
from explainer.model import Span

_MARK = r"[`*]{0,2}"
_SWITCHED = (
    r"(?:[Tt]rue|given|specified|provided|passed|set|supplied|present|not None|non-?zero|a (?:positive|non-neg))"
)
_TELLS = (
    r"(?:is|are|can be|may be|must be|should be|specifies|determines|controls|defines|indicates|sets|gives|tells|names)"
)
_HEADING = re.compile(r"\n[ \t]*\*\*[^*\n]+\*\*[ \t]*(?=\n)")
"""A line in bold letters: what stands below it is about a special case."""
_POINTS_BACK = re.compile(
    r"\b(?:in (?:both|this|that|these|those|such|either) cases?|as above|the (?:above|former|latter))\b", re.IGNORECASE
)


def about(text: str, opening: Span, summary: Span | None, name: str) -> Span | None:
    """Return the sentence that begins with what a parameter does, such as `If order is true, …`; None without one.

    Args:
        text: The docstring.
        opening: Its prose before the first section.
        summary: The sentence that says what the whole is for, which is none about a parameter.
        name: Of the parameter.
    """
    heading = _HEADING.search(text, opening.start, opening.end)
    found = sentences(text, Span(opening.start, heading.start() if heading else opening.end))
    named = rf"{re.escape(name)}(?:\([^()\n]*\))?"
    noun = r"\s+(?:(?:keyword(?:-only)?\s+)?(?:argument|parameter)|keyword|flag|function)"
    # `The default is 3` is not about a parameter `default`, unless it is marked or said to be one.
    subject = (
        rf"(?:The\s+(?:optional\s+)?(?:[`*]+{named}[`*]+(?:{noun})?|{named}{noun})|{_MARK}{named}{_MARK}(?:{noun})?)"
    )
    does = rf"\s+{_TELLS}\b(?!\s+(?:deprecated|ignored))"
    tells = re.compile(rf"{subject}{does}|(?:.*, and the|A custom) {named}{noun}{does}")
    meant = rf"[\"']?{_MARK}{re.escape(name)}{_MARK}[\"']?|an?\s+{re.escape(name)}{noun}"
    condition = rf"(?:If|When)\s+(?:{meant})\s+(?:is|are)\s+(?:set\s+to\s+)?{_MARK}"
    switched = re.compile(rf"{condition}{_SWITCHED}")
    off = re.compile(rf"{condition}[Ff]alse\b")
    return _first(text, found, summary, (tells, switched)) or _first(text, found, summary, (off,))


def _first(text: str, found: Sequence[Span], summary: Span | None, patterns: Sequence[re.Pattern[str]]) -> Span | None:
    for place, one in enumerate(found):
        words = " ".join(one.of(text).split())
        inside_summary = summary is not None and summary.start <= one.start < summary.end
        if (
            inside_summary
            or not any(pattern.match(words) for pattern in patterns)
            or words.endswith((":", ";"))
            or _POINTS_BACK.search(words)
        ):
            continue
        following = found[place + 1] if place + 1 < len(found) else None
        goes_on = following is not None and re.match(r"Otherwise\b", following.of(text))
        apart = following is not None and "\n\n" in text[one.end : following.start]
        return Span(one.start, following.end) if following is not None and goes_on and not apart else one
    return None
