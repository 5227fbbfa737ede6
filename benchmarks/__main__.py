"""Run every quick benchmark, or those named on the command line: `python -m benchmarks builds coverage symbols`."""

from __future__ import annotations

import sys

from benchmarks import builds, claims, coverage, packages, ranking, returned, searching, seed, symbols, waiting

BENCHMARKS = {
    "seed": seed.main,
    "builds": builds.main,
    "coverage": coverage.main,
    "waiting": waiting.main,
    "searching": searching.main,
    "claims": claims.main,
    "returned": returned.main,
    "ranking": ranking.main,
    "symbols": symbols.main,
    "packages": packages.main,
}
SLOW = ("symbols", "packages")
"""Those that only run when they are named: real programs take their time, and so do twenty packages."""


def main(names: list[str]) -> int:
    """Run the named benchmarks and return how many numbers were missed, at most 1."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark {unknown[0]!r}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    missed = 0
    for name in names or [name for name in BENCHMARKS if name not in SLOW]:
        print(f"== {name}", flush=True)
        missed += BENCHMARKS[name]()
    return min(missed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
