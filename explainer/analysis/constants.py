"""Docstrings among the text constants of a compiled module, and what each of them is about."""

from __future__ import annotations

import contextlib
import inspect
import re
from collections.abc import Collection, Iterable, Sequence

_SHORTEST = 24
_RUN = re.compile(rb"[^\0]{%d,}" % _SHORTEST)
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LONGEST = 60_000
"""Bytes of a docstring; what is longer is no text."""
_MOST = 20_000
_CALL = re.compile(r"\b\w+\.(\w+)\(")
_EXAMPLE = re.compile(r"^[ \t]*(?:>>>|\.\.\.)[ \t](.*)$", re.M)
_TEXT_SIGNATURE = re.compile(r"\A\w+\([^\0]*?\)\n--\n\n?")
"""What CPython takes off the beginning of a compiled docstring to make a signature of it."""


def docstrings(data: bytes) -> list[str]:
    """Return the constants of several lines that the bytes of a compiled module hold, each once, without indentation.

    Such a constant is UTF-8 and ends in a zero byte, as C writes texts.
    """
    found: dict[str, None] = {}
    for match in _RUN.finditer(data):
        constant = _CONTROL.split(match[0])[-1] if b"\n" in match[0] else b""
        ends = data[match.end() : match.end() + 1] == b"\0"
        if ends and b"\n" in constant and _SHORTEST <= len(constant) <= _LONGEST and len(found) < _MOST:
            with contextlib.suppress(UnicodeDecodeError):
                found.setdefault(inspect.cleandoc(constant.decode("utf-8")))
    return list(found)


def without_text_signature(text: str) -> str:
    """Return a docstring as CPython shows it: without the signature that is written for the interpreter alone."""
    match = _TEXT_SIGNATURE.match(text)
    return inspect.cleandoc(text[match.end() :]) if match else text


def introduced(texts: Iterable[str], name: str, owner: str = "") -> str:
    """Return the docstring that begins with a call of a name, as docstrings of compiled functions do by convention.

    Empty when there is none, or when several begin so and not exactly one of them is about the class at once.

    Args:
        texts: The docstrings of a module.
        name: Of a function, method or class.
        owner: The class of a method.
    """
    start = re.compile(rf"(?:\w+\.)?{re.escape(name)}\(")
    found = [text for text in texts if start.match(text)]
    if len(found) > 1 and owner:
        found = [text for text in found if re.search(rf"\b{re.escape(owner)}\b", "".join(text.split("\n\n")[1:2]))]
    said = without_text_signature(found[0]) if len(found) == 1 else ""
    return said if not start.match(said) or "\n" in said.strip() else ""


def exemplified(texts: Iterable[str], names: Collection[str]) -> dict[str, str]:
    """Return for each name the docstring that is about it, as far as the examples in them show.

    A docstring's examples call what it is about. Where they call several of the names, it is about the first that no
    other docstring is about alone.
    """
    called = [(text, _called(text, names)) for text in texts]
    found: dict[str, str] = {}
    for text, candidates in called:
        if len(candidates) == 1:
            found[candidates[0]] = "" if candidates[0] in found else text
    for text, candidates in called:
        left = next((name for name in candidates if name not in found), None)
        if len(candidates) > 1 and left is not None:
            found[left] = text
    return {name: text for name, text in found.items() if text}


def _called(text: str, names: Collection[str]) -> Sequence[str]:
    examples = "\n".join(match[1] for match in _EXAMPLE.finditer(text))
    return [name for name in dict.fromkeys(_CALL.findall(examples)) if name in names]
