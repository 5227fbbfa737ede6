"""Steps of languages whose meaning is not analysed: what kind of statement it is, and what it visibly calls."""

from __future__ import annotations

from explainer.engines.reference import shell
from explainer.engines.reference.english import listed
from explainer.engines.reference.entries import entry
from explainer.engines.reference.made import SHELL, made
from explainer.engines.reference.values import code
from explainer.evidence.plain import code_markdown
from explainer.model import ExplainRequest

_WORDS = {
    "import": "brings in code from elsewhere",
    "assignment": "gives {names} a value",
    "declaration": "declares {names}",
    "module": "names the module or package that the code belongs to",
    "class": "starts the definition of a type",
    "function": "starts the definition of a function",
    "type": "gives a type a name",
    "decorator": "adds something to the definition below",
    "if": "runs the block below only if its condition holds",
    "elif": "runs the block below if nothing above applied and its own condition holds",
    "else": "runs the block below if nothing above applied",
    "for": "repeats the block below",
    "while": "repeats the block below as long as its condition holds",
    "with": "runs the block below with something that is released at its end",
    "defer": "puts something off until the function or block around it ends",
    "try": "runs the block below and catches what goes wrong in it",
    "except": "handles what went wrong in the block above",
    "finally": "runs the block below in any case",
    "match": "chooses between the cases below",
    "case": "is one case of the choice above",
    "return": "ends the function and hands back its result",
    "yield": "hands a value to the caller and goes on when it is asked for the next",
    "raise": "reports an error to the caller",
    "assert": "checks something that must hold",
    "break": "leaves the loop",
    "continue": "goes on with the next turn of the loop",
    "block": "groups the lines below",
    "element": "is an element of the page",
    "rule": "sets how the elements that it names look",
    "end": "ends a block",
    "expression": "is evaluated for what it does",
}


def lead(request: ExplainRequest) -> str:
    """Return a sentence about the step, without its full stop."""
    facts = request.facts
    if request.language == "yaml":
        return entry(request)
    if request.language == SHELL and (said := shell.construct(request.step)):
        return said
    names = listed(list(dict.fromkeys(code_markdown(write.path) for write in facts.writes)))
    calls = made(facts.calls, request.language)
    verb = "runs" if request.language == SHELL else "calls"
    if request.step.kind == "expression" and calls:
        return f"{verb} {calls}"
    if request.step.kind == "assignment" and names and not calls and all(write.value is None for write in facts.writes):
        return f"changes {names}"
    values = [write.value for write in facts.writes if write.value]
    if request.step.kind == "assignment" and names and request.language == SHELL and calls and len(values) == 1:
        return shell.kept(names, values[0], calls)
    if request.step.kind == "assignment" and names and len(values) == 1 and not calls:
        return f"gives {names} the value {code(values[0])}"
    words = _WORDS.get(request.step.kind, "is a statement of its own").format(names=names or "a name")
    return f"{words}. It {verb} {calls}" if calls else words
