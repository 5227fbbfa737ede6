"""The assistant searches, opens, finds and quotes, stays within its limits, and its way is on the page."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Response

from explainer.engines.openai.engine import OpenAIEngine
from explainer.errors import ServiceError
from explainer.model import Documentation, Sites, Walkthrough
from explainer.pipeline import Explainer
from explainer.render.contract import to_contract
from explainer.render.page import render
from explainer.research.lookup import Lookup
from explainer.settings import Settings
from explainer.testing import ScriptedSearcher
from tests.engines.openai.scripted_model import (
    CODE,
    GOOD,
    Model,
    StillResearcher,
    chat,
    failing,
    request_about,
    source,
    with_options,
)

PAGE = "Ships that are loaded twice are kept once.\nThe order of the ships is that of the file.\n"
KEPT = {"text": "Ships that are loaded twice are kept once.", "evidence": [{"source": 2, "first": 1, "last": 1}]}


def calls(*wanted: tuple[str, dict[str, Any]], api: str = "chat") -> dict[str, Any]:
    """Return the body of an answer that calls functions."""
    usage = {"prompt_tokens": 1000, "completion_tokens": 50, "input_tokens": 1000, "output_tokens": 50}
    if api == "responses":
        output = [
            {"type": "function_call", "id": f"f{n}", "call_id": f"c{n}", "name": name, "arguments": json.dumps(given)}
            for n, (name, given) in enumerate(wanted)
        ]
        return {"status": "completed", "output": [{"type": "reasoning", "id": "r"}, *output], "usage": usage}
    made = [
        {"id": f"c{n}", "type": "function", "function": {"name": name, "arguments": json.dumps(given)}}
        for n, (name, given) in enumerate(wanted)
    ]
    message = {"role": "assistant", "content": None, "tool_calls": made}
    return {"choices": [{"finish_reason": "tool_calls", "message": message}], "usage": usage}


def found() -> Lookup:
    return Lookup([ScriptedSearcher({"twice": [replace(source(PAGE, "Fleets"), url="https://harbor.example/fleets")]})])


class Researcher(StillResearcher):
    """Finds the same source for every call, and looks up queries."""

    def __init__(self) -> None:
        self.lookup = found()


@pytest.fixture
def assistant(settings: Settings) -> Settings:
    return with_options(settings, research="assistant")


WAY: Sequence[tuple[str, dict[str, Any]]] = (
    ("search", {"query": "harbor load twice"}),
    ("open", {"source": 2}),
    ("find", {"source": 2, "text": "TWICE"}),
    ("quote", {"source": 2, "first": 1, "last": 1}),
)


@pytest.mark.parametrize("api", ["chat", "responses"])
def test_it_finds_and_cites_a_source(api: str, model: Model, assistant: Settings) -> None:
    model.says(*(calls(one, api=api) for one in WAY), calls(("answer", {"claims": [KEPT, GOOD]}), api=api))
    engine = OpenAIEngine(with_options(assistant, api=api))
    engine.search_with(found())
    explanation = engine.explain(request_about())
    engine.close()
    assert [claim.text for claim in explanation.claims] == [KEPT["text"], GOOD["text"]]
    assert [claim.citations[0].source for claim in explanation.claims] == [1, 0]
    assert [one.source.title for one in explanation.found] == ["Fleets"]
    assert [(visit.action, visit.outcome) for visit in explanation.path] == [
        ("search", "1 new source: Fleets"),
        ("open", "from line 1 of 3"),
        ("find", "1 line"),
        ("quote", "line 1"),
    ]
    assert explanation.usage is not None
    assert explanation.usage.input_tokens == 5000
    last = model.bodies[-1]["input" if api == "responses" else "messages"]
    results = [
        item.get("output") or item.get("content") for item in last if "call_id" in item or "tool_call_id" in item
    ]
    results = [text for text in results if isinstance(text, str)]
    assert "1| Ships that are loaded twice are kept once." in results[0]
    assert results[2] == "1| Ships that are loaded twice are kept once."
    assert results[3] == "Ships that are loaded twice are kept once."
    if api == "responses":
        assert model.bodies[0]["store"] is False
        assert {"type": "reasoning"} in last, "what the model thought goes back, since the service keeps nothing"


def build(settings: Settings) -> Walkthrough:
    path = settings.snippets_dir / "a.py"
    path.write_text(CODE)
    with Explainer(settings, researcher=Researcher()) as explainer:
        return explainer.explain(path)


def test_the_way_and_the_source_are_on_the_page(model: Model, assistant: Settings) -> None:
    def answer(body: dict[str, Any]) -> Response:
        step = len([item for item in body["messages"] if item["role"] == "tool"])
        said = calls(WAY[step]) if step < len(WAY) else calls(("answer", {"claims": [KEPT]}))
        said = said if "tools" in body else chat(GOOD)
        return Response(json.dumps(said), content_type="application/json")

    model.says(answer)
    walkthrough = build(assistant)
    loading = walkthrough.steps[-1]
    assert [one.title for one in loading.research.sources] == ["Fleets", "harbor.load"], "what is cited comes first"
    html = render(walkthrough).html
    assert "https://harbor.example/fleets" in html
    assert "How it was written" in html
    assert "<b>search</b> “harbor load twice” <small>1 new source: Fleets</small>" in html
    assert "<b>find</b> “TWICE” in Fleets <small>1 line</small>" in html
    explanation = to_contract(walkthrough)["steps"][-1]["explanation"]
    assert explanation["path"][0] == {
        "action": "search",
        "subject": "“harbor load twice”",
        "outcome": "1 new source: Fleets",
    }
    assert explanation["claims"][0]["citations"] == [{"source": 0, "quote": KEPT["text"]}]
    asked = len(model.requests)
    assert render(build(assistant)).html == html
    assert len(model.requests) == asked, "a warm build asks nothing"


def forced(body: dict[str, Any]) -> str:
    """Return the function that has to be called."""
    choice = body["tool_choice"]
    if choice == "required":
        return ""
    name: str = choice.get("function", choice)["name"]
    return name


@pytest.mark.parametrize("api", ["chat", "responses"])
def test_what_requests_begin_with_stays_the_same(api: str, model: Model, assistant: Settings) -> None:
    """Providers' caches serve a request whose functions, and what was said, are those of the one before."""
    search = ("search", {"query": "twice"})
    model.says(*[calls(search, api=api)] * 4, calls(("answer", {"claims": [GOOD]}), api=api))
    engine = OpenAIEngine(with_options(assistant, api=api, max_searches=1, max_rounds=5))
    engine.search_with(found())
    assert engine.explain(request_about()).claims
    engine.close()
    assert len(model.bodies) == 5
    assert [forced(body) for body in model.bodies] == [""] * 4 + ["answer"]
    assert len({json.dumps(body["tools"]) for body in model.bodies}) == 1
    items = [body["input" if api == "responses" else "messages"] for body in model.bodies]
    assert all(later[: len(earlier)] == earlier for earlier, later in pairwise(items))
    assert "No more searches are allowed for this step." in json.dumps(items[-1])


def test_at_the_last_round_only_the_answer_is_left(model: Model, assistant: Settings) -> None:
    model.says(calls(("open", {"source": 1})))
    engine = OpenAIEngine(with_options(assistant, max_rounds=3))
    with pytest.raises(ServiceError, match="no answer that can be read in 3 rounds"):
        engine.explain(request_about())
    engine.close()
    assert [forced(body) for body in model.bodies] == ["", "", "answer"]
    assert "call `answer` now" in model.bodies[-1]["messages"][-1]["content"]


@pytest.mark.parametrize(
    "limit",
    [
        {"max_step_tokens": 1500},
        {"max_step_seconds": 0.0},
        {"max_step_usd": 0.001, "price": {"input": 1.0, "output": 1.0}},
    ],
)
def test_at_a_limit_it_answers_with_what_it_has(limit: dict[str, Any], model: Model, assistant: Settings) -> None:
    model.says(opening(50))
    engine = OpenAIEngine(with_options(assistant, **limit))
    assert [claim.text for claim in engine.explain(request_about()).claims] == [GOOD["text"]]
    engine.close()
    assert len(model.requests) == 1


def opening(written: int) -> Callable[[dict[str, Any]], Response]:
    """Return a model that opens a source until it has to answer, and takes about as many tokens as it is sent."""

    def answer(body: dict[str, Any]) -> Response:
        said = calls(("answer", {"claims": [GOOD]})) if forced(body) else calls(*[("open", {"source": 1})] * 8)
        said["usage"] = {"prompt_tokens": len(json.dumps(body)) // 4, "completion_tokens": written}
        return Response(json.dumps(said), content_type="application/json")

    return answer


@pytest.mark.parametrize("written", [50, 2000])
@pytest.mark.parametrize(
    "limit",
    [
        {"max_step_tokens": 20_000},
        {"max_step_tokens": 40_000},
        {"max_step_usd": 0.04},
        {"max_step_usd": 0.08},
    ],
)
def test_no_limit_is_passed(limit: dict[str, Any], written: int, model: Model, assistant: Settings) -> None:
    model.says(opening(written))
    priced = with_options(assistant, price={"input": 1.0, "output": 5.0}, max_rounds=50, **limit)
    engine = OpenAIEngine(priced)
    request = request_about(
        CODE, source("\n".join(f"The ship number {n} is loaded from the file." for n in range(2000)))
    )
    promised = engine.estimate(request)
    explanation = engine.explain(request)
    engine.close()
    assert [forced(body) for body in model.bodies][-2:] == ["", "answer"], "it looked something up, and then answered"
    used = explanation.usage
    assert used is not None
    assert used.dollars is not None
    assert promised.dollars is not None
    assert used.input_tokens + used.output_tokens <= priced.openai.max_step_tokens
    assert used.input_tokens + used.output_tokens <= promised.input_tokens + promised.output_tokens
    assert used.dollars <= (priced.openai.max_step_usd or 1.0)
    assert used.dollars <= promised.dollars


def test_what_was_paid_before_the_service_failed_is_on_the_page(model: Model, assistant: Settings) -> None:
    model.says(calls(("open", {"source": 1})), calls(("open", {"source": 1})), failing(500))
    (assistant.snippets_dir / "a.py").write_text("print(1)\n")
    with Explainer(assistant, researcher=Researcher()) as explainer:
        html = render(explainer.explain(assistant.snippets_dir / "a.py")).html
    assert "This step: 2,000 tokens read" in html


def test_searches_are_counted(model: Model, assistant: Settings) -> None:
    search = ("search", {"query": "twice"})
    model.says(calls(search), calls(search, search), calls(("answer", {"claims": [GOOD]})))
    engine = OpenAIEngine(with_options(assistant, max_searches=2))
    engine.search_with(found())
    path = engine.explain(request_about()).path
    engine.close()
    assert [(visit.action, visit.outcome) for visit in path] == [
        ("search", "1 new source: Fleets"),
        ("search", "nothing new: what it found was at hand already"),
    ]
    told = [item["content"] for item in model.bodies[-1]["messages"] if item["role"] == "tool"]
    assert told[-1] == "No more searches are allowed for this step."


def test_searches_of_the_build_are_counted(model: Model, assistant: Settings, caplog: pytest.LogCaptureFixture) -> None:
    first, second = ("search", {"query": "once"}), ("search", {"query": "twice"})
    answer = calls(("answer", {"claims": [GOOD]}))
    model.says(calls(first), answer, calls(second, second), answer)
    engine = OpenAIEngine(with_options(assistant, max_build_searches=1))
    engine.search_with(asked := Asked())
    assert engine.explain(request_about()).complete
    explanation = engine.explain(request_about("import harbor\nharbor.load('b.csv')\n"))
    engine.close()
    assert explanation.claims
    assert not explanation.complete
    assert len(asked.with_days) == 1
    assert [visit.outcome for visit in explanation.path] == ["failed", "failed"]
    assert model.bodies[-1]["messages"][-1]["content"] == "The search failed: go on with what you have."
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    (said,) = [message for message in warnings if "max_build_searches" in message]
    assert "option 'openai.max_build_searches' allows 1, which are used up" in said


TABLE = {"text": "Reads a table from a file.", "evidence": [{"source": 1, "first": 1, "last": 1}]}


def searches_first(body: dict[str, Any]) -> Response:
    """Look for what the step loads, and answer with what was found, or else with what was there."""
    if "tools" not in body:  # claims were sent back
        return Response(json.dumps(chat()), content_type="application/json")
    results = [item["content"] for item in body["messages"] if item["role"] == "tool"]
    name = re.findall(r"load\('(\w+)", body["messages"][1]["content"])[-1:]
    found = bool(results) and "kept once" in results[0]
    said = calls(
        ("answer", {"claims": [KEPT if found else TABLE]}) if results else ("search", {"query": f"twice {name}"})
    )
    return Response(json.dumps(said), content_type="application/json")


THREE = "import harbor\nharbor.load('a.csv')\nharbor.load('b.csv')\nharbor.load('c.csv')\n"


def loads(settings: Settings, lookup: Callable[..., Sequence[Documentation]]) -> list[tuple[str, ...]]:
    """Build, and return what is cited for each step but the import."""
    (path := settings.snippets_dir / "a.py").write_text(THREE)
    researcher = Researcher()
    researcher.lookup = lookup  # type: ignore[assignment]
    with Explainer(settings, researcher=researcher) as explainer:
        steps = explainer.explain(path).steps[1:]
    return [tuple(one.source.title for one in step.explanation.found) for step in steps]


def test_the_next_build_searches_where_the_limit_of_one_came_to_its_end(model: Model, assistant: Settings) -> None:
    model.says(searches_first)
    limited = with_options(replace(assistant, concurrency=1), max_build_searches=2)
    # The import is a step, and is searched for, too.
    assert loads(limited, found()).count(("Fleets",)) == 1
    assert loads(limited, found()) == [("Fleets",)] * 3
    asked = len(model.requests)
    assert loads(limited, found()) == [("Fleets",)] * 3
    assert len(model.requests) == asked


@pytest.mark.parametrize("found_by_others", [True, False])
def test_what_came_out_while_a_search_failed_is_asked_for_again(
    found_by_others: bool, model: Model, assistant: Settings
) -> None:
    model.says(searches_first)
    other = replace(source("Ships are loaded in the harbor.\n", "Others"), url="https://harbor.example/others")
    down = [ScriptedSearcher({"twice": ServiceError("down")}), ScriptedSearcher({"twice": [other]})]
    assert loads(assistant, Lookup(down if found_by_others else down[:1])) == [("Others",) * found_by_others] * 3
    assert loads(assistant, found()) == [("Fleets",)] * 3


def test_other_limits_ask_again(model: Model, assistant: Settings) -> None:
    model.says(calls(("answer", {"claims": [GOOD]})))
    for changed in ({"max_searches": 6}, {"max_rounds": 12}, {"max_step_tokens": 50_000}, {"max_step_usd": 1.0}):
        other = with_options(assistant, price={"input": 1.0, "output": 5.0})
        with closing(OpenAIEngine(other)) as one, closing(OpenAIEngine(with_options(other, **changed))) as another:
            assert another.version != one.version


def test_a_site_that_is_blocked_now_is_cited_no_more(model: Model, assistant: Settings) -> None:
    model.says(searches_first)
    assert loads(assistant, found()) == [("Fleets",)] * 3
    blocked = replace(assistant, search=replace(assistant.search, sites=Sites(block=("harbor.example",))))
    assert loads(blocked, Lookup([ScriptedSearcher({})])) == [()] * 3


def test_an_assistant_that_may_search_now_is_asked_again(model: Model, assistant: Settings, tmp_path: Path) -> None:
    model.says(calls(("answer", {"claims": []})))
    (assistant.snippets_dir / "a.py").write_text("import json\n")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text("# Ships\n\nShips are loaded.\n")
    search = replace(assistant.search, folders=(tmp_path / "notes",))

    def asked(*searchers: str) -> int:
        before = len(model.bodies)
        with Explainer(replace(assistant, searchers=searchers, search=search)) as explainer:
            explainer.explain(assistant.snippets_dir / "a.py")
        return len(model.bodies) - before

    assert asked("symbols")
    assert asked("symbols") == 0
    assert asked("symbols", "files")
    assert "search" in [tool["function"]["name"] for tool in model.bodies[-1]["tools"]]


def test_what_cannot_be_done_is_said_to_the_model(model: Model, assistant: Settings) -> None:
    wrong = [
        ("fly", {}),
        ("open", {"source": 7}),
        ("open", {"source": "one"}),
        ("scroll", {"source": 1, "first": 99}),
        ("quote", {"source": 1, "first": 9, "last": 2}),
        ("find", {"what": 1}),
        ("find", {"source": 1, "text": ["ships"]}),
        ("search", {"query": " "}),
        ("search", {"query": "twice", "recency_days": -3}),
        ("search", {"query": "twice", "recency_days": 10**30}),
        ("search", {"query": "twice", "recency_days": "a week"}),
        ("search", {"query": "twice", "recency_days": True}),
        ("search", {"query": "twice", "recency_days": 7.5}),
        ("answer", {"claims": "none"}),
    ]
    model.says(calls(*wrong[:7]), calls(*wrong[7:]), calls(("answer", {"claims": [GOOD]})))
    engine = OpenAIEngine(with_options(assistant, max_searches=1))
    engine.search_with(found())
    assert engine.explain(request_about()).claims
    engine.close()
    told = [item["content"] for item in model.bodies[2]["messages"] if item["role"] == "tool"]
    assert told == [
        "There is no function 'fly'.",
        "There is no source 7.",
        "`source` is 'one', and should be a whole number.",
        "Source 1 has the lines 1 to 8.",
        "Source 1 has no such lines.",
        "`source` is missing, and should be a whole number.",
        "`text` is ['ships'], and should be a text.",
        "`query` is empty: say what to look for.",
        "`recency_days` should be from 1 to 3650, or 0 for any age.",
        "`recency_days` should be from 1 to 3650, or 0 for any age.",
        "`recency_days` is 'a week', and should be a whole number.",
        "`recency_days` is True, and should be a whole number.",
        "`recency_days` is 7.5, and should be a whole number.",
        "This cannot be read: it is no object with the key `claims`.",
    ]


@pytest.mark.parametrize(
    "arguments", ['["twice"]', '{"query": "twi', "7", "[" * 100_000, '{"query": ' + "9" * 5000 + "}"]
)
def test_arguments_that_are_none(arguments: str, model: Model, assistant: Settings) -> None:
    said = calls(("search", {}))
    said["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"] = arguments
    model.says(said, calls(("answer", {"claims": [GOOD]})))
    engine = OpenAIEngine(assistant)
    engine.search_with(found())
    assert engine.explain(request_about()).claims
    engine.close()
    assert model.bodies[1]["messages"][-1]["content"] == "The arguments cannot be read."


def test_arguments_as_an_object_and_content_in_parts(model: Model, assistant: Settings) -> None:
    """Servers that stretch the protocol are understood."""
    said = calls(("search", {}))
    said["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"] = {"query": "twice"}
    parts = [{"type": "text", "text": json.dumps({"claims": [GOOD]})}]
    model.says(
        said, {"choices": [{"message": {"role": "assistant", "content": parts}}], "usage": {"prompt_tokens": "7"}}
    )
    engine = OpenAIEngine(assistant)
    engine.search_with(found())
    explanation = engine.explain(request_about())
    engine.close()
    assert [claim.text for claim in explanation.claims] == [GOOD["text"]]
    assert [visit.outcome for visit in explanation.path] == ["1 new source: Fleets"]


def test_not_everything_at_once(model: Model, assistant: Settings) -> None:
    model.says(calls(*[("open", {"source": 1})] * 30), calls(("answer", {"claims": [GOOD]})))
    engine = OpenAIEngine(assistant)
    assert len(engine.explain(request_about()).path) == 8
    engine.close()
    told = [item["content"] for item in model.bodies[1]["messages"] if item["role"] == "tool"]
    assert told[8:] == ["Too much at once: call it again."] * 22


class Asked:
    """A lookup that finds nothing, and remembers what it was asked."""

    def __init__(self) -> None:
        self.with_days: list[tuple[str, int | None]] = []

    def charge(self, account: object) -> None:
        pass

    def __call__(self, query: str, recency_days: int | None = None) -> list[Documentation]:
        self.with_days.append((query, recency_days))
        return []


@pytest.mark.parametrize("api", ["chat", "responses"])
def test_the_age_that_is_wanted_arrives(api: str, model: Model, assistant: Settings) -> None:
    model.says(
        calls(("search", {"query": "harbor 2.4", "recency_days": 30}), api=api),
        calls(("search", {"query": "harbor", "recency_days": 0}), ("search", {"query": "ships"}), api=api),
        calls(("answer", {"claims": [GOOD]}), api=api),
    )
    engine = OpenAIEngine(with_options(assistant, api=api))
    engine.search_with(asked := Asked())
    path = engine.explain(request_about()).path
    engine.close()
    assert asked.with_days == [("harbor 2.4", 30), ("harbor", None), ("ships", None)]
    assert [visit.subject for visit in path] == ["“harbor 2.4” (the last 30 days)", "“harbor”", "“ships”"]
    (search,) = [tool for tool in model.bodies[0]["tools"] if tool.get("function", tool)["name"] == "search"]
    parameters = search.get("function", search)["parameters"]
    assert parameters["properties"]["recency_days"]["type"] == "integer"
    assert parameters["required"] == ["query", "recency_days"]


def test_the_age_that_is_wanted_reaches_the_searchers() -> None:
    searcher = ScriptedSearcher({})
    Lookup([searcher])("harbor", 30)
    Lookup([searcher])("harbor")
    assert [one.recency_days for one in searcher.asked] == [30, None]


def test_a_search_that_fails_is_no_end(model: Model, assistant: Settings) -> None:
    model.says(calls(("search", {"query": "twice"})), calls(("answer", {"claims": [GOOD]})))
    engine = OpenAIEngine(assistant)
    engine.search_with(Lookup([ScriptedSearcher({"twice": ServiceError("the searcher is down")})]))
    explanation = engine.explain(request_about())
    engine.close()
    assert explanation.claims
    assert explanation.path[0].outcome == "failed"


def test_text_in_place_of_a_call(model: Model, assistant: Settings) -> None:
    text = {"choices": [{"finish_reason": "stop", "message": {"role": "assistant", "content": "Let me think."}}]}
    answer = {"choices": [{"message": {"role": "assistant", "content": json.dumps({"claims": [GOOD]})}}]}
    model.says(text, answer)
    engine = OpenAIEngine(assistant)
    assert [claim.text for claim in engine.explain(request_about()).claims] == [GOOD["text"]]
    engine.close()


def test_no_searcher_no_search(model: Model, assistant: Settings) -> None:
    model.says(calls(("answer", {"claims": [GOOD]})))
    engine = OpenAIEngine(assistant)
    engine.explain(request_about())
    engine.close()
    assert "search" not in [tool["function"]["name"] for tool in model.bodies[0]["tools"]]


def test_a_service_that_fails_on_the_way(model: Model, assistant: Settings) -> None:
    model.says(calls(("open", {"source": 1})), failing(500))
    walkthrough = build(assistant)
    assert {step.explanation.engine for step in walkthrough.steps} == {"reference"}


def test_an_answer_that_says_nothing_is_sent_back_as_such(model: Model, settings: Settings) -> None:
    model.says(
        {"choices": [{"message": {"role": "assistant", "content": None}}]}, calls(("answer", {"claims": [GOOD]}))
    )
    engine = OpenAIEngine(with_options(settings, research="assistant"))
    explanation = engine.explain(request_about())
    engine.close()
    assert [claim.text for claim in explanation.claims] == [GOOD["text"]]
    assert {"role": "assistant", "content": ""} in model.bodies[1]["messages"]
