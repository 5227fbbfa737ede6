"""What to search for a step, made from its facts: symbols, packages, versions, identifiers; never its raw line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explainer.model import Argument, Package, ResolvedCall
from explainer.reading.syntax_trees import literal
from explainer.research.protocol import Subject

LONGEST = 200
"""Characters of a query."""
# `bigcode/astraios-7b`, `glue/sst2`: owner and name, as hubs of models and data sets write them.
_IDENTIFIER = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}$")
_WORD = re.compile(r"[A-Za-z_]\w+")
_SPACES = re.compile(r"\s+")
_STANDARD = "standard library"
_SHORTEST_GUESS = 5
"""Characters of the name of a method of an unknown object that are worth a search."""


def queries(subject: Subject, most: int) -> list[str]:
    """Return the searches for a step, the most telling first; a trivial step has none.

    Args:
        subject: The step.
        most: How many are made of facts; those that the snippet's author asks for come in addition.
    """
    made = (_bounded(text) for text in _made(subject))
    own = [_bounded(text) for text in subject.snippet.queries if _belongs(text, subject)]
    return (
        list(dict.fromkeys([*dict.fromkeys(text for text in made if text), *own]))[: most + len(own)] if most else own
    )


def packages(subject: Subject) -> list[Package]:
    """Return the packages that a step calls or imports, each once."""
    modules = [call.symbol for call in subject.calls if call.symbol]
    modules += [found.target for found in subject.facts.imports]
    modules += [
        d.value
        for call in subject.calls
        for read in call.call.reads
        for d in read.definitions
        if d.kind == "import" and d.value
    ]
    found = (package_of(module, subject) for module in modules)
    return list(dict.fromkeys(package for package in found if package is not None))


def package_of(module: str, subject: Subject) -> Package | None:
    """Return the package of a dotted name: one of the snippet's, or one that these need."""
    known = subject.environment.package_of(module)
    if known is None:
        provided = (one.package for one in subject.environment.distributions if one.provides(module.partition(".")[0]))
        known = next(provided, None)
    return known


def readable(symbol: str) -> str:
    """Return a symbol as people write it: with its class, without its modules and what is private."""
    *public, name = _public(symbol).split(".")
    if name in ("__init__", "__call__", "__new__") and public:
        return readable(".".join(public))
    return f"{public[-1]}.{name}" if public and public[-1][:1].isupper() else name


def _public(symbol: str) -> str:
    """Return a dotted name without its private modules and classes; `_io.StringIO` is `io.StringIO`."""
    first, *rest = symbol.split(".")
    return ".".join([first.lstrip("_"), *(part for part in rest[:-1] if not part.startswith("_")), *rest[-1:]])


def _made(subject: Subject) -> Iterator[str]:
    calls = [call for call in subject.calls if not _trivial(call)]
    known = [call for call in calls if call.symbol or _imported(call)]
    for call in sorted(known, key=lambda call: call.source is not None):  # what nothing documents first
        yield _of_call(call, subject)
    for call in calls:
        yield from _of_identifiers(call, subject)
    for call in known:
        yield from _of_arguments(call, subject)
    for call in calls:
        if call not in known and len(call.call.name) >= _SHORTEST_GUESS:
            yield _joined(next(iter(packages(subject)), None), call.call.name)
    for found in subject.facts.imports:
        package = subject.environment.package_of(found.target)
        if package is not None and found.module != "__future__":
            yield _joined(package, found.target if package.origin == _STANDARD else found.name or found.module)


def _of_call(call: ResolvedCall, subject: Subject) -> str:
    origin = _imported(call)
    written = _full(call, origin) if origin else ""
    symbol = call.symbol or written
    package = package_of(symbol, subject) or package_of(written, subject)
    name = readable(symbol)
    if "." not in name:
        name = written or (_public(symbol) if package and package.origin == _STANDARD else name)
    return _joined(package, name)


def _of_identifiers(call: ResolvedCall, subject: Subject) -> Iterator[str]:
    package = package_of(call.symbol or _imported(call) or "", subject)
    for bound in call.arguments:
        for text in _strings(bound.argument):
            if _IDENTIFIER.fullmatch(text) and not _FILE.search(text):
                yield f"{text} {package.name}" if package else text


def _of_arguments(call: ResolvedCall, subject: Subject) -> Iterator[str]:
    """Ask for arguments that nothing documents: these are the ones to get wrong."""
    if call.symbol is None:
        return
    for bound in call.arguments:
        name = bound.argument.keyword
        if name and bound.documentation is None:
            yield _joined(package_of(call.symbol, subject), f"{readable(call.symbol)} {name}", versioned=False)


def _joined(package: Package | None, name: str | None, versioned: bool = True) -> str:
    if package is None or not name:
        return ""
    release = ".".join(package.version.split(".")[:2]) if versioned else ""
    if package.origin == _STANDARD:
        return f"python {name} {release}".strip()
    if name == "*" or name.partition(".")[0].lower() == package.name.lower():
        return f"{name.replace('*', package.name)} {release}".strip()
    return f"{package.name} {name} {release}".strip()


def _trivial(call: ResolvedCall) -> bool:
    """Whether everyone knows what is called: a builtin, or something of the snippet's own."""
    symbol = call.symbol or ""
    if symbol:
        return symbol.startswith("builtins.") or "." not in symbol
    return not call.call.name or not (_imported(call) or call.call.receiver)


def _imported(call: ResolvedCall) -> str:
    """Return the dotted name that the first name of a called expression was imported as."""
    for read in call.call.reads:
        for definition in read.definitions:
            if (
                definition.kind == "import"
                and definition.value
                and call.call.callee.startswith(read.path.split(".")[0])
            ):
                return definition.value
    return ""


def _full(call: ResolvedCall, origin: str) -> str:
    _, dot, rest = call.call.callee.partition(".")
    return f"{origin}{dot}{rest}"


def _strings(argument: Argument) -> Iterator[str]:
    """Give the texts that an argument may be: written there, or bound to the name that is."""
    values = [argument.value.lstrip("*")]
    values += [d.value for read in argument.reads for d in read.definitions if d.value and d.kind == "assignment"]
    for value in values:
        try:
            text = literal(value)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        if isinstance(text, str):
            yield text


def _belongs(query: str, subject: Subject) -> bool:
    """Whether a query of the snippet's author is about this step; one that is about none goes to the first."""
    words = _words(query)
    steps = _words(subject.step.code)
    if words & steps:
        return True
    first = not "".join(subject.snippet.lines[: subject.step.start_line - 1]).strip()
    return first and not words & _words(subject.snippet.text)


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text) if len(word) > 3}


def _bounded(text: str) -> str:
    return _SPACES.sub(" ", text).strip()[:LONGEST]
