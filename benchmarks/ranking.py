"""How well results of several searches are put in one order, on steps whose results are labelled.

The labelled set is `ranking.txt`. A part of its steps was kept aside while the weights were chosen.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.process import report
from explainer.analysis.environment import Distribution, Environment
from explainer.model import BoundArgument, Package, ResolvedCall, Snippet
from explainer.pipeline.slices import analyse
from explainer.research.protocol import Subject
from explainer.research.queries import queries
from explainer.research.web.protocol import Result
from explainer.research.web.ranking import Ranking, rank
from explainer.research.web.topic import topic_of

LABELLED = Path(__file__).parent / "ranking.txt"
GAINS = {"+": 2, "~": 1, "-": 0}
WRONG = "-"
FIRST = 3
_STANDARD = "json pathlib asyncio re argparse subprocess datetime csv functools"
# Name, version, import names, and the links of the metadata, as the packages give them.
_PACKAGES = (
    ("requests", "2.32.5", "requests", "https://requests.readthedocs.io"),
    ("Flask", "3.1.2", "flask", "https://flask.palletsprojects.com/"),
    ("fastapi", "0.120.0", "fastapi", "https://fastapi.tiangolo.com/"),
    ("click", "8.3.0", "click", "https://click.palletsprojects.com/"),
    ("rich", "14.2.0", "rich", "https://rich.readthedocs.io/en/latest/"),
    ("pydantic", "2.12.3", "pydantic", "https://docs.pydantic.dev"),
    ("pandas", "2.3.3", "pandas", "https://pandas.pydata.org/docs/"),
    ("numpy", "2.3.4", "numpy", "https://numpy.org/doc/"),
    ("matplotlib", "3.10.7", "matplotlib", "https://matplotlib.org"),
    ("scikit-learn", "1.7.2", "sklearn", "https://scikit-learn.org"),
    ("torch", "2.9.0", "torch", "https://pytorch.org"),
    ("transformers", "4.57.1", "transformers", "https://github.com/huggingface/transformers"),
    ("peft", "0.17.1", "peft", "https://github.com/huggingface/peft"),
    ("datasets", "4.3.0", "datasets", "https://github.com/huggingface/datasets"),
    ("pytest", "8.4.2", "pytest _pytest", "https://docs.pytest.org/en/stable/"),
    ("beautifulsoup4", "4.14.2", "bs4", "https://www.crummy.com/software/BeautifulSoup/bs4/"),
    ("httpx", "0.28.1", "httpx", "https://www.python-httpx.org"),
    ("PyYAML", "6.0.3", "yaml", "https://pyyaml.org/wiki/PyYAMLDocumentation"),
    ("pillow", "12.0.0", "PIL", "https://pillow.readthedocs.io"),
    ("SQLAlchemy", "2.0.44", "sqlalchemy", "https://docs.sqlalchemy.org"),
    ("scipy", "1.16.2", "scipy", "https://docs.scipy.org/doc/scipy/"),
    ("celery", "5.5.3", "celery", "https://docs.celeryq.dev/"),
    ("redis", "7.0.0", "redis", "https://redis.readthedocs.io/en/latest/"),
    ("polars", "1.34.0", "polars", "https://docs.pola.rs/api/python/stable/reference/index.html"),
    ("boto3", "1.40.60", "boto3", "https://boto3.amazonaws.com/v1/documentation/api/latest/index.html"),
    ("attrs", "25.4.0", "attrs attr", "https://www.attrs.org/"),
    ("seaborn", "0.13.2", "seaborn", "http://seaborn.pydata.org"),
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A step and the labels of what was found for it."""

    held: bool
    subject: Subject
    results: tuple[tuple[str, Result], ...]
    """(label, result), in the order of a general search engine."""


def main() -> int:
    """Print the measures; return how many numbers were missed."""
    steps = list(labelled())
    missed = 0
    for name, part in (
        ("all", steps),
        ("chosen on", _part(steps, held=False)),
        ("kept aside", _part(steps, held=True)),
    ):
        merged = [(step, merge(step)) for step in part]
        wrong = sum(wrong_first(step, ranking) for step, ranking in merged)
        ours = sum(_ndcg(step, [one.result for one in ranking.pages]) for step, ranking in merged) / len(part)
        singles = [sum(_ndcg(step, lists(step)[n][1]) for step in part) / len(part) for n in range(3)]
        print(f" {name}: {len(part)} steps, {sum(len(step.results) for step in part)} results")
        missed += report("other products among the first three", wrong, "", 0)
        report("best nDCG@5 of a single list", max(singles), "")
        missed += report("nDCG@5 of the merged order", ours, "", max(singles), at_least=True)
    return missed


def labelled() -> Iterator[Labelled]:
    """Read the labelled set."""
    for block in LABELLED.read_text(encoding="utf-8").split("\n== ")[1:]:
        kind, *lines = block.strip().split("\n")
        results = [_result(line) for line in lines if line[:2] in ("+ ", "~ ", "- ")]
        symbols = dict(line[2:].rsplit(" ", 1) for line in lines if line.startswith("@ ") and line.count(" ") > 1)
        plain = [line for line in lines if line[:2] not in ("+ ", "~ ", "- ", "@ ")]
        yield Labelled(kind == "held", _subject("\n".join(plain) + "\n", symbols), tuple(results))


def merge(step: Labelled) -> Ranking:
    """Return the merged order of the results of a step."""
    return rank(lists(step), topic_of(step.subject, queries(step.subject, 3)))


def lists(step: Labelled) -> list[tuple[str, list[Result]]]:
    """Return the results in three orders: of a general engine, by BM25, and by the likeness of their titles."""
    found = [result for _, result in step.results]
    query = queries(step.subject, 3)[0]
    return [("general", found), ("words", _by_words(query, found)), ("titles", _by_title(query, found))]


def wrong_first(step: Labelled, ranking: Ranking) -> int:
    """Return how many of the first pages are about other products."""
    labels = {result.url: label for label, result in step.results}
    return sum(labels[one.result.url] == WRONG for one in ranking.pages[:FIRST])


def _part(steps: Sequence[Labelled], held: bool) -> list[Labelled]:
    return [step for step in steps if step.held is held]


def _result(line: str) -> tuple[str, Result]:
    label, _, rest = line.partition(" ")
    url, title, text = rest.split(" | ")
    return label, Result(title, url, text)


def _subject(code: str, symbols: dict[str, str]) -> Subject:
    snippet = Snippet("step.py", "python", "", "", code, "")
    analysis = analyse(snippet, 100)
    called = ({call.callee for call in facts.calls} for facts in analysis.facts)
    index = next(n for n, callees in enumerate(called) if callees & symbols.keys())
    calls = tuple(
        ResolvedCall(call, symbols.get(call.callee), 0, tuple(BoundArgument(a, a.keyword) for a in call.arguments))
        for call in analysis.facts[index].calls
    )
    used = {found.module.partition(".")[0] for found in analysis.imports}
    distributions = tuple(one for one in _distributions() if used & set(one.top_level))
    environment = Environment(tuple(one.package for one in distributions), distributions, "3.13.0")
    return Subject(snippet, analysis.steps[index], analysis.facts[index], calls, environment)


def _distributions() -> Iterator[Distribution]:
    standard = tuple(_STANDARD.split())
    yield Distribution(Package("Python", "3.13.0", "standard library", standard), Path("/nowhere"), standard)
    for name, version, imports, url in _PACKAGES:
        modules = tuple(imports.split())
        package = Package(name, version, "newest", modules)
        yield Distribution(package, Path("/nowhere"), modules, urls=(("Documentation", url),))


def _by_words(query: str, results: Sequence[Result]) -> list[Result]:
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE VIRTUAL TABLE page USING fts5(title, address, text)")
        rows = [(one.title, one.url, one.text) for one in results]
        database.executemany("INSERT INTO page VALUES (?, ?, ?)", rows)
        words = " OR ".join(f'"{word}"' for word in query.replace(".", " ").replace("_", " ").split())
        found = database.execute("SELECT rowid FROM page WHERE page MATCH ? ORDER BY rank", (words,)).fetchall()
    database.close()
    first = [row[0] - 1 for row in found]
    return [results[n] for n in (*first, *(n for n in range(len(results)) if n not in first))]


def _by_title(query: str, results: Sequence[Result]) -> list[Result]:
    wanted = _trigrams(query)
    likeness = {one.url: len(wanted & _trigrams(one.title)) / len(wanted | _trigrams(one.title)) for one in results}
    return sorted(results, key=lambda one: -likeness[one.url])


def _trigrams(text: str) -> set[str]:
    padded = f"  {text.lower()} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def _ndcg(step: Labelled, order: Sequence[Result], most: int = 5) -> float:
    gains = {result.url: GAINS[label] for label, result in step.results}
    best = sum(gain / math.log2(at + 2) for at, gain in enumerate(sorted(gains.values(), reverse=True)[:most]))
    return sum(gains[one.url] / math.log2(at + 2) for at, one in enumerate(order[:most])) / best


if __name__ == "__main__":
    raise SystemExit(main())
