"""The text that an expression in a source file makes, worked out without running it."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Mapping
from typing import Protocol

_MAX_DEPTH = 12
_MAX_LENGTH = 200_000
_FIELD = re.compile(r"\{\{|\}\}|\{([A-Za-z_]\w*|\d*)\}")
_PLACEHOLDER = re.compile(r"%%|%\(([^)]+)\)s|%s")
_METHODS: dict[str, Callable[[str], str]] = {
    "strip": str.strip,
    "lstrip": str.lstrip,
    "rstrip": str.rstrip,
    "lower": str.lower,
    "dedent": textwrap.dedent,
    "cleandoc": inspect.cleandoc,
}


class Names(Protocol):
    """Where the names of an expression are looked up."""

    def value(self, name: str) -> tuple[ast.expr, Names] | None:
        """Return the expression that a name is bound to at module level, and where its own names are looked up."""

    def docstring(self, dotted: str) -> str:
        """Return the docstring of what a dotted name stands for; empty when there is none."""


Values = Mapping[str, str]


def evaluate(expression: ast.expr, names: Names, depth: int = 0) -> str | None:
    """Return the text of a string expression; None when it is not one that can be worked out.

    Names inside a template that cannot be filled are left out, with the line when they stand alone on it.
    """
    found = _evaluate(expression, names, depth) if depth < _MAX_DEPTH else None
    return found if found is not None and len(found) < _MAX_LENGTH else None


def _evaluate(expression: ast.expr, names: Names, depth: int) -> str | None:
    match expression:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            texts = [evaluate(part, names, depth + 1) for part in parts]
            return "".join(text or "" for text in texts)
        case ast.FormattedValue(value=value):
            return evaluate(value, names, depth + 1)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            pieces = (evaluate(left, names, depth + 1), evaluate(right, names, depth + 1))
            return None if pieces == (None, None) else "".join(piece or "" for piece in pieces)
        case ast.BinOp(left=left, op=ast.Mod(), right=right):
            template = evaluate(left, names, depth + 1)
            return None if template is None else _modulo(template, right, names, depth + 1)
        case ast.Name(id=name):
            bound = names.value(name)
            return evaluate(*bound, depth + 1) if bound else None
        case ast.Attribute(value=owner, attr="__doc__"):
            return names.docstring(ast.unparse(owner)) or None
        case ast.Subscript():
            return mapping(expression.value, names, depth + 1).get(_key(expression.slice))
        case ast.Call():
            return _call(expression, names, depth + 1)
    return None


def _modulo(template: str, right: ast.expr, names: Names, depth: int) -> str:
    if isinstance(right, ast.Tuple):
        texts = [evaluate(item, names, depth) or "" for item in right.elts]
        return fill(template, {}, texts)
    values = mapping(right, names, depth)
    return fill(template, values, () if values else (evaluate(right, names, depth) or "",))


def _call(call: ast.Call, names: Names, depth: int) -> str | None:
    if isinstance(call.func, ast.Attribute) and call.func.attr == "format":
        template = evaluate(call.func.value, names, depth)
        return None if template is None else _format(template, call, names, depth)
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name == "replace" and isinstance(call.func, ast.Attribute) and len(call.args) == 2:
        texts = [evaluate(part, names, depth) for part in (call.func.value, *call.args)]
        if texts[0] is None or texts[1] is None or texts[2] is None:
            return texts[0]
        return texts[0].replace(texts[1], texts[2])
    if name in _METHODS:
        subject = call.args[0] if call.args else getattr(call.func, "value", None)
        text = evaluate(subject, names, depth) if subject is not None else None
        return None if text is None else _METHODS[name](text)
    # A function of the package's own that is given a text of many lines edits it a little.
    text = evaluate(call.args[0], names, depth) if call.args and isinstance(call.func, ast.Name) else None
    return text if text is not None and text.count("\n") > 2 else None


def _format(template: str, call: ast.Call, names: Names, depth: int) -> str:
    values: dict[str, str] = {}
    for position, argument in enumerate(call.args):
        values[str(position)] = evaluate(argument, names, depth) or ""
    for keyword in call.keywords:
        if keyword.arg is None:
            values.update(mapping(keyword.value, names, depth))
        else:
            values[keyword.arg] = evaluate(keyword.value, names, depth) or ""
    return format_fields(template, values)


def mapping(expression: ast.expr, names: Names, depth: int = 0) -> dict[str, str]:
    """Return the texts by key of an expression that makes a dictionary of strings; what is unknown is left out."""
    if depth > _MAX_DEPTH:
        return {}
    match expression:
        case ast.Dict(keys=keys, values=values):
            found = {}
            for key, value in zip(keys, values, strict=True):
                if key is None:
                    found.update(mapping(value, names, depth + 1))
                elif (text := evaluate(value, names, depth + 1)) is not None:
                    found[_key(key)] = text
            return found
        case ast.Name(id=name):
            bound = names.value(name)
            return mapping(*bound, depth + 1) if bound else {}
        case ast.Call(func=ast.Name(id="dict" | "merge_dicts"), args=args, keywords=keywords):
            found = {key: text for arg in args for key, text in mapping(arg, names, depth + 1).items()}
            texts = {k.arg: evaluate(k.value, names, depth + 1) for k in keywords if k.arg}
            return found | {key: text for key, text in texts.items() if text is not None}
        case ast.Call(func=ast.Name(id="parse_kwargs"), args=[described]):
            return _entries(evaluate(described, names, depth + 1) or "")
    return {}


def _entries(text: str) -> dict[str, str]:
    """Return entries by name of a text that holds one for each parameter, as torch keeps its common descriptions."""
    found = {}
    for entry in re.split(r"\n(?=    \S)", text):
        name = re.match(r"\s*(\w+)", entry)
        if name:
            found[name[1]] = entry.strip()
    return found


def _key(expression: ast.expr) -> str:
    return str(expression.value) if isinstance(expression, ast.Constant) else ""


def format_fields(template: str, values: Values) -> str:
    """Fill `{name}` fields; an unknown one is left out."""
    position = iter(range(10_000))

    def one(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        return values.get(match[1] or str(next(position)), "")

    return _FIELD.sub(one, _without_lone(template, _FIELD, values))


def fill(template: str, values: Values, ordered: tuple[str, ...] | list[str] = ()) -> str:
    """Fill `%(name)s` and `%s`; an unknown one is left out, with its line when it stands alone on it."""
    rest = iter(ordered)

    def one(match: re.Match[str]) -> str:
        if match[0] == "%%":
            return "%"
        return values.get(match[1], "") if match[1] else next(rest, "")

    return _PLACEHOLDER.sub(one, template if ordered else _without_lone(template, _PLACEHOLDER, values))


def _without_lone(template: str, pattern: re.Pattern[str], values: Values) -> str:
    lines = []
    for line in template.split("\n"):
        alone = pattern.fullmatch(line.strip())
        if not (alone and alone[1] and alone[1] not in values):
            lines.append(line)
    return "\n".join(lines)


def placeholders(text: str) -> set[str]:
    """Return the names of the `%(name)s` in a text."""
    return {match[1] for match in _PLACEHOLDER.finditer(text) if match[1]}
