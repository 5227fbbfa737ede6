"""Title and introduction out of the lines of a docstring or comment, without marks, commands and licences."""

from __future__ import annotations

import re
from dataclasses import dataclass

from explainer.evidence.plain import plain
from explainer.reading.requirements import INSTALL

_UNDERLINE = re.compile(r"\s*([=\-~^*#\"'`+.:_/])\1{2,}\s*")
_NO_PROSE = re.compile(
    r"\s*(?:!|-\*-|vim?:|ex:|coding[:=]|SPDX-|Copyright|\(c\)|Licen[sc]ed?\b|All rights|/// |type:|ruff:|noqa|pylint:|"
    r"mypy:|fmt:|isort:|eslint|@ts-|Authors?:|%%|import |from \w+ import )",
    re.IGNORECASE,
)
_DIRECTIVE = re.compile(r"\s*(?:\.\. |:\w+:|_\w+:)")
_LICENCE = re.compile(r"licen[sc]ed? |copyright|permission is hereby granted|redistribution and use", re.IGNORECASE)
_HEADING = re.compile(r"#{1,6}\s+")
"""The mark of a heading in Markdown, as notebooks have it."""
_LONGEST_TITLE = 100
"""Characters; of a longer first line only the first sentence is the title."""


@dataclass(frozen=True, slots=True)
class Prose:
    """What a docstring or comment says first, and what it says then."""

    title: str = ""
    introduction: str = ""


def in_prose(lines: list[str]) -> Prose:
    """Make a title of the first sentence or line, and an introduction of the paragraphs after it."""
    kept = _kept(lines)
    while kept and not kept[0].strip():
        kept.pop(0)
    if not kept or _LICENCE.search(kept[0]):
        return Prose()
    first, rest = _first(_HEADING.sub("", kept[0].strip()), kept[1:])
    title = plain(first).replace("`", "").rstrip(".:").strip()
    paragraphs = re.split(r"\n\s*\n", "\n".join(line.strip() for line in rest).strip())
    introduction = "\n\n".join(plain(paragraph) for paragraph in paragraphs if paragraph.strip())
    return Prose(title[:1].upper() + title[1:], introduction)


def _first(line: str, rest: list[str]) -> tuple[str, list[str]]:
    """Return what the title is made of, and the lines that are left."""
    sentence = re.match(r"(.{3,}?[.!?])(?:\s+(.*))?$", line)
    if sentence and len(line) > _LONGEST_TITLE:
        return sentence[1], [sentence[2] or "", *rest]
    goes_on = bool(rest) and rest[0].strip()[:1].islower() and line[-1:].isalnum()
    if goes_on:
        return f"{line} {rest[0].strip()}", rest[1:]
    return line, rest


def _kept(lines: list[str]) -> list[str]:
    """Leave out underlines, commands, metadata and what stands after the first directive."""
    kept: list[str] = []
    inline = False
    for line in lines:
        if line.strip() == "/// script":
            inline = True
        elif inline:
            inline = line.strip() != "///"
        elif _DIRECTIVE.match(line):
            if any(one.strip() for one in kept):
                break
        elif not (_UNDERLINE.fullmatch(line) or _NO_PROSE.match(line) or INSTALL.match(line)):
            kept.append(line)
    return kept
