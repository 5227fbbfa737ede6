import os
import signal
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
