"""The docstring of a definition, wherever the sources keep it."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import griffe

from explainer.analysis import classes, conventions, updated
from explainer.analysis.assigned import Assigned, ModuleNames
from explainer.analysis.bodies import body
from explainer.analysis.constants import without_text_signature
from explainer.analysis.decorators import Text, decorate
from explainer.analysis.environment import Environment
from explainer.analysis.modules import Definition, Modules, path_of, read
from explainer.analysis.scan import files_with
from explainer.analysis.shared import Shared
from explainer.analysis.strings import Names, evaluate

_MAX_DEPTH = 6
_MAX_LENGTH = 60_000
_LONGEST_POINTER = 400
_POINTER = re.compile(
    r"\A(?:\s*[\w.]+\([^\n]*\n\s*)?"
    r"\s*(?:Please )?[Ss]ee (?::[\w:]+:)?`{1,2}[~!.]?(?P<symbol>[\w.]+)(?:\(\))?`{1,2}\s*\.?"
    r"(?: for (?:more )?(?:details|information)\.?)?\s*\Z"
)
"""A docstring that is nothing but a reference, after the signature that compiled functions begin with."""
_REFERENCE = re.compile(
    r"(?:[Rr]efer to|[Ss]ee) (?::[\w:]+:)?`{1,2}[~!.]?(?P<symbol>[\w.]+)(?:\(\))?`{1,2} for "
    r"(?:the |a |more |further )*(?:full|detailed|complete|details|description|documentation|information)\b"
)
"""Where a docstring of some words sends its reader for the rest: `Refer to `numpy.sum` for full documentation.`"""
_GENERAL = ("builtins", "typing", "typing_extensions", "abc", "_collections_abc", "collections.abc", "enum", "object")
"""Modules whose classes are bases of anything: what they say of themselves tells nothing of a class below them."""


class Texts:
    """Finds docstrings: the definition's own, a copied, filled, assigned or inherited one.

    Args:
        modules: The files.
        environment: Which of them belong to one distribution.
        shared: Keeps what is read.
    """

    def __init__(self, modules: Modules, environment: Environment, shared: Shared) -> None:
        self._modules = modules
        self._environment = environment
        self._assigned = Assigned(modules, shared.statements)
        self._shared = shared
        self._depth = 0

    def text_of(self, found: Definition) -> Text | None:
        """Return the docstring of a definition; None when the sources have none."""
        if self._depth >= _MAX_DEPTH:
            return None
        self._depth += 1
        try:
            text = self._own(found) or self._inherited(found)
            text = text and (self._pointed_to(found, text) or text)
        finally:
            self._depth -= 1
        return replace(text, text=without_text_signature(text.text)[:_MAX_LENGTH]) if text else None

    def _own(self, found: Definition) -> Text | None:
        literal = found.docstring or _of_overloads(found)
        text = replace(_no_text(found), text=literal.value if literal else "")
        if isinstance(found, griffe.Function | griffe.Class):
            text = decorate(found, text, self)
        elif isinstance(found, griffe.Attribute) and found.setter and found.setter.docstring and not text.text:
            text = replace(text, text=found.setter.docstring.value)
        if not text.text.strip():
            text = self._given(found) or self._wrapped(found) or self._updated(found) or self._made(found) or text
        return text if text.text.strip() else None

    def deprecation(self, found: Definition) -> str:
        """Return what a decorator says of the deprecation of a definition, whether it has a docstring or not.

        Of one of several forms that a call may have, that says nothing of the others.
        """
        if not isinstance(found, griffe.Function | griffe.Class):
            return ""
        forms = (
            found.parent.overloads.get(found.name) if isinstance(found.parent, griffe.Module | griffe.Class) else None
        )
        return "" if forms and found in forms else decorate(found, _no_text(found), self).deprecation

    def _pointed_to(self, found: Definition, text: Text) -> Text | None:
        """Return the docstring that a docstring which says no more than "see there" sends its reader to."""
        pointer = _POINTER.search(text.text) if len(text.text) < _LONGEST_POINTER else None
        if pointer is None:
            return None
        target = self._symbol(found, pointer["symbol"])
        return self.text_of(target) if target is not None else None

    def referred_to(self, found: Definition) -> Text | None:
        """Return the docstring that a docstring refers its reader to for the details."""
        text = self.text_of(found)
        reference = _REFERENCE.search(text.text) if text is not None else None
        target = self._symbol(found, reference["symbol"]) if reference else None
        return self.text_of(target) if target is not None else None

    def _symbol(self, found: Definition, name: str) -> Definition | None:
        """Return what a name in the docstring of a definition stands for, unless it is the definition itself."""
        target = self._modules.find(name) or self._modules.find(f"{found.module.path}.{name}")
        return target if target is not found else None

    def _updated(self, found: Definition) -> Text | None:
        """Return what a function gives that the class is passed through: `Class = update(Class)`."""
        cls = found if isinstance(found, griffe.Class) else found.parent
        if not isinstance(cls, griffe.Class) or not isinstance(cls.parent, griffe.Module):
            return None
        call = self._assigned.at(path_of(cls)).values.get(cls.name)
        function = self.target(cls, call.func) if isinstance(call, ast.Call) else None
        if not isinstance(call, ast.Call) or not isinstance(function, griffe.Function):
            return None
        given = updated.docstring_of(found, cls, call, function)
        words = evaluate(given.expression, self._names(function.module)) if given else None
        return Text(inspect.cleandoc(words), path_of(found), found.lineno or 1) if words and words.strip() else None

    def _made(self, found: Definition) -> Text | None:
        """Return what a method of the class gives as docstring to a member: `cls.member.__doc__ = ...`."""
        owner = found.parent
        if not isinstance(owner, griffe.Class) or f".{found.name}.__doc__" not in read(path_of(found)):
            return None
        for method in (one for one in owner.members.values() if isinstance(one, griffe.Function)):
            for node in body(method):
                match node:
                    case ast.Assign(
                        targets=[ast.Attribute(value=ast.Attribute(value=ast.Name(), attr=name), attr="__doc__")],
                        value=value,
                    ) if name == found.name and (words := evaluate(value, self._names(found.module))):
                        return Text(inspect.cleandoc(words), path_of(found), found.lineno or 1)
        return None

    def _wrapped(self, found: Definition) -> Text | None:
        wrapped = conventions.wrapped_method(self._modules, found)
        text = self.text_of(wrapped[0]) if wrapped else None
        return replace(text, text=text.text.replace("this Axis", f"the {wrapped[1]}")) if text and wrapped else None

    def _given(self, found: Definition) -> Text | None:
        statement = self._assigned.of(found)
        if statement is None:
            return None
        expression, file, line = statement
        module = self._modules.at(file)
        words = evaluate(expression, self._names(module)) if module else None
        return Text(inspect.cleandoc(words), file, line) if words and words.strip() else None

    def _inherited(self, found: Definition) -> Text | None:
        if isinstance(found, griffe.Class):
            return next(self._of_bases(found), None)
        if not isinstance(found.parent, griffe.Class):
            return None
        for other in self.overridden(found):
            # What is read and what is called are two things, whatever name they share.
            read_alone = "property" in found.labels and isinstance(other, griffe.Function)
            if not read_alone and (text := self._own(other)):
                return text
        return None

    def _of_bases(self, found: griffe.Class) -> Iterator[Text]:
        """Yield the docstrings of what makes an instance, then of the bases, without those that document any class."""
        for cls in classes.linearise(self._modules, found):
            if cls is not found and cls.module.path in _GENERAL:
                continue
            made = (cls.members.get(name) for name in ("__init__", "__new__"))
            for member in (cls, *made) if cls is not found else made:
                if isinstance(member, griffe.Class | griffe.Function) and (text := self._own(member)):
                    name = cls.path if cls.name == found.name else cls.name
                    yield replace(text, base=name) if cls is not found else text

    def overridden(self, found: Definition) -> Iterator[Definition]:
        """Yield what a member overrides in the bases of its class, the nearest first."""
        if isinstance(found.parent, griffe.Class):
            for base in classes.linearise(self._modules, found.parent)[1:]:
                other = self._modules.member(base, found.name)
                if other is not None and other is not found:
                    yield other

    def names(self, found: Definition) -> Names:
        """Return where the names in the code around a definition are looked up."""
        return self._names(found.module)

    def _names(self, module: griffe.Module) -> Names:
        return ModuleNames(self._modules, self._assigned, module, self._words)

    def _words(self, found: Definition) -> str:
        text = self.text_of(found)
        return text.text if text else ""

    def target(self, found: Definition, expression: ast.expr) -> Definition | None:
        """Return what a dotted name in the code around a definition stands for."""
        if not isinstance(expression, ast.Name | ast.Attribute):
            return None
        first, *rest = ast.unparse(expression).split(".")
        target = classes.resolve(self._modules, first, found.parent)
        for name in rest:
            target = classes.attribute(self._modules, target, name) if target is not None else None
        return classes.follow(self._modules, target)

    def shared(self, found: Definition, names: set[str]) -> dict[str, str]:
        """Return texts that the package keeps under these names to fill docstrings with."""
        distribution = self._environment.distribution_of(path_of(found))
        if distribution is None or not names:
            return {}
        known = self._shared.texts.get(
            (distribution.root, distribution.top_level),
            lambda: self._registered([file for file, _ in files_with(distribution, "interpd.register(")]),
        )
        return {name: known[name] for name in names if name in known}

    def _registered(self, files: list[Path]) -> dict[str, str]:
        found: dict[str, str] = {}
        for file in files:
            module = self._modules.at(file)
            for name, expression in self._assigned.at(file).registered.items():
                words = evaluate(expression, self._names(module)) if module else None
                if words is not None:
                    found[name] = words
        return found


def _no_text(found: Definition) -> Text:
    return Text("", path_of(found), found.lineno or 1)


def _of_overloads(found: Definition) -> griffe.Docstring | None:
    """Return the docstring of one of the overloads that stand beside a definition, or of what implements them."""
    if not isinstance(found, griffe.Function) or not isinstance(found.parent, griffe.Module | griffe.Class):
        return None
    implementation = found.parent.members.get(found.name)
    group = found.parent.overloads.get(found.name) or (getattr(implementation, "overloads", None) or [])
    candidates = [implementation, *group] if found in group else list(group)
    others = (one.docstring for one in candidates if isinstance(one, griffe.Function))
    return next((docstring for docstring in others if docstring), None)
