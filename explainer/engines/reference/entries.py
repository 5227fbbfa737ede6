"""What an entry of YAML sets: a key, or an item of a list."""

from __future__ import annotations

from explainer.engines.reference.values import code
from explainer.evidence.plain import code_markdown
from explainer.model import ExplainRequest

_MARKS = {"module": "starts a document", "end": "ends the document"}
_DIRECTIVE = "tells the program that reads the document how to do so"


def entry(request: ExplainRequest) -> str:
    """Return what a step of YAML sets, by its first key; those below it are what the key holds."""
    kind, first = request.step.kind, next(iter(request.facts.writes), None)
    if kind == "element":
        said = "is an item of the list"
        return f"{said}. Its {code_markdown(first.path)} is {code(first.value)}" if first and first.value else said
    if kind == "error":
        return "cannot be read as YAML"
    if kind in _MARKS:
        return _MARKS[kind]
    if kind not in ("block", "assignment") or first is None:
        return _DIRECTIVE if request.step.code.startswith("%") else "is an entry of its own"
    key = code_markdown(first.path)
    if first.value:
        return f"gives {key} the value {code(first.value)}"
    if kind == "block":
        return f"starts {key}, whose entries follow below"
    if "\n" in request.step.code:
        return f"gives {key} the value that takes up the rest of these lines"
    return f"names {key} without a value"
