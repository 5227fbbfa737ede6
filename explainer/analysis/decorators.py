"""What decorators do to a docstring: copy it from elsewhere, add to it, fill placeholders in it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import griffe

from explainer.analysis.modules import Definition, expression
from explainer.analysis.strings import Names, evaluate, fill, format_fields, mapping, placeholders

_COPIES = re.compile(r"(?i)copy|copies|wraps|update_wrapper|inherit.*doc|^doc$|from_c_func")
_FILLS = re.compile(r"(?i)interpd|substitut|^doc$|dedent_interpd|format_doc")
_BEFORE = re.compile(r"add_start_docstrings")
_AFTER = re.compile(r"(?i)append|add_end_docstrings|^doc$")
_DEPRECATED = re.compile(r"(?i)(^|\.|_)deprecated$")
_KWDOC = re.compile(r"(\w+):kwdoc")


@dataclass(frozen=True, slots=True)
class Text:
    """A docstring, and where it stands."""

    text: str
    file: Path
    line: int
    artists: tuple[str, ...] = ()
    """Classes whose setters document the keyword arguments that are left over (matplotlib's `Line2D:kwdoc`)."""
    deprecation: str = ""
    """What a `@deprecated("...")` decorator says."""
    base: str = ""
    """Name of the base class that says this, where a class says nothing of itself."""
    introduction: bool = True
    """Whether the text is more than descriptions of parameters."""


class Context(Protocol):
    """What reading a decorator needs of the files around it."""

    def names(self, found: Definition) -> Names:
        """Return where the names in the code around a definition are looked up."""

    def target(self, found: Definition, expression: ast.expr) -> Definition | None:
        """Return what a dotted name in the code around a definition stands for."""

    def text_of(self, found: Definition) -> Text | None:
        """Return the docstring of another definition."""

    def shared(self, found: Definition, names: set[str]) -> dict[str, str]:
        """Return texts that the package keeps under these names to fill docstrings with."""


def decorate(found: griffe.Function | griffe.Class, text: Text, context: Context) -> Text:
    """Return the docstring that a definition has after its decorators."""
    for decorator in reversed(found.decorators):
        written = expression(str(decorator.value))
        if written is not None:
            text = _apply(found, written, text, context)
    if "DATA_PARAMETER_PLACEHOLDER" in text.text:
        text = replace(text, text=re.sub(r"\n[ \t]*DATA_PARAMETER_PLACEHOLDER", "", text.text))
    return text


def _apply(found: Definition, expression: ast.expr, text: Text, context: Context) -> Text:
    call = expression if isinstance(expression, ast.Call) else None
    called = call.func if call else expression
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    arguments = call.args if call else []
    if _DEPRECATED.search(name):
        return _deprecated(found, call, text, context)
    if name == "auto_docstring":
        return _introduced(found, call, text, context)
    if _COPIES.search(name):
        text = _copied(found, arguments, text, context, always="copy" in name)
    given = [evaluate(argument, context.names(found)) or "" for argument in arguments]
    if _BEFORE.search(name):
        text = replace(text, text="".join([*given, text.text]))
    elif _AFTER.search(name) and any(given):
        text = replace(text, text="\n".join([text.text, *given]).strip())
    if _FILLS.search(name):
        text = _filled(found, call, given, text, context)
    return text


def _copied(found: Definition, arguments: list[ast.expr], text: Text, context: Context, *, always: bool) -> Text:
    if text.text and not always:
        return text
    for argument in arguments:
        target = context.target(found, argument)
        copied = context.text_of(target) if target is not None and target is not found else None
        if copied and copied.text:
            return replace(copied, deprecation=text.deprecation)
    return text


def _filled(found: Definition, call: ast.Call | None, given: list[str], text: Text, context: Context) -> Text:
    wanted = placeholders(text.text)
    names = context.names(found)
    values = {k.arg: evaluate(k.value, names) or "" for k in call.keywords if k.arg} if call else {}
    for keyword in call.keywords if call else ():
        if keyword.arg is None:
            values.update(mapping(keyword.value, names))
    if call and isinstance(call.func, ast.Name) and call.func.id == "doc":
        return replace(text, text=format_fields(text.text, values))
    artists = tuple(dict.fromkeys(match[1] for name in sorted(wanted) if (match := _KWDOC.fullmatch(name))))
    values |= context.shared(found, wanted - set(values))
    nested = set().union(*(placeholders(value) for value in values.values())) if values else set()
    values |= {key: fill(value, context.shared(found, nested)) for key, value in values.items() if "%(" in value}
    if not wanted and "%s" not in text.text:
        return text
    return replace(text, text=fill(text.text, values, given).strip(), artists=(*text.artists, *artists))


def _deprecated(found: Definition, call: ast.Call | None, text: Text, context: Context) -> Text:
    """Keep what the decorator says; one that names a parameter or a version only says nothing of its own."""
    said = [evaluate(argument, context.names(found)) for argument in call.args] if call else []
    said += (
        [evaluate(k.value, context.names(found)) for k in call.keywords if k.arg in ("message", "reason", "extra")]
        if call
        else []
    )
    words = next((words for words in said if words and len(words.split()) > 2), "")
    return replace(text, deprecation=words.strip() or "This is deprecated.") if words else text


def _introduced(found: Definition, call: ast.Call | None, text: Text, context: Context) -> Text:
    """Put the introduction that transformers' `auto_docstring` is given before what describes the parameters."""
    for keyword in call.keywords if call else ():
        said = evaluate(keyword.value, context.names(found)) if keyword.arg in ("custom_intro", "custom_args") else None
        if said and keyword.arg == "custom_intro":
            text = replace(text, text=f"{said.strip()}\n\n{text.text}".strip())
        elif said:
            text = replace(text, text=f"{text.text}\n\nArgs:\n    {said.strip()}".strip())
    return text
