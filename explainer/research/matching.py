"""Values without a type get the class that has the members which are used on them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from explainer.analysis.environment import Distribution
from explainer.model import Facts, Read
from explainer.reading.tree import Node
from explainer.research import by_name, fitting, hovers
from explainer.research.class_index import FoundClass
from explainer.research.sites import Site, last_name, root_name
from explainer.research.sketch import TypeText, alias
from explainer.research.workplace import Workplace

_PLAIN_INDEX = re.compile(r"\[[^\[\]'\"]*\]")
_MOST_REFUSED = 8
"""Classes that are tried for one value."""
_MAKES = re.compile(r"^_*(?:get|make|create|new|build|add|to|as|current)_")


@dataclass(eq=False, slots=True)
class _Value:
    """A value of unknown type, wherever it is used: all receivers of one text whose names mean the same."""

    sites: list[Site] = field(default_factory=list)

    @property
    def receiver(self) -> Node:
        receiver = self.sites[0].receiver
        assert receiver is not None  # only such sites are gathered
        return receiver

    @property
    def read(self) -> Read | None:
        reads = self.sites[0].call.reads
        return reads[0] if reads else None


class Matching:
    """Chooses classes by the names of members, and writes them into the sketch.

    Args:
        work: What it works with.
        sites: The calls.
    """

    def __init__(self, work: Workplace, sites: Sequence[Site]) -> None:
        self._work = work
        self._sites = sites
        self._step_of = {line: step for step, one in enumerate(work.facts) for line in _written(one)}
        self._looked_at: set[Node] = set()
        self._modules: dict[Node, bool] = {}
        """Of the names that were asked about, which stand for a module."""
        self._left: set[Site] = set()
        """Calls for which no class fits."""

    def match(self) -> bool:
        """Give values without a type the class that has the members that are used on them.

        Those come first that come out of no other such value: once the type of `fig` is known, so may be that of `ax`
        in `ax = fig.subplots()`.
        """
        if self._give_roots():
            return True
        values = self._instances(list(self._values()))
        open_steps = {site.step for one in values for site in one.sites}
        first = [one for one in values if not self._waits(one, values, open_steps)]
        rest = [one for one in values if one not in first]
        return self._give(first) or self._give(rest)

    def _give_roots(self) -> bool:
        """Give variables of which only parts are used, `request.query.get()`, the class that they are named after."""
        asked = [
            (site, root)
            for site in self._sites
            if not site.found and site.receiver is not None and (root := root_name(site.receiver)) is not site.receiver
            if root is not None and root not in self._looked_at
        ]
        self._looked_at.update(root for _, root in asked)
        texts = self._work.document.hovers([self._work.position(root) for _, root in asked])
        lost = [pair for pair, text in zip(asked, texts, strict=True) if not hovers.type_of(text)]
        surroundings, changed = self._surroundings() if lost else None, False
        for site, root in lost:
            read = site.call.reads[0] if site.call.reads else None
            if read is None or surroundings is None or self._work.is_out_of_reach(site):
                continue
            used = {_member(other, root.text) for other in self._reads_of(root.text, read)}
            chosen = by_name.named_after(root.text, used, surroundings, self._work.index)
            if chosen is not None:
                changed |= self._work.sketch.cast(root.start, root.end, _instance(chosen))
        return changed

    def _values(self) -> Iterator[_Value]:
        """Yield the values without a type that a member of is called."""
        waiting = {id(site.node) for site in self._sites if not site.found and site.node is not None}
        values: dict[tuple[object, ...], _Value] = defaultdict(_Value)
        for site in self._sites:
            if site.found or site.receiver is None or site.name is None or site in self._left:
                continue
            if _contains(site.receiver, waiting) or self._work.is_out_of_reach(site):
                continue
            meanings = tuple(read.definitions for read in site.call.reads[:1])
            values[_PLAIN_INDEX.sub("[]", site.receiver.text), meanings].sites.append(site)
        yield from values.values()

    def _instances(self, values: Sequence[_Value]) -> list[_Value]:
        """Return the values that are no modules: what a module makes only as it runs is of no class at all."""
        names = {id(one): name for one in values if (name := last_name(one.receiver)) is not None}
        asked = [name for name in names.values() if name not in self._modules]
        texts = self._work.document.hovers([self._work.position(name) for name in asked])
        self._modules.update(zip(asked, map(hovers.is_module, texts), strict=True))
        return [one for one in values if id(one) not in names or not self._modules[names[id(one)]]]

    def _waits(self, value: _Value, values: Sequence[_Value], open_steps: set[int]) -> bool:
        """Tell whether a value comes out of another one without a type."""
        text, read = value.receiver.text, value.read
        if read is None:
            return False
        for other in values:
            same = other.read is not None and other.read.definitions == read.definitions
            if same and text.startswith(f"{other.receiver.text}."):
                return True
        made = {self._step_of[one.line] for one in read.definitions if one.line in self._step_of}
        before = made | {step for one in made for step in self._work.facts[one].uses}
        return not open_steps.isdisjoint(before - {site.step for site in value.sites})

    def _give(self, values: Sequence[_Value]) -> bool:
        if not values:
            return False
        surroundings, changed = self._surroundings(), False
        for value in values:
            chosen = self._choose(value, surroundings)
            members = self._work.index.members(chosen, surroundings.distributions) if chosen is not None else ()
            if chosen is None or not any(site.call.name in members for site in value.sites):
                self._left.update(value.sites)
                continue
            kind = _instance(chosen)
            for site in value.sites:
                if site.receiver is not None and site.call.name in members:
                    # What a class without the member was taken for, on better grounds, was wrong all the same.
                    changed |= self._work.sketch.cast(site.receiver.start, site.receiver.end, kind, instead=True)
            for node in self._read(value, members):
                changed |= self._work.sketch.cast(node.start, node.end, kind)
        return changed

    def _choose(self, value: _Value, around: by_name.Surroundings) -> FoundClass | None:
        """Return the class that fits a value best among those that can take the calls that are made on it."""
        refused: set[FoundClass] = set()
        for _ in range(_MOST_REFUSED):
            chosen = by_name.choose(self._usage(value), around, self._work.index, refused)
            if chosen is None or self._is_possible(chosen, value, around):
                return chosen
            refused.add(chosen)
        return None

    def _is_possible(self, chosen: FoundClass, value: _Value, around: by_name.Surroundings) -> bool:
        lineage = {one.name for one in self._work.index.lineage(chosen, around.distributions)}
        # What is of a known class may be of one below it that has the member.
        below = all(site.owner in ("", *lineage) for site in value.sites)
        return below and all(fitting.fits(chosen, site.call, self._work.reader) for site in value.sites)

    def _read(self, value: _Value, members: Collection[str]) -> Iterator[Node]:
        """Yield where one of some members of a variable is read and not called."""
        read = value.read if value.receiver.kind == "identifier" else None
        for other in self._others(value, read):
            node = self._work.tree.names.get((other.line, other.column))
            if node is not None and _member(other, value.receiver.text) in members:
                yield node

    def _others(self, value: _Value, read: Read | None) -> Iterator[Read]:
        """Yield where members of a value are read."""
        return self._reads_of(value.receiver.text, read) if read is not None else iter(())

    def _reads_of(self, text: str, read: Read) -> Iterator[Read]:
        """Yield where members are read of what an expression gives, in which a name means the same as in a read."""
        for one in self._work.facts:
            for other in one.reads:
                if other.path.startswith(f"{text}.") and other.definitions == read.definitions:
                    yield other

    def _usage(self, value: _Value) -> by_name.Usage:
        read = value.read
        called = {site.call.name for site in value.sites}
        known = {_member(other, value.receiver.text) for other in self._others(value, read)}
        lines = {one.line for one in read.definitions} if read is not None else set()
        origin = next(
            (
                other.documentation.source.package
                for other in self._sites
                if other.call.line in lines and other.documentation is not None and other.documentation.source.package
            ),
            "",
        )
        return by_name.Usage(
            frozenset(called), frozenset(called | known), _hint(value.receiver), origin, self._holder(value)
        )

    def _holder(self, value: _Value) -> str:
        """Return the class of what a value is an item of; empty where that is not known."""
        receiver = value.receiver
        index = receiver.parts[1] if receiver.kind == "subscript" and len(receiver.parts) == 2 else None
        # A slice, or the parts that a list names, are the same kind of thing as the whole.
        holder = last_name(receiver.parts[0]) if index is not None and index.kind not in ("slice", "list") else None
        if holder is None:
            return ""
        [text] = self._work.document.hovers([self._work.position(holder)])
        return hovers.class_of(text)

    def _surroundings(self) -> by_name.Surroundings:
        imported = {found.module.partition(".")[0] for found in self._work.imports}
        mentioned = {found.name for found in self._work.imports if found.name}
        for site in self._sites:
            if site.documentation is not None:
                parts = site.documentation.source.symbol.split(".")
                mentioned.update(part for part in parts[-2:] if part[:1].isupper())
            mentioned.update(re.findall(r"[A-Z]\w+", site.result) if len(site.result) < 80 else [])
        distributions: list[Distribution] = list(self._work.environment.distributions)
        return by_name.Surroundings(distributions, imported, sorted(mentioned))


def _member(read: Read, receiver: str) -> str:
    return read.path[len(receiver) + 1 :].partition(".")[0]


def _instance(cls: FoundClass) -> TypeText:
    return TypeText(alias(cls.module, cls.name), ((cls.module, cls.name),))


def _written(facts: Facts) -> Iterator[int]:
    yield from (write.line for write in facts.writes)


def _hint(node: Node) -> str:
    """Return the word that an expression says of its value: `spines` of `ax.spines[:]`, `legend` of `get_legend()`."""
    called = False
    while node.kind in ("subscript", "call", "parenthesized_expression", "await") and node.parts:
        called |= node.kind == "call"
        node = node.parts[0]
    name = last_name(node)
    if name is None:
        return ""
    return _MAKES.sub("", name.text) if called else name.text


def _contains(node: Node, calls: set[int]) -> bool:
    return any(id(below) in calls for below in node.walk())
