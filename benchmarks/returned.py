"""The way of a claim as a whole, on what was kept aside: the check, one return to the model, and its second reading.

What a large language model answered was written down once; here the program reads these answers again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from benchmarks.claims import BACKED, PASSED, SETS, STOPPED, claim_of, subjects
from benchmarks.process import report
from explainer.engines.protocol import ExplainRequest, Rejected, Reread
from explainer.engines.reference.engine import ReferenceEngine
from explainer.model import Claim, Explanation
from explainer.pipeline.explaining import CheckedEngine
from explainer.pipeline.slices import Question
from explainer.settings import Settings
from explainer.store.cache import Cache

_ANSWERS = Path(__file__).parent / "claims_answers.yaml"


@dataclass(slots=True)
class Recorded:
    """An engine that says one claim, and of it what a model said when it was asked.

    Args:
        said: What it says at first.
        returned: By the text of a claim that is sent back: text and lines of the one that came in its place.
        doubts: By the text of a claim that is read again: why it is doubted, or nothing where it is not.
        rereads: Whether it is asked to read again.
    """

    said: Claim
    returned: dict[str, dict[str, Any]]
    doubts: dict[str, str]
    rereads: bool
    name: str = "recorded"
    version: str = "1"
    unread: list[str] = field(default_factory=list)
    """Claims that no model has read."""

    def explain(self, request: ExplainRequest) -> Explanation:  # noqa: ARG002
        """Say the claim."""
        return Explanation(self.name, (self.said,))

    def revise(self, request: ExplainRequest, refused: Sequence[Rejected]) -> Explanation:
        """Say what came in place of a claim, if it was sent back when the answers were written."""
        better = [self.returned[one.claim.text] for one in refused if one.claim.text in self.returned]
        return Explanation(self.name, tuple(claim_of(request, one["text"], *one["lines"]) for one in better))

    def reread(self, request: ExplainRequest, claims: Sequence[Claim]) -> Reread:  # noqa: ARG002
        """Refuse what was doubted, and what no model read."""
        if not self.rereads:
            return Reread()
        self.unread += [claim.text for claim in claims if claim.text not in self.doubts]
        reasons = {claim: self.doubts.get(claim.text, "not read") for claim in claims}
        return Reread(tuple(Rejected(claim, reason) for claim, reason in reasons.items() if reason))


@dataclass(frozen=True, slots=True)
class Arrived:
    """A labelled claim that was kept aside, and whether it, or what came in its place, is published as backed."""

    of: str
    """The set that it is in."""
    supported: bool
    with_return: bool
    with_second_reading: bool
    unread: int
    """Claims that a second reading would have been asked about, and that no model has read."""


def main() -> int:
    """Print what arrives in each set; return how many numbers were missed."""
    arrived = send_all()
    missed = 0
    for name in SETS:
        part = [one for one in arrived if one.of == name]
        good, bad = [one for one in part if one.supported], [one for one in part if not one.supported]
        report(f"{name}: supported that arrive after one return", _share([one.with_return for one in good]), "")
        with_both = _share([one.with_second_reading for one in good])
        missed += report(f"{name}: and after a second reading", with_both, "", PASSED, at_least=True)
        stopped = _share([not one.with_second_reading for one in bad])
        missed += report(f"{name}: others that are stopped then", stopped, "", STOPPED, at_least=True)
    report("claims that no model has read, taken for misjudged", sum(one.unread for one in arrived), "")
    return missed


def send_all() -> list[Arrived]:
    """Send each claim that was kept aside on its way."""
    answers = yaml.safe_load(_ANSWERS.read_text(encoding="utf-8"))
    return [
        _sent(
            question, name, label, claim_of(question.request, text, *(() if lines is None else [lines])), answers[name]
        )
        for name, aside, question, claims in subjects()
        if aside
        for label, lines, text in claims
    ]


def _sent(question: Question, of: str, label: str, claim: Claim, answers: dict[str, Any]) -> Arrived:
    def publishes(rereads: bool) -> tuple[bool, int]:
        engine = Recorded(claim, answers["returned"], answers["read"], rereads)
        with_reference = CheckedEngine(engine, ReferenceEngine(Settings()), Cache(None))
        shown = with_reference.explain(question, "subject.py:1").explanation
        backed = any(one.support in ("quoted", "checked") for one in shown.claims)
        return shown.engine == engine.name and backed, len(engine.unread)

    with_return, _ = publishes(rereads=False)
    with_second_reading, unread = publishes(rereads=True)
    supported = label in BACKED
    if not supported:  # what no model read might have been believed
        with_second_reading = with_second_reading or unread > 0
    return Arrived(of, supported, with_return, with_second_reading, unread)


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found)
