"""What imports bring in, and what the packages say of themselves."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.engines.reference.english import listed, sentence
from explainer.engines.reference.quotes import Quotes
from explainer.evidence.plain import code_markdown
from explainer.model import Claim, Documentation, ExplainRequest, Import

_NOUNS = {"function": "function", "class": "class", "module": "module"}


def import_claims(request: ExplainRequest) -> Iterator[Claim]:
    """Yield what an import statement binds, what each name is, and what the package says it is."""
    imports = request.facts.imports
    found = list(enumerate(request.research.documentation))
    packages = [(index, one) for index, one in found if one.kind == "package"]
    yield Claim(sentence(f"imports {_what(imports)}{_from(imports, packages, found)}"), "checked")
    told: set[int] = set()
    for one in imports:
        match = next(((index, known) for index, known in found if _documents(known, one)), None)
        if match is not None and match[0] not in told:
            told.add(match[0])
            yield from _about(one, *match)
    for index, package in packages:
        summary = Quotes(index, package).summary()
        if summary is not None:
            words = Quotes(index, package).words(summary)
            yield Claim(sentence(f"The package {code_markdown(package.name)}: {words}"), "quoted", (summary,))


def _what(imports: tuple[Import, ...]) -> str:
    named = []
    for one in imports:
        name = code_markdown(one.module if one.name is None else one.name)
        shown = "everything public" if one.name == "*" else name
        named.append(f"{shown} under the name {code_markdown(one.alias)}" if one.alias else shown)
    return listed(named)


def _from(
    imports: tuple[Import, ...], packages: list[tuple[int, Documentation]], found: list[tuple[int, Documentation]]
) -> str:
    """Return ` from peft 0.21.2`, as far as it is known."""
    if imports and imports[0].module == "__future__":
        return ", which changes how Python reads this file"
    versions = dict.fromkeys(f"{one.source.package} {one.source.version}" for _, one in packages)
    if versions:
        return f" from {listed(list(versions))}" if all(one.name for one in imports) else _of(imports, list(versions))
    if any(one.source.package == "Python" for _, one in found):
        return " from Python's standard library" if len(imports) < 2 else ", from Python's standard library"
    modules = dict.fromkeys(one.module for one in imports if one.name)
    return f" from {listed([code_markdown(module) for module in modules])}" if modules else ""


def _of(imports: tuple[Import, ...], versions: list[str]) -> str:
    exact = {version.rpartition(" ")[0] for version in versions} == {one.module for one in imports}
    return f" (version {versions[0].rpartition(' ')[2]})" if exact and len(versions) == 1 else f" of {listed(versions)}"


def _documents(known: Documentation, one: Import) -> bool:
    return known.kind != "package" and known.source.title in (one.target, one.module if one.name == "*" else one.target)


def _about(one: Import, index: int, known: Documentation) -> Iterator[Claim]:
    quotes = Quotes(index, known)
    summary = quotes.summary()
    name = one.alias or one.name or one.module
    noun = _NOUNS.get(known.kind, "")
    if summary is not None:
        what = f"{code_markdown(name)}, a {noun}" if noun else code_markdown(name)
        yield Claim(sentence(f"{what}: {quotes.words(summary)}"), "quoted", (summary,))
