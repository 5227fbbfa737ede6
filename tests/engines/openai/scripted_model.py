"""A server that speaks the protocol and says what it is told to, and steps to ask it about."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from explainer.analysis.environment import Environment
from explainer.engines.protocol import ExplainRequest
from explainer.model import (
    Documentation,
    Facts,
    Parameter,
    Research,
    ResolvedCall,
    Snippet,
    Source,
    Span,
    Step,
    Walkthrough,
)
from explainer.pipeline import Explainer
from explainer.pipeline.slices import Question, analyse
from explainer.settings import OpenAISettings, PackageSettings, Settings

KEY = "sk-a-secret-that-nobody-may-see"
TEXT = """\
Read a table from a file of separated values.

The first row that is read gives the names of the columns.

Args:
    path: File to read.
    sep: Character that separates the values. The default is a comma.
"""
CODE = 'import harbor\n\nships = harbor.load("ships.csv", sep=";")\n'
GOOD = {"text": "Reads a table from `ships.csv`.", "evidence": [{"source": 1, "first": 1, "last": 1}]}
SEPARATOR = {"text": "The character `;` separates the values.", "evidence": [{"source": 1, "first": 7, "last": 7}]}
INVENTED = {"text": "Sorts the ships by weight.", "evidence": [{"source": 1, "first": 1, "last": 1}]}

Reply = Callable[[dict[str, Any]], Response]


def chat(*claims: dict[str, Any], text: str | None = None, finish: str = "stop", **message: Any) -> dict[str, Any]:
    """Return the body of an answer of chat completions."""
    content = json.dumps({"claims": list(claims)}) if text is None else text
    usage = {"prompt_tokens": 1000, "completion_tokens": 50, "prompt_tokens_details": {"cached_tokens": 600}}
    message = {"role": "assistant", "content": content, **message}
    return {"choices": [{"index": 0, "finish_reason": finish, "message": message}], "usage": usage}


def responses(*claims: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return the body of an answer of the Responses API."""
    text = json.dumps({"claims": list(claims)})
    message = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text}]}
    usage = {"input_tokens": 1000, "output_tokens": 50, "input_tokens_details": {"cached_tokens": 600}}
    return {"status": "completed", "output": [message], "usage": usage} | fields


ERROR = '{"error": {"message": "%s", "code": "%s"}}'


def failing(status: int, message: str = "no", code: str = "", **headers: str) -> Response:
    return Response(ERROR % (message, code), status, headers, content_type="application/json")


class Model:
    """A scripted model on loopback, with everything that it was sent."""

    def __init__(self, server: HTTPServer) -> None:
        self.server = server
        self.requests: list[Request] = []
        self.bodies: list[dict[str, Any]] = []
        self.answers: list[Reply | dict[str, Any] | Response] = []
        self.seconds = 0.0
        self._lock = threading.Lock()
        server.expect_request("/v1/responses", method="POST").respond_with_handler(self._answer)
        server.expect_request("/v1/chat/completions", method="POST").respond_with_handler(self._answer)

    @property
    def address(self) -> str:
        return self.server.url_for("/v1")

    def says(self, *answers: Reply | dict[str, Any] | Response) -> None:
        """Set what is answered, in order; the last one again and again."""
        self.answers = list(answers)

    def _answer(self, request: Request) -> Response:
        with self._lock:
            self.requests.append(request)
            body = json.loads(request.get_data())
            self.bodies.append(body)
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        time.sleep(self.seconds)
        if isinstance(answer, dict):
            return Response(json.dumps(answer), content_type="application/json")
        return answer if isinstance(answer, Response) else answer(body)


def source(text: str = TEXT, title: str = "harbor.load") -> Source:
    return Source(title, "", text, "symbols", title, "harbor", "2.4.1", "harbor/io.py:3")


def research(facts: Facts, *sources: Source) -> Research:
    """Return research in which every call is documented by the first source."""
    documentation = tuple(
        Documentation(one, "function", one.title, (Parameter("path", ""), Parameter("sep", "")), Span(0, 45))
        for one in sources
    )
    return Research(documentation, tuple(ResolvedCall(call, "harbor.load", 0) for call in facts.calls))


def request_about(code: str = CODE, *sources: Source) -> ExplainRequest:
    """Return what an engine is asked about the last statement of some code."""
    snippet = Snippet("a.py", "python", "A", "", code, hashlib.sha256(code.encode()).hexdigest())
    analysis = analyse(snippet, 100)
    return Question(analysis, len(analysis.steps) - 1, research(analysis.facts[-1], *(sources or (source(),)))).request


class StillResearcher:
    """Finds the same source for every call, and starts nothing."""

    def research(
        self,
        snippet: Snippet,
        steps: tuple[Step, ...],
        facts: tuple[Facts, ...],
        environment: Environment,
        wanted: Sequence[int],
    ) -> dict[int, Research]:
        return {index: research(facts[index], source()) if facts[index].calls else Research() for index in wanted}

    def close(self) -> None:
        pass


def with_options(settings: Settings, **options: object) -> Settings:
    return replace(settings, openai=replace(settings.openai, **options))  # type: ignore[arg-type]


def build(settings: Settings, text: str = CODE) -> Walkthrough:
    path = settings.snippets_dir / "a.py"
    path.write_text(text)
    with Explainer(settings, researcher=StillResearcher()) as explainer:
        return explainer.explain(path)


def engines(walkthrough: Walkthrough) -> set[str]:
    return {step.explanation.engine for step in walkthrough.steps}


def build_in(folder: Path, address: str) -> None:
    """Explain `a.py` of a folder, in a process of its own."""
    settings = Settings(
        snippets_dir=folder,
        cache_dir=folder / "cache",
        engine="openai",
        concurrency=4,
        packages=PackageSettings(download=False),
        openai=OpenAISettings(model="m", base_url=address, api="chat"),
    )
    with Explainer(settings, researcher=StillResearcher()) as explainer:
        explainer.explain(folder / "a.py")
