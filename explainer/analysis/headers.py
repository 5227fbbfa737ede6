"""The header of a definition as it stands in the source, for what has no docstring."""

from __future__ import annotations

import re
from pathlib import Path

import griffe

from explainer.analysis.modules import Definition, read

_MAX_LINES = 40
_DEFINES = re.compile(r"[ \t]*(?:async[ \t]+)?(?:def|class)\b")


def header(found: Definition) -> str:
    """Return the comment above a definition, without its marks, and the source of its header."""
    if not isinstance(found.filepath, Path) or isinstance(found, griffe.Module):
        return ""
    lines = read(found.filepath).split("\n")
    first = name_line(found.filepath, found.lineno or 1)
    source = _statement(lines, first, (found.endlineno or first) - first + 1)
    if isinstance(found, griffe.Class) and isinstance(made := found.members.get("__init__"), griffe.Function):
        start = name_line(found.filepath, made.lineno or 1)
        source += _statement(lines, start, (made.endlineno or start) - start + 1)
    return "\n\n".join(part for part in (_comment(lines, found.lineno or 1), "\n".join(source)) if part)


def comment(found: Definition) -> str:
    """Return the comment above a definition, without its marks; empty where there is none."""
    if not isinstance(found.filepath, Path) or isinstance(found, griffe.Module):
        return ""
    return _comment(read(found.filepath).split("\n"), found.lineno or 1)


def name_line(file: Path, line: int) -> int:
    """Return the line of the `def` or `class` whose decorators begin on a line; the line itself where none follows."""
    lines = read(file).split("\n")
    for number in range(line, min(line + 60, len(lines) + 1)):
        if _DEFINES.match(lines[number - 1]):
            return number
        if number == line and not lines[number - 1].lstrip().startswith("@"):
            return line
    return line


def _statement(lines: list[str], first: int, length: int) -> list[str]:
    """Return the lines of a header, up to the one that closes its brackets."""
    taken: list[str] = []
    for line in lines[first - 1 : first - 1 + min(length, _MAX_LINES)]:
        taken.append(line.rstrip())
        code = re.sub(r"\"[^\"]*\"|'[^']*'|#.*", "", "\n".join(taken))
        if sum(code.count(c) for c in "([{") <= sum(code.count(c) for c in ")]}"):
            break
    indent = min((len(line) - len(line.lstrip()) for line in taken if line), default=0)
    return [line[indent:] for line in taken]


def _comment(lines: list[str], first: int) -> str:
    above: list[str] = []
    for line in reversed(lines[: first - 1]):
        words = line.strip()
        if not words.startswith("#") or words.startswith("#!"):
            break
        above.append(words.lstrip("#").removeprefix(":").strip())
    return "\n".join(reversed(above)).strip(" -=#\n")
