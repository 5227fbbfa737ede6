"""Python's own syntax trees, made by one thread at a time.

CPython 3.11 counts the depth of all trees in the making together, and takes the sum for a fault of one of them:
https://github.com/python/cpython/issues/106905
"""

from __future__ import annotations

import ast
import contextlib
import threading
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

_MAKING_TREES = threading.RLock()
_TRIES = 5


def parse(code: str) -> ast.Module:
    """Return the syntax tree of source code; what the compiler would warn of goes nowhere.

    Raises:
        SyntaxError: for what is not valid.
        ValueError: for null characters.
        RecursionError: for what is nested too deeply.
    """
    return alone(lambda: ast.parse(code))


def literal(code: str) -> Any:
    """Return the value of a literal: a string, a number, or a container of such.

    Raises:
        SyntaxError: for what is not valid.
        ValueError: for what is no literal.
    """
    return alone(lambda: ast.literal_eval(code))


def alone(make: Callable[[], T]) -> T:
    """Make a syntax tree while no other thread does, and once more if code that is not ours did all the same."""
    with _MAKING_TREES, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(_TRIES):
            with contextlib.suppress(SystemError):
                return make()
        return make()
