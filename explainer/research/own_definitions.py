"""What the snippet itself says of its functions and classes: their docstrings, or the comments above them."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Sequence
from typing import Literal

from explainer.analysis import docstrings
from explainer.analysis.modules import expression
from explainer.model import Documentation, Facts, Parameter, Snippet, Source, Step
from explainer.reading.enumerations import ENUMERATIONS
from explainer.reading.tree import Node
from explainer.research.sites import parameter_name, parameters_of

_STARS = {"list_splat_pattern": "var-positional", "dictionary_splat_pattern": "var-keyword"}


class OwnDefinitions:
    """Documents functions and classes of one snippet.

    Args:
        snippet: The snippet.
        steps: Its steps, for the comments above headers.
        facts: Of each step; they hold the comments.
    """

    def __init__(self, snippet: Snippet, steps: Sequence[Step], facts: Sequence[Facts]) -> None:
        self._snippet = snippet
        self._steps = steps
        self._facts = facts
        self._step_of = {line: index for index, s in enumerate(steps) for line in range(s.start_line, s.end_line + 1)}

    def document(self, definition: Node) -> Documentation:
        """Return what documents a function or class; its header where nothing does."""
        docstring = _docstring(definition) or self._comment_above(definition)
        made = _constructor(definition)
        beside = _docstring(made) if made is not None else ""
        header = _header(definition)
        text = "\n\n".join(part for part in (docstring, beside) if part) or header
        parsed = docstrings.parse(text)
        return Documentation(
            source=self._source(definition, text),
            kind=_kind(definition) if text != header else "signature",
            name=_qualified(definition),
            parameters=tuple(_parameters(definition, made, parsed)),
            summary=parsed.summary if text != header else None,
            returns=parsed.returns,
            deprecated=parsed.deprecated,
            gives=_gives(definition),
            enumeration=self._is_enumeration(definition),
        )

    def _is_enumeration(self, definition: Node) -> bool:
        written = definition.child("argument_list") if definition.kind == "class_definition" else None
        names = [base.text.rpartition(".")[2] for base in (written.parts if written is not None else ())]
        return any(name in ENUMERATIONS for name in names) and any(
            one.module == "enum" for facts in self._facts for one in facts.imports
        )

    def _source(self, definition: Node, text: str) -> Source:
        line = definition.line  # that of `def`, as in what is said of its name; decorators stand above it
        return Source(
            title=f"{_qualified(definition)}, defined in this snippet",
            url=f"#L{line}",
            text=text,
            searcher="snippet",
            symbol=_qualified(definition),
            package="",
            version="",
            locator=f"{self._snippet.path}:{line}",
        )

    def _comment_above(self, definition: Node) -> str:
        index = self._step_of.get(definition.line, 0)
        if index == 0:
            return ""
        above, step = self._steps[index - 1], self._steps[index]
        touches = above.kind == "comment" and above.end_line + 1 == step.start_line
        return self._facts[index - 1].comment.strip() if touches else ""


def _docstring(definition: Node) -> str:
    body = definition.child("block")
    first = body.parts[0] if body is not None and body.parts else None
    string = first.parts[0] if first is not None and first.kind == "expression_statement" and first.parts else first
    if string is None or string.kind not in ("string", "concatenated_string"):
        return ""
    written = expression(string.text)
    try:
        value = ast.literal_eval(written) if written is not None else ""
    except ValueError:
        return ""
    return inspect.cleandoc(value).strip() if isinstance(value, str) else ""


def _header(definition: Node) -> str:
    body = definition.child("block")
    text = definition.source[definition.start : body.start if body is not None else definition.end]
    return text.partition("\n#")[0].strip()


def _constructor(definition: Node) -> Node | None:
    return next((one for one in _methods(definition) if _name(one) == "__init__"), None)


def _methods(definition: Node) -> Iterator[Node]:
    body = definition.child("block") if definition.kind == "class_definition" else None
    for node in body.parts if body is not None else ():
        function = node.child("function_definition") if node.kind == "decorated_definition" else node
        if function is not None and function.kind == "function_definition":
            yield function


def _name(definition: Node) -> str:
    name = definition.child("identifier")
    return name.text if name is not None else ""


def _above(definition: Node) -> Node | None:
    """Return the function or class whose body a definition is in."""
    node = definition.parent
    while node is not None and node.kind not in ("function_definition", "class_definition"):
        node = node.parent
    return node


def _qualified(definition: Node) -> str:
    outer = _above(definition)
    return f"{_qualified(outer)}.{_name(definition)}" if outer is not None else _name(definition)


def _kind(definition: Node) -> str:
    if definition.kind in ("class_definition", "assignment"):
        return "class"
    outer = _above(definition)
    return "method" if outer is not None and outer.kind == "class_definition" else "function"


def _gives(definition: Node) -> Literal["", "coroutine", "generator"]:
    """Return what a function gives when it is called; what decorators make of it is not known."""
    decorated = definition.parent is not None and definition.parent.kind == "decorated_definition"
    if definition.kind != "function_definition" or decorated:
        return ""
    yields = any(node.kind == "yield" and _above(node) is definition for node in definition.walk())
    if definition.has("async"):
        return "" if yields else "coroutine"
    return "generator" if yields else ""


def _parameters(definition: Node, made: Node | None, parsed: docstrings.Docstring) -> Iterator[Parameter]:
    if definition.kind == "assignment":
        yield from _listed_fields(definition)
        return
    if definition.kind == "class_definition" and made is None:
        yield from _fields(definition, parsed)
        return
    function = made or definition
    written = parameters_of(function)
    if _kind(function) == "method" and not _is_static(function):
        written = written[1:]
    names = [parameter_name(one) for one in written]
    kinds = _kinds(written)
    for node, name, kind in zip(written, names, kinds, strict=True):
        if name is not None and kind:
            annotation = node.child("type")
            default = node.after("=")
            yield Parameter(
                name.text,
                kind,
                annotation.text if annotation is not None else "",
                default.text if default is not None else "",
                parsed.describes(name.text),
            )


def _kinds(written: Sequence[Node]) -> list[str]:
    """Return the kind of each parameter; empty for the marks `/` and `*`."""
    marks = [node.kind for node in written]
    slash = marks.index("positional_separator") if "positional_separator" in marks else -1
    kinds, after_star = [], False
    for number, node in enumerate(written):
        starred = next((kind for kind in _STARS if node.kind == kind or node.child(kind) is not None), None)
        if node.kind in ("positional_separator", "keyword_separator"):
            kinds.append("")
            after_star = after_star or node.kind == "keyword_separator"
        elif starred:
            kinds.append(_STARS[starred])
            after_star = True
        elif after_star:
            kinds.append("keyword-only")
        else:
            kinds.append("positional-only" if number < slash else "positional-or-keyword")
    return kinds


def _is_static(function: Node) -> bool:
    decorated = function.parent
    marks = [node.text for node in decorated.children if node.kind == "decorator"] if decorated is not None else []
    return any(mark.startswith("@staticmethod") for mark in marks)


def _fields(definition: Node, parsed: docstrings.Docstring) -> Iterator[Parameter]:
    """Yield the annotated names in a class's body, which dataclasses and the like are made from."""
    body = definition.child("block")
    for node in body.parts if body is not None else ():
        assignment = node.parts[0] if node.kind == "expression_statement" and node.parts else node
        annotation = assignment.child("type") if assignment.kind == "assignment" else None
        if annotation is not None and assignment.parts[0].kind == "identifier":
            value = assignment.after("=")
            name = assignment.parts[0].text
            default = value.text if value is not None else ""
            yield Parameter(name, "positional-or-keyword", annotation.text, default, parsed.describes(name))


def _listed_fields(assignment: Node) -> Iterator[Parameter]:
    """Yield the fields that `namedtuple("Point", ["x", "y"])`, `namedtuple("Point", "x y")` and the like name."""
    written = assignment.parts[-1].child("argument_list")
    listed = expression(written.parts[1].text) if written is not None and len(written.parts) > 1 else None
    names: list[object] = []
    if isinstance(listed, ast.Constant) and isinstance(listed.value, str):
        names += listed.value.replace(",", " ").split()
    elif isinstance(listed, ast.List | ast.Tuple):
        firsts = (one.elts[0] if isinstance(one, ast.Tuple) and one.elts else one for one in listed.elts)
        names += [one.value for one in firsts if isinstance(one, ast.Constant)]
    elif isinstance(listed, ast.Dict):
        names += [one.value for one in listed.keys if isinstance(one, ast.Constant)]
    yield from (Parameter(name, "positional-or-keyword") for name in names if isinstance(name, str))
