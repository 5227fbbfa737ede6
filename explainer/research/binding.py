"""Which argument of a call goes to which parameter, by Python's rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from explainer.analysis.taking import BY_KEYWORD, BY_POSITION
from explainer.model import Argument, BoundArgument, Call, Documentation, Parameter


def bind(call: Call, documentation: Documentation) -> tuple[BoundArgument, ...]:
    """Return each argument of a call with the parameter that takes it, and where that one is documented."""
    parameters = documentation.parameters
    named = {parameter.name: parameter for parameter in parameters}
    positions = _positions(call, parameters)
    taken = set(_keywords(call.arguments))
    bound = []
    for argument in call.arguments:
        if argument.keyword is not None:
            found = _for_keyword(argument.keyword, named, parameters)
        elif argument.value.startswith("**"):
            found = None
        elif argument.value.startswith("*"):
            found = _of_kind(parameters, "var-positional")
            positions = iter(())
        else:
            found = next(positions, None) or _of_kind(parameters, "var-positional")
            # `range(10)`-like signatures: an argument goes past the parameters that others name.
            while found is not None and found.name in taken and found.kind in BY_POSITION:
                found = next(positions, None) or _of_kind(parameters, "var-positional")
        bound.append(_bound(argument, found))
    return tuple(_chosen(one, bound, named) for one in bound)


def _chosen(one: BoundArgument, bound: Sequence[BoundArgument], named: Mapping[str, Parameter]) -> BoundArgument:
    """Return an argument for `start_or_stop` with the parameter that it is: `stop`, unless another one is that."""
    last = (one.parameter or "").rpartition("_or_")[2]
    is_last = last != one.parameter and last in named and all(other.parameter != last for other in bound)
    return _bound(one.argument, named[last]) if is_last else one


def _positions(call: Call, parameters: Sequence[Parameter]) -> Iterator[Parameter]:
    """Yield the parameters that positional arguments go to.

    When something is left out at the front that only some forms of the call take, as in `range(stop)`, the signature
    does not say so, and the order is kept.
    """
    first = 1 if call.decorator and not call.arguments else 0
    yield from [parameter for parameter in parameters if parameter.kind in BY_POSITION][first:]


def _keywords(arguments: Sequence[Argument]) -> Iterator[str]:
    return (argument.keyword for argument in arguments if argument.keyword is not None)


def _for_keyword(keyword: str, named: dict[str, Parameter], parameters: Sequence[Parameter]) -> Parameter | None:
    found = named.get(keyword)
    if found is not None and found.kind in BY_KEYWORD:
        return found
    extra = _of_kind(parameters, "var-keyword")
    # A keyword that the docstring describes among those of `**kwargs` keeps its own name and description.
    if found is not None and found.kind == "var-keyword":
        return extra
    return found or extra


def _of_kind(parameters: Sequence[Parameter], kind: str) -> Parameter | None:
    return next((parameter for parameter in parameters if parameter.kind == kind), None)


def _bound(argument: Argument, found: Parameter | None) -> BoundArgument:
    """Return an argument with its parameter, unless that has a name which stands for nothing but a place: `__first`."""
    if found is not None and found.name.startswith("__"):
        return BoundArgument(argument, None, None)
    return BoundArgument(argument, found.name if found else None, found.documentation if found else None)
