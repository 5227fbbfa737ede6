"""What a step is about, as far as a search result can be measured against it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from explainer.analysis.environment import Distribution
from explainer.model import Package
from explainer.research.protocol import Subject
from explainer.research.queries import packages, readable
from explainer.research.web.addresses import Address, address

_STANDARD = "standard library"
_PYTHON = ("docs.python.org", "peps.python.org")
# Where anyone may have a place: such a host is a package's own only together with a path.
_SHARED = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "sourceforge.net", "huggingface.co")
_ENDINGS = ("org", "io", "dev", "com", "net", "ai", "readthedocs.io", "pydata.org", "palletsprojects.com", "github.io")
_DOCUMENTS = re.compile(r"doc|home|reference|source|repository|code|github", re.IGNORECASE)
_PLACE = re.compile(r"/(?:en|stable|latest|main|master|dev|index\.html?|v?\d+(?:\.\d+)*)(?=/|$).*")


@dataclass(frozen=True, slots=True)
class Product:
    """A package as the web knows it."""

    names: tuple[str, ...]
    """Its own name and those that it is imported by, in lower case."""
    version: tuple[int, ...]
    """Empty where it is not known."""
    sites: tuple[str, ...]
    """Where its makers publish, by its metadata."""

    def owns(self, place: Address) -> bool:
        """Whether a page is by the package's makers, as its metadata says, or as its address suggests."""
        return any(place.within(site) for site in self.sites) or self._seems_to_own(place)

    def _seems_to_own(self, place: Address) -> bool:
        known = {f"{name}.{ending}" for name in self.names for ending in _ENDINGS}
        path = f"{place.path.lower()}/"
        documented = any(f"/docs/{name}/" in path for name in self.names)
        return place.host in known or (place.host in _SHARED and documented)


@dataclass(frozen=True, slots=True)
class Topic:
    """What results are measured against."""

    products: tuple[Product, ...] = ()
    """The packages of the step."""
    others: tuple[Product, ...] = ()
    """The other packages of the snippet."""
    symbols: tuple[str, ...] = ()
    """As people write them: `PeftModel.from_pretrained`."""
    words: tuple[str, ...] = ()
    """Of the queries, in lower case, without numbers."""
    language: str = "python"

    @property
    def names(self) -> frozenset[str]:
        """All names of the step's packages."""
        return frozenset(name for product in self.products for name in product.names)


def topic_of(subject: Subject, queries: Iterable[str] = ()) -> Topic:
    """Return what a step is about, and what was asked about it."""
    own = packages(subject)
    distributions = {one.package.name: one for one in subject.environment.distributions}
    modules = _modules(subject)
    products = [_product(package, distributions.get(package.name), modules) for package in own]
    others = [_product(p, distributions.get(p.name), modules) for p in subject.environment.packages if p not in own]
    called = [readable(call.symbol or call.call.callee) for call in subject.calls if call.symbol or call.call.receiver]
    imported = [found.name or found.module for found in subject.facts.imports if found.name != "*"]
    return Topic(
        products=tuple(products),
        others=tuple(others),
        symbols=tuple(dict.fromkeys([*called, *imported])),
        words=tuple(dict.fromkeys(word for query in queries for word in _telling(query))),
        language=subject.snippet.language,
    )


def _telling(query: str) -> list[str]:
    return [word for word in re.findall(r"\w+", query.lower()) if not word.isdigit() and word != "python"]


def _modules(subject: Subject) -> frozenset[str]:
    """Return the modules at the root of what a step calls and imports; `_io` is known as `io`."""
    names = [call.symbol for call in subject.calls if call.symbol]
    names += [found.target for found in subject.facts.imports]
    return frozenset(name.partition(".")[0].lstrip("_") for name in names)


def _product(package: Package, distribution: Distribution | None, modules: frozenset[str]) -> Product:
    """Return a package as a product; of the standard library, the modules of the step, for it is many things."""
    standard = package.origin == _STANDARD
    names = ("python", *sorted(modules & set(package.imports))) if standard else (package.name, *package.imports)
    sites = _PYTHON if standard else tuple(_sites(distribution))
    release = re.match(r"\d+(?:\.\d+)*", package.version)
    version = tuple(int(part) for part in release[0].split(".")) if release else ()
    return Product(tuple(dict.fromkeys(name.lower() for name in names)), version, sites)


def _sites(distribution: Distribution | None) -> Iterator[str]:
    """Give the sites that a package's metadata names, each as far as it holds for every version."""
    for label, url in distribution.urls if distribution else ():
        place = address(url) if _DOCUMENTS.search(label) else None
        if place is None:
            continue
        path = _PLACE.sub("", place.path).strip("/")
        if place.host in _SHARED:
            path = "/".join(path.split("/")[:3]) if place.host == "huggingface.co" else "/".join(path.split("/")[:2])
        if path or place.host not in _SHARED:
            yield f"{place.host}/{path}".rstrip("/")
