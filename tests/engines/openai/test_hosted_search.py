"""Searches that the service makes are paid from the budget of the build, and told in its summary."""

from __future__ import annotations

import json
import logging
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Request, Response

from explainer.cli import main
from explainer.errors import SettingError
from explainer.pipeline import Explainer
from explainer.settings import SearchSettings, Settings
from tests.engines.openai.scripted_model import GOOD, Model, chat, with_options

CODE = "import json\n\ndata = json.loads(open('a.json').read())\n"
FREE = {"input": 0, "output": 0}


class Searches:
    """The Responses API on loopback, whose model searches."""

    def __init__(self, model: Model) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.answer: Response | None = None
        self.usage: dict[str, Any] | None = {"input_tokens": 10_000, "output_tokens": 500}
        self.url = model.server.url_for("/search")
        model.server.expect_request("/search", method="POST").respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        self.bodies.append(json.loads(request.get_data()))
        if self.answer is not None:
            return self.answer
        sources = [{"url": "https://docs.python.org/3/library/json.html"}]
        output = [{"type": "web_search_call", "action": {"sources": sources}}]
        return Response(json.dumps({"output": output, "usage": self.usage}), content_type="application/json")


@pytest.fixture
def searches(model: Model) -> Searches:
    model.says(chat(GOOD))
    return Searches(model)


@pytest.fixture
def searching(settings: Settings, searches: Searches) -> Settings:
    services = {"openai_web": {"key": "k", "url": searches.url, "model": "gpt-4o-mini"}}
    search = SearchSettings(services=services, queries=1, pages=0)
    return replace(with_options(settings, price=FREE), searchers=("symbols", "openai_web"), search=search)


def build(settings: Settings) -> None:
    (path := settings.snippets_dir / "a.py").write_text(CODE)
    with Explainer(settings) as explainer:
        explainer.explain(path)


def test_they_are_counted_and_paid(searching: Settings, searches: Searches, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "explainer")
    build(with_options(searching, budget_usd=1.0))
    sent = len(searches.bodies)
    assert sent
    assert {body["max_output_tokens"] for body in searches.bodies} == {4000}
    dollars = sent * (0.01 + (10_000 * 0.15 + 500 * 0.6) / 1e6)
    assert f"{sent} hosted searches; " in caplog.text
    assert f"for ${dollars:.4f} of $1.00" in caplog.text
    build(with_options(searching, budget_usd=1.0))
    assert len(searches.bodies) == sent


def test_one_that_tells_no_usage_is_charged_the_most(
    searching: Settings, searches: Searches, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "explainer")
    searches.usage = None
    build(with_options(searching, budget_usd=1.0))
    dollars = len(searches.bodies) * (0.01 + (20_000 * 0.15 + 4_000 * 0.6) / 1e6)
    assert f"for at most ${dollars:.4f} of $1.00" in caplog.text


@pytest.mark.parametrize(
    ("status", "text", "counted"),
    [(401, "no", 0.0), (400, "no", 0.0), (200, "<html>", 0.0154), (200, '{"output": 3}', 0.0154), (0, "", 0.0)],
    ids=["refused", "does not suit", "HTML", "odd", "nobody listens"],
)
def test_one_without_an_answer_is_charged_unless_the_service_did_nothing(
    status: int, text: str, counted: float, searching: Settings, searches: Searches, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "explainer")
    searches.answer = Response(text, status or 200)
    if not status:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            searches.url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        own = {"openai_web": searching.search.services["openai_web"] | {"url": searches.url}}
        searching = replace(searching, search=replace(searching.search, services=own))
    build(replace(with_options(searching, budget_usd=1.0), concurrency=1))
    said = f"for at most ${counted:.4f} of $1.00" if counted else "received, at no cost"
    assert said in caplog.text


def test_without_room_in_the_budget_none_is_sent_and_the_model_is_asked(
    model: Model, searching: Settings, searches: Searches, caplog: pytest.LogCaptureFixture
) -> None:
    build(with_options(searching, budget_usd=0.015))
    assert searches.bodies == []
    assert model.bodies
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    (said,) = [message for message in warnings if "budget_usd" in message]
    assert "searcher 'openai_web' is not asked: option 'openai.budget_usd' allows $0.01" in said


def test_a_budget_needs_the_price_of_the_model_that_searches(searching: Settings) -> None:
    services = {"openai_web": searching.search.services["openai_web"] | {"model": "nobody-knows"}}
    unknown = replace(searching, search=replace(searching.search, services=services))
    with pytest.raises(SettingError, match="nobody-knows"):
        Explainer(with_options(unknown, budget_usd=1.0))
    Explainer(unknown).close()


def test_an_estimate_sends_none(
    model: Model,
    searches: Searches,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    services = f"{{openai_web: {{key: k, url: '{searches.url}', model: gpt-4o-mini}}}}"
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Test\nplugins:\n  - explainer:\n      engine: openai\n      packages: {download: false}\n"
        f"      searchers: [symbols, openai_web]\n      search: {{queries: 1, pages: 0, services: {services}}}\n"
        f"      openai: {{model: tester, base_url: '{model.address}', api: chat, price: {{input: 1, output: 1}}}}\n"
    )
    (tmp_path / "a.py").write_text(CODE)
    monkeypatch.chdir(tmp_path)
    assert main(["explain", "a.py", "--estimate"]) == 0
    out, err = capsys.readouterr()
    assert "a.py: 2 steps to explain" in out
    assert "searcher 'openai_web' is not asked, since that may cost something" in err
    assert searches.bodies == []
    assert model.bodies == []
    assert main(["explain", "a.py"]) == 0
    sent = len(searches.bodies)
    assert sent, "what was left out for the estimate is not taken for the answer"
    assert main(["explain", "a.py", "--estimate"]) == 0
    assert "nothing to ask" in capsys.readouterr().out
    assert len(searches.bodies) == sent
