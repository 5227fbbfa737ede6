"""The cache holds text only, is shared, survives being killed, and is never in the way of a build."""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import random
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import diskcache
import pytest

from explainer.store.cache import SIZE_LIMIT, Cache

WRITER = """
import sys
from pathlib import Path
from explainer.store.cache import Cache

cache = Cache(Path(sys.argv[1]))
for number in range(int(sys.argv[3]), int(sys.argv[4])):
    cache.set(sys.argv[2], str(number), f"value {number} " + "x" * (number * 37 % 5000))
    print(number, flush=True)
"""

INTERRUPTED = """
import os, signal, sys
from pathlib import Path
from explainer.store.cache import Cache

class Texts(dict):
    def items(self):
        yield "a", "1"
        yield "b", "2"
        {end}

Cache(Path(sys.argv[1])).set_all("step", Texts())
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "results"


@pytest.fixture
def cache(folder: Path) -> Iterator[Cache]:
    with contextlib.closing(Cache(folder)) as opened:
        yield opened


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def writer(folder: Path, kind: str, start: int, end: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), kind, str(start), str(end)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def plant(folder: Path, statement: str, *values: object) -> None:
    with contextlib.closing(sqlite3.connect(folder / "cache.db")) as connection:
        connection.execute(statement, values)
        connection.commit()


def test_a_text_comes_back_in_the_next_build(folder: Path, cache: Cache) -> None:
    text = "Unicode \u00e9 \U0001f600 \x00 \n" + "long " * 100_000
    assert cache.get("step", "a") is None
    cache.set("step", "a", text)
    cache.set("page", "a", "other kind")
    cache.set("step", "a", text + "!")
    cache.close()
    with contextlib.closing(Cache(folder)) as again:
        assert again.get("step", "a") == text + "!"
        assert again.get("page", "a") == "other kind"
    assert {path.name for path in folder.iterdir()} <= {"cache.db", "cache.db-wal", "cache.db-shm"}


def test_a_closed_cache_is_empty(cache: Cache) -> None:
    cache.set("step", "a", "text")
    cache.close()
    assert cache.get("step", "a") is None
    cache.set("step", "a", "text")


def test_only_the_owner_may_enter(folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    Cache(folder).close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


class Bomb:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.path,)


def test_a_planted_pickle_is_not_loaded(
    folder: Path, cache: Cache, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    trace = tmp_path / "trace"
    bomb = pickle.dumps(Bomb(trace))
    cache.set("step", "row", "good")
    cache.set("step", "file", "good")
    cache.set("step", "key", "good")
    (folder / "aa").mkdir()
    (folder / "aa" / "bomb.val").write_bytes(bomb)
    plant(folder, "UPDATE Cache SET mode = 4, value = ? WHERE key = 'step:row'", bomb)
    plant(folder, "UPDATE Cache SET mode = 4, value = NULL, filename = 'aa/bomb.val' WHERE key = 'step:file'")
    plant(folder, "UPDATE Cache SET key = ?, raw = 0 WHERE key = 'step:key'", bomb)
    for name in ("row", "file", "key"):
        assert cache.get("step", name) is None
    assert not trace.exists()
    assert "not text" in warnings(caplog)[0]
    with pytest.raises(OSError, match="not text"):
        list(diskcache.Cache.iterkeys(cache._store))
    assert not trace.exists()
    # The bomb itself is live: `diskcache` alone would set it off.
    with contextlib.closing(diskcache.Cache(str(folder))) as naive:
        naive.get("step:row")
    assert trace.exists()


def test_a_planted_row_cannot_read_or_delete_other_files(folder: Path, cache: Cache, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    for mode in (2, 3):
        cache.set("step", "a", "good")
        plant(folder, "UPDATE Cache SET mode = ?, value = NULL, filename = ?", mode, str(secret))
        assert cache.get("step", "a") is None
        cache.set("step", "a", "new")
        assert cache.get("step", "a") == "new"
        assert secret.read_text() == "secret"


@pytest.mark.parametrize("value", [b"bytes", 7, 1.5, None])
def test_a_planted_value_of_another_type_is_a_miss(folder: Path, cache: Cache, value: object) -> None:
    cache.set("step", "a", "good")
    plant(folder, "UPDATE Cache SET value = ?", value)
    assert cache.get("step", "a") is None


def damage_with_garbage(folder: Path) -> None:
    (folder / "cache.db").write_bytes(random.Random(1).randbytes(50_000))


def damage_by_cutting(folder: Path) -> None:
    for path in folder.glob("cache.db-*"):
        path.unlink()
    database = folder / "cache.db"
    database.write_bytes(database.read_bytes()[:5000])


def damage_with_text(folder: Path) -> None:
    (folder / "cache.db").write_text("not a database\n" * 100)


def damage_with_a_folder(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    (folder / "cache.db").mkdir()


def damage_by_another_schema(folder: Path) -> None:
    plant(folder, "DROP TABLE Cache")
    plant(folder, "CREATE TABLE Cache (something TEXT)")


def damage_by_a_planted_setting(folder: Path) -> None:
    plant(folder, "INSERT INTO Settings VALUES ('_disk', 'nothing')")


def damage_by_a_planted_counter(folder: Path) -> None:
    plant(folder, "UPDATE Settings SET value = 'many' WHERE key = 'size'")


def damage_by_a_file_in_place_of_the_folder(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    folder.write_text("a file")


@pytest.mark.parametrize(
    "damage",
    [
        damage_with_garbage,
        damage_by_cutting,
        damage_with_text,
        damage_with_a_folder,
        damage_by_another_schema,
        damage_by_a_planted_setting,
        damage_by_a_planted_counter,
        damage_by_a_file_in_place_of_the_folder,
    ],
)
def test_a_damaged_cache_is_set_aside(folder: Path, damage: object, caplog: pytest.LogCaptureFixture) -> None:
    with contextlib.closing(Cache(folder)) as cache:
        for number in range(200):
            cache.set("step", str(number), "old" * 100)
    for time_ in (1, 2):
        caplog.clear()
        damage(folder)  # type: ignore[operator]
        with contextlib.closing(Cache(folder)) as cache:
            cache.get("step", "7")
            cache.set("step", "a", "new")
            assert cache.get("step", "a") == "new"
            assert cache.get("step", "150") is None
        kept = folder.with_name(f"results.damaged-{time_}")
        assert kept.exists()
        (warning,) = warnings(caplog)
        assert str(folder) in warning
        assert kept.name in warning


def test_damage_while_in_use_loses_nothing_that_is_written_after(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with contextlib.closing(Cache(folder)) as cache:
        cache.set("step", "a", "old")
        plant(folder, "DROP TABLE Cache")
        cache.set("step", "b", "new")
        assert cache.get("step", "b") == "new"
    assert len(warnings(caplog)) == 1


def test_a_place_that_cannot_be_used_gives_one_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    with contextlib.closing(Cache(tmp_path / "file" / "cache")) as cache:
        for _ in range(3):
            cache.set("step", "a", "text")
            assert cache.get("step", "a") is None
    (warning,) = warnings(caplog)
    assert "going on without one" in warning
    assert (tmp_path / "file").read_text() == ""


def test_a_full_disk_gives_one_warning_and_keeps_what_is_there(folder: Path) -> None:
    program = """
import logging, resource, signal, sys
from pathlib import Path
from explainer.store.cache import Cache

logging.basicConfig(format="%(message)s")
cache = Cache(Path(sys.argv[1]))
cache.set("step", "before", "kept")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
for number in range(50):
    cache.set("step", str(number), "x" * 50_000)
print("done")
"""
    run = subprocess.run([sys.executable, "-c", program, str(folder)], capture_output=True, text=True, timeout=60)
    assert run.stdout == "done\n"
    assert run.stderr.count("going on without one") == 1, run.stderr
    assert run.stderr.count("\n") == 1, run.stderr
    with contextlib.closing(Cache(folder)) as cache:
        assert cache.get("step", "before") == "kept"


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="needs users as POSIX has them")
def test_a_folder_that_may_only_be_read_gives_one_warning() -> None:
    program = """
import logging, os, sys, tempfile
from pathlib import Path
from explainer.store.cache import Cache

logging.basicConfig(format="%(message)s")
with tempfile.TemporaryDirectory() as made:
    folder = Path(made) / "results"
    Cache(folder).close()
    Path(made).chmod(0o755)
    folder.chmod(0o755)
    (folder / "cache.db").chmod(0o444)
    folder.chmod(0o555)
    if os.getuid() == 0:
        os.seteuid(65534)
    cache = Cache(folder)
    for _ in range(3):
        cache.set("step", "a", "text")
    print(cache.get("step", "a"))
    os.seteuid(os.getuid())
    folder.chmod(0o755)
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert run.stdout == "None\n", run.stderr
    assert run.stderr.count("\n") == 1, run.stderr
    assert "going on without one" in run.stderr


def test_two_processes_share_it(folder: Path, cache: Cache) -> None:
    writers = [writer(folder, kind, 0, 200) for kind in ("one", "two")]
    outputs = [child.communicate(timeout=60)[0] for child in writers]
    assert [child.returncode for child in writers] == [0, 0]
    assert all(len(output.split()) == 200 for output in outputs)
    for kind in ("one", "two"):
        assert all((cache.get(kind, str(n)) or "").startswith(f"value {n} ") for n in range(200))


def test_two_processes_that_find_it_damaged_go_on(folder: Path) -> None:
    folder.mkdir(parents=True)
    damage_with_text(folder)
    writers = [writer(folder, kind, 0, 30) for kind in ("one", "two", "three")]
    outputs = [child.communicate(timeout=60)[0] for child in writers]
    assert [child.returncode for child in writers] == [0, 0, 0]
    assert all(len(output.split()) == 30 for output in outputs)


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), signal.SIGKILL)", "raise KeyboardInterrupt"])
def test_of_texts_that_are_set_together_all_are_there_or_none(folder: Path, cache: Cache, end: str) -> None:
    cache.set("step", "before", "kept")
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED.format(end=end), str(folder)], capture_output=True, check=False
    )
    assert done.returncode != 0
    assert [cache.get("step", key) for key in ("before", "a", "b")] == ["kept", None, None]
    cache.set_all("step", {"a": "1", "b": "2"})
    assert [cache.get("step", key) for key in ("before", "a", "b")] == ["kept", "1", "2"]


def test_what_was_set_is_there_after_being_killed(folder: Path) -> None:
    done: list[int] = []
    moments = random.Random(7)
    for run in range(12):
        child = writer(folder, "step", run * 100_000, (run + 1) * 100_000)
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(moments.uniform(0.0, 0.08))
        child.kill()
        rest = child.stdout.read()
        child.wait()
        child.stdout.close()
        done += [int(line) for line in (first + rest).splitlines(keepends=True) if line.endswith("\n")]
    assert len(done) > 24
    with contextlib.closing(Cache(folder)) as cache:
        for number in done:
            assert cache.get("step", str(number)) == f"value {number} " + "x" * (number * 37 % 5000)
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_threads_share_it(cache: Cache) -> None:
    def work(name: str) -> None:
        for number in range(50):
            cache.set(name, str(number), f"{name} {number}")
        cache.release()

    threads = [threading.Thread(target=work, args=(f"t{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(cache.get(f"t{t}", str(n)) == f"t{t} {n}" for t in range(6) for n in range(50))


def test_it_stays_within_its_size(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert SIZE_LIMIT == 512 * 2**20
    monkeypatch.setitem(sys.modules["explainer.store.cache"]._OPTIONS, "size_limit", 2**20)
    with contextlib.closing(Cache(folder)) as cache:
        for number in range(300):
            cache.set("step", str(number), "x" * 20_000)
        assert cache.get("step", "0") is None
        assert cache.get("step", "299") is not None
    assert (folder / "cache.db").stat().st_size < 2 * 2**20
