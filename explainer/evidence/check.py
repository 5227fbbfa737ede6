"""The check that every claim passes before it is published, whichever engine made it; no model takes part in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from explainer.evidence import support, words
from explainer.evidence.conversation import talk
from explainer.evidence.facts import fact_sentences
from explainer.evidence.given import Given
from explainer.evidence.lines import referenced_lines, replace_references
from explainer.evidence.plain import plain, quote_markdown, without_code
from explainer.evidence.words import without_quoted
from explainer.model import Citation, Claim, Documentation, ExplainRequest, Explanation, Rejected, Step
from explainer.settings import is_english, language_tag

_LONGEST = 600
"""Characters of a claim; what is longer is no one statement."""
_WHOLE = re.compile(r"[.!][\"'”’)`*]*$|[?…][\"”’)`]+$")
_LABEL = re.compile(r"\*{0,2}\w[\w.\[\]]*(?:(?:, ?| \| )\*{0,2}\w[\w.\[\]]*)*(?: ?: ?[^.]{1,60})?")
_VERSION = re.compile(r"(?:\.\. )?(?:versionadded|versionchanged|deprecated)::?")
_ENTRY = re.compile(r"\s*(?:[-*+] |:param )?[`*]{0,2}([A-Za-z_]\w*)[`*]{0,2}(?: \([^)\n]*\))? ?(?::|--)")
_TOO_COMMON = frozenset(("True", "False", "None", "0", "1"))
_COUNTED = 12
"""Up to here a program may count what is in a statement: arguments, repeated calls."""


def load() -> None:
    """Read what claims are checked with, if nobody did."""
    words.load()


@dataclass(frozen=True, slots=True)
class Checked:
    """What is left of an explanation, and what is not."""

    explanation: Explanation
    rejected: tuple[Rejected, ...] = ()


class Checker:
    """Holds the claims about one step against its code, its facts and its sources.

    Args:
        request: What the engine was given.
        inference: What is done with claims that have no quote and are no facts of the code: `show`, `mark`, `drop`.
        prompts: What the engine told a model and no reader should see.
        language: Of the claims, as a tag. In another than English their words cannot be compared with the sources: they
            are then inferences at best, with or without quotes.
    """

    def __init__(
        self, request: ExplainRequest, inference: str = "mark", prompts: Sequence[str] = (), language: str = "en"
    ) -> None:
        self._documentation = request.research.documentation
        self._sources = request.research.sources
        self._inference = inference
        self._prompts = prompts
        self._english = is_english(language_tag(language))
        code = [request.step.code, *(step.code for step in request.context)]
        facts = fact_sentences(request)
        self._facts = [replace_references(fact, lambda _: "") for fact in facts]
        self._numbered_facts = [replace_references(fact, str) for fact in facts]
        # The words of comments and docstrings are shown without their marks, lines that go on as one.
        docstring = request.step.code if request.step.kind == "docstring" else ""
        shown = (plain(request.facts.comment), plain(docstring), _apart(request.step.code))
        bound = (argument.parameter for call in request.research.calls for argument in call.arguments)
        self._known = (*code, *shown, *self._facts, *(f"*{name} **{name}" for name in bound if name))
        self._parameters = dict(_parameters(request))
        self._lines = {line for step in (request.step, *request.context) for line in _lines(step)}
        self._lines.update(line for fact in facts for line in referenced_lines(fact))
        self._given = Given.of(request)
        self._countable = max(_COUNTED, *_counts(request))

    def check(self, explanation: Explanation) -> Checked:
        """Return the claims that may be published, in their order, and why each of the others may not."""
        kept: list[Claim] = []
        rejected: list[Rejected] = []
        for claim in explanation.claims:
            judged = self._settled(claim)
            problem = self._problem(judged)
            if any(judged.text == other.text and judged.argument == other.argument for other in kept):
                rejected.append(Rejected(claim, "it was said before", mendable=False))
            elif problem:
                # Where inferences are dropped, nothing in another language could pass.
                rejected.append(Rejected(claim, problem, mendable=self._english or self._inference != "drop"))
            else:
                kept.append(replace(judged, marked=False) if self._inference == "show" else judged)
        return Checked(replace(explanation, claims=tuple(kept)), tuple(rejected))

    def _settled(self, claim: Claim) -> Claim:
        """Return the claim with the support that it can have at most."""
        if not self._english:
            return claim if claim.support == "checked" else replace(claim, support="inference")
        if claim.support == "inference" and not claim.citations:
            text = replace_references(claim.text, str)
            if any(support.repeats(text, fact) for fact in self._numbered_facts):
                return replace(claim, support="checked")
        return claim

    def _problem(self, claim: Claim) -> str:
        return self._misshapen(claim) or self._miscited(claim) or self._unbacked(claim)

    def _misshapen(self, claim: Claim) -> str:
        text = " ".join(replace_references(claim.text, str).split())
        if not text:
            return "it says nothing"
        if len(text) > _LONGEST and claim.support != "checked":
            return f"it is longer than {_LONGEST} characters"
        if claim.argument is None and not _WHOLE.search(text):
            return "it does not end as a statement does"
        # Quotation marks in code open no quote: without its code first, what stands between two strings would be one.
        return talk(without_quoted(without_code(text)), self._prompts)

    def _miscited(self, claim: Claim) -> str:
        if claim.support == "quoted" and not claim.citations:
            return "it is said to be quoted, and quotes nothing"
        return next((reason for citation in claim.citations if (reason := self._no_quote(citation))), "")

    def _no_quote(self, citation: Citation) -> str:
        if citation.source < 0:
            return "its evidence names no source"
        if citation.source >= len(self._sources):
            return f"there is no source {citation.source + 1}"
        text, span = self._sources[citation.source].text, citation.span
        if not 0 <= span.start < span.end <= len(text) or not span.of(text).strip():
            return f"its quote is no part of source {citation.source + 1}"
        return ""

    def _unbacked(self, claim: Claim) -> str:
        evidence = self._evidence(claim)
        text, states_facts = self._own_words(claim)
        problem = support.unknown_names(text, evidence, counted=self._countable if states_facts else 0)
        problem = problem or self._given.problem(text)
        if problem or claim.support == "checked" or (states_facts and self._english):
            return problem
        if claim.support == "inference" and self._inference == "drop":
            return "no quote and no fact of the code backs it"
        if not self._english:
            return ""
        text = self._given.as_default(text, evidence.quotes)
        words = support.unbacked_words if claim.support == "quoted" else support.unrelated_words
        return words(text, evidence)

    def _own_words(self, claim: Claim) -> tuple[str, bool]:
        """Return what a claim says beside its quotes, and whether that is a fact.

        It is where the claim says so, and where it shows all its quotes word for word: they speak for themselves.
        """
        text = claim.text
        shown = 0
        for citation in claim.citations:
            raw = citation.span.of(self._sources[citation.source].text)
            forms = [f"“{form}”" for form in (quote_markdown(raw), plain(raw)) if f"“{form}”" in text]
            if forms:
                text = text.replace(forms[0], " ", 1)
                shown += 1
        states_facts = claim.support == "checked" or 0 < shown == len(claim.citations)

        def written(line: int) -> str:
            return "" if states_facts or line in self._lines else f"`line {line}`"

        return replace_references(text, written), states_facts

    def _evidence(self, claim: Claim) -> support.Evidence:
        cited = [self._documentation[citation.source] for citation in claim.citations]
        quotes = [plain(citation.span.of(self._sources[citation.source].text)) for citation in claim.citations]
        lines = [_whole_lines(self._sources[citation.source].text, citation) for citation in claim.citations]
        if claim.support == "inference":
            quotes += [plain(source.text) for source in self._sources]
        return support.Evidence(
            quotes=tuple(quotes),
            known=(*self._known, *map(_called, cited)),
            labelled=tuple(map(_labelled, quotes, lines)),
            parameters=self._parameters,
            given=self._given.literals(),
            lines=tuple(lines),
        )


def check(explanation: Explanation, request: ExplainRequest) -> tuple[Explanation, tuple[str, ...]]:
    """Return the explanation with the claims that are backed, and why each of the others was left out."""
    checked = Checker(request).check(explanation)
    return checked.explanation, tuple(f"{one.claim.text!r}: {one.reason}" for one in checked.rejected)


def _called(found: Documentation) -> str:
    """Return how a source and what it documents are called, parameters included."""
    source = found.source
    parameters = (parameter.name for parameter in found.parameters)
    return " ".join(
        (found.name, found.of_base, source.title, source.symbol, source.package, source.version, *parameters)
    )


def _parameters(request: ExplainRequest) -> Iterator[tuple[str, str]]:
    """Give the names of parameters, and the values that are given for one alone, with the parameter."""
    bound = [argument for call in request.research.calls for argument in call.arguments if argument.parameter]
    written = [(value, argument.parameter) for argument in bound for value in _written(argument.argument.value)]
    values = Counter(value for value, _ in written)
    for found in request.research.documentation:
        yield from ((parameter.name, parameter.name) for parameter in found.parameters)
    for value, parameter in written:
        if values[value] == 1 and parameter and value not in _TOO_COMMON:
            yield value, parameter


def _written(value: str) -> Iterator[str]:
    """Give a value as it is written, and the strings in it where it is a list of them."""
    yield value
    if value[:1] in ("[", "("):
        yield from re.findall(r"\"[^\"]+\"|'[^']+'", value)


def _labelled(quote: str, line: str) -> str:
    """Return a quote behind the name of its entry, where its first line begins with one."""
    label = _ENTRY.match(line)
    return quote if not label or quote.lstrip().startswith(label.group(1)) else f"{label.group(1)}: {quote}"


def _apart(code: str) -> str:
    """Return code without what joins lines and words: a backslash at the end of a line, a backtick before a letter."""
    return re.sub(r"\\\r?\n|`", " ", code)


def _counts(request: ExplainRequest) -> Iterator[int]:
    """Give how much there is of what may be counted: lines, items of a list, places where a value may come from."""
    yield len(_lines(request.step))
    yield request.step.code.count(",") + 1
    yield from (len(read.definitions) for read in request.facts.reads)


def _lines(step: Step) -> range:
    return range(step.start_line, step.end_line + 1)


def _whole_lines(text: str, citation: Citation) -> str:
    """Return the lines that a quote is on: their beginnings may name the parameter that it describes."""
    start = text.rfind("\n", 0, citation.span.start) + 1
    above = text.rfind("\n", 0, max(start - 1, 0)) + 1
    if _LABEL.fullmatch(text[above:start].strip()) or _VERSION.match(text[above:start].strip()):
        start = above
    end = text.find("\n", citation.span.end)
    return text[start : end if end >= 0 else len(text)]
