"""The options of a project, for programs that do not build its site."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from mkdocs.exceptions import ConfigurationError
from mkdocs.utils.yaml import get_yaml_loader, yaml_load

from explainer.errors import SettingError
from explainer.hosts.config import ExplainerConfig
from explainer.settings import Settings

_PLUGIN = "explainer"
_log = logging.getLogger(__name__)


class _SafeLoader(yaml.SafeLoader):
    """Reads what MkDocs reads, but makes no objects of other programs: themes and extensions name those by tags."""


_SafeLoader.add_multi_constructor("", lambda loader, suffix, node: None)  # noqa: ARG005
_SafeLoader.add_multi_constructor("tag:yaml.org,2002:python/", lambda loader, suffix, node: None)  # noqa: ARG005


def settings_of(file: Path) -> Settings:
    """Return what a configuration file of MkDocs or ProperDocs sets for the plugin.

    No other plugin and no theme is loaded, and nothing that the file names is imported.

    Raises:
        SettingError: for a file that cannot be read, or an option that cannot be used.
    """
    config = ExplainerConfig(config_file_path=str(file))
    config.load_dict(_options(file))
    errors, warnings = config.validate()
    if errors:
        name, error = errors[0]
        raise SettingError(f"{file}: option {name!r}: {error}")
    for name, warning in warnings:
        _log.warning("%s: option %r: %s", file, name, warning)
    return config.settings(file.absolute().parent)


def _options(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as opened:
            read = yaml_load(opened, get_yaml_loader(_SafeLoader))
    except (OSError, UnicodeDecodeError, ConfigurationError) as error:
        raise SettingError(f"{file} cannot be read: {error}") from error
    plugins = read.get("plugins") if isinstance(read, Mapping) else None
    named = plugins if isinstance(plugins, Mapping) else _merged(plugins)
    options = named.get(_PLUGIN)
    return dict(options) if isinstance(options, Mapping) else {}


def _merged(plugins: Any) -> dict[str, Any]:
    """Return a list of plugins, each a name or a name with options, as one mapping."""
    found: dict[str, Any] = {}
    for plugin in plugins if isinstance(plugins, list) else ():
        found |= plugin if isinstance(plugin, Mapping) else {str(plugin): {}}
    return found
