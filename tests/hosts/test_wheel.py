"""The wheel, as a user installs it: complete on its own, in an environment with nothing else in it."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from tests.hosts.sites import Site

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.registry


KEPT = ("HOME", "HTTP", "NO_PROXY", "PIP_", "REQUESTS_", "SSL_", "XDG_")


def run(*command: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a program that finds nothing of this environment but the way to the registry."""
    environment = {name: value for name, value in os.environ.items() if name.startswith(KEPT)}
    return subprocess.run(
        command,
        cwd=cwd,
        env=environment | {"PATH": os.defpath},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    reached = run(sys.executable, "-m", "pip", "download", "--no-deps", "--dest", folder / "reached", "hatchling")
    if reached.returncode != 0:
        pytest.skip(f"the package registry is out of reach: {reached.stderr.strip().splitlines()[-1]}")
    made = run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT)
    assert made.returncode == 0, made.stdout + made.stderr
    (found,) = folder.glob("*.whl")
    return found


def test_it_says_what_it_is_and_carries_its_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        folder = next(name.partition("/")[0] for name in names if ".dist-info/" in name)
        metadata = Parser().parsestr(archive.read(f"{folder}/METADATA").decode())
        points = archive.read(f"{folder}/entry_points.txt").decode()
        licence = archive.read(f"{folder}/licenses/LICENSE").decode()
    assert (metadata["Name"], metadata["License-Expression"]) == ("mkdocs-explainer", "MIT")
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert licence == (ROOT / "LICENSE").read_text()
    assert "explainer = explainer.cli:main" in points
    assert "explainer = explainer.hosts.mkdocs:ExplainerPlugin" in points
    assert {name.partition("/")[0] for name in names} == {"explainer", folder}
    assert "explainer/py.typed" in names


def test_it_builds_a_site_where_nothing_else_is_installed(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "environment")
    programs = tmp_path / "environment" / "bin"
    # Only what is loaded is compiled, when it is.
    pip = (sys.executable, "-m", "pip", "--python", programs / "python")
    installed = run(*pip, "install", "--quiet", "--no-compile", wheel)
    assert installed.returncode == 0, installed.stderr
    site = Site(tmp_path / "project")
    site.configure()
    built = run(programs / "mkdocs", "build", "--strict", cwd=site.folder)
    assert built.returncode == 0, built.stderr
    page = site.page("walkthroughs/hello/index.html")
    assert "Research synthesis" in page
    assert "Search results (" in page
    for name in ("explainer.css", "explainer.js"):
        assert site.page(f"assets/explainer/{name}") == (ROOT / "explainer/render/assets" / name).read_text()
    explained = run(programs / "explainer", "explain", "snippets/hello.py", "--no-download", cwd=site.folder)
    assert explained.returncode == 0, explained.stderr
    assert "Say hello politely" in explained.stdout
