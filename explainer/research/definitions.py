"""Where what is called is defined, as far as the language server knows by now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from explainer.analysis.locations import Location, Position
from explainer.model import Documentation
from explainer.reading.tree import Node
from explainer.research import hovers
from explainer.research.sites import Site, last_name, method_of
from explainer.research.sketch import TypeText, alias
from explainer.research.workplace import Workplace

_CALLED = ("forward", "call")
"""Methods that `__call__` of a base class runs, where the base is a part of a neural network."""


class Definitions:
    """Finds the definitions of what is called and notes them in the sites.

    Args:
        work: What it works with.
        sites: The calls.
    """

    def __init__(self, work: Workplace, sites: Sequence[Site]) -> None:
        self._work = work
        self._sites = sites

    def ask(self) -> None:
        """Ask where what is called is defined, for the calls of which that is not known yet."""
        open_sites = [site for site in self._sites if not site.found and site.name is not None]
        positions = [self._work.position(site.name) for site in open_sites if site.name is not None]
        found = self._work.document.definitions(positions)
        names = self._names([site for site, places in zip(open_sites, found, strict=True) if places])
        for site, places in zip(open_sites, found, strict=True):
            self._settle(site, places, names.get(site, ""))
        self._look_behind_signatures(open_sites)
        # What `__call__` runs says more than itself: `forward` in torch, `call` in keras.
        calls = {site: site.documentation for site in open_sites if _is_call_of_instance(site)}
        for site in calls:
            site.documentation = None
        nameless = [site for site in self._sites if not site.found and site.value is not None]
        unsettled = [site for site in (*open_sites, *nameless) if not site.found]
        self._ask_for_instances(unsettled)
        for site, documentation in calls.items():
            site.documentation = documentation if not site.found else site.documentation
        for site in unsettled:
            self._settle_by_path(site)
        self._note_results([site for site in (*open_sites, *nameless) if site.found])

    def _look_behind_signatures(self, sites: Sequence[Site]) -> None:
        """Read members that only have a signature, as those that stubs inherit, in the class of the value itself."""
        bare = [site for site in sites if site.documentation is not None and site.documentation.kind == "signature"]
        places = self._classes_before_dots([site for site in bare if site.receiver is not None])
        for site, classes in places.items():
            found = (self._work.reader.member(one.file, one.line, site.call.name) for one in classes if not one.own)
            said = next((one for one in found if one is not None and one.kind != "signature"), None)
            site.documentation = said or site.documentation

    def _note_results(self, sites: Sequence[Site]) -> None:
        """Note how calls were found, and what they give."""
        for site in sites:
            if site.documentation is not None and not self._can_be(site):
                site.documentation, site.places = None, ()
        asked = [(site, place) for site in sites if site.found and (place := self._place_of(site, site.node))]
        texts = self._work.document.hovers([place for _, place in asked])
        for (site, _), hover in zip(asked, texts, strict=True):
            site.match = self._work.match
            inside = any(site.starts_in(one) for one in self._work.told_by_callers)
            site.from_elsewhere = inside or self._work.match == "name"
            site.result = hovers.result_of(hover) if site.name is not None else hovers.type_of(hover)
            if len(site.places) > 1 or _takes_anything(site.documentation):
                site.overload = hovers.signature(hover) or site.overload

    def _place_of(self, site: Site, value: Node | None) -> Position | None:
        """Return where to ask about a call: at the name that is called, or, without one, at that of a probed value."""
        if site.name is not None:
            return self._work.position(site.name)
        return self._work.sketch.probe(value.start, value.end) if value is not None else None

    def _names(self, sites: list[Site]) -> dict[Site, str]:
        """Return what readers would call what is called: as it is imported, or with the class of the value.

        The value may be one that a module has: `sys.stdout.write` is a method of its class.
        """
        names = {site: name for site in sites if (name := self._work.public_name(site))}
        receivers = [(site, last_name(site.receiver)) for site in sites if site.receiver is not None]
        # What a module has itself is called by the name of the module: nothing has to be asked.
        asked = [(site, node) for site, node in receivers if node is not None and names.get(site, "..").count(".") > 1]
        texts = self._work.document.hovers([self._work.position(node) for _, node in asked])
        for (site, _), text in zip(asked, texts, strict=True):
            if owner := hovers.class_of(text):
                names[site] = f"{owner}.{site.call.name}"
        return names

    def _settle(self, site: Site, places: Sequence[Location], name: str) -> None:
        """Note the definition among some places, unless all are only variables."""
        inside = [self._own(place) for place in places if place.own]
        own = next((node for node in inside if node is not None), None)
        # An array of objects has members of its own (`fill`, `set`), which are hardly ever meant.
        outside = sorted((place for place in places if not place.own), key=lambda place: "numpy" in place.file.parts)
        if own is not None:
            site.own = own
            return
        outside = self._without_type_call(outside, name)
        site.places = tuple(outside)
        # For a value that is called, the server names the variable and what the call runs, in any order.
        ends = [self._work.read([place], name) for place in (outside[:1] + outside[-1:] if len(outside) > 1 else [])]
        runs = next((one for one in ends if one is not None and one.source.symbol.endswith(".__call__")), None)
        value = next((one for one in ends if one is not None and one is not runs and one.kind != "signature"), None)
        if value is not None and runs is not None and value.kind == "function":
            # A function in a wrapping that its stub, or a decorator such as `lru_cache`, gives it.
            site.documentation = value
        elif value is not None and runs is not None and runs.kind == "signature":
            site.documentation, site.overload = replace(value, kind="function"), runs.parameters
        else:
            site.documentation = runs or self._as_before(site, outside) or self._work.read(outside, name)

    def _can_be(self, site: Site) -> bool:
        """Tell whether what a guess from names led to can take the call; stubs alone say that of compiled methods."""
        compiled = [place for place in site.places if place.file.name == "builtins.pyi"]
        may = (self._work.reader.may_take(place.file, place.line, site.call) for place in compiled)
        return self._work.match != "name" or not compiled or any(may)

    def _as_before(self, site: Site, places: Sequence[Location]) -> Documentation | None:
        """Return the member of the class whose method made the value, where that may be of several classes.

        In `prices.apply(f).value_counts()`, what `Series.apply` gives is a Series, or else a DataFrame.
        """
        made = next((one.documentation for one in self._sites if one.node is site.receiver and one.node), None)
        if len(places) < 2 or made is None or made.kind != "method":
            return None
        found = self._work.reader.member_of(made.source.symbol.rpartition(".")[0], site.call.name)
        read = (self._work.read([place], "") for place in places)
        among = any(one is not None and found is not None and one.source.symbol == found.source.symbol for one in read)
        return found if among else None

    def _without_type_call(self, places: list[Location], name: str) -> list[Location]:
        """Return some places without the call of `type`, where there is another: the class that is called says more."""
        if len(places) < 2:
            return places
        read = [(place, self._work.read([place], name)) for place in places if place.file.name == "builtins.pyi"]
        calls = [place for place, one in read if one is not None and one.source.symbol == "builtins.type.__call__"]
        return [place for place in places if place not in calls] or places

    def look_in_classes(self) -> bool:
        """Find members in the classes of values, and say whether there were any.

        Those that a stub leaves out are in the source beside it.
        """
        sites = [site for site in self._sites if not site.found and site.name is not None and site.receiver is not None]
        places = self._classes_before_dots(sites)
        for site in sites:
            for place in places.get(site, ()):
                found = None if place.own else self._work.reader.member(place.file, place.line, site.call.name)
                if found is not None:
                    site.documentation, site.places = found, (place,)
                    break
        settled = [site for site in sites if site.found]
        self._note_results(settled)
        return bool(settled)

    def note_owners(self) -> None:
        """Note the classes of values that are plainly known, and do not have the member that is called."""
        sites = [site for site in self._sites if not site.found and site.receiver is not None and site.name is not None]
        results = {id(made.node): made.result for made in self._sites if made.node is not None}
        kinds = {site: results.get(id(site.receiver), "") for site in sites}
        kinds.update(self._hovers([(one, node) for one in sites if one.receiver and (node := last_name(one.receiver))]))
        places = self._classes_before_dots([site for site in sites if hovers.class_of(kinds[site])])
        for site, classes in places.items():
            known = "Unknown" not in kinds[site] and len(classes) == 1 and not classes[0].own
            if known and self._work.reader.knows_bases(classes[0].file, classes[0].line):
                site.owner = hovers.class_of(kinds[site])

    def _hovers(self, named: Sequence[tuple[Site, Node]]) -> Iterator[tuple[Site, str]]:
        """Yield the types of values, as the server writes them."""
        texts = self._work.document.hovers([self._work.position(node) for _, node in named])
        for (site, _), text in zip(named, texts, strict=True):
            yield site, hovers.type_of(text)

    def _classes_before_dots(self, sites: Sequence[Site]) -> dict[Site, Sequence[Location]]:
        made = {id(site.node): site.places for site in self._sites if site.node is not None}
        places: dict[Site, Sequence[Location]] = {site: made.get(id(site.receiver), ()) for site in sites}
        named = [(site, last_name(site.receiver)) for site in sites if site.receiver is not None]
        asked = [(site, node) for site, node in named if node is not None]
        kinds = self._work.document.type_definitions([self._work.position(node) for _, node in asked])
        places.update((site, found) for (site, _), found in zip(asked, kinds, strict=True))
        return places

    def _settle_by_path(self, site: Site) -> None:
        """Find what a dotted name stands for in modules that the snippet does not import itself: `pkg.module.Class`."""
        name = "" if site.found else self._work.public_name(site)
        found = self._work.reader.named(name) if "." in name else None
        if found is None:
            return
        site.documentation = found
        module, _, last = found.source.symbol.rpartition(".")
        if found.kind == "class" and site.node is not None:
            self._work.sketch.cast(site.node.start, site.node.end, TypeText(alias(module, last), ((module, last),)))

    def _own(self, place: Location) -> Node | None:
        line = self._work.sketch.line_of(place.line)
        # Insertions stand behind the name of a definition on its line, so the column is the snippet's.
        return self._work.tree.definition(line, place.column) if line > 0 else None

    def _ask_for_instances(self, sites: list[Site]) -> None:
        """Find what calling a value runs: `__call__`, or what a torch module's stands for; or the function it is."""
        sites = [site for site in sites if site.receiver is None or site.node is not None]
        asked = [(site, place) for site in sites if (place := self._place_of(site, site.value)) is not None]
        kinds = self._work.document.type_definitions([place for _, place in asked])
        texts = self._work.document.hovers([place for _, place in asked])
        for (site, _), places, hover in zip(asked, kinds, texts, strict=True):
            self._settle_value(site, places, hovers.type_of(hover))

    def _settle_value(self, site: Site, places: Sequence[Location], kind: str) -> None:
        inside = [node for node in (self._own(place) for place in places if place.own) if node is not None]
        if inside:
            made = inside[0]
            is_class = made.kind == "class_definition" and not re.match(r"class |<class|type\[", kind)
            site.own = method_of(made, "__call__", *_CALLED) if is_class else made
            return
        for place in places:
            if place.own or place.file.name == "_internal.pyi":
                continue
            if re.match(r"class |<class|type\[|def (?!__call__\b)|\(?bound method (?!.*\.__call__\()", kind):
                site.documentation = self._work.read([place], self._work.public_name(site))
            else:
                site.documentation = self._called_on_instance(place)
            if site.documentation is not None:
                site.places = (place,)
                return

    def _called_on_instance(self, place: Location) -> Documentation | None:
        """Read what calling an instance of a class runs: what `__call__` hands on to, where a class defines that."""
        call = self._work.reader.member(place.file, place.line, "__call__")
        owner = call.source.symbol.rpartition(".")[0] if call is not None else ""
        for name in _CALLED:
            found = self._work.reader.member(place.file, place.line, name)
            if found is not None and (call is None or found.source.symbol.rpartition(".")[0] != owner):
                return found
        return call


def _is_call_of_instance(site: Site) -> bool:
    found = site.documentation
    return found is not None and found.source.symbol.endswith(".__call__") and site.call.name != "__call__"


def _takes_anything(found: Documentation | None) -> bool:
    """Say whether a signature is `(*args, **kwargs)`, which a stub may say more about."""
    kinds = {one.kind for one in found.parameters if not one.documentation} if found is not None else set()
    return "var-positional" in kinds and kinds <= {"var-positional", "var-keyword"}
