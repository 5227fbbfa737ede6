"""What a function without annotations returns, as far as its `return` statements show: an instance of which class."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

import griffe

from explainer.analysis import classes
from explainer.analysis.bodies import body
from explainer.analysis.modules import Definition, Modules
from explainer.analysis.texts import Texts

_MAX_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Result:
    """An instance of a class, or the very object that a method was called on."""

    cls: griffe.Class | None = None
    """None for what the method was called on, or an instance of the class that it was called on."""
    of_class: bool = False
    """Whether it is an instance of the class that a class method was called on."""
    forms: tuple[griffe.Class, ...] = ()
    """Where it is an instance of one of several classes: these, of which `cls` is a base of all."""


class Results:
    """Reads the bodies of functions.

    Args:
        modules: The files.
        texts: Resolves names in them.
    """

    def __init__(self, modules: Modules, texts: Texts) -> None:
        self._modules = modules
        self._texts = texts

    def of(self, found: Definition, depth: int = 0) -> Result | None:
        """Return what all `return` statements of a function agree on; None when that is not known."""
        if isinstance(found, griffe.Attribute):
            return self._of_alias(found, depth)
        if not isinstance(found, griffe.Function) or depth > _MAX_DEPTH:
            return None
        statements = body(found)
        results = {self._value(found, value, statements, depth) for value in _returned(statements)}
        return results.pop() if len(results) == 1 else self._common(results)

    def _common(self, results: set[Result | None]) -> Result | None:
        """Return one of several classes that have a base in common; None where they have none."""
        found = [result.cls for result in results if result is not None and result.cls is not None]
        if not found or len(found) < len(results):
            return None
        lines = [classes.linearise(self._modules, cls) for cls in found]
        shared = set.intersection(*({cls.path for cls in line} for line in lines))
        nearest = next((cls for cls in lines[0] if cls.path in shared), None)
        if nearest is None or nearest.module.path == "builtins":
            return None
        return Result(nearest, forms=tuple(sorted(found, key=lambda cls: cls.path)))

    def value(self, found: griffe.Function, value: ast.expr, statements: list[ast.stmt]) -> Result | None:
        """Return what an expression in the body of a function is an instance of."""
        return self._value(found, value, statements, 0)

    def _of_alias(self, found: griffe.Attribute, depth: int) -> Result | None:
        """Return the result of `make = Class.make`, where the class is known."""
        target = classes.follow(self._modules, found)
        result = self.of(target, depth + 1) if target is not None and target is not found else None
        if result is None or not result.of_class or not isinstance(found.value, griffe.ExprAttribute):
            return result
        before = found.value.values[:-1]
        path = before[0] if len(before) == 1 else griffe.ExprAttribute(before)
        owner = classes.follow(self._modules, classes.resolve(self._modules, path, found.parent))
        return Result(owner) if isinstance(owner, griffe.Class) else None

    def _value(self, found: griffe.Function, value: ast.expr, body: list[ast.stmt], depth: int) -> Result | None:
        match value:
            case ast.Name(id="self"):
                return Result()
            case ast.Name(id=name):
                made = list(_assigned(body, name))
                return self._value(found, made[-1], body, depth + 1) if made and depth <= _MAX_DEPTH else None
            case ast.Call(func=ast.Name(id="cls")) | ast.Call(func=ast.Attribute(attr="__class__")):
                return Result(of_class=True)
            case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr=name)):
                others = self._texts.overridden(found) if name == found.name else ()
                return next((self.of(one, depth + 1) for one in others), None)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name)):
                owner = found.parent if isinstance(found.parent, griffe.Class) else None
                method = classes.attribute(self._modules, owner, name) if owner is not None else None
                return self.of(method, depth + 1) if method is not None else None
            case ast.Call(func=func):
                target = self._texts.target(found, func)
                return Result(target) if isinstance(target, griffe.Class) else self._of_function(target, depth)
        return None

    def _of_function(self, target: Definition | None, depth: int) -> Result | None:
        result = self.of(target, depth + 1) if isinstance(target, griffe.Function) else None
        return result if result is not None and result.cls is not None else None


def _own(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yield the nodes of a body without those of functions and classes in it, in their order."""
    waiting: list[ast.AST] = list(reversed(body))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting.extend(reversed(list(ast.iter_child_nodes(node))))


def _returned(body: list[ast.stmt]) -> Iterator[ast.expr]:
    for node in _own(body):
        if isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
            yield node.value


def _assigned(body: list[ast.stmt], name: str) -> Iterator[ast.expr]:
    for node in _own(body):
        match node:
            case ast.Assign(targets=[ast.Name(id=bound)], value=value) if bound == name:
                yield value
