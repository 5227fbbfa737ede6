"""Runs one script and writes down what each of its calls really called; or says what dotted names stand for.

It is run by the interpreter of another environment, so it needs nothing but the standard library. Each call `f(x)` of
the script becomes `__called__(f, line, column)(x)`, which sees the very object that is called, whatever it is: a
function, a method, a class, a ufunc, a partial. What is called is written down as names that are right for it.
"""

from __future__ import annotations

import ast
import builtins
import collections.abc
import functools
import importlib
import inspect
import io
import json
import os
import sys
import threading
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_LOOKS = 40
"""How often one call is looked at: the same place may call something else each time, but seldom after this."""
_MOST = 8
"""Different things that one place calls, of which all are kept."""
_CALLED = ("__call__", "forward", "call")
_ABSTRACT = [one for one in vars(collections.abc).values() if isinstance(one, type)]
_FILES = {"typing": ("IO", "TextIO", "BinaryIO"), "_io": ("TextIOWrapper", "BufferedReader", "BufferedWriter")}


class Recorder:
    """Keeps what was called, by line and column."""

    def __init__(self) -> None:
        self.calls: dict[tuple[int, int], list[list[str]]] = {}
        self._looks: dict[tuple[int, int], int] = {}

    def __call__(self, called: Any, line: int, column: int) -> Any:
        """Note what is called at a place, and return it."""
        if self._is_to_be_seen(line, column):
            self._note(line, column, called)
        return called

    def member(self, owner: Any, name: str, line: int, column: int) -> Any:
        """Note which member is called, and return it; of one that is made when it is asked for, what it hands on to."""
        called = getattr(owner, name)
        if self._is_to_be_seen(line, column):
            if _is_made_up(owner, name) and not isinstance(called, type):
                return self._handing_on(called, name, line, column)
            # What a class of the owner declares under this name, be it for type checkers alone, documents it too.
            kinds = owner.__mro__ if isinstance(owner, type) else type(owner).__mro__
            self._note(line, column, called, *(f"{_name(cls)}.{name}" for cls in kinds[:-1]))
        return called

    def _is_to_be_seen(self, line: int, column: int) -> bool:
        looks = self._looks[line, column] = self._looks.get((line, column), 0) + 1
        return looks <= _LOOKS

    def _note(self, line: int, column: int, called: Any, *more: str) -> None:
        known = self.calls.setdefault((line, column), [])
        try:
            names = list(dict.fromkeys([*names_of(called), *more]))
        except Exception as error:  # noqa: BLE001 - what is asked are foreign objects, which may raise anything
            names = [f"?{type(called).__name__} {type(error).__name__}"]
        if names not in known and len(known) < _MOST:
            known.append(names)

    def _handing_on(self, called: Any, name: str, line: int, column: int) -> Any:
        """Return what calls something, and notes the functions of a name that run meanwhile: those of many objects."""

        def watched(*arguments: Any, **options: Any) -> Any:
            found: list[str] = []

            def look(frame: types.FrameType, event: str, _: object) -> None:
                code = frame.f_code
                if event == "call" and code.co_name == name and code.co_varnames[:1] and len(found) < 100:
                    found.extend(_of_member(type(frame.f_locals.get(code.co_varnames[0])), name))

            before = sys.getprofile()
            sys.setprofile(look)
            try:
                return called(*arguments, **options)
            finally:
                sys.setprofile(before)
                self._note(line, column, called, *found)

        return watched


def _is_made_up(owner: Any, name: str) -> bool:
    """Whether a member is in no class and not in the object itself, so that `__getattr__` made it."""
    if isinstance(owner, type | types.ModuleType | super):
        return False
    return name not in getattr(owner, "__dict__", ()) and not any(name in vars(base) for base in type(owner).__mro__)


def _name(cls: Any) -> str:
    return f"{cls.__module__}.{cls.__qualname__}".replace("<locals>.", "")


def names_of(called: Any) -> Iterator[str]:
    """Yield the names that are right for what is called: its own, and those of what it overrides."""
    called = getattr(called, "__origin__", called) if not isinstance(called, type) else called
    if isinstance(called, type):
        yield from _of_class(called)
    elif isinstance(called, functools.partial | functools.partialmethod):
        yield from names_of(called.func)
    elif inspect.isroutine(called) or isinstance(called, functools._lru_cache_wrapper):
        yield from _of_function(called)
    else:
        yield from own_names(called)
        for name in _CALLED:
            yield from _of_member(type(called), name)


def _of_class(called: type) -> Iterator[str]:
    yield _name(called)
    for cls in called.__mro__[:-1]:
        yield from (f"{_name(cls)}.{member}" for member in ("__init__", "__new__") if member in vars(cls))
    if type(called) is not type:
        yield from _of_member(type(called), "__call__")


def _of_function(called: Any) -> Iterator[str]:
    yield from own_names(called)
    owner, name = getattr(called, "__self__", None), getattr(called, "__name__", "")
    if owner is None or isinstance(owner, types.ModuleType):
        return
    yield from _of_member(owner if isinstance(owner, type) else type(owner), name)
    if isinstance(owner, type):
        yield from _of_member(type(owner), name)


def _of_member(cls: type, name: str) -> Iterator[str]:
    for base in cls.__mro__:
        if name in vars(base) and (base is not object or cls is object):
            yield f"{_name(base)}.{name}"
    for base in _ABSTRACT:
        if name in vars(base) and issubclass(cls, base):
            yield from (f"{module}.{base.__name__}.{name}" for module in ("collections.abc", "typing"))
    if issubclass(cls, io.IOBase):
        yield from (f"{module}.{kind}.{name}" for module, kinds in _FILES.items() for kind in kinds)


def own_names(found: Any) -> Iterator[str]:
    """Yield the names of an object itself, through what wraps it, and the place of its code."""
    for _ in range(10):
        if isinstance(found, functools.partial):
            found = found.func
        found = getattr(found, "__func__", found)
        module, name = getattr(found, "__module__", None), getattr(found, "__qualname__", None)
        name = name or getattr(found, "__name__", None)
        cls = getattr(found, "__objclass__", None)
        if isinstance(cls, type):
            yield f"{_name(cls)}.{found.__name__}"
        elif isinstance(name, str):
            module = module if isinstance(module, str) else type(found).__module__
            yield f"{module}.{name}".replace("<locals>.", "")
        code = getattr(found, "__code__", None)
        if isinstance(code, types.CodeType) and code.co_name != "<lambda>":
            yield f"{code.co_filename}:{code.co_firstlineno}"
        wrapped = getattr(found, "__wrapped__", None)
        if wrapped is None or wrapped is found:
            return
        found = wrapped


def stands_for(dotted: str) -> list[str]:
    """Return the names of what a dotted name stands for; none where nothing has that name at run time."""
    parts = dotted.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:end]))
        except BaseException:  # noqa: BLE001 - a module may raise anything when it is imported
            continue
        owner: Any = None
        try:
            for part in parts[end:]:
                owner, found = found, getattr(getattr(found, "__origin__", found), part)
        except Exception:  # noqa: BLE001 - so may an attribute
            continue
        names = [_name(found)] if isinstance(found, type) else list(own_names(found))
        owner = getattr(owner, "__origin__", owner)
        if isinstance(owner, type):
            names.append(f"{_name(owner)}.{parts[-1]}")
        return list(dict.fromkeys(names))
    return []


class _Instrument(ast.NodeTransformer):
    """Hands what is called to the recorder first."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()

    def visit_Call(self, node: ast.Call) -> ast.AST:
        place = self._place(node.func)
        self.generic_visit(node)
        node.func = self._noted(node.func, place)
        return node

    def visit_FunctionDef(self, node: Any) -> Any:
        places = [self._place(one) for one in node.decorator_list]
        self.generic_visit(node)
        pairs = zip(node.decorator_list, places, strict=True)
        node.decorator_list = [self._noted(one, place) for one, place in pairs]
        return node

    visit_AsyncFunctionDef = visit_ClassDef = visit_FunctionDef  # noqa: N815 - so are these names

    def _place(self, node: ast.expr) -> tuple[int, int] | None:
        """Return where the called name stands, in characters; None where that is not sure."""
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if not name or (name.startswith("__") and not name.endswith("__")):
            return None
        line = (node.end_lineno if isinstance(node, ast.Attribute) else node.lineno) or 0
        written = self._lines[line - 1].encode() if 0 < line <= len(self._lines) else b""
        end = node.end_col_offset or 0
        start = end - len(name.encode()) if isinstance(node, ast.Attribute) else node.col_offset
        # In f-strings, older interpreters give places that are not the file's.
        if written[start:].decode(errors="replace")[: len(name)] != name:
            return None
        return line, len(written[:start].decode(errors="replace"))

    @staticmethod
    def _noted(node: ast.expr, place: tuple[int, int] | None) -> ast.expr:
        if place is None:
            return node
        numbers: list[ast.expr] = [ast.Constant(number) for number in place]
        recorder: ast.expr = ast.Name("__called__", ast.Load())
        given: list[ast.expr] = [node]
        if isinstance(node, ast.Attribute):
            recorder = ast.Attribute(recorder, "member", ast.Load())
            given = [node.value, ast.Constant(node.attr)]
        noted = ast.copy_location(ast.Call(recorder, [*given, *numbers], []), node)
        for part in ast.walk(recorder):
            ast.copy_location(part, node)
        return noted


def run(script: Path, recorder: Recorder) -> str:
    """Run a script as a program; return the error that ended it, if one did."""
    text = script.read_text(encoding="utf-8")
    above = [script.parent]
    while (above[-1] / "__init__.py").is_file():
        above.append(above[-1].parent)
    sys.path[0:0] = [str(script.parent), str(above[-1])]
    module = types.ModuleType("__main__")
    module.__file__, module.__package__ = str(script), ".".join(one.name for one in reversed(above[:-1]))
    sys.modules["__main__"], sys.argv = module, [str(script)]
    builtins.__called__ = recorder  # type: ignore[attr-defined]
    try:
        tree = ast.fix_missing_locations(_Instrument(text).visit(ast.parse(text)))
        exec(compile(tree, str(script), "exec"), vars(module))
        _visit(module)
    except BaseException as error:  # noqa: BLE001 - whatever ends a script, what it called before counts
        return f"{type(error).__name__}: {error}"[:200]
    return ""


def _visit(module: types.ModuleType) -> None:
    """Get the pages of a web application, so that the functions behind them run."""
    for app in list(vars(module).values()):
        routes = getattr(app, "routes", None)
        if isinstance(app, type) or not isinstance(routes, list) or not callable(app):
            continue
        try:
            from starlette.testclient import TestClient  # type: ignore[import-not-found,unused-ignore]
        except ImportError:
            return
        with TestClient(app, raise_server_exceptions=False) as client:
            for route in routes:
                path, methods = getattr(route, "path", ""), getattr(route, "methods", None) or ()
                parts = ["1" if part.startswith("{") else part for part in path.split("/")]
                for method in methods:
                    client.request(method, "/".join(parts), json={} if method in ("POST", "PUT", "PATCH") else None)


def main(arguments: list[str]) -> None:
    """`called.py run SCRIPT ANSWER SECONDS`, or `called.py names NAMES ANSWER`, both files of JSON."""
    what, given, answer, *rest = arguments
    if what == "names":
        names = json.loads(Path(given).read_text(encoding="utf-8"))
        Path(answer).write_text(json.dumps({name: stands_for(name) for name in names}), encoding="utf-8")
        os._exit(0)
    recorder, done = Recorder(), threading.Lock()

    def write(error: str) -> None:
        done.acquire()
        calls = [[line, column, targets] for (line, column), targets in list(recorder.calls.items())]
        Path(answer).write_text(json.dumps({"calls": calls, "error": error}), encoding="utf-8")
        # Threads of the script's, and what it does at its end, are waited for by nobody.
        os._exit(0)

    watch = threading.Timer(float(rest[0]), write, ("the time was up",))
    watch.daemon = True
    watch.start()
    write(run(Path(given), recorder))


if __name__ == "__main__":
    main(sys.argv[1:])
