"""One order of the results of several searches, and what was dropped and why.

The lists are merged by reciprocal rank fusion (https://doi.org/10.1145/1571941.1572114); then pages by the makers of
the packages in hand come first, and pages about other products last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from explainer.model import Dropped, Sites
from explainer.research.web.addresses import Address, address, is_inside
from explainer.research.web.kinship import Kinship, kinship
from explainer.research.web.protocol import Result
from explainer.research.web.reading import tidy
from explainer.research.web.topic import Topic

_MOST_TITLE, _MOST_URL = 120, 300
"""Characters that are kept of what is left out."""
_SMOOTHING = 60
"""The constant of the method's authors."""
_EXCERPT = 40
"""Characters of an excerpt that may say something."""
_CHANGES = (".patch", ".diff")
"""Of pages that say how code was changed, and only with luck what it does."""
_ENOUGH_WORDS = 0.5
"""Part of the words that were asked for, with which a page may be kept that names none of the step's symbols."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A page in the merged order."""

    result: Result
    place: Address
    services: tuple[str, ...]
    """Those that found it."""
    score: float
    tier: int
    """0 for sites that the user boosts, 1 for the makers' own pages, 5 for other products."""
    reason: str = ""
    """Why it is dropped; empty for one that may be kept."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What is left, and what is not."""

    pages: tuple[Ranked, ...] = ()
    """The best first; those about other products come last, and say so."""
    dropped: tuple[Dropped, ...] = ()
    """What may be missed most comes first."""

    @property
    def kept(self) -> tuple[Ranked, ...]:
        """The pages about the products in hand."""
        return tuple(page for page in self.pages if not page.reason)


@dataclass(slots=True)
class _Page:
    result: Result
    place: Address
    services: list[str]
    fused: float = 0.0
    same: dict[str, tuple[str, Result]] = field(default_factory=dict)
    """Its other addresses, with the service that found each and how."""


def dropped(result: Result, services: Iterable[str], reason: str) -> Dropped:
    """Return a result as one that is left out."""
    title, url = " ".join(tidy(result.title).split()), result.url.strip()
    return Dropped(_cut(title, _MOST_TITLE), _cut(url, _MOST_URL), ", ".join(services), reason)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def rank(
    lists: Iterable[tuple[str, Sequence[Result]]],
    topic: Topic,
    sites: Sequence[Sites] = (),
    own_hosts: Sequence[str] = (),
) -> Ranking:
    """Merge lists of results.

    Args:
        lists: What each service found for each query, the best first, with the service's name.
        topic: What they should be about.
        sites: A page must be allowed by each of these.
        own_hosts: Hosts inside a private network that may be shown.
    """
    pages: dict[str, _Page] = {}
    refused: dict[Dropped, None] = {}
    for service, results in lists:
        for position, result in enumerate(_unique(results)):
            place = address(result.url)
            refusal = _refusal(result, service, place, sites, own_hosts)
            if refusal is not None:
                refused[refusal] = None
            elif place is not None:
                _merge(pages.setdefault(place.key, _Page(result, place, [])), service, position, result, place)
    most = max((page.fused for page in pages.values()), default=1.0)
    ranked = sorted(
        (_ranked(page, topic, sites, most) for page in pages.values()), key=lambda one: (one.tier, -one.score)
    )
    kept, older = _newest(ranked)
    others = [dropped(page.result, page.services, page.reason) for page in kept if page.reason]
    return Ranking(tuple(kept), (*others, *older, *_same(pages.values()), *refused))


def _merge(page: _Page, service: str, position: int, result: Result, place: Address) -> None:
    """Add what one more list says of a page; the longest excerpt stands for it."""
    page.fused += 1 / (_SMOOTHING + position + 1)
    page.services.append(service)
    page.same.setdefault(place.url, (service, result))
    if len(result.text) > len(page.result.text):
        page.result, page.place = result, place


def _same(pages: Iterable[_Page]) -> Iterator[Dropped]:
    """Give the other addresses of pages."""
    for page in pages:
        for url, (service, result) in page.same.items():
            if url != page.place.url:
                yield dropped(result, [service], f"the same page as {_cut(page.place.url, _MOST_URL)}")


def _unique(results: Sequence[Result]) -> Iterator[Result]:
    """Give each page of a list once, at its best place."""
    seen: set[str] = set()
    for result in results:
        place = address(result.url)
        key = place.key if place else result.url
        if key not in seen:
            seen.add(key)
            yield result


def _refusal(
    result: Result, service: str, place: Address | None, sites: Sequence[Sites], own_hosts: Sequence[str]
) -> Dropped | None:
    """Return a result as one that must not be shown; nothing but the reason where it leads inside, or nowhere."""
    if place is None:
        return Dropped("", "", service, "its address is none on the web that can be linked")
    if is_inside(place.host) and not {place.host, place.netloc} & set(own_hosts):
        return Dropped("", "", service, "its address is inside a private network")
    for one in sites:
        if any(place.within(site) for site in one.block):
            return dropped(result, [service], "blocked by `sites`")
        if one.allow and not any(place.within(site) for site in one.allow):
            return dropped(result, [service], "not among the sites that are allowed")
    return None


def _ranked(page: _Page, topic: Topic, sites: Sequence[Sites], most: float) -> Ranked:
    kin = kinship(page.result, page.place, topic)
    boosted = any(page.place.within(site) for one in sites for site in one.boost)
    score = page.fused / most + _bonus(page, kin, topic)
    tier, reason = (0, "") if boosted else _judged(kin, _words_named(page, topic), topic)
    return Ranked(page.result, page.place, tuple(dict.fromkeys(page.services)), score, tier, reason)


def _judged(kin: Kinship, words: float, topic: Topic) -> tuple[int, str]:
    """Return the tier of a page, and why it is dropped."""
    if kin.other_product:
        return 5, f"about another product ({kin.foreign})" if kin.foreign else "about another product"
    if not kin.symbol and words < _ENOUGH_WORDS and (topic.symbols or not kin.named) and not kin.official:
        return 4, "says nothing of what the step uses"
    if kin.official and kin.symbol >= 0.5:
        return 1, ""
    return 2 if kin.symbol >= 0.5 or kin.official or kin.related else 3, ""


def _words_named(page: _Page, topic: Topic) -> float:
    """Return which part of the words of the queries a page has."""
    said = set(re.findall(r"\w+", f"{page.result.title} {page.result.text} {page.place.path}".lower()))
    return sum(word in said for word in topic.words) / len(topic.words) if topic.words else 0.0


def _bonus(page: _Page, kin: Kinship, topic: Topic) -> float:
    """Weigh what a page says of itself: symbols, then the words of the queries, then its version."""
    words = _words_named(page, topic)
    empty = len(page.result.text) < _EXCERPT
    worse = _is_older(page.place, topic) or page.place.path.endswith(_CHANGES)
    return 0.8 * kin.symbol + 0.5 * words + 0.3 * kin.official - 0.2 * empty - 0.5 * worse


def _is_older(place: Address, topic: Topic) -> bool:
    """Whether the address names a version below the one in use."""
    named = place.version
    for product in topic.products:
        if product.version and named and product.owns(place):
            return named < product.version[: len(named)]
    return False


def _newest(ranked: Sequence[Ranked]) -> tuple[list[Ranked], list[Dropped]]:
    """Keep one version of each page: the one that ranks best."""
    kept: dict[str, Ranked] = {}
    older = []
    for page in ranked:
        first = kept.setdefault(page.place.versionless, page)
        if first is not page:
            reason = f"another version of {_cut(first.place.url, _MOST_URL)}"
            older.append(dropped(page.result, page.services, reason))
    return list(kept.values()), older
