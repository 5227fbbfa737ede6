"""A real model on loopback: the whole path, and nothing that is not backed gets on a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from explainer.engines.openai.engine import OpenAIEngine
from explainer.errors import ServiceError
from explainer.evidence.check import Checker
from explainer.evidence.plain import code_spans
from explainer.model import Citation, Claim, Span
from explainer.render.page import render
from explainer.settings import OpenAISettings, PackageSettings, Settings
from local_model.server import MODEL, Unavailable, running
from tests.engines.openai.scripted_model import CODE, TEXT, build, request_about


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    try:
        with running() as found:
            yield found
    except Unavailable as error:
        pytest.skip(f"there is no local model: {error}")


@pytest.fixture
def local(address: str, tmp_path: Path) -> Settings:
    (tmp_path / "snippets").mkdir()
    options = OpenAISettings(
        model=MODEL,
        base_url=address,
        api="chat",
        max_claims=1,
        max_output_tokens=160,
        timeout=300.0,
        retries=0,
        extra={"temperature": 0},
    )
    return Settings(
        snippets_dir=tmp_path / "snippets",
        cache_dir=tmp_path / "cache",
        engine="openai",
        concurrency=1,
        packages=PackageSettings(download=False),
        openai=options,
    )


def test_chat_keeps_to_the_schema(local: Settings) -> None:
    engine = OpenAIEngine(local)
    explanation = engine.explain(request_about())
    engine.close()
    assert len(explanation.claims) <= 1
    assert explanation.usage is not None
    assert explanation.usage.input_tokens > 500
    assert explanation.usage.output_tokens > 5
    for claim in Checker(request_about()).check(explanation).explanation.claims:
        assert all(code.removesuffix("()") in CODE + TEXT for code in code_spans(claim.text))


def test_a_second_reading_gives_a_verdict_on_each_claim(local: Settings) -> None:
    """Whatever so small a model thinks of them: its verdicts are in the form that was asked for."""
    engine = OpenAIEngine(
        replace(local, openai=replace(local.openai, second_reading=True, max_claims=2, max_output_tokens=400))
    )
    request = request_about()
    claims = [
        Claim("Reads a table from `ships.csv`.", "quoted", (Citation(0, Span(0, 45)),)),
        Claim("Writes a table to `ships.csv`.", "quoted", (Citation(0, Span(0, 45)),)),
    ]
    found = engine.reread(request, claims)
    engine.close()
    assert {one.claim for one in found.refused} <= set(claims)
    assert found.usage.input_tokens > 300
    assert found.usage.output_tokens > 10


def test_responses_are_read_or_refused(local: Settings) -> None:
    """The server's Responses API does not keep to the schema: what it says is no claim, and is said to be none."""
    engine = OpenAIEngine(replace(local, openai=replace(local.openai, api="responses")))
    try:
        explanation = engine.explain(request_about())
        assert len(explanation.claims) <= 1
    except ServiceError as error:
        assert f"{MODEL} at 127.0.0.1" in str(error)
    finally:
        engine.close()


@pytest.mark.parametrize("api", ["chat", "responses"])
def test_the_assistant_comes_to_an_end(api: str, local: Settings) -> None:
    """So small a model calls functions badly: it ends in claims, or in words that say why there are none."""
    options = replace(local.openai, api=api, research="assistant", max_rounds=2, max_output_tokens=80)
    engine = OpenAIEngine(replace(local, openai=options))
    try:
        explanation = engine.explain(request_about())
        assert len(explanation.claims) <= 1
    except ServiceError as error:
        assert f"{MODEL} at 127.0.0.1" in str(error)
    finally:
        engine.close()


def test_a_whole_snippet(local: Settings) -> None:
    walkthrough = build(local, CODE)
    assert all(step.explanation.claims for step in walkthrough.steps)
    for step in walkthrough.steps:
        assert step.explanation.usage is not None or step.explanation.engine == "reference"
        for claim in step.explanation.claims:
            for citation in claim.citations:
                assert citation.span.of(step.research.sources[citation.source].text) in TEXT
    html = render(walkthrough).html
    assert "Research synthesis" in html
    assert "=== source" not in html
