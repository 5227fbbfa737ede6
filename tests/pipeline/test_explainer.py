"""Snippets become walkthroughs, side by side, and none is in another's way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from explainer.analysis.environment import Environment
from explainer.engines.protocol import ExplainRequest
from explainer.engines.registry import engine as engine_named
from explainer.errors import ExplainerError, LanguageServerError, ServiceError, SettingError, SnippetError, StoppedError
from explainer.evidence.lines import replace_references
from explainer.model import Claim, Explanation, Facts, Research, Snippet, Step, Walkthrough
from explainer.pipeline import Explainer, Summary
from explainer.settings import Settings

from .conftest import CountingEngine, CountingResearcher, Project


def claims(walkthrough: Walkthrough, line: int) -> list[str]:
    (step,) = [step for step in walkthrough.steps if step.step.start_line == line]
    return [replace_references(claim.text, str) for claim in step.explanation.claims]


def explain(project: Project, text: str, **options: object) -> Walkthrough:
    with Explainer(replace(project.settings, **options)) as explainer:  # type: ignore[arg-type]
        return explainer.explain(project.write(text))


def test_each_line_that_is_not_blank_is_in_one_step(project: Project) -> None:
    text = "import json\n\n# A comment.\nfor a in (\n    1,\n):\n\n    print(a)\n"
    walkthrough = explain(project, text)
    covered = [n for step in walkthrough.steps for n in range(step.step.start_line, step.step.end_line + 1)]
    assert covered == [1, 3, 4, 5, 6, 8]
    assert all(step.explanation.claims for step in walkthrough.steps)


def test_it_says_where_a_value_goes(project: Project) -> None:
    walkthrough = explain(project, "import json\n\na = json.loads('1')\nb = 2\nprint(a)\nprint(a, b)\nc = a\n")
    assert claims(walkthrough, 1)[-1] == "`json` is read on line 3."
    assert claims(walkthrough, 3)[-1] == "`a` is read on lines 5, 6 and 7."
    assert claims(walkthrough, 4)[-1] == "`b` is read on line 6."
    assert not any("is read on" in claim for claim in claims(walkthrough, 7))
    step = walkthrough.steps[1]
    assert (step.explanation.claims[-1].support, step.explanation.claims[-1].citations) == ("checked", ())


def test_many_readers_are_counted(project: Project) -> None:
    walkthrough = explain(project, "a = 1\n" + "print(a)\n" * 9)
    assert claims(walkthrough, 1)[-1] == "`a` is read on 9 lines, from line 2 to line 10."


def test_every_quote_is_part_of_its_source(project: Project) -> None:
    walkthrough = explain(project, "import json\nprint(json.dumps({}, indent=2, sort_keys=True))\n")
    quotes = [
        (citation.span.of(step.research.sources[citation.source].text), step.research.sources[citation.source].text)
        for step in walkthrough.steps
        for claim in step.explanation.claims
        for citation in claim.citations
    ]
    assert quotes
    assert all(quote and quote in text for quote, text in quotes)


def test_sources_are_numbered_as_a_reader_meets_them(project: Project) -> None:
    """`requests` is found by what its module says, which is not quoted, before what the package says, which is."""
    text = "import requests\n\nsession = requests.Session()\nprint(len(session.get('x').json()), requests.codes)\n"
    walkthrough = explain(project, text)
    for step in walkthrough.steps:
        cited = [citation.source for claim in step.explanation.claims for citation in claim.citations]
        assert list(dict.fromkeys(cited)) == list(range(len(set(cited)))), step.step.code
        for call in step.research.calls:
            assert call.source is None or step.research.sources[call.source].symbol == call.symbol
    documented = walkthrough.steps[0].research.documentation
    assert [one.kind for one in documented] == ["package", "module"]
    assert "Python HTTP for Humans" in claims(walkthrough, 1)[1]


def test_findings_are_sorted_and_name_what_is_missing(project: Project) -> None:
    walkthrough = explain(project, "import math\nimport surely_not_there\nprint(math.pi, undefined_thing)\n")
    lines = [finding.line for finding in walkthrough.findings]
    assert lines == sorted(lines)
    missing = [finding for finding in walkthrough.findings if finding.kind == "missing-import"]
    assert [finding.line for finding in missing] == [2]
    assert "`surely_not_there`" in missing[0].message


def test_what_is_found_twice_on_a_line_is_said_once(project: Project) -> None:
    (missing,) = explain(project, "from json import no_such, no_such\n").findings
    assert missing.message.startswith("There is no `no_such` in `json` of Python 3.")


def test_a_name_that_a_package_does_not_have_is_told_on_its_line(project: Project) -> None:
    for text, line in (("from json import no_such\n", 1), ("import math\n\nfrom json import no_such\n", 3)):
        (missing,) = [one for one in explain(project, text).findings if one.kind == "missing-import"]
        assert missing.line == line
        assert missing.message.startswith("There is no `no_such` in `json` of Python 3.")


def test_a_module_beside_the_snippet_is_no_package(project: Project) -> None:
    project.write("def f():\n    return 1\n", "beside.py")
    walkthrough = explain(project, "import beside\nprint(beside.f())\n")
    assert walkthrough.packages == ()
    assert not [finding for finding in walkthrough.findings if finding.kind == "missing-import"]


def test_a_package_beside_the_snippet_is_none_of_the_index_and_one_of_the_snippets_own_name_is(
    project: Project,
) -> None:
    project.write("def f():\n    return 1\n", "beside/__init__.py")
    walkthrough = explain(project, "import beside\nimport a\nprint(beside.f(), a.g())\n")
    assert [package.name for package in walkthrough.packages] == ["a"], "`a.py` is the snippet itself"


def test_too_many_steps_are_shown_without_explanations(project: Project) -> None:
    walkthrough = explain(project, "a = 1\nprint(a)\na = 2\n" + "print(a)\n" * 50, max_steps=3)
    assert len(walkthrough.steps) == 53
    assert [bool(step.explanation.claims) for step in walkthrough.steps] == [True] * 3 + [False] * 50
    (finding,) = walkthrough.findings
    assert (finding.kind, finding.line) == ("too-long", 4)
    assert "53 steps" in finding.message
    assert "max_steps" in finding.message


def test_bad_snippets_do_not_break_the_others(project: Project) -> None:
    good = project.write("print(1)\n", "good.py")
    paths = [
        project.snippets / "missing.py",
        good,
        project.write("", "empty.py"),
        project.write("a = '" + "x" * 1_000_000 + "'\n", "wide.py"),
        project.write("(" * 5000, "deep.py"),
        project.write("def f(:\n  pass\n", "broken.py"),
        good,
    ]
    (binary := project.snippets / "binary.py").write_bytes(b"\0\1\2")
    paths.append(binary)
    with Explainer(project.settings) as explainer:
        results = list(explainer.explain_all(paths))
    assert [path for path, _ in results] == paths
    assert [isinstance(result, Walkthrough) for _, result in results[1::5]] == [True, True]
    for name in ("missing.py", "wide.py", "binary.py"):
        (error,) = [result for path, result in results if path.name == name]
        assert isinstance(error, ExplainerError)
        assert str(error).startswith(name)
    (broken,) = [result for path, result in results if path.name == "broken.py"]
    assert isinstance(broken, Walkthrough)


def test_a_fault_of_the_program_in_one_snippet_costs_the_others_nothing_and_is_named(project: Project) -> None:
    class Faulty(CountingResearcher):
        def research(self, snippet: Snippet, *args: Any) -> dict[int, Research]:
            if snippet.path.startswith("deep/"):
                raise ZeroDivisionError(*(["by nothing"] if "said" in snippet.path else []))
            return super().research(snippet, *args)

    names = ("a.py", "deep/said.py", "deep/silent.py", "z.py")
    paths = [project.write(f"print({name!r})\n", name) for name in names]
    with Explainer(project.settings, researcher=Faulty(project.settings)) as explainer:
        first, said, silent, last = [result for _, result in explainer.explain_all(paths)]
    assert isinstance(first, Walkthrough) and isinstance(last, Walkthrough)
    for result, path, fault in (
        (said, "deep/said.py", "ZeroDivisionError: by nothing"),
        (silent, "deep/silent.py", "ZeroDivisionError"),
    ):
        assert isinstance(result, SnippetError)
        assert str(result) == f"{path}: cannot be explained, by a fault of this program ({fault})"
        assert result.path == path


def test_fifty_thousand_lines_get_a_page(project: Project) -> None:
    path = project.write("print(1)\n" * 50_000, "long.py")
    with Explainer(project.settings) as explainer:
        walkthrough = explainer.explain(path)
    assert len(walkthrough.steps) == 50_000
    assert [finding.kind for finding in walkthrough.findings] == ["too-long"]


def test_results_come_in_order_and_few_wait(project: Project) -> None:
    paths = [project.write(f"print({number})\n", f"s{number:02}.py") for number in range(30)]
    progress: list[tuple[int, int, str]] = []
    settings = replace(project.settings, concurrency=2)
    started: list[int] = []

    class Watching(Explainer):
        def explain(self, path: Path) -> Walkthrough:
            started.append(1)
            return super().explain(path)

    with Watching(settings, progress=lambda *step: progress.append(step)) as explainer:
        for count, (path, result) in enumerate(explainer.explain_all(paths), start=1):
            assert path == paths[count - 1]
            assert isinstance(result, Walkthrough)
            assert result.snippet.path == path.name
            time.sleep(0.005)
            assert len(started) <= count + 4
    assert progress == [(number + 1, 30, path.name) for number, path in enumerate(paths)]


def test_stopping_early_starts_no_more(project: Project) -> None:
    paths = [project.write(f"print({number})\n", f"s{number:02}.py") for number in range(30)]
    engine = CountingEngine(project.settings)
    with Explainer(replace(project.settings, concurrency=2), engine=engine) as explainer:
        results = explainer.explain_all(paths)
        next(results)
        results.close()
        asked = len(engine.asked)
        assert asked < len(paths) / 2
        assert explainer.explain(paths[0]).steps[0].explanation.claims
        with pytest.raises(StoppedError, match="`explain_all` was left before its end; make another"):
            explainer.explain(paths[-1])
    assert len(engine.asked) == asked
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("explainer")]


def test_a_closed_explainer_says_that_it_is_closed(project: Project) -> None:
    path = project.write("print(1)\n")
    with Explainer(project.settings) as explainer:
        pass
    with pytest.raises(StoppedError, match="this explainer was closed"):
        explainer.explain(path)


def test_a_summary_adds_up(project: Project) -> None:
    summary = Summary()
    summary.add(explain(project, "import json\nprint(json.loads('1'))\n"))
    summary.add(explain(project, "import json\nprint(json.loads('1'))\n"))
    summary.add(SettingError("wrong"))
    assert (summary.snippets, summary.failed, summary.steps, summary.cached) == (2, 1, 4, 2)
    assert str(summary).startswith("2 snippets, 4 steps (2 from cache), ")
    assert "1 not explained, in " in str(summary)


class Failing:
    """An engine whose service is down, until it is not."""

    name = "remote"
    version = "1"

    def __init__(self) -> None:
        self.down = True
        self.asked = 0

    def explain(self, request: ExplainRequest) -> Explanation:
        self.asked += 1
        if self.down:
            raise ServiceError("remote answered 503")
        return Explanation(self.name, (Claim(f"A step of kind {request.step.kind}.", "checked"),))


def test_a_service_that_fails_costs_no_explanation(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    path = project.write("a = 1\nprint(a)\n")
    engine = Failing()
    with Explainer(project.settings, engine=engine) as explainer:
        walkthrough = explainer.explain(path)
        assert {step.explanation.engine for step in walkthrough.steps} == {"reference"}
        assert all(step.explanation.claims for step in walkthrough.steps)
        assert "a.py:1: remote answered 503" in caplog.text
        engine.down = False
        walkthrough = explainer.explain(path)
        assert {step.explanation.engine for step in walkthrough.steps} == {"remote"}
        assert engine.asked == 4
        explainer.explain(path)
        assert engine.asked == 4


class Inventing:
    """An engine that quotes what is not there."""

    name = "inventing"
    version = "1"

    def explain(self, request: ExplainRequest) -> Explanation:
        return Explanation(self.name, (Claim("It is the best of all.", "quoted"),))


def test_what_is_not_supported_is_dropped(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "explainer")
    path = project.write("a = 1\nprint(a)\n")
    with Explainer(project.settings, engine=Inventing()) as explainer:
        walkthrough = explainer.explain(path)
    assert not [claim for line in (1, 2) for claim in claims(walkthrough, line) if "best of all" in claim]
    assert {step.explanation.engine for step in walkthrough.steps} == {"reference"}
    assert "a.py:1: left out a claim of inventing" in caplog.text


class Silent:
    """A researcher whose language server hangs."""

    def research(
        self,
        snippet: Snippet,
        steps: tuple[Step, ...],
        facts: tuple[Facts, ...],
        environment: Environment,
        wanted: Sequence[int],
    ) -> dict[int, Research]:
        raise LanguageServerError("the language server gave no answer in 20 s")

    def close(self) -> None:
        pass


def test_without_a_language_server_the_code_is_explained(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    path = project.write("import json\nprint(json.dumps(1))\n")
    with Explainer(project.settings, researcher=Silent()) as explainer:
        walkthrough = explainer.explain(path)
    assert "gave no answer" in caplog.text
    assert all(step.explanation.claims for step in walkthrough.steps)
    assert len(walkthrough.steps[1].research.calls) == 2
    # The next build asks again.
    with Explainer(project.settings) as explainer:
        assert explainer.explain(path).steps[1].research.sources


def test_a_build_that_is_killed_goes_on_where_it_stopped(project: Project) -> None:
    for number in range(12):
        project.write(f"import json\nprint(json.dumps({number}))\n", f"s{number:02}.py")
    program = """
import sys
from pathlib import Path
from explainer.pipeline import Explainer
from explainer.settings import PackageSettings, Settings

settings = Settings(
    snippets_dir=Path(sys.argv[1]), cache_dir=Path(sys.argv[2]), concurrency=1, packages=PackageSettings(download=False)
)
with Explainer(settings) as explainer:
    for path, _ in explainer.explain_all(sorted(Path(sys.argv[1]).iterdir())):
        print(path.name, flush=True)
"""
    command = [sys.executable, "-c", program, str(project.snippets), str(project.settings.cache_dir)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert child.stdout is not None
    done = [child.stdout.readline().strip() for _ in range(4)]
    os.killpg(child.pid, signal.SIGKILL)
    done += [line.strip() for line in child.stdout.read().splitlines() if line.strip()]
    child.stdout.close()
    child.wait()
    build = project.build()
    assert len(build.results) == 12
    finished = [result for result in build.results if result.counts["cached"] == result.counts["steps"]]
    assert {result.snippet.path for result in finished} >= set(done)


def test_a_wrong_setting_is_named(project: Project) -> None:
    with pytest.raises(SettingError, match="'engine' is 'nothing'"):
        Explainer(replace(project.settings, engine="nothing"))
    with pytest.raises(SettingError, match="'max_steps' is 0"):
        Explainer(replace(project.settings, max_steps=0))


def test_a_file_outside_of_the_snippets_folder_is_read_in_its_own(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.py"
    path.write_text("print(1)\n")
    with Explainer(project.settings) as explainer:
        assert explainer.explain(path).snippet.path == "elsewhere.py"


def test_without_a_cache_nothing_is_kept(project: Project) -> None:
    settings = replace(project.settings, cache=False)
    path = project.write("print(1)\n")
    for _ in range(2):
        with Explainer(settings) as explainer:
            assert explainer.explain(path).counts["cached"] == 0
    assert not (settings.cache_dir / "results").exists()


def test_the_reference_engine_is_the_default() -> None:
    assert engine_named(Settings().engine, Settings()).name == "reference"


def test_a_build_that_has_all_in_its_cache_loads_nothing_to_read_packages_with(tmp_path: Path) -> None:
    (tmp_path / "load.py").write_text("import json\n\njson.loads('[]')\n")
    code = """
import sys
from pathlib import Path
from explainer.pipeline import Explainer
from explainer.settings import Settings
here = Path.cwd()
with Explainer(Settings(snippets_dir=here, cache_dir=here / "cache")) as explainer:
    explainer.explain(here / "load.py")
print(*sys.modules)
"""
    command = [sys.executable, "-c", code]
    first, second = (
        set(subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.split())
        for _ in range(2)
    )
    readers = {"griffe", "explainer.research.symbols", "explainer.analysis.documentation"}
    assert readers <= first
    assert not readers & second
