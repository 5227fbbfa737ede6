"""Documentation that exists only at run time, read in a process of its own with a time limit for each answer."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explainer.model import Parameter

_SCRIPT = Path(__file__).with_name("inspected.py")
_RESTARTS = 3
_MAX_LINE = 1_000_000
# Modules whose import does something that a reader would see.
_NEVER = {"antigravity", "this", "idlelib", "turtledemo"}


@dataclass(frozen=True, slots=True)
class Inspected:
    """What an object says of itself at run time."""

    doc: str
    kind: str
    """`function`, `class`, `module`, or `attribute` of what cannot be called."""
    parameters: tuple[Parameter, ...]


class Runtime:
    """Starts the process when it is first asked, and again when it hangs or dies, a few times at most; thread safe.

    Args:
        timeout: For one answer, with the import it may need, in seconds.
    """

    def __init__(self, timeout: float = 15.0) -> None:
        self._timeout = timeout
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[str] = queue.Queue()
        self._starts = 0
        self._refused: set[str] = set()
        self._known: dict[tuple[str, str], Inspected | None] = {}
        self._lock = threading.RLock()

    def inspect(self, module: str, qualified: str) -> Inspected | None:
        """Return what an attribute of a module says; None when the module cannot be imported or does not answer."""
        key = (module, qualified)
        with self._lock:
            if key not in self._known:
                allowed = module.partition(".")[0] not in _NEVER and module not in self._refused
                self._known[key] = self._ask(module, qualified) if allowed else None
            return self._known[key]

    def _ask(self, module: str, qualified: str) -> Inspected | None:
        process = self._running()
        if process is None or process.stdin is None:
            return None
        try:
            process.stdin.write(
                json.dumps({"module": module, "names": qualified.split(".") if qualified else []}) + "\n"
            )
            process.stdin.flush()
            line = self._answers.get(timeout=self._timeout)
        except (OSError, queue.Empty):
            line = ""
        if not line:
            self._refused.add(module)
            self.close()
            return None
        return _read(line)

    def _running(self) -> subprocess.Popen[str] | None:
        if self._process is None and self._starts <= _RESTARTS:
            self._starts += 1
            self._answers = queue.Queue()
            self._process = subprocess.Popen(
                [sys.executable, "-I", str(_SCRIPT)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
            threading.Thread(target=_listen, args=(self._process, self._answers), daemon=True).start()
        return self._process

    def close(self) -> None:
        """End the process."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    _close(pipe)


def _close(pipe: Any) -> None:
    try:
        pipe.close()
    except OSError:
        return  # The process is gone, and what was still to be written with it.


def _listen(process: subprocess.Popen[str], answers: queue.Queue[str]) -> None:
    while process.stdout is not None and not process.stdout.closed:
        try:
            line = process.stdout.readline(_MAX_LINE)
        except (OSError, ValueError):
            line = ""
        answers.put(line)
        if not line:
            return


def _read(line: str) -> Inspected | None:
    try:
        answer = json.loads(line)
        parameters = tuple(Parameter(one["name"], one["kind"], "", one["default"]) for one in answer["parameters"])
        # A method that is looked up on its class still shows its first parameter.
        without_self = parameters[1:] if parameters and parameters[0].name in ("self", "cls") else parameters
        return Inspected(answer["doc"], answer["kind"], without_self)
    except (ValueError, KeyError, TypeError):
        return None
