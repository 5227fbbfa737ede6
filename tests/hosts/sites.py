"""Projects in a folder of their own, built by the real generators and served on loopback."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
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

    def __init__(self, folder: Path, log: pytest.LogCaptureFixture | None = None) -> None:
        self.folder = folder
        self._log = log
        self.environment: dict[str, str] = {}
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

        assert self._log is not None
        self._log.clear()
        self._log.set_level(logging.INFO)
        config = load_config(str(self.configure()), **overrides)
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build(config)
        finally:
            config.plugins.on_shutdown()
        return self.warnings

    @property
    def warnings(self) -> list[str]:
        """What the last build in this process warned of."""
        assert self._log is not None
        records = (record for record in self._log.records if record.name.startswith("mkdocs"))
        return [record.getMessage() for record in records if record.levelno >= logging.WARNING]

    @property
    def log(self) -> str:
        """All that was logged by the last build in this process."""
        assert self._log is not None
        return "\n".join(record.getMessage() for record in self._log.records)

    def command(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a generator's command line in the project's folder."""
        self.configure()
        return subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.folder, env={**os.environ, **self.environment},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    def page(self, path: str) -> str:
        return (self.folder / "site" / path).read_text(encoding="utf-8")

    def configure(self) -> Path:
        plugins = ["search", {"explainer": self.options}]
        return self.write("mkdocs.yml", yaml.safe_dump({**self.config, "plugins": plugins}))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


class Served:
    """A folder of files, served on loopback."""

    def __init__(self, folder: Path) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
