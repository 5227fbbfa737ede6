"""What all readers of a build share: parsed files, inventories, and the process that inspects installed packages."""

from __future__ import annotations

import platform
from dataclasses import dataclass, field
from pathlib import Path

import griffe

from explainer.analysis.assigned import Statements
from explainer.analysis.compiled import Compiled
from explainer.analysis.links import Links
from explainer.analysis.manual import Manual
from explainer.analysis.memo import Memo
from explainer.analysis.runtime import Runtime
from explainer.settings import Settings


@dataclass(slots=True)
class Shared:
    """Kept as long as files on the disk do not change: for one build. Thread safe."""

    settings: Settings
    trees: Memo[tuple[str, Path], griffe.Module | None] = field(default_factory=lambda: Memo(224))
    """Definitions of a file, by the name of its module too."""
    statements: Memo[Path, Statements] = field(default_factory=lambda: Memo(24))
    texts: Memo[tuple[Path, tuple[str, ...]], dict[str, str]] = field(default_factory=lambda: Memo(24))
    """Texts that a distribution keeps to fill docstrings with, by its root and modules."""
    runtime: Runtime = field(default_factory=Runtime)
    links: Links = field(init=False)
    compiled: Compiled = field(init=False)
    manual: Manual = field(init=False)

    def __post_init__(self) -> None:
        self.links = Links(self.settings, platform.python_version())
        self.compiled = Compiled(self.settings.packages)
        self.manual = Manual(self.settings)

    def close(self) -> None:
        """End the process that inspects installed packages, if there is one, and close connections."""
        self.runtime.close()
        self.compiled.close()
