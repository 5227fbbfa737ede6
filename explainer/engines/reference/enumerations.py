"""What `Color["RED"]` is: the member of an enumeration of the snippet, looked up by its name."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.engines.reference.english import sentence
from explainer.engines.reference.syntax import statement
from explainer.engines.reference.values import code
from explainer.model import Claim, ExplainRequest, Read
from explainer.reading.enumerations import ENUMERATIONS, FLAGS
from explainer.reading.tree import Node


def members(request: ExplainRequest, node: Node | None) -> Iterator[Claim]:
    """Yield what stands for a member that is looked up by its name, each once."""
    told: set[str] = set()
    for inner in node.walk() if node is not None else ():
        owner, *keys = inner.parts if inner.kind == "subscript" else [inner]
        if (
            len(keys) == 1
            and inner.text not in told
            and any(read.path == owner.text and _is_enumeration(request, read) for read in request.facts.reads)
        ):
            told.add(inner.text)
            looked_up = f"the member of the enumeration {code(owner.text)} with the name {code(keys[0].text)}"
            yield Claim(sentence(f"{code(inner.text)} is {looked_up}"), "checked")


def _is_enumeration(request: ExplainRequest, read: Read) -> bool:
    lines = {one.line for one in read.definitions if one.kind == "class"}
    headers = [
        step
        for step in request.context
        if step.kind == "class" and lines & {*range(step.start_line, step.end_line + 1)}
    ]
    return len(lines) == len(headers) == len(read.definitions) == 1 and _has_base(statement(headers[0]))


def _has_base(header: Node | None) -> bool:
    bases = header.child("argument_list") if header is not None else None
    return any(
        base.text.rpartition(".")[2] in (*ENUMERATIONS, *FLAGS) for base in (bases.parts if bases is not None else ())
    )
