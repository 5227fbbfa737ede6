"""What each call of a step does: which symbol it is, what its documentation says, what it is given, what comes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from explainer.engines.reference import arguments
from explainer.engines.reference.english import sentence, times
from explainer.engines.reference.quotes import Quotes
from explainer.engines.reference.symbols import (
    doubt,
    introduced,
    is_handed_in,
    is_method,
    looks_up,
    makes,
    method,
    of,
    package_of,
    which,
)
from explainer.engines.reference.told import Told
from explainer.engines.reference.values import code, instance, typed
from explainer.model import Claim, Documentation, ResolvedCall

_PUT_OFF = {
    "coroutine": " The call gives a coroutine, whose code runs only once that is awaited or handed to an event loop.",
    "generator": " The call gives a generator, whose code runs only as values are asked of it.",
}
"""What is told of calls that run nothing yet, by what they give."""


@dataclass(frozen=True, slots=True)
class Group:
    """Calls of the same symbol, or of the same words, in one step."""

    calls: tuple[ResolvedCall, ...]

    @property
    def first(self) -> ResolvedCall:
        """The call that the others are like."""
        return self.calls[0]


def grouped(calls: Sequence[ResolvedCall]) -> list[Group]:
    """Return the calls of a step, those of one symbol that run alike together, each group where its first call stands.

    Calls whose symbol is not known are together if they are written alike.
    `super()` is no group of its own: what is called on it is.
    """
    groups: dict[tuple[str, ...], list[ResolvedCall]] = {}
    for call in calls:
        if call.call.callee == "super" and any(one.call.receiver == "super()" for one in calls):
            continue
        same = (str(call.source), call.call.receiver or "", str(call.call.decorator), repr(call.call.running))
        key = (call.symbol, *same) if call.symbol else (call.call.callee, *same, *arguments.written(call.call))
        groups.setdefault(key, []).append(call)
    return [Group(tuple(found)) for found in groups.values()]


class CallWriter:
    """Writes the claims about the calls of one step.

    Args:
        told: What was said of the step before.
    """

    def __init__(self, told: Told) -> None:
        self._told = told

    def claims(self, group: Group, opening: str, result: str = "") -> Iterator[Claim]:
        """Yield what there is to say of some calls of one symbol.

        Args:
            group: The calls.
            opening: What stands before the verb, such as `Then` or `Each time it is called, the lambda`.
            result: What becomes of the result: `binds `x` to it`.
        """
        found = self._documentation(group)
        quotes = Quotes(group.first.source or 0, found) if found is not None else None
        rows = list(arguments.rows(group.calls, found, quotes, self._told)) if found and quotes else []
        given = "" if rows or looks_up(found, group.first.call) else arguments.given(group.calls, found, self._told)
        ending = f" and {result}{_type_of(group, found)}" if result else ""
        text = sentence(f"{opening} {self._called(group, found)}{given}{ending}")
        if found is not None and not group.first.call.awaited:
            text += _PUT_OFF.get(found.gives, "")
        self._told.calls.append(tuple(one.call for one in group.calls))
        yield self._with_summary(text, group, found, quotes)
        yield from rows
        if quotes is not None:
            yield from _afterwards(group, quotes, used=bool(result))

    def makes(self, group: Group) -> bool:
        """Tell whether the call makes an instance of a class."""
        return makes(self._documentation(group))

    def _with_summary(self, text: str, group: Group, found: Documentation | None, quotes: Quotes | None) -> Claim:
        """Return a sentence with what the documentation says of the symbol, unless that was quoted before."""
        summary = quotes.summary(group.calls) if quotes is not None else None
        if summary is not None and summary in self._told.quotes:
            return Claim(text + doubt(group.first), "checked")
        if summary is not None and quotes is not None and found is not None:
            self._told.quotes.add(summary)
            about = sentence(introduced(found, quotes, summary))
            return Claim(f"{text} {about}{doubt(group.first)}", "quoted", (summary,))
        if found is None or (found.kind == "signature" and found.source.searcher != "snippet"):
            name = found.name if found is not None else group.first.call.callee
            if group.first.call.name and not is_handed_in(group.first.call):
                text += f" No documentation found for {code(name)}."
        return Claim(text + doubt(group.first), "checked")

    def _called(self, group: Group, found: Documentation | None) -> str:
        call, often = group.first.call, f" {times(len(group.calls))}" if len(group.calls) > 1 else ""
        if call.decorator:
            return f"decorated with {self._symbol(group.first, found)}"
        if call.callee == "super().__init__" and found is not None:
            built_on = f"{code(found.name.rpartition('.')[2])} {package_of(found)}"
            return f"runs the constructor of the class that this one builds on, {built_on},"
        if found is not None and looks_up(found, call):
            members = "members" if often else "the member"
            value = "" if often else f" whose value is {arguments.value(group.first, self._told)},"
            return f"looks up {members} of {code(call.callee)}{which(found, call.callee)}{often}{value}"
        if makes(found) and found is not None and call.callee == "cls":
            which_one = f"({code(found.name)}{of(found)} or one that builds on it)"
            return f"makes an instance of the class that the method is called on {which_one}{often}"
        if makes(found) and found is not None:
            return f"makes {instance(found.name.rpartition('.')[2])}{which(found, call.callee)}{often}"
        return f"{'waits for' if call.awaited else 'calls'} {self._symbol(group.first, found)}{often}"

    def _symbol(self, resolved: ResolvedCall, found: Documentation | None) -> str:
        """Return what is called, on what, and which symbol of which package that is."""
        call = resolved.call
        if found is None:
            if call.receiver and call.name:
                return self._on(resolved)
            return self._told.named(call.reads[0]) if is_handed_in(call) else code(call.callee)
        if not is_method(found):
            return f"{code(call.callee)}{which(found, call.callee)}"
        if call.name != found.name.rpartition(".")[2]:
            where = self._told.origin(next((one for one in call.reads if one.path == call.callee), None))
            value = f"{code(call.callee)} {where}" if where else code(call.callee)
            return f"{value}, which runs {code(found.name)}{of(found)}"
        owner = found.name.rpartition(".")[0].rpartition(".")[2]
        is_class = owner[:1].isupper() or found.source.symbol.endswith(f".{owner}.{call.name}")
        if call.receiver and call.receiver.rpartition(".")[2] == owner and is_class:
            if found.source.searcher == "snippet":
                return f"{code(f'{owner}.{call.name}')}{of(found)}"
            return f"{code(call.name)} of {code(owner)}, a class{of(found)}"
        return f"{self._on(resolved)}, the method {method(found)}"

    def _on(self, resolved: ResolvedCall) -> str:
        call = resolved.call
        receiver = call.receiver or ""
        result = self._told.result(call)
        if result:
            return f"{code(call.name)} on {result}"
        whole = next((one for one in call.reads if receiver == one.path), None)
        if whole is not None:
            return f"{code(call.name)} on {self._told.named(whole)}"
        part = next((one for one in call.reads if receiver.startswith(one.path)), None)
        made_from = self._told.apposed(part) if part is not None else ""
        return f"{code(call.name)} on {code(receiver)}{f' ({made_from})' if made_from else ''}"

    def _documentation(self, group: Group) -> Documentation | None:
        index = group.first.source
        return None if index is None else self._told.request.research.documentation[index]


def _type_of(group: Group, found: Documentation | None) -> str:
    """Return the type of a result as an apposition, where the sentence does not name it already."""
    kind = typed(group.first.result)
    name = group.first.result.rpartition(".")[2]
    known = makes(found) or (found is not None and name in (found.name, group.first.call.name))
    return f", {kind}" if kind and not known else ""


def _afterwards(group: Group, quotes: Quotes, *, used: bool) -> Iterator[Claim]:
    returns = quotes.returns() if used else None
    if returns is not None:
        yield Claim(sentence(f"What comes out: {quotes.words(returns)}"), "quoted", (returns,))
    aside = quotes.worth_knowing(group.calls)
    if aside is not None:
        yield Claim(sentence(f"Worth knowing: {quotes.words(aside)}"), "quoted", (aside,))
