"""What a distribution's metadata says of it: its summary, description, links, requirements and modules."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from packaging.metadata import parse_email

from explainer.analysis.environment import Distribution
from explainer.model import Package

_FORMAT = 1
_SUFFIXES = (".py", ".pyi", ".so", ".pyd")


@dataclass(frozen=True, slots=True)
class Record:
    """The metadata of one distribution that this program uses; kept as JSON beside cached sources."""

    name: str
    version: str
    top_level: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    summary: str = ""
    description: str = ""
    description_type: str = ""
    urls: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> str:
        """Return the record as JSON."""
        return json.dumps({"format": _FORMAT, **asdict(self)}, ensure_ascii=False)

    def distribution(self, package: Package, root: Path) -> Distribution:
        """Return the distribution that the record describes, with its files in `root`."""
        about = (self.top_level, self.requires, self.summary, self.description, self.description_type, self.urls)
        return Distribution(package, root, *about)

    @classmethod
    def from_json(cls, text: str) -> Record | None:
        """Return the record that a JSON text holds, or None if it is of another format or damaged."""
        try:
            values: dict[str, Any] = json.loads(text)
            if values.pop("format") != _FORMAT:
                return None
            for name in ("top_level", "requires"):
                values[name] = tuple(values[name])
            values["urls"] = tuple((label, address) for label, address in values["urls"])
            return cls(**values)
        except (ValueError, TypeError, KeyError, AttributeError):
            return None


def parse(metadata: bytes, top_level: tuple[str, ...], name: str, version: str) -> Record:
    """Read core metadata (the `METADATA` file of a wheel).

    Args:
        metadata: The file's bytes; what is wrong in it is left out.
        top_level: The modules that the distribution has.
        name: The distribution's name where the metadata gives none.
        version: Likewise.
    """
    raw, _ = parse_email(metadata)
    urls = dict(raw.get("project_urls", {}))
    if home := raw.get("home_page"):
        urls.setdefault("Homepage", home)
    return Record(
        name=_line(raw.get("name", "")) or name,
        version=_line(raw.get("version", "")) or version,
        top_level=top_level,
        requires=tuple(_line(one) for one in raw.get("requires_dist", ())),
        summary=_line(raw.get("summary", "")),
        description=raw.get("description", "").strip(),
        description_type=_line(raw.get("description_content_type", "")).partition(";")[0].strip().lower(),
        urls=tuple(
            (_line(label), url.strip()) for label, url in urls.items() if url.startswith(("https://", "http://"))
        ),
    )


def record_files(record: str) -> list[str]:
    """Return the files that the text of a `RECORD` names."""
    return [row[0] for row in csv.reader(record.splitlines()) if row]


def modules(files: Iterable[str]) -> tuple[str, ...]:
    """Return the modules and packages at the root of a list of files.

    A folder without `__init__` is a namespace that several distributions share; what stands for it are the packages
    and modules below it, by their dotted names: `google.cloud.storage`.
    """
    sources = [file for file in files if file.endswith(_SUFFIXES) and not file.startswith(("..", "/"))]
    packages = {file.rpartition("/")[0] for file in sources if file.rpartition("/")[2].startswith("__init__.")}
    found: dict[str, None] = {}
    for file in sorted(sources):
        parts = file.split("/")
        if parts[0].endswith((".dist-info", ".data")):
            continue
        folders = ("/".join(parts[:depth]) for depth in range(1, len(parts)))
        root = next((folder for folder in folders if folder in packages), None)
        if root is None and len(parts) > 2 and not all(part.isidentifier() for part in parts[:-1]):
            continue
        name = root.replace("/", ".") if root else ".".join([*parts[:-1], parts[-1].split(".")[0]])
        if all(part.isidentifier() for part in name.removesuffix("-stubs").split(".")):
            found.setdefault(name.removesuffix("-stubs"))
    return tuple(found)


def _line(text: str) -> str:
    return " ".join(text.split())
