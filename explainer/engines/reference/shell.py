"""What steps of the shell do that have no like in other languages: redirections of blocks, and output kept."""

from __future__ import annotations

import re

from explainer.engines.reference.values import code
from explainer.model import Step

_END = re.compile(r"\s*(?:done|fi|esac)\s+(?P<redirection>(?:\d*|&)[<>][^|;#\n]*?)\s*(?:#.*)?")
_OUTPUT = re.compile(r'(?P<quote>"?)\$\((?P<commands>(?!\()(?:(?!\$\().)*)\)(?P=quote)', re.DOTALL)


def end(step: Step) -> str:
    """Return what the end of a block does that redirects its input or output; empty for other steps."""
    found = _END.fullmatch(step.code)
    return f"ends a block. The redirection {code(found['redirection'])} applies to all of it" if found else ""


def kept(names: str, value: str, calls: str) -> str:
    """Return what a variable is set to by commands: their output alone, or among other characters."""
    printed = _OUTPUT.fullmatch(value)
    if printed is not None:
        return f"keeps in {names} what {code(printed['commands'])} prints"
    return f"gives {names} the value {code(value)}, for which it runs {calls}"
