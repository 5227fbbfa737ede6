"""Descriptions of parameters that two packages keep by a convention of their own, read as their code builds them.

matplotlib lists an artist's setters as keyword arguments; transformers describes common parameters in one table.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import griffe

from explainer.analysis import classes, docstrings, locate
from explainer.analysis.environment import Distribution
from explainer.analysis.modules import Definition, Modules, expression
from explainer.analysis.scan import class_named
from explainer.reading.syntax_trees import literal

_TABLES = (
    ("configuration_", ("ConfigArgs",)),
    ("image_processing", ("ImageProcessorArgs",)),
    ("video_processing", ("VideoProcessorArgs", "ImageProcessorArgs")),
    ("feature_extraction", ("ProcessorArgs",)),
    ("processing", ("ProcessorArgs",)),
    ("tokenization", ("ProcessorArgs",)),
    ("", ("ModelArgs", "ModelOutputArgs")),
)
_UNFILLED = re.compile(r"\{\w+\}")


def of_setters(modules: Modules, distribution: Distribution, artist: str) -> dict[str, str]:
    """Return what each property of an artist class does, in the words of its setter."""
    place = class_named(distribution, artist)
    found = locate.definition_at(modules, place.file, place.line) if place else None
    if not isinstance(found, griffe.Class):
        return {}
    described: dict[str, str] = {}
    aliases: dict[str, list[str]] = {}
    for cls in classes.linearise(modules, found):
        aliases |= _aliases(cls)
        for name, member in cls.members.items():
            if name.startswith("set_") and name[4:] not in described and (words := _first_words(member)):
                described[name[4:]] = words
    for name, others in aliases.items():
        described |= {other: described[name] for other in others if name in described}
    return described


def wrapped_method(modules: Modules, found: Definition) -> tuple[griffe.Function, str] | None:
    """Return the method of an axis that a method of matplotlib's axes calls, and which axis: `"xaxis"`.

    Such a method is written `set_xticks = _axis_method_wrapper("xaxis", "set_ticks")`.
    """
    value = found.value if isinstance(found, griffe.Attribute) else None
    if not isinstance(value, griffe.ExprCall) or str(value.function) != "_axis_method_wrapper":
        return None
    given = [str(one).strip("'\"") for one in value.arguments[:2]]
    axis = modules.find("matplotlib.axis.Axis")
    method = classes.attribute(modules, axis, given[1]) if axis is not None and len(given) == 2 else None
    return (method, given[0]) if isinstance(method, griffe.Function) else None


def _first_words(member: griffe.Object | griffe.Alias) -> str:
    if not isinstance(member, griffe.Function) or member.docstring is None:
        return ""
    parsed = docstrings.parse(member.docstring.value)
    return " ".join(parsed.summary.of(parsed.text).split()) if parsed.summary else ""


def _aliases(cls: griffe.Class) -> dict[str, list[str]]:
    for decorator in cls.decorators:
        code = str(decorator.value)
        if "define_aliases(" in code:
            call = expression(code)
            try:
                given = ast.literal_eval(call.args[0]) if isinstance(call, ast.Call) and call.args else {}
            except ValueError:
                given = {}
            return {str(name): [str(other) for other in others] for name, others in given.items()}
    return {}


def of_common_parameters(modules: Modules, found: Definition) -> dict[str, str]:
    """Return transformers' descriptions of common parameters, for what its `auto_docstring` decorates."""
    around = [found, *([found.parent] if isinstance(found.parent, griffe.Class) else [])]
    file = modules.file_of("transformers.utils.auto_docstring")
    if file is None or not any(_is_automatic(one) for one in around):
        return {}
    name = found.filepath.name if isinstance(found.filepath, Path) else ""
    wanted = next(tables for prefix, tables in _TABLES if name.startswith(prefix))
    tree = modules.at(file)
    return {key: text for table in reversed(wanted) for key, text in _table(tree.members.get(table) if tree else None)}


def _is_automatic(found: Definition) -> bool:
    decorators = found.decorators if isinstance(found, griffe.Function | griffe.Class) else []
    return any(str(decorator.value).startswith("auto_docstring") for decorator in decorators)


def _table(found: object) -> Iterator[tuple[str, str]]:
    for name, member in found.members.items() if isinstance(found, griffe.Class) else ():
        if isinstance(member, griffe.Attribute) and isinstance(member.value, griffe.ExprDict):
            try:
                text = str(literal(str(member.value)).get("description") or "").strip()
            except (ValueError, SyntaxError):
                continue
            if text and not _UNFILLED.search(text):
                yield name, text
