"""The definition whose name stands on one line of a file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import griffe

from explainer.analysis.modules import Definition, Modules, parse, read, visit

_HEADER = re.compile(r"\s*(?:async\s+)?(?:def|class)\s+(\w+)")


def definition_at(modules: Modules, file: Path, line: int, name: str = "") -> Definition | None:
    """Return what is defined on a line of a file, or imported there under the last part of `name`.

    A line without a definition stands for the whole module when it is its first, as language servers give it.
    """
    tree = modules.at(file)
    if tree is None:
        return None
    lines = read(file).split("\n")
    header = _HEADER.match(lines[line - 1]) if 0 < line <= len(lines) else None
    around = list(_around(tree, line))
    last = name.rpartition(".")[2]
    if not header and (later := _defined_below(tree, lines[line - 1 : line], line, last)) is not None:
        return later
    # Of the names that one assignment binds, the one that is asked for.
    asked = sorted(around, key=lambda one: one.name == last)
    for found in reversed(asked):
        if found.name == header[1] if header else isinstance(found, griffe.Attribute | griffe.TypeAlias):
            return found
    if header:
        return _left_out(file, line, [tree, *around])
    imported = _imported(modules, tree, line, last)
    return imported or (tree if line <= 1 else None)


def class_around(modules: Modules, file: Path, line: int) -> griffe.Class | None:
    """Return the innermost class that a line stands in."""
    tree = modules.at(file)
    around = _around(tree, line) if tree is not None else ()
    return next((one for one in reversed(list(around)) if isinstance(one, griffe.Class)), None)


def _defined_below(tree: griffe.Module, text: Sequence[str], line: int, name: str) -> Definition | None:
    """Return the function or class for which an assignment on a line keeps the place: `Enum = Flag = None`."""
    found = tree.members.get(name)
    if not isinstance(found, griffe.Function | griffe.Class) or (found.lineno or 0) <= line:
        return None
    binds = any(re.match(rf"(?:\w+\s*=\s*)*{re.escape(name)}\s*[=:]", one) for one in text)
    return found if binds else None


def _around(owner: Definition, line: int) -> Iterator[Definition]:
    """Yield the definitions whose source covers a line, the outermost first."""
    for member in _members(owner):
        if (member.lineno or 0) <= line <= (member.endlineno or 0):
            yield member
            if isinstance(member, griffe.Class):
                yield from _around(member, line)
        elif isinstance(member, griffe.Attribute):
            accessors = (member.setter, member.deleter)
            if any(one and (one.lineno or 0) <= line <= (one.endlineno or 0) for one in accessors):
                yield member


def _members(owner: Definition) -> Iterator[Definition]:
    for member in owner.members.values():
        if isinstance(member, Definition):
            yield member
            if isinstance(member, griffe.Function):
                yield from member.overloads or ()
    if isinstance(owner, griffe.Module | griffe.Class):
        for overloads in owner.overloads.values():
            yield from overloads


def _left_out(file: Path, line: int, around: Sequence[Definition]) -> Definition | None:
    """Return a function or class that trees of definitions leave out.

    It is inside of a function, or in a branch of an `if` whose other branch defines the name, too.
    """
    syntax = parse(read(file))
    for node in ast.walk(syntax) if syntax else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.lineno == line:
            above = "\n" * (line - 1 - len(node.decorator_list))
            alone = visit(around[0].path, file, above + ast.unparse(node))
            found = alone.members.get(node.name) if alone else None
            if not isinstance(found, Definition):
                return None
            found.parent = around[-1]  # type: ignore[assignment]  # griffe only says so of modules and classes
            return found
    return None


def _imported(modules: Modules, tree: griffe.Module, line: int, name: str) -> Definition | None:
    aliases = (member for member in tree.members.values() if isinstance(member, griffe.Alias))
    here = (alias for alias in aliases if (alias.alias_lineno or 0) <= line <= (alias.alias_endlineno or 0))
    chosen = next((alias for alias in here if not name or alias.name == name), None)
    return modules.find(chosen.target_path) if chosen else None
