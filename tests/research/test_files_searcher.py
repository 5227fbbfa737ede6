"""The user's own documentation is found by what it says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from explainer.analysis.sections import html_sections, text_sections
from explainer.errors import SettingError
from explainer.research.files import FilesSearcher
from explainer.settings import SearchSettings, Settings

sys.path.insert(0, str(Path(__file__).parent / "web"))
from subjects import PANDAS, PYTHON, subject

LIBRARY = Path("/usr/share/doc/python3/html/library")
needs_python_doc = pytest.mark.skipif(not LIBRARY.is_dir(), reason="Debian's python3-doc is not installed")

QUERIES = {
    "json loads": "json.html",
    "pathlib Path rglob": "pathlib.html",
    "TaskGroup create_task": "asyncio-task.html",
    "lru_cache maxsize": "functools.html",
    "strptime format codes": "datetime.html",
    "csv DictReader": "csv.html",
    "subprocess run capture_output": "subprocess.html",
    "argparse add_argument": "argparse.html",
    "re sub replacement": "re.html",
    "itertools groupby": "itertools.html",
    "sqlite3 row_factory": "sqlite3.html",
    "ThreadPoolExecutor max_workers": "concurrent.futures.html",
    "tempfile NamedTemporaryFile": "tempfile.html",
    "logging basicConfig": "logging.html",
    "urllib parse urljoin": "urllib.parse.html",
    "Counter most_common": "collections.html",
    "contextlib suppress": "contextlib.html",
    "heapq nlargest": "heapq.html",
    "zipfile ZipFile extractall": "zipfile.html",
    "socket getaddrinfo": "socket.html",
}


def searcher(folder: Path, *folders: Path) -> FilesSearcher:
    return FilesSearcher(Settings(cache_dir=folder / "cache", search=SearchSettings(folders=folders)))


@needs_python_doc
def test_twenty_queries_find_the_right_page_of_pythons_documentation(tmp_path: Path) -> None:
    made = searcher(tmp_path, LIBRARY)
    found = {query: next((place for _, place in made.lookup(query)), None) for query in QUERIES}
    assert found == QUERIES


@needs_python_doc
def test_the_entry_of_a_function_and_not_the_whole_page(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "json.html").write_bytes((LIBRARY / "json.html").read_bytes())
    code = "import json\njson.loads(text)\n"
    (found, *_) = searcher(tmp_path, folder).search(subject(code, None, {"json.loads": "json.loads"}, (PYTHON,)))
    assert found.source.locator == "json.html#json.loads"
    assert found.source.text.startswith("Deserialize s (a str, bytes or bytearray\ninstance")
    assert "¶" not in found.source.text + found.source.title


class TestOwnFolder:
    @pytest.fixture
    def docs(self, tmp_path: Path) -> Path:
        folder = tmp_path / "docs"
        (folder / "deep").mkdir(parents=True)
        (folder / "guide.md").write_text(
            "# House guide\n\nWelcome.\n\n## Reading tables\n\nUse `pandas.read_csv` with sep.\n\n```python\n# not a heading: read_csv\n```\n"
        )
        (folder / "deep" / "notes.txt").write_text("Deployments happen on Mondays. Nobody calls to_parquet by hand.\n")
        (folder / "page.html").write_text(
            "<nav>to_sql everywhere</nav><main><h1 id=t>Storing</h1><p>Call to_sql once &amp; for all.</p><script>to_sql()</script></main><footer>to_sql</footer>"
        )
        (folder / ".hidden.md").write_text("# read_csv hidden\n")
        (folder / "data.bin").write_bytes(b"read_csv")
        return folder

    def search(self, tmp_path: Path, docs: Path, call: str, **options: object) -> list[tuple[str, str]]:
        code = f"import pandas as pd\npd.{call}(x)\n"
        found = searcher(tmp_path, docs).search(subject(code, distributions=(PANDAS,), **options))
        return [(one.source.locator, one.source.text) for one in found]

    def test_markdown_text_and_html(self, tmp_path: Path, docs: Path) -> None:
        ((locator, text),) = self.search(tmp_path, docs, "read_csv")
        assert locator == "guide.md"
        assert text.startswith("Use `pandas.read_csv` with sep.")
        assert self.search(tmp_path, docs, "to_sql") == [("page.html#t", "Call to_sql once & for all.")]

    def test_what_the_documentation_does_not_mention_is_not_found(self, tmp_path: Path, docs: Path) -> None:
        assert self.search(tmp_path, docs, "read_excel") == []

    def test_a_query_of_the_authors_own_needs_not_every_word(self, tmp_path: Path, docs: Path) -> None:
        found = self.search(tmp_path, docs, "read_excel", queries=("when do deployments of read_excel happen",))
        assert [locator for locator, _ in found] == ["deep/notes.txt"]

    def test_a_change_is_seen_by_the_next_build(self, tmp_path: Path, docs: Path) -> None:
        assert self.search(tmp_path, docs, "read_json") == []
        (docs / "more.md").write_text("# JSON\n\nThen read_json, with the pandas of this house.\n")
        assert [locator for locator, _ in self.search(tmp_path, docs, "read_json")] == ["more.md"]
        assert len(list((tmp_path / "cache" / "files").iterdir())) == 1

    def test_an_index_is_made_once(self, tmp_path: Path, docs: Path) -> None:
        self.search(tmp_path, docs, "read_csv")
        (index,) = (tmp_path / "cache" / "files").iterdir()
        made = index.stat().st_mtime_ns
        self.search(tmp_path, docs, "to_sql")
        assert index.stat().st_mtime_ns == made

    def test_a_link_out_of_the_folder_is_not_followed(self, tmp_path: Path, docs: Path) -> None:
        (tmp_path / "outside.md").write_text("# read_feather\n\npandas read_feather outside\n")
        (docs / "link.md").symlink_to(tmp_path / "outside.md")
        assert self.search(tmp_path, docs, "read_feather") == []

    @pytest.mark.parametrize("query", ['"', "a AND", "NEAR(", "*", "title:x", "'; DROP TABLE section; --", "\x00", ""])
    def test_no_query_is_taken_for_a_command(self, query: str, tmp_path: Path, docs: Path) -> None:
        before = self.search(tmp_path, docs, "to_sql")
        searcher(tmp_path, docs).lookup(query)
        assert self.search(tmp_path, docs, "to_sql") == before != []

    def test_no_folder_is_an_error_that_names_the_option(self, tmp_path: Path) -> None:
        with pytest.raises(SettingError, match=r"search\.folders"):
            searcher(tmp_path)


def test_code_in_html_keeps_its_blanks() -> None:
    (section,) = html_sections("<main><p>So:</p><pre>if  x:\n    y()</pre></main>", "a")
    assert section.text == "So:\n\nif  x:\n    y()"


@pytest.mark.parametrize(
    "text",
    [
        "<main>",
        "<" * 9000,
        "</p></div>" * 500,
        "<div>" * 5000,
        "<h1>",
        "<h1>a<h2>b",
        "<main><main>x</main>y</main>",
        "\x00<p>x",
        "<![CDATA[",
        "&#xFFFFFFFF;",
    ],
)
def test_broken_html_is_read_as_far_as_it_goes(text: str) -> None:
    assert isinstance(html_sections(text, "a"), list)


def test_headings_of_markdown_and_restructuredtext() -> None:
    sections = text_sections("intro\n\nTitle\n=====\n\nA.\n\nPart\n----\n\nB.\n\n# Other\n\nC.\n", "name")
    assert [(s.title, s.text) for s in sections] == [
        ("Title", "intro"),
        ("Title", "A."),
        ("Part", "B."),
        ("Other", "C."),
    ]
