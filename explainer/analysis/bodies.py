"""The statements of a function, which trees of definitions leave out."""

from __future__ import annotations

import ast
from pathlib import Path

import griffe

from explainer.analysis.modules import parse, read


def body(found: griffe.Function) -> list[ast.stmt]:
    """Return the statements of a function; none where its source is not there."""
    file = found.filepath if isinstance(found.filepath, Path) else None
    if file is None or file.suffix != ".py" or not found.lineno:
        return []
    code = "\n".join(read(file).split("\n")[found.lineno - 1 : found.endlineno])
    # Texts over several lines in the function may stand at the margin, so it keeps its indentation.
    indented = code[:1] in (" ", "\t")
    syntax = parse(f"if True:\n{code}" if indented else code)
    function = syntax.body[0] if syntax is not None and syntax.body else None
    if indented and isinstance(function, ast.If):
        function = function.body[0]
    return function.body if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) else []
