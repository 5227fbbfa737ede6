"""What `--strict` makes of a model's service: each failure ends the build, and claims that are refused do not."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from typing import Any

import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer

from tests.engines.openai.scripted_model import GOOD, INVENTED, KEY, Model, chat, failing
from tests.engines.openai.test_trouble import TROUBLES, rude  # noqa: F401
from tests.hosts.sites import Site


def warning_of(site: Site) -> str:
    """Return what a strict build says before it fails, which it does with a page all the same."""
    place = site.options["openai"]["base_url"].removeprefix("http://").removesuffix("/v1")
    with pytest.raises(Abort, match="1 warnings"):
        site.build(strict=True)
    (warning,) = site.warnings
    assert warning.startswith(f"explainer: hello.py:1: tester at {place}")
    assert KEY not in site.log
    page = site.page("walkthroughs/hello/index.html")
    assert "The engine openai gave no answer that can be used for this step" in page
    assert "Calls <code>print</code>" in page
    return warning


@pytest.mark.parametrize("name", TROUBLES)
def test_an_answer_that_cannot_be_used(name: str, model: Model, site: Site) -> None:
    answer, said = TROUBLES[name]
    model.says(answer)
    assert said in warning_of(site)


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{"], ids=["nothing", "a part"])
def test_a_connection_that_is_cut(said: bytes, rude: Callable[[bytes], int], site: Site) -> None:  # noqa: F811
    site.options["openai"]["base_url"] = f"http://127.0.0.1:{rude(said)}/v1"
    assert "broke off the connection" in warning_of(site)


def test_nobody_listens(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    site.options["openai"]["base_url"] = f"http://127.0.0.1:{port}/v1"
    assert "cannot be reached" in warning_of(site)


def test_no_answer_in_time(model: Model, site: Site) -> None:
    model.says(chat(GOOD))
    model.seconds = 1.0
    site.options["openai"]["timeout"] = 0.2
    assert "gave no answer in 0.2 s" in warning_of(site)


def test_a_budget_that_is_used_up(site: Site) -> None:
    site.options["openai"] |= {"price": {"input": 1000, "output": 1000}, "budget_usd": 0.01}
    with pytest.raises(Abort):
        site.build(strict=True)
    (warning,) = site.warnings
    assert "option 'openai.budget_usd' allows $0.01" in warning


def test_a_model_that_has_ended(model: Model, site: Site) -> None:
    site.options["openai"] |= {"model": "o1", "base_url": "https://api.openai.com/v1", "budget_usd": 0.0000001}
    with pytest.raises(Abort):
        site.build(strict=True)
    assert any("the model 'o1' has ended" in warning for warning in site.warnings)


def test_a_service_that_fails_when_claims_are_sent_back(model: Model, site: Site) -> None:
    model.says(chat(INVENTED), failing(503, "later"))
    with pytest.raises(Abort):
        site.build(strict=True)
    (warning,) = site.warnings
    assert "answered 503 with 'later'" in warning


@pytest.mark.parametrize(
    ("claims", "logged", "shown"),
    [
        (
            [INVENTED],
            "nothing that openai said is backed",
            "Nothing that the engine openai said of this step is backed",
        ),
        ([], "openai said nothing", "The engine openai said nothing of this step"),
    ],
    ids=["refused", "none"],
)
def test_claims_that_are_refused_end_no_build(
    claims: list[Any], logged: str, shown: str, model: Model, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "explainer")
    model.says(chat(*claims))
    assert site.build(strict=True) == []
    assert logged in site.log
    assert shown in site.page("walkthroughs/hello/index.html")


@pytest.mark.parametrize("research", ["single", "assistant"])
@pytest.mark.parametrize("escaped", [True, False], ids=["in the claims", "in the message"])
def test_half_a_character_costs_no_page(escaped: bool, research: str, model: Model, site: Site) -> None:
    """JSON can name a half of a character, and no request could be written that says it back."""
    half = "\\ud800" if escaped else "\ud800"
    site.options["openai"]["research"] = research
    model.says(chat(text=f'{{"claims": [{{"text": "Sorts {half} ships.", "evidence": []}}]}}'), chat(text=half))
    site.build()
    page = site.page("walkthroughs/hello/index.html")
    assert "Calls <code>print</code>" in page
    assert "fault of this program" not in site.log
    if research == "single":
        assert "Sorts \ufffd ships." in model.bodies[1]["messages"][-1]["content"]


def test_a_prompt_of_no_known_name(model: Model, site: Site) -> None:
    site.options["openai"]["prompts_dir"] = str(site.write("prompts/singel.md", "Speak like a captain.").parent)
    for name in ("single.md", "README.md"):
        site.write(f"prompts/{name}", "Answer in JSON.")
    model.says(chat(GOOD))
    with pytest.raises(Abort):
        site.build(strict=True)
    (warning,) = site.warnings
    assert "'openai.prompts_dir': singel.md is no name of a prompt" in warning
    assert "there are rules.md, single.md, assistant.md" in warning


def test_prompts_are_watched_while_the_site_is_served(site: Site) -> None:
    folder = site.write("prompts/single.md", "Answer in JSON.").parent
    site.options["openai"]["prompts_dir"] = "prompts"
    config = load_config(str(site.configure()))
    config.plugins.on_startup(command="serve", dirty=False)
    config = config.plugins.on_config(config)
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(site.folder))
    try:
        config.plugins.on_serve(server, config=config, builder=None)
        assert str(folder) in server._watched_paths
    finally:
        server.server_close()
        config.plugins.on_shutdown()
