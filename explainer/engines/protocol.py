"""What an engine is given, and what it must return."""

from __future__ import annotations

from typing import Protocol

from explainer.model import ExplainRequest, Explanation

__all__ = ["Engine", "ExplainRequest"]


class Engine(Protocol):
    """Turns a step, its facts and its sources into an explanation.

    Third parties register theirs under the entry point group `explainer.engines`.
    """

    name: str
    version: str
    """Changes whenever the same request may give another explanation."""

    def explain(self, request: ExplainRequest) -> Explanation:
        """Explain one step.

        Raises:
            ServiceError: when a remote service failed; the step then gets the `reference` explanation.
        """
