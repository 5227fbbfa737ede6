"""The searcher of the web as a whole: services and pages are servers on loopback."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest
from loopback import KEY
from pytest_httpserver import HTTPServer
from subjects import subject
from werkzeug import Response

from explainer.errors import IncompleteError, ServiceError, SettingError
from explainer.model import Documentation, Dropped, Sites
from explainer.research import registry
from explainer.research.protocol import Found, Subject
from explainer.research.web.protocol import Query, Result
from explainer.research.web.searcher import WebSearcher
from explainer.settings import SearchSettings, Settings

CODE = """\
from peft import PeftModel
model = PeftModel.from_pretrained(base, "bigcode/astraios-7b-parallel")
"""
SYMBOLS = {"PeftModel.from_pretrained": "peft.peft_model.PeftModel.from_pretrained"}
ADAPTER = subject(CODE, None, SYMBOLS)
OFFICIAL = (
    "PEFT models",
    "https://huggingface.co/docs/peft/package_reference/peft_model",
    "PeftModel.from_pretrained loads a PEFT model from saved adapter weights.",
)
QUESTION = (
    "PeftModel.from_pretrained and dtype",
    "https://stackoverflow.com/questions/1/peft",
    "In Python, peft's PeftModel.from_pretrained gives float32 weights here.",
)
DOTNET = (
    "AutoTokenizer Class (Microsoft.ML)",
    "https://learn.microsoft.com/en-us/dotnet/api/microsoft.ml.tokenizers",
    "Loads a pretrained tokenizer in .NET.",
)


def answer(*results: tuple[str, str, str]) -> dict[str, Any]:
    return {"web": {"results": [{"title": t, "url": u, "description": d} for t, u, d in results]},
            "results": [{"title": t, "url": u, "content": d} for t, u, d in results]}  # fmt: skip


class Web:
    """Services and pages on one server, and a searcher that is told of them."""

    def __init__(self, server: HTTPServer, folder: Path) -> None:
        server.no_handler_status_code = 404
        self.server = server
        services = {
            "brave": {"url": server.url_for("/brave"), "key": KEY, "per_second": 0},
            "searxng": {"url": server.url_for("/searxng/search")},
        }
        search = SearchSettings(services=services, hosts=(f"localhost:{server.port}",), timeout=2, pages=0, queries=1)
        self.settings = Settings(cache_dir=folder / "cache", searchers=("brave", "searxng"), search=search)
        self._made: list[WebSearcher] = []

    def answers(self, service: str, body: Any) -> None:
        path = {"brave": "/brave", "searxng": "/searxng/search"}[service]
        response = body if isinstance(body, Response) else Response(json.dumps(body), content_type="application/json")
        self.server.expect_request(path).respond_with_response(response)

    def searcher(self, **search: Any) -> WebSearcher:
        settings = replace(self.settings, search=replace(self.settings.search, **search))
        (made,) = registry.searchers(settings)
        assert isinstance(made, WebSearcher)
        self._made.append(made)
        return made

    def search(self, step: Subject = ADAPTER, **search: Any) -> list[Documentation]:
        return list(self.searcher(**search).search(step))

    @property
    def asked(self) -> list[str]:
        return [request.path for request, _ in self.server.log]

    def close(self) -> None:
        for made in self._made:
            made.close()


@pytest.fixture
def web(httpserver: HTTPServer, tmp_path: Path) -> Iterator[Web]:
    made = Web(httpserver, tmp_path)
    yield made
    made.close()


def urls(found: list[Documentation]) -> list[str]:
    return [one.source.url for one in found]


class TestMerging:
    def test_results_of_all_services_in_one_order_without_other_products(self, web: Web) -> None:
        web.answers("brave", answer(DOTNET, QUESTION, OFFICIAL))
        web.answers("searxng", answer(DOTNET, OFFICIAL))
        found = web.search()
        assert urls(found) == [OFFICIAL[1], QUESTION[1]]
        source = found[0].source
        assert (source.title, source.text, source.searcher) == (OFFICIAL[0], OFFICIAL[2], "brave, searxng")
        assert found[0].kind == "page"
        assert len(source.retrieved) == len("2026-11-24")

    def test_what_was_dropped_and_why_is_told(self, web: Web) -> None:
        web.answers(
            "brave", answer(DOTNET, ("x", "javascript:alert(1)", "x"), ("y", "http://10.0.0.1/", "y"), OFFICIAL)
        )
        web.answers("searxng", answer(DOTNET))
        found = web.searcher().search(ADAPTER)
        assert isinstance(found, Found)
        assert found.dropped == (
            Dropped(DOTNET[0], DOTNET[1], "brave, searxng", "about another product (csharp)"),
            Dropped("", "", "brave", "its address is none on the web that can be linked"),
            Dropped("", "", "brave", "its address is inside a private network"),
        )

    def test_most_results(self, web: Web) -> None:
        web.answers(
            "brave",
            answer(
                *((f"PeftModel.from_pretrained {n}", f"https://example.org/peft/{n}", QUESTION[2]) for n in range(20))
            ),
        )
        web.answers("searxng", answer())
        found = web.searcher(results=4).search(ADAPTER)
        assert isinstance(found, Found)
        assert len(found) == 4
        assert [one.reason for one in found.dropped] == ["not among the best 4"] * 16
        assert {one.searcher for one in found.dropped} == {"brave"}

    def test_nothing_found(self, web: Web) -> None:
        web.answers("brave", {})
        web.answers("searxng", answer())
        assert web.search() == []


class TestSites:
    def test_they_are_sent_and_enforced_anyhow(self, web: Web) -> None:
        web.answers("brave", answer(QUESTION, OFFICIAL, DOTNET))
        web.answers("searxng", answer())
        found = web.search(sites=Sites(allow=("huggingface.co/docs",), block=("huggingface.co/docs/spam",)))
        assert urls(found) == [OFFICIAL[1]]
        request = next(request for request, _ in web.server.log if request.path == "/brave")
        assert request.args["q"].endswith("site:huggingface.co/docs -site:huggingface.co/docs/spam")

    def test_a_snippet_narrows_those_of_the_site_and_cannot_widen_them(self, web: Web) -> None:
        web.answers("brave", answer(QUESTION, OFFICIAL))
        web.answers("searxng", answer())
        own = subject(CODE, None, SYMBOLS, sites=Sites(allow=("stackoverflow.com", "huggingface.co")))
        assert urls(web.search(own, sites=Sites(allow=("huggingface.co",)))) == [OFFICIAL[1]]
        blocked = subject(CODE, None, SYMBOLS, sites=Sites(block=("huggingface.co",)))
        assert urls(web.search(blocked)) == [QUESTION[1]]

    def test_boosted_pages_come_first(self, web: Web) -> None:
        web.answers("brave", answer(OFFICIAL, QUESTION))
        web.answers("searxng", answer())
        assert urls(web.search(sites=Sites(boost=("stackoverflow.com",)))) == [QUESTION[1], OFFICIAL[1]]


class TestAsking:
    def test_a_trivial_step_asks_nobody(self, web: Web) -> None:
        assert web.search(subject("x = 1\n", 1)) == []
        assert web.asked == []

    def test_the_same_query_goes_out_once_in_a_build_however_many_ask(self, web: Web) -> None:
        web.answers("brave", answer(OFFICIAL))
        web.answers("searxng", answer(OFFICIAL))
        searcher = web.searcher()
        found: list[Any] = []
        threads = [threading.Thread(target=lambda: found.append(searcher.search(ADAPTER))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 8
        assert sorted(web.asked) == ["/brave", "/searxng/search"]

    def test_the_next_build_asks_again_only_when_the_answer_is_old(self, web: Web) -> None:
        web.answers("brave", answer(OFFICIAL))
        web.answers("searxng", answer(OFFICIAL))
        assert web.search() == web.search()
        assert len(web.asked) == 2
        web.search(max_age_days=1e-9)
        assert len(web.asked) == 4

    def test_another_age_of_pages_is_asked_for_anew_and_another_day_is_not(
        self, web: Web, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        web.settings = replace(web.settings, searchers=("searxng",))
        web.answers("searxng", answer(OFFICIAL))
        week, month = replace(ADAPTER, recency_days=7), replace(ADAPTER, recency_days=30)
        for step in (ADAPTER, week, month, week):
            assert urls(web.search(step)) == [OFFICIAL[1]]
        assert [request.args.get("time_range") for request, _ in web.server.log] == [None, "week", "month"]

        class Tomorrow(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:
                return datetime.now(tz) + timedelta(days=1)

        monkeypatch.setattr("explainer.research.web.answers.datetime", Tomorrow)
        web.search(week)
        assert len(web.asked) == 3

    def test_another_instance_is_asked_anew(self, web: Web, httpserver: HTTPServer) -> None:
        web.settings = replace(web.settings, searchers=("searxng",))
        for path in ("/one/search", "/two/search"):
            httpserver.expect_request(path).respond_with_json(answer(OFFICIAL))
            web.search(services={"searxng": {"url": httpserver.url_for(path)}})
        assert web.asked == ["/one/search", "/two/search"]

    def test_a_months_allowance_is_kept_over_builds(self, web: Web, caplog: pytest.LogCaptureFixture) -> None:
        web.answers("brave", answer(OFFICIAL))
        services = {"brave": {**web.settings.search.services["brave"], "per_month": 1}}
        web.settings = replace(web.settings, searchers=("brave",))
        web.search(services=services)
        other = subject(CODE, 1)
        with pytest.raises(IncompleteError):
            web.search(other, services=services)
        assert web.asked == ["/brave"]
        assert "a.py:1: searcher 'brave' had its 1 requests of this month" in caplog.text

    def test_a_months_allowance_holds_within_a_build_that_keeps_nothing(self, web: Web) -> None:
        web.answers("brave", answer(OFFICIAL))
        services = {"brave": {**web.settings.search.services["brave"], "per_month": 1}}
        web.settings = replace(web.settings, searchers=("brave",), cache=False)
        searcher = web.searcher(services=services)
        searcher.search(ADAPTER)
        with pytest.raises(IncompleteError):
            searcher.search(subject(CODE, 1))
        assert web.asked == ["/brave"]

    def test_the_key_is_nowhere_on_the_disk(self, web: Web) -> None:
        web.answers("brave", answer(OFFICIAL))
        web.answers("searxng", answer())
        web.search()
        web.close()
        files = [path for path in web.settings.cache_dir.rglob("*") if path.is_file()]
        assert files
        assert all(KEY.encode() not in path.read_bytes() for path in files)
        assert KEY not in repr(web.settings)


class TestTrouble:
    @pytest.mark.parametrize("response", [Response(f"bad {KEY}", 401), Response("<html>", 200), Response("", 500)])
    def test_others_carry_on_and_one_warning_says_who_answered_what(
        self, response: Response, web: Web, caplog: pytest.LogCaptureFixture, no_sleep: list[float]
    ) -> None:
        web.answers("brave", response)
        web.answers("searxng", answer(OFFICIAL, DOTNET))
        searcher = web.searcher()
        for step in (ADAPTER, subject(CODE, 1), ADAPTER):
            with pytest.raises(IncompleteError, match="brave") as raised:
                searcher.search(step)
            assert urls(list(raised.value.found)) == [OFFICIAL[1]]
            assert isinstance(raised.value.found, Found)
            assert [one.url for one in raised.value.found.dropped] == [DOTNET[1]]
        warnings = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
        assert len(warnings) == 1
        assert warnings[0].startswith("a.py:2: searcher 'brave' ")
        assert KEY not in caplog.text

    def test_a_failed_answer_is_not_kept(self, web: Web, no_sleep: list[float]) -> None:
        web.answers("searxng", answer())
        web.server.expect_oneshot_request("/brave").respond_with_response(Response("", 401))
        with pytest.raises(IncompleteError):
            web.search()
        web.answers("brave", answer(OFFICIAL))
        assert urls(web.search()) == [OFFICIAL[1]]


class TestPages:
    PAGE = "<html><body><main><h1>Loading</h1><p>{}</p></main></body></html>".format("PeftModel.from_pretrained puts the adapter on the base model, as this page says at length. " * 4)  # fmt: skip

    def own(self, web: Web, path: str) -> tuple[str, str, str]:
        return OFFICIAL[0], web.server.url_for(path), OFFICIAL[2]

    def test_the_text_of_the_best_pages_is_the_evidence(self, web: Web) -> None:
        web.server.expect_request("/page").respond_with_data(self.PAGE, content_type="text/html")
        web.answers("brave", answer(self.own(web, "/page"), QUESTION))
        web.answers("searxng", answer())
        found = web.search(pages=1, sites=Sites(boost=("localhost",)))
        assert "puts the adapter on the base model" in found[0].source.text
        assert found[1].source.text == QUESTION[2]

    def test_a_page_that_cannot_be_read_leaves_its_excerpt(self, web: Web, caplog: pytest.LogCaptureFixture) -> None:
        title, address, _ = self.own(web, "/empty")
        web.answers("brave", answer(self.own(web, "/gone"), (f"{title} PeftModel.from_pretrained", address, "")))
        web.answers("searxng", answer())
        found = web.searcher(pages=5).search(ADAPTER)
        assert [one.source.text for one in found] == [OFFICIAL[2]]
        assert isinstance(found, Found)
        assert [one.reason for one in found.dropped] == [
            "not read, since its server answered 404: its excerpt is kept",
            "not read, since its server answered 404: it has no excerpt",
        ]
        assert not [record for record in caplog.records if record.levelno >= logging.WARNING]

    def test_a_page_is_read_once_in_a_build(self, web: Web) -> None:
        web.server.expect_request("/page").respond_with_data(self.PAGE, content_type="text/html")
        web.answers("brave", answer(self.own(web, "/page")))
        web.answers("searxng", answer())
        searcher = web.searcher(pages=3)
        for step in (ADAPTER, subject(CODE, 1)):
            searcher.search(step)
        assert web.asked.count("/page") == 1


class TestPrivacy:
    def test_a_secret_is_not_sent_and_the_warning_does_not_hold_it(
        self, web: Web, caplog: pytest.LogCaptureFixture
    ) -> None:
        web.answers("brave", answer())
        web.answers("searxng", answer())
        secret = "acme-internal/falcon-7b"
        code = f'from peft import PeftModel\nmodel = PeftModel.from_pretrained(\n    base, "{secret}"\n)\n'
        web.search(subject(code, None, SYMBOLS), private=(r"acme-internal/\S*?(?=\")",), queries=3)
        assert web.asked
        for request, _ in web.server.log:
            assert secret not in request.url and "falcon" not in str(request.args)
        assert "a.py:3: holds what looks like a secret or is listed as private" in caplog.text
        assert secret not in caplog.text

    def test_a_value_that_flows_in_from_elsewhere_is_not_sent_either(
        self, web: Web, caplog: pytest.LogCaptureFixture
    ) -> None:
        web.answers("brave", answer())
        web.answers("searxng", answer())
        code = 'from peft import PeftModel\nname = "acme/falcon-7b"\nmodel = PeftModel.from_pretrained(base, name)\n'
        web.search(subject(code, None, SYMBOLS), private=("falcon",), queries=3)
        sent = {request.args["q"] for request, _ in web.server.log}
        assert sent == {"peft PeftModel.from_pretrained 0.21", "acme/[redacted]-7b peft"}
        assert "a.py:3: holds what looks like a secret or is listed as private" in caplog.text

    def test_a_step_that_sends_nothing_warns_of_nothing(self, web: Web, caplog: pytest.LogCaptureFixture) -> None:
        assert web.search(subject('name = "acme/falcon-7b"\n'), private=("falcon",)) == []
        assert caplog.text == ""

    def test_a_query_of_the_authors_own_is_scanned_too(self, web: Web) -> None:
        web.answers("brave", answer())
        web.answers("searxng", answer())
        web.search(subject(CODE, None, SYMBOLS, queries=("PeftModel falcon release",)), private=("falcon",), queries=0)
        assert [request.args["q"] for request, _ in web.server.log] == ["PeftModel [redacted] release"] * 2

    def test_sites_inside_are_kept_to_without_being_told_to_anyone(self, web: Web) -> None:
        web.answers("brave", answer(QUESTION, OFFICIAL))
        web.answers("searxng", answer())
        inside = Sites(
            allow=("wiki.intern.corp.example", "huggingface.co", "wiki"), block=("nas.local", "falcon.example")
        )
        assert urls(web.search(sites=inside, private=("falcon",), hosts=("wiki.intern.corp.example",))) == [OFFICIAL[1]]
        for request, _ in web.server.log:
            assert request.args["q"].endswith("0.21 site:huggingface.co")


class TestConfiguration:
    def test_nothing_is_imported_unless_a_service_is_named(self) -> None:
        import subprocess
        import sys

        program = (
            "import sys\nfrom explainer.settings import Settings\nfrom explainer.research import registry, symbols\n"
            "registry.searchers(Settings())\n"
            "names = ('explainer.research.web', 'hishel', 'trafilatura', 'detect_secrets', 'protego')\n"
            "assert not [name for name in sys.modules if name.startswith(names)], sys.modules"
        )
        subprocess.run([sys.executable, "-c", program], check=True)

    def test_without_the_extra_the_error_says_how_to_install_it(
        self, web: Web, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(__import__("sys").modules, "explainer.research.web.searcher", None)
        with pytest.raises(SettingError, match=r"pip install 'mkdocs-explainer\[web\]'"):
            web.searcher()


class Played:
    """A service of one's own, as a third party would write it."""

    def __init__(self, name: str, find: Callable[[Query], list[Result]]) -> None:
        self.name = name
        self.find = find


def test_a_service_of_a_third_party_takes_part(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def refuse(query: Query) -> list[Result]:
        raise ServiceError("is closed on Tuesdays")

    def stumble(query: Query) -> list[Result]:
        raise KeyError(KEY)

    settings = Settings(cache_dir=tmp_path, search=SearchSettings(pages=0))
    mine = Played("mine", lambda _: [Result(*OFFICIAL)])
    searcher = WebSearcher(settings, [mine, Played("theirs", refuse), Played("broken", stumble)])
    with pytest.raises(IncompleteError, match="no answer from broken, theirs") as raised:
        searcher.search(ADAPTER)
    assert urls(list(raised.value.found)) == [OFFICIAL[1]]
    searcher.close()
    assert "searcher 'broken' failed, by a fault of its own (KeyError); the other searchers carry on" in caplog.text
    assert KEY not in caplog.text
