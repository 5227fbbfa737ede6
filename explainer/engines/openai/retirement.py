"""Models that their provider has announced the end of, as OpenAI's list of deprecations had them in November 2026."""

from __future__ import annotations

import re
from datetime import date

_ENDED = frozenset(("gpt-3.5-turbo", "gpt-4", "o1", "o3-mini", "o4-mini"))
_ENDS = {
    date(2026, 12, 11): ("gpt-5", "gpt-5-mini", "gpt-5-nano", "o3"),
    date(2027, 1, 14): ("gpt-4.1", "gpt-4.1-mini", "gpt-4o", "gpt-4o-mini"),
    date(2027, 4, 1): ("gpt-5.1", "gpt-5.4-nano"),
}
_BY_MODEL = {model: end for end, models in _ENDS.items() for model in models}
_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$")
SOON = 60
"""Days before its end from which on the use of a model is a warning."""


def ending(model: str, today: date) -> tuple[str, bool] | None:
    """Return what to say of a model that ends or has ended, and whether that is urgent; None for any other.

    Args:
        model: Its name, also with the date of a snapshot.
        today: To tell what is urgent.
    """
    name = _DATED.sub("", model)
    remedy = "set option 'openai.model' to a current one"
    if name in _ENDED:
        return f"the model {model!r} has ended: {remedy}", True
    end = _BY_MODEL.get(name)
    if end is None:
        return None
    when = "has ended" if end <= today else "is announced to end"
    return f"the model {model!r} {when} on {end.isoformat()}: {remedy}", (end - today).days <= SOON
