"""The pages of the local web and a search over them, by one server on loopback."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

PAGES = Path(__file__).parent / "pages.yaml"
HOST = "127.0.0.1"
_EXCERPT = 200


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the local web."""

    path: str
    title: str
    text: str

    @property
    def html(self) -> str:
        """The page with a heading, a menu and a footer, as pages have."""
        lines = (f"<h2>{escape(line[2:])}</h2>" if line.startswith("# ") else f"<p>{escape(line)}</p>"
                 for line in self.text.splitlines() if line.strip())  # fmt: skip
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(self.title)}</title></head><body>'
            f'<nav><a href="/">Home</a></nav><main><h1>{escape(self.title)}</h1>{"".join(lines)}</main>'
            "<footer>The local web</footer></body></html>"
        )


def pages(file: Path = PAGES) -> list[Page]:
    """Return the pages that a file describes."""
    return [Page(**page) for page in yaml.safe_load(file.read_text(encoding="utf-8"))]


class Corpus:
    """Serves pages, `robots.txt`, and at `/search?q=` what is found among them, as JSON.

    Args:
        pages: What there is.
    """

    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = {f"/{page.path}": page for page in pages}
        self.asked: list[str] = []
        """Paths that were asked for, with their queries."""
        self._server = ThreadingHTTPServer((HOST, 0), self._handler())
        self.address = f"http://{HOST}:{self._server.server_port}"

    @contextmanager
    def serving(self) -> Iterator[Corpus]:
        """Serve for as long as the context is open."""
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def search(self, query: str) -> list[dict[str, str]]:
        """Return the pages that share words with a query, the best first."""
        words = [
            word for word in "".join(c if c.isalnum() or c == "_" else " " for c in query).split() if len(word) > 1
        ]
        with closing(sqlite3.connect(":memory:")) as database:
            database.execute(
                "CREATE VIRTUAL TABLE page USING fts5(path UNINDEXED, title, text, tokenize = \"unicode61 tokenchars '_'\")"
            )
            database.executemany(
                "INSERT INTO page VALUES (?, ?, ?)", [(p, one.title, one.text) for p, one in self._pages.items()]
            )
            matched = " OR ".join(f'"{word}"' for word in words) or '""'
            rows = database.execute(
                "SELECT path FROM page WHERE page MATCH ? ORDER BY rank LIMIT 10", (matched,)
            ).fetchall()
        return [self._result(path) for (path,) in rows]

    def _result(self, path: str) -> dict[str, str]:
        page = self._pages[path]
        excerpt = " ".join(line for line in page.text.splitlines() if not line.startswith("# "))[:_EXCERPT]
        return {"url": f"{self.address}{path}", "title": page.title, "content": excerpt}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        corpus = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                corpus.asked.append(self.path)
                parts = urlsplit(self.path)
                if parts.path == "/search":
                    self._answer(
                        "application/json", json.dumps({"results": corpus.search(*parse_qs(parts.query)["q"])})
                    )
                elif parts.path == "/robots.txt":
                    self._answer("text/plain", "User-agent: *\nAllow: /\n")
                elif parts.path in corpus._pages:
                    self._answer("text/html; charset=utf-8", corpus._pages[parts.path].html)
                else:
                    self.send_error(404)

            def _answer(self, kind: str, text: str) -> None:
                content = text.encode()
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.send_header("Cache-Control", "max-age=3600")
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler
