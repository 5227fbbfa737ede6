"""What the documentation points at is there, and what the command line offers is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from explainer.cli import main

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_into_the_project_arrive(page):
    text = re.sub(r"(?s)```.*?```", "", page.read_text())
    targets = re.findall(r"\]\(([^)#\s]+)|(?:src|srcset)=\"([^\"]+)\"", text)
    local = [link or source for link, source in targets if "://" not in link + source]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_pictures_are_light():
    pictures = list((ROOT / "docs" / "images").iterdir())
    assert pictures
    assert all(picture.stat().st_size < 300_000 for picture in pictures)


def test_every_option_of_the_command_is_documented(capsys):
    options = set()
    for command in ("explain", "packages"):
        with pytest.raises(SystemExit):
            main([command, "--help"])
        options |= set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    text = "".join(page.read_text() for page in (ROOT / "docs").glob("*.md"))
    assert {option for option in options - {"--help"} if f"{option}`" not in text and f"{option} " not in text} == set()


def test_the_first_page_lists_every_walkthrough():
    listed = re.findall(r"\(walkthroughs/(\w+)\.md\)", (ROOT / "docs" / "index.md").read_text())
    assert sorted(set(listed) - {"index"}) == sorted(snippet.stem for snippet in (ROOT / "snippets").iterdir())
