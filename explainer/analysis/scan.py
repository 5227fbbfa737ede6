"""Where a class or a member is defined in a distribution, by a scan of lines: nothing is parsed that need not be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from explainer.analysis.environment import Distribution

_LEFT_OUT = {"tests", "test", "testing", "_tests", "conftest.py", "__pycache__", "benchmarks", "_vendor", "vendored"}
_MAX_FILES = 6000


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file."""

    file: Path
    line: int


@lru_cache(maxsize=64)
def modules_of(root: Path, top_level: tuple[str, ...]) -> tuple[Path, ...]:
    """Return the source files of a distribution without its tests, in a fixed order, some thousands at most."""
    found: list[Path] = []
    for name in top_level:
        single = root / f"{name}.py"
        files = [single] if single.is_file() else sorted((root / name).rglob("*.py"))
        found += [file for file in files if not _LEFT_OUT.intersection(file.relative_to(root).parts)]
    return tuple(found[:_MAX_FILES])


def files_with(distribution: Distribution, *words: str) -> Iterator[tuple[Path, str]]:
    """Yield the source files of a distribution that hold all the words, with their text."""
    wanted = [word.encode() for word in words]
    for file in modules_of(distribution.root, distribution.top_level):
        try:
            content = file.read_bytes()
        except OSError:
            continue
        if all(word in content for word in wanted):
            yield file, content.decode("utf-8", errors="replace")


def class_named(distribution: Distribution, name: str) -> Place | None:
    """Return where a class of a distribution is defined at the top of a module."""
    header = re.compile(rf"^class {re.escape(name)}\b", re.M)
    for file, text in files_with(distribution, f"class {name}"):
        if match := header.search(text):
            return Place(file, text.count("\n", 0, match.start()) + 1)
    return None
