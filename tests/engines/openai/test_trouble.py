"""Whatever the service does, there is a page, and a warning that says what the service did."""

from __future__ import annotations

import contextlib
import gzip
import json
import logging
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Response

from explainer.engines.openai.engine import OpenAIEngine
from explainer.errors import SettingError
from explainer.pipeline import Summary
from explainer.render.page import render
from explainer.settings import Settings
from tests.engines.openai.scripted_model import (
    GOOD,
    INVENTED,
    KEY,
    Model,
    build,
    chat,
    engines,
    failing,
    request_about,
    responses,
    with_options,
)

RAW = '{"error": {"code": 500, "message": "The model is overloaded."}}'


def told(body: object, status: int) -> Response:
    return Response(json.dumps(body), status, content_type="application/json")


TROUBLES: dict[str, tuple[Any, str]] = {
    "busy": (failing(429, "slow down"), "answered 429 with 'slow down'"),
    "no credit": (failing(429, "pay first", "insufficient_quota"), "the account needs credit"),
    "fails": (failing(500, "broken"), "answered 500 with 'broken'"),
    "overloaded": (failing(503, "later"), "answered 503 with 'later'"),
    "wrong key": (failing(401, f"wrong key: {KEY}"), "answered 401 with 'wrong key: [key]': check the key"),
    "the key behind many words": (failing(401, f"{'who are you? ' * 21}{KEY}"), "who are you? [key]"),
    "the key in a refusal": (chat(refusal=f"I will not take {KEY}."), "the model refused: 'I will not take [key].'"),
    "the key in HTML": (Response(f"<html>{KEY}</html>", 200, content_type="text/html"), "it is a web page, '[key]'"),
    "an error with the status 200": (
        {"error": {"message": "no provider", "code": 502}},
        "answered with an error: no pr",
    ),
    "an error as an end": (
        {"choices": [{"finish_reason": "error", "message": {}}]},
        "answered with the reason 'error'",
    ),
    "no such model, as 400": (failing(400, "no model tester", "model_not_found"), "'openai.model'"),
    "elsewhere": (
        Response("", 307, {"Location": "https://x.example/v1/chat/completions?a=b"}),
        "it is elsewhere: set 'openai.base_url' to 'https://x.example/v1';",
    ),
    "elsewhere on the same host": (
        Response("", 308, {"Location": "/api/v1/chat/completions"}),
        "/api/v1';",
    ),
    "a page to sign in": (
        Response("", 302, {"Location": "https://x.example/sign-in"}),
        "it is elsewhere, at 'https://x.example/sign-in': check 'openai.base_url'",
    ),
    "around in a circle": (
        Response("", 307, {"Location": "/v1/chat/completions/"}),
        "/v1/chat/completions/': check 'openai.base_url'",
    ),
    "not to be asked": (failing(405, "Method Not Allowed"), "nothing takes questions at this address: check options"),
    "a reason behind the reason": (
        told({"error": {"message": "Provider returned error", "code": 502, "metadata": {"raw": RAW}}}, 502),
        "answered 502 with 'Provider returned error: The model is overloaded.'",
    ),
    "a text for a reason": (told({"error": "model is on fire"}, 500), "answered 500 with 'model is on fire': build"),
    "a list for a reason": (
        told({"detail": [{"loc": ["body"], "msg": "Field required"}]}, 422),
        "answered 422 with 'Field required'",
    ),
    "a list around the reason": (told([{"error": {"message": "no such thing"}}], 400), "400 with 'no such thing'"),
    "no room in the context": (
        failing(400, "This model's maximum context length is 4096 tokens."),
        "lower 'openai.max_source_tokens' or 'openai.max_output_tokens', or give the model a larger context",
    ),
    "no room by its code": (failing(400, "too long", "context_length_exceeded"), "lower 'openai.max_source_tokens'"),
    "no room by its type": (
        told({"error": {"code": 400, "message": "no", "type": "exceed_context_size_error"}}, 400),
        "lower 'openai.max_source_tokens'",
    ),
    "the prompt is filtered": (failing(400, "no", "content_filter"), "a filter of the service stops"),
    "no functions": (failing(500, "tools param requires --jinja flag"), "start llama-server with --jinja, or set"),
    "no functions in vLLM": (
        failing(400, "tool_choice required requires --tool-call-parser to be set"),
        "start vLLM with --enable-auto-tool-choice and --tool-call-parser, or set 'openai.research' to 'single'",
    ),
    "still loading": (failing(503, "Loading model"), "it still loads the model: wait for that, raise 'openai.retries'"),
    "no right": (failing(403, "not yours"), "answered 403"),
    "no such model": (failing(404, "no model tester", "model_not_found"), "'openai.model'"),
    "does not suit": (failing(400, "unknown field"), "answered 400 with 'unknown field'"),
    "HTML": (
        Response("<!DOCTYPE html><title>Open WebUI</title>", 200, content_type="text/html"),
        "it is a web page, 'Open WebUI': set 'openai.base_url' to the address of the API, which most servers have under",
    ),
    "a stream": (
        Response('data: {"choices": []}\n\n', 200, content_type="text/event-stream"),
        "it is a stream, and begins with 'data: {\"choices\": []}': take 'stream' out of 'openai.extra'",
    ),
    "nothing": (Response("", 200), "cannot be read: it is empty"),
    "a reason behind the reason, with the status 200": (
        {"error": {"message": "Provider returned error", "code": 502, "metadata": {"raw": RAW}}},
        "answered with an error: Provider returned error: The model is overloaded.",
    ),
    "an error page": (
        Response("<html><style>b{}</style><h1>Bad&nbsp;gateway</h1>\n<hr>nginx", 502, content_type="text/html"),
        "answered 502 with 'Bad gateway nginx': build again later",
    ),
    "no choices": ({"choices": []}, "no `choices`"),
    "a list": (Response("[1]", 200, content_type="application/json"), "no JSON object"),
    "odd fields": ({"choices": [{"message": {"tool_calls": [{"function": 3}]}}]}, "another form"),
    "cut": (chat(GOOD, finish="length"), "raise option 'openai.max_output_tokens'"),
    "filtered": (chat(GOOD, finish="content_filter"), "content filter"),
    "refuses": (chat(refusal="I will not."), "the model refused: 'I will not.'"),
    "never JSON": (chat(text="Sure! Here is what the line does."), "answered twice in a form that cannot be read"),
    "other JSON": (chat(text='{"claims": "none"}'), "no object with the key `claims`"),
    "broken JSON": (chat(text='{"claims": [{"text": "a'), "cannot be read"),
    "text missing": (chat(text='{"claims": [{"evidence": []}]}'), "a claim has no text"),
}


@pytest.mark.parametrize("name", TROUBLES)
def test_there_is_a_page_and_a_warning(
    name: str, model: Model, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    answer, said = TROUBLES[name]
    model.says(answer)
    walkthrough = build(settings)
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert any(f"tester at localhost:{model.server.port}" in message and said in message for message in warnings)
    assert not any(KEY in record.getMessage() for record in caplog.records)
    assert engines(walkthrough) == {"reference"}
    assert all(step.explanation.claims for step in walkthrough.steps)
    html = render(walkthrough).html
    assert "The engine openai gave no answer that can be used for this step" in html
    assert KEY not in html


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("cut", "the answer was cut at the most tokens that are allowed"),
        ("filtered", "the answer was stopped by a content filter"),
        ("refuses", "the model refused"),
        ("never JSON", "the answer has another form than was asked for"),
        ("fails", ""),
    ],
)
def test_the_page_says_why_an_answer_is_not_used(name: str, reason: str, model: Model, settings: Settings) -> None:
    model.says(TROUBLES[name][0])
    html = render(build(settings)).html
    why = f" ({reason})" if reason else ""
    assert f"The engine openai gave no answer that can be used for this step{why}: this was written without it." in html


@pytest.mark.parametrize(("name", "asked"), [("cut", 1), ("never JSON", 2)])
def test_what_an_answer_took_that_is_not_used_is_on_the_page(
    name: str, asked: int, model: Model, settings: Settings
) -> None:
    model.says(TROUBLES[name][0])
    html = render(build(settings, "print(1)\n")).html
    assert f"This step: {asked},000 tokens read ({600 * asked:,} cached), {50 * asked} written" in html


def test_what_was_paid_before_the_service_failed_is_on_the_page(model: Model, settings: Settings) -> None:
    model.says(TROUBLES["never JSON"][0], failing(500))
    html = render(build(settings, "print(1)\n")).html
    assert "This step: 1,000 tokens read (600 cached), 50 written" in html


def test_the_page_does_not_say_what_the_service_says_of_that(model: Model, settings: Settings) -> None:
    said = {"status": "incomplete", "incomplete_details": {"reason": "BUY NOW"}}
    model.says(
        responses(GOOD, **said),
        responses(GOOD, output=[{"type": "message", "content": [{"type": "refusal", "refusal": "BUY NOW"}]}]),
    )
    html = render(build(with_options(settings, api="responses"))).html
    assert "(the answer is incomplete)" in html
    assert "(the model refused)" in html
    assert "BUY" not in html


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}, "openai.max_output_tokens"),
        ({"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}, "content filter"),
        (
            {"status": "failed", "error": {"message": "out of luck"}},
            "answered with the status 'failed': out of luck: build",
        ),
        ({"output": [{"type": "message", "content": [{"type": "refusal", "refusal": "No."}]}]}, "refused: 'No.'"),
        ({"output": None}, "no list `output`"),
    ],
)
def test_responses_that_cannot_be_used(
    fields: dict[str, Any], said: str, model: Model, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    model.says(responses(GOOD, **fields))
    walkthrough = build(with_options(settings, api="responses"))
    assert said in caplog.text
    assert engines(walkthrough) == {"reference"}


def test_no_answer_in_time(model: Model, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    model.says(chat(GOOD))
    model.seconds = 1.0
    # One step alone: a second request would still wait at the server when the next test begins.
    walkthrough = build(with_options(settings, timeout=0.2), "print(1)\n")
    assert "gave no answer in 0.2 s: raise option 'openai.timeout'" in caplog.text
    assert engines(walkthrough) == {"reference"}


@pytest.mark.parametrize("said", [{"status": "failed"}, {"status": "in_progress"}])
def test_a_failure_is_not_kept(said: dict[str, Any], model: Model, settings: Settings) -> None:
    settings = with_options(settings, api="responses")
    model.says(responses(GOOD, **said))
    assert engines(build(settings)) == {"reference"}
    model.says(responses(GOOD))
    assert "openai" in engines(build(settings))


def test_a_step_that_failed_before_others_that_did_not_is_asked_about_again(model: Model, settings: Settings) -> None:
    def answer(body: dict[str, Any]) -> Response:
        return failing(503, "later") if "boats.csv" in json.dumps(body) else told(chat(GOOD), 200)

    text = "import harbor\nharbor.load('boats.csv')\nharbor.load('ships.csv')\n"
    model.says(answer)
    assert [step.explanation.engine for step in build(settings, text).steps][1:] == ["reference", "openai"]
    boats = GOOD | {"text": "Reads a table from `boats.csv`."}
    model.says(chat(boats))
    asked = len(model.requests)
    walkthrough = build(settings, text)
    assert walkthrough.steps[1].explanation.engine == "openai"
    assert walkthrough.steps[1].explanation.claims[0].text == boats["text"]
    assert len(model.requests) == asked + 1


def test_the_key_is_in_no_cache(model: Model, settings: Settings) -> None:
    model.says(chat(GOOD | {"text": f"Reads `{KEY}`."}), chat(refusal=f"I will not take {KEY}."))
    build(settings)
    files = [path for path in settings.cache_dir.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if KEY.encode() in path.read_bytes()]


@pytest.mark.parametrize("key", ["x", "1", "claims", "harbor"])
def test_what_stands_for_no_key_is_left_in_answers(key: str, model: Model, settings: Settings) -> None:
    """Servers that ask for no key are given any word, and what they say may hold it."""
    model.says(chat(GOOD | {"text": "Reads a table from `ships.csv` with `harbor`."}))
    engine = OpenAIEngine(with_options(settings, api_key=key))
    (claim,) = engine.explain(request_about()).claims
    engine.close()
    assert claim.text == "Reads a table from `ships.csv` with `harbor`."


@pytest.mark.parametrize("key", ["sk-a\nb", "sk-ä", "sk a"])
def test_what_no_key_can_be(key: str, settings: Settings) -> None:
    with pytest.raises(SettingError, match="holds a character that no key has") as caught:
        OpenAIEngine(with_options(settings, api_key=key))
    assert key not in str(caught.value)


def test_an_answer_that_does_not_end(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def drip() -> None:
            connection, _ = listener.accept()
            with connection, contextlib.suppress(OSError):
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
                for _ in range(100):
                    connection.sendall(b" ")
                    time.sleep(0.1)

        threading.Thread(target=drip, daemon=True).start()
        started = time.monotonic()
        options = with_options(settings, base_url=f"http://127.0.0.1:{port}/v1", timeout=0.8)
        assert engines(build(options, "print(1)\n")) == {"reference"}
        assert time.monotonic() - started < 6
    assert "gave no answer in 0.8 s" in caplog.text


def test_nobody_waits_for_a_service_that_wants_minutes(model: Model, settings: Settings) -> None:
    model.says(failing(429, "later", **{"Retry-After": "300"}))
    text = "import harbor\n" + "".join(f"harbor.load('{n}.csv')\n" for n in range(8))
    started = time.monotonic()
    assert engines(build(replace(with_options(settings, retries=2), concurrency=4), text)) == {"reference"}
    assert time.monotonic() - started < 30
    assert len(model.requests) <= 4


def test_nobody_waits_for_a_dead_service(model: Model, settings: Settings) -> None:
    model.says(failing(401))
    text = "import harbor\n" + "".join(f"harbor.load('{n}.csv')\n" for n in range(8))
    started = time.monotonic()
    build(replace(with_options(settings, requests_per_minute=2, retries=2), concurrency=4), text)
    assert time.monotonic() - started < 30
    assert len(model.requests) <= 2


def test_without_credit_it_is_asked_once(model: Model, settings: Settings) -> None:
    model.says(failing(429, "pay first", "insufficient_quota"))
    build(replace(with_options(settings, retries=3), concurrency=1))
    assert len(model.requests) == 1


@pytest.fixture
def rude() -> Iterator[Callable[[bytes], int]]:
    """A server that sends some bytes and hangs up."""
    listeners = []

    def start(said: bytes) -> int:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    connection.sendall(said)

        threading.Thread(target=serve, daemon=True).start()
        port: int = listener.getsockname()[1]
        return port

    yield start
    for listener in listeners:
        listener.close()


@pytest.mark.parametrize(
    ("said", "warned"),
    [
        (b"", "broke off the connection (Server disconnected"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{", "broke off the connection (peer closed"),
        (b"what?\r\n\r\n", "answers with something that is no HTTP (illegal"),
    ],
    ids=["nothing", "a part", "no HTTP"],
)
def test_a_connection_that_is_cut(
    said: bytes, warned: str, rude: Callable[[bytes], int], settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    port = rude(said)
    walkthrough = build(with_options(settings, base_url=f"http://127.0.0.1:{port}/v1"))
    assert f"tester at 127.0.0.1:{port} {warned}" in caplog.text
    assert "cannot be reached" not in caplog.text
    assert ("check 'openai.base_url'" in caplog.text) == (said[:5] == b"what?")
    assert engines(walkthrough) == {"reference"}


def test_nobody_listens(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    walkthrough = build(with_options(settings, base_url=f"http://127.0.0.1:{port}/v1"))
    assert "cannot be reached" in caplog.text
    assert engines(walkthrough) == {"reference"}


def test_it_is_asked_again_after_what_retry_after_says(model: Model, settings: Settings) -> None:
    model.says(failing(429, **{"Retry-After": "1"}), chat(GOOD))
    engine = OpenAIEngine(with_options(settings, retries=2))
    started = time.monotonic()
    assert engine.explain(request_about()).claims
    assert time.monotonic() - started >= 1.0
    assert model.bodies[0] == model.bodies[1]
    engine.close()


def test_it_is_asked_again_when_the_service_fails(model: Model, settings: Settings) -> None:
    model.says(failing(503, **{"Retry-After-Ms": "5"}), failing(429, **{"Retry-After-Ms": "5"}), chat(GOOD))
    assert "openai" in engines(build(with_options(settings, retries=2)))
    assert len(model.bodies) >= 3


def test_a_long_answer_in_pieces_is_read_whole(model: Model, settings: Settings) -> None:
    body = Response("", content_type="application/json")
    padded = chat(*[GOOD | {"text": f"Reads a table from `ships.csv`{' ' * 5000}."}, GOOD])
    body.set_data(gzip.compress(json.dumps(padded).encode()))
    body.headers["Content-Encoding"] = "gzip"
    model.says(body)
    walkthrough = build(settings)
    assert "openai" in engines(walkthrough)


@pytest.mark.parametrize(
    "text",
    [
        '```json\n{"claims": [%s]}\n```',
        'Here it is:\n{"claims": [%s]}\nI hope this helps!',
    ],
)
def test_a_server_that_ignores_the_schema(text: str, model: Model, settings: Settings) -> None:
    model.says(chat(text=text % json.dumps(GOOD)))
    walkthrough = build(settings)
    said = [claim.text for step in walkthrough.steps for claim in step.explanation.claims]
    assert GOOD["text"] in said
    assert not any("hope" in text for text in said)


def test_an_answer_that_cannot_be_read_gets_one_more_chance(model: Model, settings: Settings) -> None:
    model.says(chat(text="I think that it reads a table."), chat(GOOD))
    engine = OpenAIEngine(settings)
    explanation = engine.explain(request_about())
    engine.close()
    assert [claim.text for claim in explanation.claims] == [GOOD["text"]]
    assert model.bodies[1]["messages"][-2:] == [
        {"role": "assistant", "content": "I think that it reads a table."},
        {
            "role": "user",
            "content": "Your last answer could not be read: it holds no JSON. Answer again, with JSON alone, in the form"
            " described above.\n",
        },
    ]
    assert explanation.usage is not None
    assert explanation.usage.output_tokens == 100


def test_a_dead_service_is_not_called_for_every_step(
    model: Model, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    model.says(failing(500))
    text = "import harbor\n" + "".join(f"harbor.load('{n}.csv')\n" for n in range(40))
    walkthrough = build(replace(settings, concurrency=1), text)
    assert engines(walkthrough) == {"reference"}
    assert len(model.requests) == 4
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warnings) == 4
    assert "is kept; the service is not asked any more in this build; the reference" in warnings[-1]


@pytest.mark.parametrize(
    "refused",
    [failing(400, "maximum context length is 4096 tokens"), failing(400, "no", "content_filter"), failing(413)],
    ids=["context", "filter", "size"],
)
def test_the_fault_of_some_questions_is_not_the_fault_of_the_service(
    refused: Response, model: Model, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    def answer(body: dict[str, Any]) -> Response:
        return told(chat(GOOD), 200) if "ships.csv" in body["messages"][1]["content"] else refused

    model.says(answer)
    text = "import harbor\n" + "".join(f"harbor.load('{n}.csv')\n" for n in range(6)) + "harbor.load('ships.csv')\n"
    walkthrough = build(replace(settings, concurrency=1), text)
    assert walkthrough.steps[-1].explanation.engine == "openai"
    assert "not asked any more" not in caplog.text


@pytest.mark.parametrize("name", ["elsewhere", "not to be asked", "no functions"])
def test_what_every_request_would_meet_is_met_once(name: str, model: Model, settings: Settings) -> None:
    model.says(TROUBLES[name][0])
    build(replace(settings, concurrency=1), "import harbor\nharbor.load('a.csv')\nharbor.load('b.csv')\n")
    assert len(model.requests) == 1


def test_a_wrong_key_is_tried_once(model: Model, settings: Settings) -> None:
    model.says(failing(401))
    text = "import harbor\n" + "".join(f"harbor.load('{n}.csv')\n" for n in range(10))
    build(replace(settings, concurrency=1), text)
    assert len(model.requests) == 1


def test_the_next_build_asks_again_for_what_was_not_answered(model: Model, settings: Settings) -> None:
    model.says(failing(500))
    assert engines(build(settings)) == {"reference"}
    model.says(chat(GOOD))
    assert "openai" in engines(build(settings))
    asked = len(model.requests)
    assert "openai" in engines(build(settings))
    assert len(model.requests) == asked


def test_nothing_that_was_said_is_backed(model: Model, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "explainer")
    model.says(chat(INVENTED))
    walkthrough = build(settings, "import harbor\nharbor.load('a.csv')\n")
    loading = walkthrough.steps[-1].explanation
    assert loading.engine == "reference"
    assert "Nothing that the engine openai said of this step is backed" in render(walkthrough).html
    assert "nothing that openai said is backed" in caplog.text
    assert len(model.requests) == 4, "each step is asked about, and its claim sent back, once"
    assert loading.usage is not None
    assert loading.usage.input_tokens == 2000
    summary = Summary()
    summary.add(walkthrough)
    assert "2 claims sent back, 2 claims dropped, 2 steps explained by the reference instead" in str(summary)
    assert not any(INVENTED["text"] in claim.text for step in walkthrough.steps for claim in step.explanation.claims)


def test_a_model_that_says_nothing_is_not_said_to_have_said_something(model: Model, settings: Settings) -> None:
    model.says(chat())
    html = render(build(settings, "print(1)\n")).html
    assert "The engine openai said nothing of this step: this was written without it." in html
    assert "is backed" not in html


def test_a_claim_that_is_mended_is_taken(model: Model, settings: Settings) -> None:
    mended = GOOD | {"text": "Reads a table from `a.csv`."}
    separate = {
        "text": "The first row gives the names of the columns.",
        "evidence": [{"source": 1, "first": 3, "last": 3}],
    }

    def answer(body: dict[str, Any]) -> Response:
        again = len(body["messages"]) > 2
        said = chat(mended) if again else chat(separate, INVENTED)
        return Response(json.dumps(said), content_type="application/json")

    model.says(answer)
    walkthrough = build(settings, "import harbor\nharbor.load('a.csv')\n")
    said = [claim.text for claim in walkthrough.steps[-1].explanation.claims]
    assert said == [separate["text"], mended["text"]]
    assert walkthrough.counts["sent_back"] >= 1


def test_when_the_service_fails_at_the_second_time_the_good_claims_stay(model: Model, settings: Settings) -> None:
    first = {
        "text": "The first row gives the names of the columns.",
        "evidence": [{"source": 1, "first": 3, "last": 3}],
    }
    model.says(chat(first, INVENTED), failing(500))
    explanation = build(settings, "print(1)\n").steps[0].explanation
    assert (explanation.engine, [claim.text for claim in explanation.claims]) == ("openai", [first["text"]])
    model.says(chat())
    asked = len(model.requests)
    build(settings, "print(1)\n")
    assert len(model.requests) == asked + 1, "only the second question is asked again"


@pytest.mark.parametrize(
    ("name", "today", "level", "said"),
    [
        ("gpt-4o", date(2026, 11, 24), logging.WARNING, "is announced to end on 2027-01-14"),
        ("gpt-4o-2024-08-06", date(2026, 10, 1), logging.INFO, "is announced to end"),
        ("gpt-5.1", date(2027, 5, 1), logging.WARNING, "has ended on 2027-04-01"),
        ("o1", date(2026, 1, 1), logging.WARNING, "has ended"),
    ],
)
def test_a_model_that_ends(
    name: str, today: date, level: int, said: str, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "explainer")
    own = "https://api.openai.com/v1"
    OpenAIEngine(with_options(settings, model=name, base_url=own), today=today).close()
    (record,) = [one for one in caplog.records if "openai.model" in one.getMessage()]
    assert record.levelno == level
    assert said in record.getMessage()


def test_a_model_of_that_name_elsewhere_may_live_on(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "explainer")
    OpenAIEngine(with_options(settings, model="gpt-4")).close()
    (record,) = [one for one in caplog.records if "has ended" in one.getMessage()]
    assert record.levelno == logging.INFO


def test_strict_builds_fail(model: Model, settings: Settings, tmp_path: Path) -> None:
    model.says(failing(503, "later"))
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n")
    (tmp_path / "snippets" / "a.py").write_text("x = 1\n")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Test\nplugins:\n  - explainer:\n      engine: openai\n      packages: {download: false}\n"
        f"      openai: {{model: tester, base_url: '{model.address}', api: chat, retries: 0, api_key: !ENV MY_KEY}}\n"
    )
    for arguments, code in (([], 0), (["--strict"], 1)):
        command = [sys.executable, "-m", "mkdocs", "build", *arguments]
        environment = {"MY_KEY": KEY, "PATH": "/usr/bin:/bin"}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        assert "answered 503 with 'later'" in done.stderr
        assert "a.py: 1 step to explain, at most " in done.stderr
        assert KEY not in done.stdout + done.stderr
    page = (tmp_path / "site" / "walkthroughs" / "a" / "index.html").read_text()
    assert "The engine openai gave no answer that can be used for this step" in page
    assert KEY not in page
