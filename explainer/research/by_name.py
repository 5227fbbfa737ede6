"""Which class a value is most likely of, when only the names of the members that are used on it are known."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from explainer.analysis.environment import Distribution
from explainer.research.class_index import ClassIndex, FoundClass

# Where a snippet imports the package itself, its everyday type is what values without a type mostly are.
_EVERYDAY = {"numpy": ("ndarray",), "pandas": ("DataFrame", "Series"), "torch": ("Tensor",)}
_LEAST = 0.0
_DEEPER = 0.12
"""What a class loses for each part of the name of its module."""
_HINTED = 0.55
"""Affinity of a name that is an abbreviation of the class, or its first part."""
_SAME = 0.01
"""Scores that differ by less are the same, but for rounding."""


@dataclass(frozen=True, slots=True)
class Usage:
    """How a snippet uses a value."""

    called: frozenset[str]
    """The members that are called."""
    members: frozenset[str]
    """All members that are used on the value, the called ones among them."""
    variable: str = ""
    """The word that the expression says of the value: `ax`, `best_estimator_`."""
    origin: str = ""
    """Name of the distribution whose function made the value, where it is known."""
    holder: str = ""
    """Name of the class of what the value is an item of, which is hardly ever its own; empty where it is not known."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rest of the snippet says."""

    distributions: Sequence[Distribution]
    """Those that the snippet imports first."""
    imported: Collection[str]
    """Names of the top-level modules that the snippet imports."""
    mentioned: Collection[str]
    """Names of the classes that the snippet imports, makes or was found to have values of."""

    @property
    def direct(self) -> list[Distribution]:
        """The distributions that the snippet itself imports."""
        return [found for found in self.distributions if set(found.top_level) & set(self.imported)]


def choose(
    usage: Usage, around: Surroundings, index: ClassIndex, refused: Collection[FoundClass] = ()
) -> FoundClass | None:
    """Return the class that fits a value best: one that has called members, itself or from a base.

    Args:
        usage: How the value is used.
        around: What the rest of the snippet says.
        index: The classes.
        refused: Classes that it is not of.
    """
    direct = around.direct
    wide = list(around.distributions)
    candidates = _with_any(usage.called, direct, index) or _with_any(usage.called, wide, index)
    alike = [*around.mentioned, _camel_case(usage.variable)]
    named = [found for name in alike for found in index.named(name, direct)[:1]]
    named += [found for one in wide for found in _everyday(one, index)]
    known = [
        found
        for found in named
        if any(one.own.get(member) for one in index.lineage(found, wide) for member in usage.called)
    ]
    pool = [one for one in dict.fromkeys([*known, *candidates]) if _is_possible(one, usage, around, index)]
    pool = [one for one in pool if one not in refused]
    scored = [(_score(one, usage, around, index), number, one) for number, one in enumerate(pool)]
    if not scored:
        return None
    best = max(scored, key=lambda entry: (entry[0], -entry[1]))
    if best[0] <= _LEAST or _is_guess(best[0], best[2], scored, usage, around, index):
        return None
    return best[2]


def named_after(variable: str, members: Collection[str], around: Surroundings, index: ClassIndex) -> FoundClass | None:
    """Return the class that a variable is plainly named after, and that has all members that are used on it.

    That is a class of an imported package with the variable's name, `request` for `Request`, or an everyday type: `df`.
    """
    direct = around.direct
    alike = [one for one in index.named(_camel_case(variable), direct)[:1] if one.distribution and one.public]
    usual = [one for found in direct for one in _everyday(found, index) if affinity(variable, one.name) > _HINTED]
    possible = (one for one in [*alike, *usual] if index.members(one, around.distributions) >= set(members))
    return next(possible, None)


def _everyday(distribution: Distribution, index: ClassIndex) -> list[FoundClass]:
    """Return the everyday types of a package, not what other modules that come with it call so."""
    wanted = [(module, name) for module in distribution.top_level for name in _EVERYDAY.get(module, ())]
    named = ([one for one in index.named(name, [distribution]) if one.top == module] for module, name in wanted)
    return [one for found in named for one in found[:1]]


def _camel_case(variable: str) -> str:
    """Return the class that a variable may be named after: `TestClient` for `test_client`."""
    return "".join(part[:1].upper() + part[1:] for part in variable.rpartition(".")[2].split("_"))


def _is_guess(
    score: float,
    best: FoundClass,
    scored: Sequence[tuple[float, int, FoundClass]],
    usage: Usage,
    around: Surroundings,
    index: ClassIndex,
) -> bool:
    """Tell whether only the depth of their modules tells the best class from one that it has nothing to do with.

    What is built in needs no other ground than that it fits.
    """
    if not best.distribution:
        return False
    level = score + _DEEPER * best.depth
    rivals = [one for other, _, one in scored if one is not best and other + _DEEPER * one.depth > level - _SAME]
    defining = _defining(best, usage, around, index)
    return any(not defining & _defining(one, usage, around, index) for one in rivals)


def _defining(one: FoundClass, usage: Usage, around: Surroundings, index: ClassIndex) -> set[int]:
    """Return which classes a class has some members from, with those that these override."""
    lineage = index.lineage(one, around.distributions)
    return {id(base) for base in lineage if usage.called & base.own.keys()}


def _with_any(called: Iterable[str], distributions: Sequence[Distribution], index: ClassIndex) -> list[FoundClass]:
    return [found for member in sorted(called) for found in index.with_member(member, distributions)]


def _is_possible(one: FoundClass, usage: Usage, around: Surroundings, index: ClassIndex) -> bool:
    """Tell whether a value may be of a class: not of the one that it is an item of, nor of one that nobody knows of."""
    if one.name not in around.mentioned and not affinity(usage.variable, one.name):
        of_library = bool(one.distribution) and one.top in sys.stdlib_module_names and one.top not in around.imported
        if of_library or not one.public:
            return False
    return not usage.holder or all(
        one.name != holder.name
        for found in index.named(usage.holder, around.distributions)[:1]
        for holder in index.lineage(found, around.distributions)
    )


def _score(one: FoundClass, usage: Usage, around: Surroundings, index: ClassIndex) -> float:
    members = index.members(one, around.distributions)
    score = 4.0 * len(usage.members & members) / len(usage.members)
    score -= 3.0 * len(usage.called - members) / len(usage.called)
    score += 2.5 * (one.name in around.mentioned)
    fits = affinity(usage.variable, one.name)
    score += 3.0 * fits
    score += 1.0 * bool(usage.origin and one.distribution == usage.origin)
    # What a thing out of a package holds mostly comes out of that package too.
    holders = index.named(usage.holder, around.distributions)[:1] if usage.holder else []
    score += 1.0 * any(one.distribution == holder.distribution for holder in holders)
    score += 0.5 * one.public - _DEEPER * one.depth
    top = one.top
    # What only the standard library has is rarely meant; the built-in types always may be.
    if one.distribution and top in sys.stdlib_module_names:
        if one.name not in around.mentioned:
            score -= 1.0 if top in around.imported else 3.0
        elif top not in around.imported:
            score -= 2.0
    # A value that is used as a list, a dictionary or a text can be used, and no other way, mostly is one.
    score += 2.5 * (not one.distribution and usage.members <= members)
    if one.name in _EVERYDAY.get(top, ()):
        score += 1.5 if top in around.imported else 0.8
    # The most general class that has all that is used stands for those below it, unless one of these is named.
    used = usage.members & members
    lineage = index.lineage(one, around.distributions)[1:]
    score -= (fits < 1.0) * any(base.public and used <= index.members(base, around.distributions) for base in lineage)
    return score


def affinity(variable: str, name: str) -> float:
    """Return how much a variable's name suggests a class, from 0 to 1: `ax` an Axes, `df` a DataFrame."""
    word = re.sub(r"[\d_]+$", "", variable.lower().rpartition(".")[2])
    joined = word.replace("_", "")
    lower = name.lower().lstrip("_")
    capitals = "".join(re.findall(r"[A-Z]", name)).lower()
    if not word:
        return 0.0
    if joined in (lower, f"{lower}s"):
        return 1.0
    parts = [part.lower() for part in re.findall(r"[A-Z]+[a-z]*|[a-z]+", name)]
    if len(word) >= 2 and (word == capitals or lower.startswith(joined) or word in parts):
        return 0.6
    if any(len(piece) > 2 and piece in parts for piece in word.split("_")):
        return 0.5
    return 0.3 if len(word) >= 2 and lower.endswith(word) else 0.0
