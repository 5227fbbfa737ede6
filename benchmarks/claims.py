"""How many labelled claims the evidence check judges as a careful reader does; some were kept aside meanwhile."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.process import report
from benchmarks.turned import turned
from explainer.engines.protocol import ExplainRequest
from explainer.evidence.check import Checker
from explainer.evidence.cutting import cut
from explainer.evidence.sentences import sentences
from explainer.model import (
    BoundArgument,
    Call,
    Citation,
    Claim,
    Documentation,
    Explanation,
    Parameter,
    Research,
    ResolvedCall,
    Snippet,
    Source,
)
from explainer.pipeline.slices import Question, analyse

SETS = {
    "plain": "claims.yaml",
    "in the source's own words": "claims_own_words.yaml",
    "by others": "claims_by_others.yaml",
    "rephrased": "claims_rephrased.yaml",
}
"""The second set is harder: most of its contradictions use the words of the source alone, and its supported claims are
rephrased freely. It was written without a look at the check. The third is like the first, written by a language model
that had not seen the check; so is the fourth, which stands between the two."""
_PARAMETER = re.compile(r"(?m)^ *(?::param )?([a-z]\w*(?:, [a-z]\w*)*)(?: \([\w ]+\):| --| :|:)(?= |$)")
BACKED = ("supported",)
PASSED = 0.9
STOPPED = 0.99


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled claim, and what the check made of it."""

    of: str
    """The set that it is in."""
    label: str
    text: str
    held_out: bool
    published: str
    """`quoted`, `checked`, `inference`, or empty where it was stopped."""
    reason: str


def main() -> int:
    """Print how the check does on each part of each set; return how many numbers were missed."""
    judged = judge_all()
    turns = judge_turned()
    missed = 0
    for name in SETS:
        for held_out, title in ((False, "tuned on"), (True, "kept aside")):
            part = [one for one in judged if one.of == name and one.held_out == held_out]
            missed += _report(f"{name}, {title}", part)
            _report_turned(f"{name}, {title}", [one for one in turns if one.of == name and one.held_out == held_out])
    return missed


def judge_all() -> list[Judged]:
    """Return every labelled claim with what the check makes of it."""
    return [
        _judge(question.request, name, held_out, *claim)
        for name, held_out, question, claims in subjects()
        for claim in claims
    ]


def judge_turned() -> list[Judged]:
    """Return each supported claim that passes, with one word turned in every way that it can be."""
    found = []
    for name, held_out, question, claims in subjects():
        request = question.request
        for label, lines, text in claims:
            if label in BACKED and _judge(request, name, held_out, label, lines, text).published:
                found += [_judge(request, name, held_out, how, lines, contrary) for how, contrary in turned(text)]
    return found


def subjects() -> Iterator[tuple[str, bool, Question, list[tuple[str, int | str | None, str]]]]:
    """Give each subject's set, whether it is kept aside, what an engine would be asked, and its claims.

    A claim is a label, the lines that are its evidence, as `4` or `4-6` or none, and a text.
    """
    for name, file in SETS.items():
        for subject in yaml.safe_load((Path(__file__).parent / file).read_text(encoding="utf-8")):
            yield name, subject.get("aside", False), _question(subject), subject["claims"]


def _question(subject: dict[str, Any]) -> Question:
    """Return what an engine would be asked about the last statement of a subject, or the one that it names."""
    code, text = subject["code"], subject["text"].rstrip("\n")
    digest = hashlib.sha256(code.encode()).hexdigest()
    analysis = analyse(Snippet("subject.py", "python", "Subject", "", code, digest), 100)
    wanted = subject.get("step")
    index = next((i for i, s in enumerate(analysis.steps) if wanted and wanted in s.code), len(analysis.steps) - 1)
    package, version = subject["package"].split()
    symbol = f"{package}.{subject['call']}"
    source = Source(symbol, "", text, "symbols", symbol, package, version, "")
    summary = sentences(text)[0]
    names = ", ".join(_PARAMETER.findall(text)).split(", ")
    parameters = tuple(Parameter(name, "positional-or-keyword") for name in names if name)
    documented = Documentation(source, "function", symbol, parameters, summary)
    calls = tuple(
        ResolvedCall(call, symbol, 0, _bound(call, parameters))
        if call.name == subject["call"]
        else ResolvedCall(call, None, None)
        for call in analysis.facts[index].calls
    )
    return Question(analysis, index, Research((documented,), calls))


def claim_of(request: ExplainRequest, text: str, *evidence: int | str) -> Claim:
    """Return a claim with some lines of the only source as its evidence, each as `4` or `4-6`."""
    ranges = [(first, last or first) for first, _, last in (str(lines).partition("-") for lines in evidence)]
    source = request.research.sources[0].text
    spans = [cut(source, int(first), int(last), text) for first, last in ranges]
    assert None not in spans, text
    return Claim(text, "quoted" if spans else "inference", tuple(Citation(0, span) for span in spans if span))


def _bound(call: Call, parameters: Sequence[Parameter]) -> tuple[BoundArgument, ...]:
    """Return the arguments of a call with the parameters that they are given for."""
    at = iter(parameters)
    return tuple(
        BoundArgument(argument, argument.keyword or next((one.name for one in at), None)) for argument in call.arguments
    )


def _judge(request: ExplainRequest, of: str, held_out: bool, label: str, lines: int | str | None, text: str) -> Judged:
    checked = Checker(request).check(
        Explanation("evaluated", (claim_of(request, text, *(() if lines is None else [lines])),))
    )
    kept = checked.explanation.claims
    reason = checked.rejected[0].reason if checked.rejected else ""
    return Judged(of, label, text, held_out, kept[0].support if kept else "", reason)


def _report_turned(title: str, judged: list[Judged]) -> None:
    stopped = sum(one.published not in ("quoted", "checked") for one in judged)
    report(f"{title}: {len(judged)} supported ones with a word turned that are stopped", stopped / len(judged), "")


def _report(title: str, judged: list[Judged]) -> int:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in judged:
        counts[one.label][one.published or "stopped"] += 1
    print(f"  {title}: {len(judged)} claims", flush=True)
    for label, found in sorted(counts.items()):
        total = found.total()
        as_backed = found["quoted"] + found["checked"]
        print(f"    {label:<14} {total:>4}: {as_backed:>4} passed, {found['inference']:>3} marked as inference")
    backed = [one for one in judged if one.label in BACKED]
    wrong = [one for one in judged if one.label not in BACKED]
    passed = sum(one.published in ("quoted", "checked") for one in backed)
    let_through = sum(one.published in ("quoted", "checked") for one in wrong)
    missed = report(f"{title}: supported that pass", passed / len(backed), "", PASSED, at_least=True)
    missed += report(f"{title}: others that are stopped", 1 - let_through / len(wrong), "", STOPPED, at_least=True)
    report(f"{title}: precision of what passes", passed / max(1, passed + let_through), "")
    return missed
