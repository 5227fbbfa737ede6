"""What the parts of a statement tell of it, in words, where the syntax alone is known."""

from __future__ import annotations

import re

from explainer.engines.reference.english import counted, listed
from explainer.engines.reference.kinds import with_part
from explainer.engines.reference.values import SHORT, code
from explainer.model import DetailRole, ExplainRequest

_BY_KEY = ("javascript", "typescript", "tsx")
"""Languages in which `in` goes through the keys, and `of` through the values."""
_PREPROCESSORS = ("c", "cpp", "csharp", "swift")
_FOR_ALL_ELSE = re.compile(r"(?:default|else|case\s+_|_|\*\))(?!\w)")
_ENDLESS = re.compile(r"(?:'?\w+:\s*)?(?:loop|for(?:\s*\(\s*;\s*;\s*\))?)\s*\{")
_MOST_NAMES = 6
"""Names or parameters that are told one by one."""


class Parts:
    """Says what the details of a step tell.

    Args:
        request: For the step.
    """

    def __init__(self, request: ExplainRequest) -> None:
        self._step, self._language = request.step, request.language
        self._texts: dict[DetailRole, list[str]] = {}
        for one in request.facts.details:
            self._texts.setdefault(one.role, []).append(one.text)

    def lead(self) -> str:
        """Return what the step does; empty where no detail tells."""
        kind = self._step.kind
        if kind in ("for", "while") and _ENDLESS.match(self._step.code.strip()):
            return "repeats the block below until it is left"
        if kind == "for":
            return self._loop()
        if kind == "import":
            return self._import()
        if kind == "type":
            return self._type()
        if kind == "case" and "label" not in self._texts:
            return "is for all that no case above is for" if _FOR_ALL_ELSE.match(self._step.code.strip()) else ""
        if kind == "rule" and (selected := self._one("name")):
            return f"sets how the elements look that {selected} selects"
        value = next((texts[0] for texts in self._texts.values() if len(texts[0]) <= SHORT), "")
        if kind in ("if", "elif", "else"):
            return self._preprocessed(value)
        if not value:
            return ""
        if kind == "raise" and self._step.code.lstrip("} \t").startswith("throw"):
            kind = "throw"
        return with_part(self._language, kind, value)

    def taking(self) -> str:
        """Return the parameters of a function, to be said behind it."""
        found = self._texts.get("parameter", [])
        if len(found) > _MOST_NAMES:
            return f", which takes {counted(len(found), 'parameter')}"
        return f", which takes {listed([code(one) for one in found])}" if found else ""

    def shown(self) -> list[str]:
        """Return the source texts that are told whole."""
        return [text for texts in self._texts.values() for text in texts if len(text) <= SHORT]

    def _one(self, role: DetailRole) -> str:
        return code(self._texts[role][0]) if role in self._texts else ""

    def _loop(self) -> str:
        each, values = self._one("each"), self._one("values")
        if each and values:
            keys = self._language in _BY_KEY and re.search(
                rf"{re.escape(self._texts['each'][0])}\s+in\s", self._step.code
            )
            return f"runs the block below once for each {f'key {each} of' if keys else f'{each} in'} {values}"
        first, last, by = self._one("first"), self._one("last"), self._one("by")
        if each and first and last:
            return (
                f"runs the block below once for each {each} from {first} to {last}{f', in steps of {by}' if by else ''}"
            )
        holds, after = self._one("holds"), self._one("after")
        if not (first or holds or after):
            return ""
        return (
            (f"starts with {first}, and " if first else "")
            + f"repeats the block below {f'as long as {holds} holds' if holds else 'until it is left'}"
            + (f", with {after} after each turn" if after else "")
        )

    def _import(self) -> str:
        names, source = self._texts.get("name", []), self._one("source")
        if not names and not source:
            return ""
        said = listed([code(one) for one in names]) if len(names) <= _MOST_NAMES else counted(len(names), "name")
        return f"brings in {said} from {source}" if names and source else f"brings in {said or source}"

    def _preprocessed(self, asked: str) -> str:
        text, kind = self._step.code.strip(), self._step.kind
        if self._language not in _PREPROCESSORS or not text.startswith("#"):
            return ""
        holds = f"{code(asked) if asked else 'its own condition'} holds"
        if asked and (defined := re.match(r"#\s*if(n?)def\b", text)):
            holds = f"{code(asked)} is {'not ' if defined[1] else ''}defined"
        conditions = {"if": f"only if {holds}", "elif": f"if nothing above applied and {holds}"}
        return f"keeps the lines below {conditions.get(kind, 'if nothing above applied')} when the code is compiled"

    def declared(self) -> str:
        """Return a declaration of which nothing else is known, as it is written."""
        return f"declares {value}" if (value := self._one("value")) else ""

    def _type(self) -> str:
        name, value = self._one("name"), self._one("value")
        return (
            f"gives the type {value} the name {name}" if name and value else f"defines the type {name}" if name else ""
        )
