"""Whether calls are documented by a source of the right symbol: example scripts are run, and what they call is seen.

`python -m benchmarks symbols` takes the scripts of `coverage`, makes an environment with the packages that they import,
in the very versions that the explanations are about, and runs each script in a process of its own. A call that was
never reached is not decided. It takes the better part of an hour, so it is only run when it is named.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import venv
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks import called, coverage
from benchmarks.coverage import SAMPLES, Sample
from benchmarks.process import report
from explainer.model import Package, Walkthrough
from explainer.pipeline import Explainer
from explainer.settings import PackageSettings, Settings

RIGHT = 95.0
_TIME = 60.0
"""Seconds for one script."""
_SIDE_BY_SIDE = 2
_SHOWN = 12
_ENVIRONMENT = {"MPLBACKEND": "Agg", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Said:
    """What an explanation says of one call."""

    script: Path
    line: int
    column: int
    callee: str
    symbol: str
    """Functions of the script itself are in `__main__`, as at run time; empty where nothing documents the call."""
    match: str


@dataclass(frozen=True, slots=True)
class Ran:
    """What one script called."""

    calls: dict[tuple[int, int], list[list[str]]]
    """By line and column: for each thing that was called there, the names that are right for it."""
    error: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A call, what was said of it, and what it really called; empty where it was not reached."""

    said: Said
    verdict: str
    """`right`, `wrong`, `without` a source, or `undecided`."""
    really: str


def main(samples: tuple[Sample, ...] = SAMPLES, seed: int = coverage.SEED) -> int:
    """Print the shares of each sample; return how many numbers were missed."""
    missed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for sample in samples:
            scripts, version = coverage.fetch(sample, folder / sample.name, seed)
            said, packages = explain({sample.name: version}, scripts, folder / "cache")
            python = environment(folder / f"{sample.name}-environment", packages, sample.beside)
            ran = run_all(python, scripts, folder / f"{sample.name}-answers")
            missed += show(sample.name, version, ran, judge(said, ran, names(python, said, folder / "names")))
    return missed


def explain(pins: dict[str, str], scripts: Sequence[Path], cache: Path) -> tuple[list[Said], list[Package]]:
    """Explain scripts; return what is said of their calls, and the packages that they import."""
    settings = Settings(
        snippets_dir=Path(os.path.commonpath([script.parent for script in scripts])),
        cache_dir=cache,
        packages=PackageSettings(installed=False, pins=pins),
    )
    said: list[Said] = []
    packages: dict[str, Package] = {}
    with Explainer(settings) as explainer:
        for path, result in explainer.explain_all(scripts):
            if isinstance(result, Walkthrough):
                said += _said(path, result)
                packages.update((one.name, one) for one in result.packages)
    return said, [one for one in packages.values() if one.origin in ("pinned", "newest")]


def _said(script: Path, walkthrough: Walkthrough) -> Iterable[Said]:
    for step in walkthrough.steps:
        for one in step.research.calls:
            source = step.research.sources[one.source] if one.source is not None else None
            own = source is not None and source.searcher == "snippet"
            symbol = (one.symbol or "") if source is not None else ""
            symbol = f"__main__.{symbol}" if own else symbol
            yield Said(script, one.call.line, one.call.column, one.call.callee, symbol, one.match or "")


def environment(folder: Path, packages: Sequence[Package], beside: Sequence[str] = ()) -> Path:
    """Make an environment with some packages in their versions, and others; return its interpreter."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    wanted = [f"{one.name}=={one.version}" for one in packages]
    # What cannot be had together with the rest is left out: scripts that need it end where they import it.
    if not _install(python, [*wanted, *beside]):
        for one in [*wanted, *beside]:
            _install(python, [one])
    return python


def _install(python: Path, wanted: Sequence[str]) -> bool:
    command = [str(python), "-m", "pip", "install", "--quiet", "--only-binary", ":all:", *wanted]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def run_all(python: Path, scripts: Sequence[Path], folder: Path) -> dict[Path, Ran]:
    """Run scripts, two at a time; return what each called."""
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        numbered = enumerate(scripts)
        waiting = {script: pool.submit(_run, python, script, folder / f"{number}") for number, script in numbered}
        return {script: one.result() for script, one in waiting.items()}


def _run(python: Path, script: Path, answer: Path) -> Ran:
    """Run a script in a folder of its own, where it may write what it likes."""
    command = [str(python), called.__file__, "run", str(script), str(answer.with_suffix(".json")), str(_TIME)]
    with tempfile.TemporaryDirectory() as folder:
        places = {"HOME": folder, "MPLCONFIGDIR": str(answer.parent / "matplotlib"), "TMPDIR": folder}
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **_ENVIRONMENT, **places},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(2 * _TIME)
            given = json.loads(answer.with_suffix(".json").read_text(encoding="utf-8"))
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            return Ran({}, f"nothing was written down: {error}")
        finally:
            # Processes that the script started for its own work outlive it.
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return Ran({(line, column): targets for line, column, targets in given["calls"]}, given["error"])


def names(python: Path, said: Iterable[Said], folder: Path) -> dict[str, set[str]]:
    """Return for each symbol that was named the names of what it stands for at run time."""
    folder.mkdir(parents=True, exist_ok=True)
    asked, answer = folder / "asked.json", folder / "answer.json"
    symbols = sorted({one.symbol for one in said if one.symbol and not one.symbol.startswith("__main__.")})
    asked.write_text(json.dumps(symbols), encoding="utf-8")
    command = [str(python), called.__file__, "names", str(asked), str(answer)]
    subprocess.run(command, capture_output=True, check=False, cwd=folder, env={**os.environ, **_ENVIRONMENT})
    return {name: set(found) for name, found in json.loads(answer.read_text(encoding="utf-8")).items()}


def judge(said: Iterable[Said], ran: dict[Path, Ran], known: dict[str, set[str]]) -> list[Verdict]:
    """Compare what was said with what was called; what a place calls in any of its turns is right for it."""
    verdicts = []
    for one in said:
        script = ran.get(one.script)
        targets = script.calls.get((one.line, one.column), []) if script is not None else []
        really = targets[0][0] if targets and targets[0] else ""
        verdicts.append(Verdict(one, _verdict(one, targets, known.get(one.symbol, set())), really))
    return verdicts


def _verdict(said: Said, targets: list[list[str]], known: set[str]) -> str:
    if not targets:
        return "undecided"
    if not said.symbol:
        return "without"
    # A constructor that is called by its name is documented by its class.
    right = (names + [name.removesuffix(".__init__") for name in names] for names in targets)
    return "right" if any((known | {said.symbol}).intersection(names) for names in right) else "wrong"


def show(name: str, version: str, ran: dict[Path, Ran], verdicts: Sequence[Verdict]) -> int:
    """Print the shares, and what is wrong or missing most often; return how many numbers were missed."""
    ended = sum(bool(one.error) for one in ran.values())
    print(f"  -- {name} {version}: {len(ran)} scripts, of which {ended} ended early, {len(verdicts)} calls")
    decided = [one for one in verdicts if one.verdict != "undecided"]
    counts = Counter(one.verdict for one in decided)
    named = Counter(one.verdict for one in decided if one.said.match == "name")
    report("calls that were seen", _percent(len(decided), len(verdicts)), "%")
    right = _percent(counts["right"], len(decided))
    missed = report("of these, documented by the right symbol", right, "%", RIGHT, at_least=True)
    report("documented by another symbol", _percent(counts["wrong"], len(decided)), "%")
    report("without a source", _percent(counts["without"], len(decided)), "%")
    report("matched by a method's name alone", _percent(named.total(), len(decided)), "%")
    report("of these, right", _percent(named["right"], named.total()), "%")
    for line in _most_frequent(decided):
        print(f"    {line}")
    return missed


def _most_frequent(decided: Sequence[Verdict]) -> list[str]:
    groups: dict[tuple[str, str, str], list[Verdict]] = defaultdict(list)
    for one in decided:
        if one.verdict != "right":
            groups[one.verdict, one.said.symbol, one.really].append(one)
    frequent = sorted(groups.items(), key=lambda group: -len(group[1]))[:_SHOWN]
    return [
        f"{len(found):>3} {verdict} {found[0].said.callee!r:.40} {said or '-'}, really {really}"
        for (verdict, said, really), found in frequent
    ]


def _percent(part: int, whole: int) -> float:
    return 100.0 * part / whole if whole else 100.0


if __name__ == "__main__":
    sys.exit(main())
