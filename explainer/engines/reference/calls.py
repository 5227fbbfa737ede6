"""What each call of a step does: which symbol it is, what its documentation says, what it is given, what comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from explainer.engines.reference.english import listed, sentence, times
from explainer.engines.reference.quotes import Quotes
from explainer.engines.reference.values import code, is_literal, line, named, origin, typed, value_of
from explainer.evidence.plain import code_markdown, plain
from explainer.model import (
    Argument,
    BoundArgument,
    Call,
    Citation,
    Claim,
    Documentation,
    ExplainRequest,
    Read,
    ResolvedCall,
)

_MOST_GIVEN = 4
"""Arguments that are named in a sentence; of more, the code above tells."""
_CLASS = re.compile(r"^class\b", re.MULTILINE)
_NOUNS = {"function": "function", "method": "method", "class": "class", "attribute": "object", "module": "module"}


@dataclass(frozen=True, slots=True)
class Group:
    """Calls of the same symbol in one step."""

    calls: tuple[ResolvedCall, ...]

    @property
    def first(self) -> ResolvedCall:
        """The call that the others are like."""
        return self.calls[0]


def grouped(calls: Sequence[ResolvedCall]) -> list[Group]:
    """Return the calls of a step, those of one symbol together, each group where its first call stands.

    `super()` is no group of its own: what is called on it is.
    """
    groups: dict[tuple[str, ...], list[ResolvedCall]] = {}
    for number, call in enumerate(calls):
        if call.call.callee == "super" and any(one.call.receiver == "super()" for one in calls):
            continue
        same = (call.symbol or "", str(call.source), call.call.receiver or "", str(call.call.decorator))
        key = same if call.symbol else (str(number),)
        groups.setdefault(key, []).append(call)
    return [Group(tuple(found)) for found in groups.values()]


class CallWriter:
    """Writes the claims about the calls of one step.

    Args:
        request: The step.
    """

    def __init__(self, request: ExplainRequest) -> None:
        self._request = request
        self._own = range(request.step.start_line, request.step.end_line + 1)
        self.named: set[str] = set()
        """Names whose origin has been told."""
        self._quoted: set[Citation] = set()

    def claims(self, group: Group, opening: str, result: str = "") -> Iterator[Claim]:
        """Yield what there is to say of some calls of one symbol.

        Args:
            group: The calls.
            opening: What stands before the sentence, such as `Then`; empty for the first one.
            result: What becomes of the result: `binds `x` to it`.
        """
        found = self._documentation(group.first)
        quotes = Quotes(group.first.source or 0, found) if found is not None else None
        rows = list(self._rows(group, quotes)) if found is not None and quotes is not None else []
        yield self._lead(group, found, quotes, opening, result, tabled=bool(rows))
        yield from rows
        if quotes is not None:
            yield from self._afterwards(group, quotes, used=bool(result))

    def makes(self, group: Group) -> bool:
        """Tell whether the call makes an instance of a class."""
        return _makes(self._documentation(group.first))

    # -------------------------------------------------------------------------------------------------- first sentence

    def _lead(
        self,
        group: Group,
        found: Documentation | None,
        quotes: Quotes | None,
        opening: str,
        result: str,
        *,
        tabled: bool,
    ) -> Claim:
        given = "" if tabled else self._given(group)
        ending = f" and {result}{self._type_of(group, found)}" if result else ""
        text = sentence(f"{opening} {self._called(group, found)}{given}{ending}")
        text += _doubt(group.first)
        summary = quotes.summary() if quotes is not None else None
        if summary is not None and summary in self._quoted:
            return Claim(text, "checked")
        if summary is not None and quotes is not None and found is not None:
            self._quoted.add(summary)
            return Claim(f"{text} {sentence(_introduced(found, quotes, summary))}", "quoted", (summary,))
        if found is None or found.source.searcher != "snippet":
            name = found.name if found is not None else group.first.call.callee or "what is called"
            text += f" No documentation found for {code(name)}."
        return Claim(text, "checked")

    def _type_of(self, group: Group, found: Documentation | None) -> str:
        """Return the type of a result as an apposition, where the sentence does not name it already."""
        kind = typed(group.first.result)
        name = group.first.result.rpartition(".")[2]
        known = _makes(found) or (found is not None and name in (found.name, group.first.call.name))
        return f", {kind}" if kind and not known else ""

    def _called(self, group: Group, found: Documentation | None) -> str:
        call, often = group.first.call, f" {times(len(group.calls))}" if len(group.calls) > 1 else ""
        if call.decorator:
            return f"decorated with {self._symbol(group.first, found)}"
        if call.callee == "super().__init__" and found is not None:
            return f"runs the constructor of {code(found.name.rpartition('.')[2])}, the class above, {_package(found)},"
        if _makes(found) and found is not None:
            made = typed(found.name.rpartition(".")[2])
            return f"makes {made}{self._which(found, call.callee)}{often}"
        awaited = "waits for" if call.awaited else "calls"
        return f"{awaited} {self._symbol(group.first, found)}{often}"

    def _symbol(self, resolved: ResolvedCall, found: Documentation | None) -> str:
        """Return what is called, on what, and which symbol of which package that is."""
        call = resolved.call
        if found is None:
            return self._on(resolved) if call.receiver and call.name else code(call.callee)
        owner = found.name.rpartition(".")[0].rpartition(".")[2]
        if not _is_method(found):
            return f"{code(call.callee)}{self._which(found, call.callee)}"
        if call.name != found.name.rpartition(".")[2]:
            where = self._origin(next((one for one in call.reads if one.path == call.callee), None))
            value = f"{code(call.callee)} {where}" if where else code(call.callee)
            return f"{value}, which runs {code(found.name)}{_of(found)}"
        if call.receiver and call.receiver.rpartition(".")[2] == owner:
            return f"{code(call.name)} of {code(owner)}, a class{_of(found)}"
        return f"{self._on(resolved)}, the method {code_markdown(found.name)}{_of(found)}"

    def _on(self, resolved: ResolvedCall) -> str:
        call = resolved.call
        receiver = call.receiver or ""
        if receiver.rstrip().endswith(")"):
            return f"{code(call.name)} on the result"
        read = next((one for one in call.reads if receiver == one.path), None)
        if read is None:
            read = next((one for one in call.reads if receiver.startswith(one.path)), None)
            where = self._origin(read)
            return f"{code(call.name)} on {code(receiver)}{f' ({code(read.path)} {where})' if read and where else ''}"
        self.named.add(read.path)
        if read.path.startswith("self"):
            return f"{code(call.name)} on {code(receiver)}"
        return f"{code(call.name)} on {named(read, self._own)}"

    def _origin(self, read: Read | None) -> str:
        if read is None or read.path.startswith("self"):
            return ""
        self.named.add(read.path)
        return origin(read, self._own)

    def _which(self, found: Documentation, callee: str) -> str:
        """Return the symbol's kind and package: `, a class of peft 0.21.2`."""
        if found.source.searcher == "snippet":
            return _of(found)
        noun = _noun(found)
        same = callee.rpartition(".")[2] == found.name.rpartition(".")[2]
        which = f"{'an' if noun == 'object' else 'a'} {noun}" if same else f"the {noun} {code_markdown(found.name)}"
        package = _package(found)
        return f", {package}," if package.startswith("built into") else f", {which} {package},"

    # ------------------------------------------------------------------------------------------------------- arguments

    def _given(self, group: Group) -> str:
        """Return what undocumented arguments are given: ` with `a` from line 3 as `x``."""
        if len(group.calls) > 1 or (not group.first.arguments and not group.first.call.arguments):
            return ""
        bound = group.first.arguments or tuple(BoundArgument(one, None) for one in group.first.call.arguments)
        if len(bound) > _MOST_GIVEN:
            return ""
        built_in = (group.first.symbol or "").startswith("builtins.")
        parts = []
        for one in bound:
            said = self._argument(one)
            star = one.argument.value.startswith("*") or self._kind(group, one).startswith("var-")
            name = one.argument.keyword or (
                "" if built_in or star or one.parameter == one.argument.value else one.parameter
            )
            parts.append(f"{said} as {code_markdown(name)}" if name else said)
        return f" with {listed(parts)}"

    def _kind(self, group: Group, bound: BoundArgument) -> str:
        found = self._documentation(group.first)
        known = found.parameters if found is not None else ()
        return next((one.kind for one in known if one.name == bound.parameter), "")

    def _argument(self, bound: BoundArgument) -> str:
        argument = bound.argument
        made = self._made(argument)
        if made is not None:
            return f"the result of {code(made.name)}" if made.name else "that result"
        whole = [one for one in argument.reads if one.path == argument.value]
        if whole:
            first = whole[0].path not in self.named
            self.named.add(whole[0].path)
            return named(whole[0], self._own).rstrip(",") if first else code(argument.value)
        return code(argument.value)

    def _made(self, argument: Argument) -> Call | None:
        """Return the call of this step whose result an argument is."""
        if not argument.value.endswith(")"):
            return None
        calls = (call for call in self._request.facts.calls if argument.value.startswith(f"{call.callee}("))
        return next((call for call in calls if call.line >= argument.line), None)

    def _rows(self, group: Group, quotes: Quotes) -> Iterator[Claim]:
        """Yield one claim for each argument, if at least one of them is documented."""
        cells: dict[str, list[BoundArgument]] = {}
        for resolved in group.calls:
            for one in resolved.arguments:
                cells.setdefault(one.argument.keyword or one.parameter or "", []).append(one)
        if not any(one.documentation for bound in cells.values() for one in bound) or "" in cells:
            return
        for parameter, bound in cells.items():
            starred = self._kind(group, bound[0]) == "var-positional"
            yield self._row(f"*{parameter}" if starred else parameter, bound, quotes)

    def _row(self, parameter: str, bound: Sequence[BoundArgument], quotes: Quotes) -> Claim:
        values = list(dict.fromkeys(" ".join(one.argument.value.split()) for one in bound))
        flows = list(dict.fromkeys(filter(None, (self._flow(one) for one in bound))))
        cited: list[Citation] = []
        for one in bound:
            cited += [citation for citation in quotes.parameter(one) if citation not in cited]
        said = [f"{sentence(listed(flows))}"] if flows else []
        said += [sentence(quotes.words(citation)) for citation in cited]
        if not cited and not (flows and parameter.startswith("*")):
            said.append(f"No documentation found for {code_markdown(parameter)}.")
        return Claim(" ".join(said), "quoted" if cited else "checked", tuple(cited), (parameter, ", ".join(values)))

    def _flow(self, bound: BoundArgument) -> str:
        """Return where the value of an argument comes from, for its row in the table."""
        argument = bound.argument
        whole = next((one for one in argument.reads if one.path == argument.value.lstrip("*")), None)
        if whole is not None:
            where, value = origin(whole, self._own), value_of(whole.definitions)
            self.named.add(whole.path)
            if not where:
                return ""
            return f"{code(value)}, {where}" if value else where
        if (made := self._made(argument)) is not None:
            return f"the result of {code(made.name)}" if made.name else ""
        sources = []
        for read in argument.reads:
            where = origin(read, self._own)
            if where and not is_literal(argument.value):
                sources.append(f"{code(read.path)} {where}")
                self.named.add(read.path)
        return f"made from {listed(list(dict.fromkeys(sources)))}" if sources else ""

    # ------------------------------------------------------------------------------------------------------ afterwards

    def _afterwards(self, group: Group, quotes: Quotes, *, used: bool) -> Iterator[Claim]:
        returns = quotes.returns() if used else None
        if returns is not None:
            yield Claim(sentence(f"What comes out: {quotes.words(returns)}"), "quoted", (returns,))
        names = {one.parameter for call in group.calls for one in call.arguments if one.parameter}
        aside = quotes.worth_knowing(names)
        if aside is not None:
            yield Claim(sentence(f"Worth knowing: {quotes.words(aside)}"), "quoted", (aside,))

    def _documentation(self, resolved: ResolvedCall) -> Documentation | None:
        return None if resolved.source is None else self._request.research.documentation[resolved.source]


def _makes(found: Documentation | None) -> bool:
    """Tell whether a call makes an instance; a class in small letters is meant to be called like a function."""
    return found is not None and _noun(found) == "class" and found.name.rpartition(".")[2][:1].isupper()


def _noun(found: Documentation) -> str:
    """Return what a symbol is; of one without documentation its header says that."""
    if found.kind != "signature":
        return _NOUNS.get(found.kind, "function")
    return "class" if _CLASS.search(found.source.text) else "function"


def _is_method(found: Documentation) -> bool:
    owner = found.name.rpartition(".")[0].rpartition(".")[2].lstrip("_")
    return found.kind == "method" or (found.kind == "signature" and owner[:1].isupper() and not _makes(found))


def _doubt(resolved: ResolvedCall) -> str:
    """Return a sentence about how sure it is what is called, where it is not plain."""
    receiver = code(resolved.call.receiver or resolved.call.callee)
    if resolved.match == "name":
        return f" Matched by name, since the type of {receiver} is not known."
    if resolved.match == "documentation" and resolved.call.receiver:
        return f" The type of {receiver} is taken from the documentation of what made it."
    return ""


def _of(found: Documentation) -> str:
    """Return the package, or the line of the snippet, that a symbol is of."""
    where = found.source.locator.rpartition(":")[2]
    if found.source.searcher == "snippet":
        return f", defined on {line(int(where))}," if where.isdecimal() else ""
    return f" {_package(found)},"


def _package(found: Documentation) -> str:
    source = found.source
    if source.package == "Python":
        return "built into Python" if source.symbol.startswith("builtins.") else "of Python's standard library"
    return f"of {source.package} {source.version}".strip() if source.package else "of this snippet"


def _introduced(found: Documentation, quotes: Quotes, summary: Citation) -> str:
    """Return the words that lead to a quote, by how it begins: with a verb, a noun, or a sentence of its own."""
    words = plain(summary.span.of(found.source.text))
    quote = quotes.words(summary)
    first = words.split(" ", 1)[0].strip("`")
    if first in ("A", "An", "The") and not words.rstrip(".").count(". ") and " is " not in words[:60]:
        return f"It is described as {quote}"
    return f"Its documentation: {quote}"
