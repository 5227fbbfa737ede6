"""Comments and docstrings: what the author says, and what the commands in a comment do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explainer.engines.reference.english import listed, sentence
from explainer.engines.reference.quotes import Quotes
from explainer.evidence.plain import code_markdown, plain, quote_markdown
from explainer.evidence.sentences import sentences
from explainer.model import Citation, Claim, Documentation, ExplainRequest

_COMMAND = re.compile(r"^[$%!>]?\s*((?:python3? -m )?pip3? install\b.*)$", re.MULTILINE)
_SCRIPT = re.compile(r"^/// script$.*?^///$", re.MULTILINE | re.DOTALL)
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---$", re.MULTILINE | re.DOTALL)
_INTERPRETER = re.compile(r"\A(?:#!)?/\S+/(?:env\s+)?\S+$", re.MULTILINE)
_CELL = re.compile(r"^%%[ \t]*(?:\[markdown\])?[ \t]*", re.MULTILINE)
"""Starts a cell in files that notebooks are made from."""
_CELL_OF_TEXT = re.compile(r"^%%[ \t]*\[markdown\]", re.MULTILINE)
_HEADING = re.compile(r"^#+[ \t]+", re.MULTILINE)
_FOR_TOOLS = re.compile(
    r"(?:type|mypy|pyright|pylint|flake8|ruff|fmt|isort|yapf|pragma|coverage|nosec|noinspection|sphinx_gallery_\w+)\s*[:=]"
    r"|noqa\b|pragma\b|fmt:|-\*-",
    re.IGNORECASE,
)
_RULE = re.compile(r"^[ \t]*[\-=*~_#]+[\s\-=*~_#]*$", re.MULTILINE)
"""A line of marks, as stands below a title."""
_FRAMED = re.compile(r"^[ \t]*[\-=*~#]{2,}[ \t]+(?P<title>\S.*?)[ \t]+[\-=*~#]{2,}[ \t]*$", re.MULTILINE)
"""A title between marks on its own line."""
_LONGEST = 240
_STRING = re.compile(r"^[rRuUbBfF]*(\"\"\"|'''|\"|')(.*?)\1?$", re.DOTALL)


def comment_claims(request: ExplainRequest) -> Iterator[Claim]:
    """Yield what a block of comment lines says: the author's words, commands to be run, metadata for tools."""
    found = list(_parts(request))
    nothing = "A comment that sets parts of the file apart." if request.facts.comment.strip() else "An empty comment."
    yield from found or [Claim(nothing, "checked")]


def _parts(request: ExplainRequest) -> Iterator[Claim]:
    text = request.facts.comment
    if _INTERPRETER.match(text):
        yield Claim("The first line names the program that runs this file when it is started as a command.", "checked")
        text = _INTERPRETER.sub("", text, count=1)
    if _SCRIPT.search(text):
        yield from _script(request)
        text = _SCRIPT.sub("", text)
    text = _HEADING.sub("", text) if _CELL_OF_TEXT.search(text) else text
    text = _CELL.sub("", _FRONT_MATTER.sub("", text.strip("\n")))
    commands = [found[1].strip() for found in _COMMAND.finditer(text)]
    blocks = _RULE.split(_FRAMED.sub(r"\g<title>\n--", _COMMAND.sub("", text)))
    words = "\n…\n".join(filter(None, map(str.strip, blocks)))
    if words:
        yield Claim(_noted("A comment", words), "checked")
    if commands:
        what = "a command" if len(commands) == 1 else "commands"
        shown = listed([code_markdown(command) for command in commands])
        yield Claim(f"The comment shows {what} to be run first: {shown}.", "checked")
    if commands:
        yield from _commands(request)


def notebook_claim(request: ExplainRequest) -> Claim | None:
    """Return what a line is that Python does not know and notebooks do; None for any other line."""
    code = " ".join(request.step.code.split())
    does = {"%": "for the notebook itself", "!": "that the notebook hands to the shell"}.get(code[:1])
    if request.step.kind != "error" or request.language != "python" or does is None:
        return None
    return Claim(f"A command {does}, and no statement of Python: {code_markdown(code)}.", "checked")


def trailing_claim(request: ExplainRequest) -> Claim | None:
    """Return what the comment at the end of a statement adds."""
    words = request.facts.comment.strip()
    return Claim(_noted("The comment adds", words), "checked") if words else None


def docstring_claims(request: ExplainRequest) -> Iterator[Claim]:
    """Yield what a docstring documents, and its first sentence."""
    scope = request.facts.scope
    what = f"The docstring of {code_markdown(scope)}" if scope else "The docstring of the file"
    found = _STRING.match(request.step.code.strip())
    text = found[2] if found else request.step.code
    first = sentences(text)
    if not first:
        yield Claim(f"{what}.", "checked")
        return
    yield Claim(sentence(f"{what}: “{quote_markdown(first[0].of(text))}”"), "checked")


def _noted(lead: str, words: str) -> str:
    flat = " ".join(words.split())
    if _FOR_TOOLS.match(flat):
        return f"A comment for a tool, not for readers: {code_markdown(flat)}."
    if len(flat) <= _LONGEST:
        return sentence(f"{lead}: “{quote_markdown(flat)}”")
    found = sentences(words)
    first = found[0].of(words) if found and len(plain(found[0].of(words))) <= _LONGEST else ""
    return (
        sentence(f"{lead} begins: “{quote_markdown(first)}”")
        if first
        else "A longer comment, which the code above shows."
    )


def _script(request: ExplainRequest) -> Iterator[Claim]:
    packages = list(_packages(request))
    needs = listed([code_markdown(one.name) for _, one in packages])
    yield Claim(
        "Inline script metadata: tools such as pipx and uv read from it what the script needs"
        f"{f', here {needs}' if needs else ''}.",
        "checked",
    )
    yield from _described(packages)


def _commands(request: ExplainRequest) -> Iterator[Claim]:
    for index, found in enumerate(request.research.documentation):
        if found.kind == "command":
            yield from _command(index, found)
    yield from _described(list(_packages(request)))


def _command(index: int, found: Documentation) -> Iterator[Claim]:
    quotes = Quotes(index, found)
    summary = quotes.summary()
    if summary is not None:
        version = f" {found.source.version}" if found.source.version else ""
        lead = f"{code_markdown(found.name)}, in {found.source.package}{version}"
        yield Claim(sentence(f"{lead}: {quotes.words(summary)}"), "quoted", (summary,))
    for option in found.parameters:
        if option.documentation is not None:
            cited = Citation(index, option.documentation)
            yield Claim(sentence(f"{code_markdown(option.name)}: {quotes.words(cited)}"), "quoted", (cited,))


def _packages(request: ExplainRequest) -> Iterator[tuple[int, Documentation]]:
    return ((index, one) for index, one in enumerate(request.research.documentation) if one.kind == "package")


def _described(packages: list[tuple[int, Documentation]]) -> Iterator[Claim]:
    for index, package in packages:
        quotes = Quotes(index, package)
        summary = quotes.summary()
        if summary is not None:
            version = f" {package.source.version}" if package.source.version else ""
            text = f"The package {code_markdown(package.name)}{version}: {quotes.words(summary)}"
            yield Claim(sentence(text), "quoted", (summary,))
