"""The page on searchers names every one there is, and its example works."""

from __future__ import annotations

import re
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

import explainer.research.web as web
from explainer.research.web.protocol import Query, Result
from explainer.settings import SearchSettings, Settings

PAGE = (Path(__file__).parents[2] / "docs" / "searchers.md").read_text(encoding="utf-8")
LINES = 60


def test_every_searcher_is_named_in_a_table() -> None:
    rows = re.findall(r"(?m)^\| ((?:`\w+`(?:, )?)+) \|", PAGE)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named == {point.name for point in entry_points(group="explainer.searchers")} | {"symbols"}


def test_the_example_of_a_new_one_works(
    httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = re.search(r'```python title="my_package/notes\.py"\n(.*?)```', PAGE, re.DOTALL)
    assert code is not None
    names: dict[str, type] = {}
    exec(compile(code[1], "notes.py", "exec"), names)
    monkeypatch.setenv("NOTES_KEY", "k")
    found = {"notes": [{"title": "T", "url": "https://a.example/", "summary": "S"}]}
    httpserver.expect_request("/", query_string={"q": "x"}, headers={"X-Key": "k"}).respond_with_json(found)
    services = {"notes": {"url": httpserver.url_for("/")}}
    made = names["NotesSearcher"](Settings(cache_dir=tmp_path, search=SearchSettings(services=services)))
    assert made.find(Query("x")) == [Result("T", "https://a.example/", "S")]


def test_a_service_is_a_small_file() -> None:
    (folder,) = web.__path__
    modules = {point.module for point in entry_points(group="explainer.searchers") if ".web." in point.module}
    for module in modules:
        file = Path(folder, f"{module.rpartition('.')[2]}.py")
        assert len(file.read_text(encoding="utf-8").splitlines()) < LINES, file
