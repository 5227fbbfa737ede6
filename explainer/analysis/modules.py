"""Source files as trees of definitions, and dotted names as files: nothing is imported or run."""

from __future__ import annotations

import ast
import re
import sysconfig
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import griffe

from explainer.analysis.memo import Memo
from explainer.reading import syntax_trees
from explainer.reading.syntax_trees import alone

Definition = griffe.Module | griffe.Class | griffe.Function | griffe.Attribute | griffe.TypeAlias
"""What a name can stand for; never an alias."""

_MAX_BYTES = 8_000_000
_MAX_HOPS = 12
_SECOND_NAMES = {"collections.abc": "_collections_abc"}
"""Modules that are another one under a second name: from Python 3.13 on their file has no names, or is not there."""
_EARLIER = "explainer"
"""Where a tree keeps the alternatives of its imports."""
_DEFINED = re.compile(r"^(?P<indent>[ \t]*)(?:async[ \t]+def|def|class)[ \t]+(?P<name>\w+)", re.MULTILINE)
_RELATIVE = re.compile(r"^[ \t]*from[ \t]+(?P<dots>\.+)", re.MULTILINE)
_FROM_HERE = re.compile(r"^[ \t]*from[ \t]+\.[ \t]+import[ \t]+(?P<names>\([^)]*\)|[^\n#\\(]+)", re.MULTILINE)
_BOUND = re.compile(
    r"^(?P<indent>[ \t]*)(?P<name>[A-Za-z_]\w*)[ \t]*=(?!=)(?P<value>[^\n]*(?:\n(?P=indent)(?:[ \t]+|[)\]}])[^\n]*)*)",
    re.MULTILINE,
)


class Modules:
    """Reads files, and follows names from file to file.

    Args:
        roots: Folders on the import path, in order; the standard library's comes after them.
        trees: Keeps what is parsed.
    """

    def __init__(self, roots: Iterable[Path], trees: Memo[tuple[str, Path], griffe.Module | None]) -> None:
        standard = Path(sysconfig.get_paths()["stdlib"])
        self.standard = standard
        self.roots = tuple(dict.fromkeys([*roots, standard]))
        self._trees = trees
        self._names: dict[Path, str] = {}
        self._files: dict[str, Path | None] = {}
        self._looked_up: dict[tuple[Path, str], Definition | None] = {}
        self._searching = 0
        self._text = lru_cache(maxsize=64)(read)

    def at(self, file: Path) -> griffe.Module | None:
        """Return the definitions of a file; None when it cannot be read or parsed."""
        name = self.name_of(file)
        return self._trees.get((name, file), lambda: _visit(name, file))

    def name_of(self, file: Path) -> str:
        """Return the dotted name of the module in a file."""
        if file not in self._names:
            self._names[file] = self._name_of(file)
        return self._names[file]

    def _name_of(self, file: Path) -> str:
        parts = self._below_root(file)
        names = [*parts[:-1], parts[-1].split(".")[0]]
        names[0] = names[0].removesuffix("-stubs")
        return ".".join(names[:-1] if names[-1] == "__init__" and len(names) > 1 else names)

    def _below_root(self, file: Path) -> tuple[str, ...]:
        if (stub := typeshed_path(file)) is not None:
            return stub
        holders = [root for root in self.roots if file.is_relative_to(root)]
        if holders:
            return file.relative_to(max(holders, key=lambda root: len(root.parts))).parts
        folder = file.parent
        while (folder / "__init__.py").is_file() and folder != folder.parent:
            folder = folder.parent
        return file.relative_to(folder).parts

    def file_of(self, module: str) -> Path | None:
        """Return the source file of a module, a stub only where there is no other."""
        if module not in self._files:
            self._files[module] = next(self._candidates(module), None)
        return self._files[module]

    def _candidates(self, module: str) -> Iterator[Path]:
        path = module.replace(".", "/")
        for name, suffix in ((_SECOND_NAMES.get(module, path), ".py"), (path, ".py"), (path, ".pyi")):
            for root in self.roots:
                for file in (root / name / f"__init__{suffix}", root / f"{name}{suffix}"):
                    if file.is_file():
                        yield file

    def find(self, dotted: str, hops: int = 0) -> Definition | None:
        """Return what a dotted name stands for, through imports and re-exports; None when it cannot be found."""
        names = dotted.split(".")
        nearest = True
        for end in range(len(names), 0, -1) if hops <= _MAX_HOPS else ():
            file = self.file_of(".".join(names[:end]))
            if file is not None:
                found: Definition | None = self.at(file)
                for number, name in enumerate(names[end:]):
                    # What a farther package has of that name is another thing, unless it says so itself.
                    if found is None or not (nearest or number or name in found.members):
                        found = None
                        break
                    found = self.member(found, name, hops)
                if found is not None or end == len(names):
                    return found
                nearest = False
        return None

    def member(self, owner: Definition, name: str, hops: int = 0) -> Definition | None:
        """Return a member that is defined in, or imported into, a module or class; bases are not searched."""
        if hops > _MAX_HOPS:
            return None
        found = owner.members.get(name)
        if isinstance(found, griffe.Alias):
            targets = [*owner.extra[_EARLIER].get(name, ()), found.target_path]
            imported = (one for target in targets if (one := self.find(target, hops + 1)) is not None)
            # What is imported from compiled code is only written down in the stub.
            return next(imported, None) or self._in_stub(owner, name, hops)
        if isinstance(found, Definition):
            return found
        if isinstance(owner, griffe.Module | griffe.Class) and (overloads := owner.overloads.get(name)):
            return overloads[0]
        if not isinstance(owner, griffe.Module):
            return None
        below = self.file_of(f"{owner.path}.{name}") if owner.is_package or owner.is_subpackage else None
        return self.at(below) if below is not None else self._elsewhere(owner, name, hops)

    def _elsewhere(self, module: griffe.Module, name: str, hops: int) -> Definition | None:
        """Look for a member behind star imports, and in the stub of a module that loads lazily."""
        key = (path_of(module), name)
        if key not in self._looked_up:
            # Modules that import all of each other would be walked round and round, so each is asked once a search.
            self._looked_up[key] = None
            self._searching += 1
            try:
                self._looked_up[key] = self._behind(module, name, hops)
            finally:
                self._searching -= 1
        found = self._looked_up[key]
        if not self._searching:
            self._looked_up.clear()
        return found

    def _behind(self, module: griffe.Module, name: str, hops: int) -> Definition | None:
        aliases = (alias for alias in module.members.values() if isinstance(alias, griffe.Alias))
        stars = [alias.target_path for alias in aliases if alias.name.endswith("/*")]
        for target in stars:
            if target == module.path or not self._may_have(target, name):
                continue
            if (found := self.find(f"{target}.{name}", hops + 1)) is not None:
                return found
        return self._in_stub(module, name, hops)

    def _in_stub(self, owner: Definition, name: str, hops: int) -> Definition | None:
        """Return a member of the stub beside a module."""
        stub = path_of(owner).with_suffix(".pyi") if isinstance(owner, griffe.Module) else Path()
        tree = self.at(stub) if stub.name and stub != owner.filepath and stub.is_file() else None
        return self.member(tree, name, hops + 1) if tree is not None else None

    def _may_have(self, module: str, name: str) -> bool:
        """Say whether a module's text has a name in it, or stars to follow: to read is faster than to parse."""
        file = self.file_of(module)
        if file is None:
            return True
        text = self._text(file)
        return name in text or "import *" in text


class _Alternatives(griffe.Extension):
    """Keeps what a tree of definitions, with room for one of a name, loses where a module binds a name several times.

    A definition counts more than the import from compiled code that takes its place. Of several imports, in branches
    of an `if` or `try`, the first one is what the code asks for, others stand in for it.
    """

    def __init__(self) -> None:
        self._defined: dict[str, griffe.Function | griffe.Class] = {}
        self._imported: dict[str, str] = {}

    def on_function_instance(self, *, func: griffe.Function, **_: object) -> None:
        """Note a function; griffe calls this for each."""
        self._defined[func.path] = func

    def on_class_instance(self, *, cls: griffe.Class, **_: object) -> None:
        """Note a class; griffe calls this for each."""
        self._defined[cls.path] = cls

    def on_alias_instance(self, *, alias: griffe.Alias, agent: object, **_: object) -> None:
        """Note what an import binds a name to; griffe calls this for each."""
        if not isinstance(agent, griffe.Visitor):
            return
        path = f"{agent.current.path}.{alias.name}"
        if path in self._defined:
            agent.current.set_member(alias.name, self._defined[path])
            return
        before = self._imported.get(path)
        if before is not None and before != alias.target_path:
            agent.current.extra[_EARLIER].setdefault(alias.name, []).append(before)
        self._imported[path] = alias.target_path


def path_of(found: Definition) -> Path:
    """Return the file that a definition is in; an empty path for a package of several folders."""
    return found.filepath if isinstance(found.filepath, Path) else Path()


def _visit(name: str, file: Path) -> griffe.Module | None:
    code = read(file)
    return visit(name, file, code) if code else None


def read(file: Path) -> str:
    """Return the text of a source file; empty when there is none, or it is too large to be one."""
    try:
        if file.stat().st_size > _MAX_BYTES:
            return ""
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def visit(name: str, file: Path, code: str) -> griffe.Module | None:
    """Return the definitions in source code; None when it does not parse."""
    # What is odd about a package's code is no business of the user, and a site generator may count what griffe logs.
    with griffe.logger.disable():
        try:
            extensions = griffe.Extensions(_Alternatives())
            tree = alone(lambda: griffe.visit(name, file, without_rebinding(code), extensions=extensions))
        except (SyntaxError, ValueError, RecursionError, AttributeError):
            return None
    _resolve_relative_imports(tree, code)
    return tree


def _resolve_relative_imports(tree: griffe.Module, code: str) -> None:
    """Give the right targets to what `from ..package import name` binds: a tree of one file has no parents to count."""
    is_package = isinstance(tree.filepath, Path) and tree.filepath.stem == "__init__"
    levels = {code.count("\n", 0, match.start()) + 1: len(match["dots"]) for match in _RELATIVE.finditer(code)}
    parts = tree.path.split(".")
    for member in tree.members.values() if levels else ():
        level = levels.get(member.alias_lineno or 0, 0) if isinstance(member, griffe.Alias) else 0
        base = parts[: len(parts) - level + is_package] if level else []
        if base and isinstance(member, griffe.Alias) and member.target_path.startswith(f"{tree.path}."):
            member.target_path = ".".join([*base, member.target_path.removeprefix(f"{tree.path}.")])
    if not is_package:
        _add_neighbours(tree, code)


def _add_neighbours(tree: griffe.Module, code: str) -> None:
    """Add what `from . import name` binds, which a tree without parents takes for names of the module itself."""
    package = tree.path.rpartition(".")[0]
    for match in _FROM_HERE.finditer(code) if package else ():
        names = re.sub(r"#[^\n]*|[()\s]", " ", match["names"]).split(",")
        for name in (one.strip() for one in names):
            if name.isidentifier() and name not in tree.members:
                line = code.count("\n", 0, match.start()) + 1
                tree.set_member(name, griffe.Alias(name, f"{package}.{name}", lineno=line, endlineno=line))


def without_rebinding(code: str) -> str:
    """Return source code in which functions and classes keep their names when they are decorated by assignment.

    In `f = wrap(f)`, below the definition of `f`, another name of the same length is bound: the definition is what
    documents `f`, and a tree of definitions only has room for one of a name.
    """
    defined = {(match["indent"], match["name"]) for match in _DEFINED.finditer(code)}
    for match in reversed(list(_BOUND.finditer(code))) if defined else ():
        indent, name = match["indent"], match["name"]
        if (indent, name) in defined and re.search(rf"\b{name}\b", match["value"]):
            start = match.start("name")
            code = f"{code[:start]}{'_' * len(name)}{code[start + len(name) :]}"
    return code


def parse(code: str) -> ast.Module | None:
    """Return the syntax tree of source code; None when it does not parse."""
    try:
        return syntax_trees.parse(code)
    except (SyntaxError, ValueError, RecursionError):
        return None


def expression(code: str) -> ast.expr | None:
    """Return the syntax tree of an expression; None when it does not parse."""
    syntax = parse(code)
    statement = syntax.body[0] if syntax is not None and len(syntax.body) == 1 else None
    return statement.value if isinstance(statement, ast.Expr) else None


def typeshed_path(file: Path) -> tuple[str, ...] | None:
    """Return the parts below `stdlib` of a file that a type checker carries as its standard library; else None."""
    parts = file.parts
    if file.suffix == ".pyi" and "typeshed" in parts and "stdlib" in parts:
        return parts[parts.index("stdlib") + 1 :]
    return None
