"""What a call is given: in its sentence, or in the rows of a table where the documentation describes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from explainer.engines.reference.english import listed, number, ordinal, sentence
from explainer.engines.reference.quotes import Quotes
from explainer.engines.reference.told import Told
from explainer.engines.reference.values import code, is_literal, named, value_of
from explainer.evidence.plain import code_markdown
from explainer.model import BoundArgument, Call, Citation, Claim, Documentation, ResolvedCall

_MOST_GIVEN = 4
"""Arguments that are told with where their values come from; more are told as they are written."""
_MOST_WRITTEN = 8
"""Arguments that are told at all; of more, the code above tells."""


def given(calls: Sequence[ResolvedCall], found: Documentation | None, told: Told) -> str:
    """Return what a call with undocumented arguments is given: ` with `a` from line 3 as `x``."""
    call = calls[0].call
    bound = calls[0].arguments or tuple(BoundArgument(one, None) for one in call.arguments)
    alike = len({written(one.call) for one in calls}) == 1
    if not alike or not bound:
        return ""
    built_in = (calls[0].symbol or "").startswith("builtins.")
    names = [one.argument.keyword or ("" if built_in else _name(one, found)) for one in bound]
    if len(bound) > _MOST_GIVEN:
        return f" with {listed(_shortened(_short(one, name) for one, name in zip(bound, names, strict=True)))}"
    return f" with {listed([_named_as(_value(one, told), name) for one, name in zip(bound, names, strict=True)])}"


def value(call: ResolvedCall, told: Told) -> str:
    """Return the first thing that a call is given, with where it comes from."""
    return _value(call.arguments[0] if call.arguments else BoundArgument(call.call.arguments[0], None), told)


def _named_as(said: str, name: str) -> str:
    return f"{said} as {code_markdown(name)}" if name else said


def _short(bound: BoundArgument, name: str) -> str:
    argument = bound.argument
    return code(f"{argument.keyword}={argument.value}") if argument.keyword else _named_as(code(argument.value), name)


def _shortened(parts: Iterable[str]) -> list[str]:
    """Return the parts of a list, the last of a long one counted."""
    found = list(parts)
    more = len(found) - _MOST_WRITTEN + 1
    return [*found[:-more], f"{number(more)} more"] if more > 1 else found


def written(call: Call) -> tuple[str, ...]:
    """Return the source text of all arguments of a call."""
    return tuple(f"{one.keyword}={one.value}" if one.keyword else one.value for one in call.arguments)


def _name(bound: BoundArgument, found: Documentation | None) -> str:
    """Return the parameter of an argument, unless it is spelled like it or takes any number of them."""
    starred = bound.argument.value.startswith("*") or _kind(bound, found).startswith("var-")
    return "" if starred or bound.parameter == bound.argument.value else bound.parameter or ""


def _kind(bound: BoundArgument, found: Documentation | None) -> str:
    known = found.parameters if found is not None else ()
    return next((one.kind for one in known if one.name == bound.parameter), "")


def _value(bound: BoundArgument, told: Told) -> str:
    argument = bound.argument
    made = told.made(argument)
    if made is not None:
        return f"the result of {code(made.name)}" if made.name else "that result"
    whole = next((one for one in argument.reads if one.path == argument.value), None)
    return told.named(whole) if whole is not None else code(argument.value)


def rows(calls: Sequence[ResolvedCall], found: Documentation, quotes: Quotes, told: Told) -> Iterator[Claim]:
    """Yield one claim for each parameter that calls of one symbol set, if at least one of these is documented."""
    cells: dict[str, dict[int, list[BoundArgument]]] = {}
    for which, resolved in enumerate(calls):
        for one in resolved.arguments:
            cells.setdefault(one.argument.keyword or one.parameter or "", {}).setdefault(which, []).append(one)
    bound = [one for each in cells.values() for given in each.values() for one in given]
    if "" in cells or not any(one.documentation for one in bound):
        return
    for parameter, each in cells.items():
        starred = _kind(next(iter(each.values()))[0], found) == "var-positional"
        yield _row(f"*{parameter}" if starred else parameter, each, len(calls), quotes, told)


def _row(parameter: str, each: Mapping[int, Sequence[BoundArgument]], calls: int, quotes: Quotes, told: Told) -> Claim:
    """Return what is said of a parameter, with what each call gives it, all that one call gives behind each other.

    Args:
        parameter: Its name.
        each: What is given, by the number of the call.
        calls: How many there are.
        quotes: From what documents them.
        told: What was said so far.
    """
    bound = [one for given in each.values() for one in given]
    values = [", ".join(_written(one) for one in given) for given in each.values()]
    alone = len({_written(one) for one in bound}) == 1
    flows = list(dict.fromkeys(filter(None, (_flow(one, told, alone=alone) for one in bound))))
    cited: list[Citation] = []
    for one in bound:
        cited += [citation for citation in quotes.parameter(one) if citation not in cited]
    said = [sentence(listed(flows))] if flows else []
    said += [sentence(quotes.words(citation)) for citation in cited]
    if not cited and any(one.documentation for one in bound):
        said.append("What its documentation says stands below.")
    elif not cited and not (flows and parameter.startswith("*")):
        said.append(_lacking(parameter, quotes))
    if len(each) < calls:
        said.append(f"Only {_calls(list(each))} this.")
    # Calls that give the same are told once.
    shown = "; ".join(values if len(set(values)) > 1 else values[:1])
    return Claim(" ".join(said), "quoted" if cited else "checked", tuple(cited), (parameter, shown))


def _calls(numbers: Sequence[int]) -> str:
    """Return which ones of several calls give something: `the second call gives`, `the first and third call give`."""
    named = listed([ordinal(one + 1) for one in numbers])
    return f"the {named} call {'gives' if len(numbers) == 1 else 'give'}"


def _written(bound: BoundArgument) -> str:
    return " ".join(bound.argument.value.split())


def _lacking(parameter: str, quotes: Quotes) -> str:
    """Say that nothing describes a parameter, or, where it is named among other things, no more than that."""
    if quotes.names(parameter.lstrip("*")):
        return f"{code_markdown(parameter)} has no entry of its own in the documentation."
    return f"No documentation found for {code_markdown(parameter)}."


def _flow(bound: BoundArgument, told: Told, *, alone: bool) -> str:
    """Return where the value of an argument comes from, for its row in the table.

    Args:
        bound: The argument.
        told: What was said so far.
        alone: Whether the row is about one value; of several, each is named.
    """
    argument = bound.argument
    whole = next((one for one in argument.reads if one.path == argument.value.lstrip("*")), None)
    if whole is not None:
        where, value = told.origin(whole), value_of(whole.definitions)
        if where and not alone:
            return named(whole, told.own)
        return f"{code(value)}, {where}" if value and where else where
    if (made := told.made(argument)) is not None:
        return f"the result of {code(made.name)}" if made.name else ""
    if is_literal(argument.value):
        return ""
    origins = dict.fromkeys(named(read, told.own) for read in argument.reads if told.origin(read))
    return f"made from {listed(list(origins))}" if origins else ""
