"""Parameters of classes that are made from their fields: dataclasses, pydantic and attrs classes, named tuples."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import griffe

from explainer.analysis import classes
from explainer.analysis.modules import Definition, Modules, parse
from explainer.analysis.strings import Names, evaluate
from explainer.model import Parameter

_DECORATORS = ("dataclass", "define", "frozen", "mutable", "attrs", "attributes", "attr.s", "dataclass_transform")
_BASES = ("BaseModel", "NamedTuple", "TypedDict", "SQLModel", "BaseSettings", "Struct")
_POSITIONAL = ("NamedTuple",)


def has_fields(modules: Modules, found: griffe.Class) -> bool:
    """Whether a class is called with its fields."""
    return any(_marked(cls) for cls in classes.linearise(modules, found))


def _marked(cls: griffe.Class) -> bool:
    names = [str(decorator.value).partition("(")[0].rpartition(".")[2] for decorator in cls.decorators]
    parents = [str(base).partition("[")[0].rpartition(".")[2] for base in cls.bases]
    return any(name in _DECORATORS for name in names) or any(name in _BASES for name in parents)


def fields(modules: Modules, found: griffe.Class) -> list[griffe.Attribute]:
    """Return the fields of a class and its bases, in the order in which its call takes them."""
    order: dict[str, griffe.Attribute] = {}
    for cls in reversed(classes.linearise(modules, found)):
        if cls.path.split(".")[0] in ("pydantic", "typing", "builtins", "sqlmodel", "msgspec"):
            continue
        for member in cls.members.values():
            if isinstance(member, griffe.Attribute) and _is_field(member):
                order[member.name] = member
    return list(order.values())


def _is_field(member: griffe.Attribute) -> bool:
    kind = str(member.annotation or "")
    return bool(
        kind
        and not kind.partition("[")[0].endswith("ClassVar")
        and "property" not in member.labels
        and "instance-attribute"
        not in (member.labels - {"class-attribute"} if "class-attribute" in member.labels else set())
        and not member.name.startswith("__")
        and member.name != "model_config"
    )


def parameters(modules: Modules, found: griffe.Class) -> tuple[Parameter, ...]:
    """Return one parameter for each field."""
    parents = {str(base).rpartition(".")[2] for cls in classes.linearise(modules, found) for base in cls.bases}
    by_name = parents.intersection(_BASES) and not parents.intersection(_POSITIONAL)
    kind = "keyword-only" if by_name else "positional-or-keyword"
    return tuple(
        Parameter(member.name, kind, annotation_without_metadata(member.annotation), str(member.value or ""))
        for member in fields(modules, found)
    )


def described(annotation: object, default: object, names: Names) -> str:
    """Return what `Doc("...")` in an annotation, or `Field(description="...")`, says; empty when there is neither."""
    for call in (*_calls(annotation), *_calls(default)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        given = call.args[:1] if name == "Doc" else []
        given += [keyword.value for keyword in call.keywords if keyword.arg in ("description", "documentation", "help")]
        words = next((words for one in given if (words := evaluate(one, names))), "")
        if words:
            return words
    return ""


def _calls(expression: object) -> Iterator[ast.Call]:
    code = str(expression or "")
    if "Doc(" not in code and "description=" not in code and "documentation=" not in code:
        return
    tree = parse(code)
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call)) if tree is not None else ()


def annotation_without_metadata(annotation: object) -> str:
    """Return a type as source text, without what `Annotated` adds to it."""
    if isinstance(annotation, griffe.ExprSubscript) and str(annotation.left).rpartition(".")[2] == "Annotated":
        inner = annotation.slice
        return str(inner.elements[0]) if isinstance(inner, griffe.ExprTuple) else str(inner)
    return str(annotation or "")


def own_description(member: Definition, names: Names) -> str:
    """Return what documents one field: the docstring below it, or what it is made with."""
    if isinstance(member, griffe.Attribute):
        return (member.docstring.value if member.docstring else "") or described(member.annotation, member.value, names)
    return ""
