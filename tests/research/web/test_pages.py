"""Pages are fetched from a real server on loopback, which plays everything that the web does to those who read it."""

from __future__ import annotations

import gzip
import logging
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from explainer.research.web.guard import PoliteAdapter, is_public, resolved
from explainer.research.web.pages import Pages, UnreadableError
from explainer.research.web.reading import LONGEST, main_text, part, tidy
from explainer.settings import SearchSettings

BODY = "<p>" + "This page says what the function does, and it says so in a sentence that is long enough. " * 3 + "</p>"
HTML = f"<!doctype html><html><head><title>T</title></head><body><nav>Menu</nav><main><h1>Loading</h1>{BODY}</main></body></html>"


@pytest.fixture(autouse=True)
def without_robots_txt(httpserver: HTTPServer) -> None:
    httpserver.no_handler_status_code = 404


@pytest.fixture
def own(httpserver: HTTPServer) -> str:
    return f"localhost:{httpserver.port}"


@pytest.fixture
def pages(tmp_path: Path, own: str) -> Iterator[Pages]:
    made = Pages(
        SearchSettings(hosts=(own,), timeout=2, max_page_kb=200), tmp_path / "web", today=lambda: date(2026, 1, 2)
    )
    yield made
    made.close()


def serve(server: HTTPServer, path: str = "/page", response: Response | None = None) -> str:
    server.expect_request(path).respond_with_response(response or Response(HTML, content_type="text/html"))
    return server.url_for(path)


def asked(server: HTTPServer) -> list[str]:
    return [request.path for request, _ in server.log]


def test_the_main_text_of_a_page(pages: Pages, httpserver: HTTPServer) -> None:
    page = pages.fetch(serve(httpserver))
    text = main_text(page)
    assert "what the function does" in text
    assert "Menu" not in text and "<" not in text
    (request, _) = httpserver.log[-1]
    assert request.headers["User-Agent"].startswith("mkdocs-explainer/")
    assert "Cookie" not in request.headers


def test_plain_text_is_read_as_it_is(pages: Pages, httpserver: HTTPServer) -> None:
    content = "Usage\n\n    load(x)  # <b>not HTML</b>\n" + "More of it.\n" * 20
    page = pages.fetch(serve(httpserver, response=Response(content, content_type="text/plain; charset=utf-8")))
    assert "    load(x)  # <b>not HTML</b>" in main_text(page)


@dataclass
class DatedServer:
    """Says what day it is, and whether the page has changed since it was last sent."""

    url: str
    day: str
    asked: list[str | None]


@pytest.fixture
def dated() -> Iterator[DatedServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.headers.get("If-None-Match")
            if self.path != "/robots.txt":
                played.asked.append(known)
            self.send_response(404 if self.path == "/robots.txt" else 304 if known else 200)
            self.send_header("Content-Type", "text/html")
            self.send_header("ETag", '"v1"')
            self.send_header("Cache-Control", "no-cache")
            self.send_header("Content-Length", "0" if known else str(len(HTML)))
            self.end_headers()
            self.wfile.write(b"" if known else HTML.encode())

        def date_time_string(self, timestamp: float | None = None) -> str:
            return played.day

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("localhost", 0), Handler)
    played = DatedServer(f"http://localhost:{server.server_port}/page", "", [])
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield played
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Mon, 03 Mar 2025 10:00:00 GMT", date(2025, 3, 3)),
        ("yesterday", date(2026, 1, 2)),
        ("Fri, 03 Mar 2045 10:00:00 GMT", date(2026, 1, 2)),
    ],
)
def test_the_day_is_the_servers_unless_it_cannot_be(said: str, day: date, tmp_path: Path, dated: DatedServer) -> None:
    dated.day = said
    pages = Pages(SearchSettings(hosts=("localhost",)), None, today=lambda: date(2026, 1, 2))
    assert pages.fetch(dated.url).retrieved == day
    pages.close()


class TestRobots:
    def test_a_page_that_is_not_allowed_is_not_asked_for(self, pages: Pages, httpserver: HTTPServer) -> None:
        serve(httpserver, "/robots.txt", Response("User-agent: *\nDisallow: /private/*.html$\n"))
        with pytest.raises(UnreadableError, match=r"robots\.txt"):
            pages.fetch(serve(httpserver, "/private/a.html"))
        assert asked(httpserver) == ["/robots.txt"]
        assert pages.fetch(serve(httpserver, "/private/a.txt"))

    def test_rules_for_this_program_go_before_those_for_all(self, pages: Pages, httpserver: HTTPServer) -> None:
        rules = "User-agent: *\nDisallow: /\n\nUser-agent: mkdocs-explainer\nAllow: /\n"
        serve(httpserver, "/robots.txt", Response(rules))
        assert pages.fetch(serve(httpserver))

    def test_it_is_asked_for_once(self, pages: Pages, httpserver: HTTPServer) -> None:
        serve(httpserver, "/robots.txt", Response(""))
        for path in ("/a", "/b"):
            pages.fetch(serve(httpserver, path))
        assert asked(httpserver) == ["/robots.txt", "/a", "/b"]

    @pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (503, False)])
    def test_none_allows_all_and_a_failure_nothing(
        self, status: int, allowed: bool, pages: Pages, httpserver: HTTPServer
    ) -> None:
        serve(httpserver, "/robots.txt", Response("", status))
        url = serve(httpserver)
        if allowed:
            assert pages.fetch(url)
        else:
            with pytest.raises(UnreadableError, match="robots"):
                pages.fetch(url)

    def test_a_server_that_does_not_answer_is_waited_for_once(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            host = f"127.0.0.1:{silent.getsockname()[1]}"
            pages = Pages(SearchSettings(hosts=(host,), timeout=0.5), tmp_path)
            started = time.monotonic()
            for path in "abcde":
                with pytest.raises(UnreadableError, match="cannot be reached"):
                    pages.fetch(f"http://{host}/{path}")
            assert time.monotonic() - started < 1.0
            pages.close()

    def test_a_huge_one_allows_nothing(self, pages: Pages, httpserver: HTTPServer) -> None:
        serve(httpserver, "/robots.txt", Response("# x\n" * 200_000))
        with pytest.raises(UnreadableError, match="robots"):
            pages.fetch(serve(httpserver))


class TestLimits:
    def test_a_large_page(self, pages: Pages, httpserver: HTTPServer) -> None:
        with pytest.raises(UnreadableError, match="larger than 200 kB"):
            pages.fetch(serve(httpserver, response=Response(b"x" * 300_000, content_type="text/html")))

    def test_a_page_that_unpacks_to_very_much(self, pages: Pages, httpserver: HTTPServer) -> None:
        bomb = gzip.compress(b"0" * 50_000_000)
        assert len(bomb) < 100_000
        packed = Response(bomb, content_type="text/html", headers={"Content-Encoding": "gzip"})
        started = time.monotonic()
        with pytest.raises(UnreadableError, match="larger than 200 kB"):
            pages.fetch(serve(httpserver, response=packed))
        assert time.monotonic() - started < 2

    def test_a_page_that_never_ends(self, tmp_path: Path, httpserver: HTTPServer, own: str) -> None:
        pages = Pages(SearchSettings(hosts=(own,), timeout=0.3), tmp_path)

        def drip(request: Request) -> Response:
            return Response((time.sleep(0.1) or b"<p>" for _ in range(100)), content_type="text/html")

        httpserver.expect_request("/drip").respond_with_handler(drip)
        with pytest.raises(UnreadableError, match="takes too long"):
            pages.fetch(httpserver.url_for("/drip"))
        pages.close()

    def test_a_server_that_does_not_answer(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            port = silent.getsockname()[1]
            pages = Pages(SearchSettings(hosts=("127.0.0.1",), timeout=0.2), tmp_path)
            with pytest.raises(UnreadableError, match="cannot be reached"):
                pages.fetch(f"http://127.0.0.1:{port}/")
            pages.close()

    @pytest.mark.parametrize(
        "kind", ["application/pdf", "image/svg+xml", "application/octet-stream", "text/javascript", ""]
    )
    def test_what_is_no_text_is_not_read(self, kind: str, pages: Pages, httpserver: HTTPServer) -> None:
        response = Response(b"%PDF")
        response.headers["Content-Type"] = kind
        with pytest.raises(UnreadableError, match="is not read"):
            pages.fetch(serve(httpserver, response=response))

    @pytest.mark.parametrize("status", [204, 403, 404, 429, 500])
    def test_a_page_that_is_refused(self, status: int, pages: Pages, httpserver: HTTPServer) -> None:
        with pytest.raises(UnreadableError, match=f"answered {status}"):
            pages.fetch(serve(httpserver, response=Response("", status)))

    def test_a_body_that_breaks_off(self, pages: Pages, httpserver: HTTPServer) -> None:
        torn = Response(b"\x1f\x8b junk", content_type="text/html", headers={"Content-Encoding": "gzip"})
        with pytest.raises(UnreadableError, match="broke off"):
            pages.fetch(serve(httpserver, response=torn))


class TestRedirects:
    def test_one_is_followed_to_another_page(self, pages: Pages, httpserver: HTTPServer) -> None:
        serve(httpserver, "/new")
        url = serve(httpserver, "/old", Response("", 301, {"Location": "/new"}))
        assert pages.fetch(url).url == httpserver.url_for("/new")

    @pytest.mark.parametrize(
        "place",
        [
            "http://127.0.0.1:{port}/page",
            "http://[::1]:{port}/page",
            "http://0.0.0.0:{port}/",
            "http://2130706433:{port}/",
            "http://169.254.169.254/latest/meta-data",
        ],
    )
    def test_none_into_a_private_network(self, place: str, pages: Pages, httpserver: HTTPServer) -> None:
        serve(httpserver)
        url = serve(httpserver, "/old", Response("", 302, {"Location": place.format(port=httpserver.port)}))
        with pytest.raises(UnreadableError, match=r"private network"):
            pages.fetch(url)
        assert "/page" not in asked(httpserver)

    @pytest.mark.parametrize(
        "place", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "http://u:p@localhost/"]
    )
    def test_none_away_from_the_web(self, place: str, pages: Pages, httpserver: HTTPServer) -> None:
        with pytest.raises(UnreadableError, match="not on the web"):
            pages.fetch(serve(httpserver, "/old", Response("", 302, {"Location": place})))

    def test_not_for_ever(self, pages: Pages, httpserver: HTTPServer) -> None:
        with pytest.raises(UnreadableError, match="redirects more than 5 times"):
            pages.fetch(serve(httpserver, "/loop", Response("", 302, {"Location": "/loop"})))


class TestAddresses:
    def test_loopback_is_refused_unless_it_is_named(self, tmp_path: Path, httpserver: HTTPServer) -> None:
        pages = Pages(SearchSettings(timeout=1), tmp_path)
        with pytest.raises(UnreadableError, match="private network"):
            pages.fetch(serve(httpserver))
        assert asked(httpserver) == []
        pages.close()

    def test_a_name_that_leads_inside_is_refused_when_the_connection_is_made(
        self, tmp_path: Path, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A name may lead outside when it is looked up first, and inside a moment later."""
        looked_up: list[Any] = []

        def rebinding(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
            looked_up.append(host)
            inside = len(looked_up) > 1
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1" if inside else "93.184.215.14", port))]

        monkeypatch.setattr(socket, "getaddrinfo", rebinding)
        assert resolved("rebinding.example", 80, ()) == "93.184.215.14"
        pages = Pages(SearchSettings(timeout=1), tmp_path)
        with pytest.raises(UnreadableError, match="private network"):
            pages.fetch(f"http://rebinding.example:{httpserver.port}/")
        assert asked(httpserver) == []
        pages.close()

    @pytest.mark.parametrize(
        "address",
        ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1", "255.255.255.255",
         "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "x"],
    )  # fmt: skip
    def test_private_ones(self, address: str) -> None:
        assert not is_public(address)

    @pytest.mark.parametrize(
        "address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
    )
    def test_public_ones(self, address: str) -> None:
        assert is_public(address)

    def test_a_proxy_does_not_open_the_way_inside(
        self, tmp_path: Path, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", httpserver.url_for("/").rstrip("/"))
        monkeypatch.setenv("http_proxy", httpserver.url_for("/").rstrip("/"))
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        pages = Pages(SearchSettings(timeout=1), tmp_path)
        with pytest.raises(UnreadableError, match="private network"):
            pages.fetch("http://127.0.0.2:1/page")
        assert asked(httpserver) == []
        pages.close()

    def test_credentials_of_netrc_are_not_sent(
        self, pages: Pages, httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / ".netrc").write_text("default login me password mine\n")
        monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
        pages.fetch(serve(httpserver))
        assert all("Authorization" not in request.headers for request, _ in httpserver.log)

    def test_cookies_are_not_kept(self, pages: Pages, httpserver: HTTPServer) -> None:
        pages.fetch(serve(httpserver, "/a", Response(HTML, content_type="text/html", headers={"Set-Cookie": "id=1"})))
        pages.fetch(serve(httpserver, "/b"))
        assert all("Cookie" not in request.headers for request, _ in httpserver.log)


class TestPoliteness:
    def test_one_request_a_second_to_a_host(self, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("explainer.research.web.guard.is_public", lambda _: True)
        pages = Pages(SearchSettings(), None, interval=0.3)
        serve(httpserver, "/robots.txt", Response(""))
        urls = [serve(httpserver, f"/{name}") for name in "abc"]
        started = time.monotonic()
        threads = [threading.Thread(target=pages.fetch, args=(url,)) for url in urls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert time.monotonic() - started >= 0.9
        pages.close()

    def test_the_pause_that_robots_txt_asks_for_is_kept(
        self, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("explainer.research.web.guard.is_public", lambda _: True)
        pages = Pages(SearchSettings(), None, interval=0.01)
        serve(httpserver, "/robots.txt", Response("User-agent: *\nCrawl-delay: 0.5\n"))
        urls = [serve(httpserver, f"/{name}") for name in "ab"]
        started = time.monotonic()
        for url in urls:
            pages.fetch(url)
        assert 0.5 <= time.monotonic() - started < 2
        pages.close()

    def test_the_default_is_a_second(self) -> None:
        assert PoliteAdapter.interval == 1.0


class TestCache:
    def test_a_page_that_is_fresh_is_not_asked_for_again(
        self, tmp_path: Path, httpserver: HTTPServer, own: str
    ) -> None:
        headers = {"Cache-Control": "max-age=3600"}
        serve(httpserver, "/robots.txt", Response("", headers=headers))
        url = serve(httpserver, "/page", Response(HTML, content_type="text/html", headers=headers))
        for _ in range(2):
            pages = Pages(SearchSettings(hosts=(own,)), tmp_path)
            assert b"Loading" in pages.fetch(url).content
            pages.close()
        assert asked(httpserver) == ["/robots.txt", "/page"]

    def test_one_that_is_stale_is_asked_whether_it_still_holds(self, tmp_path: Path, dated: DatedServer) -> None:
        days = []
        for dated.day in ("Mon, 03 Mar 2025 10:00:00 GMT", "Wed, 05 Mar 2025 10:00:00 GMT"):
            pages = Pages(SearchSettings(hosts=("localhost",)), tmp_path)
            page = pages.fetch(dated.url)
            days.append(page.retrieved.day)
            assert b"Loading" in page.content
            pages.close()
        assert dated.asked == [None, '"v1"']
        assert days == [3, 5]

    def test_a_damaged_one_is_set_aside_and_a_new_one_begun(
        self, tmp_path: Path, httpserver: HTTPServer, own: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        (tmp_path / "pages.sqlite").write_bytes(b"no database, but bytes of some length " * 100)
        headers = {"Cache-Control": "max-age=3600"}
        url = serve(httpserver, "/page", Response(HTML, content_type="text/html", headers=headers))
        for _ in range(2):
            pages = Pages(SearchSettings(hosts=(own,)), tmp_path)
            assert b"Loading" in pages.fetch(url).content
            pages.close()
        assert asked(httpserver).count("/page") == 1
        (warning,) = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
        assert "pages.sqlite is damaged" in warning
        assert (tmp_path / "pages.sqlite.damaged-1").read_bytes().startswith(b"no database")

    def test_one_that_cannot_be_used_leaves_excerpts(self, tmp_path: Path, httpserver: HTTPServer, own: str) -> None:
        with closing(sqlite3.connect(tmp_path / "pages.sqlite")) as connection:
            connection.execute("CREATE TABLE entries (something_else)")
        pages = Pages(SearchSettings(hosts=(own,)), tmp_path)
        with pytest.raises(UnreadableError, match="it cannot be fetched"):
            pages.fetch(serve(httpserver))
        pages.close()

    def test_what_is_stored_is_no_pickle(self, pages: Pages, httpserver: HTTPServer, tmp_path: Path) -> None:
        pages.fetch(
            serve(httpserver, response=Response(HTML, content_type="text/html", headers={"Cache-Control": "max-age=9"}))
        )
        stored = b"".join(path.read_bytes() for path in (tmp_path / "web").iterdir())
        assert b"Loading" in stored
        assert b"\x80\x04\x95" not in stored


class TestText:
    @pytest.mark.parametrize(
        "content",
        [b"", b"<html></html>", b"<" * 5000, b"\xff\xfe\x00", b"<p>" * 3000, b"<svg/onload=alert(1)>", b"\x00" * 500],
    )
    def test_a_page_without_text_is_unreadable(self, content: bytes, pages: Pages, httpserver: HTTPServer) -> None:
        page = pages.fetch(serve(httpserver, response=Response(content, content_type="text/html")))
        with pytest.raises(UnreadableError):
            main_text(page)

    @pytest.mark.parametrize("charset", ["utf-8", "latin-1", "no-such-charset", "rot13", ""])
    def test_odd_encodings(self, charset: str, pages: Pages, httpserver: HTTPServer) -> None:
        response = Response(HTML.encode())
        response.headers["Content-Type"] = f"text/html; charset={charset}"
        assert "what the function does" in main_text(pages.fetch(serve(httpserver, response=response)))

    def test_invisible_characters_and_marks_of_anchors_go(self) -> None:
        assert tidy("Head¶\r\n\r\n\r\n\r\na\u200bb\u00adc\x07\n") == "Head\n\nabc"

    def test_of_a_long_page_the_part_that_is_asked_for_is_kept(self) -> None:
        lines = [f"Line {number} is about nothing in particular and goes on for a while." for number in range(2000)]
        lines[1500] = "PeftModel.from_pretrained loads an adapter."
        text = "\n".join(lines)
        kept = part(text, ["peftmodel", "from_pretrained"])
        assert "loads an adapter" in kept
        assert kept in text
        assert LONGEST / 2 < len(kept) <= LONGEST
        assert part("short", ["x"]) == "short"

    @pytest.mark.parametrize("line", ["json loads", "x", ""])
    def test_a_page_of_very_many_lines_costs_little(self, line: str) -> None:
        text = "\n".join([line] * (400_000 // (len(line) + 1)))
        started = time.process_time()
        assert len(part(text, ["json", "loads"])) <= LONGEST
        assert time.process_time() - started < 2

    def test_a_single_line_is_cut(self) -> None:
        assert len(part("x" * 50_000, ["x"])) <= LONGEST
