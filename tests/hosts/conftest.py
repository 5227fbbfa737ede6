"""Sites in a folder of their own, built by the real generators."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

SNIPPET = '''"""Say hello politely.

The name is stripped of blanks first.
"""

import textwrap

name = textwrap.dedent("  world")
greeting = (
    "Hello, "
    + name
)
print(greeting)
'''


class Site:
    """A project with a configuration, pages and snippets, and what came of building it."""

    def __init__(self, folder: Path, log: pytest.LogCaptureFixture) -> None:
        self.folder = folder
        self._log = log
        self.options: dict[str, Any] = {"packages": {"download": False}}
        self.config: dict[str, Any] = {"site_name": "Demo", "theme": {"name": "material", "font": False}}
        self.write("docs/index.md", "# Home\n")
        self.write("snippets/hello.py", SNIPPET)

    def write(self, path: str, text: str) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def build(self, **overrides: Any) -> list[str]:
        """Build with MkDocs in this process; return what it warned of.

        Raises:
            mkdocs.exceptions.MkDocsException: as MkDocs does.
        """
        from mkdocs.commands.build import build
        from mkdocs.config import load_config

        self._log.clear()
        self._log.set_level(logging.INFO)
        config = load_config(str(self._configuration()), **overrides)
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build(config)
        finally:
            config.plugins.on_shutdown()
        return [record.getMessage() for record in self._log.records if record.levelno >= logging.WARNING]

    @property
    def log(self) -> str:
        """All that was logged by the last build in this process."""
        return "\n".join(record.getMessage() for record in self._log.records)

    def command(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a generator's command line in the project's folder."""
        self._configuration()
        return subprocess.run(
            [sys.executable, "-m", *command], cwd=self.folder, capture_output=True, text=True, timeout=120, check=False
        )

    def page(self, path: str) -> str:
        return (self.folder / "site" / path).read_text(encoding="utf-8")

    def _configuration(self) -> Path:
        plugins = ["search", {"explainer": self.options}]
        return self.write("mkdocs.yml", yaml.safe_dump({**self.config, "plugins": plugins}))


@pytest.fixture
def site(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Site:
    return Site(tmp_path, caplog)
