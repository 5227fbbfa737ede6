"""The names that are found are those that Python itself finds, in files of its standard library."""

from __future__ import annotations

import ast
import sysconfig
from pathlib import Path

import pytest

from explainer.model import Snippet
from explainer.reading.walk import analyse

LIBRARY = Path(sysconfig.get_path("stdlib"))
FILES = [
    *("ast.py", "argparse.py", "contextlib.py", "dataclasses.py", "enum.py", "functools.py", "inspect.py", "typing.py"),
    *("asyncio/taskgroups.py", "asyncio/tasks.py", "collections/__init__.py", "json/decoder.py", "subprocess.py"),
]


@pytest.mark.parametrize("name", FILES)
def test_each_name_that_python_loads_is_used_and_each_that_it_stores_is_bound(name: str):
    text = (LIBRARY / name).read_text("utf-8").replace("\f", " ")
    record = analyse(Snippet(name, "python", "", "", text, "")).record
    names = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)]
    lines = text.split("\n")

    def place(node: ast.Name) -> tuple[int, int, str]:
        return node.lineno, len(lines[node.lineno - 1].encode()[: node.col_offset].decode()), node.id

    loaded = {place(node) for node in names if not isinstance(node.ctx, ast.Store)}
    stored = {(node.lineno, node.id) for node in names if isinstance(node.ctx, ast.Store)}
    used = {(use.line, use.column, use.name) for use in record.uses if use.name}
    bound = {(binding.line, binding.name) for binding in record.bindings if binding.path == binding.name}
    assert loaded - used == set()
    assert {one for one in used - loaded if (one[0], one[2]) not in stored} == set()  # `n += 1` is a store to `ast`
    assert stored - bound == set()
