"""What was searched is looked up again when something changes that it depends on, and by nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from explainer.model import Documentation, Dropped, Research, Sites, Snippet, Source
from explainer.pipeline.keys import settings_key
from explainer.pipeline.slices import Question, ResearchSlot, analyse
from explainer.settings import SearchSettings, Settings

BASE = Settings(
    searchers=("symbols", "brave"), search=SearchSettings(services={"brave": {"key": "one", "url": "http://a.example"}})
)


def searching(**changed: Any) -> Settings:
    return replace(BASE, search=replace(BASE.search, **changed))


@pytest.mark.parametrize(
    "settings",
    [
        searching(sites=Sites(block=("example.org",))),
        searching(queries=1),
        searching(results=1),
        searching(pages=1),
        searching(private=("falcon",)),
        searching(hosts=("localhost",)),
        searching(services={"brave": {"key": "one", "url": "http://b.example"}}),
        replace(BASE, searchers=("symbols", "exa")),
    ],
)
def test_what_changes_what_is_found(settings: Settings) -> None:
    assert settings_key(settings) != settings_key(BASE)


def test_a_new_key_changes_nothing() -> None:
    other = searching(services={"brave": {"key": "two", "url": "http://a.example"}})
    assert settings_key(other) == settings_key(BASE)


def test_the_users_own_documentation(tmp_path: Path) -> None:
    (page := tmp_path / "a.md").write_text("# One\n")
    before = settings_key(searching(folders=(tmp_path,)))
    assert settings_key(searching(folders=(tmp_path,))) == before
    page.write_text("# One, and more\n")
    assert settings_key(searching(folders=(tmp_path,))) != before


def test_what_the_web_said_is_looked_up_again_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    day = 86_400 * 30 * 700
    now: Callable[[float], None] = lambda moment: monkeypatch.setattr("time.time", lambda: moment)  # noqa: E731
    now(day)
    first, local = settings_key(BASE), settings_key(replace(BASE, searchers=("symbols", "files")))
    now(day + 86_400 * 29)
    assert settings_key(BASE) == first
    now(day + 86_400 * 31)
    assert settings_key(BASE) != first
    assert settings_key(replace(BASE, searchers=("symbols", "files"))) == local


def test_queries_and_sites_of_a_snippet_are_part_of_a_steps_key() -> None:
    snippet = Snippet("a.py", "python", "", "", "import json\n", "")
    keys = {
        ResearchSlot(analyse(one, 10), 0, "").key
        for one in (snippet, replace(snippet, queries=("json",)), replace(snippet, sites=Sites(allow=("a.example",))))
    }
    assert len(keys) == 3


def test_the_day_on_which_a_page_was_fetched_changes_no_explanation() -> None:
    analysis = analyse(Snippet("a.py", "python", "", "", "import json\n", ""), 10)

    def key(day: str, text: str = "x") -> str:
        source = Source("t", "https://a.example", text, "brave", "", "", "", "", retrieved=day)
        return Question(analysis, 0, Research((Documentation(source, "page", "t"),))).key("engine")

    assert key("2026-11-24") == key("2026-12-24")
    assert key("2026-11-24") != key("2026-11-24", "y")


def test_what_was_left_out_changes_no_explanation() -> None:
    analysis = analyse(Snippet("a.py", "python", "", "", "import json\n", ""), 10)
    left = Dropped("Other", "https://a.example", "brave", "about another product")
    keys = {Question(analysis, 0, found).key("engine") for found in (Research(), Research((), (), (), dropped=(left,)))}
    assert len(keys) == 1
