"""Which files are code, and in which language: by suffix, by name, or by their first line."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePath

from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound

SUFFIXES = {
    ".py": "python", ".pyw": "python", ".pyi": "python",
    ".sh": "bash", ".bash": "bash", ".zsh": "bash", ".ksh": "bash",
    ".js": "javascript", ".mjs": "javascript", ".cjs": "javascript", ".jsx": "javascript",
    ".ts": "typescript", ".mts": "typescript", ".cts": "typescript", ".tsx": "tsx",
    ".go": "go", ".rs": "rust", ".c": "c", ".h": "c",
    ".cc": "cpp", ".cpp": "cpp", ".cxx": "cpp", ".hpp": "cpp", ".hh": "cpp", ".hxx": "cpp", ".ino": "cpp",
    ".java": "java", ".kt": "kotlin", ".kts": "kotlin", ".scala": "scala", ".sc": "scala", ".cs": "csharp",
    ".rb": "ruby", ".rake": "ruby", ".php": "php", ".lua": "lua", ".swift": "swift", ".dart": "dart",
    ".hs": "haskell", ".ex": "elixir", ".exs": "elixir", ".sol": "solidity", ".nix": "nix",
    ".tf": "hcl", ".hcl": "hcl", ".css": "css", ".html": "html", ".htm": "html",
    ".yml": "yaml", ".yaml": "yaml",
}  # fmt: skip
"""Grammars by suffix, each carried by the parser's wheel. Data and prose (JSON, Markdown) are left out: they
describe a snippet, and are none. YAML is code unless it is front matter."""

YAML = tuple(suffix for suffix, language in SUFFIXES.items() if language == "yaml")
"""What files of YAML end in, code and front matter alike."""

GRAMMARS = frozenset(SUFFIXES.values())
"""The names of all grammars that may be asked for."""

_INTERPRETERS = {
    "python": "python", "pypy": "python", "uv": "python",
    "bash": "bash", "sh": "bash", "dash": "bash", "zsh": "bash", "ksh": "bash",
    "node": "javascript", "bun": "typescript", "deno": "typescript", "tsx": "typescript", "ruby": "ruby", "php": "php",
    "lua": "lua", "elixir": "elixir", "runhaskell": "haskell", "swift": "swift", "scala": "scala", "dart": "dart",
}  # fmt: skip
_SHEBANG = re.compile(rb"#!\s*(?:\S*/)?(?:env\s+(?:-\S+\s+)?)?([A-Za-z]+)[\d.]*(?:\s|$)")

_LINE_COMMENTS = {"haskell": ("--",), "lua": ("--",), "php": ("//", "#"), "hcl": ("#", "//"), "css": (), "html": ()}
_HASH = {"python", "bash", "ruby", "elixir", "nix", "yaml"}
_BLOCK_COMMENTS = {
    "python": ("", ""), "bash": ("", ""), "elixir": ("", ""), "yaml": ("", ""),
    "ruby": ("=begin", "=end"), "lua": ("--[[", "]]"), "haskell": ("{-", "-}"), "html": ("<!--", "-->"),
}  # fmt: skip


def language_of(path: PurePath, first_line: bytes = b"") -> str | None:
    """Return the grammar's name for a file, or None when it is not code that is known.

    Args:
        path: The file's name decides, where it has a suffix.
        first_line: The file's first line, for files without a suffix that name their interpreter.
    """
    if path.suffix:
        return SUFFIXES.get(path.suffix.lower())
    found = _SHEBANG.match(first_line)
    return _INTERPRETERS.get(found[1].decode()) if found else None


@lru_cache
def language_name(language: str) -> str:
    """Return what people call a language by its grammar's name: `C++` for `cpp`."""
    try:
        return str(find_lexer_class_by_name(language).name)
    except ClassNotFound:
        return language


def line_comments(language: str) -> tuple[str, ...]:
    """Return what starts a comment that runs to the end of its line."""
    return _LINE_COMMENTS.get(language, ("#",) if language in _HASH else ("//",))


def block_comment(language: str) -> tuple[str, str]:
    """Return what opens and closes a comment of several lines; empty where the language has none."""
    return _BLOCK_COMMENTS.get(language, ("/*", "*/"))
