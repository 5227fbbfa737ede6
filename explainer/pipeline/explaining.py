"""Explanations of steps: asked of the engine, checked, sent back once, and never left empty when the engine fails."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from explainer.engines.protocol import Engine, Estimating, Holding, Rereading, Revising
from explainer.errors import AnswerError, ServiceError, ServiceStopped
from explainer.model import Claim, ExplainRequest, Explanation, Rejected, Research, Usage
from explainer.pipeline.keys import program_version
from explainer.pipeline.slices import Question
from explainer.pipeline.summary import Forecast
from explainer.settings import language_tag
from explainer.store.cache import Cache
from explainer.store.keys import digest
from explainer.store.records import kept, to_json

if TYPE_CHECKING:
    from explainer.evidence.check import Checked, Checker

_log = logging.getLogger(__name__)

_UNKNOWN = "und"
"""The tag of BCP 47 for a language that is not known."""
_WORDS = frozenset(("comment", "docstring", "end"))
"""Kinds of steps that do nothing: where no source says more, they say all that there is to say."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a question; its lines count as the question's do."""

    explanation: Explanation
    final: bool = True
    """Whether it is what the engine always answers; what is not is asked for again by the next build."""
    sent_back: int = 0
    """Claims that the engine was given back."""
    dropped: int = 0
    """Claims that did not pass."""
    replaced: int = 0
    """1 where the reference engine stood in."""


class CheckedEngine:
    """An engine whose answers are checked and cached, with the reference engine to stand in for it.

    Args:
        engine: The engine that was chosen.
        reference: The engine that needs no service; it may be the same one.
        cache: For checked explanations, by engine and question.
        inference: What is done with claims that nothing backs: `show`, `mark` or `drop`.
        searching: Changes whenever the engine may find something else by itself; empty for one that does not search.
    """

    def __init__(
        self, engine: Engine, reference: Engine, cache: Cache, inference: str = "mark", searching: str = ""
    ) -> None:
        self.name = engine.name
        self._engine = engine
        self._reference = reference
        self._cache = cache
        self._inference = inference
        self._prompts: Sequence[str] = getattr(engine, "prompts", ())
        self._language = language_tag(getattr(engine, "language", "en")) or _UNKNOWN
        versions = (engine.version, reference.version, program_version())
        self.version = digest(engine.name, *versions, inference, self._language, searching)

    def cached(self, question: Question) -> Explanation | None:
        """Return what was answered before, with the lines of the file."""
        found = self._kept(question)
        return None if found is None else question.absolute(found)

    def explain(self, question: Question, place: str) -> Answered:
        """Ask the engine, unless the answer is there.

        Args:
            question: What to explain.
            place: File and line of the step, for the log.
        """
        kept = self._kept(question)
        if kept is not None:
            return Answered(kept)
        try:
            answered = self._answered(question.request, place)
        except ServiceError as error:
            level = logging.INFO if isinstance(error, ServiceStopped) else logging.WARNING
            _log.log(level, "%s: %s; the reference explanation is shown instead", place, error)
            reason = f" ({error.reason})" if isinstance(error, AnswerError) else ""
            note = f"The engine {self.name} gave no answer that can be used for this step{reason}: "
            note += "this was written without it."
            shown = replace(self._referenced(question.request, place, note), usage=error.usage)
            return Answered(shown, final=False, replaced=1)
        if answered.final:
            self._cache.set("explanation", question.key(self.version), to_json(answered.explanation))
        return answered

    def forecast(self, questions: Sequence[Question]) -> Forecast | None:
        """Return what asking takes at most; None for an engine that does not say, or asks nobody."""
        if not isinstance(self._engine, Estimating):
            return None
        return Forecast.of(self._engine.estimate(question.request) for question in questions if _asks(question.request))

    def get_ready(self) -> None:
        """Load what answers are checked with, which takes a while the first time."""
        from explainer.evidence.check import load

        load()

    def release(self) -> None:
        """Release what belongs to the calling thread; it may go on."""
        self._cache.release()
        if isinstance(self._engine, Holding):
            self._engine.release()

    def _kept(self, question: Question) -> Explanation | None:
        return kept(self._cache, "explanation", question.key(self.version), Explanation)

    def _answered(self, request: ExplainRequest, place: str) -> Answered:
        if not _asks(request):
            return Answered(self._referenced(request, place, note=""))
        said = replace(self._engine.explain(request), language=self._language)
        request = replace(request, research=extended(request.research, said))
        checker = self._checker(request, self._prompts, self._language)
        first = self._reread(request, checker.check(said), said.usage)
        mendable = [one for one in first.rejected if one.mendable]
        answered = Answered(first.explanation, final=said.complete, dropped=len(first.rejected))
        if mendable and isinstance(self._engine, Revising):
            answered = self._revised(self._engine, request, place, checker, first, mendable)
        else:
            self._say(place, first.rejected)
        if answered.explanation.claims or self._engine is self._reference:
            return answered
        if said.claims:
            _log.info("%s: nothing that %s said is backed; the reference is shown instead", place, self.name)
            why = f"Nothing that the engine {self.name} said of this step is backed"
        else:
            _log.info("%s: %s said nothing; the reference is shown instead", place, self.name)
            why = f"The engine {self.name} said nothing of this step"
        note = f"{why}: this was written without it."
        reference = self._referenced(request, place, note)
        made = answered.explanation
        shown = replace(reference, usage=made.usage, path=made.path, found=made.found)
        return replace(answered, explanation=shown, replaced=1)

    def _revised(
        self,
        engine: Revising,
        request: ExplainRequest,
        place: str,
        checker: Checker,
        first: Checked,
        mendable: Sequence[Rejected],
    ) -> Answered:
        """Send back what was refused, and add what comes back better to what was good at once."""
        good = first.explanation
        try:
            other = engine.revise(request, mendable)
            both = replace(good, claims=(*good.claims, *other.claims), usage=_sum(good.usage, other.usage))
            together = self._reread(request, checker.check(both), other.usage, good.claims)
        except ServiceError as error:
            level = logging.INFO if isinstance(error, ServiceStopped) else logging.WARNING
            _log.log(level, "%s: %s; its claims that were refused are left out", place, error)
            paid = replace(good, usage=_sum(good.usage, error.usage))
            return Answered(paid, final=False, sent_back=len(mendable), dropped=len(first.rejected))
        self._say(place, together.rejected)
        gained = len(together.explanation.claims) - len(good.claims)
        explanation = replace(together.explanation, path=good.path + other.path)
        return Answered(
            explanation,
            final=good.complete and other.complete,
            sent_back=len(mendable),
            dropped=max(0, len(first.rejected) - gained),
        )

    def _reread(
        self, request: ExplainRequest, checked: Checked, before: Usage | None, read: Sequence[Claim] = ()
    ) -> Checked:
        """Take out what the engine, if it reads twice, does not find in the quotes of its claims.

        Args:
            request: What the engine was given.
            checked: What passed the check.
            before: What was paid for its newest claims, and is not told yet.
            read: Claims that were read again before.
        """
        explanation = checked.explanation
        quoting = [claim for claim in explanation.claims if claim.citations and claim not in read]
        if not quoting or not isinstance(self._engine, Rereading):
            return checked
        try:
            found = self._engine.reread(request, quoting)
        except ServiceError as error:
            raise error.after(before or Usage()) from None
        refused = [one.claim for one in found.refused]
        kept = tuple(claim for claim in explanation.claims if claim not in refused)
        return replace(
            checked,
            explanation=replace(explanation, claims=kept, usage=_sum(explanation.usage, found.usage)),
            rejected=checked.rejected + found.refused,
        )

    def _referenced(self, request: ExplainRequest, place: str, note: str) -> Explanation:
        checked = self._checker(request).check(self._reference.explain(request))
        self._say(place, checked.rejected)
        return checked.explanation if self._engine is self._reference else replace(checked.explanation, note=note)

    def _checker(self, request: ExplainRequest, prompts: Sequence[str] = (), language: str = "en") -> Checker:
        from explainer.evidence.check import Checker  # takes a while to import, and a warm build checks nothing

        return Checker(request, self._inference, prompts, language)

    def _say(self, place: str, rejected: Sequence[Rejected]) -> None:
        for one in rejected:
            _log.info("%s: left out a claim of %s: %r: %s", place, self.name, one.claim.text, one.reason)


def _asks(request: ExplainRequest) -> bool:
    """Return whether an engine is asked about a step: not about words of which nothing else is known."""
    return request.step.kind not in _WORDS or bool(request.research.sources)


def extended(research: Research, explanation: Explanation) -> Research:
    """Return the research on a step with what the engine found beside it."""
    if not explanation.found:
        return research
    return replace(research, documentation=(*research.documentation, *explanation.found))


def _sum(first: Usage | None, second: Usage | None) -> Usage | None:
    return first + second if first and second else first or second
