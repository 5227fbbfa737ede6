"""A site of 100 walkthroughs: cold, warm, and with one line changed, against plain MkDocs on the same content."""

from __future__ import annotations

import re
import shutil
import statistics
import tempfile
from pathlib import Path

from benchmarks.process import Run, python, report, run
from explainer.errors import ExplainerError
from explainer.pipeline import Explainer
from explainer.render.markdown import to_markdown
from explainer.settings import Settings

SNIPPETS = Path(__file__).parent.parent / "snippets"
PAGES = 100
REPEATS = 3
WARM_RATIO = 0.25
BYTES = 1_000_000_000
"""What all processes of a build may have together."""

CONFIGURATION = """\
site_name: Benchmark
theme:
  name: material
plugins:
  - search
"""
WITH_EXPLAINER = CONFIGURATION + "  - explainer\n"
# What a site needs that shows source code in Markdown with highlighting and folds.
PLAIN = (
    CONFIGURATION + "markdown_extensions: [attr_list, md_in_html, tables, pymdownx.highlight, pymdownx.superfences]\n"
)


def main() -> int:
    """Print the times, ratios and memory; return how many numbers were missed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = _project(folder / "explained")
        cold = _build(project)
        plain = _plain_project(folder / "plain", project)
        warm_runs, plain_runs = [], []
        for _ in range(REPEATS):
            warm_runs.append(_build(project))
            plain_runs.append(_build(plain))
        changed = _one_line_changed(project)
    return _report(cold, warm_runs, plain_runs, changed)


def _report(cold: Run, warm: list[Run], plain: list[Run], changed: Run) -> int:
    warm_seconds = statistics.median(one.seconds for one in warm)
    plain_seconds = statistics.median(one.seconds for one in plain)
    memory = max(one.megabytes for one in (cold, *warm))
    report(f"{PAGES} pages of Markdown with the same content, plain", plain_seconds, "s")
    report(f"{PAGES} walkthroughs, cold", cold.seconds, "s")
    report(f"{PAGES} walkthroughs, warm", warm_seconds, "s")
    report(f"{PAGES} walkthroughs, one line of one changed", changed.seconds, "s")
    missed = report("warm / plain", warm_seconds / plain_seconds, "", WARM_RATIO)
    report("one line changed / plain", changed.seconds / plain_seconds, "")
    missed += report("memory of the largest build", memory * 2**20 / 1e6, "MB", BYTES / 1e6)
    return missed


def _build(project: Path) -> Run:
    return run(python("-m", "mkdocs", "build", "--quiet"), project)


def _project(folder: Path) -> Path:
    """Make a site of walkthroughs: the demonstration's Python snippets over and over, no two the same."""
    (folder / "docs").mkdir(parents=True)
    (folder / "snippets").mkdir()
    (folder / "docs" / "index.md").write_text("# Benchmark\n")
    (folder / "mkdocs.yml").write_text(WITH_EXPLAINER)
    originals = sorted(SNIPPETS.glob("*.py"))
    for number in range(PAGES):
        original = originals[number % len(originals)]
        text = _variant(original.read_text(), number)
        (folder / "snippets" / f"{original.stem}_{number:03}.py").write_text(text)
    return folder


def _variant(text: str, number: int) -> str:
    """Change a number in every statement that has one, so that no step is shared with another page's."""
    return re.sub(r"(?<![\w.])(\d+)(?![\w.])", lambda found: str(int(found[1]) + number), text)


def _plain_project(folder: Path, project: Path) -> Path:
    """Make a plain site whose Markdown has the content of the walkthroughs."""
    (folder / "docs" / "walkthroughs").mkdir(parents=True)
    shutil.copy(project / "docs" / "index.md", folder / "docs")
    (folder / "mkdocs.yml").write_text(PLAIN)
    settings = Settings(snippets_dir=project / "snippets", cache_dir=project / ".cache/explainer")
    with Explainer(settings) as explainer:
        for path, walkthrough in explainer.explain_all(sorted((project / "snippets").glob("*.py"))):
            if isinstance(walkthrough, ExplainerError):
                raise walkthrough
            (folder / "docs" / "walkthroughs" / f"{path.stem}.md").write_text(to_markdown(walkthrough))
    return folder


def _one_line_changed(project: Path) -> Run:
    snippet = sorted((project / "snippets").glob("port_survey*.py"))[0]
    text = snippet.read_text()
    snippet.write_text(text.replace("started = time.perf_counter()", "started = time.monotonic()", 1))
    changed = _build(project)
    snippet.write_text(text)
    return changed
