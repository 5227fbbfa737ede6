"""What a build tells its user: progress on a terminal, and the core's warnings as the host's."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from explainer.engines.protocol import COSTS
from explainer.reading.files import Found

_MOST_NAMED = 10

T = TypeVar("T")


def progress(results: Iterable[T], total: int, log: logging.LoggerAdapter[logging.Logger]) -> Iterator[T]:
    """Yield the results, with a bar on a terminal and a line at the start elsewhere."""
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import track

        console = Console(stderr=True)
        yield from track(results, "Explaining snippets", total=total, console=console, transient=True)
    else:
        log.info(f"Explaining {total} snippet{'' if total == 1 else 's'}")
        yield from results


def say_left_out(found: Found, folder: Path, log: logging.LoggerAdapter[logging.Logger]) -> None:
    """Say once for each reason which files have no page because of it."""
    for reason, paths in found.left_out.items():
        names = ", ".join(path.relative_to(folder).as_posix() for path in paths[:_MOST_NAMED])
        more = f" and {len(paths) - _MOST_NAMED} more" if len(paths) > _MOST_NAMED else ""
        log.info(f"Left out: {names}{more} ({reason}; 'ignore' silences this)")


@contextmanager
def warnings_of_core(log: logging.LoggerAdapter[logging.Logger]) -> Iterator[None]:
    """Pass on what the core warns of, so that the host counts it: a strict build then fails; and what it will cost."""
    handler = _PassOn(log)
    core, costs = logging.getLogger("explainer"), logging.getLogger(COSTS)
    core.addHandler(handler)
    level = costs.level
    costs.setLevel(logging.INFO)
    try:
        yield
    finally:
        core.removeHandler(handler)
        costs.setLevel(level)


class _PassOn(logging.Handler):
    def __init__(self, log: logging.LoggerAdapter[logging.Logger]) -> None:
        super().__init__(logging.INFO)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        self._log.log(record.levelno, record.getMessage())
