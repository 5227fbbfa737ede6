"""The page of the seed's snippet, cold: packages fetched, researched and explained from nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.process import python, report, run

SNIPPET = Path(__file__).parent.parent / "snippets" / "peft_generate.py"
SECONDS = 8.0


def main() -> int:
    """Print the seconds of a cold and of a warm explanation; return how many numbers were missed."""
    with tempfile.TemporaryDirectory() as folder:
        command = python(
            "-m", "explainer", "explain", str(SNIPPET), "--format", "json", "--cache-dir", f"{folder}/cache"
        )
        cold = run(command, Path(folder))
        warm = run(command, Path(folder))
    missed = report("the seed's snippet, packages fetched, cold", cold.seconds, "s", SECONDS)
    report("the same, warm", warm.seconds, "s")
    return missed
