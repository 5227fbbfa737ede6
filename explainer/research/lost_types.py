"""Types that the server does not know, from documentation and from code without annotations."""

from __future__ import annotations

import griffe

from explainer.model import Documentation
from explainer.reading.tree import Node
from explainer.research import hovers
from explainer.research.documented_types import Same, attribute_phrase, named_type, returned
from explainer.research.sites import Site, last_name
from explainer.research.sketch import TypeText, alias
from explainer.research.workplace import Workplace


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
            return self._work.documented(same)
        if kind is None:
            return False
        return self._work.documented(sketch.cast(node.start, node.end, _awaitable(kind) if site.call.awaited else kind))

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
        [places] = self._work.document.type_definitions([self._work.position(name)])
        found = (self._work.reader.class_at(place.file, place.line) for place in places if not place.own)
        return next((one for one in found if one is not None), None)

    def give_attribute(self, receiver: Node) -> bool:
        """Give `x.name` the type that the documentation of the class of `x` says it has."""
        if receiver.kind != "attribute" or len(receiver.parts) != 2:
            return False
        owner, name = last_name(receiver.parts[0]), receiver.parts[1].text
        if owner is None:
            return False
        [places] = self._work.document.type_definitions([self._work.position(owner)])
        for place in places:
            found = None if place.own else self._work.reader.read(place.file, place.line)
            phrase = attribute_phrase(found.source.text, name) if found is not None else None
            kind = named_type(phrase, self._work.resolver(found)) if phrase else None
            if kind is not None and self._work.sketch.cast(receiver.start, receiver.end, kind):
                return self._work.documented(True)
        return False


def _keeps_shape(site: Site, found: Documentation) -> bool:
    """Say whether a method of an array gives an array of the same things: `axs.ravel()`."""
    return found.source.symbol.startswith("numpy.") and "ndarray" in site.result and "dtype[Any]" in site.result


def _awaitable(kind: TypeText) -> TypeText:
    return TypeText(f"typing_.Awaitable[{kind.text}]", kind.imports)
