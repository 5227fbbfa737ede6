"""Research on the steps of a snippet: from the cache where it is there, from the researcher where it is not."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from explainer.analysis.environment import Environment
from explainer.errors import LanguageServerError, ServiceError
from explainer.model import Facts, Research, ResolvedCall, Snippet, Step
from explainer.pipeline.slices import Analysis, ResearchSlot
from explainer.store.cache import Cache
from explainer.store.records import kept, to_json

_log = logging.getLogger(__name__)


class Researcher(Protocol):
    """Finds sources for the steps of a snippet."""

    def research(
        self,
        snippet: Snippet,
        steps: tuple[Step, ...],
        facts: tuple[Facts, ...],
        environment: Environment,
        wanted: list[int],
    ) -> dict[int, Research]:
        """Return what was found for the steps with the wanted indexes; a step that is left out is asked for again."""

    def close(self) -> None:
        """Stop what was started."""


def research(
    analysis: Analysis, environment: Environment, circumstances: str, researcher: Researcher, cache: Cache
) -> tuple[list[Research], bool]:
    """Return the research on each step, and whether all of it was had.

    Args:
        analysis: The snippet.
        environment: Its packages.
        circumstances: A hash of packages, settings and program.
        researcher: Asked once, for the steps that the cache does not have.
        cache: Gets what the researcher finds.
    """
    slots = [ResearchSlot(analysis, index, circumstances) for index in range(len(analysis.facts))]
    found = {index: had for index, slot in enumerate(slots) if (had := _cached(slot, cache)) is not None}
    wanted = [index for index in range(len(slots)) if index not in found]
    if wanted:
        new = _asked(analysis, environment, researcher, wanted)
        found |= new
        cache.set_all("research", dict(_lasting(new, slots)))
    everything = [found.get(index) or _nothing(analysis.facts[index]) for index in range(len(slots))]
    return everything, len(found) == len(slots) and all(one.complete for one in everything)


def _lasting(new: Mapping[int, Research], slots: Sequence[ResearchSlot]) -> Iterator[tuple[str, str]]:
    """Give what would be found again as it is, with the keys of its slots."""
    for index, one in new.items():
        relative = slots[index].relative(one)
        if relative is not None and one.complete and one.local:
            yield slots[index].key, to_json(relative)


def _cached(slot: ResearchSlot, cache: Cache) -> Research | None:
    found = kept(cache, "research", slot.key, Research)
    return None if found is None else slot.absolute(found)


def _asked(
    analysis: Analysis, environment: Environment, researcher: Researcher, wanted: list[int]
) -> dict[int, Research]:
    try:
        return researcher.research(analysis.snippet, analysis.steps, analysis.facts, environment, wanted)
    except (LanguageServerError, ServiceError) as error:
        _log.warning("%s: %s; steps without documentation are explained from the code", analysis.snippet.path, error)
        return {}


def _nothing(facts: Facts) -> Research:
    """Return the research on a step that nothing was found for: each call is there, and has no source."""
    return Research(calls=tuple(ResolvedCall(call, None, None) for call in facts.calls))
