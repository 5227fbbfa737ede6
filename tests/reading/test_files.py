"""Snippets are found and read whatever their names, encodings and line ends; what cannot be read says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.errors import SettingError, SnippetError
from explainer.model import Finding, Snippet
from explainer.reading.files import discover, read
from explainer.settings import Settings


def read_bytes(folder: Path, data: bytes, name: str = "a.py") -> tuple[Snippet, tuple[Finding, ...]]:
    path = folder / name
    path.write_bytes(data)
    return read(path, folder, Settings())


def test_all_code_below_the_folder_is_found_in_order(tmp_path: Path):
    for name in (
        "b.py",
        "a.ts",
        "sub/c.go",
        "sub/c.yml",
        "e.md",
        ".hidden.py",
        ".git/f.py",
        "__pycache__/g.py",
        "h.toml",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    (tmp_path / "run").write_text("#!/usr/bin/env bash\necho a\n")
    (tmp_path / "notes").write_text("no code\n")
    assert [path.relative_to(tmp_path).as_posix() for path in discover(tmp_path)] == ["a.ts", "b.py", "run", "sub/c.go"]


def test_ignored_patterns_are_those_of_gitignore(tmp_path: Path):
    for name in ("a.py", "test_a.py", "sub/b.py", "sub/keep.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    found = discover(tmp_path, ["test_*", "sub/*", "!sub/keep.py"])
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["a.py", "sub/keep.py"]


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path):
    (tmp_path / "secret.py").write_text("password = 1\n")
    folder = tmp_path / "snippets"
    folder.mkdir()
    (folder / "a.py").symlink_to(tmp_path / "secret.py")
    (folder / "b.py").touch()
    (folder / "c.py").symlink_to(folder / "b.py")
    assert [path.name for path in discover(folder)] == ["b.py", "c.py"]


def test_a_link_that_leads_nowhere_is_no_snippet(tmp_path: Path):
    (tmp_path / "a.py").symlink_to(tmp_path / "gone.py")
    (tmp_path / "b.py").symlink_to("n" * 300)
    (tmp_path / "c.py").touch()
    assert [path.name for path in discover(tmp_path)] == ["c.py"]


def test_a_missing_folder_is_a_wrong_option(tmp_path: Path):
    with pytest.raises(SettingError, match=r"'snippets_dir' is .*nowhere"):
        discover(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("x = 'ü'\n".encode(), "x = 'ü'\n"),
        ("x = 'ü'\n".encode("utf-8-sig"), "x = 'ü'\n"),
        ("x = 'ü'\n".encode("utf-16"), "x = 'ü'\n"),
        ("# -*- coding: latin-1 -*-\nx = 'ü'\n".encode("latin-1"), "# -*- coding: latin-1 -*-\nx = 'ü'\n"),
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        (b"a\n\x0cb\n\x0c\nc\x0c= 1\n", "a\nb\n\nc = 1\n"),
        ("a = 'x\x85y\u2028z'\n".encode(), "a = 'x\x85y\u2028z'\n"),
    ],
)
def test_encodings_and_line_ends_of_the_real_world(tmp_path: Path, data: bytes, text: str):
    snippet, findings = read_bytes(tmp_path, data)
    assert snippet.text == text
    assert not findings


def test_bytes_that_are_not_utf8_are_read_and_reported_with_their_line(tmp_path: Path):
    snippet, findings = read_bytes(tmp_path, b"a = 1\nb = 'caf\xe9'\n")
    assert snippet.lines[1] == "b = 'café'"
    assert [(finding.kind, finding.line) for finding in findings] == [("encoding", 2)]
    assert "0xe9" in findings[0].message


@pytest.mark.parametrize("encoding", ["nonsense", "utf-16", "hex", "idna", "undefined", "."])
def test_an_encoding_that_cannot_be_is_reported_and_the_file_read_as_utf8(tmp_path: Path, encoding: str):
    snippet, findings = read_bytes(tmp_path, f"#!/usr/bin/python\n# coding: {encoding}\nx = 'ü'\n".encode())
    assert snippet.lines[2] == "x = 'ü'"
    assert [(finding.kind, finding.line) for finding in findings] == [("encoding", 2)]
    assert f"`{encoding}`" in findings[0].message


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"a = 1\n\x00\x01", "a.py", r"a\.py:2: the file is binary"),
        (b"x" * 2_000_000, "a.py", r"a\.py: the file has 1953 kB, more than the 1024 kB of option 'max_file_kb'"),
        (b"a = 1\nb = '" + b"x" * 900_000 + b"'\n", "a.py", r"a\.py:2: the line is 900,006 characters long"),
        (b" \n\n", "a.py", r"a\.py: the file is empty: write code into it"),
        (b"a = 1\n", "a.xyz", r"a\.xyz: no language is known"),
        (b"{}\n", "a.ipynb", r"a\.ipynb: this is a notebook: export it as a script, as `jupyter nbconvert"),
        (b"a = 1\n", "a\n.py", r"control characters"),
        (b"a = 1\n", "..\\..\\etc\\passwd.py", r"backslashes"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(tmp_path: Path, data: bytes, name: str, message: str):
    with pytest.raises(SnippetError, match=message):
        read_bytes(tmp_path, data, name)


def test_what_is_not_there_and_what_is_a_folder_is_said_to_be_so(tmp_path: Path):
    with pytest.raises(SnippetError, match=r"a\.py: there is no such file: check its name"):
        read(tmp_path / "a.py", tmp_path, Settings())
    (tmp_path / "b.py").mkdir()
    with pytest.raises(SnippetError, match=r"b\.py: this is a folder: name the files in it"):
        read(tmp_path / "b.py", tmp_path, Settings())


def test_marks_of_line_references_cannot_come_from_a_file(tmp_path: Path):
    snippet, _ = read_bytes(tmp_path, "x = '\ue0007\ue001'\n".encode())
    assert "\ue000" not in snippet.text
    assert len(snippet.lines[0]) == len("x = '\ue0007\ue001'")


@pytest.mark.parametrize("text", ["- " * 300, "\n".join("  " * n + f"k{n}:" for n in range(300)), "a: " * 300])
def test_yaml_that_is_nested_deeper_than_its_grammar_holds_is_refused(tmp_path: Path, text: str):
    with pytest.raises(SnippetError, match="nested too deeply"):
        read_bytes(tmp_path, text.encode(), "a.yml")
