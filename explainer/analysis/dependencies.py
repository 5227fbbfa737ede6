"""What distributions require: the names and versions that types flow in from."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from packaging.markers import UndefinedComparison, UndefinedEnvironmentName
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from explainer.analysis.environment import Distribution


def dependencies(distributions: Iterable[Distribution]) -> dict[str, str]:
    """Return the specifier for each distribution that others require, without their extras, by canonical name.

    Several that require the same one narrow its versions together. Requirements that cannot be read, or that are for
    another platform or Python, are left out.
    """
    found: dict[str, SpecifierSet] = {}
    for distribution in distributions:
        for line in distribution.requires:
            requirement = _requirement(line)
            if requirement:
                name = canonicalize_name(requirement.name)
                found[name] = found.get(name, SpecifierSet()) & requirement.specifier
    return {name: str(specifier) for name, specifier in found.items()}


@lru_cache(maxsize=4096)
def _requirement(line: str) -> Requirement | None:
    try:
        requirement = Requirement(line)
        applies = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    except (InvalidRequirement, UndefinedComparison, UndefinedEnvironmentName):
        return None
    return requirement if applies else None
