"""The process that imports installed modules to read what exists only at run time; a script that imports none of ours.

It answers one JSON line for each JSON line it is sent. What the imported modules print goes nowhere.
"""

import contextlib
import importlib
import inspect
import json
import os
import warnings
from typing import Any

MAX_LENGTH = 60_000
OF_ALL = {inspect.getdoc(one) for one in (type.__call__, object.__init__, object.__new__)}
"""What Python itself says of every `__call__`, `__init__` and `__new__` that has no docstring of its own."""


def main() -> None:
    """Answer requests until the input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDWR)
    requests = os.fdopen(os.dup(0), encoding="utf-8")
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    warnings.simplefilter("ignore")
    for line in requests:
        try:
            answer = describe(**json.loads(line))
        except BaseException as error:  # noqa: BLE001 - a module may raise anything, SystemExit too, when it is imported
            answer = {"error": type(error).__name__}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def describe(module: str, names: list[str]) -> dict[str, Any]:
    """Return the docstring, signature and definition of an attribute of a module."""
    found: Any = importlib.import_module(module)
    for name in names:
        found = getattr(found, name)
    doc = doc_of(found)
    parameters = []
    with contextlib.suppress(TypeError, ValueError):
        parameters = [describe_parameter(one) for one in inspect.signature(found).parameters.values()]
    return {
        "doc": doc[:MAX_LENGTH] if isinstance(doc, str) and doc not in OF_ALL else "",
        "kind": kind_of(found),
        "parameters": parameters[:200],
    }


def doc_of(found: Any) -> Any:
    """Return what an object says of itself: not what its class says of all its kind, nor a class what its bases say."""
    own = getattr(found, "__doc__", None)
    if inspect.isclass(found):
        return inspect.cleandoc(own) if isinstance(own, str) else None
    return inspect.getdoc(found) if own != type(found).__doc__ else None


def kind_of(found: Any) -> str:
    """Return what an object is."""
    if inspect.isclass(found):
        return "class"
    return "module" if inspect.ismodule(found) else "function" if callable(found) else "attribute"


def describe_parameter(parameter: inspect.Parameter) -> dict[str, str]:
    """Return a parameter as plain values."""
    empty = inspect.Parameter.empty
    return {
        "name": parameter.name,
        "kind": parameter.kind.name.lower().replace("_", "-"),
        "default": "" if parameter.default is empty else repr(parameter.default)[:200],
    }


if __name__ == "__main__":
    main()
