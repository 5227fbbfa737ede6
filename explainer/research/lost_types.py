"""Types that the server does not know, from documentation and from code without annotations."""

from __future__ import annotations

import re
from collections.abc import Sequence

import griffe

from explainer.analysis.locations import Location
from explainer.model import Documentation
from explainer.reading.tree import Node
from explainer.research import hovers
from explainer.research.documented_types import Resolve, Same, attribute_phrase, named_class, named_type, returned
from explainer.research.sites import Site, last_name
from explainer.research.sketch import SEVERAL, TypeText, alias
from explainer.research.workplace import Workplace

_ONE_OR_ARRAY = re.compile(r"(?:(?P<before>[A-Z]\w*) \| )?ndarray\[[^|]*dtype\[Any\]\](?: \| (?P<after>[A-Z]\w*))?")
_NAMES_CLASS = re.compile(r"(?:^|_)(?:class|cls|type|factory)$")

# By kind of node, the type of a value that is written out.
_LITERALS = {"list": "list", "dictionary": "dict", "set": "set", "string": "str"}
_GENERIC = ("list", "dict", "set")

_TEXTS = ("__name__", "__qualname__", "__module__", "__doc__")
"""Attributes that are texts whatever has them: https://docs.python.org/3/reference/datamodel.html"""


class LostTypes:
    """Writes types into the sketch of a snippet.

    Args:
        work: What it works with.
    """

    def __init__(self, work: Workplace) -> None:
        self._work = work

    def give_result(self, site: Site) -> bool:
        """Give the result of a call the type that the documentation, or the code, of what is called says it has."""
        node, found = site.node, site.documentation
        if node is None or found is None or not site.used:
            return False
        if found.source.symbol == "collections.defaultdict":
            return self._give_default(node)
        if found.kind == "class":
            return False
        if found.source.symbol.endswith(".setdefault") and hovers.lost(site.result):
            return self._give_literal(node)
        if not hovers.lost(site.result):
            return self._give_class_asked_for(site, hovers.class_of(site.result))
        sketch, receiver = self._work.sketch, site.receiver
        kind = returned(found.source.text, self._work.resolver(found), site.unpacked)
        if _keeps_shape(site, found) and receiver is not None:
            kind = Same()
        kind = kind or self._array(site.result, self._work.resolver(found)) or self._result_in_code(site)
        if isinstance(kind, Same):
            same = receiver is not None and sketch.same(node.start, receiver.end, node.end)
            return self._work.documented(same)
        if kind is None:
            return False
        return self._work.documented(sketch.cast(node.start, node.end, _awaitable(kind) if site.call.awaited else kind))

    def _give_default(self, node: Node) -> bool:
        """Give `defaultdict(list)` the type of its values, which the server does not see for generic classes."""
        written = node.child("argument_list")
        factory = written.parts[0].text if written is not None and written.parts else ""
        if factory not in _GENERIC:
            return False
        kind = f"{alias('collections', 'defaultdict')}[typing_.Any, {factory}]"
        return self._work.sketch.cast(node.start, node.end, TypeText(kind, (("collections", "defaultdict"),)))

    def _give_literal(self, node: Node) -> bool:
        """Give `groups.setdefault(key, [])` the type of what is there by default."""
        written = node.child("argument_list")
        literal = written.parts[1] if written is not None and len(written.parts) == 2 else None
        kind = _LITERALS.get(literal.kind if literal is not None else "")
        return kind is not None and self._work.sketch.cast(node.start, node.end, TypeText(kind))

    def _set_in_code(self, place: Location, name: str) -> TypeText | None:
        cls = self._work.reader.attribute_class(place.file, place.line, name)
        return _any_of([cls]) if cls is not None else None

    def _array(self, result: str, resolve: Resolve) -> TypeText | None:
        """Return the type of `Axes` or an array of unknown things: what is in the array is the same as without it."""
        match = _ONE_OR_ARRAY.fullmatch(result)
        item = named_class(match["before"] or match["after"] or "", resolve) if match else None
        return TypeText(f"{item.text} | {SEVERAL}[{item.text}]", item.imports) if item else None

    def _give_class_asked_for(self, site: Site, made: str) -> bool:
        """Give the result of `make(some_class=Special)` that class, where it is a special form of what `make` gives."""
        written = site.node.child("argument_list") if site.node is not None and made else None
        for argument in written.parts if written is not None else ():
            given = argument.parts[1:] if argument.kind == "keyword_argument" else []
            if not given or not _NAMES_CLASS.search(argument.parts[0].text):
                continue
            cls = self._class_named_by(given[0])
            if cls is None or site.node is None or made not in self._names_of_bases(cls):
                continue
            kind = _any_of([cls])
            return kind is not None and self._work.sketch.cast(site.node.start, site.node.end, kind)
        return False

    def _class_named_by(self, node: Node) -> griffe.Class | None:
        """Return the class at the top level of a module that an expression names."""
        name = last_name(node)
        if name is None:
            return None
        [places] = self._work.document.definitions([self._work.position(name)])
        found = (self._work.reader.class_at(place.file, place.line) for place in places if not place.own)
        return next((one for one in found if one is not None and isinstance(one.parent, griffe.Module)), None)

    def _names_of_bases(self, cls: griffe.Class) -> set[str]:
        distributions = self._work.environment.distributions
        found = [one for one in self._work.index.named(cls.name, distributions) if one.module == cls.module.path]
        return {base.name for one in found[:1] for base in self._work.index.lineage(one, distributions)[1:]}

    def _result_in_code(self, site: Site) -> TypeText | Same | None:
        """Return the type of a result that the code of what is called shows."""
        name = self._work.public_name(site)
        found = (self._work.reader.result(place.file, place.line, name) for place in site.places[:1])
        result = next(found, None)
        if result is None or (result.cls is None and site.receiver is None):
            return None
        if result.cls is None and not result.of_class:
            return Same()
        if result.forms:
            return _any_of(result.forms)
        cls = result.cls or self._class_before_dot(site)
        return _any_of([cls]) if cls is not None else None

    def _class_before_dot(self, site: Site) -> griffe.Class | None:
        name = last_name(site.receiver) if site.receiver is not None else None
        if name is None:
            return None
        [places] = self._work.document.type_definitions([self._work.position(name)])
        found = (self._work.reader.class_at(place.file, place.line) for place in places if not place.own)
        return next((one for one in found if one is not None), None)

    def give_attribute(self, receiver: Node) -> bool:
        """Give `x.name` the type that the documentation of the class of `x`, or its code, says it has."""
        if receiver.kind != "attribute" or len(receiver.parts) != 2:
            return False
        owner, name = last_name(receiver.parts[0]), receiver.parts[1].text
        if name in _TEXTS:
            text = TypeText(alias("builtins", "str"), (("builtins", "str"),))
            return self._work.sketch.cast(receiver.start, receiver.end, text)
        if owner is None:
            return False
        [places] = self._work.document.type_definitions([self._work.position(owner)])
        for place in places:
            found = None if place.own else self._work.reader.read(place.file, place.line)
            phrase = attribute_phrase(found.source.text, name) if found is not None else None
            kind = named_type(phrase, self._work.resolver(found)) if phrase else None
            kind = kind or (None if place.own else self._set_in_code(place, name))
            if kind is not None and self._work.sketch.cast(receiver.start, receiver.end, kind):
                return self._work.documented(True)
        return False


def _any_of(classes: Sequence[griffe.Class]) -> TypeText | None:
    """Return the type of an instance of one of some classes; None where one of them cannot be imported."""
    if not all(isinstance(cls.parent, griffe.Module) for cls in classes):
        return None
    imports = tuple((cls.module.path, cls.name) for cls in classes)
    return TypeText(" | ".join(alias(module, name) for module, name in imports), imports)


def _keeps_shape(site: Site, found: Documentation) -> bool:
    """Say whether a method of an array gives an array of the same things: `axs.ravel()`."""
    return found.source.symbol.startswith("numpy.") and "ndarray" in site.result and "dtype[Any]" in site.result


def _awaitable(kind: TypeText) -> TypeText:
    return TypeText(f"typing_.Awaitable[{kind.text}]", kind.imports)
