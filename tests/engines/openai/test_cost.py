"""What answers cost is known before, counted after, and never more than the budget."""

from __future__ import annotations

import logging
import re
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Response

from explainer.cli import main
from explainer.engines.openai.cost import Ledger
from explainer.engines.openai.engine import OpenAIEngine
from explainer.engines.openai.prices import Flat, price_of
from explainer.errors import ServiceError, ServiceStopped, SettingError
from explainer.model import Research, Usage
from explainer.pipeline import Explainer, Forecast
from explainer.render.contract import to_contract
from explainer.render.page import render
from explainer.settings import OpenAISettings, Settings
from tests.engines.openai.scripted_model import (
    CODE,
    GOOD,
    Model,
    StillResearcher,
    build,
    chat,
    engines,
    failing,
    request_about,
    research,
    source,
    with_options,
)

FREE = {"input": 0, "output": 0}
DEAR = {"input": 10.0, "cached": 1.0, "output": 100.0}
MANY = "import harbor\n" + "".join(f"harbor.load('ships.csv', sep=';', skip={n})\n" for n in range(6))


def test_known_models_have_a_price() -> None:
    price = price_of(OpenAISettings(model="gpt-4o-mini"))
    assert price is not None
    assert price.of(Usage(1_000_000, 400_000, 100_000)) == pytest.approx(0.6 * 0.15 + 0.4 * 0.075 + 0.1 * 0.6)


def test_each_request_has_the_price_of_its_length() -> None:
    price = price_of(OpenAISettings(model="gpt-5.4"))
    assert price is not None
    assert price.of(Usage(5_000)) == pytest.approx(5_000 * 2.50 / 1e6)
    assert price.of(Usage(5_000, 5_000)) == pytest.approx(5_000 * 0.25 / 1e6)
    assert price.of(Usage(0, 0, 2_000)) == pytest.approx(2_000 * 15.00 / 1e6)
    assert price.of(Usage(300_000)) == pytest.approx(300_000 * 5.00 / 1e6), "long requests are dearer"


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ({"service_tier": "priority"}, "with service_tier: priority is not known"),
        ({"model": "gpt-5.4"}, "with model: gpt-5.4 is not known"),
        (
            {"models": ["a", "b"], "service_tier": "flex"},
            r"with models: \['a', 'b'\] and service_tier: flex is not known",
        ),
    ],
)
def test_the_known_price_is_that_of_the_model_by_itself(extra: dict[str, Any], said: str, settings: Settings) -> None:
    options = OpenAISettings(model="gpt-4o-mini", extra=extra)
    assert price_of(options) is None
    with pytest.raises(SettingError, match=rf"openai\.budget_usd.*{said}"):
        price_of(replace(options, budget_usd=1.0))
    assert price_of(replace(options, budget_usd=1.0, price=DEAR)) == Flat(10.0, 1.0, 100.0)


@pytest.mark.parametrize("extra", [{"service_tier": "default"}, {"service_tier": None}, {"model": "gpt-4o-mini"}])
def test_fields_that_change_no_price(extra: dict[str, Any]) -> None:
    assert price_of(OpenAISettings(model="gpt-4o-mini", extra=extra)) is not None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"output": 5}, "without 'input'"),
        ({"input": 5, "cached": 1}, "without 'output'"),
        ({"input": 5, "output": -1}, "'output': -1"),
        ({"input": float("nan"), "output": 1}, "'input': nan"),
    ],
)
def test_a_price_is_whole(given: dict[str, float], said: str, settings: Settings) -> None:
    with pytest.raises(SettingError, match=rf"openai\.price.*{said}"):
        OpenAIEngine(with_options(settings, price=given))


def test_a_server_of_ones_own_has_none() -> None:
    assert price_of(OpenAISettings(model="gpt-4o-mini", base_url="http://localhost:11434/v1")) is None
    with pytest.raises(SettingError, match=r"openai\.price"):
        price_of(OpenAISettings(model="mine", base_url="http://localhost:11434/v1", budget_usd=1.0))
    price = price_of(OpenAISettings(model="mine", base_url="http://localhost:1/v1", budget_usd=1.0, price=FREE))
    assert price == Flat(0.0, 0.0, 0.0)


def test_cached_tokens_are_counted_and_cheaper(model: Model, settings: Settings) -> None:
    model.says(chat(GOOD))
    engine = OpenAIEngine(with_options(settings, price=DEAR))
    explanation = engine.explain(request_about())
    engine.close()
    assert explanation.usage == Usage(1000, 600, 50, pytest.approx((400 * 10 + 600 * 1 + 50 * 100) / 1e6))


def test_the_build_says_what_it_will_take_and_what_it_took(
    model: Model, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "explainer")
    model.says(chat(GOOD))
    sent_before: list[int] = []

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if "to explain, at most" in record.getMessage():
                sent_before.append(len(model.requests))

    logging.getLogger("explainer").addHandler(listening := Listening())
    walkthrough = build(with_options(settings, price=DEAR), CODE)
    logging.getLogger("explainer").removeHandler(listening)
    assert sent_before == [0], "the estimate comes before anything is sent"
    assert "a.py: 2 steps to explain, at most " in caplog.text
    assert "at most $" in caplog.text
    sent = len(model.requests)
    assert (
        f"{sent} answers asked for, 0 kept from earlier; {sent},000 tokens sent ({600 * sent:,} cached)" in caplog.text
    )
    html = render(walkthrough).html
    assert "1,000 tokens read (600 cached), 50 written, $0.0096" in html
    assert "The whole page: " in html


def test_what_a_whole_build_will_take_is_known_before_anything_is_sent(model: Model, settings: Settings) -> None:
    model.says(chat(GOOD))
    dear = with_options(settings, price=DEAR)
    paths = [settings.snippets_dir / name for name in ("a.py", "b.py")]
    for path, file in zip(paths, ("a.csv", "b.csv"), strict=True):
        path.write_text(f"import harbor\nharbor.load('{file}')\n")
    with Explainer(dear, researcher=StillResearcher()) as explainer:
        forecasts = [forecast for _, forecast in explainer.forecast_all(paths)]
        assert model.requests == []
        list(explainer.explain_all(paths[:1]))
        sent = len(model.requests)
        after = [forecast for _, forecast in explainer.forecast_all(paths)]
        assert len(model.requests) == sent
    assert [forecast.steps for forecast in forecasts if isinstance(forecast, Forecast)] == [2, 2]
    first, second = (forecast for forecast in after if isinstance(forecast, Forecast))
    assert str(first) == "nothing to ask"
    assert second.steps == 1, "the import is explained already, with the other snippet"
    assert second.usage.dollars is not None
    assert second.usage.dollars >= 2000 * 100 / 1e6


def test_the_command_says_what_files_will_take(
    model: Model,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Test\nplugins:\n  - explainer:\n      engine: openai\n      packages: {download: false}\n"
        f"      openai: {{model: tester, base_url: '{model.address}', api: chat, price: {{input: 1, output: 1}}}}\n"
    )
    for name in ("a.py", "b.sh"):
        (tmp_path / "snippets" / name).write_text(f"x='{name}'\n")
    monkeypatch.chdir(tmp_path)
    assert main(["explain", "snippets", "--estimate"]) == 0
    first, second, total = capsys.readouterr().out.splitlines()
    assert first.startswith("snippets/a.py: 1 step to explain, at most ")
    assert second.startswith("snippets/b.sh: 1 step to explain, at most ")
    assert total.startswith("In all: 2 steps to explain, at most ")
    assert " and 4,000 to receive, at most $0.00" in total
    assert model.requests == []
    assert main(["explain", "snippets/a.py", "--estimate", "--engine", "reference"]) == 0
    assert capsys.readouterr().out == "Nothing to estimate: the engine 'reference' does not say what it takes.\n"


def test_a_step_whose_answer_is_kept_is_none_of_those_to_explain(model: Model, settings: Settings) -> None:
    """Of a build that another version of this program made, the answers are there, and not the explanations."""
    model.says(chat(GOOD))
    path = settings.snippets_dir / "a.py"
    path.write_text("import harbor\nharbor.load('a.csv')\n")
    with Explainer(settings, researcher=StillResearcher()) as explainer:
        list(explainer.explain_all([path]))
    path.write_text("import harbor\nharbor.load('a.csv')\nharbor.load('b.csv')\n")
    with Explainer(replace(settings, inference="drop"), researcher=StillResearcher()) as explainer:
        ((_, forecast),) = explainer.forecast_all([path])
    assert str(forecast).startswith("1 step to explain, at most ")


def test_an_estimate_needs_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.chdir(tmp_path)
    Path("mkdocs.yml").write_text(
        "site_name: Test\nplugins:\n  - explainer:\n      engine: openai\n      packages: {download: false}\n"
        "      openai: {model: gpt-5.4-mini}\n"
    )
    Path("snippets").mkdir()
    Path("snippets/a.py").write_text("x = 1\n")
    assert main(["explain", "snippets", "--estimate"]) == 0
    assert capsys.readouterr().out.startswith("snippets/a.py: 1 step to explain, at most ")
    assert main(["explain", "snippets/a.py"]) == 1
    assert "neither is OPENAI_API_KEY in the environment" in capsys.readouterr().err


def test_what_is_free_is_said_to_be(model: Model, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "explainer")
    model.says(chat(GOOD))
    walkthrough = build(with_options(settings, price=FREE), CODE)
    assert "to receive, at no cost; claims that are sent back come on top" in caplog.text
    assert "received, at no cost" in caplog.text
    assert "$" not in caplog.text
    html = render(walkthrough).html
    assert "tokens read" in html
    assert "$" not in html


def test_an_estimate_is_nothing_for_what_is_kept(model: Model, settings: Settings) -> None:
    model.says(chat(GOOD))
    engine = OpenAIEngine(with_options(settings, price=DEAR))
    before = engine.estimate(request_about())
    assert before.dollars is not None
    assert before.output_tokens == 2000
    explanation = engine.explain(request_about())
    assert explanation.usage is not None
    assert explanation.usage.dollars is not None
    assert explanation.usage.dollars <= before.dollars
    assert engine.estimate(request_about()) == (0, 0, 0.0)
    engine.close()
    assert len(model.requests) == 1


def test_a_budget_stops_sending_and_keeps_what_was_paid(
    model: Model, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    model.says(chat(GOOD))
    tight = with_options(settings, price=DEAR, max_output_tokens=200, budget_usd=0.07)
    walkthrough = build(tight, MANY)
    sent = len(model.requests)
    assert 0 < sent < 14
    assert sent * 0.0096 <= 0.07
    assert engines(walkthrough) == {"openai", "reference"}
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    (said,) = [message for message in warnings if "budget_usd" in message]
    assert "allows $0.07" in said
    again = build(with_options(settings, price=DEAR, max_output_tokens=200), MANY)
    assert len(model.requests) > sent
    bodies = [str(body) for body in model.bodies]
    assert len(bodies) == len(set(bodies)), "nothing that was paid for is sent again"
    assert [step.explanation.engine for step in again.steps].count("openai") == 6


def test_the_budget_holds_for_requests_at_the_same_time() -> None:
    ledger = Ledger(Flat(1.0, 1.0, 1.0), 1.0)
    most = ledger.priced(Usage(400_000))
    reserved = [ledger.reserve(most), ledger.reserve(most)]
    ledger.settle(reserved[0], None)
    reserved.append(ledger.reserve(most))
    ledger.settle(reserved[1], Usage(400_000))
    ledger.settle(reserved[2], Usage(400_000))
    with pytest.raises(ServiceError, match=r"\$0\.8000 are spent"):
        ledger.reserve(most)
    with pytest.raises(ServiceStopped):
        ledger.reserve(ledger.priced(Usage(1)))
    assert ledger.used.dollars == pytest.approx(0.8)


def test_what_was_set_aside_and_given_back_is_free_to_the_last_cent() -> None:
    """Sums of dollars are not exact: what is left over of them must not look like a request under way."""
    ledger = Ledger(Flat(1.0, 1.0, 1.0), 1.0)
    for reserved in [ledger.reserve(ledger.priced(Usage(tokens))) for tokens in (100_000, 200_000, 300_000)]:
        ledger.settle(reserved, None)

    def ask() -> None:
        with pytest.raises(ServiceError):
            ledger.reserve(ledger.priced(Usage(1_000_001)))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(timeout=5)
    assert not asking.is_alive(), "it waits for a request that there is not"


def test_answers_that_tell_no_usage_are_charged_the_most(model: Model, settings: Settings) -> None:
    said = chat(GOOD)
    del said["usage"]
    model.says(said)
    tight = with_options(settings, price=DEAR, max_output_tokens=200, budget_usd=0.1)
    walkthrough = build(tight, MANY)
    assert engines(walkthrough) == {"openai", "reference"}
    assert 0 < len(model.requests) * 0.02 <= 0.1, "200 tokens of output alone are $0.02"
    usage = next(step.explanation.usage for step in walkthrough.steps if step.explanation.engine == "openai")
    assert usage is not None
    assert usage.output_tokens == 200


def test_what_a_server_does_not_tell_is_not_shown_as_measured(
    model: Model, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "explainer")
    said = chat(GOOD)
    del said["usage"]
    model.says(said)
    walkthrough = build(with_options(settings, price=FREE | {"output": 100.0}, max_output_tokens=200), CODE)
    sent = len(model.requests)
    assert f"{sent} that do not say what they took, counted as the most; at most " in caplog.text
    assert f"at most {200 * sent} received, for at most $0.0" in caplog.text
    html = render(walkthrough).html
    assert re.search(r"The whole page: at most [\d,]+ tokens read, at most \d+ written, at most \$0\.0", html)
    assert not re.search(r"(?<!at most )\b\d+ written", html)
    usages = [step["explanation"]["usage"] for step in to_contract(walkthrough)["steps"]]
    assert all(usage["at_most"] for usage in usages)


def test_one_answer_that_does_not_tell_makes_the_sum_a_bound(
    model: Model, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "explainer")
    silent = chat(GOOD)
    del silent["usage"]
    model.says(silent, chat(GOOD))
    html = render(build(replace(settings, concurrency=1), MANY)).html
    assert "1 that do not say what they took" in caplog.text
    assert "The whole page: at most " in html
    assert re.search(r"(?<!at most )1,000 tokens read \(600 cached\), 50 written", html), "of the others it is known"


def test_what_was_sent_and_not_answered_is_charged(model: Model, settings: Settings) -> None:
    model.says(chat(GOOD))
    model.seconds = 0.6
    late = with_options(settings, timeout=0.2, retries=1, price=FREE | {"output": 100.0}, max_output_tokens=200)
    engine = OpenAIEngine(with_options(late, budget_usd=0.05))
    with pytest.raises(ServiceError, match="no answer in"):
        engine.explain(request_about())
    assert len(model.requests) == 2, "sent again, since there is room for it"
    with pytest.raises(ServiceError, match=r"budget_usd.*\$0\.0400 are spent"):
        engine.explain(request_about())
    engine.close()
    assert len(model.requests) == 2


def test_an_answer_that_is_cut_is_charged(model: Model, settings: Settings) -> None:
    model.says(Response('{"choices": [', content_type="application/json"))
    tight = with_options(settings, price=FREE | {"output": 100.0}, max_output_tokens=200, budget_usd=0.03)
    engine = OpenAIEngine(tight)
    with pytest.raises(ServiceError, match="cannot be read"):
        engine.explain(request_about())
    with pytest.raises(ServiceError, match=r"budget_usd.*\$0\.0200 are spent"):
        engine.explain(request_about())
    engine.close()


def test_a_request_is_not_sent_again_when_the_budget_has_no_room_for_it(model: Model, settings: Settings) -> None:
    model.says(chat(GOOD))
    model.seconds = 0.6
    late = with_options(settings, timeout=0.2, retries=1, price=FREE | {"output": 100.0}, max_output_tokens=200)
    engine = OpenAIEngine(with_options(late, budget_usd=0.03))
    with pytest.raises(ServiceError, match=r"budget_usd.*\$0\.0200 are spent"):
        engine.explain(request_about())
    engine.close()
    assert len(model.requests) == 1


def test_what_was_refused_or_never_left_costs_nothing(model: Model, settings: Settings) -> None:
    priced = with_options(settings, price=FREE | {"output": 100.0}, max_output_tokens=200, budget_usd=0.03)
    model.says(failing(500), failing(429), chat(GOOD))
    engine = OpenAIEngine(with_options(priced, retries=2))
    assert engine.explain(request_about()).claims
    engine.close()
    nobody = OpenAIEngine(with_options(priced, base_url="http://127.0.0.1:9/v1"))
    for _ in range(3):
        with pytest.raises(ServiceError, match="cannot be reached"):
            nobody.explain(request_about())
    nobody.close()


@pytest.mark.parametrize(
    "extra", [{"max_tokens": 60_000}, {"max_completion_tokens": 60_000}, {"max_tokens": 20_000, "n": 3}]
)
def test_what_extra_allows_an_answer_is_set_aside(extra: dict[str, int], model: Model, settings: Settings) -> None:
    model.says(chat(GOOD))
    engine = OpenAIEngine(with_options(settings, price=DEAR, budget_usd=1.0, extra=extra))
    assert engine.estimate(request_about()).output_tokens == 60_000
    with pytest.raises(ServiceError, match=r"the next request may cost \$6\.0"):
        engine.explain(request_about())
    engine.close()
    assert model.requests == []


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ({"max_build_tokens": 6_000}, "option 'openai.max_build_tokens' allows 6,000, of which "),
        ({"max_build_seconds": 20.0}, "option 'openai.max_build_seconds' allows 20 s, which are over"),
    ],
)
def test_a_limit_of_the_build_stops_sending_and_keeps_what_was_paid(
    limit: dict[str, Any], said: str, model: Model, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    model.says(chat(GOOD))
    slow = replace(with_options(settings, max_output_tokens=200), concurrency=1)
    (path := settings.snippets_dir / "a.py").write_text(MANY)
    engine = OpenAIEngine(with_options(slow, **limit), clock=lambda: 8.0 * len(model.requests))
    with Explainer(slow, engine=engine, researcher=StillResearcher()) as explainer:
        walkthrough = explainer.explain(path)
    sent = len(model.requests)
    assert 0 < sent < 7
    assert engines(walkthrough) == {"openai", "reference"}
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert [said in message for message in warnings if "option" in message] == [True]
    if "max_build_tokens" in limit:
        assert sent * 1050 <= 6_000
    again = build(slow, MANY)
    bodies = [str(body) for body in model.bodies]
    assert len(bodies) == len(set(bodies)), "nothing that was paid for is sent again"
    assert [step.explanation.engine for step in again.steps].count("openai") == 6


@pytest.mark.parametrize("name", ["max_build_tokens", "max_build_searches", "max_build_seconds"])
def test_limits_of_the_build_are_no_less_than_none(name: str, settings: Settings) -> None:
    with pytest.raises(SettingError, match=rf"'openai\.{name}' is -1"):
        OpenAIEngine(with_options(settings, **{name: -1}))


WORDS = '"""Load ships."""\n# They are loaded.\nharbor = None\n'


def test_words_of_which_nothing_else_is_known_are_not_sent(
    model: Model, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "explainer")
    model.says(chat({"text": "Line 1 binds `harbor` to `None`.", "evidence": []}))
    walkthrough = build(settings, WORDS)
    assert [told(body).split("| ")[-1] for body in model.bodies] == ["harbor = None"]
    assert "a.py: 1 step to explain, at most" in caplog.text
    assert [step.explanation.engine for step in walkthrough.steps] == ["reference", "reference", "openai"]
    assert all(step.explanation.claims and not step.explanation.note for step in walkthrough.steps)
    with Explainer(with_options(settings, model="other"), researcher=StillResearcher()) as explainer:
        ((_, forecast),) = explainer.forecast_all([settings.snippets_dir / "a.py"])
    assert isinstance(forecast, Forecast)
    assert forecast.steps == 1


def test_a_docstring_for_which_there_are_sources_is_sent(model: Model, settings: Settings) -> None:
    class Finding(StillResearcher):
        def research(self, *arguments: Any) -> dict[int, Research]:
            return {index: research(arguments[2][index], source()) for index in arguments[-1]}

    model.says(chat(GOOD))
    (path := settings.snippets_dir / "a.py").write_text('"""Reads a table."""\n')
    with Explainer(settings, researcher=Finding()) as explainer:
        explainer.explain(path)
    assert model.requests


def test_a_warm_build_sends_nothing(model: Model, settings: Settings) -> None:
    model.says(chat(GOOD))
    build(settings, CODE)
    sent = len(model.requests)
    assert sent
    walkthrough = build(settings, CODE)
    assert len(model.requests) == sent
    assert walkthrough.counts["cached"] == 2


def test_one_changed_line_is_asked_about_with_what_depends_on_it(model: Model, settings: Settings) -> None:
    model.says(chat())
    text = "import harbor\na = harbor.load('a.csv')\nb = harbor.load('b.csv')\nprint(a)\nprint(b)\n"
    build(settings, text)
    model.bodies.clear()
    build(settings, text.replace("a.csv", "c.csv"))
    asked = sorted(told(body).split("| ")[-1] for body in model.bodies)
    assert asked == ["a = harbor.load('c.csv')", "print(a)"]


def told(body: dict[str, Any]) -> str:
    """Return the last line of the statement that was asked about."""
    part: str = body["messages"][1]["content"].split("=== snippet: the statement to explain")[1]
    return part.split("\n=== end of snippet")[0]


def test_the_same_step_in_two_snippets_is_sent_once_also_at_the_same_time(model: Model, settings: Settings) -> None:
    model.says(chat(GOOD))
    model.seconds = 0.3
    paths = [settings.snippets_dir / name for name in ("a.py", "b.py", "c.py")]
    for path in paths:
        path.write_text(CODE)
    with Explainer(replace(settings, concurrency=8), researcher=StillResearcher()) as explainer:
        assert len(list(explainer.explain_all(paths))) == 3
    bodies = [str(body) for body in model.bodies]
    assert len(bodies) == len(set(bodies))
