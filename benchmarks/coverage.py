"""Real example scripts of three libraries: how many calls and arguments are tied to documentation, and how fast."""

from __future__ import annotations

import random
import re
import tarfile
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from packaging.version import Version
from pypi_simple import PYPI_SIMPLE_ENDPOINT, PyPISimple

from benchmarks.process import report
from explainer.analysis.addresses import index_address
from explainer.model import BoundArgument, Documentation, ExplainedStep, Research, ResolvedCall, Walkthrough
from explainer.pipeline import Explainer
from explainer.settings import PackageSettings, Settings

SCRIPTS = 100
SEED = 7
DOCUMENTED = 95.0
ARGUMENTS = 90.0


@dataclass(frozen=True, slots=True)
class Sample:
    """Where the example scripts of a library are in its source archive."""

    name: str
    folder: str
    beside: tuple[str, ...] = ()
    """Distributions that the scripts need when they run, and do not import."""


SAMPLES = (
    Sample("fastapi", "docs_src", ("python-multipart", "email-validator", "jinja2", "argon2-cffi")),
    Sample("matplotlib", "galleries/examples"),
    Sample("scikit-learn", "examples", ("jinja2", "rich")),
)


def main(samples: tuple[Sample, ...] = SAMPLES) -> int:
    """Print the numbers of each sample; return how many were missed."""
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        for sample in samples:
            scripts, version = fetch(sample, Path(folder) / sample.name)
            missed += measure(sample.name, version, scripts, Path(folder) / "cache")
    return missed


def fetch(sample: Sample, folder: Path, seed: int = SEED) -> tuple[list[Path], str]:
    """Unpack the newest source archive's Python files into a folder; return some scripts, and the version.

    Args:
        sample: The library.
        folder: Where to unpack it; it must not be there yet.
        seed: Of the choice of scripts.
    """
    folder.mkdir(parents=True)
    with PyPISimple(index_address(None) or PYPI_SIMPLE_ENDPOINT) as index:
        files = index.get_project_page(sample.name).packages
        archives = [file for file in files if file.package_type == "sdist" and not file.is_yanked and file.version]
        releases = [file for file in archives if not Version(file.version or "0").is_prerelease]
        newest = max(releases, key=lambda file: Version(file.version or "0"))
        archive = folder / newest.filename
        index.download_package(newest, archive)
    with tarfile.open(archive) as opened:
        members = [member for member in opened.getmembers() if member.isfile() and member.name.endswith(".py")]
        opened.extractall(folder, members, filter="data")
    found = sorted(
        file
        for place in folder.glob(f"*/{sample.folder}")
        for file in place.rglob("*.py")
        if file.name != "__init__.py" and file.stat().st_size
    )
    return random.Random(seed).sample(found, min(SCRIPTS, len(found))), newest.version or ""


def measure(name: str, version: str, scripts: list[Path], cache: Path) -> int:
    """Explain scripts against a version of their library; print the numbers, and return how many were missed."""
    settings = Settings(
        snippets_dir=scripts[0].parents[1] if scripts else Path(),
        cache_dir=cache,
        packages=PackageSettings(installed=False, pins={name: version}),
    )
    counts: Counter[str] = Counter()
    started = time.perf_counter()
    with Explainer(settings) as explainer:
        for _, result in explainer.explain_all(scripts):
            if isinstance(result, Walkthrough):
                _count(result, counts)
            else:
                counts["failed"] += 1
                print(f"  {result}")
    seconds = time.perf_counter() - started
    print(f"  -- {name} {version}: {len(scripts)} scripts, {counts['calls']} calls")
    missed = report("calls documented", _percent(counts, "sourced", "calls"), "%", DOCUMENTED, at_least=True)
    report("calls documented by more than a signature", _percent(counts, "described", "calls"), "%")
    report("the same, without the scripts' own functions", _percent(counts, "library described", "library"), "%")
    report("calls matched by a method's name alone", _percent(counts, "by name", "calls"), "%")
    report("names and attributes told beside the calls", counts["names"], "")
    missed += report("arguments tied", _percent(counts, "tied", "describable"), "%", ARGUMENTS, at_least=True)
    missed += report("quotes word for word", _percent(counts, "verbatim", "quotes"), "%", 100.0, at_least=True)
    missed += report("lines in exactly one step", _percent(counts, "once", "lines"), "%", 100.0, at_least=True)
    missed += report("steps of which nothing is said", counts["silent"], "", 0)
    missed += report("scripts that could not be explained", counts["failed"], "", 0)
    report("time", seconds, "s")
    return missed


def _percent(counts: Counter[str], part: str, whole: str) -> float:
    return 100.0 * counts[part] / counts[whole] if counts[whole] else 100.0


def _count(walkthrough: Walkthrough, counts: Counter[str]) -> None:
    covered = Counter(line for one in walkthrough.steps for line in range(one.step.start_line, one.step.end_line + 1))
    for number, line in enumerate(walkthrough.snippet.lines, start=1):
        if line.strip():
            counts["lines"] += 1
            counts["once"] += covered[number] == 1
    for one in walkthrough.steps:
        _count_quotes(one, counts)
        counts["names"] += len(one.research.names)
        counts["silent"] += not one.explanation.claims
        for call in one.research.calls:
            _count_call(call, one.research, counts)


def _count_quotes(one: ExplainedStep, counts: Counter[str]) -> None:
    for claim in one.explanation.claims:
        for citation in claim.citations:
            text = one.research.sources[citation.source].text
            quote = citation.span.of(text)
            counts["quotes"] += 1
            counts["verbatim"] += bool(quote.strip()) and citation.span.end <= len(text) and quote in text


def _count_call(call: ResolvedCall, research: Research, counts: Counter[str]) -> None:
    counts["calls"] += 1
    counts["by name"] += call.match == "name"
    if call.source is None:
        counts["library"] += 1
        return
    documentation = research.documentation[call.source]
    library = documentation.source.searcher != "snippet"
    counts["library"] += library
    counts["sourced"] += 1
    said = documentation.kind != "signature" or any(one.documentation for one in documentation.parameters)
    counts["described"] += said
    counts["library described"] += library and said
    for bound in call.arguments if said else ():
        if not bound.argument.value.startswith("*") and _is_describable(bound, documentation):
            counts["describable"] += 1
            counts["tied"] += bound.documentation is not None


def _is_describable(bound: BoundArgument, documentation: Documentation) -> bool:
    """Whether a documentation describes an argument's parameter: has an entry with its name, by a reading of its own.

    An argument that goes to no known parameter counts, where the documentation describes parameters at all.
    """
    name = bound.argument.keyword or bound.parameter
    if bound.documentation is not None or name is None:
        return bound.documentation is not None or any(one.documentation for one in documentation.parameters)
    others, marks = r"(?:[\w*`]+\s*[,/]\s*)*", r"(?:[-*+•][ \t]+)?(?::\w+[^:\n]*\s)?[*`\\(]{0,4}"
    entry = rf"^[ \t]*{marks}{others}{re.escape(name)}[`*]{{0,2}}\)?\s*(?:[,/:(=]|-\s|–|$)"
    return re.search(entry, documentation.source.text, re.MULTILINE) is not None
