"""Finding the snippets of a folder and reading them, whatever their encoding and line ends."""

from __future__ import annotations

import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

from explainer.errors import SettingError, SnippetError, UserError
from explainer.model import Finding, Snippet
from explainer.reading.encodings import decode
from explainer.reading.entries import is_too_deep
from explainer.reading.languages import language_of
from explainer.reading.left_out import NOTEBOOK, is_front_matter, why_left_out
from explainer.reading.metadata import describe
from explainer.settings import Settings

_LONGEST_LINE = 20_000
_SKIPPED_FOLDERS = {"__pycache__", "node_modules"}
_UNFIT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\\]")


@dataclass(frozen=True, slots=True)
class Found:
    """What is in a folder."""

    snippets: list[Path]
    """Sorted by path."""
    left_out: dict[str, list[Path]]
    """Files that may have been meant to be snippets, by the reason why they are none."""


def discover(folder: Path, ignore: Sequence[str] = ()) -> list[Path]:
    """Return the snippets of a folder and of those below it; see `look_through`."""
    return look_through(folder, ignore).snippets


def look_through(folder: Path, ignore: Sequence[str] = ()) -> Found:
    """Return the snippets of a folder and of those below it, and what is there beside.

    Hidden files and folders are left out, and so are an empty `__init__.py` and links that lead out of the folder.

    Args:
        folder: The snippets folder.
        ignore: Patterns as in `.gitignore`, relative to the folder.

    Raises:
        SettingError: when the folder is missing or is not a folder.
    """
    if not folder.is_dir():
        raise SettingError(f"option 'snippets_dir' is {str(folder)!r}, which is no folder: make it, or name another")
    ignored = GitIgnoreSpec.from_lines(ignore)
    root = folder.resolve()
    snippets: list[Path] = []
    others: list[Path] = []
    known: list[Path] = []
    code: dict[Path, set[str]] = defaultdict(set)
    for path in _files(folder):
        if not path.resolve().is_relative_to(root) or (path.name == "__init__.py" and not path.stat().st_size):
            continue
        is_code = _is_code(path)
        if is_code:
            code[path.parent].add(path.name)
        if not ignored.match_file(path.relative_to(folder).as_posix()):
            (known if is_code else others).append(path)
    for path in known:
        (others if is_front_matter(path, code[path.parent]) else snippets).append(path)
    left_out: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(others):
        if reason := why_left_out(path, code[path.parent]):
            left_out[reason].append(path)
    return Found(sorted(snippets, key=lambda path: path.relative_to(folder).as_posix()), dict(left_out))


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED_FOLDERS and not name.startswith("."))
        for name in sorted(files):
            path = Path(parent, name)
            if not name.startswith(".") and _is_file(path):
                yield path


def _is_file(path: Path) -> bool:
    """Tell whether something is a file, which a link is not that leads to where nobody may look."""
    try:
        return path.is_file()
    except OSError:
        return False


def _is_code(path: Path) -> bool:
    if path.suffix:
        return language_of(path) is not None
    try:
        with path.open("rb") as file:
            return language_of(path, file.readline(200)) is not None
    except OSError:
        return False


def read(path: Path, folder: Path, settings: Settings) -> tuple[Snippet, tuple[Finding, ...]]:
    """Read one snippet, and say what was odd about the file.

    Args:
        path: The file.
        folder: The snippets folder that its path is given relative to.
        settings: For `max_file_kb`.

    Raises:
        SnippetError: when there is no such file, or it is empty, binary, too large, in no known language, or has a line
            that no page shows.
        UserError: when the file cannot be read.
    """
    shown = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
    if _UNFIT_IN_NAMES.search(shown):
        raise SnippetError(ascii(shown), "the file's name holds control characters or backslashes: rename the file")
    data = _bytes(path, shown, settings.max_file_kb)
    language = language_of(path, data[:200].split(b"\n")[0])
    if language is None:
        if path.suffix.lower() == ".ipynb":
            raise SnippetError(shown, f"this is {NOTEBOOK}, as `jupyter nbconvert --to script` does")
        raise SnippetError(shown, f"no language is known for {path.name!r}: give it a known suffix, or ignore it")
    text, findings = decode(data, shown, python=language == "python")
    if not text.strip():
        raise SnippetError(shown, "the file is empty: write code into it, or ignore it")
    _refuse_long_lines(text, shown)
    if language == "yaml" and is_too_deep(text):
        raise SnippetError(shown, "the YAML is nested too deeply to be read: make it flatter, or ignore it")
    described = describe(text, language, path)
    snippet = Snippet(
        path=shown,
        language=language,
        title=described.title,
        introduction=described.introduction,
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        requirements=described.requirements,
        queries=described.queries,
        sites=described.sites,
    )
    return snippet, (*findings, *described.findings)


def _refuse_long_lines(text: str, shown: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _LONGEST_LINE:
            size = f"{len(line):,} characters long, which no one reads"
            raise SnippetError(shown, f"the line is {size}: break it up, or move the data to a file of its own", number)


def _bytes(path: Path, shown: str, max_file_kb: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > max_file_kb * 1024:
            limit = f"more than the {max_file_kb} kB of option 'max_file_kb'"
            raise SnippetError(shown, f"the file has {size // 1024} kB, {limit}: cut it down, or raise the option")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise SnippetError(shown, "there is no such file: check its name and folder") from error
    except IsADirectoryError as error:
        raise SnippetError(shown, "this is a folder: name the files in it") from error
    except OSError as error:
        raise UserError(
            f"{shown}: cannot be read ({error.strerror or error}): mend its permissions, or ignore it"
        ) from error
