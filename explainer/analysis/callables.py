"""What a call of a definition takes, and where each parameter is described besides its docstring."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

import griffe

from explainer.analysis import classes, conventions, docstrings, fields, signatures
from explainer.analysis.decorators import Text
from explainer.analysis.environment import Environment
from explainer.analysis.modules import Definition, Modules, expression, path_of, read
from explainer.analysis.texts import Texts
from explainer.model import Parameter

_IN_CODE = re.compile(r"`([~.]?[A-Za-z_][\w.]*)`")
_CONSTRUCTORS = ("__init__", "__new__")


class Callables:
    """Reads signatures and the descriptions of parameters.

    Args:
        modules: The files.
        texts: Their docstrings.
        environment: Which files belong to one distribution.
    """

    def __init__(self, modules: Modules, texts: Texts, environment: Environment) -> None:
        self._modules = modules
        self._texts = texts
        self._environment = environment

    def parameters(self, found: Definition) -> tuple[Parameter, ...]:
        """Return the parameters of a function, or of the call of a class."""
        if isinstance(found, griffe.Class) and self._made_from_fields(found):
            return fields.parameters(self._modules, found)
        function = self.function(found)
        return signatures.parameters(function) if function else ()

    def function(self, found: Definition) -> griffe.Function | None:
        """Return the function whose signature a call follows: a class's constructor, what a wrapper wraps."""
        if isinstance(found, griffe.Class):
            return self._constructor(found)
        if isinstance(found, griffe.Attribute):
            if wrapped := conventions.wrapped_method(self._modules, found):
                return wrapped[0]
            called = classes.instance_of(self._modules, found)
            call = classes.attribute(self._modules, called, "__call__") if called else None
            return call if isinstance(call, griffe.Function) else None
        if not isinstance(found, griffe.Function):
            return None
        return self._wrapped(found) or found

    def is_special(self, found: griffe.Function) -> bool:
        """Tell whether what is written as a function of a module is something else to those who use it.

        `typing` hands its special forms to a private class, `@_SpecialForm` above `def Optional`, and makes what a
        class can build on of `NamedTuple`.
        """
        if not isinstance(found.parent, griffe.Module):
            return False
        targets = (classes.resolve(self._modules, str(one.value), found.parent) for one in found.decorators)
        made = any(isinstance(one, griffe.Class) and one.name.startswith("_") for one in targets)
        return made or f"\n{found.name}.__mro_entries__ = " in read(path_of(found))

    def _constructor(self, found: griffe.Class) -> griffe.Function | None:
        for cls in classes.linearise(self._modules, found):
            for name in _CONSTRUCTORS:
                made = self._modules.member(cls, name)
                if isinstance(made, griffe.Function) and cls.path != "builtins.object":
                    return made
        return None

    def _wrapped(self, found: griffe.Function) -> griffe.Function | None:
        """Return what `@wraps(other)` says a function stands for, when its own signature says nothing."""
        if not all(one.kind.startswith("var-") for one in signatures.parameters(found)):
            return None
        for decorator in found.decorators:
            code = str(decorator.value)
            if code.partition("(")[0].endswith("wraps") and "(" in code:
                call = expression(code)
                target = self._texts.target(found, call.args[0]) if isinstance(call, ast.Call) and call.args else None
                return target if isinstance(target, griffe.Function) else None
        return None

    def _made_from_fields(self, found: griffe.Class) -> bool:
        if not fields.has_fields(self._modules, found):
            return False
        made = self._constructor(found)
        # pydantic's own `__init__(self, /, **data)` takes the fields.
        return made is None or made.path.startswith(("pydantic.", "pydantic_settings.", "typing.", "builtins."))

    def also_documented_by(self, found: Definition, text: Text | None) -> str:
        """Return the docstring of a class's constructor, when the class has one of its own beside it."""
        if not isinstance(found, griffe.Class) or text is None or found.docstring is None:
            return ""
        made = next((found.members[name] for name in _CONSTRUCTORS if name in found.members), None)
        other = self._texts.text_of(made) if isinstance(made, griffe.Function) and made.docstring else None
        return other.text if other and other.text not in text.text else ""

    def described(self, found: Definition) -> Iterator[tuple[str, str]]:
        """Yield what annotations and fields say of parameters, as (name, text)."""
        function = self.function(found)
        if isinstance(found, griffe.Class) and self._made_from_fields(found):
            for member in fields.fields(self._modules, found):
                yield member.name, fields.own_description(member, self._texts.names(member))
        elif function is not None:
            for parameter in function.parameters:
                yield (
                    parameter.name.lstrip("*"),
                    fields.described(parameter.annotation, parameter.default, self._texts.names(function)),
                )

    def borrowed(self, found: Definition, wanted: Iterable[str]) -> list[tuple[str, str]]:
        """Return what related definitions say of parameters that the docstring does not describe."""
        missing = dict.fromkeys(wanted)
        taken: dict[str, str] = {}
        for text in self._related(found):
            parsed = docstrings.parse(text)
            for name in missing:
                span = parsed.describes(name)
                if span and name not in taken:
                    taken[name] = span.of(text)
        common = conventions.of_common_parameters(self._modules, self.function(found) or found)
        return [(name, taken.get(name) or common.get(name, "")) for name in missing]

    def _related(self, found: Definition) -> Iterator[str]:
        """Yield docstrings that may describe the same parameters: of what is overridden, of the class, of its bases."""
        others: list[Definition] = list(self._texts.overridden(found))
        if isinstance(found, griffe.Class):
            line = classes.linearise(self._modules, found)
            members = [self._modules.member(cls, name) for cls in line for name in ("", *_CONSTRUCTORS) if name]
            others = [*(one for one in members if one is not None), *line[1:]]
        elif isinstance(found.parent, griffe.Class) and found.name == "__call__":
            others.append(found.parent)
        for other in others:
            if text := self._texts.text_of(other):
                yield text.text
        if details := self._texts.referred_to(found):
            yield details.text

    def handed_on(self, found: Definition, words: str) -> list[tuple[str, str]]:
        """Return what documents the keyword arguments that are handed on, by the one thing that words name as theirs.

        Args:
            found: What takes them.
            words: What is said of all of them, such as `Optional arguments that ``request`` takes.`
        """
        for name in _IN_CODE.findall(words):
            named = expression(name.lstrip("~."))
            target = self._texts.target(found, named) if named is not None else None
            if target is None or target is found or not isinstance(target, griffe.Function | griffe.Class):
                continue
            made = self.function(target)
            texts = [self._texts.text_of(one) for one in (target, made) if one is not None]
            entries: dict[str, str] = {}
            for text in (one for one in texts if one is not None):
                parsed = docstrings.parse(text.text)
                entries |= {name: span.of(text.text) for name, span in parsed.parameters.items()} | entries
            parameters = self.parameters(target)
            anything = any(one.kind == "var-keyword" for one in parameters)
            by_keyword = {one.name for one in parameters if not one.kind.startswith("var-")}
            listed = {one.name for one in parameters}
            return [
                (name, text)
                for name, text in entries.items()
                if name in by_keyword or (anything and name not in listed and name.isidentifier())
            ]
        return []

    def set_by(self, found: Definition, text: Text | None, name: str) -> list[tuple[str, str]]:
        """Return what documents the keyword arguments that are an artist's properties, by their setters."""
        file = path_of(found)
        distribution = self._environment.distribution_of(file)
        artists = list(text.artists) if text else []
        if found.path == "matplotlib.artist.Artist.set":
            artists.append((name.split(".")[-2:-1] or ["Artist"])[0])
        if distribution is None or not artists:
            return []
        entries: dict[str, str] = {}
        for artist in artists:
            entries = conventions.of_setters(self._modules, distribution, artist) | entries
        return sorted(entries.items())
