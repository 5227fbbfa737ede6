"""Which article stands before a name, by how the name begins when it is said."""

from __future__ import annotations

import re

_CAPITALS = re.compile(r"[A-Z](?![A-Za-z])|[A-Z]{2,}")
"""Letters that are said one by one, `F` and `HTTPServer`; a single one that a word starts with is none of them."""
_SAID_AS_WORD = re.compile(r"[B-DF-HJ-NP-TV-Z][AEIOU][A-Z]{2,}(?![a-z])")
"""Four capitals or more that have a syllable, `MIMEText`, `SARIMAX`: these are read as a word."""
_NO_SYLLABLE = re.compile(
    r"[hnx][b-df-hj-np-tv-xz]|l[b-df-hj-km-np-tv-xz]|m[bdf-hj-mp-tv-xz]|r[b-df-gj-np-tv-xz]|f[b-df-hkm-np-qs-tv-xz]"
    r"|s[bdfgrsvxz]",
    re.IGNORECASE,
)
"""Beginnings with which no English word begins, so that the first letter is said by its name: `ndarray`, `xml`."""
_NAMED_WITH_VOWEL = "AEFHILMNORSX"
_CONSONANT = re.compile(r"eu|on(?:e|ce)|uni(?![nm])|us[aeiu]|ut[ei]|ur[il](?!l)|u?uid|u(?:dp|tf)", re.IGNORECASE)
"""Beginnings that are written with a vowel and said with another sound: a `User`, a `Unit`, a `Url`."""
_SILENT = re.compile(r"hour|hono|honest|heir(?!l)", re.IGNORECASE)


def article(word: str) -> str:
    """Return `a` or `an`, as the beginning of a name is said; capitals that follow one another are spelled out."""
    name = word.lstrip("`_")
    spelled = _CAPITALS.match(name) and not _SAID_AS_WORD.match(name)
    if spelled or _NO_SYLLABLE.match(name):
        return "an" if name[0].upper() in _NAMED_WITH_VOWEL else "a"
    return "an" if _SILENT.match(name) or (name[:1].lower() in tuple("aeiou") and not _CONSONANT.match(name)) else "a"
