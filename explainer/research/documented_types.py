"""What a docstring says the result is, as a type: `ax : ~matplotlib.axes.Axes or array of Axes`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from explainer.research.class_index import FoundClass
from explainer.research.sketch import SEVERAL, TypeText, alias

Resolve = Callable[[str], FoundClass | None]
"""Finds a class by the name that a docstring gives it."""

_ROLE = re.compile(r":[\w:+-]*:`+(?:[^`<]*<)?[~!.]*([^`<>]+)>?`+")
_NUMPY = re.compile(r"^([ \t]*)(?:Returns|Yields)[ \t]*\n[ \t]*-{3,}[ \t]*\n((?:(?:\1.*)?(?:\n|\Z))+?)"
                    r"(?=^\1[^\s].*\n\1[-=]{3,}[ \t]*$|\Z)", re.MULTILINE)  # fmt: skip
_GOOGLE = re.compile(r"^([ \t]*)(?:Returns|Yields):[ \t]*\n((?:\1[ \t]+.*\n?|[ \t]*\n)+)", re.MULTILINE)
_RTYPE = re.compile(r"^[ \t]*:rtype:[ \t]*(.+)$", re.MULTILINE)
_RETURNED = re.compile(
    r"(?:^[ \t]*:returns?:|\b[Rr]eturns?|\bCreates?|\bConstructs?|\bMakes?|\bBuilds?)[ \t]+"
    r"(?:an?|the)?[ \t]*(?:new[ \t]+|instance of[ \t]+|subclass of[ \t]+)*(:[\w:]+:`[^`]+`|`{1,2}[~.\w]+`{1,2})",
    re.MULTILINE,
)
_ENDS = re.compile(
    r"(?:,?\s+(?:of|with|having)\s+(?:shape|len|size|dtype|type)\b|,\s*(?:shape|default|optional|length|len|dtype|ndim)\b"
    r"|\s+(?:if|when|that|which|containing|whose|where|for|from|in|with|depending|keyed)\b|;|\.\s|\.$|\(\s*(?!self)).*",
    re.DOTALL,
)
_SEVERAL_OF = re.compile(
    r"(?:an?\s+|the\s+|nested\s+|\d+-?[dD]\s+)*(list|tuple|sequence|iterable|iterator|generator|set|collection|dict|dictionary"
    r"|(?:numpy\s+|np\.)?(?:nd)?array)(?:-like)?s?\s*(?:of|\()\s*(?:\w+\s+)??(?P<item>[~.\w]+)\)?$",
    re.IGNORECASE,
)
_WORDS = {
    "array": "numpy.ndarray", "ndarray": "numpy.ndarray", "np.ndarray": "numpy.ndarray", "array-like": "numpy.ndarray",
    "array_like": "numpy.ndarray", "arrays": "numpy.ndarray", "matrix": "numpy.ndarray",
    "string": "str", "strings": "str", "boolean": "bool", "integer": "int", "number": "float", "scalar": "float",
    "floats": "float", "ints": "int", "dictionary": "dict", "lists": "list", "dicts": "dict",
    "dataframe": "pandas.DataFrame",
}  # fmt: skip
_BUILT_IN = {"str", "bool", "int", "float", "list", "dict", "tuple", "set", "bytes", "complex"}
_SELF = re.compile(
    r"(?:self|same (?:object|type)|object \(self\)|.*\bself\b.*|this \w+|the (?:instance|estimator) itself)$"
)


@dataclass(frozen=True, slots=True)
class Same:
    """The result is the very object that the method was called on."""


def returned(text: str, resolve: Resolve, unpacked: int = 0) -> TypeText | Same | None:
    """Return the type of the result that a docstring names; None where it names none that is known.

    Args:
        text: The docstring.
        resolve: Finds the classes it names.
        unpacked: Into how many names the result is unpacked; some results only come when they are asked for.
    """
    phrases = (unpacked > 1 and _named_parts(text, unpacked)) or return_phrases(text)
    if 1 < unpacked < len(phrases):
        phrases = phrases[:unpacked]
    if len(phrases) > 1:
        parts = [named_type(phrase, resolve) for _, phrase in phrases]
        if not any(parts):
            return None
        texts = ", ".join(part.text if part else "typing_.Any" for part in parts)
        return TypeText(f"tuple[{texts}]", tuple(one for part in parts if part for one in part.imports))
    for name, phrase in phrases:
        if name == "self" or _SELF.match(phrase.strip().lower()):
            return Same()
        if (found := named_type(phrase, resolve)) is not None:
            return found
    mention = _RETURNED.search(text)
    return named_type(mention[1], resolve) if mention else None


def return_phrases(text: str) -> list[tuple[str, str]]:
    """Return (name, type) as the docstring writes them; several for a tuple, names empty where there are none."""
    if match := _NUMPY.search(text):
        return _numpy_entries(match[2])
    if match := _GOOGLE.search(text):
        first = next((line for line in match[2].split("\n") if line.strip()), "").strip()
        typed = re.match(r"((?:`[^`]*`|\[[^\]]*\]|[^:`\[]|:\w+:`[^`]*`)+?):(?:\s|$)", first)
        named = "self" if typed and first[typed.end() :].strip(" `.") == "self" else ""
        return [(named, typed[1] if typed else first)]
    if match := _RTYPE.search(text):
        return [("", match[1])]
    return []


def _named_parts(text: str, unpacked: int) -> list[tuple[str, str]]:
    """Return (name, type) of the parts of another form of the result, `(data, target) : tuple if ...`.

    They are the attributes of the same names that are described further in, below the usual form.
    """
    block = _NUMPY.search(text)
    names = rf"\((?P<names>\w+(?:,[ \t]*\w+){{{unpacked - 1}}})\)"
    form = re.search(rf"^(?P<indent>[ \t]*){names}[ \t]*:", block[2], re.MULTILINE) if block else None
    if block is None or form is None:
        return []
    inner = "\n".join(line for line in block[2].split("\n") if re.match(rf"{form['indent']}[ \t]", line))
    phrases = [(name, attribute_phrase(inner, name) or "") for name in re.split(r",[ \t]*", form["names"])]
    return phrases if any(phrase for _, phrase in phrases) else []


def attribute_phrase(text: str, name: str) -> str | None:
    """Return the type that a class's docstring gives an attribute: `name : type` on a line of its own."""
    match = re.search(rf"^[ \t]*(?:\.\. attribute:: )?{re.escape(name)}[ \t]*(?::|\()[ \t]*(\S.*)$", text, re.MULTILINE)
    return match[1] if match else None


def _numpy_entries(block: str) -> list[tuple[str, str]]:
    lines = [line for line in block.split("\n") if line.strip()]
    if not lines:
        return []
    base = min(len(line) - len(line.lstrip()) for line in lines)
    entries = []
    for line in lines:
        if len(line) - len(line.lstrip()) == base:
            name, colon, phrase = line.strip().partition(" : ")
            entries.append((name.strip(), phrase.strip()) if colon else ("", line.strip()))
    # `data : Bunch`, then `(data, target) : tuple if ...`: another form of the result, not a second one.
    plain = [entry for entry in entries if not entry[0].startswith("(") and not re.search(r"\b(?:if|only)\b", entry[1])]
    if not plain or (len(plain) > 1 and not all(re.fullmatch(r"[\w., *`]*", name) for name, _ in plain)):
        return entries[:1]
    if len(plain) > 1 and not all(name for name, _ in plain):
        return plain[:1]
    return plain


def named_type(phrase: str, resolve: Resolve) -> TypeText | None:
    """Return the type that a phrase in a docstring means; None where no part of it is known."""
    phrase = _ROLE.sub(r"\1", phrase).replace("`", "").replace("\\s", "").replace("*", " ").strip()
    phrase = re.sub(r"^(?:Optional|Union|Awaitable|Coroutine)\[(.*)\]$", r"\1", phrase)
    phrase = re.sub(r"\{([^{}]*)\}", lambda found: found[1].replace(",", " or "), phrase)
    phrase = _ENDS.sub("", phrase) if not _SEVERAL_OF.match(phrase) else phrase
    parts = [_part(part.strip(" ,"), resolve) for part in re.split(r"\s+or\s+|\s*\|\s*|,\s+(?!\])", phrase)]
    known = list(dict.fromkeys(part for part in parts if part is not None))
    if not known:
        return None
    text = " | ".join(dict.fromkeys(part.text for part in known))
    return TypeText(text, tuple(dict.fromkeys(one for part in known for one in part.imports)))


def _part(phrase: str, resolve: Resolve) -> TypeText | None:
    if several := _SEVERAL_OF.match(phrase):
        item = named_class(several["item"], resolve)
        return _container(several[1].lower(), item) if item else named_class(several[1], resolve)
    if generic := re.match(r"(?:typing\.)?([Ll]ist|[Ss]equence|[Ii]terable|[Tt]uple|[Dd]ict)\[(.+)\]$", phrase):
        items = [named_class(item.strip(), resolve) for item in generic[2].split(",")]
        if generic[1].lower() != "tuple":
            return _container(generic[1].lower(), items[-1]) if items[-1] else None
        texts = ", ".join(item.text if item else "typing_.Any" for item in items)
        return TypeText(f"tuple[{texts}]", tuple(one for item in items if item for one in item.imports))
    phrase = re.sub(r"^(?:an?|the|new|instance of|subclass of)\s+", "", phrase)
    phrase = re.sub(r"\s+(?:instances?|objects?|class|estimator|subclass)$", "", phrase)
    return named_class(phrase, resolve)


def _container(kind: str, item: TypeText) -> TypeText:
    if "array" in kind:
        builtin = item.text.startswith("builtins_")
        return _written("numpy", "ndarray") if builtin else TypeText(f"{SEVERAL}[{item.text}]", item.imports)
    if kind in ("iterator", "generator", "iterable", "collection"):
        return TypeText(f"abc_.{'Iterator' if kind == 'generator' else kind.title()}[{item.text}]", item.imports)
    if kind.startswith("dict"):
        return TypeText(f"dict[typing_.Any, {item.text}]", item.imports)
    if kind == "tuple":
        return TypeText(f"tuple[{item.text}, ...]", item.imports)
    return TypeText(f"{'list' if kind == 'sequence' else kind}[{item.text}]", item.imports)


def named_class(name: str, resolve: Resolve) -> TypeText | None:
    """Return the type that a single word or dotted name means."""
    name = name.strip().lstrip("~!.")
    name = _WORDS.get(name.lower(), name) if name.islower() or name == "DataFrame" else name
    if not re.fullmatch(r"[A-Za-z_][\w.]*", name) or name == "None":
        return None
    if name in _BUILT_IN:
        return _written("builtins", name)
    # Words of plain English are no classes; names of classes start with a capital, or are dotted.
    last = name.rpartition(".")[2]
    if last.islower() and "." not in name:
        return None
    found = resolve(name) or (resolve(name[:-1]) if name.endswith("s") else None)
    return _written(found.module, found.name) if found is not None else None


def _written(module: str, name: str) -> TypeText:
    if not module:
        return TypeText(name)
    return TypeText(alias(module, name), ((module, name),))
