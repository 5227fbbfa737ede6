"""What the documentation says of the options is what the plugin and the program have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mkdocs.config import config_options as c
from mkdocs.config.base import Config

from explainer.hosts.config import ExplainerConfig, OpenAIConfig, PackagesConfig, SearchConfig, SitesConfig

ROOT = Path(__file__).parents[2]
PLUGIN = re.compile(r"^\| `(\w+)` \| (.+?) \| ", re.MULTILINE)
SECTIONS = {
    "These stand under `packages:`": PackagesConfig,
    "These stand under `search:`": SearchConfig,
    "These stand under `search: sites:`": SitesConfig,
    "These stand under `openai:`": OpenAIConfig,
}


@pytest.mark.parametrize(("heading", "options"), SECTIONS.items(), ids=[one.__name__ for one in SECTIONS.values()])
def test_every_option_of_a_section_is_listed_with_its_default(heading: str, options: type[Config]) -> None:
    page = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    table = re.split(r"^(?:## |These stand)", page.partition(heading)[2], flags=re.MULTILINE)[0]
    assert dict(PLUGIN.findall(table)) == defaults(options)


def test_every_option_of_the_plugin_itself_is_listed_with_its_default() -> None:
    page = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    own = "".join(part for part in page.split("\n## ") if "These stand" not in part)
    assert dict(PLUGIN.findall(own)) == defaults(ExplainerConfig)


def defaults(options: type[Config]) -> dict[str, str]:
    """Return the default of each option that is no section, as the tables write it."""
    named = {name: option for name, option in options._schema if not isinstance(option, c.SubConfig)}
    return {name: shown(getattr(option, "default", None)) for name, option in named.items()}


def shown(value: object) -> str:
    """Return a value as YAML would have it."""
    if value is None or value == "":
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, list):
        return f"`[{', '.join(value)}]`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def test_links_of_the_readme_lead_to_files() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#:]+)\)|srcset=\"([^\"]+)\"|src=\"([^\"]+)\"", text)
    missing = [path for found in targets for path in found if path and not (ROOT / path).exists()]
    assert targets
    assert missing == []
