"""Four search services that take 300 ms for an answer: how close the searches of a build come to nothing but waiting.

The whole way is measured, as the command line goes it. What is no search (packages, the language server, writing) is
done before the first request and after the last answer, and is told apart: the searches take from the moment at which
the first request arrives to that at which the last answer is sent, as the services see it.
"""

from __future__ import annotations

import json
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

from benchmarks.process import Run, python, report, run

SECONDS = 0.3
RATIO = 1.3
CONCURRENCY = 4
SERVICES = ("brave", "exa", "tavily", "searxng")
CALLS = (
    "base64.b64encode(data)", "bisect.insort(rows, row)", "calendar.monthrange(year, month)", "collections.deque(rows)",
    "difflib.unified_diff(old, new)", "fnmatch.filter(names, pattern)", "fractions.Fraction(text)",
    "gzip.decompress(data)", "hashlib.sha256(data)", "heapq.nsmallest(number, rows)", "html.escape(text)",
    "glob.glob(pattern)", "itertools.pairwise(rows)", "json.loads(text)", "mimetypes.guess_type(name)",
    "shlex.split(text)", "statistics.median(rows)", "textwrap.dedent(text)", "zlib.crc32(data)",
)  # fmt: skip
STEPS = 1 + len(CALLS)
"""One statement with all imports, and the calls: each is asked about by one query."""


def main() -> int:
    """Print the times; return how many numbers were missed."""
    with tempfile.TemporaryDirectory() as name:
        measured = measure(Path(name), CONCURRENCY)
    ideal = measured.ideal
    report(f"{STEPS} steps, {len(SERVICES)} services, {CONCURRENCY} steps at a time: all waiting", ideal, "s")
    report(f"{measured.requests} requests of {SECONDS} s, cold, from the first to the last", measured.searching, "s")
    missed = report("against all waiting", measured.searching / ideal, "", RATIO)
    report("the whole command, cold", measured.cold, "s")
    report("the whole command, with services that answer at once", measured.prompt, "s")
    report("what the waiting adds, against all waiting", (measured.cold - measured.prompt) / ideal, "")
    report("the whole command, warm", measured.warm, "s")
    return missed + report("requests, warm", measured.warm_requests, "", 0)


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured, in seconds."""

    ideal: float
    """The steps, divided among those that wait at a time, each for the time that an answer takes."""
    searching: float
    cold: float
    prompt: float
    """As `cold`, with services that answer at once."""
    warm: float
    requests: int
    warm_requests: int


def measure(folder: Path, concurrency: int) -> Measured:
    """Explain the calls by the command line three times: with prompt services, cold, and warm."""
    modules = ", ".join(dict.fromkeys(call.partition(".")[0] for call in CALLS))
    (folder / "a.py").write_text(f"import {modules}\n" + "".join(f"{call}\n" for call in CALLS))
    with _services(0.0) as services:
        prompt = _explain(folder, services, concurrency, "prompt").seconds
    with _services(SECONDS) as services:
        cold = _explain(folder, services, concurrency, "cache").seconds
        asked, searching = services.requests, services.seconds
        warm = _explain(folder, services, concurrency, "cache").seconds
        ideal = STEPS / concurrency * SECONDS
        return Measured(ideal, searching, cold, prompt, warm, asked, services.requests - asked)


def _explain(folder: Path, services: _Services, concurrency: int, cache: str) -> Run:
    options = {
        "concurrency": concurrency,
        "packages": {"download": False},
        "searchers": ["symbols", *SERVICES],
        "search": {
            "services": {name: services.options(name) for name in SERVICES},
            "queries": 1,
            "pages": 0,  # reading keeps to a request a second, and is no search
        },
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump({"site_name": "A", "plugins": [{"explainer": options}]}))
    return run(python("-m", "explainer", "explain", "a.py", "--format", "json", "--cache-dir", cache), folder)


@dataclass
class _Services:
    """Four services on one server, each at a path of its name."""

    server: ThreadingHTTPServer
    moments: list[float] = field(default_factory=list)
    """When a request came or an answer went."""
    requests: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def seconds(self) -> float:
        """The time from the first request to the last answer."""
        return max(self.moments) - min(self.moments)

    def options(self, name: str) -> dict[str, Any]:
        """Return the options of a searcher; its own pace is that of the service's smallest customers."""
        key = {} if name == "searxng" else {"key": "k"}
        return {"url": f"http://127.0.0.1:{self.server.server_port}/{name}/search", "per_second": 0, **key}


@contextmanager
def _services(seconds: float) -> Iterator[_Services]:
    """Play the services on loopback; each answer takes some seconds."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self._answer()

        def _answer(self) -> None:
            with services.lock:
                services.requests += 1
                services.moments.append(time.perf_counter())
            time.sleep(seconds)
            body = json.dumps(_found()).encode()
            self.wfile.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
            with services.lock:
                services.moments.append(time.perf_counter())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    services = _Services(server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield services
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _found() -> dict[str, Any]:
    """Return ten results, in the forms of all services at once."""
    text = f"In Python: {', '.join(CALLS)}."
    results = [
        {"title": f"Python {n}", "url": f"https://example.org/python/{n}", "content": text, "description": text}
        for n in range(10)
    ]
    return {"results": results, "web": {"results": results}}
