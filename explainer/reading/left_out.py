"""Why a file of the snippets folder is no snippet, where its author may have thought that it is one."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from explainer.reading.languages import YAML
from explainer.reading.metadata import FRONT_MATTER

UNKNOWN = "no language is known for the name"
NOTEBOOK = "a notebook: export it as a script"
NO_SNIPPET_BESIDE = "front matter, and there is no code of its name beside it"

_KEY = re.compile(r"^([^\s#%.-][^:\n]*):", re.MULTILINE)
_NO_CODE = {
    # data
    ".json", ".jsonl", ".toml", ".ini", ".cfg", ".conf", ".lock", ".csv", ".tsv", ".xml", ".log", ".env",
    # prose
    ".md", ".rst", ".txt", ".adoc", ".pdf", ".bib",
    # pictures, sounds
    ".svg", ".eps",
}  # fmt: skip
_NO_CODE_NAMES = {"license", "licence", "copying", "notice", "readme", "authors", "changelog", "todo"}
_BEGINNING = 1024


def is_front_matter(path: Path, code: Collection[str]) -> bool:
    """Tell whether a file is YAML about a snippet, and none itself: it is named after code, or has no other keys.

    Args:
        path: The file.
        code: The names of the files with code in its folder, YAML among them.
    """
    if path.suffix.lower() not in YAML:
        return False
    if _stands_beside(path, code):
        return True
    try:
        keys = set(_KEY.findall(path.read_text("utf-8", errors="replace")))
    except OSError:
        return False
    return "title" in keys and keys <= FRONT_MATTER.keys()


def _stands_beside(path: Path, code: Collection[str]) -> bool:
    """Tell whether a file is named after one with code; after another file of YAML only with its suffix."""
    others = (Path(name) for name in code if name != path.name)
    return any(path.stem == one.name or (path.stem == one.stem and one.suffix.lower() not in YAML) for one in others)


def why_left_out(path: Path, code: Collection[str]) -> str:
    """Return why a file that is no code is left out; empty for what nobody takes for code.

    That is data, prose, pictures and whatever is binary, and front matter.

    Args:
        path: The file.
        code: The names of the files with code in its folder.
    """
    suffix = path.suffix.lower()
    if suffix == ".ipynb":
        return NOTEBOOK
    if suffix in YAML:
        return "" if _stands_beside(path, code) else NO_SNIPPET_BESIDE
    if suffix in _NO_CODE or path.name.lower() in _NO_CODE_NAMES:
        return ""
    try:
        with path.open("rb") as file:
            return "" if b"\0" in file.read(_BEGINNING) else UNKNOWN
    except OSError:
        return ""
