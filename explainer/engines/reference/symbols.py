"""What a symbol is, of which package or line, and how surely it is the one that is called."""

from __future__ import annotations

import re

from explainer.engines.reference.quotes import Quotes
from explainer.engines.reference.values import code, line
from explainer.evidence.plain import code_markdown, plain
from explainer.model import Call, Citation, Documentation, ResolvedCall

_HEADER = re.compile(r"^(?:async )?(class|def)\b", re.MULTILINE)
_OF_HEADERS = {"class": "class", "def": "function"}
_NOUNS = {"function": "function", "method": "method", "class": "class", "attribute": "object", "module": "module"}


def makes(found: Documentation | None) -> bool:
    """Tell whether a call makes an instance; a class in small letters is meant to be called like a function."""
    return found is not None and kind_of(found) == "class" and found.name.rpartition(".")[2][:1].isupper()


def kind_of(found: Documentation) -> str:
    """Return what a symbol is; of one without documentation its header says that, empty where it is a value."""
    if found.kind != "signature":
        return _NOUNS.get(found.kind, "function")
    header = _HEADER.search(found.source.text)
    return _OF_HEADERS[header[1]] if header else ""


def looks_up(found: Documentation | None, call: Call) -> bool:
    """Tell whether a call looks a member of an enumeration up by its value."""
    alone = len(call.arguments) == 1 and call.arguments[0].keyword is None
    return found is not None and found.enumeration and alone and not call.arguments[0].value.startswith("*")


def is_handed_in(call: Call) -> bool:
    """Tell whether what is called is a parameter, which may be any function that a caller gives."""
    definitions = call.reads[0].definitions if call.reads and call.reads[0].path == call.callee else ()
    return bool(definitions) and all(one.kind == "parameter" for one in definitions)


def is_method(found: Documentation) -> bool:
    """Tell whether a symbol is called on a value or a class."""
    owner = found.name.rpartition(".")[0].rpartition(".")[2].lstrip("_")
    return found.kind == "method" or (found.kind == "signature" and owner[:1].isupper() and not makes(found))


def which(found: Documentation, callee: str) -> str:
    """Return a symbol's kind and package, or its line in the snippet, as an apposition: `, a class of peft 0.21.2,`."""
    if found.enumeration:
        return f", an enumeration{of(found)}" if found.source.searcher != "snippet" else of(found, "an enumeration ")
    same = callee.rpartition(".")[2] == found.name.rpartition(".")[2]
    if found.source.searcher == "snippet":
        return of(found) if same else f", which is {code(found.name)}{of(found)}"
    noun = kind_of(found) or "function"
    kind = f"{'an' if noun == 'object' else 'a'} {noun}" if same else f"the {noun} {code_markdown(found.name)}"
    package = package_of(found)
    return f", {package}," if package.startswith("built into") else f", {kind} {package},"


def doubt(resolved: ResolvedCall) -> str:
    """Return a sentence about how sure it is what is called, where it is not plain."""
    receiver = code(resolved.call.receiver or resolved.call.callee)
    if resolved.match == "name":
        return f" Matched by name, since the type of {receiver} is not known."
    if resolved.match == "documentation" and resolved.call.receiver:
        return f" The type of {receiver} is taken from the documentation of what made it."
    return ""


def of(found: Documentation, noun: str = "") -> str:
    """Return the package, or the line of the snippet, that a symbol is of, with what it is if it is given."""
    where = found.source.locator.rpartition(":")[2]
    if found.source.searcher == "snippet":
        return f", {noun}defined on {line(int(where))}," if where.isdecimal() else ""
    return f" {package_of(found)},"


def method(found: Documentation) -> str:
    """Return a method by the class that defines it, its package, and the class that has it from there."""
    owner, _, name = found.name.rpartition(".")
    defining = found.source.symbol.rpartition(".")[0].rpartition(".")[2]
    owner = owner.rpartition(".")[2]
    if defining.startswith("_") or not defining[:1].isupper() or defining == owner:
        return f"{code_markdown(found.name)}{of(found)}"
    inherits = f" which {code_markdown(owner)} inherits," if owner[:1].isupper() else ""
    return f"{code_markdown(f'{defining}.{name}')}{of(found)}{inherits}"


def package_of(found: Documentation) -> str:
    """Return the package and version that a symbol is of."""
    source = found.source
    if source.package == "Python":
        return "built into Python" if source.symbol.startswith("builtins.") else "of Python's standard library"
    # What stands in stubs of another distribution is described there, and is not of it.
    where = "described by" if source.locator.partition("/")[0].endswith("-stubs") else "of"
    return f"{where} {source.package} {source.version}".strip() if source.package else "of this snippet"


def introduced(found: Documentation, quotes: Quotes, summary: Citation) -> str:
    """Return the words that lead to a quote, by how it begins: with a verb, a noun, or a sentence of its own."""
    if found.of_base:
        return f"The documentation of {code_markdown(found.of_base)}, which it builds on: {quotes.words(summary)}"
    if found.enumeration:
        return f"The documentation of {code_markdown(found.name)}: {quotes.words(summary)}"
    words = plain(summary.span.of(found.source.text))
    quote = quotes.words(summary)
    first = words.split(" ", 1)[0].strip("`")
    if first in ("A", "An", "The") and not words.rstrip(".").count(". ") and " is " not in words[:60]:
        return f"It is described as {quote}"
    return f"Its documentation: {quote}"
