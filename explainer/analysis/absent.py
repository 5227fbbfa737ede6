"""Imported names that a package surely does not have, as far as its files tell without running them."""

from __future__ import annotations

import re
from pathlib import Path

from explainer.analysis.environment import Environment
from explainer.analysis.metadata import record_files
from explainer.analysis.modules import Modules, read

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

    def _lacks(self, owner: str, name: str, unsure: re.Pattern[str]) -> bool:
        file = self._source(owner)
        if file is None or self._modules.at(file) is None or self._modules.find(f"{owner}.{name}") is not None:
            return False
        texts = (read(file), read(file.with_suffix(".pyi")))
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
