"""Titles, introductions and requirements come from where a reader would look for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.reading.metadata import Description, describe

ROOT = Path(__file__).parents[2]


def described(text: str, name: str = "load_data.py", language: str = "python") -> Description:
    return describe(text, language, Path(name))


@pytest.mark.parametrize(
    ("text", "title", "introduction"),
    [
        ('"""Count words.\n\nFirst they are split,\nthen counted.\n"""\nx = 1\n', "Count words", "First they are split, then counted."),
        ("#!/usr/bin/env python\n# coding: utf-8\n'''Count'''\n", "Count", ""),
        ('"""\n=====\nStem Plot\n=====\n\nA `~.Axes.stem` plot.\n\n.. redirect-from:: /a\n"""\n', "Stem Plot", "A `stem` plot."),
        ("# Author: nobody\n# SPDX-License-Identifier: BSD-3-Clause\n\n\"\"\"\nA title\n=======\n\"\"\"\n", "A title", ""),
        ("# load the data\n# pip install -q pandas\nimport pandas\n", "Load the data", ""),
        ("# %% [markdown]\n# # Digits\n# Look at them.\nx = 1\n", "Digits", "Look at them."),
        ("# Copyright 2024 the authors\nx = 1\n", "Load data", ""),
        ("x = 1\n", "Load data", ""),
        ("", "Load data", ""),
    ],
)  # fmt: skip
def test_title_and_introduction(text: str, title: str, introduction: str):
    found = described(text)
    assert (found.title, found.introduction) == (title, introduction)


def test_the_comment_of_another_language_is_read():
    found = described("/*\n * Wait for a while.\n *\n * It blocks nothing.\n */\nf();\n", "wait.js", "javascript")
    assert (found.title, found.introduction) == ("Wait for a while", "It blocks nothing.")


def test_front_matter_in_a_comment_goes_before_the_docstring():
    text = '# ---\n# title: The right one\n# packages: [peft==0.21.2]\n# ---\n"""The wrong one"""\n'
    found = described(text)
    assert found.title == "The right one"
    assert [(one.name, one.specifier) for one in found.requirements] == [("peft", "==0.21.2")]


def test_front_matter_beside_the_file_goes_before_all(tmp_path: Path):
    (tmp_path / "a.yml").write_text("title: Beside\nintroduction: |\n  Two\n  lines\n")
    found = described("# ---\n# title: In it\n# ---\n", str(tmp_path / "a.py"))
    assert (found.title, found.introduction) == ("Beside", "Two\nlines")


@pytest.mark.parametrize(
    ("matter", "message"),
    [
        ("# title: [", "cannot be read"),
        ("# - a list", "is not a mapping"),
        ("# titel: a", "`titel` is no key"),
        ("# title: 3", "`title` in the front matter should be a str"),
        ("# title: !!python/object/apply:os.system ['touch pwned']", "cannot be read"),
    ],
)
def test_front_matter_that_is_wrong_is_a_finding_with_its_line(tmp_path: Path, matter: str, message: str):
    found = described(f"# ---\n{matter}\n# ---\nx = 1\n", str(tmp_path / "a.py"))
    assert [(finding.kind, finding.line) for finding in found.findings] == [("front-matter", 2)]
    assert message in found.findings[0].message
    assert found.title == "A"
    assert not Path("pwned").exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# /// script\n# dependencies = [\n#   \"pandas>=2.2\",\n#   'rich',\n# ]\n# ///\n", [("pandas", ">=2.2", 3), ("rich", "", 4)]),
        ("# pip install -q transformers peft==0.21\n", [("transformers", "", 1), ("peft", "==0.21", 1)]),
        ("# python -m pip install 'numpy<3' -i https://example.org/simple\n", [("numpy", "<3", 1)]),
        ("#%%\n!pip install --upgrade torch && echo done\n%pip install rich\n", [("torch", "", 2), ("rich", "", 3)]),
        ("# uv add httpx[http2]\n# $ uv pip install flask\n", [("httpx", "", 1), ("flask", "", 2)]),
        ("# pip install -e git+https://example.org/a/astraios#subdirectory=peft\n", [("peft", "", 1)]),
        ("# pip install git+https://example.org/a/astraios.git@main\n", [("astraios", "", 1)]),
        ("# pip install -r requirements.txt .\n", []),
        ("# pip install never; sys_platform == 'plan9'\n", [("never", "", 1)]),
        ("x = 'pip install no'\n", []),
    ],
)  # fmt: skip
def test_requirements(text: str, expected: list[tuple[str, str, int]]):
    assert [(one.name, one.specifier, one.line) for one in described(text).requirements] == expected


def test_inline_metadata_that_is_wrong_is_a_finding():
    found = described("# /// script\n# dependencies = [\n# ///\n")
    assert [finding.kind for finding in found.findings] == ["front-matter"]
    found = described('# /// script\n# dependencies = ["not a requirement!"]\n# ///\n')
    assert [(finding.kind, finding.line) for finding in found.findings] == [("front-matter", 2)]


def test_the_demonstration_snippets_are_described():
    titles = {path.stem: described(path.read_text(), str(path)).title for path in (ROOT / "snippets").glob("*.py")}
    assert titles["peft_generate"] == "Huggingface script to run peft model"
    assert titles["port_survey"].startswith("Which of these ports answer?")
    assert titles["train_spirals"] == "Train a small network to tell two spirals apart"
