"""Explanations of steps: asked of the engine, checked, and never left empty when the engine fails."""

from __future__ import annotations

import logging

from explainer.engines.protocol import Engine
from explainer.errors import ServiceError
from explainer.evidence.check import check
from explainer.model import Explanation
from explainer.pipeline.keys import digest, program_version
from explainer.pipeline.slices import Question
from explainer.store.cache import Cache
from explainer.store.records import from_json, to_json

_log = logging.getLogger(__name__)


class CheckedEngine:
    """An engine whose answers are checked and cached, with the reference engine to stand in for it.

    Args:
        engine: The engine that was chosen.
        reference: The engine that needs no service; it may be the same one.
        cache: For checked explanations, by engine and question.
    """

    def __init__(self, engine: Engine, reference: Engine, cache: Cache) -> None:
        self.name = engine.name
        self._engine = engine
        self._reference = reference
        self._cache = cache
        self.version = digest(engine.name, engine.version, reference.version, program_version())

    def cached(self, question: Question) -> Explanation | None:
        """Return what was answered before, with the lines of the file."""
        text = self._cache.get("explanation", question.key(self.version))
        found = None if text is None else from_json(Explanation, text)
        return None if found is None else question.absolute(found)

    def explain(self, question: Question, place: str) -> tuple[Explanation, bool]:
        """Ask the engine.

        Args:
            question: What to explain.
            place: File and line of the step, for the log.

        Returns:
            The explanation with the lines of the file, and whether it is what the engine always answers: false when
            the reference engine stood in for a service that failed, so that the next build asks again.
        """
        try:
            explanation = self._checked(self._engine, question, place)
        except ServiceError as error:
            _log.warning("%s: %s; the reference explanation is shown instead", place, error)
            return question.absolute(self._checked(self._reference, question, place)), False
        if not explanation.claims and self._reference is not self._engine:
            _log.warning(
                "%s: nothing that %s said is supported; the reference is shown instead", place, self._engine.name
            )
            explanation = self._checked(self._reference, question, place)
        self._cache.set("explanation", question.key(self.version), to_json(explanation))
        return question.absolute(explanation), True

    def _checked(self, engine: Engine, question: Question, place: str) -> Explanation:
        explanation, dropped = check(engine.explain(question.request), question.request)
        for reason in dropped:
            _log.info("%s: left out a claim of %s: %s", place, engine.name, reason)
        return explanation
