"""Docstrings that a function gives to a class that is passed through it, and to the members of that class."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import griffe

from explainer.analysis.bodies import body
from explainer.analysis.modules import Definition, expression


@dataclass(frozen=True, slots=True)
class Given:
    """An expression that makes a docstring."""

    expression: ast.expr
    function: griffe.Function
    """Where the names of the expression are looked up."""


def docstring_of(found: Definition, cls: griffe.Class, call: ast.Call, function: griffe.Function) -> Given | None:
    """Return what a function that a class is passed through gives to the class or a member as its docstring.

    Args:
        found: The class, or one of its members.
        cls: The class.
        call: `update(Class, word="x")`: what is bound to the class's name again, or decorates it.
        function: What is called.
    """
    parameters = [one.name for one in function.parameters]
    if not parameters:
        return None
    bound = _bound(call, function)
    bound.pop(parameters[0], None)
    given = _Run(parameters[0], cls.name, bound).run(body(function))
    words = given.get("" if found is cls else found.name)
    return Given(words, function) if words is not None else None


def made_by(call: ast.Call, function: griffe.Function) -> Given | None:
    """Return what a function gives to the class or function that it defines and returns as its docstring.

    Args:
        call: `make(effect=Shadow)`: what is bound to a name.
        function: What is called.
    """
    statements = body(function)
    last = statements[-1].value if statements and isinstance(statements[-1], ast.Return) else None
    if not isinstance(last, ast.Name):
        return None
    words = _Run(last.id, last.id, _bound(call, function)).run(statements).get("")
    return Given(words, function) if words is not None else None


def _bound(call: ast.Call, function: griffe.Function) -> dict[str, ast.expr]:
    """Return the expressions that the parameters of a function stand for in one call of it."""
    parameters = [one.name for one in function.parameters]
    defaults = {one.name: one.default for one in function.parameters if isinstance(one.default, str)}
    bound = {name: made for name, text in defaults.items() if (made := expression(text)) is not None}
    bound |= dict(zip(parameters, call.args, strict=False))
    return bound | {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}


class _Run(ast.NodeTransformer):
    """Goes through the statements of a function, with what its names are bound to at each of them."""

    def __init__(self, parameter: str, name: str, bound: Mapping[str, ast.expr]) -> None:
        self._parameter = parameter
        self._name = name
        self._bound = dict(bound)

    def run(self, statements: list[ast.stmt]) -> dict[str, ast.expr]:
        """Return the docstring expressions by member; that of the class itself under the empty name."""
        documented: dict[str, ast.expr] = {}
        members: dict[str, ast.expr] = {}
        for node in _flat(statements):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    self._bound[name] = self._filled(value)
                case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=name), attr="__doc__")], value=value):
                    documented["" if name == self._parameter else name] = self._filled(value)
                case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=name), attr=member)], value=value):
                    named = [part.id for part in ast.walk(value) if isinstance(part, ast.Name)]
                    found = next((documented[one] for one in named if one in documented), None)
                    if name == self._parameter and found is not None:
                        members[member] = found
        return members | ({"": documented[""]} if "" in documented else {})

    def _filled(self, value: ast.expr) -> ast.expr:
        filled: ast.expr = self.visit(copy.deepcopy(value))
        return filled

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Return what a name is bound to."""
        return self._bound.get(node.id, node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """Return the name of the class for `cls.__name__`, and of whatever else a name is taken of."""
        if node.attr == "__name__" and isinstance(node.value, ast.Name) and node.value.id == self._parameter:
            return ast.Constant(self._name)
        self.generic_visit(node)
        named = isinstance(node.value, ast.Name | ast.Attribute) and node.attr == "__name__"
        return ast.Constant(ast.unparse(node.value).rpartition(".")[2]) if named else node


def _flat(statements: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in statements:
        yield node
        if isinstance(node, ast.If | ast.With | ast.Try):
            yield from _flat(node.body)
