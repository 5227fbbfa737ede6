"""Steps of languages whose meaning is not analysed: what kind of statement it is, and what it visibly calls."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from explainer.engines.reference import shell
from explainer.engines.reference.decided import behind, decided
from explainer.engines.reference.details import Parts
from explainer.engines.reference.english import listed
from explainer.engines.reference.entries import entry
from explainer.engines.reference.kinds import plain
from explainer.engines.reference.made import SHELL, later, made
from explainer.engines.reference.values import SHORT, code
from explainer.evidence.plain import code_markdown
from explainer.model import Call, ExplainRequest, Facts, Running, Write

_BY_BEGINNING = (
    (r"(?:public|private|protected|internal)\s*:?$", "sets who may use the members below"),
    (r"\{-#|#?pragma\b|declare\s*\(", "tells the compiler how to read the code"),
    (r"<!doctype\b", "says what kind of page it is"),
    (r"@(?:media|supports|container)\b", "applies the rules below only under its condition"),
    (r"@font-face\b", "describes a font"),
    (r"@keyframes\b", "describes an animation"),
    (r"@charset\b", "names the encoding of the file"),
    (r"export\s+\w+$", "makes a variable known to the programs that are started from here"),
    (r"export\s+(?:default|type|[*{])", "makes something usable in other files"),
    (r"goto\b", "goes on at the label that it names"),
    (r"(?:::)?\w+:(?::)?$", "is a label that code elsewhere may go on at"),
    (r"echo\b", "prints what follows"),
    (r"emit\b", "reports an event"),
    (r"retry$", "runs the block that failed once more"),
    (r"go\s+func\b", "starts a function that runs alongside"),
    (r"fallthrough$", "goes on with the next case"),
    (r"<-", "waits for a value from a channel"),
    (r"class\s*<<", "starts definitions for one object alone"),
    (r"\S+ <- ", "sends a value to a channel"),
    (r"_;$", "is where the function runs that is modified"),
    (r"let$", "names values for the lines below"),
    (r"in$", "starts what may use the names above"),
    (r"inherit\b", "takes over values under their own names"),
    (r"[})\]]", "ends a block and the statement that it is a part of"),
)
"""What steps do that no kind tells, by how they begin, where they neither call nor set anything."""
_BARE_RETURN = re.compile(r"return\s*(?:;|(?:if|unless)\b|[\s}]*$)")
_DELETED = re.compile(r"\)[^;{]*=\s*delete\s*;")
_TAG = re.compile(r"<([\w-]+)")
_VAGUE = ("expression", "declaration", "element", "rule", "block", "class")
_DEFINED_ELSEWHERE = re.compile(r"(?:\w+\s+)?(?:impl|extension|instance)\b")
_ONLY = {
    "and": "only if it counts as true",
    "or": "only if it counts as false",
    "missing": "only if it has none",
}
_MOST_GIVEN = 3
"""Arguments of a call that are told one by one."""
_CHANGED = ("assignment", "expression")


def lead(request: ExplainRequest) -> str:
    """Return a sentence about the step, without its full stop."""
    facts, language, kind = request.facts, request.language, request.step.kind
    if language == "yaml":
        return entry(request)
    if language == SHELL and (said := shell.end(request.step)):
        return said
    verb = "runs" if language == SHELL else "calls"
    parts, told = Parts(request), _unless_given(facts)
    calls = made(told, language)
    said = (decided(kind, facts.condition, language) if facts.condition else "") or parts.lead()
    said = said or _setting(request, calls) or _defined(request, parts)
    shown = [*parts.shown(), *(write.value for write in facts.writes if write.value)]
    told = [call for call in told if not _is_read_in(call, said, shown)]
    calls = made(told, language)
    if not said and kind == "expression" and calls:
        said, calls = f"{verb} {calls}{_given(told, language)}", ""
    said = said or _by_beginning(request, calls)
    said = said or (parts.declared() if kind == "declaration" else "")
    said = said or plain(language, kind)
    said += behind(facts.condition, language)
    sentences = [said]
    if calls and not (kind == "assignment" and language == SHELL and facts.writes):  # there told by the value
        sentences.append(f"{'For that it' if any(write.only for write in facts.writes) else 'It'} {verb} {calls}")
    return ". ".join([*sentences, *filter(None, [later(facts.calls, language)])])


def _is_read_in(call: Call, said: str, shown: Sequence[str]) -> bool:
    """Say whether a call can be read in a text that is told whole."""
    if call.running.runs != "once":
        return False
    written = re.compile(rf"(?<![\w.]){re.escape(call.callee)}(?!\w)")
    return any(code(text) in said and written.search(text) for text in shown if len(text) <= SHORT)


def _given(calls: Sequence[Call], language: str) -> str:
    """Return what a single call is given, where that is not much."""
    if len(calls) != 1 or calls[0].running.runs != "once" or language == SHELL:
        return ""
    values = [argument.value for argument in calls[0].arguments]
    brief = 0 < len(values) <= _MOST_GIVEN and all("\n" not in one and len(one) <= SHORT for one in values)
    return f" with {listed([code(one) for one in values])}" if brief else ""


def _unless_given(facts: Facts) -> list[Call]:
    """Return the calls, without the condition of those that make a value only where there is none: it is told of it."""
    only = {(write.only, write.path) for write in facts.writes}
    return [
        replace(call, running=Running()) if (call.running.runs, call.running.deciding) in only else call
        for call in facts.calls
    ]


def _setting(request: ExplainRequest, calls: str) -> str:
    """Return what a step sets or declares, as far as its assignments tell."""
    facts, kind = request.facts, request.step.kind
    if kind == "declaration" and facts.writes:
        value = facts.writes[0].value if len(facts.writes) == 1 else None
        sets = "sets" if request.language == "css" else "declares"
        to = "to" if request.language == "css" else "with the value"
        given = f" {to} {code(value)}" if value and (not calls or _is_brief(value)) else ""
        return f"{sets} {_names(facts.writes)}{given}"
    if kind not in _CHANGED or not facts.writes or (kind == "expression" and calls):
        return ""
    writes = [write for write in facts.writes if write.value]
    if not writes:
        return f"changes {_names(facts.writes)}"
    names, value = _names(writes), writes[0].value or ""
    only = f" {_ONLY[writes[0].only]}" if writes[0].only else ""
    if request.language == SHELL and calls and len(writes) == 1:
        return shell.kept(names, value, calls)
    if value not in request.step.code:
        return f"gives {names} a value that goes on in the lines below"
    together = len({write.value for write in writes}) == 1
    if not together or (calls and not _is_brief(value)):
        return f"gives {names} {'a value' if len(writes) == 1 else 'values'}{only}"
    noun = "value" if len(writes) == 1 else "values of" if calls else "values"
    return f"gives {names} the {noun} {code(value)}{only}"


def _is_brief(value: str) -> bool:
    return len(value) <= SHORT and "\n" not in value


def _defined(request: ExplainRequest, parts: Parts) -> str:
    """Return what a step defines, where its noun and name are known."""
    head = request.facts.head
    if head is None:
        return ""
    what = f"{head.noun} {code_markdown(head.name)}" if head.name else head.noun
    if request.language == "haskell" and head.noun == "function":
        return f"defines {code_markdown(head.name)} for the arguments that its pattern fits"
    if _DELETED.search(request.step.code):
        return f"rules out the {what}"
    return f"{'defines' if head.whole else 'starts the definition of'} the {what}{parts.taking()}"


def _by_beginning(request: ExplainRequest, calls: str) -> str:
    """Return what a step does by how it begins, where its kind does not tell."""
    text, kind = request.step.code.strip(), request.step.kind
    if request.language == "php" and text.startswith("<?"):
        return "starts code of PHP"
    if kind == "block" and request.language == "hcl":
        return f"starts the block {code(text.partition('{')[0].strip())}"
    if kind == "element" and (tag := _TAG.match(text)):
        return f"is an element of the page: {code_markdown(tag[1])}"
    if kind == "return" and _BARE_RETURN.match(text):
        return "ends the function"
    if kind == "class" and _DEFINED_ELSEWHERE.match(text):
        return "adds what follows to a type"
    if kind not in _VAGUE or calls:
        return ""
    first = text.partition("\n")[0].rstrip()
    found = (words for beginning, words in _BY_BEGINNING if re.match(beginning, first, re.IGNORECASE))
    return next(found, "")


def _names(writes: Sequence[Write]) -> str:
    return listed(list(dict.fromkeys(code_markdown(write.path) for write in writes)))
