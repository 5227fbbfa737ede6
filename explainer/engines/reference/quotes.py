"""Which sentences of a source say something about the very call in hand, as spans to be cited."""

from __future__ import annotations

import re
from collections.abc import Sequence

from explainer.engines.reference.cases import about_other_call, about_other_value, sets_count
from explainer.engines.reference.conditions import about_other, about_value, is_otherwise, literal
from explainer.evidence.plain import plain, quote_markdown
from explainer.evidence.sentences import sentences, unclosed
from explainer.model import BoundArgument, Citation, Documentation, ResolvedCall, Span

_LONGEST = 700
"""Characters of a quote; what is longer is a passage, and not quoted."""
_LONGEST_ASIDE = 320
_WORTH_KNOWING = re.compile(
    r"\b(?:in-?place|irreversibl[ey]|overwrit(?:es?|ten)|insecure|untrusted|arbitrary code|not thread[- ]safe"
    r"|experimental|caution|beware|must (?:be|not)|only (?:be|if|when) )",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"^[ \t]*(?:\*\*(?P<bold>[^*\n]+)\*\*|(?P<line>[^\s\n][^\n]*)\n[ \t]*(?P<mark>[-=~^])(?P=mark){2,})[ \t]*$",
    re.MULTILINE,
)
_WARNING = re.compile(r"(?:notes?|warnings?|caution|important)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"\bin (?:both|this|that|these|those|such|either) cases?\b|\bsuch an?\b|\b(?:above|otherwise|former|latter)\b"
    r"|^(?:this|these|those|such|they|it|then|also|thus|therefore|however|again|hence|here)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"(?:If|When|For|In|Unless|Once|While|With|Where)\b[^,]*(?:,|$)")
_RETURNS = re.compile(r"\W*(?:returns?|yields?|gives?)\b", re.IGNORECASE)
_TELLING = 12
_DEFAULT = re.compile(r"\W*(?:by )?default(?:s|ed)?\b|\W*optional\b", re.IGNORECASE)
_MAKES = re.compile(r"(?:\w+\.)*(?P<name>[A-Z]\w{3,})\(")
"""A value that is an instance of a class, right where it is given."""
_OF_KINDS = tuple(
    (re.compile(literal), re.compile(rf"(?:an? )?\W*(?:{words})\b", re.IGNORECASE))
    for literal, words in (
        (r"[rbfuRBFU]{0,2}[\"']", r"str(?:ing)?s?"),
        (r"\[", r"lists?|sequences?|iterables?|array"),
        (r"\(", r"tuples?|sequences?|iterables?|array"),
        (r"\{[^:]*:|\{\}|dict\(", r"dict(?:ionary)?|mapping"),
        (r"(?:True|False)$", r"bool(?:ean)?|True|False"),
        (r"None$", r"None"),
        (r"-?\d+$", r"int(?:eger)?s?|number|scalar"),
        (r"-?[\d.]+(?:e-?\d+)?$", r"floats?|number|scalar"),
        (r"lambda\b", r"callables?|functions?"),
    )
)
"""What a value begins with, and the words with which a list of what may be given begins its item for such values."""
_LEAD_IN = re.compile(r"[:;,]$")
_CLAUSE = re.compile(r",(?=\s+(?:which|whose|where|with)\b)")
_INNER_STOP = re.compile(r"(?<=[a-z]{3}|\w\w\))\.(?=\s+[a-z]\w+)")


class Quotes:
    """Picks quotes out of one source.

    Args:
        index: Of the source.
        documentation: The source, and where in it things are said.
    """

    def __init__(self, index: int, documentation: Documentation) -> None:
        self._index = index
        self._found = documentation
        self._text = documentation.source.text

    def summary(self, calls: Sequence[ResolvedCall] = ()) -> Citation | None:
        """Return what the symbol is for; None where nothing but its header is known.

        Args:
            calls: Of the symbol, where the words are to be about these.
        """
        said = self._found.summary
        if said is None or self._found.kind == "signature":
            return None
        if about_other_call(plain(said.of(self._text)), calls):
            below = (one for one in sentences(self._text) if one.start >= said.end)
            fitting = (one for one in below if self._is_case(one, calls))
            said = next(fitting, None)
        return self._cited(said, _LONGEST) if said is not None else None

    def _is_case(self, sentence: Span, calls: Sequence[ResolvedCall]) -> bool:
        """Tell whether a sentence sets a condition that calls meet, so that it stands beside one that they do not."""
        words = plain(sentence.of(self._text))
        return sets_count(words) and not about_other_call(words, calls)

    def parameter(self, argument: BoundArgument) -> list[Citation]:
        """Return what is said of a parameter: its first sentence, and what is said of the value that it gets here."""
        if argument.documentation is None:
            return []
        found = sentences(self._text, argument.documentation) or [argument.documentation]
        found = self._of_this_case(found, argument)
        if not found:
            return []
        value = argument.argument.value
        told = self._of_value(found, argument)
        chosen = told or self._fitting(found, value)
        mention = literal(value)
        about = next((one for one in found if one not in chosen and mention and self._tells(one, mention)), None)
        if told or (about is not None and self._of_other(about, argument)):
            about = None
        cited = [self._cited(one, _LONGEST) for one in (*chosen, *([about] if about else []))]
        return [one for one in cited if one is not None] or self._any_of(found)

    def _of_this_case(self, found: list[Span], argument: BoundArgument) -> list[Span]:
        """Return sentences without those about other values, and what points back to one of them."""
        plains = [plain(one.of(self._text)) for one in found]
        kept: list[Span] = []
        dropped = False
        for at, words in enumerate(plains):
            otherwise = at + 1 < len(plains) and is_otherwise(plains[at + 1])
            if about_other_value(words, argument):
                dropped = not otherwise
            else:
                dropped = dropped and _POINTS_BACK.search(words) is not None
            kept += [] if dropped else [found[at]]
        return kept

    def _of_value(self, found: list[Span], argument: BoundArgument) -> list[Span]:
        """Return what is said of the very value given, where the first sentence is about another; else nothing."""
        found = self._parted(found, _name_of(argument))
        plains = [plain(one.of(self._text)) for one in found]
        return [found[at] for at in about_value(plains, argument.argument.value, _name_of(argument))]

    def _parted(self, found: list[Span], name: str) -> list[Span]:
        """Return sentences, also those that begin with the parameter itself, as in `as_index=False`."""
        begins = re.compile(rf"(?<=\.)\s+(?=`{{0,2}}{re.escape(name)}\s?=)")
        parts = []
        for one in found:
            start, words = 0, one.of(self._text)
            for gap in begins.finditer(words):
                if not unclosed(words[: gap.start()]):
                    parts.append(Span(one.start + start, one.start + gap.start()))
                    start = gap.end()
            parts.append(Span(one.start + start, one.end))
        return parts

    def _of_other(self, sentence: Span, argument: BoundArgument) -> bool:
        return about_other(plain(sentence.of(self._text)), argument.argument.value, _name_of(argument))

    def _any_of(self, found: list[Span]) -> list[Citation]:
        """Return the first sentence that can be quoted, or what stands before the last stop of one that leads on."""
        for one in (one for one in found if one is found[0] or not self._rest(one)):
            whole = one if not _LEAD_IN.search(plain(one.of(self._text))) else None
            cited = self._cited(whole or self._before_stop(one) or one, _LONGEST)
            if cited is not None and len(plain(cited.span.of(self._text))) >= _TELLING:
                return [cited]
        return []

    def _outside_list(self, span: Span) -> bool:
        """Tell whether words are no item of a list, such as the rest of a sentence that a block of code interrupts."""
        line = self._text[self._text.rfind("\n", 0, span.start) + 1 : span.start]
        return not line.strip()

    def _rest(self, span: Span) -> bool:
        return self._outside_list(span) and span.of(self._text)[:1].islower()

    def _before_stop(self, span: Span) -> Span | None:
        """Return what stands before a sentence in small letters, as in `Waits. urllib3 sleeps:`, or the main clause."""
        words = span.of(self._text)
        ends = [stop.end() for stop in _INNER_STOP.finditer(words) if not unclosed(words[: stop.end()])]
        clause = _CLAUSE.search(words) if not ends and _LEAD_IN.search(plain(words)) else None
        if clause is not None and len(words[: clause.start()].split()) > 3 and not unclosed(words[: clause.start()]):
            return Span(span.start, span.start + clause.start())
        return Span(span.start, span.start + ends[-1]) if ends else None

    def _tells(self, sentence: Span, value: re.Pattern[str]) -> bool:
        """Tell whether a sentence is about a value, and not only that it is the default."""
        words = sentence.of(self._text)
        return value.search(words) is not None and not _DEFAULT.match(plain(words))

    def _fitting(self, found: list[Span], value: str) -> list[Span]:
        """Return what names the class that makes the value, else the first sentence, or of a list the fitting item."""
        if made := _MAKES.match(value):
            by_name = re.compile(rf"\b{made['name']}\b")
            if naming := next((one for one in found if by_name.search(one.of(self._text))), None):
                return [naming]
        first = plain(found[0].of(self._text))
        start = 0
        if _LEAD_IN.search(first) and len(found) > 1:
            kind = next((words for literal, words in _OF_KINDS if literal.match(value)), None)
            fitting = (at for at in range(1, len(found)) if kind and kind.match(plain(found[at].of(self._text))))
            start = next(fitting, 0) or (0 if self._outside_list(found[1]) else 1)
        if start == 0 and _LEAD_IN.search(first):
            return [self._before_stop(found[0]) or found[0]]
        # "Optional." or "float." alone tell nothing.
        short = len(plain(found[start].of(self._text))) < _TELLING
        return found[start : start + 2] if short else [found[start]]

    def returns(self) -> Citation | None:
        """Return what comes out, where the summary does not say it already."""
        if self._found.returns is None or self._found.kind == "class":
            return None
        summary = self._found.summary
        if summary is not None and _RETURNS.match(summary.of(self._text)):
            return None
        found = sentences(self._text, self._found.returns) or [self._found.returns]
        return self._cited(found[0], _LONGEST_ASIDE) if len(plain(found[0].of(self._text)).split()) > 3 else None

    def worth_knowing(self, calls: Sequence[ResolvedCall]) -> Citation | None:
        """Return a warning that is about the parameters which some calls of the symbol set."""
        bound = (one for call in calls for one in call.arguments)
        given = {one.parameter: one.argument.value for one in bound if one.parameter}
        described = [one.documentation for one in self._found.parameters if one.documentation]
        for sentence in sentences(self._text):
            words = sentence.of(self._text)
            inside = any(span.start <= sentence.start < span.end for span in described)
            if inside or sentence == self._found.summary or not _WORTH_KNOWING.search(words):
                continue
            named = given.keys() & set(re.findall(r"[`*]+(\w+)[`*]+", words))
            about_these = not about_other_call(plain(words), calls)
            if named and about_these and self._holds(sentence, given):
                return self._cited(sentence, _LONGEST_ASIDE)
        return None

    def _holds(self, sentence: Span, given: dict[str, str]) -> bool:
        """Tell whether a sentence is about each call, or one with these values, and needs nothing from before it."""
        words = plain(sentence.of(self._text))
        titles = [title["bold"] or title["line"] for title in _HEADING.finditer(self._text, 0, sentence.start)]
        if (titles and not _WARNING.match(titles[-1])) or _POINTS_BACK.search(words):
            return False
        condition = _CONDITION.match(words)
        if condition is not None and not given.keys() & set(re.findall(r"\w+", condition.group())):
            return False
        return not any(about_other(words, value, name) for name, value in given.items())

    def names(self, parameter: str) -> bool:
        """Tell whether the source names a parameter at all, other than in the header of what it documents."""
        shown = self._found.kind != "signature" and re.search(rf"(?<![\w.]){re.escape(parameter)}\b", self._text)
        return bool(shown)

    def words(self, citation: Citation) -> str:
        """Return a quote as inline Markdown between quotation marks."""
        return f"“{quote_markdown(citation.span.of(self._text))}”"

    def _cited(self, span: Span, longest: int) -> Citation | None:
        shown = plain(span.of(self._text))
        if not shown or len(shown) > longest or _LEAD_IN.search(shown):
            return None
        return Citation(self._index, span)


def _name_of(argument: BoundArgument) -> str:
    return argument.argument.keyword or argument.parameter or ""
