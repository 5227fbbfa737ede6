"""The statements of a function, which trees of definitions leave out."""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

import griffe

from explainer.analysis.modules import parse, read


def body(found: griffe.Function) -> list[ast.stmt]:
    """Return the statements of a function; none where its source is not there."""
    file = found.filepath if isinstance(found.filepath, Path) else None
    if file is None or file.suffix != ".py" or not found.lineno:
        return []
    lines = read(file).split("\n")[found.lineno - 1 : found.endlineno]
    syntax = parse(textwrap.dedent("\n".join(lines)))
    function = syntax.body[0] if syntax is not None and syntax.body else None
    return function.body if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) else []
