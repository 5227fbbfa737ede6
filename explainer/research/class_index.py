"""Which classes the installed or fetched packages define, and which members these have, by their names alone.

The files are searched as text, since parsing all of a large package would take longer than a whole page may.
"""

from __future__ import annotations

import builtins
import io
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from explainer.analysis.environment import Distribution

_CLASS = r"^class[ \t]+(?P<name>\w+)[ \t]*(?P<bases>\((?:[^()]|\([^()]*\))*\))?[ \t]*:"
_MEMBER = (
    r"^(?P<indent>    |\t)(?:(?:async[ \t]+)?def[ \t]+(?P<member>\w+)"
    r"|(?P<field>[A-Za-z]\w*)[ \t]*(?:(?P<renamed>=[ \t]*(?!True\b|False\b|None\b)[A-Za-z_]\w*(?:\(|$))|[:=](?!=)))"
)
_ATTRIBUTE = r"^[ \t]+self\.(?P<attribute>[a-zA-Z]\w*)(?:[ \t]*,[ \t]*self\.\w+)*[ \t]*(?::[^=\n]+)?=(?!=)"
# Prose in a docstring may start at the margin too.
_TOP_LEVEL = r"^(?P<top>def |async def |@|[A-Za-z_]\w*[ \t]*=)"
_LINES = re.compile("|".join((_CLASS, _MEMBER, _ATTRIBUTE, _TOP_LEVEL)), re.MULTILINE)
_IMPORT = re.compile(
    r"^(?:from[ \t]+\.*(?P<package>[\w.]*)[ \t]+)?import[ \t]+(?P<names>\w[\w.]*(?:[ \t]+as[ \t]+\w+)?"
    r"(?:,[ \t]*\w[\w.]*(?:[ \t]+as[ \t]+\w+)?)*)",
    re.MULTILINE,
)
_BASE = re.compile(r"(?<![\w=])([A-Za-z_][\w.]*)(?=[\s,)\[]|$)")
_GIVEN = re.compile(r"\[[^\[\]]*\]")
_LEFT_OUT = {"tests", "test", "testing", "_testing", "conftest", "benchmarks", "__pycache__", "_vendor", "vendored"}
_MAX_BYTES = 4_000_000
_BUILT_IN = (str, list, dict, set, tuple, bytes, int, float, io.TextIOWrapper)


@dataclass(eq=False)
class FoundClass:
    """A class at the top level of a module."""

    module: str
    """Empty for a class of the snippet itself."""
    name: str
    file: Path | None
    """None for a built-in class."""
    line: int
    distribution: str
    """Name of the distribution; empty for a built-in class."""
    bases: tuple[str, ...] = ()
    """Dotted where the file tells what module they are from, in full or from some package on."""
    own: dict[str, bool] = field(default_factory=dict)
    """Names of the members that it defines itself, and whether each is a method."""

    @property
    def public(self) -> bool:
        """Whether its own name says that it is for everybody."""
        return not self.name.startswith("_")

    @property
    def top(self) -> str:
        """The top-level module that it is in."""
        return self.module.partition(".")[0]

    @cached_property
    def depth(self) -> int:
        """How hidden its module is: parts of its name, private ones counted twice."""
        parts = self.module.split(".")
        return len(parts) + sum(part.startswith("_") for part in parts)


class ClassIndex:
    """Finds classes of distributions by name and by member; thread safe, each distribution is searched once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: dict[tuple[Path, tuple[str, ...]], dict[str, list[FoundClass]]] = {}
        self._built_in = {kind.__name__: [_built_in(kind)] for kind in _BUILT_IN}
        self._having: dict[tuple[str, tuple[Path, ...]], list[FoundClass]] = {}

    def named(self, name: str, distributions: Iterable[Distribution]) -> list[FoundClass]:
        """Return the classes of a name, those of earlier distributions first, then those that are less hidden."""
        found = [self._built_in.get(name, [])]
        found += (
            sorted(self._classes(distribution).get(name, []), key=lambda one: (one.depth, one.module))
            for distribution in distributions
        )
        return [one for group in found for one in group]

    def with_member(self, member: str, distributions: Iterable[Distribution]) -> list[FoundClass]:
        """Return the classes that define a method, and the public classes that are made from private ones of them."""
        searched = list(distributions)
        key = (member, tuple(distribution.root for distribution in searched))
        if key not in self._having:
            self._having[key] = self._with_member(member, searched)
        return self._having[key]

    def _with_member(self, member: str, distributions: Sequence[Distribution]) -> list[FoundClass]:
        found: list[FoundClass] = []
        for group in (self._built_in, *(self._classes(distribution) for distribution in distributions)):
            defining = [one for same_name in group.values() for one in same_name if one.own.get(member)]
            private = {one.name for one in defining if not one.public}
            found += defining
            found += [
                one
                for same_name in (group.values() if private else ())
                for one in same_name
                if one.public and private.intersection(base.rpartition(".")[2] for base in one.bases)
            ]
        return list(dict.fromkeys(found))

    def members(self, found: FoundClass, distributions: Sequence[Distribution]) -> set[str]:
        """Return the names of all members of a class, with those of its bases."""
        return {member for one in self.lineage(found, distributions) for member in one.own}

    def lineage(self, found: FoundClass, distributions: Sequence[Distribution]) -> list[FoundClass]:
        """Return a class and its bases, as far as their names tell."""
        order, waiting = [found], [*found.bases]
        while waiting and len(order) < 40:
            module, _, name = waiting.pop(0).rpartition(".")
            # `class Axes(other.Axes)`: a base of the same name is another class.
            candidates = [one for one in self.named(name, distributions) if one not in order]
            imported = [one for one in candidates if module and f".{module}." in f".{one.module}."]
            nearest = min(imported or candidates, key=lambda one: _distance(found, one), default=None)
            if nearest is not None:
                order.append(nearest)
                waiting.extend(nearest.bases)
        return order

    def _classes(self, distribution: Distribution) -> dict[str, list[FoundClass]]:
        key = (distribution.root, distribution.top_level)
        with self._lock:
            if key not in self._found:
                self._found[key] = _search(distribution)
            return self._found[key]


def _distance(one: FoundClass, other: FoundClass) -> tuple[bool, bool, int]:
    return (one.distribution != other.distribution, one.module != other.module, other.depth)


def _built_in(kind: type) -> FoundClass:
    members = {name: callable(getattr(kind, name)) for name in dir(kind) if not name.startswith("__")}
    module = "builtins" if hasattr(builtins, kind.__name__) else "io"
    return FoundClass(module, kind.__name__, None, 0, "", (), members)


def _search(distribution: Distribution) -> dict[str, list[FoundClass]]:
    found: dict[str, list[FoundClass]] = {}
    for file in _files(distribution):
        try:
            text = file.read_text(encoding="utf-8", errors="replace") if file.stat().st_size < _MAX_BYTES else ""
        except OSError:
            continue
        if "class " in text:
            for one in _classes_in(text, file, _module(file, distribution.root), distribution.package.name):
                _add(found.setdefault(one.name, []), one)
    return found


def _add(same_name: list[FoundClass], one: FoundClass) -> None:
    """Add a class; a stub and its source are one class, with the members of both."""
    for other in same_name:
        if other.module == one.module:
            other.own.update(one.own)
            return
    same_name.append(one)


def _files(distribution: Distribution) -> Iterator[Path]:
    for path in distribution.paths:
        if path.is_dir():
            yield from (
                file
                for suffix in ("*.py", "*.pyi")
                for file in sorted(path.rglob(suffix))
                if not _LEFT_OUT.intersection(file.relative_to(distribution.root).with_suffix("").parts)
            )
        yield from (file for suffix in (".py", ".pyi") if (file := path.with_name(path.name + suffix)).is_file())


def _module(file: Path, root: Path) -> str:
    parts = file.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def _classes_in(text: str, file: Path, module: str, distribution: str) -> list[FoundClass]:
    found: list[FoundClass] = []
    current: FoundClass | None = None
    imported = _imported(text)
    counted, line = 0, 1
    for match in _LINES.finditer(text):
        if match["name"]:
            line += text.count("\n", counted, match.start())
            counted = match.start()
            bases = tuple(_in_full(base, imported) for base in _bases(match["bases"] or ""))
            current = FoundClass(module, match["name"], file, line, distribution, bases)
            found.append(current)
        elif match["top"]:
            current = None
        elif current is not None:
            name = match["member"] or match["field"] or match["attribute"]
            current.own[name] = current.own.get(name, False) or bool(match["member"] or match["renamed"])
    return found


def _bases(written: str) -> list[str]:
    """Return the names in the brackets of a class, without what they are given: `Type` of `Type[str]`."""
    bare = _GIVEN.sub("", _GIVEN.sub("", _GIVEN.sub("", written[1:-1])))
    return _BASE.findall(bare)


def _imported(text: str) -> dict[str, str]:
    """Return what the names stand for that a file imports on lines of their own, dotted."""
    found: dict[str, str] = {}
    for match in _IMPORT.finditer(text):
        for written in match["names"].split(","):
            name, _, other = (part.strip() for part in written.partition(" as "))
            whole = f"{match['package']}.{name}".lstrip(".") if match["package"] is not None else name
            if match["package"] is not None or other:
                found[other or name] = whole
    return found


def _in_full(base: str, imported: dict[str, str]) -> str:
    first, dot, rest = base.partition(".")
    return f"{imported.get(first, first)}{dot}{rest}"
