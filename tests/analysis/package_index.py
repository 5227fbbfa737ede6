"""A package index on loopback, with ranges, that counts what it serves and can be told to misbehave."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import re
import threading
import zipfile
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def wheel(
    name: str, version: str, files: dict[str, str | bytes], *, requires: tuple[str, ...] = (), description: str = ""
) -> bytes:
    """Return a wheel: text is compressed, bytes are stored as they are."""
    folder = f"{name}-{version}.dist-info"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", f"Summary: About {name}."]
    lines += [f"Requires-Dist: {one}" for one in requires]
    lines += ["Project-URL: Documentation, https://docs.example.org/", "Project-URL: Bad, javascript:alert(1)"]
    lines += ["Description-Content-Type: text/markdown; charset=UTF-8", "", description]
    everything = {**files, f"{folder}/METADATA": "\n".join(lines), f"{folder}/licenses/LICENSE": "MIT"}
    everything[f"{folder}/RECORD"] = "".join(f"{path},,\n" for path in everything)
    return archive(everything)


def archive(files: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as written:
        for path, content in files.items():
            method = zipfile.ZIP_DEFLATED if isinstance(content, str) else zipfile.ZIP_STORED
            written.writestr(zipfile.ZipInfo(path), content, method)
    return buffer.getvalue()


@dataclass
class IndexServer:
    """What is served: pages by project, files by name."""

    ranges: bool = True
    """Whether `Range` is honoured."""
    as_html: bool = False
    pages: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    failing: dict[str, list[int]] = field(default_factory=dict)
    """Statuses to answer first, by path."""
    hanging: set[str] = field(default_factory=set)
    """Paths that are answered only when the server stops."""
    requests: list[tuple[str, str, int]] = field(default_factory=list)
    """Path, `Range` header and bytes of each answer."""
    authorizations: list[str] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    reached: threading.Event = field(default_factory=threading.Event)
    """Set when a hanging path is asked for."""
    url: str = ""

    def add(self, name: str, version: str, content: bytes, *, tag: str = "py3-none-any", **about: Any) -> None:
        filename = f"{name}-{version}-{tag}.whl"
        self.files[filename] = content
        entry = {"filename": filename, "url": f"../../files/{filename}", "size": len(content), **about}
        entry.setdefault("hashes", {"sha256": hashlib.sha256(content).hexdigest()})
        self.pages.setdefault(name, []).append(entry)

    def publish(self, name: str, version: str, **about: Any) -> None:
        """Add a small wheel with one module of the distribution's name."""
        self.add(name, version, wheel(name, version, {f"{name}.py": f"VERSION = {version!r}\n"}), **about)

    def asked(self, part: str = "") -> list[tuple[str, str, int]]:
        return [request for request in self.requests if part in request[0]]

    def __enter__(self) -> IndexServer:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._http.server_port}/simple/"
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self._http.shutdown()
        self._http.server_close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        if any(path in request.path for path in self.hanging):
            self.reached.set()
            self.stopped.wait(60)
            request.close_connection = True
            return
        statuses = self.failing.get(request.path, [])
        if statuses:
            self._send(request, statuses.pop(0), b"", "text/plain")
        elif request.path.startswith("/simple/"):
            self._send_page(request)
        else:
            self._send_file(request)

    def _send_page(self, request: BaseHTTPRequestHandler) -> None:
        project = request.path.split("/")[2]
        entries = self.pages.get(project)
        if entries is None:
            self._send(request, 404, b"", "text/plain")
        elif self.as_html:
            links = "".join(
                f'<a href="{entry["url"]}#sha256={entry["hashes"]["sha256"]}">{entry["filename"]}</a>'
                for entry in entries
            )
            self._send(request, 200, f"<!DOCTYPE html><html><body>{links}</body></html>".encode(), "text/html")
        else:
            page = {"meta": {"api-version": "1.1"}, "name": project, "files": entries}
            self._send(request, 200, json.dumps(page).encode(), "application/vnd.pypi.simple.v1+json")

    def _send_file(self, request: BaseHTTPRequestHandler) -> None:
        content = self.files.get(request.path.rpartition("/")[2])
        if content is None:
            self._send(request, 404, b"", "text/plain")
            return
        wanted = re.fullmatch(r"bytes=(\d*)-(\d*)", request.headers.get("Range", ""))
        if not (wanted and self.ranges):
            self._send(request, 200, content, "application/zip")
            return
        first, last = wanted[1], wanted[2]
        start = int(first) if first else max(0, len(content) - int(last))
        end = min(int(last) + 1, len(content)) if first and last else len(content)
        place = f"bytes {start}-{end - 1}/{len(content)}"
        self._send(request, 206, content[start:end], "application/zip", {"Content-Range": place})

    def _send(
        self,
        request: BaseHTTPRequestHandler,
        status: int,
        body: bytes,
        kind: str,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.authorizations.append(request.headers.get("Authorization", ""))
        self.requests.append((request.path, request.headers.get("Range", ""), len(body)))
        request.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
            request.send_header(name, value)
        request.end_headers()
        with contextlib.suppress(ConnectionError):  # the other side need not read it all
            request.wfile.write(body)
