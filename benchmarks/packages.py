"""A cold build of 100 snippets that import 20 packages: the memory stays bounded however many packages a site has."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from benchmarks.builds import BYTES, WITH_EXPLAINER
from benchmarks.coverage import Sample, fetch
from benchmarks.process import python, report, run

SCRIPTS = 5
SAMPLES = (
    Sample("aiogram", "examples"),
    Sample("aiohttp", "examples"),
    Sample("arcade", "arcade/examples"),
    Sample("asciimatics", "samples"),
    Sample("deap", "examples"),
    Sample("fastapi", "docs_src"),
    Sample("flask", "examples"),
    Sample("kivy", "examples"),
    Sample("lmfit", "examples"),
    Sample("matplotlib", "galleries/examples"),
    Sample("prompt-toolkit", "examples"),
    Sample("pyqtgraph", "pyqtgraph/examples"),
    Sample("python-telegram-bot", "examples"),
    Sample("scikit-image", "doc/examples"),
    Sample("scikit-learn", "examples"),
    Sample("seaborn", "examples"),
    Sample("sqlalchemy", "examples"),
    Sample("statsmodels", "examples"),
    Sample("textual", "docs/examples"),
    Sample("typer", "docs_src"),
)


def main() -> int:
    """Print the time and the memory; return how many numbers were missed."""
    with tempfile.TemporaryDirectory() as name:
        project = Path(name) / "project"
        packages, snippets = _project(project, Path(name) / "archives")
        cold = run(python("-m", "mkdocs", "build", "--quiet"), project)
    print(f"  -- {snippets} scripts of {packages} packages")
    report("walkthroughs, cold", cold.seconds, "s")
    return report("memory of all processes", cold.megabytes * 2**20 / 1e6, "MB", BYTES / 1e6)


def _project(project: Path, archives: Path) -> tuple[int, int]:
    """Make a site of the packages' own examples; return how many packages have some, and how many there are."""
    (project / "docs").mkdir(parents=True)
    (project / "snippets").mkdir()
    (project / "docs" / "index.md").write_text("# Benchmark\n")
    (project / "mkdocs.yml").write_text(WITH_EXPLAINER)
    counts = []
    for sample in SAMPLES:
        scripts = fetch(sample, archives / sample.name)[0][:SCRIPTS]
        for number, script in enumerate(scripts):
            # By number first, so that the packages alternate, as they do on a site that is sorted by subject.
            shutil.copy(script, project / "snippets" / f"{number}_{sample.name}.py")
        counts.append(len(scripts))
    return sum(map(bool, counts)), sum(counts)
