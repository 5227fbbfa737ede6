"""What a walkthrough is about, in one sentence."""

from __future__ import annotations

from explainer.evidence.sentences import sentences
from explainer.model import Walkthrough
from explainer.render.text import one_line

_MOST_CHARACTERS = 220
_MOST_CALLS = 6


def summary(walkthrough: Walkthrough) -> str:
    """Return the first sentence of the introduction; without one, what the snippet calls."""
    introduction = walkthrough.snippet.introduction
    if found := sentences(introduction):
        return one_line(found[0].of(introduction), _MOST_CHARACTERS)
    calls = (call.name for step in walkthrough.steps for call in step.facts.calls if call.name)
    names = list(dict.fromkeys(calls))
    listed = ", ".join(f"`{name}`" for name in names[:_MOST_CALLS])
    beyond = f" and {len(names) - _MOST_CALLS} more" if len(names) > _MOST_CALLS else ""
    return one_line(f"Calls {listed}{beyond}.", _MOST_CHARACTERS) if names else ""
