"""What can be set, with defaults, units and checks; no host's configuration classes here."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from explainer.errors import SettingError


@dataclass(frozen=True, slots=True)
class PackageSettings:
    """How the documentation of imported packages is obtained."""

    download: bool = True
    """Fetch the sources of packages that are not installed from the package index. False means no network at all."""
    installed: bool = True
    """Prefer the version that is installed beside the build; False ignores installed packages."""
    inspect: bool = True
    """Import installed packages in a process of their own when their documentation exists only at run time."""
    index_url: str | None = None
    """A package index with the simple API; None takes `PIP_INDEX_URL`, then pip's default index."""
    pins: dict[str, str] = field(default_factory=dict)
    """Versions by distribution name that go before what a snippet pins: `{"peft": "0.21.2"}`."""
    names: dict[str, str] = field(default_factory=dict)
    """Distribution names by import name, for imports that are named otherwise: `{"cv2": "opencv-python"}`."""
    max_download_mb: float = 64.0
    """Most that is fetched of one wheel, in megabytes; a larger one is reported and left out."""
    max_age_days: float = 30.0
    """How long 'the newest version' is remembered before the index is asked again, in days."""
    timeout: float = 20.0
    """For one request to the index, in seconds."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that the core can be told."""

    snippets_dir: Path = Path("snippets")
    """Folder with the source files to explain."""
    cache_dir: Path = Path(".cache/explainer")
    """Folder for results and package sources; it may be deleted at any time."""
    cache: bool = True
    """Use results of earlier builds and keep those of this one; package sources are kept in any case."""
    ignore: tuple[str, ...] = ()
    """Patterns as in `.gitignore`, relative to the snippets folder."""
    engine: str = "reference"
    """Name of the engine that writes the explanations."""
    searchers: tuple[str, ...] = ("symbols", "packages")
    """Names of the searchers that find sources, in the order of their weight."""
    concurrency: int = 0
    """Threads that wait for servers at the same time; 0 means one and a half for each processor, at least 4."""
    max_file_kb: int = 1024
    """Files larger than this many kilobytes are reported and not explained."""
    max_steps: int = 2000
    """Steps explained of one file; the rest of its source is shown without explanations."""
    language_server_timeout: float = 20.0
    """For one answer of the language server, in seconds."""
    inventories: dict[str, str] = field(default_factory=dict)
    """Addresses or files of `objects.inv` by distribution name, for links into the documentation."""
    packages: PackageSettings = field(default_factory=PackageSettings)

    @property
    def workers(self) -> int:
        """Threads to use, with the automatic value worked out."""
        return self.concurrency or max(4, (os.cpu_count() or 1) * 3 // 2)


def check(settings: Settings) -> Settings:
    """Return `settings` if every value can be used.

    Raises:
        SettingError: naming the option, its value and what it should be.
    """
    at_least = {"concurrency": 0, "max_file_kb": 1, "max_steps": 1, "language_server_timeout": 0.1}
    for name, least in at_least.items():
        _require(getattr(settings, name) >= least, name, getattr(settings, name), f"a number of at least {least}")
    for name in ("max_download_mb", "max_age_days", "timeout"):
        value = getattr(settings.packages, name)
        _require(value > 0, f"packages.{name}", value, "a number above 0")
    return settings


def package_settings(values: dict[str, Any]) -> PackageSettings:
    """Make package settings from an untyped mapping, such as a part of a YAML file.

    Raises:
        SettingError: for an unknown option or a value of the wrong type.
    """
    known = {option.name: option for option in fields(PackageSettings)}
    for name, value in values.items():
        _require(name in known, f"packages.{name}", value, f"one of the options {', '.join(sorted(known))}")
    types: dict[str, Any] = {
        "bool": bool,
        "float": (int, float),
        "str | None": (str, type(None)),
        "dict[str, str]": dict,
    }
    for name, value in values.items():
        wanted = str(known[name].type)
        _require(isinstance(value, types[wanted]), f"packages.{name}", value, wanted)
    return PackageSettings(**values)


def _require(condition: bool, option: str, value: object, wanted: str) -> None:
    if not condition:
        raise SettingError(f"option {option!r} is {value!r}, and should be {wanted}")
