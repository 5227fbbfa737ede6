"""What imports bring in, and what the packages say of themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explainer.engines.reference.english import listed, sentence
from explainer.engines.reference.quotes import Quotes
from explainer.engines.reference.symbols import kind_of
from explainer.evidence.plain import code_markdown
from explainer.model import Claim, Documentation, ExplainRequest, Import

_NOUNS = {"function": "functions", "class": "classes", "module": "modules"}
"""What is told of a name, and of several."""


def import_claims(request: ExplainRequest) -> Iterator[Claim]:
    """Yield what an import statement binds, what each name is, and what the package says it is."""
    imports = request.facts.imports
    found = list(enumerate(request.research.documentation))
    packages = [(index, one) for index, one in found if one.kind == "package"]
    yield Claim(sentence(_imported(imports, packages, found)), "checked")
    told: set[int] = set()
    bare: dict[str, list[str]] = {}
    for one in imports:
        match = next(((index, known) for index, known in found if _documents(known, one)), None)
        if match is not None and match[0] not in told:
            told.add(match[0])
            quoted = _about(one, *match)
            if quoted is not None:
                yield quoted
            elif (noun := _noun(one, match[1])) and one.name not in (None, "*"):
                bare.setdefault(noun, []).append(code_markdown(_known_as(one)))
    if bare:
        yield Claim(sentence(listed([_are(noun, names) for noun, names in bare.items()])), "checked")
    for index, package in packages:
        summary = Quotes(index, package).summary()
        if summary is not None:
            words = Quotes(index, package).words(summary)
            yield Claim(sentence(f"The package {code_markdown(package.name)}: {words}"), "quoted", (summary,))


def _imported(
    imports: tuple[Import, ...], packages: list[tuple[int, Documentation]], found: list[tuple[int, Documentation]]
) -> str:
    """Return `imports PeftModel from peft 0.21.2`, as far as the package is known."""
    what = listed([_named(one) for one in imports])
    if not imports:
        return "imports other code"
    if imports[0].module == "__future__":
        return f"turns on {what}, which changes how Python reads this file"
    versions = list(dict.fromkeys(f"{one.source.package} {one.source.version}" for _, one in packages))
    if not versions and any(one.source.package == "Python" for _, one in found):
        return f"imports {what} from Python's standard library"
    if versions:
        return f"imports {what} from {listed(versions)}"
    modules = dict.fromkeys(one.module for one in imports if one.name)
    return f"imports {what}" + (f" from {listed([code_markdown(module) for module in modules])}" if modules else "")


def _named(one: Import) -> str:
    if one.name == "*":
        return f"everything public in {code_markdown(one.module)}"
    name = code_markdown(one.name or one.module)
    return f"{name} (here called {code_markdown(one.alias)})" if one.alias and one.alias != one.name else name


def _documents(known: Documentation, one: Import) -> bool:
    return known.kind != "package" and known.source.title in (one.target, one.module if one.name == "*" else one.target)


def _about(one: Import, index: int, known: Documentation) -> Claim | None:
    """Return what a name is, with what its documentation says of it; None where that says nothing."""
    quotes = Quotes(index, known)
    summary = quotes.summary()
    if summary is None:
        return None
    noun, name = _noun(one, known), code_markdown(_known_as(one))
    what = f"{name}, a {noun}" if noun else name
    below = f" that builds on {code_markdown(known.of_base)}, which says of itself" if known.of_base else ""
    return Claim(sentence(f"{what}{below}: {quotes.words(summary)}"), "quoted", (summary,))


def _noun(one: Import, known: Documentation) -> str:
    """Return what kind of thing a name stands for; empty for values and where the name gives reason to doubt it.

    A function with the name of a class, as `typing.Optional`, is made to be used in another way than to be called.
    """
    noun = kind_of(known)
    doubtful = noun == "function" and _known_as(one)[:1].isupper()
    return noun if noun in _NOUNS and not doubtful else ""


def _are(noun: str, names: Sequence[str]) -> str:
    return f"{listed(names)} is a {noun}" if len(names) == 1 else f"{listed(names)} are {_NOUNS[noun]}"


def _known_as(one: Import) -> str:
    return one.alias or one.name or one.module
