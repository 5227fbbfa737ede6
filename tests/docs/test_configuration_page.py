"""The documentation names every option with its default, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.base import Config
from mkdocs.config.config_options import SubConfig

from explainer.hosts.config import ExplainerConfig

PAGE = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text()


def documented() -> dict[str, str]:
    """Return the default that the page's tables give for each option, by its whole name."""
    found = {}
    prefix = ""
    for line in PAGE.split("\n"):
        if line.startswith("## "):
            prefix = ""
        elif place := re.match(r"These stand under `([\w: ]+):`\.", line):
            prefix = f"{place[1]}: "
        elif row := re.match(r"\| `(\w+)` \| (.*?) \|", line):
            found[prefix + row[1]] = row[2]
    return found


def options(config: type[Config], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, option in config._schema:
        if isinstance(option, SubConfig):
            yield from options(option.config_class, f"{prefix}{name}: ")
        else:
            yield prefix + name, shown(option.default)


def shown(default: object) -> str:
    text = str(default).lower() if isinstance(default, bool) else str(default).replace("'", "")
    return "none" if default is None else f"`{text.removesuffix('.0')}`"


def test_every_option_is_documented_with_its_default():
    assert documented() == dict(options(ExplainerConfig))
