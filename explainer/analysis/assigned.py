"""Docstrings that are given by statements away from the definition: `f.__doc__ = ...`, `add_newdoc(...)`."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import griffe

from explainer.analysis import classes, stubs
from explainer.analysis.memo import Memo
from explainer.analysis.modules import Definition, Modules, parse, read
from explainer.analysis.strings import Names

DocstringOf = Callable[[Definition], str]

_CALLS = ("add_newdoc", "add_docstr", "_add_docstr", "add_docstring")


@dataclass(slots=True)
class Statements:
    """What the top level of a file says beside its definitions."""

    docstrings: dict[str, tuple[ast.expr, int]] = field(default_factory=dict)
    """Docstring expressions and their lines, by the dotted name that the statement writes."""
    values: dict[str, ast.expr] = field(default_factory=dict)
    registered: dict[str, ast.expr] = field(default_factory=dict)
    """Keyword arguments of calls of `register` and `update`, which packages keep shared descriptions with."""


class Assigned:
    """Reads such statements, a file at a time.

    Args:
        modules: The files.
        kept: Keeps what is read.
    """

    def __init__(self, modules: Modules, kept: Memo[Path, Statements]) -> None:
        self._modules = modules
        self._kept = kept

    def at(self, file: Path) -> Statements:
        """Return what the statements of a file say; empty when it does not parse."""
        return self._kept.get(file, lambda: _read(file))

    def of(self, found: Definition) -> tuple[ast.expr, Path, int] | None:
        """Return the expression that is given to a definition as its docstring, with its file and line."""
        qualified = found.path.removeprefix(f"{found.module.path}.")
        own = found.filepath if isinstance(found.filepath, Path) else None
        marked = own is not None and any(mark in read(own) for mark in ("__doc__ =", *_CALLS))
        if own is not None and marked and (statement := self.at(own).docstrings.get(qualified)):
            return statement[0], own, statement[1]
        return self._beside(found, qualified) if own is not None and own.suffix == ".pyi" else None

    def _beside(self, found: Definition, qualified: str) -> tuple[ast.expr, Path, int] | None:
        """Look in the files where a package keeps the docstrings of what is written in C."""
        package = found.module.path.split(".")[0]
        for module in {"numpy": ("numpy._core._add_newdocs",), "torch": _TORCH}.get(package, ()):
            file = self._modules.file_of(module)
            statements = self.at(file).docstrings if file else {}
            owners = [*stubs.stands_for(found), *_bases(found)]
            names = [qualified, *(f"{owner}.{found.name}" for owner in owners)]
            for name in (one for part in names for one in (f"{found.module.path}.{part}", f"{package}.{part}", part)):
                if name in statements:
                    return statements[name][0], file or Path(), statements[name][1]
        return None


_TORCH = ("torch._torch_docs", "torch._tensor_docs", "torch._storage_docs")


def _bases(found: Definition) -> list[str]:
    """Return the names of the classes that a stub's class builds on: only these may be there at run time."""
    bases = found.parent.bases if isinstance(found.parent, griffe.Class) else []
    return [str(base).partition("[")[0].rpartition(".")[2] for base in bases]


def _read(file: Path) -> Statements:
    syntax = parse(read(file))
    return collect(syntax) if syntax else Statements()


def collect(syntax: ast.Module) -> Statements:
    """Collect the statements of a module that give docstrings, values and shared descriptions."""
    found = Statements()
    functions = {node.name: node for node in syntax.body if isinstance(node, ast.FunctionDef)}
    helpers = {name: node for name, node in functions.items() if name not in _CALLS and _adds_docstrings(node)}
    for node in _statements(syntax.body):
        match node:
            case ast.ClassDef(name=name, body=body):
                found.docstrings.update(_in_class(name, body))
            case ast.Assign(targets=[ast.Attribute(value=owner, attr="__doc__")], value=value):
                found.docstrings[ast.unparse(owner)] = (value, node.lineno)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found.values[name] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found.values[name] = value
            case ast.Expr(value=ast.Call() as call):
                _call(call, found, helpers)
    return found


def _statements(body: list[ast.stmt], prefix: str = "") -> list[ast.stmt]:
    found: list[ast.stmt] = []
    for node in body:
        found.append(node)
        if isinstance(node, ast.If | ast.Try | ast.For | ast.With):
            for branch in (node.body, getattr(node, "orelse", [])):
                found += _statements(branch, prefix)
    return found


def _call(call: ast.Call, found: Statements, helpers: Mapping[str, ast.FunctionDef]) -> None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in helpers:
        for made in _calls_of_helper(call, helpers[name]):
            _call(made, found, {})
    if name in ("register", "update"):
        found.registered.update({keyword.arg: keyword.value for keyword in call.keywords if keyword.arg})
    elif name in _CALLS and len(call.args) == 2:
        found.docstrings[ast.unparse(call.args[0])] = (call.args[1], call.lineno)
    elif name == "add_newdoc" and len(call.args) >= 3:
        _newdoc(call, found)
    elif name == "add_docstr_all" and len(call.args) == 2:
        found.docstrings[f"Tensor.{_text(call.args[0])}"] = (call.args[1], call.lineno)


def _in_class(name: str, body: list[ast.stmt]) -> Iterator[tuple[str, tuple[ast.expr, int]]]:
    """Yield the docstrings that are given to members in the body of their class."""
    functions = (node.name for node in body if isinstance(node, ast.FunctionDef))
    members: dict[str, ast.expr] = {
        one: ast.Attribute(ast.Name(name, ast.Load()), one, ast.Load()) for one in functions
    }
    for node in _statements(body):
        match node:
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=member), attr="__doc__")], value=value):
                yield f"{name}.{member}", (_Substitution(members).visit(copy.deepcopy(value)), node.lineno)


def _adds_docstrings(function: ast.FunctionDef) -> bool:
    calls = (node.value for node in function.body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))
    return any(getattr(call.func, "id", "") in _CALLS for call in calls)


def _calls_of_helper(call: ast.Call, helper: ast.FunctionDef) -> Iterator[ast.Call]:
    """Yield the calls in a function's body as one call of the function makes them."""
    parameters = [one.arg for one in (*helper.args.posonlyargs, *helper.args.args)]
    bound = dict(zip(parameters, call.args, strict=False))
    bound |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    for node in helper.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                bound[name] = _Substitution(bound).visit(copy.deepcopy(value))
            case ast.Expr(value=ast.Call() as made):
                call_made = _Substitution(bound).visit(copy.deepcopy(made))
                for part in ast.walk(call_made):
                    ast.copy_location(part, call)
                yield call_made


class _Substitution(ast.NodeTransformer):
    """Puts expressions in the place of names."""

    def __init__(self, values: Mapping[str, ast.expr]) -> None:
        self._values = dict(values)

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Return what stands for a name."""
        return self._values.get(node.id, node)


def _newdoc(call: ast.Call, found: Statements) -> None:
    """Read `add_newdoc(place, name, doc)`, where doc may be `(member, doc)` or a list of these."""
    place, name, given = _text(call.args[0]), _text(call.args[1]), call.args[2]
    pairs = given.elts if isinstance(given, ast.List) else [given]
    for pair in pairs:
        if isinstance(pair, ast.Tuple) and len(pair.elts) == 2:
            found.docstrings[f"{name}.{_text(pair.elts[0])}"] = (pair.elts[1], pair.lineno)
        elif isinstance(pair, ast.expr):
            found.docstrings[name] = (pair, pair.lineno)
            found.docstrings[f"{place}.{name}"] = (pair, pair.lineno)


def _text(expression: ast.expr) -> str:
    return str(expression.value) if isinstance(expression, ast.Constant) else ""


class ModuleNames:
    """Looks the names of an expression up in the module that it stands in, and in what that imports.

    Args:
        modules: The files.
        assigned: Their statements.
        module: Where the expression stands.
        docstring_of: Returns the docstring of a definition.
    """

    def __init__(self, modules: Modules, assigned: Assigned, module: griffe.Module, docstring_of: DocstringOf) -> None:
        self._modules = modules
        self._assigned = assigned
        self._module = module
        self._docstring_of = docstring_of

    def value(self, name: str) -> tuple[ast.expr, Names] | None:
        """Return the expression that a name is bound to, and the names of the module where that happens."""
        file = self._module.filepath
        here = self._assigned.at(file).values.get(name) if isinstance(file, Path) else None
        if here is not None:
            return here, self
        imported = self._modules.member(self._module, name)
        if not isinstance(imported, griffe.Attribute) or imported.module is self._module:
            return None
        there = ModuleNames(self._modules, self._assigned, imported.module, self._docstring_of)
        return there.value(imported.name)

    def docstring(self, dotted: str) -> str:
        """Return the docstring of what a dotted name stands for; empty when there is none."""
        first, *rest = dotted.split(".")
        found = classes.resolve(self._modules, first, self._module)
        for name in rest:
            found = classes.attribute(self._modules, found, name) if found is not None else None
        return self._docstring_of(found) if found is not None else ""
