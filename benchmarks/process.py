"""Timing a command as a whole process, with the operating system's own account of it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a command took."""

    seconds: float
    """Wall time."""
    megabytes: float
    """Largest resident memory of the process itself."""
    output: str


def run(command: Sequence[str], folder: Path, environment: dict[str, str] | None = None) -> Run:
    """Run a command and measure it.

    Raises:
        SystemExit: with the command's output when it fails, since a number from a failed run means nothing.
    """
    log = folder / ".benchmark.log"
    with log.open("w") as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})}
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    text = log.read_text(errors="replace")
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed with {process.returncode}:\n{text[-4000:]}")
    return Run(seconds, usage.ru_maxrss / 1024, text)


def python(*arguments: str) -> list[str]:
    """Return a command that runs this interpreter."""
    return [sys.executable, *arguments]


def report(what: str, value: float, unit: str, limit: float | None = None, *, at_least: bool = False) -> int:
    """Print one number with its limit; return 1 if it is missed, else 0."""
    if limit is None:
        print(f"  {what:<58} {value:>9.3f} {unit}", flush=True)
        return 0
    met = value >= limit if at_least else value <= limit
    bound = "at least" if at_least else "at most"
    print(f"  {what:<58} {value:>9.3f} {unit:<4} ({bound} {limit:g}: {'met' if met else 'MISSED'})", flush=True)
    return 0 if met else 1
