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
    ("module", "name"),
    [("math", "pi"), ("decimal", "ROUND_UP"), ("sys", "argv"), ("signal", "SIGINT"), ("re", "IGNORECASE")],
)
def test_what_python_says_of_the_class_of_a_constant_is_not_said_of_it(
    runtime: Runtime, module: str, name: str
) -> None:
    found = runtime.inspect(module, name)
    assert found is not None
    assert found.doc == ""


def test_a_class_says_what_it_says_itself(runtime: Runtime) -> None:
    own, silent = runtime.inspect("datetime", "timezone"), runtime.inspect("collections.abc", "Callable")
    assert own is not None
    assert own.doc == "Fixed offset from UTC implementation of tzinfo."
    assert silent is not None
    assert silent.doc == ""
