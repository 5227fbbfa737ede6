"""A client of `ty server` over the Language Server Protocol: the only module that knows ty.

One process serves a whole build. It is started when it is first needed and started again when it dies, a few times at
most. Each set of package folders gets a workspace folder of its own, so that two versions of one package stay apart.
The server keeps what it knows by folder, so those that no open document needs are taken from it when it grows.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from pathlib import Path
from typing import Any

import ty
from pylsp_jsonrpc.exceptions import JsonRpcException

from explainer.analysis.locations import Location, Position, hover_text, locations
from explainer.analysis.server_process import ServerProcess
from explainer.analysis.workspaces import Workspace, Workspaces
from explainer.errors import LanguageServerError

# Without a handler of its own, what the library logs about a dying server would end up on the user's terminal.
logging.getLogger("pylsp_jsonrpc").addHandler(logging.NullHandler())

_CAPABILITIES: dict[str, Any] = {
    # Positions in UTF-32 are positions in a Python string.
    "general": {"positionEncodings": ["utf-32"]},
    "workspace": {"configuration": True, "workspaceFolders": True, "didChangeWorkspaceFolders": True},
    "textDocument": {
        "hover": {"contentFormat": ["plaintext"]},
        "definition": {"linkSupport": True},
        "typeDefinition": {"linkSupport": True},
    },
}


# Requests in flight are dropped with one of these when another thread opens a document ("server cancelled", "content
# modified" in the protocol): https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
_ASK_AGAIN = (-32802, -32801)
_TRIES = 50

# The allocator that ty is built with keeps what was freed for ten seconds, and then only gives it back when it is
# asked for more. Without the delay the peaks are as high, but do not last, and a folder that is taken from the server
# gives all its memory back. See docs/decisions/0010-memory.md.
_ENVIRONMENT = {"_RJEM_MALLOC_CONF": "dirty_decay_ms:0,muzzy_decay_ms:0"}

MEMORY = 100_000_000
"""Bytes that the server may have before folders without an open document are taken from it."""
IDLE = 8
"""How many folders it may have where the operating system does not tell its memory."""


class _TimedOutError(LanguageServerError):
    """The server lives, and does not answer: asking the same again would take as long again."""


class LanguageServer:
    """Starts and keeps one server; thread safe.

    Args:
        timeout: For one answer, in seconds.
        command: The server's command; by default the `ty` that is installed beside this program.
        restarts: How often it is started again after it died or hung.
        memory: What it may have before it is told to forget packages that no open document uses, in bytes.
    """

    def __init__(
        self, timeout: float, command: Sequence[str] | None = None, restarts: int = 3, memory: int = MEMORY
    ) -> None:
        self._timeout = timeout
        self._command = command
        self._starts_left = restarts + 1
        self._lock = threading.RLock()
        self._process: ServerProcess | None = None
        self._memory = memory
        self._workspaces = Workspaces()
        self._gave_up: str | None = None

    @contextlib.contextmanager
    def open(self, roots: Sequence[Path], text: str) -> Iterator[Document]:
        """Open a text of Python as a document that sees the packages in `roots`, and close it afterwards."""
        with self._lock:
            workspace = self._workspace(tuple(roots))
            name = workspace.document()
        document = Document(self, name.as_uri(), text)
        try:
            yield document
        finally:
            document.close()
            with self._lock:
                workspace.documents.remove(name)
                self._forget()

    def close(self) -> None:
        """Stop the server and delete its workspace folders."""
        with self._lock:
            self._gave_up = "the language server is closed"
            if self._process is not None:
                self._process.stop(self._timeout)
                self._process = None
            self._workspaces.close()

    def process(self) -> ServerProcess:
        """Return the running server, starting it if need be.

        Raises:
            LanguageServerError: when it cannot be started, or died too often.
        """
        with self._lock:
            if self._process is not None and self._process.alive:
                return self._process
            if self._gave_up is not None:
                raise LanguageServerError(self._gave_up)
            if self._starts_left == 0:
                self._gave_up = f"the language server died too often; it is not used any more{self._last_words()}"
                raise LanguageServerError(self._gave_up)
            self._starts_left -= 1
            if self._process is not None:
                self._process.kill()
            self._process = self._start()
            return self._process

    def wait(self, process: ServerProcess, pending: Iterable[Future[Any]]) -> list[Any]:
        """Return the answers to requests; those that the server answered with an error as that error.

        Raises:
            LanguageServerError: when one takes longer than the time limit, or the server died.
        """
        answers: list[Any] = []
        for one in pending:
            try:
                answers.append(one.result(self._timeout))
                process.useful = True
            except FutureTimeout:
                process.kill()
                raise self._timed_out(process) from None
            except JsonRpcException as error:
                answers.append(error)
        return answers

    def _timed_out(self, process: ServerProcess) -> _TimedOutError:
        message = f"the language server gave no answer within {self._timeout:g} s{process.last_words}"
        if not process.useful:
            # It says hello and no more: starting it again would only cost the same time again.
            with self._lock:
                self._gave_up = message
        return _TimedOutError(message)

    def _start(self) -> ServerProcess:
        command = list(self._command) if self._command is not None else [ty.find_ty_bin(), "server"]
        try:
            process = ServerProcess(command, self._configuration, {**_ENVIRONMENT, **os.environ})
        except OSError as error:
            self._gave_up = f"the language server cannot be started: {error}"
            raise LanguageServerError(self._gave_up) from error
        folders = [one.as_folder for one in self._workspaces]
        hello = {"processId": os.getpid(), "workspaceFolders": folders, "capabilities": _CAPABILITIES}
        try:
            self.wait(process, [process.request("initialize", hello)])
        except LanguageServerError as error:
            # A server that does not even say hello will not do so the next time either.
            process.kill()
            self._gave_up = str(error)
            raise LanguageServerError(self._gave_up) from error
        process.useful = False
        process.notify("initialized", {})
        return process

    def _last_words(self) -> str:
        return "" if self._process is None else self._process.last_words

    def _workspace(self, roots: tuple[Path, ...]) -> Workspace:
        """Return what stands for a set of package folders, and tell a running server if it is new."""
        workspace, new = self._workspaces.get(roots)
        if new:
            self._tell(added=[workspace], removed=[])
        return workspace

    def _forget(self) -> None:
        """Take a folder without a document from a server that has become too large: one for each that is closed."""
        memory = self._process.memory if self._process is not None else 0
        if len(self._workspaces) > IDLE if memory is None else memory > self._memory:
            idle = self._workspaces.drop_idle()
            if idle is not None:
                self._tell(added=[], removed=[idle])

    def _tell(self, added: Iterable[Workspace], removed: Iterable[Workspace]) -> None:
        if self._process is not None:
            event = {"added": [one.as_folder for one in added], "removed": [one.as_folder for one in removed]}
            self._process.notify("workspace/didChangeWorkspaceFolders", {"event": event})

    def _configuration(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        """Answer the server's question for the settings of workspace folders."""
        scopes = [str(item.get("scopeUri", "")) for item in parameters["items"]]
        by_uri = {one.folder.as_uri(): one.roots for one in self._workspaces}
        return [_options(by_uri.get(scope.rstrip("/"), ())) for scope in scopes]


class Document:
    """A text that is open in the server; it survives the server's restarts."""

    def __init__(self, server: LanguageServer, uri: str, text: str) -> None:
        self._server = server
        self._uri = uri
        self._text = text
        self._version = 1
        self._opened_in: ServerProcess | None = None

    def change(self, text: str) -> None:
        """Replace the text."""
        self._text = text
        self._version += 1
        if self._opened_in is not None and self._opened_in.alive:
            identifier = {"uri": self._uri, "version": self._version}
            changes = {"textDocument": identifier, "contentChanges": [{"text": text}]}
            self._opened_in.notify("textDocument/didChange", changes)

    def definitions(self, positions: Sequence[Position]) -> list[tuple[Location, ...]]:
        """Return for each position where the name there is defined: empty if the server does not know.

        Raises:
            LanguageServerError: when the server does not answer.
        """
        return [locations(answer, self._uri) for answer in self._ask("textDocument/definition", positions)]

    def type_definitions(self, positions: Sequence[Position]) -> list[tuple[Location, ...]]:
        """Return for each position where the class of the value there is defined; several for a union.

        Raises:
            LanguageServerError: when the server does not answer.
        """
        return [locations(answer, self._uri) for answer in self._ask("textDocument/typeDefinition", positions)]

    def hovers(self, positions: Sequence[Position]) -> list[str]:
        """Return for each position the type of the name there, as the server writes it; empty if it has none.

        Raises:
            LanguageServerError: when the server does not answer.
        """
        return [hover_text(answer) for answer in self._ask("textDocument/hover", positions)]

    def close(self) -> None:
        """Let the server forget the text."""
        if self._opened_in is not None and self._opened_in.alive:
            self._opened_in.notify("textDocument/didClose", {"textDocument": {"uri": self._uri}})
        self._opened_in = None

    def _ask(self, method: str, positions: Sequence[Position]) -> list[Any]:
        """Send one request for each position, all at once; once more if the server dies over it."""
        if not positions:
            return []
        try:
            return self._ask_once(method, positions)
        except _TimedOutError:
            raise
        except LanguageServerError:
            return self._ask_once(method, positions)

    def _ask_once(self, method: str, positions: Sequence[Position]) -> list[Any]:
        process = self._server.process()
        if process is not self._opened_in:
            item = {"uri": self._uri, "languageId": "python", "version": self._version, "text": self._text}
            process.notify("textDocument/didOpen", {"textDocument": item})
            self._opened_in = process
        answers: dict[int, Any] = {}
        waiting = list(range(len(positions)))
        for _ in range(_TRIES):
            pending = [process.request(method, self._place(positions[number])) for number in waiting]
            answers.update(zip(waiting, self._server.wait(process, pending), strict=True))
            waiting = [number for number in waiting if getattr(answers[number], "code", None) in _ASK_AGAIN]
            if not waiting:
                break
        return [None if isinstance(answer, JsonRpcException) else answer for _, answer in sorted(answers.items())]

    def _place(self, at: Position) -> dict[str, Any]:
        position = {"line": at.line - 1, "character": at.column}
        return {"textDocument": {"uri": self._uri}, "position": position}


def _options(roots: Sequence[Path]) -> dict[str, Any]:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    environment = {"python": sys.prefix, "python-version": version, "extra-paths": [str(root) for root in roots]}
    return {"configuration": {"environment": environment}, "diagnosticMode": "off"}
