"""The calls of a step of a language other than Python, each with what must be so for it to run."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.engines.reference.english import listed
from explainer.engines.reference.values import code
from explainer.model import Call, Running

SHELL = "bash"
_CONDITIONS = {
    "and": "holds",
    "or": "does not hold",
    "if": "holds",
    "else": "does not hold",
    "missing": "has no value",
}
_OF_BLOCKS = ("ruby", "swift", "kotlin")
"""Languages whose functions without a name are called blocks, or closures that look like such."""
_OUTCOMES = {"and": "succeeds", "or": "fails"}


def made(calls: Sequence[Call], language: str) -> str:
    """Return the calls of a step as the object of `calls` or `runs`, in the order of the text, or nothing.

    Those that are a part of its condition are left out, since the condition is told whole, and those of `later`.
    """
    told = [call for call in calls if call.callee and call.running.runs not in ("condition", "lambda")]
    found = list(dict.fromkeys((_written(call, language), call.running) for call in told))
    if all(running.runs == "once" for _, running in found):
        return listed([code(words) for words, _ in found])
    before, piped = "", False
    said: list[str] = []
    for words, running in found:
        if running.runs == "pipe":
            whole = "what stands before it" if "\n" in running.deciding else code(running.deciding)
            source = "its output" if running.deciding == before else f"the output of {whole}"
            said.append(f"{'pipes' if said else 'with'} {source} {'to ' if said else 'as its input, '}{code(words)}")
        else:
            said.append(f"{'runs ' if piped else ''}{code(words)}{_only_if(running, before, language)}")
        before, piped = words, piped or running.runs == "pipe"
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])}, and {said[-1]}"


def later(calls: Sequence[Call], language: str) -> str:
    """Return what the functions that a step makes call once they run, as a sentence; empty if they call nothing."""
    inner = [call for call in calls if call.running.runs == "lambda"]
    found = listed(list(dict.fromkeys(code(_written(call, language)) for call in inner)))
    noun = "block" if language in _OF_BLOCKS else "function"
    several = len({call.running.deciding for call in inner}) > 1
    return (f"{noun.capitalize()}s in it call {found}" if several else f"A {noun} in it calls {found}") if found else ""


def _only_if(running: Running, before: str, language: str) -> str:
    """Return the condition under which a call runs; that of the shell may be the command told before it."""
    if running.runs == "once":
        return ""
    words = _OUTCOMES.get(running.runs) if language == SHELL else None
    if words and running.deciding == before:
        return f" only if that {words}"
    if "\n" in running.deciding:
        return f" only if what stands before it {words or _CONDITIONS[running.runs]}"
    return f" only if {code(running.deciding)} {words or _CONDITIONS[running.runs]}"


def _written(call: Call, language: str) -> str:
    """Return a call as it is named: a command of the shell with its arguments."""
    words = [argument.value for argument in call.arguments] if language == SHELL else []
    # What a call is made on may stand in the lines of other steps.
    return " ".join([call.name if "\n" in call.callee else call.callee, *words])
