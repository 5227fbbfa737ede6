"""The words that lead to what is said of a call: whether it runs at once, for each item, perhaps, or later."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.engines.reference.values import code
from explainer.model import Running

_BODIES = ("generator", "lambda")
_REACHED = "for which it comes to that"
_ONLY_IF = {"and": "what stands before `and` is true", "or": "what stands before `or` is false"}


def opening(running: Running, before: Running | None, all_of_step: Sequence[Running]) -> str:
    """Return what stands before the verb of a sentence about a call.

    Args:
        running: When the call runs.
        before: When the call runs that was told before it; None for the first one.
        all_of_step: Those of all calls of the step.
    """
    if running.runs in _BODIES:
        return "It then" if running == before and not running.perhaps else _of_body(running, all_of_step)
    if before is None:
        then = ""
    elif running.runs == "once":
        return _resumed(before)
    else:
        then = "Then"
    if running.runs == "once" or running == before:
        return then
    when = _when(running)
    return f"{then}, {when}," if then else f"{when},"


def _of_body(running: Running, all_of_step: Sequence[Running]) -> str:
    others = {one.deciding for one in all_of_step if one.runs == running.runs}
    who = f"the {running.runs}" if len(others) == 1 else code(running.deciding)
    if running.runs == "generator":
        return f"for each item {_REACHED if running.perhaps else 'that it goes through'}, {who}"
    return f"{'where it comes to that' if running.perhaps else 'each time it is called'}, {who}"


def _when(running: Running) -> str:
    if running.runs == "each":
        return f"for each item {_REACHED}" if running.perhaps else "for each item"
    if running.runs in _ONLY_IF:
        return f"only if {_ONLY_IF[running.runs]}"
    return f"only if {code(running.deciding)} {'holds' if running.runs == 'if' else 'does not hold'}"


def _resumed(before: Running) -> str:
    """Return how a sentence about what runs with the statement starts behind one about what does not."""
    if before.runs in _BODIES:
        return "The statement then"
    if before.runs == "each":
        return "Once that is done for all items,"
    return "Then" if before.runs == "once" else "Then, in any case,"
