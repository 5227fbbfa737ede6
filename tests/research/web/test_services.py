"""Each service is played by a server on loopback, by its documented shapes; what was sent is checked to the byte."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from loopback import KEY, settings_for
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from explainer.errors import SearchError, SettingError
from explainer.research.web import ddgs
from explainer.research.web.protocol import Query, Result
from explainer.research.web.searxng import SearxngSearcher

QUERY = Query(
    "peft PeftModel.from_pretrained",
    allow=("huggingface.co/docs", "pytorch.org"),
    block=("spam.example", "forum.example/t"),
    packages=("peft",),
    count=7,
)
WITH_OPERATORS = (
    "peft PeftModel.from_pretrained (site:huggingface.co/docs OR site:pytorch.org) -site:spam.example"
    " -site:forum.example/t"
)
FOUND = Result("Models", "https://huggingface.co/docs/peft/models", "Loads a <PEFT> model & its weights.")


@dataclass
class Shape:
    """How one service is asked, and how it answers."""

    method: str
    answer: Any
    params: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    options: dict[str, Any] = field(default_factory=dict)
    found: Result = FOUND


def item(title: str = "title", url: str = "url", text: str = "content", shown: str = FOUND.text) -> dict[str, str]:
    return {title: FOUND.title, url: FOUND.url, text: shown}


SHAPES = {
    "brave": Shape(
        "GET",
        {"web": {"results": [item(text="description", shown="Loads a &lt;PEFT&gt; <strong>model</strong> &amp; its weights.")]}},
        {"q": WITH_OPERATORS, "count": "7"},
        {"X-Subscription-Token": KEY},
    ),
    "tavily": Shape(
        "POST",
        {"results": [{**item(), "score": 0.9}]},
        headers={"Authorization": f"Bearer {KEY}"},
        body={
            "query": QUERY.text,
            "max_results": 7,
            "include_domains": ["huggingface.co", "pytorch.org"],
            "exclude_domains": ["spam.example"],
        },
    ),
    "searxng": Shape(
        "GET",
        {"results": [item()], "unresponsive_engines": [["a", "timeout"]]},
        {"q": WITH_OPERATORS, "format": "json", "engines": "corpus", "language": "en"},
        options={"engines": "corpus", "language": "en"},
    ),
    "exa": Shape(
        "POST",
        {"results": [{"title": FOUND.title, "url": FOUND.url, "text": "The beginning.", "highlights": [FOUND.text]}]},
        headers={"x-api-key": KEY},
        body={
            "query": QUERY.text,
            "numResults": 7,
            "contents": {"text": {"maxCharacters": 2000}, "highlights": True},
            "includeDomains": ["huggingface.co/docs", "pytorch.org"],
        },
    ),
    "openai_web": Shape(
        "POST",
        {
            "output": [
                {"type": "web_search_call", "action": {"sources": [{"url": FOUND.url}, {"type": "url"}]}},
                {
                    "type": "message",
                    "content": [
                        {
                            "type": "output_text",
                            "text": "What the model says of it.",
                            "annotations": [
                                {"type": "url_citation", "url": FOUND.url, "title": FOUND.title},
                                {"type": "file_citation", "url": "https://a.example/"},
                            ],
                        }
                    ],
                },
            ]
        },
        headers={"Authorization": f"Bearer {KEY}"},
        body={
            "model": "gpt-6",
            "input": f"Search the web, and cite the pages that document this: {QUERY.text}",
            "tools": [
                {
                    "type": "web_search",
                    "search_context_size": "medium",
                    "filters": {"allowed_domains": ["huggingface.co", "pytorch.org"]},
                }
            ],
            "tool_choice": "required",
            "include": ["web_search_call.action.sources"],
            "max_output_tokens": 4000,
            "store": False,
        },
        options={"model": "gpt-6", "context": "medium"},
        found=Result(FOUND.title, FOUND.url, ""),
    ),
    "serper": Shape(
        "POST",
        {"organic": [item(url="link", text="snippet")]},
        headers={"X-API-KEY": KEY},
        body={"q": WITH_OPERATORS, "num": 7},
    ),
    "perplexity": Shape(
        "POST",
        {"results": [{**item(text="snippet"), "date": "2026-01-01"}]},
        headers={"Authorization": f"Bearer {KEY}"},
        body={"query": QUERY.text, "max_results": 7, "search_domain_filter": ["huggingface.co", "pytorch.org"]},
    ),
    "stackexchange": Shape(
        "GET",
        {"items": [{"title": "Models", "link": FOUND.url, "score": 3, "body": "<p>Loads a &lt;PEFT&gt; model &amp; its weights.</p>"}]},
        {"q": QUERY.text, "site": "stackoverflow", "order": "desc", "sort": "relevance", "filter": "withbody", "pagesize": "7", "key": KEY},
    ),
    "readthedocs": Shape(
        "GET",
        {
            "results": [
                {
                    "title": "Models",
                    "domain": "https://huggingface.co",
                    "path": "/docs/peft/models",
                    "blocks": [{"type": "section", "title": "Loading", "content": FOUND.text}],
                }
            ]
        },
        {"q": f"project:hf-peft {QUERY.text}", "page_size": "7"},
        {"Authorization": f"Token {KEY}"},
        options={"projects": {"peft": "hf-peft"}},
        found=Result(FOUND.title, FOUND.url, f"Loading: {FOUND.text}"),
    ),
    "web_iq": Shape(
        "POST",
        {"webResults": [item()]},
        headers={"x-apikey": KEY},
        body={"query": WITH_OPERATORS, "maxResults": 7, "contentFormat": "passage", "maxLength": 3000},
    ),
    "bing": Shape(
        "GET",
        {"webPages": {"value": [item(title="name", text="snippet")]}},
        {"q": WITH_OPERATORS, "count": "7", "textFormat": "Raw"},
        {"Ocp-Apim-Subscription-Key": KEY},
    ),
    "bing_custom": Shape(
        "GET",
        {"webPages": {"value": [item(title="name", text="snippet")]}},
        {"q": WITH_OPERATORS, "count": "7", "textFormat": "Raw", "customconfig": "42"},
        {"Ocp-Apim-Subscription-Key": KEY},
        options={"customconfig": "42"},
    ),
}  # fmt: skip
RECENT = Query("peft", recency_days=30, today=date(2026, 11, 24))
RECENCY: dict[str, tuple[str, Any]] = {
    "brave": ("freshness", "2026-10-25to2026-11-24"),
    "tavily": ("start_date", "2026-10-25"),
    "searxng": ("time_range", "month"),
    "exa": ("startPublishedDate", "2026-10-25T00:00:00.000Z"),
    "openai_web": ("input", "Search the web, and cite the pages from the last 30 days that document this: peft"),
    "serper": ("tbs", "qdr:m"),
    "perplexity": ("search_after_date_filter", "10/25/2026"),
    "stackexchange": ("fromdate", "1792886400"),
    "bing": ("freshness", "2026-10-25..2026-11-24"),
    "bing_custom": ("freshness", "2026-10-25..2026-11-24"),
}
"""The parameter by which a service is told how old pages may be, and its value for thirty days."""
NEEDS_KEY = {
    "brave": "BRAVE_API_KEY",
    "exa": "EXA_API_KEY",
    "openai_web": "OPENAI_API_KEY",
    "serper": "SERPER_API_KEY",
    "perplexity": "PERPLEXITY_API_KEY",
    "web_iq": "WEB_IQ_API_KEY",
    "bing": "BING_API_KEY",
    "bing_custom": "BING_API_KEY",
}
services = pytest.mark.parametrize("name", SHAPES)


def searcher(name: str, server: HTTPServer, folder: Path, **options: Any) -> Any:
    (point,) = (point for point in entry_points(group="explainer.searchers") if point.name == name)
    key = {} if name == "searxng" else {"key": KEY}
    given = {"url": server.url_for("/search"), **key, **SHAPES[name].options, **options}
    return point.load()(settings_for(name, folder, **given))


@services
def test_what_is_sent_and_what_is_made_of_the_answer(name: str, httpserver: HTTPServer, tmp_path: Path) -> None:
    shape = SHAPES[name]
    seen: list[Request] = []

    def answer(request: Request) -> Response:
        request.get_data()
        seen.append(request)
        return Response(json.dumps(shape.answer), content_type="application/json")

    httpserver.expect_request("/search").respond_with_handler(answer)
    assert searcher(name, httpserver, tmp_path).find(QUERY) == [shape.found]
    (request,) = seen
    assert request.method == shape.method
    assert dict(request.args) == shape.params
    assert (request.get_json() if shape.body is not None else None) == shape.body
    for header, value in shape.headers.items():
        assert request.headers[header] == value
    assert request.headers["User-Agent"].startswith("mkdocs-explainer/")
    assert "Cookie" not in request.headers
    if name != "stackexchange":  # its own documentation wants the key in the address
        assert KEY not in request.url


@services
def test_how_old_pages_may_be_is_told_as_the_service_takes_it(
    name: str, httpserver: HTTPServer, tmp_path: Path
) -> None:
    httpserver.expect_request("/search").respond_with_json(SHAPES[name].answer)
    made = searcher(name, httpserver, tmp_path)
    any_age, recent = (sent(made, query, httpserver) for query in (replace(RECENT, recency_days=None), RECENT))
    parameter, value = RECENCY.get(name, ("", None))
    assert recent == any_age | ({parameter: value} if parameter else {})
    assert (recent == any_age) == (name in ("readthedocs", "web_iq")), "those that cannot, leave it out"


def sent(made: Any, query: Query, server: HTTPServer) -> dict[str, Any]:
    """Return the parameters, or the body, that a service is asked a query with."""
    made.find(replace(query, packages=("peft",)))
    request, _ = server.log[-1]
    return dict(request.args) if request.method == "GET" else request.get_json()


@pytest.mark.parametrize(
    ("days", "period"), [(1, "day"), (2, "week"), (7, "week"), (30, "month"), (31, "month"), (32, "year"), (400, "")]
)
def test_services_that_know_periods_get_the_shortest_that_is_long_enough(
    days: int, period: str, httpserver: HTTPServer, tmp_path: Path
) -> None:
    httpserver.expect_request("/search").respond_with_json({})
    query = replace(RECENT, recency_days=days)
    assert sent(searcher("searxng", httpserver, tmp_path), query, httpserver).get("time_range", "") == period
    assert sent(searcher("serper", httpserver, tmp_path), query, httpserver).get("tbs", "qdr:")[4:] == period[:1]


@services
@pytest.mark.parametrize(
    "answer", [{}, [], {"results": None}, {"results": [1, {"title": 2}, {"url": 7}]}, {"items": {"a": 1}}]
)
def test_empty_and_odd_answers_are_no_results(name: str, answer: Any, httpserver: HTTPServer, tmp_path: Path) -> None:
    httpserver.expect_request("/search").respond_with_json(answer)
    if isinstance(answer, dict):
        found = searcher(name, httpserver, tmp_path).find(QUERY)
        assert all(result.url in ("https://", "") for result in found)
    else:
        with pytest.raises(SearchError, match="no JSON object"):
            searcher(name, httpserver, tmp_path).find(QUERY)


TROUBLES: list[tuple[str, Response, str]] = [
    ("wrong key", Response(f'{{"message": "bad key {KEY}"}}', 401), r"refused the request \(401 UNAUTHORIZED: bad key"),
    ("forbidden", Response('{"error": {"message": "no plan"}}', 403), "403 FORBIDDEN"),
    ("used up", Response('{"detail": {"error": "limit"}}', 432), "no searches left"),
    ("no such address", Response("<html>none</html>", 404), "answered 404 NOT FOUND"),
    ("redirect", Response("", 302, {"Location": "https://elsewhere.example/"}), "a redirect"),
    ("HTML", Response("<!doctype html><title>Log in</title>", 200), "HTML where JSON was promised"),
    ("half an answer", Response('{"results": [', 200), "no JSON object"),
    ("nothing", Response("", 200), "no JSON object"),
    ("down", Response("oops", 503), "answered 503 SERVICE UNAVAILABLE"),
    ("long rest", Response("{}", 429, {"Retry-After": "3600"}), "asks to be left alone for 3600 s"),
    ("deep", Response("[" * 100_000, 500), "answered 500 INTERNAL SERVER ERROR"),
]  # fmt: skip


@services
@pytest.mark.parametrize("trouble", TROUBLES, ids=[name for name, _, _ in TROUBLES])
def test_trouble_is_told_without_the_key(
    name: str, trouble: tuple[str, Response, str], httpserver: HTTPServer, tmp_path: Path, no_sleep: list[float]
) -> None:
    _, response, message = trouble
    httpserver.expect_request("/search").respond_with_response(response)
    with pytest.raises(SearchError) as raised:
        searcher(name, httpserver, tmp_path).find(QUERY)
    expected = "add `json`" if (name, response.status_code) == ("searxng", 403) else message
    assert re.search(expected, str(raised.value))
    if name != "searxng":  # which has none
        assert KEY not in str(raised.value)
    assert len(str(raised.value)) < 500


@services
def test_a_service_that_is_down(name: str, httpserver: HTTPServer, tmp_path: Path, no_sleep: list[float]) -> None:
    made = searcher(name, httpserver, tmp_path)
    made.service.url = "http://127.0.0.1:9/search"
    with pytest.raises(SearchError, match="cannot be reached") as raised:
        made.find(QUERY)
    assert raised.value.closed
    assert KEY not in str(raised.value)
    assert len(no_sleep) == 2


@pytest.mark.parametrize("name", NEEDS_KEY)
def test_a_key_comes_from_the_environment_or_the_error_says_how(
    name: str, httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    variable = NEEDS_KEY[name]
    monkeypatch.delenv(variable, raising=False)
    with pytest.raises(SettingError, match=f"set {variable}, or 'search.services.{name}.key' to `!ENV {variable}`"):
        searcher(name, httpserver, tmp_path, key=None)
    monkeypatch.setenv(variable, KEY)
    httpserver.expect_request("/search", headers=SHAPES[name].headers).respond_with_json(SHAPES[name].answer)
    assert searcher(name, httpserver, tmp_path, key=None).find(QUERY)


def test_an_answer_that_never_ends_is_cut(httpserver: HTTPServer, tmp_path: Path) -> None:
    def drip(request: Request) -> Response:
        return Response((time.sleep(0.1) or b" " for _ in range(100)), content_type="application/json")

    httpserver.expect_request("/search").respond_with_handler(drip)
    made = searcher("brave", httpserver, tmp_path)
    made.service._timeout = 0.2
    started = time.monotonic()
    with pytest.raises(SearchError, match=r"cannot be reached|did not answer"):
        made.find(QUERY)
    assert time.monotonic() - started < 8, "three attempts of 0.6 s, and the pauses between"


def _slowly(ended: threading.Event) -> Iterator[bytes]:
    yield b"{"
    ended.wait(5)
    yield b"}"


@pytest.mark.parametrize("begun", [False, True], ids=["nothing", "a part"])
def test_a_paid_search_that_takes_too_long_is_sent_once(begun: bool, tmp_path: Path) -> None:
    seen: list[Request] = []
    ended = threading.Event()

    def answer(request: Request) -> Response:
        seen.append(request)
        if not begun:
            ended.wait(5)
        return Response(_slowly(ended), content_type="application/json")

    with HTTPServer(threaded=True) as server:
        server.expect_request("/search").respond_with_handler(answer)
        made = searcher("openai_web", server, tmp_path)
        made.service._timeout = 1.0
        with pytest.raises(SearchError, match=r"did not answer within 1 s"):
            made.find(QUERY)
        ended.set()
    assert len(seen) == 1


def test_a_paid_search_may_take_longer_than_others(httpserver: HTTPServer, tmp_path: Path) -> None:
    def answer(request: Request) -> Response:
        time.sleep(2.5)
        return Response(json.dumps(SHAPES["openai_web"].answer), content_type="application/json")

    httpserver.expect_request("/search").respond_with_handler(answer)
    made = searcher("openai_web", httpserver, tmp_path)
    assert made.find(QUERY) == [SHAPES["openai_web"].found]
    assert len(httpserver.log) == 1
    assert made.service._timeout == 60, "and 2 s is what the settings allow"


def test_as_many_connections_as_steps_that_wait_are_kept(
    httpserver: HTTPServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def answer(request: Request) -> Response:
        time.sleep(0.1)
        return Response("{}", content_type="application/json")

    httpserver.expect_request("/search").respond_with_handler(answer)
    settings = settings_for("searxng", tmp_path, url=httpserver.url_for("/search"))
    made = SearxngSearcher(replace(settings, searchers=("searxng", "brave"), concurrency=4))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(made.find, [QUERY] * 16))
    assert "pool is full" not in caplog.text


def test_tavily_without_a_key(httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TAVILY_API_KEY", raising=False)
    headers = {"X-Tavily-Access-Mode": "keyless"}
    httpserver.expect_request("/search", headers=headers).respond_with_json(SHAPES["tavily"].answer)
    assert searcher("tavily", httpserver, tmp_path, key=None).find(QUERY) == [FOUND]
    (request, _), *_ = httpserver.log
    assert "Authorization" not in request.headers


def test_an_address_is_needed_where_there_is_none_of_its_own(
    httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("searxng", "bing"):
        with pytest.raises(SettingError, match=f"'search.services.{name}.url'"):
            searcher(name, httpserver, tmp_path, url="")
    monkeypatch.setenv("SEARXNG_URL", httpserver.url_for("/"))
    httpserver.expect_request("/search").respond_with_json(SHAPES["searxng"].answer)
    assert searcher("searxng", httpserver, tmp_path, url="").find(QUERY) == [FOUND]


def test_an_unknown_option_is_named(httpserver: HTTPServer, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"'search.services.brave.colour' is not known; there are key, url"):
        searcher("brave", httpserver, tmp_path, colour="red")


@pytest.mark.parametrize(
    ("headers", "body", "rest"),
    [
        ({"Retry-After": "2"}, "{}", 2),
        ({"X-RateLimit-Remaining": "0, 1200", "X-RateLimit-Reset": "3, 2419200"}, "{}", 3),
        ({}, '{"detail": "slow", "retry_after_seconds": 4}', 4),
        ({}, '{"errorCode": 429, "userMessage": "slow", "retryAfter": "5"}', 5),
    ],
)
def test_a_short_rest_that_is_asked_for_is_kept_and_the_request_sent_again(
    headers: dict[str, str], body: str, rest: float, httpserver: HTTPServer, tmp_path: Path, no_sleep: list[float]
) -> None:
    httpserver.expect_ordered_request("/search").respond_with_response(Response(body, 429, headers))
    httpserver.expect_ordered_request("/search").respond_with_json(SHAPES["tavily"].answer)
    assert searcher("tavily", httpserver, tmp_path).find(QUERY) == [FOUND]
    assert no_sleep == [pytest.approx(rest, abs=0.5)]


def test_a_rest_asked_for_with_results_is_kept_before_the_next_request(
    httpserver: HTTPServer, tmp_path: Path, no_sleep: list[float]
) -> None:
    httpserver.expect_request("/search").respond_with_json({**SHAPES["stackexchange"].answer, "backoff": 10})
    made = searcher("stackexchange", httpserver, tmp_path)
    assert made.find(QUERY) and made.find(QUERY)
    assert no_sleep == [pytest.approx(10, abs=0.5)]


def test_credentials_of_netrc_are_not_sent(
    httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("machine localhost login me password mine\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    httpserver.expect_request("/search").respond_with_json(SHAPES["brave"].answer)
    searcher("brave", httpserver, tmp_path).find(QUERY)
    (request, _), *_ = httpserver.log
    assert "Authorization" not in request.headers


def test_credentials_in_an_address_are_sent_to_it_and_shown_to_nobody(httpserver: HTTPServer, tmp_path: Path) -> None:
    url = httpserver.url_for("/search").replace("://", "://me:my%20own@")
    httpserver.expect_ordered_request("/search", headers={"Authorization": "Basic bWU6bXkgb3du"}).respond_with_json(
        SHAPES["searxng"].answer
    )
    made = searcher("searxng", httpserver, tmp_path, url=url)
    assert made.find(QUERY) == [FOUND]
    httpserver.expect_ordered_request("/search").respond_with_response(Response('{"error": "no my own here"}', 401))
    with pytest.raises(SearchError, match=r"no \[key\] here"):
        made.find(QUERY)
    assert "my" not in made.service.url


def test_a_huge_answer_is_not_read_to_its_end(httpserver: HTTPServer, tmp_path: Path) -> None:
    httpserver.expect_request("/search").respond_with_data(b" " * 17_000_000, content_type="application/json")
    with pytest.raises(SearchError, match="more than 16 MB"):
        searcher("brave", httpserver, tmp_path).find(QUERY)


def test_searxng_says_when_its_engines_were_silent(httpserver: HTTPServer, tmp_path: Path) -> None:
    httpserver.expect_request("/search").respond_with_json(
        {"results": [], "unresponsive_engines": [["duck", "CAPTCHA"]]}
    )
    with pytest.raises(SearchError, match="CAPTCHA") as raised:
        searcher("searxng", httpserver, tmp_path).find(QUERY)
    assert not raised.value.closed


class TestDdgs:
    """The package scrapes fixed addresses, so that only its own answer can be played."""

    def test_results(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[Any] = []

        class Played:
            def __init__(self, timeout: int) -> None:
                pass

            def text(self, query: str, **options: Any) -> list[dict[str, str]]:
                asked.append((query, options))
                return [item(url="href", text="body")]

        monkeypatch.setattr(ddgs, "DDGS", Played)
        assert ddgs.DdgsSearcher(settings_for("ddgs", tmp_path)).find(QUERY) == [FOUND]
        ddgs.DdgsSearcher(settings_for("ddgs", tmp_path)).find(RECENT)
        assert asked == [
            (WITH_OPERATORS, {"max_results": 7, "backend": "auto"}),
            ("peft", {"max_results": 10, "backend": "auto", "timelimit": "m"}),
        ]

    def test_no_way_out(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DDGS_PROXY", "http://127.0.0.1:9")
        with pytest.raises(SearchError, match="failed"):
            ddgs.DdgsSearcher(settings_for("ddgs", tmp_path, backend="duckduckgo")).find(QUERY)
