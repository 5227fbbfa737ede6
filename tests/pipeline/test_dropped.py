"""What searchers left out is kept with the walkthrough, so that a build which asks nobody can show it as well."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from rich.console import Console
from werkzeug import Request, Response

from explainer.model import Walkthrough
from explainer.pipeline import Explainer
from explainer.render.terminal import show
from explainer.settings import PackageSettings, SearchSettings, Settings

FOREIGN = {"title": "JSON in .NET (C#)", "content": "Reads documents of JSON in .NET."}


@pytest.fixture
def settings(httpserver: HTTPServer, tmp_path: Path) -> Settings:
    def search(request: Request) -> Response:
        addresses = [f"https://learn.example/dotnet/{len(request.args['q'])}/{n}" for n in range(25)]
        found = [FOREIGN | {"url": address} for address in addresses]
        return Response(json.dumps({"results": found}), content_type="application/json")

    httpserver.expect_request("/search").respond_with_handler(search)
    (tmp_path / "a.py").write_text("import json\njson.loads('1')\n")
    services = {"searxng": {"url": httpserver.url_for("/")}}
    return Settings(
        snippets_dir=tmp_path,
        cache_dir=tmp_path / "cache",
        searchers=("symbols", "searxng"),
        packages=PackageSettings(download=False),
        search=SearchSettings(services=services, pages=0),
    )


def build(settings: Settings) -> Walkthrough:
    with Explainer(settings) as explainer:
        return explainer.explain(settings.snippets_dir / "a.py")


def printed(walkthrough: Walkthrough) -> str:
    console = Console(file=(out := io.StringIO()), width=200, markup=False, highlight=False)
    for part in show(walkthrough, dropped=True):
        console.print(part)
    return out.getvalue()


def test_a_warm_build_shows_it(settings: Settings, httpserver: HTTPServer) -> None:
    text = printed(build(settings))
    asked = len(httpserver.log)
    assert asked
    assert printed(build(settings)) == text
    assert len(httpserver.log) == asked
    call = text.partition("json.loads('1')")[2]
    assert "Left out (10)" in call, "of one search, ten results are wanted"
    assert "/0: about another product (csharp) (searxng)" in call
    assert "more" not in call


def test_a_step_keeps_twenty_and_the_number_of_the_others(settings: Settings) -> None:
    queries = "queries: [json.loads one, json.loads of more]\n"
    (settings.snippets_dir / "a.yml").write_text(queries, encoding="utf-8")
    walkthrough = build(settings)
    research = walkthrough.steps[-1].research
    assert (len(research.dropped), research.dropped_beyond) == (20, 10)
    assert "Left out (30)" in (text := printed(walkthrough))
    assert "- and 10 more" in text
