"""The facts of a step as sentences: what a claim may rest on beside quotes."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.evidence.lines import line_reference
from explainer.evidence.plain import code_markdown
from explainer.model import BoundArgument, Definition, ExplainRequest, Import, Research, ResolvedCall, Running

_LONGEST_VALUE = 200
"""Characters of a value that are shown; what is longer stands in the code."""


def fact_sentences(request: ExplainRequest) -> list[str]:
    """Return what static analysis knows of a step, one fact a sentence, code between backticks, in reading order.

    Lines of the snippet are references (`explainer.evidence.lines`).
    """
    facts = request.facts
    found = [_imported(one) for one in facts.imports]
    found += [sentence for call in request.research.calls for sentence in _called(call, request.research)]
    found += [sentence for read in facts.reads for sentence in _read(read.path, read.definitions)]
    types = dict(request.research.types)
    for write in facts.writes:
        value = f" to {_code(write.value)}" if write.value else ""
        kind = f", which is of type {_code(types[write.path])}" if write.path in types else ""
        found.append(f"Line {line_reference(write.line)} binds {_code(write.path)}{value}{kind}.")
    if facts.scope:
        found.append(f"The statement is in the body of {_code(facts.scope)}.")
    if facts.comment:
        found.append(f"Its comment says: “{' '.join(facts.comment.split())}”")
    found += _versions(request.research)
    return list(dict.fromkeys(found))


def _imported(found: Import) -> str:
    alias = f" under the name {_code(found.alias)}" if found.alias else ""
    what = f"{_code(found.name)} from {_code(found.module)}" if found.name else f"the module {_code(found.module)}"
    return f"Line {line_reference(found.line)} imports {what}{alias}."


def _called(resolved: ResolvedCall, research: Research) -> Iterator[str]:
    call = resolved.call
    callee = _code(call.callee)
    symbol = f", which is {_code(resolved.symbol)}" if resolved.symbol and resolved.symbol != call.callee else ""
    arguments = "" if call.arguments else ", without arguments"
    yield f"Line {line_reference(call.line)} calls {callee}{symbol}{arguments}."
    if call.running.runs != "once":
        yield f"The call of {callee} runs {_running(call.running)}."
    if resolved.source is not None:
        known = research.documentation[resolved.source]
        yield f"{callee} is the {known.kind} {_code(known.name)}."
    for bound in resolved.arguments:
        yield from _bound(bound, callee)
    if resolved.result:
        yield f"The call of {callee} gives a value of type {_code(resolved.result)}."


def _running(running: Running) -> str:
    if running.runs in ("and", "or"):
        return f"only if what stands before `{running.runs}` is {'true' if running.runs == 'and' else 'false'}"
    deciding = _code(running.deciding)
    if running.runs == "missing":
        return f"only if {deciding} has no value"
    if running.runs == "condition":
        return f"as a part of the condition {deciding}"
    if running.runs == "pipe":
        return f"with the output of {deciding} as its input"
    if running.runs in ("if", "else"):
        return f"only if {deciding} {'holds' if running.runs == 'if' else 'does not hold'}"
    often = "at times" if running.perhaps else "each time"
    return f"{often} {deciding} is called" if running.runs == "lambda" else f"for the items of {deciding}"


def _bound(bound: BoundArgument, callee: str) -> Iterator[str]:
    argument = bound.argument
    name = bound.parameter or argument.keyword
    given = f"The parameter {_code(name)} of {callee} is" if name else f"An argument of {callee} is"
    yield f"{given} {_code(argument.value)}."
    if argument.keyword:
        yield f"It is written as {_code(f'{argument.keyword}={argument.value}')}."
    for read in argument.reads:
        yield from _read(read.path, read.definitions)


def _read(path: str, definitions: tuple[Definition, ...]) -> Iterator[str]:
    name = path.partition(".")[0]
    for made in definitions:
        value = f", as {_code(made.value)}" if made.value else ""
        yield f"{_code(name)} comes from line {line_reference(made.line)}, set there by {_way(made.kind)}{value}."


def _way(kind: str) -> str:
    return {"assignment": "an assignment", "import": "an import"}.get(kind, f"a {kind}")


def _versions(research: Research) -> Iterator[str]:
    for source in research.sources:
        if source.package and source.version:
            yield f"The package {_code(source.package)} is of version {source.version}."


def _code(text: str) -> str:
    shown = " ".join(text.split())
    return code_markdown(shown if len(shown) <= _LONGEST_VALUE else shown[:_LONGEST_VALUE] + "…")
