"""An edit computes again what depends on it and nothing else; a build without one computes nothing."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from explainer.model import Walkthrough
from explainer.pipeline import keys

from .conftest import Project

SNIPPET = '''\
import json
from pathlib import Path

path = Path("data.json")
text = path.read_text()
data = json.loads(text)


def longest(words):
    """Return the longest of some words."""
    return max(words, key=len)


other = Path("b.json")
print(other.name)
print(longest(data))
'''


def without_counts(walkthroughs: list[Walkthrough]) -> list[Walkthrough]:
    return [replace(walkthrough, counts={}) for walkthrough in walkthroughs]


def same_as_from_scratch(project: Project, results: list[Walkthrough], tmp_path: Path) -> bool:
    fresh = project.build(cache_dir=tmp_path / f"fresh-{len(list(tmp_path.iterdir()))}")
    return without_counts(results) == without_counts(fresh.results)


def test_a_first_build_computes_each_step_once(project: Project) -> None:
    project.write(SNIPPET)
    build = project.build()
    codes = [step.step.code for step in build.results[0].steps]
    assert build.explained == codes
    assert build.researched == codes
    assert "start" in build.requests
    assert build.results[0].counts["steps"] == len(codes)
    assert build.results[0].counts["cached"] == 0


def test_a_second_build_asks_nobody(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write(SNIPPET)
    project.write("import os\nprint(os.getcwd())\n", "folder/b.py")
    first = project.build()

    def refuse(*args: Any, **options: Any) -> None:
        raise AssertionError("a warm build goes to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    second = project.build()
    assert (second.explained, second.researched, second.requests) == ([], [], [])
    assert without_counts(second.results) == without_counts(first.results)
    assert [walkthrough.counts["cached"] for walkthrough in second.results] == [
        walkthrough.counts["steps"] for walkthrough in second.results
    ]


def test_a_changed_line_computes_what_depends_on_it(project: Project, tmp_path: Path) -> None:
    project.write(SNIPPET)
    project.build()
    project.write(SNIPPET.replace('Path("b.json")', 'Path("c.json")'))
    build = project.build()
    assert build.researched == ['other = Path("c.json")', "print(other.name)"]
    assert build.explained == ['other = Path("c.json")', "print(other.name)"]
    assert same_as_from_scratch(project, build.results, tmp_path)


def test_a_changed_line_computes_what_depends_on_what_depends_on_it(project: Project, tmp_path: Path) -> None:
    project.write(SNIPPET)
    project.build()
    project.write(SNIPPET.replace('Path("data.json")', 'Path("new.json")'))
    build = project.build()
    changed = ['path = Path("new.json")', "text = path.read_text()", "data = json.loads(text)", "print(longest(data))"]
    assert build.researched == changed
    assert build.explained == changed
    assert same_as_from_scratch(project, build.results, tmp_path)


@pytest.mark.parametrize("above", ["\n\n", "\n"])
def test_blank_lines_compute_nothing(project: Project, tmp_path: Path, above: str) -> None:
    project.write(SNIPPET)
    before = project.build().results[0]
    project.write(above + SNIPPET)
    build = project.build()
    assert (build.researched, build.explained, build.requests) == ([], [], [])
    after = build.results[0]
    assert [step.step.start_line for step in after.steps] == [
        step.step.start_line + len(above) for step in before.steps
    ]
    assert same_as_from_scratch(project, build.results, tmp_path)


def test_a_comment_computes_itself(project: Project, tmp_path: Path) -> None:
    project.write(SNIPPET)
    project.build()
    project.write("# Reads some words.\n\n" + SNIPPET)
    build = project.build()
    assert build.researched == ["# Reads some words."]
    assert build.explained == ["# Reads some words."]
    assert same_as_from_scratch(project, build.results, tmp_path)


def test_an_unrelated_statement_computes_itself(project: Project, tmp_path: Path) -> None:
    project.write(SNIPPET)
    project.build()
    project.write(SNIPPET.replace("other =", "limit = 3\n\nother ="))
    build = project.build()
    assert build.researched == ["limit = 3"]
    assert build.explained == ["limit = 3"]
    assert same_as_from_scratch(project, build.results, tmp_path)


def test_a_changed_body_is_looked_at_again_by_callers(project: Project, tmp_path: Path) -> None:
    project.write(SNIPPET)
    project.build()
    project.write(SNIPPET.replace("Return the longest of", "Return the very longest of"))
    build = project.build()
    assert "print(longest(data))" in build.researched
    assert 'other = Path("b.json")' not in build.researched
    assert same_as_from_scratch(project, build.results, tmp_path)


def test_another_version_of_the_engine_explains_all_and_researches_nothing(project: Project) -> None:
    project.write(SNIPPET)
    first = project.build()
    second = project.build(version="other")
    assert second.explained == first.explained
    assert (second.researched, second.requests) == ([], [])


def test_another_version_of_a_package_is_researched_again(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path / "site", "1.0", "Return the number one.")
    monkeypatch.syspath_prepend(tmp_path / "site")
    project.write("import onlyhere\n\nvalue = onlyhere.one()\nprint(value)\n")
    first = project.build()
    assert [(package.name, package.version) for package in first.results[0].packages] == [("onlyhere", "1.0")]
    assert project.build().researched == []
    install(tmp_path / "site", "2.0", "Return the number one.")
    second = project.build()
    assert [(package.name, package.version) for package in second.results[0].packages] == [("onlyhere", "2.0")]
    assert second.researched == first.researched
    assert same_as_from_scratch(project, second.results, tmp_path)


def test_a_package_that_is_worked_on_is_researched_again_under_the_same_version(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path / "site", "1.0", "Return the number one.")
    monkeypatch.syspath_prepend(tmp_path / "site")
    project.write("import onlyhere\n\nvalue = onlyhere.one()\n")
    first = project.build()
    install(tmp_path / "site", "1.0", "Return one, always.")
    assert project.build().researched == first.researched


def install(site: Path, version: str, docstring: str) -> None:
    """Lay out a package as an installer does."""
    for old in site.glob("onlyhere-*/*"):
        old.unlink()
    information = site / f"onlyhere-{version}.dist-info"
    information.mkdir(parents=True, exist_ok=True)
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: onlyhere\nVersion: {version}\n")
    (information / "RECORD").write_text(f"onlyhere.py,,\nonlyhere-{version}.dist-info/METADATA,,\n")
    (site / "onlyhere.py").write_text(f'def one():\n    """{docstring}"""\n    return 1\n')
    for old in site.glob("onlyhere-*"):
        if old != information:
            old.rmdir()


def test_a_changed_program_computes_all_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write(SNIPPET)
    first = project.build()
    for module in ("tasks", "explaining"):
        monkeypatch.setattr(f"explainer.pipeline.{module}.program_version", lambda: "another")
    second = project.build()
    assert (second.explained, second.researched) == (first.explained, first.researched)


def test_the_program_version_follows_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "explainer"
    for name, text in {"pipeline/keys.py": "", "model/code.py": "a = 1\n", "render/page.py": "b = 1\n"}.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(text)
    monkeypatch.setattr(keys, "__file__", str(package / "pipeline" / "keys.py"))
    compute: Callable[[], str] = keys.program_version.__wrapped__
    before = compute()
    (package / "render/page.py").write_text("b = 2\n")
    assert compute() == before
    (package / "model/code.py").write_text("a = 2\n")
    assert compute() != before
