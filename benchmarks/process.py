"""Timing a command as a whole process, with the operating system's own account of it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_BETWEEN_LOOKS = 0.05
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a command took."""

    seconds: float
    """Wall time."""
    megabytes: float
    """Largest resident memory of the process and all that it started, taken together."""
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
        largest = 0.0
        while process.poll() is None:
            largest = max(largest, _megabytes(process.pid))
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_BETWEEN_LOOKS)
        seconds = time.perf_counter() - started
    text = log.read_text(errors="replace")
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed with {process.returncode}:\n{text[-4000:]}")
    return Run(seconds, largest, text)


def _megabytes(pid: int) -> float:
    """Return the resident memory of a process and its descendants, as Linux tells it; 0 elsewhere."""
    parents: dict[int, int] = {}
    pages: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = stat.read_text().rpartition(")")[2].split()
            number = int(stat.parent.name)
            parents[number], pages[number] = int(fields[1]), int(fields[21])
    family, before = {pid}, 0
    while len(family) != before:
        before = len(family)
        family |= {child for child, parent in parents.items() if parent in family}
    return sum(pages.get(one, 0) for one in family) * os.sysconf("SC_PAGE_SIZE") / 2**20


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
