"""The searcher of the user's own documentation: folders of Markdown, HTML and text, indexed with SQLite."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import re
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from explainer.analysis.sections import SUFFIXES, Section, read_sections
from explainer.errors import SettingError
from explainer.model import Documentation, Package, Source
from explainer.research.protocol import Subject
from explainer.research.queries import packages, queries
from explainer.settings import Settings

_log = logging.getLogger(__name__)

_VERSION = "1"
"""Of the tables; another number makes a new index."""
_MOST_FOUND = 2
_MOST_TEXT = 12_000
_WORD = re.compile(r"\w+")
_TABLES = """
CREATE VIRTUAL TABLE section USING fts5(
    title, anchor, page, body, place UNINDEXED, tokenize = "porter unicode61 tokenchars '_'"
)
"""
_WEIGHTS = "8.0, 10.0, 5.0, 1.0, 0.0"
"""Of title, anchor, page and body: a section that is named so is what was looked for."""
_SELECT = f"""
SELECT title, anchor, page, body, place FROM section WHERE section MATCH ? ORDER BY bm25(section, {_WEIGHTS}) LIMIT ?
"""
_LOOKED_AT = 10
"""Sections among which the one whose anchor is the very name goes first."""


class FilesSearcher:
    """Finds sections of the documentation in the folders that the settings name.

    Args:
        settings: The folders, and where the index is kept.

    Raises:
        SettingError: when no folder is named.
    """

    name = "files"

    def __init__(self, settings: Settings) -> None:
        if not settings.search.folders:
            raise SettingError("searcher 'files' needs folders: name them in 'search.folders'")
        self._settings = settings.search
        self._folder = settings.cache_dir / "files"
        self._lock = threading.Lock()
        self._index: Path | None = None

    def search(self, subject: Subject) -> Sequence[Documentation]:
        """Return the sections that a step's queries lead to: for those made of its facts, only what has every word."""
        found: dict[tuple[str, str], Documentation] = {}
        for query in queries(subject, self._settings.queries):
            own = query in subject.snippet.queries
            for section, place in self.lookup(query if own else _bare(query, subject), every_word=not own):
                found.setdefault((place, section.anchor), _documentation(section, place))
        return list(found.values())[: max(_MOST_FOUND, len(subject.snippet.queries))]

    def lookup(self, query: str, *, every_word: bool = True, most: int = _MOST_FOUND) -> list[tuple[Section, str]]:
        """Return the best sections for some words.

        Args:
            query: The words; dots and dashes part them.
            every_word: Whether a section must have them all.
            most: How many.

        Returns:
            Sections with the paths of their files, relative to their folder.
        """
        words = list(dict.fromkeys(_WORD.findall(query.lower())))
        if not words:
            return []
        matched = (" AND " if every_word else " OR ").join(f'"{word}"' for word in words)
        with contextlib.closing(sqlite3.connect(self._ready())) as database:
            rows = database.execute(_SELECT, (matched, max(most, _LOOKED_AT))).fetchall()
        found = [(Section(title, anchor, body, page), place) for title, anchor, page, body, place in rows]
        named = ".".join(words)
        return sorted(found, key=lambda one: one[0].anchor.lower() != named)[:most]

    def _ready(self) -> Path:
        """Return the index, made anew where there is none of the files as they are."""
        with self._lock:
            if self._index is None:
                files = list(_files(self._settings.folders))
                stamps = [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for _, path in files]
                key = hashlib.sha256("\n".join([_VERSION, *stamps]).encode("utf-8", "surrogatepass")).hexdigest()
                self._index = self._folder / f"{key[:32]}.sqlite"
                if not self._index.is_file():
                    self._make(files, self._index)
        return self._index

    def _make(self, files: Sequence[tuple[Path, Path]], index: Path) -> None:
        """Write the index beside its place and move it there, so that no other build sees a part of it."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = index.with_suffix(f".{os.getpid()}")
        unfinished.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(unfinished)) as database, database:
            database.execute(_TABLES)
            database.executemany("INSERT INTO section VALUES (?, ?, ?, ?, ?)", _rows(files))
        for old in self._folder.glob("*.sqlite"):
            old.unlink(missing_ok=True)
        unfinished.replace(index)
        _log.info("indexed %d files of documentation", len(files))


def _files(folders: Sequence[Path]) -> Iterator[tuple[Path, Path]]:
    """Give each file that can be read with its folder; links that lead out of the folder are left alone."""
    for folder in folders:
        root = folder.resolve()
        for path in sorted(folder.rglob("*")):
            hidden = any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)
            known = path.suffix.lower() in SUFFIXES and not hidden
            if known and path.is_file() and path.resolve().is_relative_to(root):
                yield folder, path


def _rows(files: Sequence[tuple[Path, Path]]) -> Iterator[tuple[str, str, str, str, str]]:
    for folder, path in files:
        place = path.relative_to(folder).as_posix()
        for section in read_sections(path):
            yield section.title, section.anchor, section.page, section.text, place


def _bare(query: str, subject: Subject) -> str:
    """Return a query without what documentation of one's own need not say: package, version, the word Python."""
    known = packages(subject)
    dropped = {"python", *(name.lower() for package in known for name in (package.name, *_own_modules(package)))}
    version = {number for package in known for number in package.version.split(".")[:2]}
    words = [word for word in _WORD.findall(query) if word.lower() not in dropped and word not in version]
    return " ".join(words) or query


def _own_modules(package: Package) -> tuple[str, ...]:
    """Return the names that say which package is meant; those of the standard library say which part of it."""
    return () if package.origin == "standard library" else package.imports


def _documentation(section: Section, place: str) -> Documentation:
    title = section.page if section.title == section.page else f"{section.title[:120]} ({section.page})"
    source = Source(
        title=title,
        url="",
        text=section.text[:_MOST_TEXT],
        searcher=FilesSearcher.name,
        symbol="",
        package="",
        version="",
        locator=f"{place}#{section.anchor}" if section.anchor else place,
    )
    return Documentation(source, "page", section.title[:120])
