"""Imported names that a package surely does not have, as far as its files tell without running them."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from pathlib import Path

import griffe

from explainer.analysis.environment import Environment
from explainer.analysis.lazy_names import Refusal, without_lazy_names
from explainer.analysis.metadata import record_files
from explainer.analysis.modules import Modules, expression, parse, read

_MADE_AS_IT_RUNS = re.compile(
    r"\b(?:__getattr__|import \*|__dict__\b|sys\.modules\b|__path__\b"
    r"|(?:globals|vars|locals|setattr|exec|_convert_?)\()"
)
"""How a module may get names that do not stand in its text."""
_MODULES_MADE = re.compile(r"\bsys\.modules\b|\b__path__\b|\bmeta_path\b|\bsetdefault\(|\blazy", re.IGNORECASE)
"""How a package may get modules that are not below it."""


class Absent:
    """Tells which names are not there; where that is not sure, they count as there.

    Args:
        modules: The files.
        environment: The packages that these belong to.
    """

    def __init__(self, modules: Modules, environment: Environment) -> None:
        self._modules = modules
        self._environment = environment

    def part(self, module: str, name: str | None) -> str:
        """Return the first part of what an import asks for that is not there, dotted: `numpy.nope`; empty for none.

        Args:
            module: The module that is imported, or imported from.
            name: What is imported from it; None for the module itself.
        """
        parts = module.split(".")
        for length in range(1, len(parts)):
            owner = ".".join(parts[:length])
            if self._source(owner) is None:
                return ""
            if self._lacks(owner, parts[length], _MODULES_MADE):
                return f"{owner}.{parts[length]}"
        return f"{module}.{name}" if name and self._lacks(module, name, _MADE_AS_IT_RUNS) else ""

    def attribute(self, module: str, path: Sequence[str]) -> tuple[str, str]:
        """Return the first part of a dotted path that a module surely does not have, and what it says of that itself.

        Args:
            module: The module that the path starts from.
            path: The names behind it; all but the last may be modules too.
        """
        owner = module
        for name in path:
            if self._source(owner) is None:
                break
            if self._lacks(owner, name, _MADE_AS_IT_RUNS):
                return f"{owner}.{name}", self._words(owner, name)
            owner = f"{owner}.{name}"
        return "", ""

    def _words(self, owner: str, name: str) -> str:
        file = self._source(owner)
        lazy = self._without_lazy_names(file, name) if file is not None else None
        return lazy[1].words if lazy is not None else ""

    def _without_lazy_names(self, file: Path, name: str) -> tuple[str, Refusal] | None:
        """Return the code of a module that has a `__getattr__`, without that, where it refuses a name."""
        module, syntax = self._modules.at(file), parse(read(file)) if "def __getattr__" in read(file) else None
        if module is None or syntax is None:
            return None

        def value(name: str) -> ast.expr | None:
            found = self._modules.member(module, name)
            return expression(str(found.value)) if isinstance(found, griffe.Attribute) and found.value else None

        return without_lazy_names(syntax, name, value)

    def _lacks(self, owner: str, name: str, unsure: re.Pattern[str]) -> bool:
        file = self._source(owner)
        if file is None or self._modules.at(file) is None or self._modules.find(f"{owner}.{name}") is not None:
            return False
        lazy = self._without_lazy_names(file, name)
        texts = (lazy[0] if lazy is not None else read(file), read(file.with_suffix(".pyi")))
        mentioned = any(re.search(rf"\b{re.escape(name)}\b", text) for text in texts)
        return not (mentioned or unsure.search(texts[0]) or self._has_below(owner, name))

    def _source(self, module: str) -> Path | None:
        """Return the file of a module whose text can be read; a stub leaves out what it likes."""
        file = self._modules.file_of(module)
        return file if file is not None and file.suffix == ".py" else None

    def _has_below(self, owner: str, name: str) -> bool:
        """Tell whether there is a file or folder of a name below a package, on the disk or in its list of files."""
        below = Path(*owner.split("."), name)
        if any(found for root in self._modules.roots for found in (root / below.parent).glob(f"{name}*")):
            return True
        listed = (
            file
            for one in self._environment.distributions
            if one.provides(owner) and one.package.origin not in ("installed", "standard library")
            for record in one.root.glob("*.dist-info/RECORD")
            for file in record_files(read(record))
        )
        return any(str(file).startswith((f"{below.as_posix()}.", f"{below.as_posix()}/")) for file in listed)
