"""What steps of the shell do: there conditions are commands, which hold if these succeed."""

from __future__ import annotations

import re

from explainer.engines.reference.values import code
from explainer.model import Step

_HEADERS = {
    "if": "runs the block below only if {condition} succeeds",
    "elif": "runs the block below if nothing above applied and {condition} succeeds",
    "while": "repeats the block below as long as {condition} succeeds",
    "until": "repeats the block below until {condition} succeeds",
}
_HEADER = re.compile(r"\s*(?P<word>if|elif|while|until)\s+(?P<condition>[^;#\n]+?)\s*(?:;?\s*\n\s*|;\s*)(?:do|then)\s*")
_END = re.compile(r"\s*(?:done|fi|esac)\s+(?P<redirection>(?:\d*|&)[<>][^|;#\n]*?)\s*(?:#.*)?")
_OUTPUT = re.compile(r'(?P<quote>"?)\$\((?P<commands>(?!\()(?:(?!\$\().)*)\)(?P=quote)', re.DOTALL)


def construct(step: Step) -> str:
    """Return what the header or the end of a block does; empty for other steps, and where more stands on the line."""
    if step.kind not in ("if", "elif", "while", "end", "expression"):  # the last where a block is part of a pipe
        return ""
    header, end = _HEADER.fullmatch(step.code), _END.fullmatch(step.code)
    if header is not None:
        return _HEADERS[header["word"]].format(condition=code(header["condition"]))
    return f"ends a block. The redirection {code(end['redirection'])} applies to all of it" if end is not None else ""


def kept(names: str, value: str, calls: str) -> str:
    """Return what a variable is set to by commands: their output alone, or among other characters."""
    printed = _OUTPUT.fullmatch(value)
    if printed is not None:
        return f"keeps in {names} what {code(printed['commands'])} prints"
    return f"gives {names} the value {code(value)}, for which it runs {calls}"
