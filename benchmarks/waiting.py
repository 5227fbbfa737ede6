"""A model that takes half a second for an answer: how close a build comes to nothing but waiting, and its memory."""

from __future__ import annotations

import json
import multiprocessing
import resource
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.process import report
from explainer.analysis.environment import Environment
from explainer.errors import ExplainerError
from explainer.model import Documentation, Facts, Research, ResolvedCall, Snippet, Source, Step
from explainer.pipeline import Explainer
from explainer.settings import OpenAISettings, PackageSettings, Settings

SECONDS = 0.5
STEPS = 400
CONCURRENCY = 32
RATIO = 1.15
FLAT = 1.15
"""Memory of a build of four times as many steps, in files of the same size, against that of the first."""
_FILES, _STEPS, _FEW = 20, 50, 8
_TEXT = "Read a table from a file of separated values."
_CLAIM = {"text": "Reads a table from a file.", "evidence": [{"source": 1, "first": 1, "last": 1}]}


def main() -> int:
    """Print time and memory; return how many numbers were missed."""
    with _model(SECONDS) as model:
        seconds, _ = model.build(1, STEPS, CONCURRENCY)
        report(
            f"{STEPS} steps, {CONCURRENCY} at a time, {SECONDS} s each: {model.requests()} requests in", seconds, "s"
        )
    missed = report("against the ideal time", seconds / (STEPS / CONCURRENCY * SECONDS), "", RATIO)
    with _model(0.0) as model:
        _, first = model.build(_FILES, _STEPS, _FEW)
        _, second = model.build(4 * _FILES, _STEPS, _FEW)
    report(f"memory of a build of {_FILES * _STEPS:,} steps", first, "MB")
    return missed + report(f"memory of one of {4 * _FILES * _STEPS:,}, against that", second / first, "", FLAT)


class _Model:
    """A model in a process of its own, and builds that ask it, in theirs."""

    def __init__(self, seconds: float) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._pipe, theirs = self._context.Pipe()
        self._server = self._context.Process(target=serve, args=(theirs, seconds), daemon=True)
        self._server.start()
        self._address = self._pipe.recv()

    def build(self, files: int, steps: int, concurrency: int) -> tuple[float, float]:
        """Return the seconds and the megabytes of a build."""
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_build, args=(theirs, self._address, files, steps, concurrency))
        process.start()
        seconds, megabytes = ours.recv()
        process.join()
        return seconds, megabytes

    def requests(self) -> int:
        """Return how many requests came since this was asked last."""
        self._pipe.send(True)
        return int(self._pipe.recv())

    def stop(self) -> None:
        self._server.terminate()
        self._server.join()


@contextmanager
def _model(seconds: float) -> Iterator[_Model]:
    model = _Model(seconds)
    try:
        yield model
    finally:
        model.stop()


def serve(pipe: Connection, seconds: float) -> None:
    """Answer chat completions on loopback, each after some seconds; give their number when asked for it."""
    count = 0
    usage = {"prompt_tokens": 1, "completion_tokens": 1}
    message = {"role": "assistant", "content": json.dumps({"claims": [_CLAIM]})}
    answer = json.dumps({"choices": [{"finish_reason": "stop", "message": message}], "usage": usage}).encode()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            nonlocal count
            self.rfile.read(int(self.headers["Content-Length"]))
            count += 1
            time.sleep(seconds)
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(answer)}\r\n\r\n"
            self.wfile.write(head.encode() + answer)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    pipe.send(f"http://127.0.0.1:{server.server_port}/v1")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    while pipe.recv():
        pipe.send(count)
        count = 0


def _build(pipe: Connection, address: str, files: int, steps: int, concurrency: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [folder / f"a{file}.py" for file in range(files)]
        for file, path in enumerate(paths):
            calls = "".join(f"harbor.load('{file}-{n}.csv')\n" for n in range(steps - 1))
            path.write_text(f"import harbor  # {file}\n{calls}")
        settings = Settings(
            snippets_dir=folder,
            cache_dir=folder / "cache",
            engine="openai",
            concurrency=concurrency,
            packages=PackageSettings(download=False),
            openai=OpenAISettings(model="m", base_url=address, api="chat"),
        )
        with Explainer(settings, researcher=_OneSource()) as explainer:
            started = time.perf_counter()
            for _, result in explainer.explain_all(paths):
                if isinstance(result, ExplainerError):
                    raise result
                assert all(step.explanation.engine == "openai" for step in result.steps)
            seconds = time.perf_counter() - started
    pipe.send((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


class _OneSource:
    """Finds the same source for every step, so that nothing but the model is waited for."""

    def research(
        self,
        snippet: Snippet,  # noqa: ARG002
        steps: tuple[Step, ...],  # noqa: ARG002
        facts: tuple[Facts, ...],
        environment: Environment,  # noqa: ARG002
        wanted: Sequence[int],
    ) -> dict[int, Research]:
        source = Source("harbor.load", "", _TEXT, "symbols", "harbor.load", "harbor", "1.0", "")
        found = (Documentation(source, "function", "harbor.load"),)
        return {
            index: Research(found, tuple(ResolvedCall(call, "harbor.load", 0) for call in facts[index].calls))
            for index in wanted
        }

    def close(self) -> None:
        pass
