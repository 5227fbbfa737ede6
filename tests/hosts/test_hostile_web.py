"""A hostile web, searched and read into a site, and looked at in a browser: all of it is text and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from explainer.research.web.guard import is_public
from tests.guard import GUARD
from tests.hosts.hostile_web import Case, cases, page, serve
from tests.hosts.sites import Served, Site

pytestmark = pytest.mark.browser

SECRET = "the content of a local file"
FUNCTIONS = ["json.loads", "json.dumps", "re.sub", "re.split", "textwrap.dedent"]
SNIPPET = '"""Ask the web."""\n\nimport json\nimport re\nimport textwrap\n\n' + "".join(
    f"{name}(text)\n" for name in FUNCTIONS
)
ALL = cases()
SIZE = -(-len(ALL) // len(FUNCTIONS))
GROUPS = {name: ALL[n * SIZE : (n + 1) * SIZE] for n, name in enumerate(FUNCTIONS)}
OUTSIDE_THE_RESULTS = """
() => { const copy = document.querySelector('.explainer').cloneNode(true);
        copy.querySelectorAll('.ex-results').forEach(one => one.remove());
        return [copy.innerText, document.title, document.querySelectorAll('script').length,
                [...document.querySelectorAll('[id]')].map(one => one.id).filter(id => /^L\\d+$/.test(id))] }
"""


@pytest.fixture
def root(httpserver: HTTPServer) -> str:
    httpserver.no_handler_status_code = 404
    address = httpserver.url_for("/")

    def search(request: Request) -> Response:
        return Response(json.dumps(serve(GROUPS, address, request)), content_type="application/json")

    def read(request: Request) -> Response:
        return page(ALL[int(request.path.rpartition("/")[2])])

    httpserver.expect_request("/search").respond_with_handler(search)
    httpserver.expect_request(re.compile("/page/.*")).respond_with_handler(read)
    return address


def build(site: Site, root: str, *, web: bool) -> None:
    site.options["searchers"] = ["symbols", "packages", *(["brave"] if web else [])]
    host = urlsplit(root).netloc
    brave = {"url": f"{root}search", "key": "a-key-of-ours", "per_second": 0}
    site.options["search"] = {
        "services": {"brave": brave}, "queries": 1, "results": 100, "pages": 100, "hosts": [host],
        "sites": {"boost": ["localhost", "example.org"]},
    }  # fmt: skip
    site.config["markdown_extensions"] = [
        "abbr", "attr_list", "footnotes", "md_in_html", "tables", "pymdownx.superfences", "admonition",
        {"pymdownx.snippets": {"base_path": [str(site.folder)]}},
    ]  # fmt: skip
    site.write("secret.txt", SECRET)
    site.write("docs/index.md", "# Home\n\nA page with [a link] and [home] that nothing defines, and json.\n")
    site.write("snippets/hello.py", SNIPPET)
    assert site.build() == []
    # One of the addresses names a real host, which is looked up before it is found to be another's.
    GUARD.refused = [one for one in GUARD.refused if "docs.python.org" not in one]


def look(site: Site, browser: Any) -> tuple[Any, list[dict[str, Any]], list[str]]:
    """Open the page; return what is outside the results, the results, and what should not have happened."""
    faults: list[str] = []
    served = Served(site.folder / "site")
    context = browser.new_context()
    try:
        shown = context.new_page()
        shown.on("pageerror", lambda error: faults.append(str(error)))
        shown.on("dialog", lambda dialog: faults.append(dialog.message))
        shown.on("request", lambda r: r.url.startswith((served.url, "data:")) or faults.append(r.url))
        shown.goto(f"{served.url}walkthroughs/hello/")
        shown.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        shown.wait_for_timeout(300)
        if (ran := shown.evaluate("window.ran")) is not None:
            faults.append(f"script {ran} ran")
        results = shown.evaluate(
            """() => [...document.querySelectorAll('.ex-results li')].map(one => ({
                 text: one.innerText, href: one.querySelector('.ex-result a')?.href ?? '',
                 dropped: one.closest('.ex-dropped') !== null,
                 tags: [...new Set([...one.querySelectorAll('*')].map(inner => inner.localName))].join(' ') }))"""
        )
        return shown.evaluate(OUTSIDE_THE_RESULTS), results, faults
    finally:
        context.close()
        served.close()


def test_there_are_enough_cases() -> None:
    assert len(ALL) >= 150
    assert {case.place for case in ALL} == {"title", "excerpt", "page", "address"}


def test_each_case_is_inert(site: Site, root: str, browser: Any, httpserver: HTTPServer) -> None:
    build(site, root, web=False)
    before, without, faults = look(site, browser)
    assert faults == []
    assert not any(re.search(r"case\d{3}", one["text"]) for one in without)

    build(site, root, web=True)
    after, results, faults = look(site, browser)
    assert faults == []
    assert after == before

    dropped = [one for one in results if one["dropped"]]
    assert {tag for one in dropped for tag in one["tags"].split()} <= {"b", "small", "span"}
    assert any("its address is none on the web" in one["text"] for one in dropped)
    assert any("not read, since it leads to an address that is not on the web" in one["text"] for one in dropped)
    assert not any("10.0.0.1" in one["text"] for one in dropped)
    found = [one for one in results if re.search(r"case\d{3}", one["text"]) and not one["dropped"]]
    assert {tag for one in found for tag in one["tags"].split()} <= {
        "p",
        "b",
        "a",
        "small",
        "code",
        "div",
        "span",
        "br",
        "wbr",
    }
    shown = {case.number for case in ALL if any(case.mark in one["text"] for one in found)}
    assert {case.number for case in ALL if case.place != "address"} - shown == set()
    _addresses_are_safe(found, root)
    _nothing_local_is_in(site.folder / "site")
    asked = {urlsplit(request.url).path for request, _ in httpserver.log}
    assert len([path for path in asked if path.startswith("/page/")]) == len([c for c in ALL if c.place != "address"])


def _addresses_are_safe(found: list[dict[str, Any]], root: str) -> None:
    for one in found:
        parts = urlsplit(one["href"])
        assert parts.scheme in ("http", "https"), one
        assert one["href"].isascii()
        assert "@" not in parts.netloc
        host = parts.hostname or ""
        inside = "." not in host or re.fullmatch(r"[\d.:]+", host)
        assert one["href"].startswith(root) or not inside or is_public(host), one


def _nothing_local_is_in(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert SECRET.encode() not in content, file
            assert b"a-key-of-ours" not in content, file
            assert b"root:x:0" not in content, file


@pytest.mark.parametrize("case", [case for case in ALL if case.place == "address"], ids=lambda case: case.mark)
def test_an_address_leads_nowhere_else_than_it_says(case: Case) -> None:
    from explainer.research.web.addresses import address, is_inside

    found = address(case.payload)
    if found is not None and not is_inside(found.host):
        assert found.url.isascii()
        assert urlsplit(found.url).scheme in ("http", "https")
        assert urlsplit(found.url).hostname
        assert not re.search(r"[\s\"'<>\\]", found.url)
