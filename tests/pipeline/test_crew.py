"""Threads that keep what is theirs, and leave nothing behind."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from explainer.pipeline import Explainer
from explainer.pipeline.crew import Crew
from explainer.settings import Settings


def test_each_thread_leaves_once_and_in_the_end() -> None:
    left: list[int] = []
    with closing(Crew(3, "test", lambda: left.append(threading.get_ident()))) as crew:
        used = {crew.submit(threading.get_ident).result() for _ in range(20)}
        assert not left, "a thread goes on with what it has"
    assert used <= set(left)
    assert len(left) == len(set(left)) == 3


def test_unused_threads_are_not_started() -> None:
    before = threading.active_count()
    Crew(8, "test", lambda: None).close()
    assert threading.active_count() == before


def test_where_no_thread_can_be_started_those_that_are_there_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[int] = []
    crew = Crew(3, "test", lambda: left.append(threading.get_ident()))
    used = crew.submit(threading.get_ident).result(5)

    def refuse(pool: ThreadPoolExecutor) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(ThreadPoolExecutor, "_adjust_thread_count", refuse)
    crew.close()
    assert left == [used]


def test_snippets_share_the_connections_of_their_threads_and_close_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / "snippets" / f"number_{number}.py" for number in range(12)]
    paths[0].parent.mkdir()
    for path in paths:
        path.write_text(f"value = {path.stem[7:]}\n")
    opened: list[_Connection] = []
    connect = sqlite3.connect

    def connected(*args: object, **options: object) -> sqlite3.Connection:
        opened.append(connect(*args, factory=_Connection, **options))  # type: ignore[call-overload]
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", connected)
    settings = Settings(snippets_dir=paths[0].parent, cache_dir=tmp_path / "cache", concurrency=2)
    with Explainer(settings) as explainer:
        before = len(opened)
        assert len(list(explainer.explain_all(paths))) == len(paths)
        # Two threads for snippets and two for their steps, and each of them one connection to the results.
        assert len(opened) - before <= 4
    assert all(one.closed for one in opened)


class _Connection(sqlite3.Connection):
    closed = False

    def close(self) -> None:
        self.closed = True
        super().close()
