"""The first sentence of a docstring that says what something is, behind the signatures that it may begin with."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from explainer.evidence.sentences import sentences
from explainer.model import Span
from explainer.reading import syntax_trees

_CALL = re.compile(r"\s*(?:class |def )?[A-Za-z_][\w.]*\(")
_REST = re.compile(r"\)?[ \t]*(?:-{1,2}>[^\n]*)?:?[ \t]*")
"""What may stand behind the brackets of a call on its line."""
_MARKS = re.compile(r"\n--(?=\n)")
_FORM = re.compile(r"^[ \t]*[\w.]+\(.*?\)[ \t]*-{1,2}>[ \t]*(?P<gives>\S.*?)[ \t]*$", re.M)
_VALUE = r"(?:[\w.]+(?:\([^()\n]*\))?|\([^()\n]*\))(?:\.[ \t]+(?=[A-Z])|,[ \t]+(?!else\b)|[ \t]+-{1,2}[ \t]+)"
_SAID = re.compile(rf"\s*[\w.]+\(.*?\)[ \t]*(?:-{{1,2}}>[ \t]*{_VALUE}|-{{1,2}}[ \t]+)(?=\S+[ \t]\S+[ \t]\S)")
"""Stands in one line before what a call does: `D.clear() -> None.  Remove all items`, `S.append(it) -- append it`."""
_GIVEN = re.compile(r"\s*[a-z]\w*(?:\[?, ?\w+\]?)*[ \t]+-{1,2}>[ \t]+(?=[\w']+[ \t]\S+[ \t]\S)")
"""What is given, before what comes out: `string, format -> new datetime parsed from a string`."""
_FILE = re.compile(r"[\w/]+\.pyi?[ \t]+-{1,2}[ \t]+(?=\w+[ /]\w)")
"""The name of the file itself, before what it is: `functools.py - Tools for working with functions`."""
_PLACE = re.compile(r"Source code:\s|(?:New|Added|Changed) in version \d\S*\Z")
"""Where something is, or since when, and not what it is."""
_LEADS_ON = re.compile(r"(?:(?<=\w)\s+(?:from|with|by|for|in|as|using|via|on))?\s*:$")
"""The end of a sentence that a list goes on with, and the word before that, which leads to the list."""
_LEADING_WORDS = 40
"""Characters in which these stand."""
_KIND = re.compile(
    r"(?:The )?(?:\W*\w+\W+)?"
    r"(?:objects?|class|decorator|attribute|variable|function|method|module|package|property|type|instance|constructor)"
    r"(?:,[^,]*\b(?:PEP|RFC) \d+)?\W*$",
    re.IGNORECASE,
)
"""No more than what kind of thing something is, and by which document: `lock object`, `The asyncio package.`"""
_TELLS_MORE = re.compile(
    r"(?!Typical|Usage|Example|For example|This|These|See|Note)[A-Z][^:]*\s\S+\s\S.*[^:]\.$", re.DOTALL
)
_ASIDE = re.compile(
    r"^(?P<indent>[ \t]*)"
    r"(?:\.\. (?:note|warning|attention|caution|danger|error|hint|important|seealso|tip|version\w+)::|!!!).*"
    r"(?:\n(?P=indent)[ \t]+\S.*|\n[ \t]*(?=\n|$))*",
    re.M,
)
"""A note or another aside, with what is indented below it."""


def summary(text: str, opening: Span) -> Span | None:
    """Return the first sentence or two of what a docstring says before its first section; None where it says nothing.

    Args:
        text: The docstring.
        opening: Where that is.
    """
    if said := _SAID.match(text, opening.start, opening.end) or _GIVEN.match(text, opening.start, opening.end):
        line = Span(said.end(), min(opening.end, (text + "\n").index("\n", said.end())))
        whole = Span(line.start, line.end if line.of(text).rstrip().endswith(".") else opening.end)
        return next(iter(sentences(text, whole)), None)
    prose = _after_signatures(text, opening)
    said_of_it = [s for s in sentences(text, prose) if not _is_signature(s.of(text)) and not _PLACE.match(s.of(text))]
    found = _told_first(text, said_of_it)
    if len(found) > 1 and _is_code(found[0].of(text)):  # one alone is what is assigned, in place of a docstring
        return None
    if found and (file := _FILE.match(found[0].of(text))):
        return Span(found[0].start + file.end(), found[0].end)
    if found and _KIND.fullmatch(found[0].of(text)):
        return _with_next(text, found)
    if not found or not (found[0].of(text)[0].isupper() or found[0].of(text)[0] in "`*"):
        forms = list(_FORM.finditer(text, opening.start, opening.end))
        return _of_forms(forms) if forms or not found else found[0]
    first = found[0]
    said_first = first.of(text)
    if leads_on := _LEADS_ON.search(
        said_first, max(0, len(said_first) - _LEADING_WORDS)
    ):  # `Interact with process:`, before a list of what that means
        main = Span(first.start, first.start + leads_on.start())
        return main if len(main.of(text).split()) > 2 else None
    if len(found) > 1 and len(first.of(text)) < 40 and "\n\n" not in text[first.end : found[1].start]:
        return Span(first.start, found[1].end)
    return first


def _with_next(text: str, found: Sequence[Span]) -> Span | None:
    """Return a sentence that tells next to nothing with the one right behind it; None where that is of no help."""
    following = found[1] if len(found) > 1 else None
    if following is None or text[found[0].end : following.start].strip() or not _TELLS_MORE.match(following.of(text)):
        return None
    return Span(found[0].start, following.end)


def only_signatures(text: str) -> bool:
    """Tell whether a docstring says no more than how a call is written."""
    return all(_is_signature(line.strip()) for line in text.split("\n") if line.strip())


def closing(text: str, start: int) -> int:
    """Return the position after the bracket that closes the one at `start`; `start` when none does."""
    depth = 0
    for position in range(start, min(len(text), start + 600)):
        depth += {"(": 1, ")": -1}.get(text[position], 0)
        if depth == 0:
            return position + 1
    return start


def _after_signatures(text: str, prose: Span) -> Span:
    """Return prose without the calls that it begins with, each of which may take several lines."""
    start = prose.start
    while match := _CALL.match(text, start, prose.end):
        line_end = text.find("\n", closing(text, match.end() - 1))
        end = min(prose.end, line_end if line_end >= 0 else len(text))
        if not _REST.fullmatch(text, closing(text, match.end() - 1), end):
            break
        start = end
        if marks := _MARKS.match(text, start, prose.end):
            start = marks.end()
    return Span(start, prose.end)


def _told_first(text: str, found: Sequence[Span]) -> Sequence[Span]:
    """Return the sentences from the first one that is not in a note or another aside; all where each is in one."""
    asides = [Span(*aside.span()) for aside in _ASIDE.finditer(text)]
    inside = [any(one.start <= sentence.start < one.end for one in asides) for sentence in found]
    return found[inside.index(False) :] if False in inside else found


def _of_forms(forms: Sequence[re.Match[str]]) -> Span | None:
    """Return what a call gives, where its one form is all that is said: `D.get(k) -> D[k] if k in D, else None`."""
    if len(forms) != 1 or len(forms[0]["gives"].split()) < 2:
        return None
    return Span(forms[0].start("gives"), forms[0].end("gives"))


def _is_code(sentence: str) -> bool:
    """Whether words are a statement of Python, as an example is that a docstring begins with."""
    if "=" not in sentence and not sentence.startswith(("assert ", "import ", "from ")):
        return False
    try:
        return not any(isinstance(one, ast.Expr) for one in syntax_trees.parse(sentence).body)
    except (SyntaxError, ValueError, RecursionError):
        return False


def _is_signature(sentence: str) -> bool:
    """Whether words are a call signature (as C functions and plotting functions write) or an introduction of one."""
    return bool(
        re.match(r"(?:class )?[\w.]+\(.*\)(\s*-{1,2}>.*)?\s*(--)?$", sentence, re.DOTALL)
    ) or sentence.rstrip().endswith("::")
