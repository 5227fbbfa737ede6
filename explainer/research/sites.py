"""Calls of the facts and the nodes of the syntax tree that they were read from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from explainer.analysis.locations import Location
from explainer.model import Call, Documentation, Facts, Match, Parameter
from explainer.reading.tree import Node

_CLASS_MAKERS = ("namedtuple", "NamedTuple", "TypedDict", "make_dataclass")
FUNCTIONS = ("function_definition", "lambda")


@dataclass(eq=False, slots=True)
class Site:
    """One call of the snippet, and what is found out about it."""

    step: int
    call: Call
    name: Node | None
    """The called name; None where what is called has no name, or the line is too long."""
    callee: Node | None = None
    node: Node | None = None
    """The whole call; None for a decorator without parentheses."""
    places: tuple[Location, ...] = ()
    documentation: Documentation | None = None
    own: Node | None = None
    """The function or class of the snippet itself that is called."""
    match: Match | None = None
    from_elsewhere: bool = False
    """Whether what is called follows from what the rest of the snippet does: its calls of a function, its imports."""
    overload: tuple[Parameter, ...] | None = None
    """The parameters of the form that is called, where a function has several."""
    owner: str = ""
    """Name of the class that the value before the dot surely is of, where that class does not have the member."""
    result: str = ""
    """The type of the result as the server writes it; empty where it does not know."""

    @property
    def found(self) -> bool:
        """Whether it is known what is called."""
        return self.documentation is not None or self.own is not None

    @property
    def value(self) -> Node | None:
        """The expression that is called, where it has no name: `f()` of `f()()`."""
        return self.callee if self.name is None else None

    @property
    def receiver(self) -> Node | None:
        """The expression before the last dot."""
        return self.callee.parts[0] if self.callee is not None and self.callee.kind == "attribute" else None

    def starts_in(self, node: Node) -> bool:
        """Whether what is called stands in a part of the snippet."""
        called = self.name or self.callee
        return called is not None and node.start <= called.start < node.end

    @property
    def used(self) -> bool:
        """Whether something is done with the result."""
        node = self.node
        while (
            node is not None and node.parent is not None and node.parent.kind in ("await", "parenthesized_expression")
        ):
            node = node.parent
        return node is not None and node.parent is not None and node.parent.kind != "expression_statement"

    @property
    def unpacked(self) -> int:
        """Into how many names the result is unpacked directly; 0 if it is not."""
        parent = self.node.parent if self.node is not None else None
        if (
            parent is None
            or parent.kind != "assignment"
            or parent.parts[0].kind not in ("pattern_list", "tuple_pattern")
        ):
            return 0
        names = parent.parts[0].parts
        return 0 if any(name.kind == "list_splat_pattern" for name in names) else len(names)


@dataclass(slots=True)
class Tree:
    """The syntax of a snippet, with the names in it by their place."""

    root: Node
    names: dict[tuple[int, int], Node] = field(init=False)
    """Identifiers by line and column."""
    functions: list[Node] = field(default_factory=list, init=False)
    attributes: dict[int, list[Node]] = field(default_factory=dict, init=False)
    """Those of values that have no name, such as `f().real`, by the line on which the attribute's own name stands."""
    _nameless: dict[tuple[int, int], list[Node]] = field(default_factory=dict, init=False)
    """Calls of what has no name, by the line and column where they start."""
    _by_line: dict[int, list[Node]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.names = {}
        for node in self.root.walk():
            place = node.line, node.column
            if node.kind == "identifier":
                self.names[place] = node
            elif node.kind == "function_definition":
                self.functions.append(node)
            elif node.kind == "attribute" and not _is_dotted(node):
                self.attributes.setdefault(node.parts[-1].line, []).append(node)
            elif node.kind == "call" and node.children[0].kind not in ("identifier", "attribute"):
                self._nameless.setdefault(place, []).append(node)
        for (line, _), node in self.names.items():
            self._by_line.setdefault(line, []).append(node)

    def on_line(self, line: int) -> list[Node]:
        """Return the identifiers on a line, from left to right."""
        return self._by_line.get(line, [])

    def sites(self, facts: Sequence[Facts]) -> list[Site]:
        """Return a site for each call of the facts."""
        return [self._site(step, call) for step, one in enumerate(facts) for call in one.calls]

    def _site(self, step: int, call: Call) -> Site:
        if not call.name:
            among = self._nameless.get((call.line, call.column), ())
            made = next((node for node in among if node.children[0].text == call.callee), None)
            return Site(step, call, None, made.children[0] if made is not None else None, made)
        name = self.names.get((call.line, call.column))
        if name is None or name.text != call.name:
            return Site(step, call, None)
        callee = name
        if name.parent is not None and name.parent.kind == "attribute" and name.parent.parts[-1] is name:
            callee = name.parent
        above = callee.parent
        node = above if above is not None and above.kind == "call" and above.children[0] is callee else None
        own = _class_meant(name) if callee is name and _is_parameter(call) else None
        return Site(step, call, name, callee, node, own=own)

    def definition(self, line: int, column: int) -> Node | None:
        """Return the function or class whose name stands at a place; for `Point = namedtuple(...)`, the assignment."""
        name = self.names.get((line, column))
        above = name.parent if name is not None else None
        if above is not None and above.kind == "assignment" and above.parts[0] is name and makes_class(above):
            return above
        if above is not None and above.kind in ("function_definition", "class_definition"):
            return above if above.child("identifier") is name else None
        return None

    def definition_of(self, name: str, line: int) -> Node | None:
        """Return the function or class of a name whose header is on a line, or, with decorators, soon below it."""
        places = [node for node in self.names.values() if node.text == name and node.line >= line]
        found = (self.definition(node.line, node.column) for node in sorted(places, key=lambda node: node.line))
        return next((one for one in found if one is not None), None)


def _is_dotted(node: Node) -> bool:
    """Tell whether an attribute is one of a name, or of an attribute of one."""
    while node.kind == "attribute":
        node = node.parts[0]
    return node.kind == "identifier"


def _class_meant(name: Node) -> Node | None:
    """Return the class that a parameter stands for as the first one of a class method: `cls`."""
    above = name.parent
    while above is not None:
        given = [parameter_name(one) for one in parameters_of(above)] if above.kind in FUNCTIONS else []
        if any(one is not None and one.text == name.text for one in given):
            is_first = given[0] is not None and given[0].text == name.text
            return _class_of_method(above) if is_first else None
        above = above.parent
    return None


def _class_of_method(function: Node) -> Node | None:
    """Return the class of a class method."""
    decorated = function.parent
    marks = [node.text for node in decorated.children if node.kind == "decorator"] if decorated is not None else []
    above = decorated.parent.parent if decorated is not None and decorated.parent is not None else None
    is_method = "@classmethod" in marks and above is not None and above.kind == "class_definition"
    return above if is_method else None


def _is_parameter(call: Call) -> bool:
    kinds = {definition.kind for read in call.reads for definition in read.definitions}
    return kinds == {"parameter"}


def makes_class(assignment: Node) -> bool:
    """Tell whether what is assigned is a class that a function makes from the names of its fields."""
    made = assignment.parts[-1]
    called = last_name(made.children[0]) if made.kind == "call" else None
    return called is not None and called.text in _CLASS_MAKERS


def root_name(node: Node) -> Node | None:
    """Return the name that an expression starts from: `axs` in `axs[0].lines`; None if it starts otherwise."""
    while node.kind in ("attribute", "subscript") and node.parts:
        node = node.parts[0]
    return node if node.kind == "identifier" else None


def last_name(node: Node) -> Node | None:
    """Return the name at the end of a name or dotted name, where a server can be asked for the value's type."""
    if node.kind == "attribute" and node.parts:
        node = node.parts[-1]
    return node if node.kind == "identifier" else None


def parameters_of(function: Node) -> list[Node]:
    """Return the parameters of a function or lambda as they are written."""
    found = function.child("parameters", "lambda_parameters")
    return found.parts if found is not None else []


def parameter_name(parameter: Node) -> Node | None:
    """Return the name in a parameter such as `x`, `x=1`, `x: int` or `*x`."""
    return next((node for node in parameter.walk() if node.kind == "identifier"), None)


def returned_values(function: Node) -> Iterator[Node]:
    """Yield the expressions that a function returns, without those of functions in it."""
    waiting = [function.children[-1]]
    while waiting:
        node = waiting.pop()
        if node.kind == "return_statement":
            yield from node.parts[:1]
        elif node.kind not in (*FUNCTIONS, "class_definition"):
            waiting.extend(node.children)


def method_of(made: Node, *names: str) -> Node | None:
    """Return the first method of a class of the snippet that has one of some names."""
    body = made.child("block")
    for node in body.walk() if body is not None else ():
        name = node.child("identifier") if node.kind == "function_definition" else None
        if name is not None and name.text in names:
            return node
    return None
