"""What each call of a snippet calls: found by the language server, in rounds in which the snippet gets more types.

First come the definitions that the server finds by itself. Then values whose type was lost get the type that the
documentation of the function names that made them, and what these are used for is asked again. What is left is matched
by the names of the members that are used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import griffe

from explainer.analysis.documentation import DocumentationReader
from explainer.analysis.environment import Distribution, Environment
from explainer.analysis.language_server import Document
from explainer.analysis.locations import Location, Position
from explainer.model import Documentation, Facts, Import, Match
from explainer.reading.tree import Node
from explainer.research import by_name, hovers
from explainer.research.class_index import ClassIndex, FoundClass
from explainer.research.documented_types import Resolve, Same, attribute_phrase, named_type, returned
from explainer.research.sites import (
    FUNCTIONS,
    Site,
    Tree,
    last_name,
    parameter_name,
    parameters_of,
    returned_values,
    root_name,
)
from explainer.research.sketch import Sketch, TypeText, alias

_ROUNDS = 16
_CALLED = ("forward", "call")
"""Methods that `__call__` of a base class runs, where the base is a part of a neural network."""
_SIMPLE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


@dataclass(slots=True)
class Workplace:
    """What resolving works with."""

    environment: Environment
    reader: DocumentationReader
    index: ClassIndex
    facts: Sequence[Facts]
    tree: Tree
    sketch: Sketch
    document: Document
    imports: list[Import] = field(init=False)
    told_by_callers: list[Node] = field(default_factory=list, init=False)
    """Functions of the snippet whose parameters have the types that they are given."""
    _out_of_reach: set[str] = field(default_factory=set, init=False)
    """Names whose values come out of modules that are not there."""

    def __post_init__(self) -> None:
        self.imports = [found for one in self.facts for found in one.imports]
        for found in self.imports:
            package = self.environment.package_of(found.target)
            if package is None or package.origin == "missing":
                self._out_of_reach.add(found.bound)
        classes = list(self._classes()) if self._out_of_reach else []
        before = -1
        while self._out_of_reach and len(self._out_of_reach) != before:
            before = len(self._out_of_reach)
            made = [write for one in self.facts for write in one.writes if self._starts_there(write.value or "")]
            self._out_of_reach.update(write.path for write in made)
            self._out_of_reach.update(name.text for name, bases in classes if any(map(self._starts_there, bases)))

    def public_name(self, site: Site) -> str:
        """Return the dotted name of what is called as the snippet's imports spell it; empty for values' methods."""
        call = site.call
        if not _SIMPLE.fullmatch(call.callee) or not call.reads:
            return ""
        definitions = call.reads[0].definitions
        if not definitions or any(one.kind != "import" or not one.value for one in definitions):
            return ""
        first, dot, rest = call.callee.partition(".")
        target = definitions[-1].value or first
        plain = next((one for one in self.imports if one.bound == first and not one.name and not one.alias), None)
        return f"{first if plain else target}{dot}{rest}"

    def read(self, places: Iterable[Location], name: str) -> Documentation | None:
        """Return what documents the first of some definitions that has a docstring, or else any.

        Args:
            places: Of the definitions.
            name: The name under which a reader knows it.
        """
        best: Documentation | None = None
        for place in places:
            found = self.reader.read(place.file, place.line, name)
            if found is not None and found.kind != "signature":
                return found
            best = best or found
        return best

    def is_out_of_reach(self, site: Site) -> bool:
        """Tell whether a value comes out of a module that is not there: any class may have a member of that name."""
        if self._starts_there(site.call.receiver or ""):
            return True
        cls = site.name if site.call.receiver == "self" else None
        while cls is not None and cls.kind != "class_definition":
            cls = cls.parent
        return cls is not None and any(name.text in self._out_of_reach for name in cls.children[:2])

    def _classes(self) -> Iterator[tuple[Node, list[str]]]:
        """Yield the names of the snippet's classes that have bases, with these."""
        for node in self.tree.root.walk():
            name = node.child("identifier") if node.kind == "class_definition" else None
            bases = node.child("argument_list")
            if name is not None and bases is not None:
                yield name, [base.text for base in bases.parts]

    def _starts_there(self, code: str) -> bool:
        start = re.match(r"(?:await\s+)?([A-Za-z_][\w.]*)", code)
        parts = start[1].split(".") if start else []
        return any(".".join(parts[:length]) in self._out_of_reach for length in range(1, len(parts) + 1))

    def resolver(self, near: Documentation | None) -> Resolve:
        """Return what finds the classes that a docstring or a type names, nearest to where it stands first."""
        package = near.source.package if near else ""
        place = near.source.symbol.rpartition(".")[0] if near else ""
        nearest = sorted(self.environment.distributions, key=lambda one: one.package.name != package)

        def resolve(name: str) -> FoundClass | None:
            module, _, last = name.rpartition(".")
            top = module.lstrip(".").partition(".")[0]
            # To search a distribution takes time, so those that can have the module come first, and one is enough.
            named = [one for one in nearest if top and one.provides(top)]
            for distribution in dict.fromkeys([*named, *nearest]):
                found = self.index.named(last, [distribution])
                whole = [one for one in found if not module or f".{module.lstrip('.')}." in f".{one.module}."]
                choice = whole or [one for one in found if one.module.partition(".")[0] == top]
                if choice:
                    return min(
                        choice, key=lambda one: (one.distribution != "", not place.startswith(one.module), one.depth)
                    )
            return None

        return resolve


class Resolution:
    """Resolves all calls of one snippet.

    Args:
        work: What it works with.
        sites: The calls.
    """

    def __init__(self, work: Workplace, sites: list[Site]) -> None:
        self._work = work
        self._sites = sites
        self._match: Match = "definition"
        self._probes: list[tuple[Node, list[Node], int, str]] = []
        self._deepened: set[Site] = set()

    def run(self) -> None:
        """Find out what is called, and note it in the sites.

        Raises:
            LanguageServerError: when the server does not answer; what was found so far is kept.
        """
        for _ in range(_ROUNDS):
            self._ask()
            changed = self._deepen()
            if not changed:
                changed = self._match_by_name()
                if not changed:
                    return
                self._match = "name"
            self._work.sketch.render()
            self._work.document.change(self._work.sketch.text)

    def run_without_server(self) -> None:
        """Find out what the files and the snippet's own names tell without types."""
        for site in self._sites:
            name = "" if site.found else self._work.public_name(site)
            site.documentation = site.documentation or (self._work.reader.named(name) if name else None)
            read = site.call.reads[0] if site.call.reads else None
            if site.found or read is None or read.path != site.call.callee:
                continue
            lines = [one.line for one in read.definitions if one.kind in ("function", "class")]
            site.own = self._work.tree.definition_of(read.path, lines[-1]) if lines else None

    # ------------------------------------------------------------------------------------------------- definitions

    def _ask(self) -> None:
        """Ask where what is called is defined, for the calls of which that is not known yet."""
        open_sites = [site for site in self._sites if not site.found and site.name is not None]
        positions = [self._position(site.name) for site in open_sites if site.name is not None]
        found = self._work.document.definitions(positions)
        names = self._names([site for site, places in zip(open_sites, found, strict=True) if places])
        for site, places in zip(open_sites, found, strict=True):
            self._settle(site, places, names.get(site, ""))
        # What `__call__` runs says more than itself: `forward` in torch, `call` in keras.
        calls = {site: site.documentation for site in open_sites if _is_call_of_instance(site)}
        for site in calls:
            site.documentation = None
        unsettled = [site for site in open_sites if not site.found and site.name is not None]
        self._ask_for_instances(unsettled)
        for site, documentation in calls.items():
            site.documentation = documentation if not site.found else site.documentation
        for site in unsettled:
            self._settle_by_path(site)
        settled = [site for site in open_sites if site.found and site.name is not None]
        texts = self._work.document.hovers([self._position(site.name) for site in settled if site.name is not None])
        for site, hover in zip(settled, texts, strict=True):
            site.match = self._match
            inside = any(f.start <= site.name.start < f.end for f in self._work.told_by_callers) if site.name else False
            site.from_elsewhere = inside or self._match == "name"
            site.result = hovers.result_of(hover)
            if len(site.places) > 1 or _takes_anything(site.documentation):
                site.overload = hovers.signature(hover)

    def _names(self, sites: list[Site]) -> dict[Site, str]:
        """Return what readers would call what is called: as it is imported, or with the class of the value."""
        names = {site: name for site in sites if (name := self._work.public_name(site))}
        receivers = [(site, last_name(site.receiver)) for site in sites if site.receiver is not None]
        asked = [(site, node) for site, node in receivers if node is not None and site not in names]
        texts = self._work.document.hovers([self._position(node) for _, node in asked])
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
        site.places = tuple(outside)
        # For a value that is called, the server names the variable and what the call runs, in any order.
        ends = [self._work.read([place], name) for place in (outside[:1] + outside[-1:] if len(outside) > 1 else [])]
        runs = next((one for one in ends if one is not None and one.source.symbol.endswith(".__call__")), None)
        site.documentation = runs or self._work.read(outside, name)

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
        positions = [self._position(site.name) for site in sites if site.name is not None]
        kinds = self._work.document.type_definitions(positions)
        texts = self._work.document.hovers(positions)
        for site, places, hover in zip(sites, kinds, texts, strict=True):
            self._settle_value(site, places, hovers.type_of(hover))

    def _settle_value(self, site: Site, places: Sequence[Location], kind: str) -> None:
        inside = [node for node in (self._own(place) for place in places if place.own) if node is not None]
        if inside:
            made = inside[0]
            is_class = made.kind == "class_definition" and not re.match(r"class |<class|type\[", kind)
            site.own = _method(made, "__call__", *_CALLED) if is_class else made
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

    # ------------------------------------------------------------------------------------------------------- types

    def _deepen(self) -> bool:
        """Write types into the snippet that follow from what was found; return whether there are any."""
        changed = self._answer_probes()
        for site in self._sites:
            if site.found and site not in self._deepened:
                self._deepened.add(site)
                if site.own is not None:
                    changed |= self._follow_own(site, site.own)
                elif self._give_documented_type(site):
                    changed = True
        for site in self._sites:
            if not site.found and site.receiver is not None:
                changed |= self._give_attribute_type(site.receiver)
        return changed

    def _give_documented_type(self, site: Site) -> bool:
        node, found = site.node, site.documentation
        if node is None or found is None or not site.used or not hovers.lost(site.result):
            return False
        if found.kind == "class":
            return False
        sketch, receiver = self._work.sketch, site.receiver
        kind = returned(found.source.text, self._work.resolver(found), site.unpacked)
        if _keeps_shape(site, found) and receiver is not None:
            kind = Same()
        kind = kind or self._result_in_code(site)
        if isinstance(kind, Same):
            same = receiver is not None and sketch.same(node.start, receiver.end, node.end)
            self._documented(same)
            return same
        if kind is None:
            return False
        given = sketch.cast(node.start, node.end, _awaitable(kind) if site.call.awaited else kind)
        self._documented(given)
        return given

    def _result_in_code(self, site: Site) -> TypeText | Same | None:
        """Return the type of a result that the code of what is called shows."""
        name = self._work.public_name(site)
        found = (self._work.reader.result(place.file, place.line, name) for place in site.places[:1])
        result = next(found, None)
        if result is None or (result.cls is None and site.receiver is None):
            return None
        if result.cls is None and not result.of_class:
            return Same()
        cls = result.cls or self._class_before_dot(site)
        if cls is None or not isinstance(cls.parent, griffe.Module):
            return None
        return TypeText(alias(cls.module.path, cls.name), ((cls.module.path, cls.name),))

    def _class_before_dot(self, site: Site) -> griffe.Class | None:
        name = last_name(site.receiver) if site.receiver is not None else None
        if name is None:
            return None
        [places] = self._work.document.type_definitions([self._position(name)])
        found = (self._work.reader.class_at(place.file, place.line) for place in places if not place.own)
        return next((one for one in found if one is not None), None)

    def _documented(self, given: bool) -> None:
        if given and self._match == "definition":
            self._match = "documentation"

    def _give_attribute_type(self, receiver: Node) -> bool:
        """Give `x.name` the type that the documentation of the class of `x` says it has."""
        if receiver.kind != "attribute" or len(receiver.parts) != 2:
            return False
        owner, name = last_name(receiver.parts[0]), receiver.parts[1].text
        if owner is None:
            return False
        [places] = self._work.document.type_definitions([self._position(owner)])
        for place in places:
            found = None if place.own else self._work.reader.read(place.file, place.line)
            phrase = attribute_phrase(found.source.text, name) if found is not None else None
            kind = named_type(phrase, self._work.resolver(found)) if phrase else None
            if kind is not None and self._work.sketch.cast(receiver.start, receiver.end, kind):
                self._documented(True)
                return True
        return False

    # ---------------------------------------------------------------------------------- functions of the snippet

    def _follow_own(self, site: Site, function: Node) -> bool:
        """Ask for the types of what a function of the snippet is given here and what it returns."""
        changed = False
        if function.kind == "class_definition":
            function = _method(function, "__init__") or function
        if function.kind != "function_definition":
            return False
        if site.used and hovers.lost(site.result) and function.child("type") is None:
            values = list(returned_values(function))
            changed |= self._probe(function, values, _end_of_parameters(function), " -> ")
        for parameter, value in _given(site, function):
            name = parameter_name(parameter)
            if name is not None and parameter.kind in ("identifier", "default_parameter"):
                changed |= self._probe(function, [value], name.end, ": ")
        return changed

    def _probe(self, function: Node, values: list[Node], offset: int, mark: str) -> bool:
        if not values or any(waiting[2] == offset for waiting in self._probes):
            return False
        self._probes.append((function, values, offset, mark))
        for value in values:
            self._work.sketch.name(value.start, value.end)
        return True

    def _answer_probes(self) -> bool:
        """Write the types of arguments and returned values to the parameters and functions they belong to."""
        changed = False
        for probe in list(self._probes):
            function, values, offset, mark = probe
            places = [self._work.sketch.probe(value.start, value.end) for value in values]
            known = [place for place in places if place is not None]
            kinds = [hovers.type_of(text) for text in self._work.document.hovers(known)]
            resolve = self._work.resolver(None)
            types = [kind for text in kinds if (kind := hovers.written(text, resolve)) is not None]
            if types and self._work.sketch.annotate(offset, mark, _union(types)):
                self._probes.remove(probe)
                if mark == ": ":
                    self._work.told_by_callers.append(function)
                changed = True
        return changed

    # ----------------------------------------------------------------------------------------------------- by name

    def _match_by_name(self) -> bool:
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
                kind = TypeText(*_class_text(chosen))
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

    def _position(self, node: Node) -> Position:
        return self._work.sketch.position(node.line, node.column)


def _class_text(chosen: FoundClass) -> tuple[str, tuple[tuple[str, str], ...]]:
    return alias(chosen.module, chosen.name), ((chosen.module, chosen.name),)


def _keeps_shape(site: Site, found: Documentation) -> bool:
    """Say whether a method of an array gives an array of the same things: `axs.ravel()`."""
    return found.source.symbol.startswith("numpy.") and "ndarray" in site.result and "dtype[Any]" in site.result


def _is_call_of_instance(site: Site) -> bool:
    found = site.documentation
    return found is not None and found.source.symbol.endswith(".__call__") and site.call.name != "__call__"


def _takes_anything(found: Documentation | None) -> bool:
    """Say whether a signature is `(*args, **kwargs)`, which a stub may say more about."""
    kinds = {one.kind for one in found.parameters if not one.documentation} if found is not None else set()
    return "var-positional" in kinds and kinds <= {"var-positional", "var-keyword"}


def _awaitable(kind: TypeText) -> TypeText:
    return TypeText(f"typing_.Awaitable[{kind.text}]", kind.imports)


def _union(types: Sequence[TypeText]) -> TypeText:
    text = " | ".join(dict.fromkeys(kind.text for kind in types))
    return TypeText(text, tuple(dict.fromkeys(one for kind in types for one in kind.imports)))


def _contains(node: Node, calls: set[int]) -> bool:
    return any(id(below) in calls for below in node.walk())


def _method(made: Node, *names: str) -> Node | None:
    body = made.child("block")
    for node in body.walk() if body is not None else ():
        name = node.child("identifier") if node.kind == "function_definition" else None
        if name is not None and name.text in names:
            return node
    return None


def _end_of_parameters(function: Node) -> int:
    parameters = function.child("parameters")
    return parameters.end if parameters is not None else function.end


def _given(site: Site, function: Node) -> list[tuple[Node, Node]]:
    """Return the parameters of a function of the snippet with the arguments that a call gives them."""
    parameters = [node for node in parameters_of(function) if node.kind not in FUNCTIONS]
    names = {name.text: node for node in parameters if (name := parameter_name(node)) is not None}
    written = site.node.child("argument_list") if site.node is not None else None
    if written is None:
        return []
    in_class = function.parent is not None and _in_class(function)
    rest = parameters[1:] if in_class else parameters
    given: list[tuple[Node, Node]] = []
    for argument in written.parts:
        if argument.kind == "keyword_argument" and len(argument.parts) == 2:
            if argument.parts[0].text in names:
                given.append((names[argument.parts[0].text], argument.parts[1]))
        elif argument.kind in ("list_splat", "dictionary_splat"):
            rest = []
        elif rest:
            given.append((rest[0], argument))
            rest = rest[1:]
    return given


def _in_class(function: Node) -> bool:
    above = function.parent
    while above is not None and above.kind in ("block", "decorated_definition"):
        above = above.parent
    return above is not None and above.kind == "class_definition"
