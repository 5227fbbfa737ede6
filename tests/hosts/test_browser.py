"""Built pages in a real browser: what a reader sees and can do, and what hostile documentation cannot."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

from tests.hosts import hostile
from tests.hosts.sites import Served, Site

pytestmark = pytest.mark.browser

FEATURES = [
    "navigation.instant",
    "navigation.instant.preview",
    "navigation.tabs",
    "content.code.copy",
    "content.code.select",
]
PALETTE = [
    {"media": "(prefers-color-scheme: light)", "scheme": "default"},
    {"media": "(prefers-color-scheme: dark)", "scheme": "slate"},
]
WIDE, NARROW = (1440, 900), (390, 844)

LONG = '''"""Read a long line."""

import json

settings = {"a_rather_long_name_that_does_not_break_anywhere_in_a_column": "%s", "indent": 2}
print(json.dumps(settings, indent=settings["indent"], sort_keys=True, separators=(",", ":"), default=str, ensure_ascii=False))


def double(number: int) -> int:
    """Return twice a number."""
    return number * 2


print(double(21))
''' % ("x" * 200)

QUOTES = '''"""Many quotes."""

import json
import textwrap

text = json.dumps({"b": 1, "a": 2}, skipkeys=True, ensure_ascii=False, indent=2, separators=(",", ":"), sort_keys=True)
lines = textwrap.wrap(text, width=20)
print(textwrap.indent("\\n".join(lines), prefix="> "))
'''


NESTED = """import json

for number in range(3):
    if number:
        print(json.dumps({"number": number, "a long text": "%s"}, sort_keys=True, indent=2))
""" % ("word " * 30)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site") / "project"


@pytest.fixture(scope="module")
def address(project: Path) -> Iterator[str]:
    """Where the site will be served; instant navigation works only at the address that the site is built for."""
    served = Served(project / "site")
    yield served.url
    served.close()


@pytest.fixture(scope="module")
def built(project: Path, address: str) -> Site:
    """A site with an ordinary snippet, a hostile one, a long one and a broken one, built by the command."""
    site = Site(project)
    packages = str(hostile.install(project.parent / "packages"))
    site.environment = {"PYTHONPATH": os.pathsep.join(filter(None, (packages, os.environ.get("PYTHONPATH"))))}
    site.config |= {"site_url": address, "theme": site.config["theme"] | {"features": FEATURES, "palette": PALETTE}}
    site.config["markdown_extensions"] = [
        "attr_list", "md_in_html", "tables", "pymdownx.superfences",
        {"pymdownx.snippets": {"base_path": [str(site.folder)]}},
    ]  # fmt: skip
    site.write("secret.txt", hostile.SECRET)
    site.write("docs/index.md", "# Home\n\nA page with [a link][home] that nothing defines.\n")
    site.write("snippets/hostile.py", hostile.SNIPPET)
    site.write("snippets/long.py", LONG)
    site.write("snippets/quotes.py", QUOTES)
    site.write("snippets/nested.py", NESTED)
    (site.folder / "snippets/binary.py").write_bytes(b"\0" * 100)
    done = site.command("mkdocs", "build")
    assert done.returncode == 0, done.stderr
    return site


Opened = Callable[..., Any]


@pytest.fixture
def opened(browser: Any, address: str, built: Site) -> Iterator[Opened]:
    """Opens a page of the site; no script of it may fail, and nothing may be asked of another server."""
    contexts, faults = [], []

    def open_page(
        path: str, size: tuple[int, int] = WIDE, *, scheme: str = "light", scripts: bool = True, instant: bool = True
    ) -> Any:
        viewport = {"width": size[0], "height": size[1]}
        context = browser.new_context(viewport=viewport, color_scheme=scheme, java_script_enabled=scripts)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: faults.append(dialog.message))
        page.on("request", lambda request: request.url.startswith((address, "data:")) or faults.append(request.url))
        if not instant:
            page.route(address + path, without_instant_navigation)
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def without_instant_navigation(route: Any) -> None:
    """Answer with a page as it is built where the theme is not asked for instant navigation."""
    text = route.fetch().text()
    assert '"navigation.instant", ' in text
    route.fulfill(body=text.replace('"navigation.instant", ', ""), content_type="text/html")


def in_view(page: Any, selector: str) -> bool:
    """Whether an element is in the window, below the header of the theme."""
    return page.evaluate(
        """selector => { const box = document.querySelector(selector).getBoundingClientRect();
           return box.top >= 40 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth }""",
        selector,
    )


def below_the_code(page: Any, target: str) -> bool:
    """Whether quoted words begin in the window and in their box, and are not under the code of their step."""
    return page.evaluate(
        """target => { const words = document.querySelector(target).getBoundingClientRect();
           const code = document.querySelector(target).closest('section').querySelector('.ex-code');
           const box = document.querySelector(target).closest('.ex-text').getBoundingClientRect();
           const top = Math.max(code.getBoundingClientRect().bottom, box.top, 40);
           return words.height > 0 && words.top >= top && words.bottom <= Math.min(box.bottom, innerHeight) }""",
        target,
    )


def target_of(cite: Any) -> str:
    """The selector of what a citation points at; Material writes addresses out in full."""
    return "#" + cite.get_attribute("href").partition("#")[2]


def line_of(start: str) -> str:
    """The anchor of the line of the hostile snippet that begins so."""
    lines = hostile.SNIPPET.split("\n")
    return f"L{next(n for n, line in enumerate(lines, 1) if line.startswith(start))}"


def settled(page: Any, expression: str) -> None:
    page.wait_for_function(expression, timeout=5_000)


class TestHostileDocumentation:
    PAGE = "walkthroughs/hostile/"

    def test_no_script_runs_and_nothing_is_fetched(self, opened):
        page = opened(self.PAGE)
        page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
        page.hover(f"section[aria-labelledby={line_of('caught')}] h3")
        for link in page.locator(".explainer a").all():
            link.dispatch_event("mouseover")
        assert page.evaluate("window.ran") is None
        assert page.title().startswith("‹script›window.ran = 1‹/script›‹img src=x")

    def test_it_makes_no_elements_and_no_addresses_of_its_own(self, opened):
        page = opened(self.PAGE)
        tags = set(page.evaluate("[...document.querySelectorAll('article *')].map(e => e.localName)"))
        assert not tags & {"script", "iframe", "img", "style", "form", "base", "link", "object", "embed", "title"}
        attributes = page.evaluate(
            "[...document.querySelectorAll('.explainer *')].flatMap(e => [...e.attributes].map(a => a.name))"
        )
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        schemes = page.evaluate("[...document.querySelectorAll('article a')].map(a => a.protocol)")
        assert set(schemes) <= {"http:", "https:"}

    def test_its_text_is_shown_as_it_is(self, opened):
        page = opened(self.PAGE)
        step = f"section[aria-labelledby={line_of('caught')}]"
        page.click(f"{step} summary")
        text = page.inner_text(f"{step} .ex-results")
        for piece in ("<script>window.ran = 1</script>", '--8<-- "secret.txt"', "{{ config.site_name }}", "U+202E"):
            assert piece in text
        assert "first" in page.inner_text(f"{step} table")

    def test_no_local_file_is_in_the_site(self, built):
        files = [path for path in (built.folder / "site").rglob("*") if path.is_file()]
        assert len(files) > 10
        assert not [path for path in files if hostile.SECRET.encode() in path.read_bytes()]

    def test_other_parts_are_as_they_would_be_without_it(self, opened, built):
        page = opened(self.PAGE)
        entries = page.query_selector_all(".md-sidebar--secondary a[href*='#L']")
        assert page.locator("section.ex-step").count() == len(entries) == 8
        assert "Deserialize" in page.inner_text(f"section[aria-labelledby={line_of('value')}]")
        assert page.locator(".explainer").count() == 1
        assert page.locator("footer").count() == 1
        assert "A page with [a link][home] that nothing defines." in built.page("index.html")


def test_the_address_of_a_line_brings_it_into_view(opened):
    for line in (9, 11, 13):
        page = opened(f"walkthroughs/hello/#L{line}")
        settled(page, f"location.hash === '#L{line}' && scrollY > 0")
        page.wait_for_timeout(200)
        assert in_view(page, f"#L{line}")


def test_the_line_of_an_address_is_told_also_where_the_reader_sets_all_colours(opened):
    page = opened("walkthroughs/hello/")
    page.emulate_media(forced_colors="active")
    line = "getComputedStyle(document.querySelector('section[aria-labelledby=L8] .ex-line')).outlineStyle"
    assert page.evaluate(line) == "none"
    page.wait_for_load_state("networkidle")
    page.goto(f"{page.url}#L8")
    settled(page, f"{line} === 'solid'")


def test_a_number_in_the_source_leads_to_its_step(opened):
    page = opened("walkthroughs/hello/")
    page.wait_for_load_state("networkidle")
    page.click("a.ex-number[data-line='8']")
    settled(page, "location.hash === '#L8'")
    page.wait_for_timeout(300)
    assert in_view(page, "#L8")


def test_a_number_in_a_step_leads_to_its_line_in_the_source_also_where_that_is_folded(opened):
    page = opened("walkthroughs/hello/")
    page.wait_for_load_state("networkidle")
    page.click(".ex-source summary")
    page.click("section[aria-labelledby=L9] a.ex-number[data-line='11']")
    settled(page, "location.hash === '#source-L11' && document.querySelector('.ex-source').open")
    page.wait_for_timeout(300)
    assert in_view(page, "#source-L11")


@pytest.mark.parametrize(("size", "columns"), [(WIDE, 8), (NARROW, 0)])
def test_a_line_that_is_wrapped_goes_on_below_its_own_beginning(opened, size, columns):
    """A small window leaves out the indent that all lines of a step share."""
    page = opened("walkthroughs/nested/", size)
    first, down, last, edge, letter = page.evaluate(
        """() => { const line = document.querySelector('section[aria-labelledby=L5] .ex-line');
           const words = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
           const range = document.createRange();
           let node = words.nextNode();
           while (!node.data.trim()) node = words.nextNode();
           const at = node.data.search(/\\S/);
           range.setStart(node, at); range.setEnd(node, at + 1);
           const first = range.getBoundingClientRect().left;
           const down = range.getBoundingClientRect().top - line.getBoundingClientRect().top;
           range.selectNodeContents(line);
           const boxes = [...range.getClientRects()].filter(box => box.width > 0);
           const bottom = Math.max(...boxes.map(box => box.bottom));
           const last = Math.min(...boxes.filter(box => box.bottom > bottom - 3).map(box => box.left));
           const size = parseFloat(getComputedStyle(line).fontSize);
           return [first, down, last, line.getBoundingClientRect().left + 4.4 * size, size * 0.6] }"""
    )
    assert down < 2 * letter, "it begins beside its number"
    assert first == pytest.approx(last, abs=2)
    assert first - edge == pytest.approx(columns * letter, abs=3)


@pytest.mark.parametrize("instant", [True, False])
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_every_citation_brings_its_quote_into_view_below_the_code(opened, size, instant):
    page = opened("walkthroughs/quotes/", size, instant=instant)
    page.wait_for_load_state("networkidle")
    cites = page.locator(".explainer .ex-cite").all()
    assert len(cites) >= 6
    for cite in cites:
        cite.click()
        page.wait_for_timeout(200)
        assert below_the_code(page, target_of(cite)), target_of(cite)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_without_scripts_the_address_of_a_quote_shows_it_below_the_code(opened, size):
    targets = [target_of(cite) for cite in opened("walkthroughs/quotes/").locator(".explainer .ex-cite").all()]
    for target in targets[:: len(targets) // 4]:
        assert below_the_code(opened(f"walkthroughs/quotes/{target}", size, scripts=False), target), target


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_citation_opens_the_results_at_the_quoted_words(opened, size):
    page = opened("walkthroughs/hello/", size)
    cite = page.locator("section[aria-labelledby=L8] .ex-cite").first
    target = target_of(cite)
    assert not page.locator("section[aria-labelledby=L8] .ex-results").evaluate("details => details.open")
    cite.click()
    settled(page, "document.querySelector('section[aria-labelledby=L8] .ex-results').open")
    page.wait_for_timeout(300)
    assert in_view(page, f"mark:has({target})")
    quoted = page.inner_text(f"mark:has({target})")
    assert quoted.strip()
    assert quoted in page.inner_text("section[aria-labelledby=L8] .ex-text")


def test_without_scripts_the_address_of_a_quote_opens_its_results(opened):
    page = opened("walkthroughs/hello/")
    target = target_of(page.locator("section[aria-labelledby=L8] .ex-cite").first)
    plain = opened(f"walkthroughs/hello/{target}", scripts=False)
    assert plain.locator("section[aria-labelledby=L8] .ex-results").get_attribute("open") is not None
    assert plain.locator(f"mark:has({target})").is_visible()


def test_the_keyboard_reaches_a_citation_and_opens_it(opened):
    page = opened("walkthroughs/hello/#L8")
    page.wait_for_load_state("networkidle")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.ex-cite')"):
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    settled(page, "document.querySelector('details.ex-results[open] mark :target') !== null")


def test_code_stays_at_the_top_of_the_window_when_the_header_hides_itself(opened):
    page = opened("walkthroughs/hello/", (1440, 600))
    page.wait_for_load_state("networkidle")
    page.evaluate("document.querySelector('section[aria-labelledby=L8] .ex-results').open = true")
    page.evaluate("scrollTo(0, document.querySelector('section[aria-labelledby=L8]').offsetTop + 120)")
    code = "document.querySelector('section[aria-labelledby=L8] .ex-code').getBoundingClientRect().top"
    assert 48 <= page.evaluate(code) < 120
    page.evaluate("document.querySelector('.md-header').hidden = true")  # as the theme's header.autohide does
    assert 0 <= page.evaluate(code) < 20


@pytest.mark.skipif(
    Version(version("mkdocs-material")) < Version("9.7"), reason="this version of the theme has no previews"
)
def test_previews_of_the_theme_show_steps_and_cover_nothing_where_there_is_nothing_to_show(opened):
    page = opened("walkthroughs/hello/#L13")
    page.wait_for_load_state("networkidle")
    page.hover("section[aria-labelledby=L13] .ex-line-link")
    page.locator(".md-tooltip2", has_text="Lines 9–12").wait_for()
    page.hover("section[aria-labelledby=L13] .ex-cite")
    empty = page.locator(".md-tooltip2:has(h3:empty)")
    empty.wait_for(state="attached")
    assert not empty.is_visible()
    assert page.locator(".md-code__button[data-md-type=select]").count() == 0


def test_instant_navigation_keeps_citations_working(opened):
    page = opened("walkthroughs/")
    page.wait_for_load_state("networkidle")
    page.evaluate("window.kept = true")
    page.click(".ex-list a:has-text('Say hello')")
    settled(page, "document.querySelector('#L8') !== null")
    assert page.evaluate("window.kept") is True
    page.locator("section[aria-labelledby=L8] .ex-cite").first.click()
    settled(page, "document.querySelector('section[aria-labelledby=L8] .ex-results').open")
    page.go_back()
    page.go_back()
    settled(page, "document.querySelector('.ex-list') !== null")
    assert page.evaluate("window.kept") is True


@pytest.mark.parametrize("name", ["dedent", "textwrap.dedent", "remove"])
def test_the_search_finds_what_a_step_calls_and_with_what_word_its_quote_begins(opened, name):
    page = opened("")
    page.wait_for_load_state("networkidle")
    page.locator(".md-search__input").press_sequentially(name)
    found = page.locator(".md-search-result__link[href*='walkthroughs/hello/'][href*='#L8']").first
    found.wait_for(state="attached")
    assert "dedent" in found.inner_text()


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_source_is_copied_by_a_button_that_covers_none_of_it(opened, size):
    page = opened("walkthroughs/long/", size)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    # Older versions of the theme have the button alone.
    button = page.locator(".ex-source :is(.md-code__nav, .md-clipboard)")
    button.wait_for()
    below = "nav => nav.getBoundingClientRect().bottom <= document.querySelector('.ex-source .ex-line').getBoundingClientRect().top"
    assert button.evaluate(below)
    page.locator(".ex-source > .ex-code button").first.click()
    settled(page, "navigator.clipboard.readText().then(text => text.length > 0)")
    assert page.evaluate("navigator.clipboard.readText()").strip() == LONG.strip()
    assert page.locator(".ex-source").evaluate("details => details.open")


@pytest.mark.parametrize("path", ["", "hello/", "hostile/", "long/", "binary/"])
def test_nothing_is_wider_than_a_small_window(opened, path):
    page = opened(f"walkthroughs/{path}", NARROW)
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW[0]
    wide = "[...document.querySelectorAll('.explainer :not(.ex-source *)')].filter(e => e.getBoundingClientRect().right > 391)"
    assert page.evaluate(f"{wide}.map(e => e.outerHTML.slice(0, 200))") == []


def test_dark_mode_has_colours_of_its_own(opened):
    background = "getComputedStyle(document.querySelector('.ex-code code')).backgroundColor"
    light = opened("walkthroughs/hello/").evaluate(background)
    dark = opened("walkthroughs/hello/", scheme="dark").evaluate(background)
    assert sum(map(int, re.findall(r"\d+", light)[:3])) > 600
    assert sum(map(int, re.findall(r"\d+", dark)[:3])) < 200


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "hello/", "long/", "binary/"])
def test_everyone_can_read_it(opened, path, scheme):
    """What axe checks: contrast, names, roles, order of headings, of our part of the page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = opened(f"walkthroughs/{path}", scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
    found = axe.Axe().run(page, context=".md-content")
    assert found.violations_count == 0, found.generate_report()


def test_on_paper_sources_are_named(opened):
    page = opened("walkthroughs/hello/")
    page.emulate_media(media="print")
    results = page.locator("section[aria-labelledby=L8] .ex-results")
    assert results.locator(".ex-result").first.is_visible()
    assert not results.locator(".ex-text").first.is_visible()


@pytest.mark.parametrize("selector", [".ex-number", ".ex-label", ".ex-cite", ".ex-code .k, .ex-code .kn"])
def test_paper_has_the_same_colours_whatever_the_screen_had(opened, selector):
    printed = []
    for scheme in ("light", "dark"):
        page = opened("walkthroughs/hello/", scheme=scheme)
        page.emulate_media(media="print")
        page.wait_for_timeout(300)  # links of the theme change their colour gradually
        printed.append(page.locator(selector).first.evaluate("element => getComputedStyle(element).color"))
    assert printed[0] == printed[1]


class TestServing:
    @pytest.fixture
    def serving(self, tmp_path: Path) -> Iterator[tuple[str, Site, Path]]:
        site = Site(tmp_path)
        site.configure()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        log = tmp_path.parent / f"{tmp_path.name}.log"
        command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"]
        with log.open("wb") as out, subprocess.Popen(command, cwd=tmp_path, stdout=out, stderr=out) as server:
            yield f"http://127.0.0.1:{port}/", site, log
            server.terminate()

    def test_a_file_that_is_added_gets_its_page_and_the_site_is_built_no_more_often(self, serving, browser):
        url, site, log = serving
        assert "Say hello politely" in fetched(f"{url}walkthroughs/hello/")
        page = browser.new_page()
        page.goto(f"{url}walkthroughs/")
        site.write("snippets/later.py", '"""Added later."""\nprint(1)\n')
        page.get_by_role("link", name="Added later").first.wait_for(timeout=30_000)
        assert "Added later" in fetched(f"{url}walkthroughs/later/")
        page.close()
        before = builds(log)
        time.sleep(3)
        assert builds(log) == before == 2
        (site.folder / "snippets/later.py").unlink()
        gone = time.monotonic() + 30
        while time.monotonic() < gone and "Added later" in fetched(f"{url}walkthroughs/"):
            time.sleep(0.3)
        assert "Added later" not in fetched(f"{url}walkthroughs/")


def builds(log: Path) -> int:
    return log.read_text(encoding="utf-8").count("Documentation built in")


def fetched(url: str) -> str:
    """What a server answers, once it is there."""
    until = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return answer.read().decode()
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
