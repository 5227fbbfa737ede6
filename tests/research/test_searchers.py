"""What imports and commands are documented by, and what is left when a part does not answer."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from explainer import plugins
from explainer.analysis.language_server import LanguageServer
from explainer.errors import ServiceError, SettingError
from explainer.model import Documentation, Source
from explainer.research import pip, symbols
from explainer.research.protocol import Subject
from explainer.research.researcher import StepResearcher
from explainer.settings import Settings

from .conftest import Shelf

SHOP = {
    "shop/__init__.py": '"""Sells things."""\n\nfrom shop.parts import Wheel\n',
    "shop/parts.py": '''
    """The parts of things."""

    class Wheel:
        """A round thing."""

    def roll(wheel):
        """Roll a wheel."""
    ''',
}
ABOUT = {
    "summary": "A shop for tests",
    "description": "# Shop\n\nMuch about it.",
    "urls": (("Homepage", "https://shop.example/"), ("Documentation", "https://docs.shop.example/")),
}


def test_imports_are_documented_by_what_they_bind_and_by_their_package(shelf: Shelf) -> None:
    shelf.package(SHOP, **ABOUT)
    code = "import shop\nimport shop.parts as p\nfrom shop import Wheel\nfrom shop.parts import roll, Wheel as W\n"
    found = shelf.research(code)
    said = {line: [one.source.text.partition("\n")[0] for one in found.at(line).documentation] for line in (1, 2, 3, 4)}
    assert said == {
        1: ["Sells things.", "A shop for tests"],
        2: ["The parts of things.", "A shop for tests"],
        3: ["A round thing.", "A shop for tests"],
        4: ["Roll a wheel.", "A round thing.", "A shop for tests"],
    }
    about = found.at(1).documentation[1]
    assert (about.kind, about.name, about.source.version) == ("package", "shop", "1.0")
    assert about.source.url == "https://docs.shop.example/"
    assert about.summary is not None
    assert about.summary.of(about.source.text) == "A shop for tests"
    assert "Much about it." in about.source.text


def test_modules_of_the_standard_library_are_documented_by_their_docstring(shelf: Shelf) -> None:
    found = shelf.research("from json import loads\n")
    names = [(one.kind, one.source.symbol) for one in found.at(1).documentation]
    assert names == [("function", "json.loads"), ("module", "json")]


@pytest.mark.parametrize("language", ["python", "bash"])
def test_a_command_that_installs_is_documented_by_pip_and_the_packages(shelf: Shelf, language: str) -> None:
    shelf.package(SHOP, **ABOUT)
    mark = "# " if language == "python" else ""
    found = shelf.research(f"{mark}pip install -qU shop --no-deps\n", language=language)
    command, about = found.at(1).documentation
    assert (command.kind, command.name, command.source.package) == ("command", "pip install", "pip")
    said = {
        one.name: one.documentation.of(command.source.text)
        for one in command.parameters
        if one.documentation is not None
    }
    assert list(said) == ["-q", "-U", "--no-deps"]
    assert said["-q"].startswith("Give less output.")
    assert said["-U"].startswith("Upgrade all specified packages")
    assert said["--no-deps"] == "Don't install package dependencies."
    assert command.summary is not None
    assert command.summary.of(command.source.text).startswith("Install packages from:")
    assert (about.kind, about.source.text.partition("\n")[0]) == ("package", "A shop for tests")


@pytest.mark.parametrize("code", ["# uv pip install -q shop", "# install shop with pip", "print('pip install')"])
def test_other_lines_are_not_about_pip(code: str) -> None:
    assert pip.install(code) is None


def test_pip_that_does_not_answer_costs_nothing_else(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*command: Any, **options: Any) -> None:
        raise subprocess.TimeoutExpired("pip", 20)

    shelf.package(SHOP, **ABOUT)
    pip._help.cache_clear()
    monkeypatch.setattr(subprocess, "run", hang)
    found = shelf.research("# pip install shop\n")
    pip._help.cache_clear()
    assert [one.kind for one in found.at(1).documentation] == ["package"]


@pytest.mark.parametrize("command", [["/nowhere/to/be/found"], ["false"], ["sleep", "60"]])
def test_without_a_language_server_the_rest_is_found(
    shelf: Shelf,
    settings: Settings,
    command: list[str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    shelf.package(SHOP, **ABOUT)
    monkeypatch.setattr(symbols, "LanguageServer", partial(LanguageServer, command=command))
    researcher = StepResearcher(replace(settings, language_server_timeout=0.5))
    code = "import shop\nfrom shop.parts import roll\n\ndef f():\n    '''Do it.'''\n\nshop.Wheel()\nroll(f())\n"
    found = shelf.research(code, researcher)
    researcher.close()
    assert "a.py: the language server" in caplog.text
    assert [one.kind for one in found.at(1).documentation] == ["module", "package"]
    assert found.text(7, "Wheel") == "A round thing."
    assert found.text(8, "roll") == "Roll a wheel."
    assert found.text(8, "f") == "Do it."
    assert not found.at(7).complete


def failing(settings: Settings) -> Any:
    class Failing:
        name = "failing"

        def search(self, subject: Subject) -> Sequence[Documentation]:
            raise ServiceError("it answered 503")

    return Failing()


def added(settings: Settings) -> Any:
    class Added:
        name = "added"

        def search(self, subject: Subject) -> Sequence[Documentation]:
            source = Source("Note", "https://notes.example/", subject.step.code, self.name, "", "", "", "")
            return [Documentation(source, "package", "note"), Documentation(source, "package", "note")]

    return Added()


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = plugins.load
    there = {"failing": failing, "added": added}
    monkeypatch.setattr(
        plugins, "load", lambda group, name, *rest, **options: there.get(name) or real(group, name, *rest, **options)
    )


def test_a_searcher_that_fails_costs_no_other_and_is_asked_again(
    shelf: Shelf, settings: Settings, installed: None, caplog: pytest.LogCaptureFixture
) -> None:
    researcher = StepResearcher(replace(settings, searchers=("failing", "added", "symbols")))
    found = shelf.research("import math\n", researcher)
    researcher.close()
    assert "a.py:1: searcher 'failing': it answered 503" in caplog.text
    assert not found.at(1).complete
    assert [one.source.searcher for one in found.at(1).documentation] == ["symbols", "added"]


def test_without_symbols_only_the_searchers_are_asked(shelf: Shelf, settings: Settings, installed: None) -> None:
    researcher = StepResearcher(replace(settings, searchers=("added",)))
    found = shelf.research("import math\nmath.sqrt(1)\n", researcher)
    researcher.close()
    assert [one.source.searcher for one in found.at(2).documentation] == ["added"]
    assert found.call(2, "sqrt").source is None


def test_searchers_are_closed_where_one_that_comes_later_cannot_be_had(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[str] = []
    real = plugins.load
    opened = SimpleNamespace(name="open", close=lambda: closed.append("open"))
    monkeypatch.setattr(
        plugins,
        "load",
        lambda group, name, *rest, **options: (
            (lambda _: opened) if name == "open" else real(group, name, *rest, **options)
        ),
    )
    with pytest.raises(SettingError, match="crystal ball"):
        StepResearcher(replace(settings, searchers=("open", "crystal ball")))
    assert closed == ["open"]


def test_an_unknown_searcher_is_named(settings: Settings) -> None:
    with pytest.raises(SettingError, match=r"'searchers' is 'crystal ball'.*packages"):
        StepResearcher(replace(settings, searchers=("symbols", "crystal ball")))
