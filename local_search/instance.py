"""A real SearXNG on loopback whose only engine is the search of the local web."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
import yaml

from local_search.corpus import HOST

_SECONDS = 60.0
"""For the instance to start."""


def settings(corpus: str, port: int) -> dict[str, object]:
    """Return the settings of an instance.

    Args:
        corpus: Address of the server whose search the engine asks.
        port: Where the instance listens on loopback.
    """
    engine = {
        "name": "corpus",
        "engine": "json_engine",
        "shortcut": "co",
        "categories": ["general"],
        "search_url": f"{corpus}/search?q={{query}}",
        "results_query": "results",
        "url_query": "url",
        "title_query": "title",
        "content_query": "content",
        "enable_http": True,
    }
    return {
        "use_default_settings": {"engines": {"keep_only": []}},
        "general": {"instance_name": "local"},
        "search": {"formats": ["html", "json"]},
        "server": {"bind_address": HOST, "port": port, "secret_key": secrets.token_hex(16), "limiter": False},
        "engines": [engine],
    }


@contextmanager
def running(corpus: str, folder: Path) -> Iterator[str]:
    """Run an instance for as long as the context is open, and give its address.

    Args:
        corpus: Address of the server whose search its engine asks.
        folder: For its settings and its log.

    Raises:
        RuntimeError: with the end of its log, when it does not start.
    """
    port = _free_port()
    file = folder / "searxng.yml"
    file.write_text(yaml.safe_dump(settings(corpus, port)), encoding="utf-8")
    environment = {**os.environ, "SEARXNG_SETTINGS_PATH": str(file)}
    log = folder / "searxng.log"
    with log.open("w") as output:
        command = [sys.executable, "-m", "searx.webapp"]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        address = f"http://{HOST}:{port}"
        _wait(process, address, log)
        yield address
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as found:
        port: int = found.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if requests.get(f"{address}/healthz", timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.1)
    raise RuntimeError(f"SearXNG did not start:\n{log.read_text(errors='replace')[-2000:]}")
