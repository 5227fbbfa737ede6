"""The addresses of documentation."""

from __future__ import annotations

from importlib.resources import files

import pytest

from explainer.analysis.links import Links
from explainer.analysis.python_names import listed_names, written
from explainer.settings import Settings

ROOT = "https://docs.python.org/3.11/library/"


@pytest.fixture
def links(monkeypatch: pytest.MonkeyPatch) -> Links:
    """Links without the inventory that Debian may have installed."""
    monkeypatch.setattr("explainer.analysis.inventories._OF_PYTHON", ())
    return Links(Settings(), "3.11.7")


@pytest.mark.parametrize(
    ("module", "qualified", "name", "page"),
    [
        ("json", "loads", "json.loads", "json.html#json.loads"),
        ("json.decoder", "JSONDecoder", "", "json.html#json.JSONDecoder"),
        ("asyncio.streams", "open_connection", "", "asyncio-stream.html#asyncio.open_connection"),
        ("asyncio.streams", "StreamReader.read", "StreamReader.read", "asyncio-stream.html#asyncio.StreamReader.read"),
        ("asyncio.locks", "Lock", "asyncio.Lock", "asyncio-sync.html#asyncio.Lock"),
        ("asyncio.timeouts", "timeout", "", "asyncio-task.html#asyncio.timeout"),
        ("asyncio.runners", "run", "asyncio.run", "asyncio-runner.html#asyncio.run"),
        ("_asyncio", "Future.result", "", "asyncio-future.html#asyncio.Future.result"),
        (
            "concurrent.futures._base",
            "Executor.submit",
            "ThreadPoolExecutor.submit",
            "concurrent.futures.html#concurrent.futures.Executor.submit",
        ),
        ("_io", "StringIO", "", "io.html#io.StringIO"),
        ("_io", "_IOBase.close", "TextIOWrapper.close", "io.html#io.IOBase.close"),
        ("typing", "IO.close", "", "io.html#io.IOBase.close"),
        (
            "argparse",
            "_ActionsContainer.add_argument",
            "ArgumentParser.add_argument",
            "argparse.html#argparse.ArgumentParser.add_argument",
        ),
        ("random", "Random.randint", "random.randint", "random.html#random.randint"),
        ("posixpath", "join", "os.path.join", "os.path.html#os.path.join"),
        ("builtins", "open", "open", "functions.html#open"),
        ("builtins", "str.join", "str.join", "stdtypes.html#str.join"),
        ("builtins", "KeyError", "", "exceptions.html#KeyError"),
        ("importlib.abc", "", "importlib.abc", "importlib.html#module-importlib.abc"),
    ],
)
def test_names_of_the_standard_library(links: Links, module: str, qualified: str, name: str, page: str) -> None:
    assert links.of_standard_library(module, qualified, name) == ROOT + page


def test_what_is_not_listed_is_linked_to_what_it_is_a_part_of(links: Links) -> None:
    assert links.of_standard_library("_hashlib", "openssl_sha1") == f"{ROOT}hashlib.html"
    assert links.of_standard_library("argparse", "_ActionsContainer.add_argument") == f"{ROOT}argparse.html"
    assert links.of_standard_library("asyncio.sslproto", "SSLProtocol.pause") == f"{ROOT}asyncio.html"
    assert links.of_standard_library("logging", "Logger.callHandlers") == f"{ROOT}logging.html#logging.Logger"
    assert links.of_standard_library("_osx_support", "customize") == f"{ROOT}index.html"


def test_the_list_of_names_is_as_it_is_written() -> None:
    text = files("explainer.analysis").joinpath("python_names.txt").read_text(encoding="utf-8")
    whole = {name: f"{page}{'' if '#' in page else f'#module-{name}'}" for name, page in listed_names().items()}
    assert written(whole) == text
