"""What a service is shown of its user: the key, and nothing of the environment that is meant for another."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from explainer.errors import SettingError
from explainer.settings import OpenAISettings

if TYPE_CHECKING:
    import openai

_VARIABLE = "OPENAI_API_KEY"
_OWN_HEADERS = "OPENAI_CUSTOM_HEADERS"
_NO_KEY = "none"
"""What is sent to a server of one's own that asks for no key."""
_KEY = re.compile(r"[!-~]+")
"""A key is printable ASCII without blanks: it stands in a header."""


def key_of(settings: OpenAISettings, official: bool) -> str:
    """Return the key that requests carry.

    Args:
        settings: The key that is set, if one is.
        official: Whether the service is OpenAI's own, for which the environment may have one.

    Raises:
        SettingError: when there is none for a service that needs one, or it cannot be a key.
    """
    key = settings.api_key or (os.environ.get(_VARIABLE, "") if official else "")
    if not key and official:
        raise SettingError(
            f"option 'openai.api_key' is not set, and neither is {_VARIABLE} in the environment: set one of them"
            " to a key, or 'openai.base_url' to the address of another server"
        )
    key = key.strip() or _NO_KEY
    if not _KEY.fullmatch(key):
        raise SettingError(
            "option 'openai.api_key', or OPENAI_API_KEY, holds a character that no key has, such as a line break: "
            "copy the key again"
        )
    return key


def headers_for(key: str) -> dict[str, str | openai.Omit]:
    """Return headers that keep back from another server what the environment has the client send to OpenAI."""
    import openai

    lines = os.environ.get(_OWN_HEADERS, "").split("\n")
    names = {line.partition(":")[0].strip() for line in lines if ":" in line}
    kept_back = {"OpenAI-Organization", "OpenAI-Project", *(name for name in names if name.lower() != "authorization")}
    return {**{name: openai.Omit() for name in kept_back}, "Authorization": f"Bearer {key}"}
