"""One text for one source: a docstring, followed by descriptions of parameters that the sources keep elsewhere."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from explainer.analysis import docstrings, mentions
from explainer.evidence.sentences import sentences
from explainer.model import Parameter, Span

_BELOW = re.compile(
    r"^(?P<indent> {0,2})(?P<name>\w+)\n(?P<words>(?:(?P=indent) {2,}\S[^\n]*(?:\n|$)|[ ]*\n(?=(?P=indent) {2}))+)",
    re.M,
)
"""The description of a parameter below its name, as compiled functions of Python have it."""
_BEHIND = re.compile(
    r"^(?P<indent>[ \t]*)(?:[-*+•][ \t]+)?`{0,2}(?P<name>\w+)`{0,2}[ \t]+--?[ \t]+"
    r"(?P<words>\S[^\n]*(?:\n(?P=indent)[ \t]+\S[^\n]*)*)",
    re.M,
)
"""The description of a parameter behind its name and a dash, outside of any section."""
_TYPED = re.compile(
    r"^(?P<indent>[ \t]*)(?P<name>\w+(?:, ?\w+)*) : [^\n]+\n(?P<words>(?:(?P=indent)[ \t]+\S[^\n]*(?:\n|$))+)", re.M
)
"""Parameters as numpy writes them, in a docstring without the section that they belong in."""
_SIGNATURE = re.compile(r"^[ \t]*(?:\w+\.)*\w+\((?P<before>[^()*\n]*)\*(?P<name>\w+)", re.M)
"""The beginning of a docstring's own line of a signature, up to what takes any number of arguments."""


def described(
    parameters: tuple[Parameter, ...], docstring: docstrings.Docstring, describes: Callable[[str], Span | None]
) -> tuple[Parameter, ...]:
    """Return parameters with what describes each, by the names that the documentation has for them.

    One that is only given by position may have another name in a docstring, so its place there counts too.
    """
    parameters = _gathered(parameters, docstring, describes)
    listed, taken = list(docstring.parameters), {one.name for one in parameters}
    found = []
    for place, one in enumerate(parameters):
        span, name = describes(one.name), one.name
        if span is None and one.kind == "positional-only" and place < len(listed) and listed[place] not in taken:
            span = docstring.parameters[listed[place]]
            # `start_or_stop` says more than `start`.
            name = name if listed[place] in name.split("_") else listed[place]
        found.append(replace(one, name=name, documentation=span))
    return tuple(found)


def _gathered(
    parameters: tuple[Parameter, ...], docstring: docstrings.Docstring, describes: Callable[[str], Span | None]
) -> tuple[Parameter, ...]:
    """Return parameters with one in place of those that the docstring's own signature takes together.

    A stub may count them up, `size1, size2, /`, where the docstring says `reshape(*shape)`.
    """
    head = docstring.text[: docstring.summary.start] if docstring.summary is not None else ""
    for match in _SIGNATURE.finditer(head):
        first = len([one for one in match["before"].split(",") if one.strip(" /")])
        others = [one for one in parameters[first:] if one.kind == "positional-only"]
        if others and not any(describes(one.name) for one in others):
            rest = parameters[first + len(others) :]
            if not any(one.kind == "positional-or-keyword" for one in rest):
                kept = (one for one in rest if one.kind != "var-positional")
                return (*parameters[:first], Parameter(match["name"], "var-positional"), *kept)
    return parameters


class Composition:
    """A text that grows at its end, so that spans into it stay right.

    Args:
        text: The docstring to begin with.
    """

    def __init__(self, text: str) -> None:
        self.docstring = docstrings.parse(text)
        self._text = text
        self._spans: dict[str, Span] = {}
        self.deprecated = self.docstring.deprecated

    @property
    def text(self) -> str:
        """All of the text."""
        return self._text

    def describes(self, name: str) -> Span | None:
        """Return where a parameter is described."""
        return self.docstring.describes(name) or self._spans.get(name)

    def describe(self, entries: Iterable[tuple[str, str]], heading: str = "Parameters") -> None:
        """Add a section with what documents some parameters; a parameter that is described already keeps its words."""
        new = [(name, inspect.cleandoc(text).strip()) for name, text in entries if not self.describes(name)]
        new = [(name, text) for name, text in new if text and name not in self._spans]
        if not new:
            return
        self._text += f"{self._gap()}{heading}:"
        for name, text in new:
            self._text += f"\n    {name}: "
            start = len(self._text)
            self._text += text.replace("\n", "\n        ")
            self._spans[name] = Span(start, len(self._text))

    def read_entries(self, names: Iterable[str]) -> None:
        """Read the descriptions of parameters that stand outside of sections, below or behind each parameter's name."""
        wanted = set(names)
        for match in (found for pattern in (_BELOW, _BEHIND, _TYPED) for found in pattern.finditer(self._text)):
            words = match["words"].strip()
            start = match.start("words") + match["words"].index(words)
            for name in re.findall(r"\w+", match["name"]):
                if name in wanted and not self.describes(name):
                    self._spans[name] = Span(start, start + len(words))

    def read_sentences(self, names: Iterable[str]) -> None:
        """Read what sentences of the prose say of parameters that are described nowhere else."""
        opening = self.docstring.opening
        for name in names:
            if opening is None or self.describes(name):
                continue
            if span := mentions.about(self._text, opening, self.docstring.summary, name):
                self._spans[name] = span

    def deprecate(self, words: str) -> None:
        """Add what a decorator says about the deprecation of the symbol."""
        if self.deprecated is None:
            self._text += f"{self._gap()}Deprecated:\n    "
            start = len(self._text)
            self._text += words.replace("\n", "\n    ")
            said = sentences(self._text, Span(start, len(self._text)))
            self.deprecated = said[0] if said else Span(start, len(self._text))

    def document(self, parameters: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
        """Return the parameters with their descriptions, and those that `**kwargs` takes and the text describes."""
        found = described(parameters, self.docstring, self.describes)
        open_ended = next((one for one in parameters if one.kind == "var-keyword"), None)
        if open_ended is None:
            return found
        listed = {one.name for one in found}
        extra = [
            name for name in (*self.docstring.parameters, *self._spans) if name not in listed and name.isidentifier()
        ]
        known = tuple(
            Parameter(name, "keyword-only", documentation=self.describes(name)) for name in dict.fromkeys(extra)
        )
        return (
            *(one for one in found if one.name != open_ended.name),
            *known,
            *(one for one in found if one.name == open_ended.name),
        )

    def _gap(self) -> str:
        return "\n\n" if self._text else ""
