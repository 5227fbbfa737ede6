"""A scripted model, an engine that asks it, and a site whose engine does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from explainer.engines.openai.engine import OpenAIEngine
from explainer.settings import OpenAISettings, PackageSettings, Settings
from tests.engines.openai.scripted_model import KEY, Model
from tests.hosts.sites import Site


@pytest.fixture
def model(httpserver: HTTPServer) -> Model:
    return Model(httpserver)


@pytest.fixture
def settings(model: Model, tmp_path: Path) -> Settings:
    (tmp_path / "snippets").mkdir()
    options = OpenAISettings(model="tester", base_url=model.address, api="chat", api_key=KEY, retries=0, timeout=5.0)
    return Settings(
        snippets_dir=tmp_path / "snippets",
        cache_dir=tmp_path / "cache",
        engine="openai",
        packages=PackageSettings(download=False),
        openai=options,
    )


@pytest.fixture
def engine(settings: Settings) -> Iterator[OpenAIEngine]:
    made = OpenAIEngine(settings)
    yield made
    made.close()


@pytest.fixture
def site(model: Model, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Site:
    made = Site(tmp_path, caplog)
    made.config["theme"] = {"name": "mkdocs"}
    made.write("snippets/hello.py", "print(1)\n")
    asked = {"model": "tester", "base_url": model.address, "api": "chat", "api_key": KEY, "retries": 0, "timeout": 1.0}
    made.options |= {"engine": "openai", "searchers": ["packages"], "openai": asked}
    return made
