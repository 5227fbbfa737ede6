"""What the names are that a step reads without calling them, in the words of their documentation."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.engines.reference.english import listed, sentence
from explainer.engines.reference.quotes import Quotes
from explainer.engines.reference.symbols import kind_of, package_of
from explainer.engines.reference.told import Told
from explainer.engines.reference.values import code
from explainer.evidence.plain import code_markdown
from explainer.model import Claim, Documentation


def name_claims(told: Told) -> Iterator[Claim]:
    """Yield what is said of each name that is not called as well, those of one meaning together."""
    research = told.request.research
    called = {call.source for call in research.calls}
    imported = {one.path for one in told.request.facts.reads if any(made.kind == "import" for made in one.definitions)}
    paths: dict[int, list[str]] = {}
    for name in research.names:
        if name.source not in called:
            paths.setdefault(name.source, []).append(name.path)
    for source, written in paths.items():
        quotes = Quotes(source, research.documentation[source])
        summary = quotes.summary()
        if summary is not None and summary not in told.quotes:
            told.quotes.add(summary)
            names = listed([code(path) for path in written])
            what = _which(research.documentation[source], imported.isdisjoint(written))
            yield Claim(sentence(f"{names}{what}: {quotes.words(summary)}"), "quoted", (summary,))


def _which(found: Documentation, of_value: bool) -> str:
    """Return what a name stands for, as an apposition: `, the attribute ndarray.shape of numpy 2.3.1`."""
    package, noun = package_of(found), kind_of(found)
    if found.of_base:
        return f", a class {package} that builds on {code_markdown(found.of_base)}, which says of itself"
    if noun in ("class", "function"):
        return f", {package}" if package.startswith("built into") else f", a {noun} {package}"
    if not of_value and not found.name.rpartition(".")[0][:1].isupper():
        return f", {package}"
    return f", the {'method' if noun == 'method' else 'attribute'} {code_markdown(found.name)} {package}"
