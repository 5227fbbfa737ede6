"""What each call of a snippet calls: found by the language server, in rounds in which the snippet gets more types.

First come the definitions that the server finds by itself. Then values whose type was lost get the type that the
documentation of the function names that made them, and what these are used for is asked again. What is left is matched
by the names of the members that are used.
"""

from __future__ import annotations

from collections.abc import Sequence

from explainer.research.definitions import Definitions
from explainer.research.lost_types import LostTypes
from explainer.research.matching import Matching
from explainer.research.own_functions import OwnFunctions
from explainer.research.sites import Site
from explainer.research.workplace import Workplace

_ROUNDS = 16


class Resolution:
    """Resolves all calls of one snippet.

    Args:
        work: What it works with.
        sites: The calls.
    """

    def __init__(self, work: Workplace, sites: Sequence[Site]) -> None:
        self._work = work
        self._sites = sites
        self._definitions = Definitions(work, sites)
        self._types = LostTypes(work)
        self._own = OwnFunctions(work)
        self._matching = Matching(work, sites)
        self._deepened: set[Site] = set()

    def run(self) -> None:
        """Find out what is called, and note it in the sites.

        Raises:
            LanguageServerError: when the server does not answer; what was found so far is kept.
        """
        for number in range(_ROUNDS):
            self._definitions.ask()
            if not number:
                self._definitions.note_owners()
            if not self._deepen() and not self._look_further():
                if not self._matching.match():
                    return
                self._work.match = "name"
            self._work.sketch.render()
            self._work.document.change(self._work.sketch.text)

    def _look_further(self) -> bool:
        """Look for members where the server sees none; return whether types follow from any that were found."""
        return self._definitions.look_in_classes() and self._deepen()

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

    def _deepen(self) -> bool:
        """Write types into the snippet that follow from what was found; return whether there are any."""
        changed = self._own.give_self()
        changed |= self._own.answer()
        for site in self._sites:
            if site.found and site not in self._deepened:
                self._deepened.add(site)
                changed |= self._own.follow(site, site.own) if site.own is not None else self._types.give_result(site)
        for site in self._sites:
            if not site.found and site.receiver is not None:
                changed |= self._types.give_attribute(site.receiver)
        return changed
