"""Classes without importing them: their bases across files, and where a member comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator

import griffe

from explainer.analysis.modules import Definition, Modules
from explainer.reading.enumerations import ENUMERATIONS, FLAGS

_MAX_BASES = 60
_MADE_ENUMERATION = re.compile(r"(?:\w+\.)*_simple_enum\((?:\w+\.)*(\w+)\)")
"""How the standard library makes an enumeration of a class."""
_WRAPPERS = re.compile(r"(^|\.)(partial|partialmethod|lru_cache|cache|wraps|staticmethod|classmethod|property|jit)$")


def follow(modules: Modules, found: Definition | None, hops: int = 0) -> Definition | None:
    """Return what a definition stands for when it only gives another name to something (`Dataset = Table`)."""
    while isinstance(found, griffe.Attribute) and found.value is not None and hops < 6:
        target = resolve(modules, _renamed(found.value), found.parent, hops + 1)
        # In the body of a class, `Dataset = Dataset` gives it what the module has of that name.
        if target is found and isinstance(found.parent, griffe.Class):
            target = _named(modules, str(found.value), found.parent.parent, hops + 1)
        if target is None or target is found:
            return found
        found, hops = target, hops + 1
    return found


def _renamed(value: object) -> object:
    """Return what a value gives another name to: `partial(f, 1)` and `lru_cache(f)` stand for `f`."""
    if isinstance(value, griffe.ExprCall) and value.arguments:
        if _WRAPPERS.search(str(value.function)):
            return value.arguments[0]
        if isinstance(value.function, griffe.ExprCall) and _WRAPPERS.search(str(value.function.function)):
            return value.arguments[0]
    return value


def instance_of(modules: Modules, found: griffe.Attribute) -> griffe.Class | None:
    """Return the class that a module-level value is an instance of, by its call or its annotation."""
    made = found.value.function if isinstance(found.value, griffe.ExprCall) else found.annotation
    target = follow(modules, resolve(modules, made, found.parent)) if made is not None else None
    return target if isinstance(target, griffe.Class) else None


def resolve(modules: Modules, expression: object, scope: object = None, hops: int = 0) -> Definition | None:
    """Return what a name or dotted name in a file's code stands for; None for any other expression."""
    if isinstance(expression, griffe.ExprSubscript):
        return resolve(modules, expression.left, scope, hops)
    if isinstance(expression, griffe.ExprName):
        return _named(modules, expression.name, expression.parent if expression.parent is not None else scope, hops)
    if isinstance(expression, griffe.ExprAttribute):
        owner = resolve(modules, expression.first, scope, hops)
        for part in expression.values[1:]:
            owner = attribute(modules, owner, str(part), hops) if owner is not None else None
        return owner
    if isinstance(expression, str) and expression.isidentifier():
        return _named(modules, expression, scope, hops)
    return None


def _named(modules: Modules, name: str, scope: object, hops: int) -> Definition | None:
    while isinstance(scope, griffe.Object):
        found = modules.member(scope, name, hops)  # type: ignore[arg-type]
        if found is not None:
            return found
        scope = scope.parent
    return None


def attribute(modules: Modules, owner: Definition, name: str, hops: int = 0) -> Definition | None:
    """Return an attribute of a module, of a class or its bases, or of an instance made at module level."""
    if isinstance(owner, griffe.Attribute) and hops < 6:
        made = owner.value.function if isinstance(owner.value, griffe.ExprCall) else owner.value
        target = resolve(modules, made, owner.parent, hops + 1)
        return attribute(modules, target, name, hops + 1) if target is not None else None
    if isinstance(owner, griffe.Class):
        return next(iter(members(modules, owner, name)), None)
    return modules.member(owner, name, hops)


def bases(modules: Modules, owner: griffe.Class) -> list[griffe.Class]:
    """Return the direct bases of a class that can be found, in order."""
    found = (follow(modules, resolve(modules, base, owner.parent)) for base in owner.bases)
    return [base for base in found if isinstance(base, griffe.Class) and base is not owner]


def linearise(modules: Modules, owner: griffe.Class, seen: tuple[str, ...] = ()) -> list[griffe.Class]:
    """Return a class and all its bases in the order in which Python looks a member up (C3 where it exists)."""
    if owner.path in seen or len(seen) > _MAX_BASES:
        return []
    direct = bases(modules, owner)
    rows = [linearise(modules, base, (*seen, owner.path)) for base in direct] + [direct]
    return [owner, *_merge([list(row) for row in rows if row])]


def _merge(rows: list[list[griffe.Class]]) -> list[griffe.Class]:
    order: list[griffe.Class] = []
    while rows:
        tails = {cls.path for row in rows for cls in row[1:]}
        # Where no order satisfies all rows, the first one wins: Python would refuse such a class.
        head = next((row[0] for row in rows if row[0].path not in tails), rows[0][0])
        order.append(head)
        rows = [rest for row in rows if (rest := [cls for cls in row if cls.path != head.path])]
    return order


def is_enumeration(modules: Modules, owner: griffe.Class) -> bool:
    """Tell whether a class has its members as its only instances."""
    names = [cls.name for cls in linearise(modules, owner)[1:] if cls.module.path == "enum"]
    names += [made[1] for mark in owner.decorators if (made := _MADE_ENUMERATION.match(str(mark.value)))]
    return any(name in ENUMERATIONS for name in names) and not any(name in FLAGS for name in names)


def members(modules: Modules, owner: griffe.Class, name: str) -> Iterator[Definition]:
    """Yield the definitions of a member in a class and its bases, the one that Python finds first."""
    for cls in linearise(modules, owner):
        found = modules.member(cls, name)
        if found is not None:
            yield found
