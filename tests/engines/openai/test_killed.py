"""A build that is killed or interrupted at any moment loses no answer that had arrived, and asks for nothing more."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.engines.openai.scripted_model import GOOD, build_in, chat
from tests.hosts.sites import Site

MOMENTS = 20
STEPS = 400
ANSWER = json.dumps(chat(GOOD | {"text": "Reads a table from a file."})).encode()
NOTHING = json.dumps(chat()).encode()
INTERRUPTIBLE = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from mkdocs.__main__ import cli; cli()"
)
"""Runs MkDocs so that it can be interrupted, also where the tests run in the background of a shell."""
ON_ITS_WAY = 0.3
"""Seconds that an answer may take from the server's hands to the client's cache, on a busy machine."""


class Service:
    """A model that counts how often each question was asked, and which answers have wholly arrived."""

    def __init__(self, answer: bytes = ANSWER) -> None:
        self.asked: Counter[bytes] = Counter()
        self.answered: dict[bytes, float] = {}
        """When the requests of the present build were answered."""
        self.build = 0
        self.lock = threading.Lock()
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with service.lock:
                    service.asked[body] += 1
                    build = service.build
                time.sleep(0.1)
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)
                with service.lock:
                    if build == service.build:
                        service.answered[body] = time.monotonic()

            def log_message(self, *args: object) -> None:
                pass

            def handle(self) -> None:
                with contextlib.suppress(ConnectionError):
                    super().handle()

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/v1"


@pytest.fixture(params=[ANSWER])
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    made = Service(request.param)
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_no_answer_that_arrived_is_asked_for_again(service: Service, tmp_path: Path) -> None:
    """A request that was under way when the build was killed may be sent again: its answer had not arrived."""
    calls = "".join(f"harbor.load('{n}.csv')\n" for n in range(STEPS))
    (tmp_path / "a.py").write_text(f"import harbor\n{calls}")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.engines.openai.scripted_model", "openai", "genai_prices"])
    moments = random.Random(7)
    arrived: dict[bytes, int] = {}
    killed = 0
    for _ in range(MOMENTS):
        process = context.Process(target=build_in, args=(tmp_path, service.address))
        process.start()
        wanted = service.asked.total() + moments.randint(1, 8)
        while process.is_alive() and service.asked.total() < wanted:
            time.sleep(0.002)
        time.sleep(moments.random() * 0.6)
        moment = time.monotonic()
        killed += process.is_alive()
        process.kill()
        process.join()
        with service.lock:
            known = [body for body, at in service.answered.items() if at < moment - ON_ITS_WAY]
            arrived |= {body: service.asked[body] for body in known}
            service.answered.clear()
            service.build += 1
    assert killed > MOMENTS * 0.8, "the builds were over before they could be killed"
    assert len(arrived) > MOMENTS
    totals = []
    for _ in range(2):
        process = context.Process(target=build_in, args=(tmp_path, service.address))
        process.start()
        process.join()
        assert process.exitcode == 0
        totals.append(service.asked.total())
    assert {body: service.asked[body] for body in arrived} == arrived
    assert totals[0] == totals[1], "the finished build left nothing to ask"


@pytest.mark.parametrize("service", [NOTHING], indirect=True)
def test_an_interrupted_build_asks_for_nothing_more(service: Service, site: Site) -> None:
    """What is under way is waited for, and kept."""
    concurrency, steps = 2, 60
    site.options |= {"concurrency": concurrency}
    site.options["openai"] |= {"base_url": service.address, "timeout": 10.0}
    for name in ("hello", "other", "third"):
        site.write(f"snippets/{name}.py", "".join(f"print({name!r}, {n})\n" for n in range(steps)))
    site.configure()
    command = [sys.executable, "-c", INTERRUPTIBLE, "build"]
    with subprocess.Popen(command, cwd=site.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        while process.poll() is None and service.asked.total() < 4:
            time.sleep(0.01)
        at = service.asked.total()
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=30)
    assert b"Aborted" in said
    assert process.returncode != 0
    assert 4 <= at <= service.asked.total() <= at + 2 * concurrency
    site.build(strict=True)
    assert set(service.asked.values()) == {1}
    assert service.asked.total() == 3 * steps
