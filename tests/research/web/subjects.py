"""Steps of real code, with packages and symbols that are given instead of found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from explainer.analysis.environment import Distribution, Environment
from explainer.model import BoundArgument, Package, ResolvedCall, Sites, Snippet
from explainer.pipeline.slices import analyse
from explainer.research.protocol import Subject

PEFT = Distribution(
    Package("peft", "0.21.2", "newest", ("peft",)),
    Path("/nowhere/peft"),
    ("peft",),
    urls=(("Homepage", "https://github.com/huggingface/peft"),),
)
TRANSFORMERS = Distribution(
    Package("transformers", "4.57.1", "newest", ("transformers",)),
    Path("/nowhere/transformers"),
    ("transformers",),
    urls=(("Homepage", "https://github.com/huggingface/transformers"),),
)
PYTHON = Distribution(
    Package("Python", "3.11.7", "standard library", ("json", "pathlib", "asyncio")),
    Path("/nowhere/python"),
    ("json", "pathlib", "asyncio"),
)
PANDAS = Distribution(
    Package("pandas", "2.3.0", "newest", ("pandas",)),
    Path("/nowhere/pandas"),
    ("pandas",),
    urls=(("documentation", "https://pandas.pydata.org/docs/"), ("homepage", "https://pandas.pydata.org")),
)


def subject(
    code: str,
    line: int | None = None,
    symbols: Mapping[str, str] | None = None,
    distributions: Sequence[Distribution] = (PEFT, TRANSFORMERS, PYTHON),
    documented: Sequence[str] = (),
    queries: tuple[str, ...] = (),
    sites: Sites | None = None,
) -> Subject:
    """Return the step that starts on a line, the last one by default.

    Args:
        code: The snippet.
        line: Counted from 1.
        symbols: By called expression; a call without is not resolved.
        documented: Called expressions that have a source.
    """
    snippet = Snippet("a.py", "python", "A", "", code, "0" * 64, queries=queries, sites=sites or Sites())
    analysis = analyse(snippet, 1000)
    index = max(i for i, step in enumerate(analysis.steps) if line is None or step.start_line <= line)
    calls = tuple(
        ResolvedCall(
            call,
            (symbols or {}).get(call.callee),
            0 if call.callee in documented else None,
            tuple(BoundArgument(argument, argument.keyword) for argument in call.arguments),
        )
        for call in analysis.facts[index].calls
    )
    used = {name.partition(".")[0] for one in analysis.imports for name in (one.module,)}
    packages = tuple(one.package for one in distributions if used & set(one.package.imports))
    environment = Environment(packages, tuple(distributions), "3.11.7")
    return Subject(snippet, analysis.steps[index], analysis.facts[index], calls, environment)
