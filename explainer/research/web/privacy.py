"""What must not leave the machine: secrets in the code, and what the user lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.plugins.base import RegexBasedDetector
from detect_secrets.plugins.high_entropy_strings import HighEntropyStringsPlugin
from detect_secrets.plugins.keyword import KeywordDetector

REDACTED = "[redacted]"
_SHORTEST = 8
"""Characters of a random-looking string, below which chance alone makes it look so."""
_LEFT_OUT = frozenset({"IPPublicDetector"})
# What a keyword stands before may be a call or another name, which is no secret.
_BLOCK = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)
# What detect-secrets 1.5 does not know: the value of a header, and an assignment with a type.
_MORE = (
    re.compile(r"\b(?:bearer|basic)\s+([\w.~+/-]{16,}=*)", re.IGNORECASE),
    re.compile(r"""(?:passw(?:or)?d|secret|token|api_?key)\w*\s*:\s*[\w.\[\]| ]+=\s*["']([^"']+)["']""", re.IGNORECASE),
)
_REST = re.compile(r"[\w.+/=-]*")
"""What goes on after a pattern's match is still the secret, as the signature of a token."""
_CODE = re.compile(r"[\w.]*\(|os\.|env|none|true|false|<|\$", re.IGNORECASE)


class Privacy:
    """Finds and takes out what must not be sent.

    Args:
        private: Regular expressions of the user's own.
    """

    def __init__(self, private: Iterable[str] = ()) -> None:
        self._private = [re.compile(pattern, re.IGNORECASE) for pattern in private]

    def secrets(self, text: str) -> list[tuple[int, str]]:
        """Return what must not be sent, with the line of the text, counted from 1, that it is on."""
        blocks = [(text.count("\n", 0, found.start()) + 1, found[0]) for found in _BLOCK.finditer(text)]
        lines = [(number, found) for number, line in enumerate(text.split("\n"), 1) for found in self._in_line(line)]
        return list(dict.fromkeys(blocks + lines))

    def redacted(self, text: str, secrets: Iterable[str] = ()) -> str:
        """Return a text without its own secrets and without others that are known.

        Args:
            text: What is to be sent.
            secrets: Found elsewhere, such as in the step that the text was made from.
        """
        known = {*secrets, *(found for _, found in self.secrets(text))}
        for secret in sorted(known, key=len, reverse=True):
            text = text.replace(secret, REDACTED)
        return text

    def _in_line(self, line: str) -> Iterator[str]:
        for pattern in self._private:
            yield from (found[0] for found in pattern.finditer(line) if found[0])
        if len(line) < _SHORTEST:
            return
        for pattern in _MORE:
            yield from (found[1] for found in pattern.finditer(line))
        for detector in _detectors():
            yield from _found(detector, line)


def _found(detector: Any, line: str) -> Iterator[str]:
    if isinstance(detector, KeywordDetector):
        yield from (value for value in detector.analyze_string(line) if not _CODE.match(value))
    elif isinstance(detector, HighEntropyStringsPlugin):
        for value in detector.analyze_string(line):
            if len(value) >= 2 * _SHORTEST and detector.calculate_shannon_entropy(value) > detector.entropy_limit:
                yield value
    else:
        for pattern in detector.denylist:
            yield from (found[0] + _rest(line, found.end()) for found in pattern.finditer(line))


def _rest(line: str, start: int) -> str:
    found = _REST.match(line, start)
    return found[0] if found and line[start - 1 : start] != "@" else ""


@cache
def _detectors() -> list[Any]:
    """Return the detectors; only their patterns are used, never their way of asking a service whether a key works."""
    kinds: list[Any] = list(get_mapping_from_secret_type_to_class().values())
    wanted = (RegexBasedDetector, HighEntropyStringsPlugin, KeywordDetector)
    return [kind() for kind in kinds if issubclass(kind, wanted) and kind.__name__ not in _LEFT_OUT]
