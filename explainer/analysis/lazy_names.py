"""What a module's own `__getattr__` makes of a name, as far as its text shows without running it."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Value = Callable[[str], ast.expr | None]
"""Returns the expression that a module binds a name to."""

_MOST_HOPS = 5


@dataclass(frozen=True, slots=True)
class Refusal:
    """That a module has no such name."""

    words: str
    """What it says of just this name; empty where it says what it says of any."""


def refused(function: ast.FunctionDef, name: str, value: Value) -> Refusal | None:
    """Return how a `__getattr__` refuses a name; None where it may have it.

    Args:
        function: The `__getattr__`.
        name: What is asked for.
        value: Looks up what the module binds.
    """
    given = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    return _Reading(given[0], name, value).refusal(function.body, chosen=False) if len(given) == 1 else None


def without_lazy_names(syntax: ast.Module, name: str, value: Value) -> tuple[str, Refusal] | None:
    """Return the code of a module without what only has other names than one, and how it refuses that one.

    None where it may have the name. Loops that bind names out of a list are kept as the list.
    """
    remover = _Remover(name, value)
    rest = remover.visit(copy.deepcopy(syntax))
    refusal = remover.refusal
    return (ast.unparse(ast.fix_missing_locations(rest)), refusal) if refusal is not None and remover.sure else None


class _Remover(ast.NodeTransformer):
    def __init__(self, name: str, value: Value) -> None:
        self._name = name
        self._value = value
        self.refusal: Refusal | None = None
        self.sure = True

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.stmt:
        """Leave out functions that are asked for names."""
        if node.name == "__getattr__":
            found = refused(node, self._name, self._value)
            self.sure &= found is not None and self.refusal is None
            self.refusal = found
        return ast.Pass() if node.name in ("__getattr__", "__dir__") else node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.stmt:
        """Leave classes as they are: what they have is not the module's."""
        return node

    def visit_For(self, node: ast.For) -> ast.stmt:
        """Put a list of names in the place of the loop that binds them."""
        match node:
            case ast.For(target=ast.Name(id=target), iter=ast.List() | ast.Tuple() as listed) if _keys(
                listed, self._value
            ) is not None and _binds_only(node.body, target):
                return ast.Expr(listed)
        return node


def _binds_only(body: Sequence[ast.stmt], target: str) -> bool:
    """Tell whether all that is done with `globals()` is to bind the name that a loop is at."""
    calls = [node for one in body for node in ast.walk(one) if ast.unparse(node) == "globals()"]
    items = [node for one in body for node in ast.walk(one) if ast.unparse(node) == f"globals()[{target}]"]
    return len({id(one) for one in calls}) == len({id(one) for one in items})


@dataclass(frozen=True, slots=True)
class _Reading:
    parameter: str
    name: str
    value: Value

    def refusal(self, body: Sequence[ast.stmt], *, chosen: bool) -> Refusal | None:
        """Return how some statements end in an AttributeError; None where they may do anything else, or go on."""
        for number, node in enumerate(body):
            match node:
                case ast.Import() | ast.ImportFrom() | ast.Pass() | ast.Expr(value=ast.Constant()):
                    continue
                case ast.Expr(value=ast.Call(func=ast.Attribute(attr="warn"))):
                    continue
                case ast.If(test=test, body=then, orelse=otherwise):
                    holds = self._holds(test)
                    if holds is None:
                        return None
                    taken = [*(then if holds else otherwise), *body[number + 1 :]]
                    return self.refusal(taken, chosen=holds or (chosen and bool(otherwise)))
                case ast.Raise(exc=ast.Call(func=ast.Name(id="AttributeError"), args=given)):
                    return Refusal(self._words(given[0]) if given and chosen else "")
                case ast.Raise(exc=ast.Name(id="AttributeError")):
                    return Refusal("")
                case _:
                    return None
        return None

    def _holds(self, test: ast.expr) -> bool | None:
        match test:
            case ast.Compare(left=ast.Name(id=left), ops=[ast.Eq()], comparators=[ast.Constant(value=str(other))]):
                return other == self.name if left == self.parameter else None
            case ast.Compare(left=ast.Name(id=left), ops=[ast.In() | ast.NotIn() as operator], comparators=[among]):
                keys = _keys(among, self.value) if left == self.parameter else None
                return (self.name in keys) == isinstance(operator, ast.In) if keys is not None else None
            case ast.BoolOp(op=operator, values=parts):
                found = [self._holds(part) for part in parts]
                decisive = isinstance(operator, ast.Or)
                if decisive in found:
                    return decisive
                return None if None in found else not decisive
        return None

    def _words(self, node: ast.expr) -> str:
        """Return what an expression says of the name; empty where that cannot be read."""
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        said = [self._part(part.value if isinstance(part, ast.FormattedValue) else part) for part in parts]
        known = [part for part in said if part is not None]
        return "".join(known) if len(known) == len(said) else ""

    def _part(self, node: ast.expr) -> str | None:
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.Name(id=self.parameter):
                return self.name
            case ast.Subscript(value=ast.Name(id=table), slice=ast.Name(id=self.parameter)):
                entries = self.value(table)
                pairs = zip(entries.keys, entries.values, strict=True) if isinstance(entries, ast.Dict) else ()
                found = [said for key, said in pairs if isinstance(key, ast.Constant) and key.value == self.name]
                values = [one.value for one in found if isinstance(one, ast.Constant)]
                return next((one for one in values if isinstance(one, str)), None)
        return None


def _keys(node: ast.expr | None, value: Value, hops: int = 0) -> set[str] | None:
    """Return the texts that `in` finds in a literal, or in what a name stands for; None where that is not plain."""
    match node:
        case ast.Name(id=name) if hops < _MOST_HOPS:
            return _keys(value(name), value, hops + 1)
        case ast.Dict(keys=[*parts]) | ast.Set(elts=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
            texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            return set(texts) if len(texts) == len(parts) else None
        case ast.DictComp(key=ast.Name(id=key), generators=[ast.comprehension(target=target, iter=values, ifs=[])]):
            return _column(target, key, values, value, hops)
    return None


def _column(target: ast.expr, key: str, values: ast.expr, value: Value, hops: int) -> set[str] | None:
    """Return what a name of a loop's target stands for in all turns."""
    if isinstance(target, ast.Name):
        return _keys(values, value, hops + 1) if target.id == key else None
    rows = value(values.id) if isinstance(values, ast.Name) else values
    names = [one.id for one in target.elts if isinstance(one, ast.Name)] if isinstance(target, ast.Tuple) else []
    if key not in names or not isinstance(rows, ast.List | ast.Tuple):
        return None
    cells = [
        row.elts[names.index(key)] for row in rows.elts if isinstance(row, ast.Tuple) and len(row.elts) == len(names)
    ]
    return _keys(ast.List(cells), value, hops + 1) if len(cells) == len(rows.elts) else None
