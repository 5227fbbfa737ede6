"""Whether a function can take the arguments of a call at all, as far as its signature shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import griffe

from explainer.analysis import signatures
from explainer.analysis.modules import Definition
from explainer.model import Call, Parameter

_KEPT = {"overload", "staticmethod", "classmethod", "abstractmethod", "final", "override", "deprecated"}
"""Decorators that leave a signature as it is written."""
BY_POSITION = ("positional-only", "positional-or-keyword")
BY_KEYWORD = ("positional-or-keyword", "keyword-only")


def may_take(found: Definition, call: Call) -> bool:
    """Tell whether a definition may take the arguments of a call; False only where its signature surely does not."""
    if not isinstance(found, griffe.Function) or call.decorator:
        return True
    forms = list(_forms(found))
    if any(not _is_as_written(one) for one in forms):
        return True
    return any(takes(signatures.parameters(one), call) for one in forms)


def takes(parameters: Sequence[Parameter], call: Call) -> bool:
    """Tell whether parameters take the arguments of a call: each has a place, and each place that needs one has one."""
    keywords = {one.keyword for one in call.arguments if one.keyword is not None}
    given = [one for one in call.arguments if one.keyword is None]
    open_ended = any(one.value.startswith("*") for one in given)
    kinds = {one.kind for one in parameters}
    if "var-keyword" not in kinds and keywords - {one.name for one in parameters if one.kind in BY_KEYWORD}:
        return False
    places = [one for one in parameters if one.kind in BY_POSITION]
    if open_ended:
        return True
    if len(given) > len(places) and "var-positional" not in kinds:
        return False
    left = [*places[len(given) :], *(one for one in parameters if one.kind == "keyword-only")]
    return all(one.default or one.name in keywords for one in left)


def _forms(found: griffe.Function) -> Iterator[griffe.Function]:
    """Yield a function, and the overloads that stand beside it."""
    yield found
    yield from found.overloads or ()
    if isinstance(found.parent, griffe.Module | griffe.Class):
        yield from found.parent.overloads.get(found.name, ())
        beside = found.parent.members.get(found.name)
        if isinstance(beside, griffe.Function) and beside is not found:
            yield beside
            yield from beside.overloads or ()


def _is_as_written(found: griffe.Function) -> bool:
    names = (str(one.value).partition("(")[0].rpartition(".")[2] for one in found.decorators)
    return all(name in _KEPT for name in names)
