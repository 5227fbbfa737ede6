"""Sites built by MkDocs and ProperDocs with the plugin."""

from __future__ import annotations

import contextlib
import json
import ntpath
import os
import pty
import re
import socket
import subprocess
import sys
from html import unescape

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, PluginError

from tests.analysis.package_index import IndexServer

HEAVY = """
import sys
from mkdocs.__main__ import cli

cli(["build", "--quiet"], standalone_mode=False)
print(*(name for name in ("requests", "openai", "explainer.evidence.check") if name in sys.modules))
"""
"""Builds a site, and names what is slow to load and was loaded."""


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_a_snippet_gets_a_page_in_navigation_contents_list_and_search(site):
    assert site.build(strict=True) == []
    page = site.page("walkthroughs/hello/index.html")
    assert "<title>Say hello politely - Demo</title>" in page
    assert page.count("<h1") == 1
    assert 'id="L9"' in page
    assert "9–12 · greeting" in words(page[page.index("md-nav--secondary") :])
    assert 'href="hello/"' in site.page("walkthroughs/index.html")
    assert "Say hello politely" in site.page("index.html")
    entries = json.loads(site.page("search/search_index.json"))["docs"]
    found = {entry["location"]: entry for entry in entries}
    assert "textwrap" in found["walkthroughs/hello/#L6"]["title"]
    assert "name is stripped" in found["walkthroughs/hello/"]["text"]


def test_neither_pages_nor_snippets_are_written_to(site):
    before = sorted(path for folder in ("docs", "snippets") for path in (site.folder / folder).rglob("*"))
    site.build()
    after = sorted(path for folder in ("docs", "snippets") for path in (site.folder / folder).rglob("*"))
    assert after == before
    assert {path.name for path in site.folder.iterdir()} == {"docs", "snippets", "site", "mkdocs.yml", ".cache"}


def test_a_second_build_writes_the_same_bytes_and_takes_every_step_from_the_cache(site):
    site.build()
    first = site.page("walkthroughs/hello/index.html")
    steps = re.search(r"(\d+) steps \(0 from cache\)", site.log)[1]
    site.build()
    assert site.page("walkthroughs/hello/index.html") == first
    assert f"{steps} steps ({steps} from cache)" in site.log


def test_a_build_from_the_cache_loads_no_client_and_no_check(site):
    site.write("heavy.py", HEAVY)
    assert "explainer.evidence.check" in site.command("heavy").stdout
    warm = site.command("heavy")
    assert (warm.returncode, warm.stdout.split()) == (0, [])


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs"])
def test_other_themes_show_the_page_with_style_and_script(site, theme):
    site.config["theme"] = {"name": theme}
    assert site.build(strict=True) == []
    page = site.page("walkthroughs/hello/index.html")
    assert "../../assets/explainer/explainer.css" in page
    assert "../../assets/explainer/explainer.js" in page
    assert "Research synthesis" in page


def test_a_theme_of_one_file_shows_the_page(site):
    site.config["theme"] = {"name": None, "custom_dir": "theme"}
    site.write("theme/main.html", "<!doctype html><title>{{ page.title }}</title><main>{{ page.content }}</main>")
    assert site.build(strict=True) == []
    page = site.page("walkthroughs/hello/index.html")
    assert "<title>Say hello politely</title>" in page
    assert "Research synthesis" in page


def test_without_directory_addresses_all_links_arrive(site):
    site.config |= {"use_directory_urls": False, "site_url": "https://docs.example/sub/path/"}
    site.build(strict=True)
    assert 'href="hello.html"' in site.page("walkthroughs/index.html")
    assert 'href="../assets/explainer/explainer.css"' in site.page("walkthroughs/hello.html")


def test_a_page_can_link_to_a_line_and_a_wrong_line_is_noticed(site):
    site.config["validation"] = {"links": {"anchors": "warn"}}
    site.write("docs/index.md", "# Home\n[line](walkthroughs/hello.md#L11)\n")
    assert site.build() == []
    site.write("docs/index.md", "# Home\n[line](walkthroughs/hello.md#L99)\n")
    assert "#L99" in "".join(site.build())


def test_the_edit_link_of_a_page_leads_to_its_snippet(site):
    site.config |= {"repo_url": "https://code.example/me/it", "edit_uri": "edit/main/docs/"}
    site.config["theme"]["features"] = ["content.action.edit"]
    site.build()
    page = site.page("walkthroughs/hello/index.html")
    assert 'href="https://code.example/me/it/edit/main/snippets/hello.py"' in page


def test_a_snippet_to_which_no_way_leads_has_no_edit_link(site, monkeypatch):
    site.config |= {"repo_url": "https://code.example/me/it", "edit_uri": "edit/main/docs/"}
    site.config["theme"]["features"] = ["content.action.edit"]
    relative = os.path.relpath

    def two_drives(path, start=os.curdir):  # as Windows has them
        return ntpath.relpath("d:\\a", "c:\\b") if str(path).endswith("hello.py") else relative(path, start)

    monkeypatch.setattr(os.path, "relpath", two_drives)
    assert site.build() == []
    assert "https://code.example/me/it/edit" not in site.page("walkthroughs/hello/index.html")


def test_a_configuration_that_is_built_for_each_language_has_style_and_script_once(site):
    config = load_config(str(site.configure()))
    for _ in range(2):
        build(config)
    page = site.page("walkthroughs/hello/index.html")
    assert page.count("explainer.css") == page.count("explainer.js") == 1


def test_a_page_describes_itself_to_those_who_link_to_it(site):
    site.config["site_description"] = "All of them."
    site.write("snippets/bad.py", '"""Title.\n\n"><img src=x onerror=alert(1)> `&lt;b&gt;`.\n"""\n')
    site.write("snippets/calls.py", "import json\n\njson.dumps(1)\n")
    site.build()
    described = {name: site.page(f"walkthroughs/{name}/index.html") for name in ("hello", "bad", "calls")}
    assert '<meta name="description" content="The name is stripped of blanks first.">' in described["hello"]
    assert '<meta name="description" content="Calls dumps.">' in described["calls"]
    assert "<img src=x" not in described["bad"]
    assert '<meta name="description" content="All of them.">' in site.page("walkthroughs/index.html")


def test_a_file_name_cannot_write_into_the_page(site):
    site.config |= {"repo_url": "https://code.example/me/it", "edit_uri": "edit/main/docs/"}
    site.config["theme"]["features"] = ["content.action.edit"]
    site.write('snippets/"><img src=x onerror=alert(1)>.py', "x = 1\n")
    assert site.build(strict=True) == []
    pages = [path.read_text() for path in (site.folder / "site").rglob("*.html")]
    assert len(pages) > 3
    assert not [page for page in pages if "<img src=x" in page]
    assert any("%22%3E%3Cimg%20src%3Dx" in page for page in pages)


def test_what_was_found_is_not_searched_but_what_is_said_is(site):
    site.build()
    entries = {e["location"]: e["text"] for e in json.loads(site.page("search/search_index.json"))["docs"]}
    text = entries["walkthroughs/hello/#L8"]
    assert words(text).startswith("Calls textwrap.dedent, a function of Python's standard library")
    assert "Search results" not in text
    assert "[1]" not in text
    page = site.page("walkthroughs/hello/index.html")
    assert "ex-text" in page
    assert "explainer:" not in page


def test_a_search_finds_findings_and_leads_to_walkthroughs_and_not_to_the_list_of_them(site):
    site.write("snippets/lost.py", "total = 1\ntotal = 2\nprint(totl)\n")
    site.build()
    entries = {e["location"]: words(e["text"]) for e in json.loads(site.page("search/search_index.json"))["docs"]}
    assert "Line 3, undefined name: totl is used here" in entries["walkthroughs/lost/#findings"]
    assert entries["walkthroughs/"] == ""
    assert "Say hello politely" in words(site.page("walkthroughs/index.html"))


def test_a_search_finds_names_that_are_joined_to_others(site):
    site.write("snippets/join.py", "import os.path\n\nplace = os.path.join('a', 'b').upper()\n")
    site.build()
    index = json.loads(site.page("search/search_index.json"))
    entry = next(entry for entry in index["docs"] if entry["location"] == "walkthroughs/join/#L3")
    searched = re.split(index["config"]["separator"], f"{entry['title']} {words(entry['text'])}")
    assert {"join", "upper"} <= set(searched)
    assert "join upper" not in words(site.page("walkthroughs/join/index.html"))


def test_a_theme_that_takes_comments_out_is_warned_of_and_the_page_still_says_something(site):
    site.config["theme"] = {"name": "mkdocs", "custom_dir": "theme"}
    page = "{% set content = page.content|replace('<!--', '<p hidden>')|replace('-->', '</p>') %}{{ content }}"
    site.write("theme/main.html", page)
    warnings = [one for one in site.build() if "takes comments out" in one]
    assert any("walkthroughs/hello.md" in one for one in warnings)
    assert "Calls textwrap.dedent" in words(site.page("walkthroughs/hello/index.html"))


class TestNavigation:
    def test_the_folder_in_the_navigation_stands_for_its_pages(self, site):
        site.config["nav"] = [{"Start": "index.md"}, {"Examples": "walkthroughs/"}]
        assert site.build(strict=True) == []
        home = site.page("index.html")
        assert "Examples" in words(home)
        assert 'href="walkthroughs/hello/"' in home

    @pytest.mark.parametrize("folder", ["walkthroughs", "made/here"])
    def test_folders_of_snippets_are_sections_behind_the_files_beside_them(self, site, folder):
        site.options["output_dir"] = folder
        site.config["nav"] = [{"Start": "index.md"}, {"Examples": f"{folder}/"}]
        site.write("snippets/first_steps/deep/two.py", '"""Second."""\n')
        site.write("snippets/first_steps/one.py", '"""First."""\n')
        assert site.build(strict=True) == []
        home = words(site.page("index.html"))
        order = [home.index(title) for title in ("Examples", "Say hello politely", "First steps", "Deep", "Second")]
        assert order == sorted(order)

    def test_a_navigation_without_the_folder_is_left_alone_with_a_hint(self, site):
        site.config["nav"] = [{"Start": "index.md"}]
        assert site.build(strict=True) == []
        assert "hello" not in site.page("index.html")
        assert "write 'walkthroughs/' where they belong in 'nav'" in site.log
        assert (site.folder / "site/walkthroughs/hello/index.html").is_file()

    def test_a_folder_without_a_name_of_its_own_has_the_title_of_the_list(self, site):
        site.options["title"] = "Read these"
        site.config["nav"] = ["index.md", "walkthroughs/"]
        assert site.build(strict=True) == []
        home = words(site.page("index.html"))
        assert home.index("Read these") < home.index("Say hello politely")

    def test_a_page_written_by_hand_has_its_name_also_in_other_letters(self, site):
        """Where a file system takes `Hello` and `hello` for one, neither may replace the other."""
        site.write("docs/walkthroughs/Hello.md", "# My own page\n")
        assert site.build(strict=True) == []
        assert "My own page" in site.page("walkthroughs/Hello/index.html")
        assert "Say hello politely" in site.page("walkthroughs/hello-py/index.html")

    def test_a_page_without_contents_leaves_their_room_to_the_page(self, site):
        contents = re.compile(r'md-sidebar--secondary"[^>]*?( hidden)?>')
        site.build()
        assert contents.search(site.page("walkthroughs/index.html"))[1] == " hidden"
        assert contents.search(site.page("walkthroughs/hello/index.html"))[1] is None
        site.write("snippets/deep/other.py", "print(1)\n")
        site.build()
        assert contents.search(site.page("walkthroughs/index.html"))[1] is None

    def test_a_list_written_by_hand_is_kept(self, site):
        site.write("docs/walkthroughs/index.md", "# My own list\n")
        site.write("docs/walkthroughs/hello.md", "# My own page\n")
        assert site.build(strict=True) == []
        assert "My own list" in site.page("walkthroughs/index.html")
        assert "My own page" in site.page("walkthroughs/hello/index.html")
        assert "Say hello politely" in site.page("walkthroughs/hello-py/index.html")


class TestOptions:
    @pytest.mark.parametrize(
        ("options", "named"),
        [
            ({"concurrency": "many"}, "concurrency"),
            ({"snippets_dir": 7}, "snippets_dir"),
            ({"packages": {"download": "perhaps"}}, "download"),
            ({"ignore": "*.js"}, "ignore"),
        ],
    )
    def test_a_wrong_type_is_an_error_that_names_the_option(self, site, options, named):
        site.options = options
        with pytest.raises(Abort):
            site.build()
        assert named in site.log

    @pytest.mark.parametrize(
        ("options", "named"),
        [
            ({"concurrency": -1}, "'concurrency' is -1"),
            ({"engine": "oracle"}, "'engine' is 'oracle'"),
            ({"searchers": ["crystal ball"]}, "crystal ball"),
            ({"output_dir": "../outside"}, "'output_dir' is '../outside'"),
            ({"output_dir": "/outside"}, "'output_dir' is '/outside', and should be a folder inside the site"),
            ({"output_dir": ""}, "'output_dir' is ''"),
            ({"packages": {"timeout": 0}}, "'packages.timeout' is 0"),
            ({"snippets_dir": "nowhere"}, "'snippets_dir' is 'nowhere'"),
            ({"packages": {"pins": {"pandas": 1.10}}}, "'packages.pins.pandas' is 1.1, and should be text in quotes"),
        ],
    )
    def test_a_value_that_cannot_be_used_is_an_error_that_names_the_option(self, site, options, named):
        site.options = options
        with pytest.raises((Abort, PluginError)):
            site.build()
        assert named in site.log
        assert "Traceback" not in site.log

    @pytest.mark.parametrize(
        ("options", "meant"),
        [
            (
                {"snippet_dir": "x"},
                "no option is called 'snippet_dir', so it is not used: did you mean 'snippets_dir'?",
            ),
            (
                {"packages": {"downlod": False, "download": False}},
                "'downlod', so it is not used: did you mean 'download'?",
            ),
            ({"search": {"sites": {"alow": []}}}, "did you mean 'allow'?"),
            ({"packages": {"xyz": 1, "download": False}}, "so it is not used: there are download, index_url, inspect,"),
        ],
    )
    def test_an_unknown_option_is_a_warning_with_the_name_that_is_near(self, site, options, meant):
        site.options |= options
        (warning,) = site.build()
        assert meant in warning

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ({"max_steps": "many"}, "option 'max_steps': it is 'many', and should be a whole number"),
            ({"max_steps": True}, "it is True, and should be a whole number"),
            ({"packages": {"timeout": "long"}}, "it is 'long', and should be a number"),
            ({"packages": {"download": "perhaps"}}, "it is 'perhaps', and should be true or false"),
            ({"openai": {"api_key": 8_461_237}}, "Sub-option 'api_key': it should be text, in quotes"),
        ],
    )
    def test_what_an_option_should_be_is_said_in_plain_words(self, site, options, said):
        site.options = options
        with pytest.raises(Abort):
            site.build()
        assert said in site.log
        assert "class" not in site.log
        assert "8461237" not in site.log

    def test_disabled_it_adds_nothing(self, site):
        site.options = {"enabled": False, "snippets_dir": "nowhere"}
        site.build(strict=True)
        assert not (site.folder / "site/walkthroughs").exists()
        assert "explainer.css" not in site.page("index.html")

    def test_folder_title_and_patterns_are_followed(self, site):
        site.options |= {"snippets_dir": "code", "output_dir": "read/these", "title": "Read <these>", "ignore": ["no*"]}
        site.write("code/yes.py", "x = 1\n")
        site.write("code/no.py", "x = 1\n")
        site.build(strict=True)
        index = site.page("read/these/index.html")
        assert '<h1 id="walkthroughs">Read &lt;these&gt;</h1>' in index
        assert 'href="yes/"' in index
        assert not (site.folder / "site/read/these/no").exists()


class TestBadSnippets:
    def test_one_that_cannot_be_read_gets_a_page_that_says_so_and_the_others_theirs(self, site):
        (site.folder / "snippets/binary.py").write_bytes(b"\x00\x01\x02" * 100)
        warnings = site.build()
        assert len(warnings) == 1
        assert "binary.py" in warnings[0]
        assert "Not explained" in site.page("walkthroughs/binary/index.html")
        assert "Say hello politely" in site.page("walkthroughs/hello/index.html")
        assert "binary.py" in site.page("walkthroughs/index.html")

    def test_it_fails_a_strict_build(self, site):
        (site.folder / "snippets/binary.py").write_bytes(b"\x00\x01\x02" * 100)
        with pytest.raises(Abort, match=r"1 warnings? in strict mode"):
            site.build(strict=True)

    def test_each_kind_is_named_with_what_to_do_and_costs_no_other_page(self, site):
        bad = {
            "empty.py": (b"", r"empty\.py: .*empty"),
            "picture.py": (b"a = 1\n\x89PNG\0", r"picture\.py:2: .*binary"),
            "huge.py": (b"x = 1\n" * 400_000, r"huge\.py: .*max_file_kb"),
            "long.py": (b"a = 1\nb = '" + b"x" * 1_000_000 + b"'\n", r"long\.py:2: .*break it up"),
            "back\\slash.py": (b"a = 1\n", r"rename the file"),
        }
        for name, (content, _) in bad.items():
            (site.folder / "snippets" / name).write_bytes(content)
        warnings = site.build()
        assert len(warnings) == len(bad)
        for _, message in bad.values():
            assert any(re.search(message, warning) for warning in warnings), (message, warnings)
        assert "5 not explained" in site.log
        assert "Not explained Line 2: the line is 1,000,006" in words(site.page("walkthroughs/long/index.html"))
        assert words(site.page("walkthroughs/index.html")).count("Not explained") == len(bad)
        assert "Say hello politely" in site.page("walkthroughs/hello/index.html")

    @pytest.mark.parametrize(
        ("content", "found"),
        [
            (b"# caf\xe9\nx = 1\n", "encoding"),
            (b"x = (1,\ny = 2\n", "syntax error"),
            (b"if True:\nx = 1\n", "syntax error"),
            (b"\xef\xbb\xbfx = 1\r\ny = 2\r\n", None),
        ],
    )
    def test_odd_ones_are_explained_and_the_page_says_what_is_odd(self, site, content, found):
        (site.folder / "snippets/odd.py").write_bytes(content)
        assert site.build(strict=True) == []
        page = words(site.page("walkthroughs/odd/index.html"))
        assert "Step by step" in page
        assert (f" {found} " in page) == (found is not None)

    def test_names_that_mean_something_to_a_system_or_to_the_site_are_pages_like_others(self, site):
        names = [
            "CON.py",
            "aux/nul.py",
            "index.py",
            "-rf.py",
            "..%2f..%2fetc%2fpasswd.py",
            "sitemap.xml.py",
            "web.py",
            "web/index.js",
            "web/readme.rb",
            "a b&c.py",
            "..py.py",
        ]
        for name in names:
            site.write(
                f"snippets/{name}", f'"""About {name.replace("%", " ")}."""\n' if name.endswith(".py") else "a = 1\n"
            )
        assert site.build(strict=True) == []
        assert {path.name for path in site.folder.iterdir()} == {"docs", "snippets", "site", "mkdocs.yml", ".cache"}
        addresses = re.findall(r'<h[23]><a href="([^"]*)"', site.page("walkthroughs/index.html"))
        assert len(addresses) == len(set(addresses)) == len(names) + 1 - sum(name.startswith(".") for name in names)
        for address in addresses:
            assert (site.folder / "site/walkthroughs" / address / "index.html").is_file()

    def test_a_file_of_50_000_lines_is_explained_in_part_and_shown_whole(self, site):
        site.options["max_steps"] = 50
        site.write("snippets/long.py", "".join(f"a{n} = {n}\n" for n in range(50_000)))
        site.build()
        page = site.page("walkthroughs/long/index.html")
        assert "a49999" in page
        assert 'id="L50"' in page

    def test_files_that_may_be_meant_and_are_no_code_are_listed_once_with_the_reason(self, site):
        site.options["ignore"] = ["old/", "draft.py"]
        names = ["Dockerfile", "sub/q.sql", "ci.yaml", "nb.ipynb", "old/Makefile", "hello.yml", "draft.py", "draft.yml"]
        quiet = ["data.json", "notes.md", "data.csv", "README", "requirements.txt", ".hidden"]
        for name in (*names, *quiet):
            site.write(f"snippets/{name}", "title: x\n")
        (site.folder / "snippets/picture.png").write_bytes(b"\x89PNG\0\0")
        (site.folder / "snippets/program").write_bytes(b"\x7fELF\0\0")
        assert site.build(strict=True) == []
        said = [line for line in site.log.split("\n") if "Left out" in line]
        ignore = "; 'ignore' silences this)"
        assert sorted(said) == [
            f"explainer: Left out: Dockerfile, sub/q.sql (no language is known for the name{ignore}",
            f"explainer: Left out: ci.yaml (front matter, and there is no code of its name beside it{ignore}",
            f"explainer: Left out: nb.ipynb (a notebook: export it as a script{ignore}",
        ]

    @pytest.mark.parametrize(("count", "more"), [(10, ""), (11, " and 1 more"), (25, " and 15 more")])
    def test_of_many_files_that_are_left_out_ten_are_named(self, site, count, more):
        names = [f"q{number:02}.sql" for number in range(count)]
        for name in names:
            site.write(f"snippets/{name}", "SELECT 1;\n")
        assert site.build(strict=True) == []
        said = [line for line in site.log.split("\n") if "Left out" in line]
        assert len(said) == 1
        assert f"Left out: {', '.join(names[:10])}{more} (no language is known" in said[0]

    def test_yaml_that_describes_no_code_has_a_page_and_front_matter_has_none(self, site):
        site.write("snippets/hello.yml", "title: Beside\n")
        site.write(
            "snippets/ci.yaml", "# Tests\nname: CI\njobs:\n  test:\n    steps:\n      - run: make\n      - run: ls\n"
        )
        assert site.build(strict=True) == []
        page = re.sub(r"<[^>]*>", "", site.page("walkthroughs/ci/index.html"))
        assert "Gives name the value CI." in page
        assert "Starts jobs, whose entries follow below." in page
        assert "Is an item of the list. Its run is make." in page
        assert "Beside" in site.page("walkthroughs/hello/index.html")

    def test_no_snippets_make_an_empty_list(self, site):
        (site.folder / "snippets/hello.py").unlink()
        assert site.build(strict=True) == []
        assert "no snippets yet" in site.page("walkthroughs/index.html")

    def test_files_of_one_name_have_a_page_each(self, site):
        site.write("snippets/hello.js", "let a = 1\n")
        site.build(strict=True)
        assert "Say hello politely" in site.page("walkthroughs/hello-py/index.html")
        assert "javascript" in site.page("walkthroughs/hello-js/index.html")

    @pytest.mark.parametrize("nav", [None, [{"Start": "index.md"}, {"Examples": "walkthroughs/"}]])
    def test_a_link_from_before_another_file_of_that_name_came_still_leads_to_the_page(self, site, nav):
        site.config |= {"nav": nav} if nav else {}
        site.write("docs/index.md", "# Home\n\n[Hello](walkthroughs/hello.md)\n")
        assert site.build(strict=True) == []
        assert 'href="walkthroughs/hello/"' in site.page("index.html")
        site.write("snippets/hello.js", "let a = 1\n")
        assert site.build(strict=True) == []
        page = site.page("walkthroughs/hello/index.html")
        assert 'href="../hello-py/">hello.py</a>' in page
        assert 'href="../hello-js/">hello.js</a>' in page
        assert (
            "hello.js, hello.py share a name: their pages are hello-js, hello-py, and the page hello leads to"
            in site.log
        )
        assert 'href="../hello/"' not in site.page("walkthroughs/hello-js/index.html"), "it is not in the navigation"
        assert "walkthroughs/hello/" not in site.page("search/search_index.json")


def test_the_command_prints_lines_and_a_summary_where_there_is_no_terminal(site):
    done = site.command("mkdocs", "build", "--strict")
    assert done.returncode == 0, done.stderr
    assert "explainer: Explaining 1 snippet" in done.stderr
    assert re.search(r"explainer: 1 snippet, \d+ steps \(0 from cache\), \d+ sources?, \d+ findings?, in", done.stderr)
    assert "\x1b" not in done.stderr


class TestPackageIndex:
    """What cannot be had because a service is at fault is a warning of the build; what no index has, the page says."""

    @pytest.fixture
    def closed(self) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            return f"http://127.0.0.1:{free.getsockname()[1]}/simple/"

    def test_an_index_that_is_down_is_warned_of_with_the_line_and_fails_a_strict_build(self, site, closed):
        site.options = {"packages": {"index_url": closed}}
        site.write("snippets/far.py", "import json\nimport surely_not_there\n")
        (warning,) = site.build()
        assert warning.startswith("explainer: far.py:2: surely-not-there: ")
        assert "build again later; what needs it is explained from the code" in warning
        assert "surely-not-there missing" in words(site.page("walkthroughs/far/index.html"))
        assert "Say hello politely" in site.page("walkthroughs/hello/index.html")
        with pytest.raises(Abort):
            site.build(strict=True)

    def test_a_package_that_no_line_imports_is_warned_of_with_the_file_alone(self, site, closed):
        site.options = {"packages": {"index_url": closed}}
        site.write("snippets/far.py", "import json\n")
        site.write("snippets/far.yml", "packages: [surely-not-there]\n")
        (warning,) = site.build()
        assert warning.startswith("explainer: far.py: surely-not-there: ")

    def test_a_version_that_no_index_has_is_warned_of_and_the_page_names_those_that_there_are(self, site):
        site.write("snippets/far.py", "import json\nimport alpha\n")
        with IndexServer() as server:
            server.publish("alpha", "1.0")
            site.options = {"packages": {"index_url": server.url, "pins": {"alpha": "99"}}}
            (warning,) = site.build()
        assert warning.startswith("explainer: far.py:2: alpha: the package index has no version 99; the newest is 1.0")
        assert "ask for another version in `packages.pins`" in warning
        page = words(site.page("walkthroughs/far/index.html"))
        assert "has no version 99; the newest is 1.0" in page
        assert "packages.names" not in page

    def test_without_network_by_choice_nothing_is_warned_of(self, site):
        site.write("snippets/far.py", "import surely_not_there\n")
        assert site.build(strict=True) == []
        page = words(site.page("walkthroughs/far/index.html"))
        assert "missing import" in page


def test_on_a_terminal_there_is_a_bar_and_then_a_summary(site):
    site.configure()
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "mkdocs", "build"]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"}
    with subprocess.Popen(command, cwd=site.folder, env=environment, stdout=theirs, stderr=theirs) as build:
        os.close(theirs)
        shown = b""
        # Linux ends the reading with an error when the other side is closed.
        with contextlib.suppress(OSError):
            while piece := os.read(ours, 65_536):
                shown += piece
    os.close(ours)
    assert build.returncode == 0
    text = shown.decode(errors="replace")
    assert "Explaining snippets" in text
    assert "\u2501" in text
    assert "100%" in text
    assert text.index("100%") < text.index("explainer: 1 snippet, ")


def test_properdocs_builds_the_same_page(site):
    done = site.command("properdocs", "build", "--strict", "--config-file", "mkdocs.yml")
    assert done.returncode == 0, done.stderr
    assert "Research synthesis" in site.page("walkthroughs/hello/index.html")
    assert "explainer: 1 snippet" in done.stderr


def test_a_broken_snippet_fails_a_strict_build_of_properdocs(site):
    (site.folder / "snippets/binary.py").write_bytes(b"\x00\x01\x02" * 100)
    done = site.command("properdocs", "build", "--strict", "--config-file", "mkdocs.yml")
    assert done.returncode != 0
    assert "binary.py" in done.stderr
