"""A language server's process and the JSON-RPC messages to and from it."""

from __future__ import annotations

import collections
import contextlib
import os
import queue
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, InvalidStateError
from pathlib import Path
from typing import IO, Any

from pylsp_jsonrpc.endpoint import Endpoint
from pylsp_jsonrpc.streams import JsonRpcStreamReader, JsonRpcStreamWriter

from explainer.errors import LanguageServerError

_LAST_LINES = 20
_GOODBYE_SECONDS = 2.0
_LAST_WORDS_SECONDS = 0.5


class ServerProcess:
    """A running server; requests may be sent from any thread and are answered in any order.

    Args:
        command: Program and arguments.
        configuration: Answers the server's `workspace/configuration`.
        environment: Its environment variables.

    Raises:
        OSError: when the program cannot be started.
    """

    def __init__(
        self,
        command: Sequence[str],
        configuration: Callable[[dict[str, Any]], list[dict[str, Any]]],
        environment: Mapping[str, str],
    ) -> None:
        # A session of its own, so that the whole tree can be killed and Ctrl-C reaches only this program.
        self._process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            env=environment,
        )
        self.alive = True
        self.useful = False
        """Whether it ever answered a question."""
        self._stderr: collections.deque[str] = collections.deque(maxlen=_LAST_LINES)
        self._pending: set[Future[Any]] = set()
        self._lock = threading.Lock()
        self._outbox: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._endpoint = Endpoint(_handlers(configuration), self._outbox.put)
        self._listener, *others = self._threads = [
            threading.Thread(target=work, name=f"language-server-{work.__name__.strip('_')}", daemon=True)
            for work in (self._listen_to_stderr, self._write, self._read)
        ]
        for thread in (self._listener, *others):
            thread.start()

    def request(self, method: str, parameters: dict[str, Any] | None = None) -> Future[Any]:
        """Send a request; its future fails with LanguageServerError when the server dies first."""
        pending: Future[Any] = self._endpoint.request(method, parameters)
        with self._lock:
            self._pending.add(pending)
        pending.add_done_callback(self._settled)
        if not self.alive:
            self._fail(pending)
        return pending

    def notify(self, method: str, parameters: dict[str, Any]) -> None:
        """Send a notification; nothing happens if the server is dead."""
        self._endpoint.notify(method, parameters)

    def stop(self, timeout: float) -> None:
        """Ask the server to end, and kill it if it does not do so soon."""
        if self.alive:
            with contextlib.suppress(LanguageServerError, TimeoutError, subprocess.TimeoutExpired):
                self.request("shutdown").result(min(timeout, _GOODBYE_SECONDS))
                self.notify("exit", {})
                self._process.wait(_GOODBYE_SECONDS)
        self.kill()

    def kill(self) -> None:
        """Kill the server with all its children, and wait for its threads."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        self._process.wait()
        self._died()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(_GOODBYE_SECONDS)

    @property
    def memory(self) -> int | None:
        """Its resident memory in bytes, as Linux tells it; None elsewhere, and when it is gone."""
        try:
            pages = Path(f"/proc/{self._process.pid}/statm").read_text(encoding="ascii").split()[1]
        except (OSError, IndexError):
            return None
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    @property
    def last_words(self) -> str:
        """The last lines that the server wrote to its standard error, ready to be added to a message."""
        return ": " + " | ".join(self._stderr) if self._stderr else ""

    def _settled(self, pending: Future[Any]) -> None:
        with self._lock:
            self._pending.discard(pending)

    def _died(self) -> None:
        self.alive = False
        self._outbox.put(None)
        with self._lock:
            orphans = list(self._pending)
        for pending in orphans:
            self._fail(pending)

    def _fail(self, pending: Future[Any]) -> None:
        # The answer may have come in the meantime.
        with contextlib.suppress(InvalidStateError):
            pending.set_exception(LanguageServerError(f"the language server died{self.last_words}"))

    def _write(self) -> None:
        """Write messages in a thread of its own: a server that does not read must not block the program."""
        assert self._process.stdin is not None
        writer = JsonRpcStreamWriter(self._process.stdin)
        while (message := self._outbox.get()) is not None:
            writer.write(message)
        # What is left in the buffer of a dead server's pipe cannot be flushed.
        with contextlib.suppress(OSError):
            writer.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as stream, contextlib.suppress(ValueError, TypeError, KeyError, NameError, OSError):
            # What does not speak the protocol ends here like a server that closes its output.
            JsonRpcStreamReader(stream).listen(self._endpoint.consume)
        # A dying server's last words are on their way by another pipe.
        self._listener.join(_LAST_WORDS_SECONDS)
        self._died()
        self._process.wait()

    def _listen_to_stderr(self) -> None:
        assert self._process.stderr is not None
        stream: IO[bytes] = self._process.stderr
        with stream:
            for line in stream:
                self._stderr.append(line.decode(errors="replace").strip()[:500])


def _handlers(configuration: Callable[[dict[str, Any]], list[dict[str, Any]]]) -> dict[str, Callable[[Any], Any]]:
    ignored = ("window/showMessage", "window/logMessage", "textDocument/publishDiagnostics", "$/progress")
    accepted = ("client/registerCapability", "client/unregisterCapability", "window/workDoneProgress/create")
    handlers: dict[str, Callable[[Any], Any]] = dict.fromkeys((*ignored, *accepted), lambda _parameters: None)
    return {**handlers, "workspace/configuration": configuration}
