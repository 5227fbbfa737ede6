"""Values without a type get the class that has the members which are used on them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from explainer.analysis.environment import Distribution
from explainer.reading.tree import Node
from explainer.research import by_name
from explainer.research.sites import Site, last_name, root_name
from explainer.research.sketch import TypeText, alias
from explainer.research.workplace import Workplace


class Matching:
    """Chooses classes by the names of members, and writes them into the sketch.

    Args:
        work: What it works with.
        sites: The calls.
    """

    def __init__(self, work: Workplace, sites: Sequence[Site]) -> None:
        self._work = work
        self._sites = sites

    def match(self) -> bool:
        """Give values without a type the class that has the members that are used on them."""
        changed = False
        surroundings = self._surroundings()
        waiting = {id(site.node) for site in self._sites if not site.found and site.node is not None}
        for site in self._sites:
            if site.found or site.receiver is None or site.name is None or _contains(site.receiver, waiting):
                continue
            if self._work.is_out_of_reach(site):
                continue
            usage = self._usage(site, site.receiver)
            chosen = by_name.choose(usage, surroundings, self._work.index)
            if chosen is not None:
                name = alias(chosen.module, chosen.name)
                kind = TypeText(name, ((chosen.module, chosen.name),))
                changed |= self._work.sketch.cast(site.receiver.start, site.receiver.end, kind)
        return changed

    def _usage(self, site: Site, receiver: Node) -> by_name.Usage:
        text = receiver.text
        members = {
            other.call.name
            for other in self._sites
            if not other.found and other.receiver is not None and other.receiver.text == text
        }
        read = site.call.reads[0] if site.call.reads and site.call.reads[0].path == text else None
        members |= {
            other.path[len(text) + 1 :].partition(".")[0]
            for one in self._work.facts
            for other in one.reads
            if read is not None and other.path.startswith(f"{text}.") and other.definitions == read.definitions
        }
        variable = last_name(receiver) or root_name(receiver)
        lines = {one.line for read in site.call.reads[:1] for one in read.definitions}
        origin = next(
            (
                other.documentation.source.package
                for other in self._sites
                if other.call.line in lines and other.documentation is not None and other.documentation.source.package
            ),
            "",
        )
        name = variable.text if variable is not None else ""
        return by_name.Usage(site.call.name, frozenset({site.call.name, *members}), name, origin)

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


def _contains(node: Node, calls: set[int]) -> bool:
    return any(id(below) in calls for below in node.walk())
