"""The steps of a snippet explained side by side: what the cache has at once, the rest as the engine answers."""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass

from explainer.engines.protocol import COSTS
from explainer.errors import StoppedError
from explainer.model import ExplainedStep, Explanation, Facts, Research
from explainer.pipeline import additions
from explainer.pipeline.citing import in_order_of_citation
from explainer.pipeline.explaining import Answered, CheckedEngine, extended
from explainer.pipeline.flights import Flights
from explainer.pipeline.slices import Analysis, Question
from explainer.pipeline.summary import COUNTED, Forecast

_costs = logging.getLogger(COSTS)


@dataclass(frozen=True, slots=True)
class Explained:
    """The steps of a snippet, what was counted on the way, and whether all are as the engine makes them."""

    steps: list[ExplainedStep]
    counts: dict[str, int]
    final: bool


class StepExplainer:
    """Explains the steps of snippets; threads may share it.

    Args:
        engine: Asked for what its cache does not have.
        workers: Most steps that it is asked about at the same time, of all snippets together.
    """

    def __init__(self, engine: CheckedEngine, workers: int) -> None:
        self._engine, self._workers = engine, workers
        self._flights: Flights[Answered] = Flights(workers, engine.release)

    def stop(self) -> None:
        """Start no other step, and cancel those that wait for their turn; what the engine is asked already goes on."""
        self._flights.stop()

    def close(self) -> None:
        """Start nothing more, and wait for what is under way."""
        self._flights.close()

    def explain(self, analysis: Analysis, researched: Sequence[Research]) -> Explained:
        """Explain the steps side by side: those that the cache does not have are asked of the engine.

        Raises:
            StoppedError: when one would have to be asked about after `stop` or `close`.
        """
        questions = [Question(analysis, index, found) for index, found in enumerate(researched)]
        said = [self._engine.cached(question) for question in questions]
        missing = [index for index, explanation in enumerate(said) if explanation is None]
        if _costs.isEnabledFor(logging.INFO):
            self._announce(analysis, [questions[index] for index in missing])
        counts = Counter(cached=len(said) - len(missing))
        final = True
        made = {
            index: _explained(analysis, index, researched[index], explanation)
            for index, explanation in enumerate(said)
            if explanation is not None
        }
        for index, answered in self._answers(analysis, questions, missing):
            explanation = questions[index].absolute(answered.explanation)
            made[index] = _explained(analysis, index, researched[index], explanation)
            final = final and answered.final
            counts.update({name: getattr(answered, name) for name in COUNTED})
        steps = [made[index] for index in range(len(said))]
        empty = Explanation(self._engine.name)
        steps += [ExplainedStep(step, Facts(), Research(), empty) for step in analysis.beyond]
        return Explained(steps, dict(counts), final)

    def forecast(self, analysis: Analysis, researched: Sequence[Research]) -> Forecast | None:
        """Return what explaining takes at most, without asking; None where the engine does not say, or asks nobody."""
        questions = (Question(analysis, index, found) for index, found in enumerate(researched))
        return self._engine.forecast([question for question in questions if self._engine.cached(question) is None])

    def _announce(self, analysis: Analysis, questions: Sequence[Question]) -> None:
        forecast = self._engine.forecast(questions)
        if forecast is not None and forecast.steps:
            _costs.info("%s: %s", analysis.snippet.path, forecast)

    def _answers(
        self, analysis: Analysis, questions: Sequence[Question], missing: Sequence[int]
    ) -> Iterator[tuple[int, Answered]]:
        """Ask about some steps, never far ahead of what is taken."""
        ahead = 2 * self._workers
        waiting: deque[tuple[int, Future[Answered]]] = deque()
        for index in missing:
            if len(waiting) >= ahead:
                first, future = waiting.popleft()
                yield first, self._landed(future)
            place = f"{analysis.snippet.path}:{analysis.steps[index].start_line}"
            waiting.append((index, self._asked(questions[index], place)))
        for index, future in waiting:
            yield index, self._landed(future)

    def _landed(self, future: Future[Answered]) -> Answered:
        self._engine.get_ready()  # while the first answers are waited for
        try:
            return future.result()
        except CancelledError:
            raise StoppedError(
                "not explained any more, since this explainer was closed, or `explain_all` was left before its end; "
                "make another"
            ) from None

    def _asked(self, question: Question, place: str) -> Future[Answered]:
        key = question.key(self._engine.version)
        return self._flights.submit(key, lambda: self._engine.explain(question, place))


def _explained(analysis: Analysis, index: int, research: Research, explanation: Explanation) -> ExplainedStep:
    facts = analysis.facts[index]
    shown = additions.with_uses(explanation, facts)
    return in_order_of_citation(ExplainedStep(analysis.steps[index], facts, extended(research, explanation), shown))
