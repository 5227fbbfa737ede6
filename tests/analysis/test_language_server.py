import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from explainer.analysis.language_server import LanguageServer
from explainer.analysis.locations import Position
from explainer.errors import LanguageServerError

HELLO = """
import json, sys, os, time

def read():
    length = 0
    while (line := sys.stdin.buffer.readline().strip()):
        if line.startswith(b"Content-Length:"):
            length = int(line.split(b":")[1])
    if not length:
        sys.exit()
    return json.loads(sys.stdin.buffer.read(length))

def answer(message, result):
    body = json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\\r\\n\\r\\n" % len(body) + body)
    sys.stdout.buffer.flush()
"""


def script(folder: Path, body: str) -> list[str]:
    file = folder / "server.py"
    file.write_text(HELLO + textwrap.dedent(body))
    return [sys.executable, str(file)]


@pytest.fixture(scope="module")
def server():
    running = LanguageServer(20)
    yield running
    running.close()


def test_a_definition_in_a_package_is_found_by_file_and_line(server: LanguageServer, tmp_path: Path):
    (tmp_path / "shop.py").write_text("\n\ndef price(item):\n    return 1\n")
    with server.open([tmp_path], "import shop\n\ntotal = '🛒'; shop.price('x')\n") as document:
        [found] = document.definitions([Position(3, 18)])
    assert [(one.file.name, one.line, one.column, one.own) for one in found] == [("shop.py", 3, 4, False)]


def test_two_versions_of_a_package_stay_apart_in_one_process(server: LanguageServer, tmp_path: Path):
    for version, kind in (("1", "int"), ("2", "str")):
        (tmp_path / version).mkdir()
        (tmp_path / version / "shop.py").write_text("\n" * int(version) + f"def price() -> {kind}: ...\n")
    text = "from shop import price\nprice()\n"
    with server.open([tmp_path / "1"], text) as one, server.open([tmp_path / "2"], text) as two:
        for _ in range(2):
            assert [found[0].line for found in one.definitions([Position(2, 0)])] == [2]
            assert [found[0].line for found in two.definitions([Position(2, 0)])] == [3]
            assert "-> int" in one.hovers([Position(2, 0)])[0]
            assert "-> str" in two.hovers([Position(2, 0)])[0]


def test_a_changed_text_gets_new_answers(server: LanguageServer):
    with server.open([], "name = abs(1)\n") as document:
        assert document.hovers([Position(1, 0)]) == ["int"]
        document.change("name = str(1)\n")
        assert document.hovers([Position(1, 0)]) == ["str"]
        assert [one.own for one in document.definitions([Position(1, 0)])[0]] == [True]


def test_installed_packages_and_the_class_of_a_value_are_found(server: LanguageServer):
    with server.open([], "import yaml\nloader = yaml.SafeLoader('')\nnothing = 1 +\n") as document:
        [[kind]] = document.type_definitions([Position(2, 0)])
    assert kind.file.name.startswith("loader.py")


def test_a_server_that_was_killed_is_started_again_and_knows_the_open_text(tmp_path: Path):
    server = LanguageServer(20)
    (tmp_path / "shop.py").write_text("def price(): ...\n")
    try:
        with server.open([tmp_path], "import shop\nshop.price()\n") as document:
            before = document.definitions([Position(2, 5)])
            os.killpg(server.process()._process.pid, signal.SIGKILL)
            assert document.definitions([Position(2, 5)]) == before != [()]
    finally:
        server.close()


def test_a_server_that_always_dies_is_given_up_after_a_few_starts(tmp_path: Path):
    command = script(
        tmp_path,
        f"""
        open({str(tmp_path / "starts")!r}, "a").write("x")
        answer(read(), {{}})
        while "id" not in read(): pass
        sys.stderr.write("out of cheese\\n")
        """,
    )
    server = LanguageServer(5, command, restarts=2)
    try:
        for _ in range(4):
            with (
                pytest.raises(LanguageServerError, match="out of cheese"),
                server.open([], "a = 1") as document,
            ):
                document.hovers([Position(1, 0)])
    finally:
        server.close()
    assert (tmp_path / "starts").read_text() == "xxx"


@pytest.mark.parametrize(
    "behaviour",
    ["time.sleep(60)", "answer(read(), {})\ntime.sleep(60)", "answer(read(), {})\nwhile True: read()"],
    ids=["at-once", "reads-nothing", "answers-nothing"],
)
def test_a_server_that_hangs_costs_one_time_limit_and_is_killed(tmp_path: Path, behaviour: str):
    command = script(tmp_path, f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n" + behaviour)
    server = LanguageServer(1.0, command)
    started = time.monotonic()
    for _ in range(3):
        with (
            pytest.raises(LanguageServerError, match="no answer within 1 s"),
            server.open([], "a" * 500_000) as document,
        ):
            document.hovers([Position(1, 0)])
    assert time.monotonic() - started < 2.5
    server.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_a_program_that_speaks_another_language_is_reported(tmp_path: Path):
    command = script(tmp_path, "print('Content-Length: many\\r\\n\\r\\nhello'); read()")
    server = LanguageServer(2.0, command)
    with pytest.raises(LanguageServerError), server.open([], "a = 1") as document:
        document.hovers([Position(1, 0)])
    server.close()


def test_a_missing_program_is_reported():
    server = LanguageServer(2.0, ["/nonexistent/ty", "server"])
    with pytest.raises(LanguageServerError, match="cannot be started"), server.open([], "a = 1") as document:
        document.hovers([Position(1, 0)])
    server.close()


def test_closing_ends_the_process_and_deletes_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    server = LanguageServer(20)
    with server.open([], "a = 1") as document:
        document.hovers([Position(1, 0)])
    pid = server.process()._process.pid
    assert list(tmp_path.iterdir())
    server.close()
    assert not list(tmp_path.iterdir())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(LanguageServerError, match="closed"):
        server.process()


def test_many_threads_share_one_process(server: LanguageServer):
    answers: dict[int, list[str]] = {}

    def ask(number: int) -> None:
        with server.open([], "\n".join(f"n{line} = {number}" for line in range(50))) as document:
            answers[number] = document.hovers([Position(line + 1, 0) for line in range(50)])

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: [f"Literal[{number}]"] * 50 for number in range(8)}


def _module_of_many_classes(folder: Path, name: str) -> None:
    folder.mkdir()
    classes = "".join(f"class C{number}:\n    def get(self) -> int: ...\n" for number in range(4_000))
    (folder / f"{name}.py").write_text(classes)


def _memory_after_each(server: LanguageServer, roots: list[Path], names: list[str]) -> list[int]:
    memory = []
    for root, name in zip(roots, names, strict=True):
        with server.open([root], f"from {name} import *\nC7().get()\n") as document:
            [[found]] = document.definitions([Position(2, 5)])
            assert found.file == (root / f"{name}.py").resolve()
            memory.append(server.process().memory or 0)
    return memory


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the memory of another process")
def test_a_server_that_grows_forgets_packages_that_no_open_document_uses(tmp_path: Path):
    names = [f"shop{number}" for number in range(8)]
    for name in names:
        _module_of_many_classes(tmp_path / name, name)
    roots = [tmp_path / name for name in names]
    unbounded, bounded = LanguageServer(20, memory=10**12), LanguageServer(20, memory=1)
    try:
        with bounded.open([roots[0]], "from shop0 import C7\nC7().get()\n") as kept:
            before = kept.definitions([Position(2, 5)])
            grown = _memory_after_each(unbounded, roots, names)
            held = _memory_after_each(bounded, roots, names)
            assert bounded.process().alive
            assert kept.definitions([Position(2, 5)]) == before != [()]
        # A folder may be on its way out while the next is read.
        assert grown[-1] - grown[0] > 2 * (min(held[-3:]) - held[0]), (grown, held)
        # With the last document gone, the memory is too, however often others are opened and closed.
        deadline = time.monotonic() + 3
        while (left := _memory_after_each(bounded, roots[:1], names[:1])[0]) > 1.5 * held[0]:
            assert time.monotonic() < deadline, (left, held)
        # What was forgotten is found again.
        assert _memory_after_each(bounded, roots[:2], names[:2])
    finally:
        unbounded.close()
        bounded.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the memory of another process")
def test_packages_that_one_snippet_after_another_needs_are_not_forgotten_in_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    server = LanguageServer(20, memory=1)
    try:
        for roots in ([], [tmp_path], [tmp_path], [tmp_path]):
            with server.open(roots, "a = 1") as document:
                document.hovers([Position(1, 0)])
        assert [folder.name for folder in tmp_path.glob("explainer-workspaces-*/*")] == ["environment-2"]
    finally:
        server.close()


def test_where_nothing_tells_the_memory_a_number_of_package_sets_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("explainer.analysis.server_process.ServerProcess.memory", None)
    server = LanguageServer(20)
    try:
        for number in range(12):
            root = tmp_path / f"packages{number}"
            root.mkdir()
            (root / "shop.py").write_text("\n" * number + "def price(): ...\n")
            with server.open([root], "import shop\nshop.price()\n") as document:
                assert document.definitions([Position(2, 5)])[0][0].line == number + 1
        assert len(list(tmp_path.glob("explainer-workspaces-*/*"))) == 8
    finally:
        server.close()


OPENS_A_DOCUMENT = """
import sys, tempfile, time
from explainer.analysis.language_server import LanguageServer
from explainer.analysis.locations import Position
tempfile.tempdir = sys.argv[1]
with LanguageServer(20).open([], "a = 1") as document:
    document.hovers([Position(1, 0)])
    print("open", flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="folders that are left over stay on Windows")
def test_the_folder_of_a_build_that_was_killed_is_removed_by_the_next_and_that_of_a_running_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def build() -> tuple[subprocess.Popen[str], Path]:
        before = set(tmp_path.iterdir())
        command = [sys.executable, "-c", OPENS_A_DOCUMENT, str(tmp_path)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        [made] = set(tmp_path.iterdir()) - before
        return process, made

    other = tmp_path / "explainer-workspaces-notes"
    other.mkdir()
    (other / "mine.txt").write_text("not of this program")
    killed, left_over = build()
    running, in_use = build()
    try:
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        assert left_over.is_dir()
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        server = LanguageServer(20)
        with server.open([], "a = 1") as document:
            assert document.hovers([Position(1, 0)]) == ["Literal[1]"]
            assert not left_over.exists()
            assert len(list(in_use.iterdir())) == 1
        server.close()
        assert set(tmp_path.iterdir()) == {other, in_use}
        assert (other / "mine.txt").is_file()
    finally:
        for process in (killed, running):
            process.kill()
            process.communicate()
