"""What installed modules say of themselves once they are imported, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from explainer.analysis.runtime import Runtime


@pytest.fixture(scope="module")
def runtime() -> Iterator[Runtime]:
    started = Runtime()
    yield started
    started.close()


def test_a_docstring_is_read_with_the_parameters(runtime: Runtime) -> None:
    found = runtime.inspect("math", "hypot")
    assert found is not None
    assert found.doc.startswith("hypot(*coordinates)")
    found = runtime.inspect("math", "isclose")
    assert found is not None
    assert [one.name for one in found.parameters] == ["a", "b", "rel_tol", "abs_tol"]


@pytest.mark.parametrize(("module", "name"), [("functools", "partial.__call__"), ("decimal", "Context.__init__")])
def test_what_python_says_of_every_class_is_no_documentation(runtime: Runtime, module: str, name: str) -> None:
    found = runtime.inspect(module, name)
    assert found is not None
    assert found.doc == ""


@pytest.mark.parametrize(
    ("module", "name", "doc"),
    [
        ("math", "pi", ""),
        ("sys", "argv", ""),
        ("string", "digits", ""),
        ("signal", "SIGINT", ""),
        ("collections", "ChainMap", "A ChainMap groups multiple dicts"),
        ("typing", "Optional", "Optional[X] is equivalent to"),
        ("random", "choice", "Choose a random element"),
        ("functools", "cached_property.__get__", ""),
    ],
)
def test_a_value_is_not_documented_by_what_its_class_says(runtime: Runtime, module: str, name: str, doc: str) -> None:
    found = runtime.inspect(module, name)
    assert found is not None
    assert found.doc.startswith(doc)
    assert bool(found.doc) == bool(doc)


def test_a_class_is_not_documented_by_its_base(runtime: Runtime) -> None:
    found = runtime.inspect("json.decoder", "JSONDecoder")
    assert found is not None
    assert found.doc.startswith("Simple JSON")
    found = runtime.inspect("decimal", "Clamped")
    assert found is not None
    assert found.doc == ""
