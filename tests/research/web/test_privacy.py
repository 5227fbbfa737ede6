"""What looks like a secret, or is listed as private, is found and taken out."""

from __future__ import annotations

import pytest

from explainer.research.web.privacy import REDACTED, Privacy

# Put together here, so that no scanner takes this file for one that holds secrets.
SECRETS = [
    ('key = "{}"', "AKIA" + "IOSFODNN7" + "EXAMPLE"),
    ('token = "{}"', "ghp_" + "0123456789abcdefghij" + "ABCDEFGHIJ012345"),
    ('client = OpenAI(api_key="{}")', "sk-" + "abcdefghijklmnopqrst" + "T3Blbk" + "FJabcdefghijklmnopqrst"),
    ("password = '{}'", "hunter2" + "hunter2"),
    ('DB_PASSWORD: str = "{}"', "correct-" + "horse"),
    ("headers = {{'Authorization': 'Bearer {}'}}", "abcdef0123456789" + "abcdef0123456789"),
    ('jwt = "{}"', "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0." + "dozjgNryP4J3jVmNHl0w5N"),
    ('digest = "{}"', "3f786850e387550fdab8" + "36ed7e6dc881de23001b"),
    ('slack("{}")', "xoxb-" + "123456789012-" + "1234567890123-" + "abcdefghijklmnopqrstuvwx"),
    ('x = """{}"""', "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIBOgIBAAJ\nBAKj34Gkx\n-----END RSA PRIVATE KEY-----"),
]
HARMLESS = [
    'checkpoint = "bigcode/astraios-7b-parallel"',
    'model = AutoModelForCausalLM.from_pretrained("mistralai/Mixtral-8x7B-Instruct-v0.1")',
    'password = os.environ["PASSWORD"]',
    'secret = get_secret("db/password")',
    'sentence = "the quick brown fox jumps over the lazy dog"',
    "tokenizer = AutoTokenizer.from_pretrained(checkpoint)",
    "peft PeftModel.from_pretrained 0.21",
    'host="127.0.0.1"',
    "",
]


@pytest.mark.parametrize(("code", "secret"), SECRETS)
def test_a_secret_is_taken_out_whole(code: str, secret: str) -> None:
    text = "first = 1\n" + code.format(secret)
    found = Privacy().secrets(text)
    assert found and all(line >= 2 for line, _ in found)
    redacted = Privacy().redacted(text)
    assert secret not in redacted
    assert REDACTED in redacted
    assert not any(secret[i : i + 12] in redacted for i in range(5, len(secret) - 12))


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_stays(text: str) -> None:
    assert Privacy().secrets(text) == []
    assert Privacy().redacted(text) == text


def test_what_the_user_lists_and_what_was_found_elsewhere() -> None:
    privacy = Privacy((r"project falcon", r"\b10\.\d+\.\d+\.\d+\b"))
    assert (
        privacy.redacted("Project Falcon runs on 10.1.2.3, not 8.8.8.8")
        == f"{REDACTED} runs on {REDACTED}, not 8.8.8.8"
    )
    assert privacy.redacted("uses hunter2", ["hunter2"]) == f"uses {REDACTED}"


def test_no_detector_asks_a_service(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a request was sent")

    monkeypatch.setattr("requests.Session.request", refuse)
    assert all(Privacy().secrets(code.format(secret)) for code, secret in SECRETS)
