"""The scripted parts that users get for their own tests: a real site, and no service."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from explainer.errors import AnswerError, ServiceError, SettingError
from explainer.model import Documentation, ExplainRequest, Explanation, Facts, Research, Source, Step, Usage
from explainer.pipeline import Explainer
from explainer.render.page import render
from explainer.settings import PackageSettings, Settings
from explainer.testing import ScriptedEngine, ScriptedSearcher, quoting, scripted

CONFIGURATION = """\
site_name: Test
plugins:
  - explainer:
      engine: scripted
      searchers: [symbols, scripted]
      packages: {download: false}
"""
PAGE = Source("A page", "https://example.org/", "Deserialize a document.", "scripted", "", "", "", "")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n")
    (tmp_path / "snippets").mkdir()
    (tmp_path / "snippets" / "a.py").write_text("import json\n\nvalue = json.loads('1')\n")
    (tmp_path / "mkdocs.yml").write_text(CONFIGURATION)
    return tmp_path


class Quoting(ScriptedEngine):
    """Quotes the page that the searcher found."""

    def explain(self, request: ExplainRequest) -> Explanation:
        explanation = super().explain(request)
        if "loads" not in request.step.code:
            return explanation
        number = [source.title for source in request.research.sources].index("A page") + 1
        return replace(explanation, claims=(quoting("Deserializes the document `'1'`.", request, number, 1),))


def test_a_site_with_a_scripted_engine_and_searcher(site: Path) -> None:
    engine, searcher = Quoting({"import": ["The moon is made of cheese."]}), ScriptedSearcher({"loads": [PAGE]})
    with scripted(engine, searcher):
        build(load_config(str(site / "mkdocs.yml")))
    html = (site / "site" / "walkthroughs" / "a" / "index.html").read_text()
    assert "Deserializes the document" in html
    assert "https://example.org/" in html
    assert "cheese" not in html
    assert [request.step.code for request in engine.asked if "loads" in request.step.code]
    assert [one.claim.text for one in engine.sent_back] == ["The moon is made of cheese."]
    assert len(searcher.asked) == 2


def test_each_test_asks_anew_and_one_version_is_cached(site: Path) -> None:
    def asked(claim: str, found: str, version: str | None) -> tuple[int, int, str]:
        engine = ScriptedEngine({"loads": [claim]}, version=version)
        searcher = ScriptedSearcher({"loads": [replace(PAGE, title=found)]}, version)
        with scripted(engine, searcher):
            build(load_config(str(site / "mkdocs.yml")))
        return len(engine.asked), len(searcher.asked), (site / "site" / "walkthroughs" / "a" / "index.html").read_text()

    for found in ("One page", "Another page"):
        steps, searched, html = asked("Calls `json.loads`.", found, None)
        assert (steps, searched) == (2, 2)
        assert found in html
    assert asked("Calls `json.loads`.", "One page", "1")[:2] == (2, 2)
    assert asked("Calls `json.loads`.", "One page", "1")[:2] == (0, 0)
    assert asked("Calls `json.loads`.", "One page", "2")[:2] == (2, 2)


def settings(site: Path) -> Settings:
    return Settings(
        snippets_dir=site / "snippets",
        cache_dir=site / "cache",
        engine="scripted",
        packages=PackageSettings(download=False),
    )


def test_an_engine_that_fails_on_purpose(site: Path, caplog: pytest.LogCaptureFixture) -> None:
    engine = ScriptedEngine({"loads": ServiceError("the service sleeps")})
    with scripted(engine), Explainer(settings(site)) as explainer:
        walkthrough = explainer.explain(site / "snippets" / "a.py")
    assert "the service sleeps" in caplog.text
    assert {step.explanation.engine for step in walkthrough.steps} == {"reference"}


def test_what_a_failed_step_took_is_on_its_page(site: Path) -> None:
    paid = Usage(1000, 600, 2000, 0.25)
    error = AnswerError("it was cut", "the answer was cut", paid)
    with scripted(ScriptedEngine({"json.loads": error})), Explainer(settings(site)) as explainer:
        html = render(explainer.explain(site / "snippets" / "a.py")).html
    assert "1,000 tokens read (600 cached), 2,000 written, $0.2500" in html
    assert "The whole page: 1,000 tokens read" in html


def test_a_second_chance(site: Path) -> None:
    engine = ScriptedEngine({"import": ["It is a potato."]}, {"import": ["Line 1 imports the module `json`."]})
    with scripted(engine), Explainer(settings(site)) as explainer:
        walkthrough = explainer.explain(site / "snippets" / "a.py")
    first = walkthrough.steps[0].explanation
    assert [claim.text for claim in first.claims][:1] == ["Line 1 imports the module `json`."]
    assert first.claims[0].support == "checked"


def test_outside_of_the_block_there_is_no_such_engine(site: Path) -> None:
    with scripted(ScriptedEngine({})):
        pass
    with pytest.raises(SettingError, match="'engine' is 'scripted'"):
        Explainer(settings(site))


@pytest.mark.parametrize(("source", "first", "last"), [(1, 5, 9), (2, 1, 1), (0, 1, 1)])
def test_lines_that_are_not_there(source: int, first: int, last: int) -> None:
    research = Research((Documentation(PAGE, "page", PAGE.title),))
    request = ExplainRequest("python", Step("L1", "expression", 1, 1, "f()"), Facts(), research)
    assert quoting("A claim.", request, 1, 1).citations
    with pytest.raises(ValueError, match=f"source {source} has nothing on lines {first} to {last}"):
        quoting("A claim.", request, source, first, last)


def test_the_example_of_the_documentation(site: Path, caplog: pytest.LogCaptureFixture) -> None:
    text = (Path(__file__).parents[1] / "docs" / "openai.md").read_text()
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    configuration = site / "mkdocs.yml"
    configuration.write_text(CONFIGURATION.replace("symbols, scripted", "packages"))
    (site / "snippets" / "a.py").write_text("import json\n\nvalue = json.loads('1')\nopen('b')\n")
    building = "build(load_config(configuration))"
    exec(re.sub(r"(?m)\.\.\.  #.*$", building, example), globals() | {"configuration": str(configuration)})
    assert building not in example
    page = (site / "site" / "walkthroughs" / "a" / "index.html").read_text()
    assert "Calls <code>open</code>" in page
    assert "The engine scripted gave no answer that can be used for this step" in page
    assert "not today; the reference explanation is shown instead" in caplog.text
