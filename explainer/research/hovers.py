"""What the language server says in a hover, taken apart: result types, and types in a form that it reads again."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from explainer.analysis.modules import parse
from explainer.model import Parameter
from explainer.research.documented_types import Resolve, named_class
from explainer.research.sketch import SEVERAL, TypeText

_RULE = re.compile(r"\n-{10,}\n")
_LOST = re.compile(r"\b(?:Unknown|Any|Never)\b")
_NAME = re.compile(r"[A-Za-z_]\w*")
_LONGEST = 400
_OPEN = re.compile(r"[@']|\b_[A-Z]\w*_(?:co|contra)\b|\b_T\d?\b")
"""What a type has in it as long as its variables stand for nothing: it says nothing to a reader."""


def type_of(hover: str) -> str:
    """Return the type or signature in a hover, without the documentation below it; empty where it is not known."""
    text = _RULE.split(hover, maxsplit=1)[0].strip()
    return "" if text == "Unknown" else text


def is_module(hover: str) -> bool:
    """Tell whether a hover is over the name of a module."""
    return type_of(hover).startswith("<module ")


def result_of(hover: str) -> str:
    """Return the type of what a call gives, from the hover over the called name; empty where it is not known."""
    text = type_of(hover)
    made = re.match(r"class (\w+)", text) or re.match(r"<class '([\w.]+)'>", text)
    if made:
        return made[1]
    last = text.rpartition("\n" + "def ")[2] if "\ndef " in text else text
    _, arrow, result = last.rpartition(" -> ")
    if not arrow or result.count("[") < result.count("]"):  # of a function inside of a type, `partial[(a: int) -> str]`
        return ""
    return result.strip().rstrip(")") if result.count("(") < result.count(")") else result.strip()


def class_of(hover: str) -> str:
    """Return the name of the public class that a value is an instance of, from its hover; empty for anything else."""
    kind = type_of(hover).removesuffix(" | Any")  # which stubs write for what may be missing: `sys.stdout`
    match = re.fullmatch(r"(?!None$|Self$|Literal\b)([A-Za-z]\w*)(?:\[.*\])?", shown(kind))
    return match[1] if match else ""


def signature(hover: str) -> tuple[Parameter, ...] | None:
    """Return the parameters in the hover over a called name, where it shows one signature that can be read."""
    text = type_of(hover)
    match = re.match(
        r"(?:bound method [^(]*|def \w+(?:\[[^\]]*\])?|class \w+(?:\[[^\]]*\])?)(?P<parameters>\(.*)", text, re.DOTALL
    )
    if match is None or "\ndef " in text:
        return None
    syntax = parse(f"def f{match['parameters']}: ...")
    function = syntax.body[0] if syntax is not None and len(syntax.body) == 1 else None
    return tuple(_parameters(function.args)) if isinstance(function, ast.FunctionDef) else None


def _parameters(given: ast.arguments) -> Iterator[Parameter]:
    plain = [
        *((one, "positional-only") for one in given.posonlyargs),
        *((one, "positional-or-keyword") for one in given.args),
    ]
    if given.vararg is not None:
        plain.append((given.vararg, "var-positional"))
    plain += ((one, "keyword-only") for one in given.kwonlyargs)
    if given.kwarg is not None:
        plain.append((given.kwarg, "var-keyword"))
    for one, kind in plain:
        if one.arg not in ("self", "cls"):
            yield Parameter(one.arg, kind, ast.unparse(one.annotation) if one.annotation is not None else "")


def lost(kind: str) -> bool:
    """Say whether a type, or a part of it, is not known."""
    return not kind or _LOST.search(kind) is not None


def written(kind: str, resolve: Resolve, own_class: str = "typing_.Self") -> TypeText | None:
    """Return a type from a hover as it can be written into the text; None where it cannot, or says nothing.

    Args:
        kind: The type as the server writes it.
        resolve: Finds the classes in it.
        own_class: What stands for the class of `self`.
    """
    kind = re.sub(r"\bSelf@\w+(?: \((?:in|co|contra)variant\))?", "Self", kind)
    if not kind or len(kind) > _LONGEST or "omitted" in kind or re.search(r"[<(@]|->|module|def ", kind):
        return None
    imports: list[tuple[str, str]] = []
    known = 0

    def name(match: re.Match[str]) -> str:
        nonlocal known
        word = match[0]
        if word in ("Unknown", "Any"):
            return "typing_.Any"
        if word in ("None", "Literal", "True", "False"):
            return "typing_.Literal" if word == "Literal" else word
        known += 1
        if word in (SEVERAL, "Self"):
            return own_class if word == "Self" else word
        found = named_class(word, resolve)
        if found is None:
            return "typing_.Any"
        imports.extend(found.imports)
        return found.text

    text = re.sub(r"(?<![\w\"'])[A-Za-z_][\w.]*(?![\w\"'])", name, kind)
    text = re.sub(r"typing_\.Any\[[^\[\]]*\]", "typing_.Any", text)
    return TypeText(text, tuple(dict.fromkeys(imports))) if known and '"' not in text else None


def shown(kind: str) -> str:
    """Return a type as a reader should see it, without the marks of this program; empty if nothing is known."""
    text = re.sub(rf"{SEVERAL}\[(.+)\]", r"array of \1", re.sub(rf" \| {SEVERAL}\[[^\[\]]*\]", "", kind))
    text = re.sub(r"^Unknown \| | \| Unknown$", "", text)
    # A type checker's name for texts that are written out.
    text = re.sub(r"\bLiteralString\b", "str", text)
    text = re.sub(r"\bstr \| str\b", "str", text)
    return "" if lost(text) or _OPEN.search(text) or len(text) > 120 or "\n" in text or "omitted" in text else text
