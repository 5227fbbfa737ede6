"""Parameters of definitions, from their source."""

from __future__ import annotations

import griffe

from explainer.analysis.fields import annotation_without_metadata
from explainer.model import Parameter

_KINDS = {
    griffe.ParameterKind.positional_only: "positional-only",
    griffe.ParameterKind.positional_or_keyword: "positional-or-keyword",
    griffe.ParameterKind.var_positional: "var-positional",
    griffe.ParameterKind.keyword_only: "keyword-only",
    griffe.ParameterKind.var_keyword: "var-keyword",
}


def parameters(function: griffe.Function) -> tuple[Parameter, ...]:
    """Return the parameters of a function, without the `self` or `cls` of a method."""
    found = list(function.parameters)
    if isinstance(function.parent, griffe.Class) and "staticmethod" not in function.labels and found:
        found = found[1:] if found[0].kind in _POSITIONAL else found
    return tuple(_parameter(parameter) for parameter in found)


_POSITIONAL = (griffe.ParameterKind.positional_only, griffe.ParameterKind.positional_or_keyword)


def _parameter(parameter: griffe.Parameter) -> Parameter:
    # griffe gives `*args` and `**kwargs` the defaults `()` and `{}`, which nobody wrote.
    starred = parameter.kind in (griffe.ParameterKind.var_positional, griffe.ParameterKind.var_keyword)
    return Parameter(
        name=parameter.name.lstrip("*"),
        kind=_KINDS[parameter.kind or griffe.ParameterKind.positional_or_keyword],
        annotation=annotation_without_metadata(parameter.annotation),
        default="" if starred else str(parameter.default or ""),
    )
