"""A walkthrough as plain Markdown, for other generators and for reading as it is.

What comes from outside is either code that cannot end its own fence, or text whose marks are escaped. Includes and
template languages look into code as well: code that has their marks is written as HTML, plain but for these marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from explainer.evidence.lines import replace_references
from explainer.model import Claim, ExplainedStep, Finding, Source, Walkthrough
from explainer.render.inline import Piece, pieces, quoted_in
from explainer.render.opening import without_opening
from explainer.render.text import one_line, visible, web_address

_MARKS = re.compile(r"[\\`*_\[\]|]")
_ENTITIES = str.maketrans({mark: f"&#{ord(mark)};" for mark in "&<>{}~^$"})
_AT_START = re.compile(r"^(\d*)([-+#=.):])")
_LOOKED_FOR = re.compile(r"\{[{%#!]|-8<|<!--")
# What the above would find in HTML that has its `<` escaped, and fences, which some look for in HTML as well.
_LOOKED_FOR_IN_HTML = re.compile(r"\{(?=[{%#!])|`{3,}|~{3,}")
_CODE = re.compile(r"(`+)(.+?)\1", re.DOTALL)
_RUN = re.compile(r"`+")
_SPACES = re.compile(r"\s+")
_EMPHASIS = {"em": "*", "strong": "**"}
_MOST_TITLE = 200


def to_markdown(walkthrough: Walkthrough) -> str:
    """Return the page of a walkthrough as Markdown that needs no extension but tables."""
    snippet = walkthrough.snippet
    parts = [f"# {escaped(one_line(snippet.title, _MOST_TITLE))}"]
    parts += [escaped(one_line(part, len(part))) for part in snippet.introduction.split("\n\n") if part.strip()]
    if walkthrough.packages:
        listed = (f"- {escaped(f'{p.name} {p.version}'.strip())}, {p.origin}" for p in walkthrough.packages)
        parts.append("\n".join(listed))
    if walkthrough.findings:
        parts += ["## Findings", "\n".join(_finding(found) for found in walkthrough.findings)]
    parts += ["## The source", fenced(snippet.text, snippet.language)]
    for explained in walkthrough.steps:
        parts += _step(explained, snippet.language)
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """Return text as Markdown that shows it as it is, with its code between backticks kept as code."""
    pieces, end = [], 0
    for found in _CODE.finditer(text):
        pieces += [_plain(text[end : found.start()]), code(found[2])]
        end = found.end()
    return _AT_START.sub(r"\1\\\2", "".join([*pieces, _plain(text[end:])]))


def code(text: str) -> str:
    """Return a code span that holds any text, in a fence longer than any that is in it."""
    shown = visible(one_line(text, len(text)))
    if _LOOKED_FOR.search(shown):
        return f"<code>{_entities(shown)}</code>"
    fence = "`" * (1 + max((len(run) for run in _RUN.findall(shown)), default=0))
    space = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{space}{shown}{space}{fence}" if shown else ""


def fenced(text: str, language: str = "") -> str:
    """Return a code block, in a fence longer than any run of backticks in it."""
    shown = visible(text).rstrip()
    if _LOOKED_FOR.search(shown):
        plain = _LOOKED_FOR_IN_HTML.sub(lambda found: _entities(found[0]), escape(shown, quote=False))
        return f"<pre><code>{plain}</code></pre>"
    fence = "`" * max(3, 1 + max((len(run) for run in _RUN.findall(shown)), default=0))
    return f"{fence}{language}\n{shown}\n{fence}"


def _step(explained: ExplainedStep, language: str) -> list[str]:
    step = explained.step
    one = step.start_line == step.end_line
    parts = [f"## Line {step.start_line}" if one else f"## Lines {step.start_line} to {step.end_line}"]
    parts += [fenced(step.code, language)]
    if explained.explanation.claims:
        parts += ["**Research synthesis**"]
    if explained.explanation.note:
        parts += [escaped(one_line(explained.explanation.note, len(explained.explanation.note)))]
    parts += _claims(explained)
    documentation = explained.research.documentation
    if documentation:
        parts += [f"**Search results ({len(documentation)})**"]
        for number, found in enumerate(documentation):
            citations = (c for claim in explained.explanation.claims for c in claim.citations if c.source == number)
            parts += _source(number + 1, found.source, without_opening(found, citations))
    return parts


def _claims(explained: ExplainedStep) -> Iterable[str]:
    rows: list[str] = []
    for claim in explained.explanation.claims:
        shown = _claim(claim, explained.research.sources)
        if claim.argument is None:
            yield from _table(rows)
            rows = []
            yield shown
        else:
            rows.append(f"| {_cell(claim.argument[0])} | {_cell(claim.argument[1])} | {shown} |")
    yield from _table(rows)


def _table(rows: Sequence[str]) -> list[str]:
    return ["\n".join(["| argument | here | its documentation |", "|---|---|---|", *rows])] if rows else []


def _cell(text: str) -> str:
    # A bar ends a cell even inside code.
    return code(text).replace("|", "\\|")


def _claim(claim: Claim, sources: tuple[Source, ...]) -> str:
    shown = _inline(replace_references(claim.text, str))
    for citation in claim.citations:
        quote, held = quoted_in(claim, citation, sources)
        number = f"\\[{citation.source + 1}\\]"
        shown += f" {number}" if held else f" “{_inline(quote)}” {number}"
    return shown + (" (inference)" if claim.support == "inference" and claim.marked else "")


def _inline(markdown: str) -> str:
    """Return inline Markdown that means the same here, where more is Markdown than in a claim."""
    shown = "".join(code(piece.text) if piece.code else _emphasised(piece) for piece in pieces(visible(markdown)))
    return _AT_START.sub(r"\1\\\2", shown)


def _emphasised(piece: Piece) -> str:
    marks = "".join(_EMPHASIS[mark] for mark in piece.marks)
    return f"{marks}{_plain(piece.text)}{marks[::-1]}"


def _finding(found: Finding) -> str:
    return f"- Line {found.line}, {escaped(found.kind.replace('-', ' '))}: {_inline(found.message)}"


def _source(number: int, source: Source, text: str) -> list[str]:
    place = ", ".join(part for part in (f"{source.package} {source.version}".strip(), source.locator) if part)
    title = f"{number}\\. {escaped(one_line(source.title, _MOST_TITLE))}" + (f" ({escaped(place)})" if place else "")
    address = web_address(source.url)
    named = f"{title}: {code(address)}" if address else title
    return [named, fenced(text, "text")] if text.strip() else [named]


def _plain(text: str) -> str:
    return _MARKS.sub(r"\\\g<0>", visible(_SPACES.sub(" ", text))).translate(_ENTITIES)


def _entities(text: str) -> str:
    return "".join(
        character if character.isalnum() or character in " \n_" else f"&#{ord(character)};" for character in text
    )
