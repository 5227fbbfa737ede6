"""Docstrings in the compiled modules of wheels: fetched when they are asked about, and kept as texts."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from package_index import IndexServer, wheel

from explainer.analysis import constants
from explainer.analysis.documentation import DocumentationReader
from explainer.analysis.environment import Environment
from explainer.analysis.packages import PackageResolver
from explainer.model import Import
from explainer.settings import PackageSettings, Settings

TEXT = b"\0add(price)\n\nPut money in.\n\nParameters\n----------\nprice : float\n    What was paid.\n\0"
COMPILED = "shop/_till.cpython-311-x86_64-linux-gnu.so"


@pytest.fixture
def server() -> Iterator[IndexServer]:
    with IndexServer() as running:
        yield running


def shop(binary: bytes) -> bytes:
    """A wheel of some megabytes, with a stub and a compiled module."""
    files: dict[str, str | bytes] = {"shop/__init__.py": "", "shop/_till.pyi": "def add(price: float) -> None: ...\n"}
    return wheel("shop", "1.0", {**files, "shop/data.bin": os.urandom(6 << 20), COMPILED: binary})


def documented(server: IndexServer, folder: Path, *, download: bool = True) -> str:
    """Return what is said of `shop._till.add`."""
    settings = PackageSettings(index_url=server.url, installed=False, download=download, timeout=5)
    resolver = PackageResolver(settings, folder)
    environment: Environment = resolver.resolve([Import(1, 0, "shop", None, None)], [])
    reader = DocumentationReader(environment, Settings(packages=settings))
    try:
        (distribution,) = (one for one in environment.distributions if one.package.name == "shop")
        found = reader.read(distribution.root / "shop/_till.pyi", 1, "shop.add")
        assert found is not None
        return found.source.text
    finally:
        reader.close()
        resolver.close()


def test_one_compiled_module_is_fetched_when_it_is_asked_about(server: IndexServer, tmp_path: Path) -> None:
    server.add("shop", "1.0", shop(bytes(range(256)) * 40 + TEXT))
    assert documented(server, tmp_path).startswith("add(price)\n\nPut money in.")
    assert sum(size for path, _, size in server.requests if path.startswith("/files")) < 1_200_000
    asked = len(server.requests)
    assert documented(server, tmp_path, download=False).startswith("add(price)\n\nPut money in.")
    assert len(server.requests) == asked
    assert not list(tmp_path.rglob("*.so"))


@pytest.mark.parametrize("binary", [b"", b"\0" * 100, b"add(price)\n\nPut money in.", b"\xff\xfe add(\n" * 9 + b"\0"])
def test_what_holds_no_docstring_says_nothing(server: IndexServer, tmp_path: Path, binary: bytes) -> None:
    server.add("shop", "1.0", shop(binary))
    assert documented(server, tmp_path) == "def add(price: float) -> None: ..."


def test_which_of_two_texts_is_meant_is_not_guessed(server: IndexServer, tmp_path: Path) -> None:
    server.add("shop", "1.0", shop(TEXT + b"\0add(price)\n\nTake money out of another drawer.\n\0"))
    assert documented(server, tmp_path) == "def add(price: float) -> None: ..."


def test_one_that_is_too_large_is_left_alone(
    server: IndexServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server.add("shop", "1.0", shop(os.urandom(9 << 20) + TEXT))
    assert documented(server, tmp_path) == "def add(price: float) -> None: ..."
    assert "too large" in caplog.text


@pytest.mark.parametrize("bytes_between", [b"ab\n", b"ab\n\x01", "é\n".encode()], ids=["text", "mixed", "not ASCII"])
def test_bytes_without_an_end_are_read_once(bytes_between: bytes) -> None:
    """A compiled module may hold megabytes that no zero byte ends; to begin anew at each of them takes minutes."""
    started = time.perf_counter()
    found = constants.docstrings(TEXT + bytes_between * 2_000_000 + TEXT.replace(b"add", b"sub"))
    assert found[0].startswith("add(price)")
    assert time.perf_counter() - started < 5
