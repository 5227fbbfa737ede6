"""The command line as a user meets it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import jsonschema
import pytest
from pytest_httpserver import HTTPServer

from explainer.cli import main
from tests.analysis.package_index import IndexServer

SCHEMA = json.loads((Path(__file__).parents[1] / "docs" / "contract.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def user_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user-cache"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "user-cache"


@pytest.fixture
def snippet(tmp_path: Path) -> Path:
    path = tmp_path / "elsewhere" / "counting.py"
    path.parent.mkdir()
    path.write_text('"""Count words."""\nimport json\n\ndata = json.loads("[1]")\nprint(data)\n', encoding="utf-8")
    return path


def test_a_walkthrough_for_the_terminal(snippet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(snippet), "--no-download"]) == 0
    out = capsys.readouterr().out
    assert "Count words" in out
    assert '4 data = json.loads("[1]")' in out
    assert "Search results" in out
    assert "\x1b" not in out
    assert all(len(line) <= 80 for line in out.splitlines())


def test_control_c_ends_it_with_the_status_that_shells_expect_and_no_traceback(tmp_path: Path) -> None:
    Path("far.py").write_text("import alpha\n", encoding="utf-8")
    run = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from explainer.cli import main"
    with IndexServer(hanging={"/simple/alpha/"}) as server:
        command = [sys.executable, "-c", f"{run}; raise SystemExit(main())", "explain", "far.py"]
        environment = {**os.environ, "PIP_INDEX_URL": server.url}
        with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=PIPE, stderr=PIPE, text=True) as process:
            assert server.reached.wait(60)
            process.send_signal(signal.SIGINT)
            server.stopped.set()  # what was asked for is waited for
            out, complaints = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert "Traceback" not in complaints


def test_json_is_the_contract(snippet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(snippet), "--no-download", "--format", "json"]) == 0
    contract = json.loads(capsys.readouterr().out)
    jsonschema.validate(contract, SCHEMA)
    assert contract["snippet"]["path"] == "counting.py"
    assert [step["id"] for step in contract["steps"]] == ["L1", "L2", "L4", "L5"]
    for step in contract["steps"]:
        for claim in step["explanation"]["claims"]:
            for citation in claim["citations"]:
                assert citation["quote"] in step["sources"][citation["source"]]["text"]


def test_json_of_several_files_is_one_object_on_each_line(snippet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (other := snippet.with_name("other.py")).write_text("print(1)\n")
    assert main(["explain", str(snippet), str(other), "--no-download", "--format", "json"]) == 0
    contracts = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [contract["snippet"]["path"] for contract in contracts] == ["counting.py", "other.py"]


def test_markdown_is_a_page(snippet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(snippet), "--no-download", "--format", "markdown"]) == 0
    assert capsys.readouterr().out.startswith("# Count words")


def test_a_file_that_cannot_be_explained_is_named_with_its_line(
    snippet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (binary := snippet.with_name("binary.py")).write_bytes(b"a = 1\n\0\n")
    assert main(["explain", str(binary), str(snippet), "--no-download"]) == 1
    out, err = capsys.readouterr()
    assert err.startswith(f"{binary}:2: ")
    assert err.count("\n") == 1
    assert "Count words" in out


def test_a_missing_file_and_a_folder_are_named_as_the_user_wrote_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["explain", "nothing.py", "empty"]) == 1
    assert capsys.readouterr().err == (
        "nothing.py: there is no such file: check its name and folder\nempty: this is a folder: name the files in it\n"
    )


def test_a_searcher_that_there_is_not_is_named_with_all_that_there_are(
    snippet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(snippet), "--searchers", "symbol"]) == 1
    assert ", stackexchange, symbols, tavily" in capsys.readouterr().err


def test_a_file_that_imports_nothing_gets_no_table_of_packages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.sh").write_text("echo\n")
    assert main(["packages", "a.sh"]) == 0
    assert capsys.readouterr().out == "a.sh: no packages are imported\n"


def test_an_unknown_engine_is_named(snippet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(snippet), "--engine", "magic"]) == 1
    err = capsys.readouterr().err
    assert "'engine'" in err
    assert "'magic'" in err


@pytest.mark.parametrize(
    "arguments",
    [[], ["explain"], ["explain", "a.py", "--format", "pdf"], ["dance"], ["explain", "a.py", "--searchers", ","]],
)
def test_a_wrong_command_line_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: explainer")


def test_packages_says_what_each_import_is(snippet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packages", str(snippet), "--no-download"]) == 0
    out = capsys.readouterr().out
    assert "standard library" in out
    assert "json" in out


def test_results_are_kept_for_the_user_or_the_project(
    snippet: Path, tmp_path: Path, user_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["explain", str(snippet), "--no-download"])
    assert (user_cache / "explainer" / "results" / "cache.db").is_file()
    project = tmp_path / "project"
    project.mkdir()
    (project / "mkdocs.yml").write_text("site_name: A\n")
    monkeypatch.chdir(project)
    main(["explain", str(snippet), "--no-download"])
    assert (project / ".cache" / "explainer" / "results" / "cache.db").is_file()
    main(["explain", str(snippet), "--no-download", "--cache-dir", str(tmp_path / "given")])
    assert (tmp_path / "given" / "results" / "cache.db").is_file()
    main(["explain", str(snippet), "--no-download", "--no-cache", "--cache-dir", str(tmp_path / "none")])
    assert not (tmp_path / "none" / "results").exists()


def test_where_nothing_can_be_estimated_nothing_else_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "many").mkdir()
    for number in range(8):
        (tmp_path / "many" / f"{number}.py").write_text(f"import json\n\ndata = json.loads('{number}')\n")
    assert main(["explain", "many", "--estimate", "--no-download"]) == 0
    said = capsys.readouterr()
    assert said.out == "Nothing to estimate: the engine 'reference' does not say what it takes.\n"
    assert said.err == ""


class TestProjectOptions:
    """The options of the project whose folder the program is called in."""

    @pytest.fixture
    def project(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        folder = tmp_path / "project"
        (folder / "snippets").mkdir(parents=True)
        (folder / "snippets" / "a.py").write_text("import json\nimport surely_not_there\n")
        monkeypatch.chdir(folder)
        return folder

    def test_they_are_followed(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        options = "{cache_dir: kept/here, packages: {download: !ENV [NOBODY_SETS_THIS, false]}}"
        (project / "mkdocs.yml").write_text(
            "site_name: A\nmarkdown_extensions:\n  - pymdownx.emoji: {emoji_index: !!python/name:material.emoji.x ''}\n"
            f"plugins:\n  - search\n  - explainer: {options}\n"
        )
        assert main(["explain", "snippets/a.py", "--format", "json"]) == 0
        assert [package["origin"] for package in json.loads(capsys.readouterr().out)["packages"]] == [
            "standard library",
            "missing",
        ]
        assert (project / "kept/here/results/cache.db").is_file()

    def test_a_build_and_the_command_share_what_they_found(
        self, project: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (project / "docs").mkdir()
        (project / "docs/index.md").write_text("# Home\n")
        (project / "mkdocs.yml").write_text("site_name: A\nplugins:\n  explainer: {packages: {download: false}}\n")
        built = subprocess.run([sys.executable, "-m", "mkdocs", "build"], capture_output=True, timeout=120)
        assert built.returncode == 0, built.stderr
        assert main(["explain", "snippets/a.py", "-v"]) == 0
        assert "1 snippet, 2 steps (2 from cache)" in capsys.readouterr().err

    def test_the_command_line_goes_before_them(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (project / "mkdocs.yml").write_text("site_name: A\nplugins: [{explainer: {engine: oracle}}]\n")
        assert main(["explain", "snippets/a.py", "--no-download"]) == 1
        assert "'engine' is 'oracle'" in capsys.readouterr().err
        assert main(["explain", "snippets/a.py", "--no-download", "--engine", "reference"]) == 0
        assert main(["explain", "snippets/a.py", "--no-download", "--no-config"]) == 0
        (project / "other.yml").write_text("site_name: A\nplugins: [explainer]\n")
        assert main(["explain", "snippets/a.py", "--no-download", "--config-file", "other.yml"]) == 0

    @pytest.mark.parametrize(
        ("folder", "files"),
        [
            ("snippets", ["snippets/a.py", "snippets/more/c.sh"]),
            ("snippets/more", ["snippets/more/c.sh"]),
            ("other", ["other/d.py", "other/left_out.py"]),
        ],
    )
    def test_a_folder_stands_for_what_a_build_would_explain(
        self, folder: str, files: list[str], project: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (project / "mkdocs.yml").write_text("site_name: A\nplugins: [{explainer: {ignore: [left_out.py]}}]\n")
        for name in ("snippets/a.py", "snippets/left_out.py", "snippets/notes.md", "other/d.py", "other/left_out.py"):
            (project / name).parent.mkdir(exist_ok=True)
            (project / name).write_text("true\n")
        (project / "snippets/more").mkdir()
        (project / "snippets/more/c.sh").write_text("true\n")
        assert main(["packages", folder, "--no-download"]) == 0
        assert capsys.readouterr().out.splitlines() == [f"{file}: no packages are imported" for file in files]
        assert main(["explain", folder, "--no-download"]) == 0

    @pytest.mark.parametrize(
        ("text", "named"),
        [
            ("plugins: [{explainer: {concurrency: many}}]", "'concurrency'"),
            ("plugins: [{explainer: {packages: {timeout: 0}}}]", "'packages.timeout'"),
            ("plugins: [", "mkdocs.yml"),
            ("INHERIT: nowhere.yml", "nowhere.yml"),
        ],
    )
    def test_what_is_wrong_with_them_is_said(
        self, project: Path, capsys: pytest.CaptureFixture[str], text: str, named: str
    ) -> None:
        (project / "mkdocs.yml").write_text(f"{text}\n")
        assert main(["explain", "snippets/a.py"]) == 1
        assert named in capsys.readouterr().err

    def test_an_option_that_there_is_not_is_a_warning(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        options = "{snipets_dir: x, packages: {pin: {a: '1'}}}"
        (project / "mkdocs.yml").write_text(f"plugins: [explainer: {options}]\n")
        assert main(["explain", "snippets/a.py", "--no-download"]) == 0
        err = capsys.readouterr().err
        assert "mkdocs.yml: option 'snipets_dir': no option is called 'snipets_dir', so it is not used: " in err
        assert "did you mean 'snippets_dir'?" in err
        assert "option 'packages': Sub-option 'pin': no option is called 'pin', so it is not used: " in err
        assert "did you mean 'pins'?" in err

    @pytest.mark.parametrize(
        "tag", ["!!python/object/apply:os.system ['touch made']", "!made [x]", "!!python/name:made ''"]
    )
    def test_nothing_that_they_name_is_run(self, project: Path, tag: str) -> None:
        (project / "mkdocs.yml").write_text(f"site_name: {tag}\nplugins: [explainer]\n")
        (project / "made.py").write_text("import pathlib\npathlib.Path('made').touch()\n")
        assert main(["explain", "snippets/a.py", "--no-download"]) == 0
        assert not (project / "made").exists()


def test_verbose_says_what_was_done(snippet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["explain", str(snippet), "--no-download", "-v"])
    assert "1 snippet, 4 steps (0 from cache), " in capsys.readouterr().err
    main(["explain", str(snippet), "--no-download", "-v"])
    assert "1 snippet, 4 steps (4 from cache), " in capsys.readouterr().err


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "explainer", *arguments]
    return subprocess.run(command, capture_output=True, env={**os.environ, **environment}, timeout=120)


def test_a_package_that_cannot_be_had_is_one_warning(snippet: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}/simple"
        snippet.write_text("import surely_not_installed\n")
        ended = run("explain", str(snippet), PIP_INDEX_URL=nobody, PIP_CONFIG_FILE=os.devnull)
    assert ended.returncode == 0
    (warning,) = ended.stderr.decode().splitlines()
    assert warning.startswith("WARNING: counting.py:1: surely-not-installed: it is not installed")


def test_the_module_is_the_program() -> None:
    ended = run("--version")
    assert ended.returncode == 0
    assert ended.stdout.startswith(b"explainer ")


def test_a_terminal_with_few_letters_gets_what_it_can_show(snippet: Path) -> None:
    snippet.write_text('print("\u4f60\u597d")\n', encoding="utf-8")
    ended = run("explain", str(snippet), "--no-download", PYTHONIOENCODING="ascii")
    assert ended.returncode == 0, ended.stderr
    assert b"print(" in ended.stdout


@pytest.mark.parametrize("form", ["terminal", "json", "markdown"])
def test_a_reader_that_goes_away_is_no_fault(form: str, snippet: Path) -> None:
    command = [sys.executable, "-m", "explainer", "explain", str(snippet), "--no-download", "--format", form]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()  # before anything is written
        assert child.stderr.read() == b""
        assert child.wait() == 1


class TestQueries:
    CODE = "import json\n\ndata = json.loads(text, strict=False)\nkey = 'AKIA' 'x'\n"

    def test_what_would_be_sent_and_to_whom_is_shown_and_nothing_is_sent(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise AssertionError("a request was sent")

        monkeypatch.setattr("requests.Session.request", refuse)
        monkeypatch.setenv("BRAVE_API_KEY", "a-key-of-ours")
        monkeypatch.setenv("SEARXNG_URL", "http://me:mine@localhost:8888")
        (path := tmp_path / "read.py").write_text(self.CODE, encoding="utf-8")
        arguments = ["--show-queries", "--searchers", "symbols,brave,searxng", "--no-download"]
        assert main(["explain", str(path), *arguments]) == 0
        out = capsys.readouterr().out
        receivers = "    to brave (api.search.brave.com), searxng (localhost:8888)"
        release = f"{sys.version_info.major}.{sys.version_info.minor}"
        assert f"{path}:1: python json {release}\n{receivers}\n" in out
        assert f"{path}:3: python json.loads {release}\n{receivers}\n" in out
        assert "a-key-of-ours" not in out
        assert "mine" not in out

    def test_without_a_searcher_of_the_web_nothing_is_sent(
        self, snippet: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["explain", str(snippet), "--show-queries", "--no-download"]) == 0
        out, err = capsys.readouterr()
        assert out == ""
        assert err == "Nothing is sent: none of the searchers symbols, packages searches the web.\n"

    def test_what_was_left_out_and_why_is_said_on_request(
        self,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        httpserver: HTTPServer,
    ) -> None:
        httpserver.no_handler_status_code = 404
        other = {"title": "JsonConvert - C#", "url": "https://docs.example/dotnet/", "description": "For .NET."}
        httpserver.expect_request("/brave").respond_with_json({"web": {"results": [other]}})
        monkeypatch.setenv("BRAVE_API_KEY", "a-key-of-ours")
        monkeypatch.setenv("BRAVE_URL", httpserver.url_for("/brave"))
        (path := tmp_path / "read.py").write_text("import json\n", encoding="utf-8")
        asked = []
        for options in (["-v"], ["-v"], []):
            assert main(["explain", str(path), "--searchers", "brave", "--no-download", *options]) == 0
            out, err = capsys.readouterr()
            said = " ".join(out.split())
            left = (
                "Left out (1) - JsonConvert - C#, https://docs.example/dotnet/: about another product (csharp) (brave)"
            )
            assert (left in said) == bool(options)
            assert "a-key-of-ours" not in out + err
            asked.append(len(httpserver.log))
        assert asked == [1, 1, 1], "what was left out is shown without asking again"

    def test_a_key_that_is_missing_is_named(
        self, snippet: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("BRAVE_API_KEY", raising=False)
        assert main(["explain", str(snippet), "--searchers", "brave"]) == 1
        assert "set BRAVE_API_KEY" in capsys.readouterr().err
