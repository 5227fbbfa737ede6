"""Functions of the snippet itself: what they are given and what they return, by the values that are seen there."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.analysis.locations import Location
from explainer.reading.tree import Node
from explainer.research import hovers
from explainer.research.class_index import FoundClass
from explainer.research.sites import FUNCTIONS, Site, method_of, parameter_name, parameters_of, returned_values
from explainer.research.sketch import TypeText
from explainer.research.workplace import Workplace


class OwnFunctions:
    """Asks for the types of arguments and results, and writes them to the functions that they belong to.

    Args:
        work: What it works with.
    """

    def __init__(self, work: Workplace) -> None:
        self._work = work
        self._probes: list[tuple[Node, list[Node], int, str]] = []
        self._looked_for_self = False

    def give_self(self) -> bool:
        """Say of each method that only returns `self` that it does: `__enter__`, and what is chained."""
        if self._looked_for_self:
            return False
        self._looked_for_self = True
        changed = False
        for function in self._work.tree.functions:
            given = parameters_of(function)
            name = parameter_name(given[0]) if given and _in_class(function) else None
            values = [value.text for value in returned_values(function)]
            if name is not None and values and set(values) == {name.text} and function.child("type") is None:
                changed |= self._work.sketch.annotate(_end_of_parameters(function), " -> ", TypeText("typing_.Self"))
        return changed

    def follow(self, site: Site, function: Node) -> bool:
        """Ask for the types of what a function of the snippet is given here and what it returns."""
        changed = False
        if function.kind == "class_definition":
            function = method_of(function, "__init__") or function
        if function.kind != "function_definition":
            return False
        if site.used and hovers.lost(site.result) and function.child("type") is None:
            values = list(returned_values(function))
            changed |= self._probe(function, values, _end_of_parameters(function), " -> ")
        for parameter, value in _given(site, function):
            name = parameter_name(parameter)
            if name is not None and parameter.kind in ("identifier", "default_parameter"):
                changed |= self._probe(function, [value], name.end, ": ")
        return changed

    def _probe(self, function: Node, values: list[Node], offset: int, mark: str) -> bool:
        if not values or any(waiting[2] == offset for waiting in self._probes):
            return False
        self._probes.append((function, values, offset, mark))
        for value in values:
            self._work.sketch.name(value.start, value.end)
        return True

    def answer(self) -> bool:
        """Write the types of arguments and returned values to the parameters and functions they belong to."""
        changed = False
        for probe in list(self._probes):
            function, values, offset, mark = probe
            places = [self._work.sketch.probe(value.start, value.end) for value in values]
            known = [place for place in places if place is not None]
            kinds = [hovers.type_of(text) for text in self._work.document.hovers(known)]
            classes = [self._classes(found) for found in self._work.document.type_definitions(known)]
            own = "typing_.Self" if mark == " -> " else _class_around(values[0])
            written = [self._written(text, among, own) for text, among in zip(kinds, classes, strict=True)]
            types = [kind for kind in written if kind is not None]
            if types and self._work.sketch.annotate(offset, mark, _union(types)):
                self._probes.remove(probe)
                if mark == ": ":
                    self._work.told_by_callers.append(function)
                changed = True
        return changed

    def _classes(self, places: Sequence[Location]) -> dict[str, FoundClass]:
        """Return the classes at some places by their names; those of the snippet itself are in no module."""
        found: dict[str, FoundClass] = {}
        for place in places:
            if place.own:
                made = self._work.tree.definition(self._work.sketch.line_of(place.line), place.column)
                name = made.child("identifier") if made is not None and made.kind == "class_definition" else None
                if made is not None and name is not None and made.column == 0:
                    found[name.text] = FoundClass("", name.text, None, made.line, "")
            elif (cls := self._work.reader.class_at(place.file, place.line)) is not None and cls.parent is cls.module:
                found[cls.name] = FoundClass(cls.module.path, cls.name, place.file, place.line, "")
        return found

    def _written(self, kind: str, among: dict[str, FoundClass], own_class: str) -> TypeText | None:
        resolve = self._work.resolver(None)
        return hovers.written(kind, lambda name: among.get(name) or resolve(name), own_class)


def _union(types: Sequence[TypeText]) -> TypeText:
    text = " | ".join(dict.fromkeys(kind.text for kind in types))
    return TypeText(text, tuple(dict.fromkeys(one for kind in types for one in kind.imports)))


def _class_around(node: Node) -> str:
    """Return the name of the top-level class that a value is in: what `self` is an instance of there."""
    above: Node | None = node
    while above is not None and (above.kind != "class_definition" or above.column > 0):
        above = above.parent
    name = above.child("identifier") if above is not None else None
    return name.text if name is not None else "typing_.Any"


def _end_of_parameters(function: Node) -> int:
    parameters = function.child("parameters")
    return parameters.end if parameters is not None else function.end


def _given(site: Site, function: Node) -> list[tuple[Node, Node]]:
    """Return the parameters of a function of the snippet with the arguments that a call gives them."""
    parameters = [node for node in parameters_of(function) if node.kind not in FUNCTIONS]
    names = {name.text: node for node in parameters if (name := parameter_name(node)) is not None}
    written = site.node.child("argument_list") if site.node is not None else None
    if written is None:
        return []
    in_class = function.parent is not None and _in_class(function)
    rest = parameters[1:] if in_class else parameters
    given: list[tuple[Node, Node]] = []
    for argument in written.parts:
        if argument.kind == "keyword_argument" and len(argument.parts) == 2:
            if argument.parts[0].text in names:
                given.append((names[argument.parts[0].text], argument.parts[1]))
        elif argument.kind in ("list_splat", "dictionary_splat"):
            rest = []
        elif rest:
            given.append((rest[0], argument))
            rest = rest[1:]
    return given


def _in_class(function: Node) -> bool:
    above = function.parent
    while above is not None and above.kind in ("block", "decorated_definition"):
        above = above.parent
    return above is not None and above.kind == "class_definition"
