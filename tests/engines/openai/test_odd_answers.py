"""Answers in forms that the protocol does not have, but servers and models do: what can be used of them is."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from werkzeug import Response

from explainer.engines.openai.engine import OpenAIEngine
from explainer.errors import SettingError
from explainer.evidence.check import Checker
from explainer.model import Citation, Claim, Rejected, Span
from explainer.settings import Settings
from tests.engines.openai.scripted_model import (
    CODE,
    GOOD,
    INVENTED,
    Model,
    build,
    chat,
    engines,
    failing,
    request_about,
    responses,
    with_options,
)

ONE = json.dumps({"claims": [GOOD]})
TEXTS = {
    "thoughts with braces": "<think>A set {a: b}, or {}?</think>\n" + ONE,
    "thoughts without a beginning": 'First {"q"} and [1].\n</think>' + ONE,
    "a fence and words": f"Here it is:\n```json\n{ONE}\n```\nI left {{…}} out.",
    "twice": ONE + ONE,
    "a list": json.dumps([GOOD]),
    "numbers in words": json.dumps({"claims": [GOOD | {"evidence": [{"source": "1", "first": 1.0, "last": "1"}]}]}),
    "one evidence without a list": json.dumps({"claims": [GOOD | {"evidence": GOOD["evidence"][0]}]}),
    "one claim without a text": json.dumps({"claims": [{"evidence": []}, 3, GOOD]}),
    "a call written out": f'<tool_call>{{"name": "answer", "arguments": {ONE}}}</tool_call>',
    "claims as a text": json.dumps({"claims": json.dumps([GOOD])}),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_claim_is_read_in_whatever_it_is_wrapped(text: str, model: Model, settings: Settings) -> None:
    model.says(chat(text=text))
    request = request_about()
    engine = OpenAIEngine(settings)
    checked = Checker(request).check(engine.explain(request))
    engine.close()
    assert [claim.text for claim in checked.explanation.claims] == [GOOD["text"]]
    assert checked.explanation.claims[0].citations
    assert len(model.bodies) == 1


@pytest.mark.parametrize("evidence", [1, "1", [1], [{"source": "one"}], [{"source": True, "first": 1, "last": 1}]])
def test_evidence_that_is_none_costs_its_claim_alone(evidence: object, model: Model, settings: Settings) -> None:
    broken = {"text": "The first row gives the names of the columns.", "evidence": evidence}
    model.says(chat(broken, GOOD))
    request = request_about()
    engine = OpenAIEngine(settings)
    checked = Checker(request).check(engine.explain(request))
    engine.close()
    assert [claim.text for claim in checked.explanation.claims] == [GOOD["text"]]
    assert [(one.claim.text, one.reason, one.mendable) for one in checked.rejected] == [
        (broken["text"], "its evidence names no source", True)
    ]


@pytest.mark.parametrize(
    "content", [ONE, [{"type": "text", "text": ONE}], [{"type": "output_text", "text": ONE}]], ids=["text", "a", "b"]
)
@pytest.mark.parametrize("api", ["chat", "responses"])
def test_the_parts_of_a_message_may_have_either_type(
    content: object, api: str, model: Model, settings: Settings
) -> None:
    message = {"type": "message", "role": "assistant", "content": content}
    model.says(responses(output=[message]) if api == "responses" else chat(content=content))
    engine = OpenAIEngine(with_options(settings, api=api))
    assert [claim.text for claim in engine.explain(request_about()).claims] == [GOOD["text"]]
    engine.close()


def calling(*functions: tuple[str, object], **fields: Any) -> dict[str, Any]:
    made = [{"function": {"name": name, "arguments": arguments}} | fields for name, arguments in functions]
    return chat(text="", tool_calls=made)


@pytest.mark.parametrize("fields", [{}, {"id": None, "type": None}, {"id": "1"}], ids=["none", "null", "all the same"])
def test_calls_are_sent_back_as_the_protocol_has_them(fields: dict[str, Any], model: Model, settings: Settings) -> None:
    reading = calling(("open", {"source": 1}), ("find", '{"source": 1, "text": "row"}'), **fields)
    reading["choices"][0]["message"]["reasoning_content"] = "I should look."
    model.says(reading, calling(("answer", {"claims": [GOOD]}), **fields))
    engine = OpenAIEngine(with_options(settings, api="chat", research="assistant"))
    assert [claim.text for claim in engine.explain(request_about()).claims] == [GOOD["text"]]
    engine.close()
    assistant, *results = model.bodies[-1]["messages"][2:]
    ids = [call["id"] for call in assistant["tool_calls"]]
    assert len(set(ids)) == 2
    assert [result["tool_call_id"] for result in results] == ids
    assert all(isinstance(call["function"]["arguments"], str) for call in assistant["tool_calls"])
    assert {call["type"] for call in assistant["tool_calls"]} == {"function"}
    assert assistant["reasoning_content"] == "I should look."


def test_a_server_that_takes_no_name_of_a_function_is_given_that_alone(model: Model, settings: Settings) -> None:
    def answer(body: dict[str, Any]) -> Response:
        if isinstance(body["tool_choice"], dict):
            return failing(400, "Invalid tool_choice type: 'object'. Supported string values: none, auto, required")
        only = [tool["function"]["name"] for tool in body["tools"]] == ["answer"]
        said = calling(("answer", {"claims": [GOOD]}) if only else ("open", {"source": 1}), id="1")
        return Response(json.dumps(said), content_type="application/json")

    model.says(answer)
    engine = OpenAIEngine(with_options(settings, api="chat", research="assistant", max_rounds=2, retries=0))
    for code in (CODE, CODE.replace("ships.csv", "boats.csv")):
        assert engine.explain(request_about(code)).claims
    engine.close()
    assert len(model.bodies) == 5, "it is told once"


def test_what_cannot_be_read_is_asked_for_again_by_the_next_build(
    model: Model, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    model.says(chat(text="Sure!"))
    assert engines(build(settings)) == {"reference"}
    assert "build again to ask again" in caplog.text
    before = len(model.bodies)
    model.says(chat(GOOD))
    assert "openai" in engines(build(settings))
    assert len(model.bodies) > before
    asked = len(model.bodies)
    caplog.clear()
    build(settings)
    assert (len(model.bodies), [one for one in caplog.records if one.levelno >= logging.WARNING]) == (asked, [])


def test_a_field_that_is_set_to_nothing_is_left_out(model: Model, settings: Settings) -> None:
    model.says(chat(GOOD))
    build(with_options(settings, api="chat", extra={"response_format": None, "seed": 7}))
    assert all("response_format" not in body and body["seed"] == 7 for body in model.bodies)


def test_what_was_refused_is_sent_back_as_what_the_model_said(model: Model, settings: Settings) -> None:
    model.says(chat(GOOD))
    request = request_about()
    engine = OpenAIEngine(settings)
    refused = Claim(INVENTED["text"], "quoted", (Citation(0, Span(0, 45)),))
    assert engine.revise(request, [Rejected(refused, "nothing backs 'weight'")]).claims
    engine.close()
    turns = model.bodies[-1]["messages"]
    assert [turn["role"] for turn in turns] == ["system", "user", "assistant", "user"]
    assert json.loads(turns[2]["content"]) == {"claims": [INVENTED]}


def test_a_limit_in_dollars_needs_a_price(settings: Settings) -> None:
    with pytest.raises(SettingError, match=r"'openai.max_step_usd' needs a price.*'openai.price'"):
        OpenAIEngine(with_options(settings, research="assistant", max_step_usd=0.1))
