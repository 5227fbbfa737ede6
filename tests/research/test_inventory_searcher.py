"""What a project's documentation lists under a name is found there, with the right anchor."""

from __future__ import annotations

import sys
import zlib
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from explainer.analysis.links import Links
from explainer.research.inventory import InventorySearcher
from explainer.settings import Settings

sys.path.insert(0, str(Path(__file__).parent / "web"))
from subjects import PEFT, PYTHON, subject

PYTHON_DOC = Path("/usr/share/doc/python3/html/objects.inv")
needs_python_doc = pytest.mark.skipif(not PYTHON_DOC.is_file(), reason="Debian's python3-doc is not installed")

ENTRIES = [
    ("import json", "json.loads", "json.loads", "library/json.html#json.loads", "Deserialize s"),
    ("import json", "json.JSONDecoder", "json.decoder.JSONDecoder", "library/json.html#json.JSONDecoder", "Simple JSON decoder"),
    ("import pathlib", "pathlib.Path.glob", "pathlib.Path.glob", "library/pathlib.html#pathlib.Path.glob", "Glob the given relative pattern"),
    ("import asyncio", "asyncio.open_connection", "asyncio.streams.open_connection", "library/asyncio-stream.html#asyncio.open_connection", "Establish a network connection"),
    ("import asyncio", "asyncio.TaskGroup", "asyncio.taskgroups.TaskGroup", "library/asyncio-task.html#asyncio.TaskGroup", "asynchronous context manager holding a group of tasks"),
]  # fmt: skip


@needs_python_doc
@pytest.mark.parametrize(("imports", "callee", "symbol", "place", "text"), ENTRIES)
def test_python_s_own_documentation(
    imports: str, callee: str, symbol: str, place: str, text: str, tmp_path: Path
) -> None:
    made = InventorySearcher(Settings(cache_dir=tmp_path, inventories={"Python": str(PYTHON_DOC)}))
    (found, *_) = made.search(subject(f"{imports}\n{callee}(x)\n", None, {callee: symbol}, (PYTHON,)))
    assert found.source.locator == place
    assert found.source.url == f"https://docs.python.org/3.11/{place}"
    assert text in " ".join(found.source.text.split())
    page, _, anchor = place.partition("#")
    assert f'id="{anchor}"' in (PYTHON_DOC.parent / page).read_text(encoding="utf-8")
    assert found.source.retrieved == ""


@needs_python_doc
def test_a_module(tmp_path: Path) -> None:
    (found,) = InventorySearcher(Settings(cache_dir=tmp_path)).search(subject("import json\n", None, {}, (PYTHON,)))
    assert found.source.url == "https://docs.python.org/3.11/library/json.html#module-json"
    assert "lightweight data interchange format" in found.source.text


def inventory(*lines: str) -> bytes:
    head = b"# Sphinx inventory version 2\n# Project: peft\n# Version: 1\n# The remainder of this file is compressed using zlib.\n"
    return head + zlib.compress("".join(f"{line}\n" for line in lines).encode())


CODE = "from peft import PeftModel\nPeftModel.merge(x)\n"
CALL = subject(CODE, None, {"PeftModel.merge": "peft.peft_model.PeftModel.merge"}, (PEFT,))


def test_from_an_address(httpserver: HTTPServer, tmp_path: Path) -> None:
    listed = inventory("peft.PeftModel.merge py:method 1 api.html#$ -", "other std:label 1 javascript:alert(1) -")
    httpserver.expect_request("/en/objects.inv").respond_with_data(listed)
    page = '<main><dl><dt id="peft.PeftModel.merge">merge()</dt><dd><p>Merges.</p></dd></dl></main>'
    httpserver.expect_request("/en/api.html").respond_with_data(page, content_type="text/html")
    made = InventorySearcher(Settings(cache_dir=tmp_path, inventories={"peft": httpserver.url_for("/en/objects.inv")}))
    for _ in range(2):
        (found,) = made.search(CALL)
    assert found.source.url == httpserver.url_for("/en/api.html#peft.PeftModel.merge")
    assert (found.source.text, found.source.symbol, found.source.package) == ("Merges.", "peft.PeftModel.merge", "peft")
    assert found.source.retrieved
    assert len(httpserver.log) == 2
    made.close()


def test_the_next_build_finds_it_in_the_cache_that_all_share(httpserver: HTTPServer, tmp_path: Path) -> None:
    fresh = {"Cache-Control": "max-age=3600"}
    listed = inventory("peft.PeftModel.merge py:method 1 api.html#$ -")
    httpserver.expect_request("/objects.inv").respond_with_data(listed, headers=fresh)
    page = '<main><dl><dt id="peft.PeftModel.merge">merge()</dt><dd><p>Merges.</p></dd></dl></main>'
    httpserver.expect_request("/api.html").respond_with_data(page, content_type="text/html", headers=fresh)
    for _ in range(2):
        made = InventorySearcher(Settings(cache_dir=tmp_path, inventories={"peft": httpserver.url_for("/objects.inv")}))
        assert made.search(CALL)
        made.close()
    assert len(httpserver.log) == 2
    assert (tmp_path / "web" / "pages.sqlite").is_file()


@pytest.mark.parametrize("content", [b"", b"no inventory", b"# Sphinx inventory version 2\n" * 4 + b"junk"])
def test_one_that_cannot_be_read_is_told_once(
    content: bytes, httpserver: HTTPServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    httpserver.expect_request("/objects.inv").respond_with_data(content)
    made = InventorySearcher(Settings(cache_dir=tmp_path, inventories={"peft": httpserver.url_for("/objects.inv")}))
    assert made.search(CALL) == made.search(CALL) == []
    made.close()
    assert caplog.text.count("cannot be used") == 1


def test_links_go_without_one_that_is_damaged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "objects.inv").write_bytes(inventory()[:-3] + b"junk")
    links = Links(Settings(inventories={"Python": str(tmp_path / "objects.inv")}), "3.11.7")
    assert links.of_standard_library("json", "loads") == "https://docs.python.org/3.11/library/json.html#json.loads"
    assert caplog.text.count("cannot be used") == 1


def test_a_page_outside_its_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text('<main><dt id="peft.PeftModel.merge">x</dt><dd>secret</dd></main>')
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "objects.inv").write_bytes(inventory("peft.PeftModel.merge py:method 1 ../secret.html#$ -"))
    made = InventorySearcher(Settings(cache_dir=tmp_path, inventories={"peft": str(tmp_path / "docs" / "objects.inv")}))
    assert made.search(CALL) == []


def test_a_package_without_one_is_no_trouble(tmp_path: Path) -> None:
    assert InventorySearcher(Settings(cache_dir=tmp_path)).search(CALL) == []
