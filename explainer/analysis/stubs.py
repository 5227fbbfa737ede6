"""From a stub to what it stands for: the `.py` with the same definition, where there is one."""

from __future__ import annotations

import builtins
import sys
from pathlib import Path

import griffe

from explainer.analysis import classes
from explainer.analysis.modules import Definition, Modules, path_of, typeshed_path

_ABSTRACT = ("typing", "collections.abc", "_collections_abc")
"""Modules of classes that say what others have in common."""


def real(modules: Modules, found: Definition) -> Definition:
    """Return the definition that a stub describes; the stub's own when only compiled code has it."""
    if not is_stub(found):
        return found
    # A property, or an attribute that a class makes as it runs, may be documented in a base of the real class.
    other = _same(modules, found) or _of_base(modules, found)
    if other is None or is_stub(other) or isinstance(other, griffe.Module) != isinstance(found, griffe.Module):
        return found
    return other


def offered(modules: Modules, name: str) -> Definition | None:
    """Return the class that the source of a module offers under a dotted name; None for anything else.

    A stub may have another thing of that name: that of `collections.abc` takes its classes from `typing`.
    """
    found = modules.find(name) if "." in name else None
    return found if isinstance(found, griffe.Class) and not is_stub(found) else None


def _same(modules: Modules, found: Definition) -> Definition | None:
    names = found.path.removeprefix(found.module.path).strip(".").split(".")
    file = modules.file_of(module_of(modules, found))
    tree = modules.at(file) if file is not None else None
    if tree is None or tree.filepath == found.filepath:
        return None
    other: Definition | None = tree
    for name in names if names != [""] else []:
        other = classes.attribute(modules, other, name) if other is not None else None
    return classes.follow(modules, other)


def _of_base(modules: Modules, found: Definition) -> Definition | None:
    """Return the member that a class inherits which only stubs have: `SeriesStringMethods` from `StringMethods`."""
    owner = found.parent
    if not isinstance(owner, griffe.Class) or _same(modules, owner) is not None:
        return None
    for base in classes.linearise(modules, owner)[1:]:
        other = _same(modules, base)
        member = classes.attribute(modules, other, found.name) if other is not None else None
        if member is not None:
            return member
    return None


def module_of(modules: Modules, found: Definition) -> str:
    """Return the module of a definition: of `lxml.etree._element`, a part that only stubs have, `lxml.etree`."""
    module: str = found.module.path
    apart = any(part.endswith("-stubs") for part in path_of(found).parts)
    while apart and "._" in module and modules.file_of(module) is None:
        module = module.rpartition("._")[0]
    return module


def twin(module: str) -> str:
    """Return the module that a part of the standard library is written in Python for: `decimal` for `_pydecimal`.

    Any other module is its own. By PEP 399, a compiled module may have such a twin, which holds the same definitions.
    """
    public = module.removeprefix("_py")
    return public if public != module and public in sys.stdlib_module_names else module


def stands_for(found: Definition) -> list[str]:
    """Return the classes for which a stub writes down what they have in common, if a member stands in such a class.

    A stub may have a private base class that the package itself does not have: what it says is said of the public
    classes that are made from it.
    """
    owner = found.parent
    if not (is_stub(found) and isinstance(owner, griffe.Class) and owner.name.startswith("_")):
        return []
    others = (one for one in owner.module.members.values() if isinstance(one, griffe.Class))
    heirs = [one for one in others if any(str(base).partition("[")[0] == owner.name for base in one.bases)]
    return [one.name for one in heirs if not one.name.startswith("_")]


def is_stub(found: Definition) -> bool:
    """Whether a definition stands in a stub."""
    return isinstance(found.filepath, Path) and found.filepath.suffix == ".pyi"


def built_in(found: Definition, name: str) -> str:
    """Return the symbol of a member that a built-in class has itself where stubs leave it to an abstract one.

    In stubs, `dict` has `update` from `MutableMapping`; empty for anything else.

    Args:
        found: The member in the stub.
        name: As a reader knows it, with the class: `dict.update`.
    """
    owner, _, member = name.rpartition(".")
    cls = getattr(builtins, owner, None)
    abstract = is_stub(found) and found.module.path in _ABSTRACT and member == found.name
    return f"builtins.{name}" if abstract and isinstance(cls, type) and member in vars(cls) else ""


def of_standard_library(modules: Modules, file: Path) -> bool:
    """Whether a file is part of the standard library, or of the stubs of it that a type checker carries."""
    if typeshed_path(file) is not None:
        return True
    return (
        file.is_relative_to(modules.standard)
        and "site-packages" not in file.parts
        and "dist-packages" not in file.parts
    )
