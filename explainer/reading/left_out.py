"""Why a file of the snippets folder is no snippet, where its author may have thought that it is one."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

UNKNOWN = "no language is known for the name"
NOTEBOOK = "a notebook: export it as a script"
NO_SNIPPET_BESIDE = "YAML is front matter of the code beside it, and there is no code of that name"

_FRONT_MATTER = {".yml", ".yaml"}
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
    if suffix in _FRONT_MATTER:
        return "" if any(path.stem in (name, Path(name).stem) for name in code) else NO_SNIPPET_BESIDE
    if suffix in _NO_CODE or path.name.lower() in _NO_CODE_NAMES:
        return ""
    try:
        with path.open("rb") as file:
            return "" if b"\0" in file.read(_BEGINNING) else UNKNOWN
    except OSError:
        return ""
