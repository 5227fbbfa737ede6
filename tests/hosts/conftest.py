"""A project to build, and a browser to look at it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hosts.sites import Site


@pytest.fixture
def site(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Site:
    return Site(tmp_path, caplog)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A browser that is shared; tests open a context of their own in it."""
    program = chromium()
    if program is None:
        pytest.skip("there is no browser: install chromium, or name one at CHROMIUM")
    from playwright.sync_api import sync_playwright

    quiet = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", *quiet])
        yield started
        started.close()


def chromium() -> str | None:
    """The browser at `CHROMIUM`, or one under a usual name."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if name and (found := shutil.which(name))), None)
