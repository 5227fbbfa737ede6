"""What is made of walkthroughs is made once, and made again when either changes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from explainer.analysis.language_server import LanguageServer
from explainer.model import Walkthrough
from explainer.pipeline import Derived, Explainer, Summary

from .conftest import Project


@dataclass(frozen=True, slots=True)
class Shout:
    """Something that is made of a walkthrough."""

    text: str


def derive(project: Project, version: str = "1") -> tuple[list[Derived[Shout]], int]:
    """Return what was made of all snippets, and how often something was made."""
    made: list[str] = []

    def make(walkthrough: Walkthrough) -> Shout:
        made.append(walkthrough.snippet.path)
        return Shout(walkthrough.snippet.title.upper())

    with Explainer(project.settings) as explainer:
        results = [one for _, one in explainer.derive_all(sorted(project.snippets.iterdir()), Shout, version, make)]
    assert all(isinstance(one, Derived) for one in results), results
    return [one for one in results if isinstance(one, Derived)], len(made)


def test_it_is_made_once_for_a_snippet_and_a_version(project: Project) -> None:
    project.write('"""One."""\nprint(1)\n', "one.py")
    project.write('"""Two."""\nprint(2)\n', "two.py")
    first, made = derive(project)
    assert ([one.value.text for one in first], made) == (["ONE", "TWO"], 2)
    assert [one.counts["cached"] for one in first] == [0, 0]
    second, made = derive(project)
    assert ([one.value for one in second], made) == ([one.value for one in first], 0)
    assert [one.counts["cached"] for one in second] == [one.counts["steps"] for one in first] == [2, 2]
    assert derive(project, version="2")[1] == 2
    project.write('"""Three."""\nprint(2)\n', "two.py")
    third, made = derive(project)
    assert ([one.value.text for one in third], made) == (["ONE", "THREE"], 1)


def test_what_may_come_out_better_is_not_kept(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write('"""One."""\nprint(1)\n', "one.py")
    start = LanguageServer.__init__
    with monkeypatch.context() as silent:
        hangs = ["sh", "-c", "sleep 60"]
        silent.setattr(LanguageServer, "__init__", lambda self, _: start(self, 0.2, hangs))
        assert [derive(project)[1], derive(project)[1]] == [1, 1]
    results, made = derive(project)
    assert made == 1
    summary = Summary()
    summary.add(results[0])
    assert str(summary).startswith("1 snippet, 2 steps (")
