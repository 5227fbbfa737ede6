"""Puts the claims about one step together, in the order in which a reader wants them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from explainer.engines.reference import other_languages
from explainer.engines.reference.calls import CallWriter, Group, grouped
from explainer.engines.reference.comments import comment_claims, docstring_claims, notebook_claim, trailing_claim
from explainer.engines.reference.english import listed, sentence
from explainer.engines.reference.enumerations import members
from explainer.engines.reference.imports import import_claims
from explainer.engines.reference.names import name_claims
from explainer.engines.reference.running import opening
from explainer.engines.reference.statements import Role, role
from explainer.engines.reference.syntax import bare, has_body_below, is_call, is_readable, statement
from explainer.engines.reference.told import Told
from explainer.engines.reference.values import code, named
from explainer.model import Claim, ExplainRequest, Explanation, Step
from explainer.reading.tree import Node
from explainer.settings import Settings

_PLAIN = {
    "pass": "does nothing: a statement has to stand here",
    "break": "leaves the loop at once",
    "continue": "goes on with the next turn of the loop",
    "try": "runs the block below and, if it fails, what is said for that further down",
    "finally": "runs the block below in any case, whether the lines above failed or not",
    "error": "this is no valid Python",
}
_ELSE = {
    "if": "runs the block below if nothing above applied",
    "for": "runs the block below once the loop has come to its end, unless it was left early",
    "while": "runs the block below once the loop has come to its end, unless it was left early",
    "try": "runs the block below if what is tried above did not fail",
}
"""What `else` means, by what it belongs to."""
_ENDED = re.compile(r"(?:[;}]|\b(?:end|done|fi))$|, do: ")
"""The end of a line that holds the whole of what its header is about, in languages other than Python."""
_ELSE_WITH = re.compile(r"[}\s]*else\s+\w")
_LOUD = ("import", "comprehension", "type parameter", "function", "class")


class ReferenceEngine:
    """Explains a step from its facts and sources alone; no setting changes what it says."""

    name = "reference"
    version = "1"
    """Stands still: keys of the cache hold the source of the whole program, and so of these sentences."""

    def __init__(self, settings: Settings) -> None:
        """Make the engine."""

    def explain(self, request: ExplainRequest) -> Explanation:
        """Explain one step."""
        return Explanation(self.name, tuple(_claims(request)))


def _claims(request: ExplainRequest) -> Iterator[Claim]:
    kind = request.step.kind
    if kind == "comment":
        yield from comment_claims(request)
        return
    if kind == "docstring":
        yield from docstring_claims(request)
    elif (command := notebook_claim(request)) is not None:
        yield command
        return
    elif request.language != "python":
        yield Claim(sentence(_located(other_languages.lead(request), request)), "checked")
    elif kind == "import":
        yield from import_claims(request)
    else:
        yield from _statement_claims(request)
    trailing = trailing_claim(request)
    if trailing is not None:
        yield trailing


def _statement_claims(request: ExplainRequest) -> Iterator[Claim]:
    node = statement(request.step) if is_readable(request.step) else None
    does = role(node) if node is not None else None
    told = Told(request)
    writer = CallWriter(told)
    groups = grouped(request.research.calls)
    value = next((group for group in groups if _is_value(group, does, node)), None)
    if value is None:
        yield from _lead(request, does, bool(groups))
    decorators = [group for group in groups if group.first.call.decorator]
    for group in decorators:
        yield from writer.claims(group, "")
    before, running = None, [group.first.call.running for group in groups]
    for group in [group for group in groups if group not in decorators]:
        result = _result(group, does, writer) if group is value else ""
        yield from writer.claims(group, opening(group.first.call.running, before, running), result)
        before = group.first.call.running
    yield from name_claims(told)
    yield from members(request, node)
    rest = _rest(request, told)
    if rest is not None:
        yield rest


def _is_value(group: Group, does: Role | None, node: Node | None) -> bool:
    """Tell whether a call is what the statement is about."""
    if len(group.calls) > 1 or node is None:
        return False
    value = does.value if does is not None else bare(node)
    return is_call(value, group.first.call) and (does is None or bool(does.of_result))


def _result(group: Group, does: Role | None, writer: CallWriter) -> str:
    if does is None:
        return ""
    return does.of_result.format(it="it" if writer.makes(group) else "the result")


def _lead(request: ExplainRequest, does: Role | None, calls: bool) -> Iterator[Claim]:
    kind = request.step.kind if is_readable(request.step) else "error"
    if does is not None:
        yield Claim(sentence(_located(does.alone, request)), "checked")
    elif kind == "else":
        yield Claim(sentence(_located(_ELSE[_owner(request)], request)), "checked")
    elif kind in _PLAIN:
        yield Claim(sentence(_located(_PLAIN[kind], request)), "checked")
    elif not calls:
        yield Claim(sentence(_evaluated(statement(request.step))), "checked")


def _evaluated(node: Node | None) -> str:
    """Say what an expression does that stands alone, where none of its calls is known, as within broken code."""
    called = bare(node)
    if called is not None and called.kind == "call" and called.parts:
        return f"calls {code(called.parts[0].text)}"
    return "evaluates the expression and leaves the result unused"


def _located(words: str, request: ExplainRequest) -> str:
    """Say of a header with its body on the same line that this is the rest of the line, and not below."""
    code = request.step.code.strip()
    if request.facts.condition is not None:
        ended = request.facts.condition.inline
    else:
        ended = not has_body_below(code) if request.language == "python" else _ENDED.search(code) is not None
        ended = (ended and "\n" not in code) or (request.step.kind == "else" and _ELSE_WITH.match(code) is not None)
    return words.replace("the block below", "the rest of the line") if ended else words


def _owner(request: ExplainRequest) -> str:
    """Return the kind of the statement that a clause belongs to: the last above it that stands as far in."""
    own = _indentation(request.step)
    around = (one.kind for one in reversed(request.context) if one.kind in _ELSE and _indentation(one) == own)
    return next(around, "if")


def _indentation(step: Step) -> int:
    return len(step.code) - len(step.code.lstrip())


def _rest(request: ExplainRequest, told: Told) -> Claim | None:
    """Say where the values of names come from of which nothing was said yet."""
    parts: dict[str, str] = {}
    for read in request.facts.reads:
        name = read.path.partition(".")[0]
        if {name, read.path} & told.names or name in ("self", "cls") or name in parts:
            continue
        kinds = {one.kind for one in read.definitions if one.line not in told.own}
        if kinds and not kinds & set(_LOUD):
            several = any(one.path != read.path and one.path.partition(".")[0] == name for one in request.facts.reads)
            parts[name] = named(replace(read, path=name) if several else read, told.own)
    if not parts:
        return None
    return Claim(sentence(f"uses {listed(list(parts.values()))}"), "checked")
