"""Text from outside made safe for HTML: escaped, without controls, and with direction marks made visible."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import urlsplit

from markupsafe import Markup

from explainer.model import Usage

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
# Marks that reorder the characters around them: what a reader sees would not be what the computer runs.
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_JOINTS = re.compile(r"(?<=\w)[_./](?=\w)")
_SPACES = re.compile(r"\s+")
# Themes undo the escapes of a title before they put it into `<title>`, so a title must be harmless without them.
_TITLE_LETTERS = str.maketrans({"<": "‹", ">": "›", '"': "”", "`": None})


def safe_html(text: str) -> Markup:
    """Return text as HTML that shows it as it is; direction marks are shown by their code points."""
    return Markup(_DIRECTION.sub(_visible, escape(_CONTROLS.sub("\ufffd", text))))


def breakable(text: str) -> Markup:
    """Return code as HTML that a narrow column may break between its words."""
    return Markup(_JOINTS.sub(r"\g<0><wbr>", str(safe_html(text))))


def visible(text: str) -> str:
    """Return plain text in which controls and direction marks are shown and have no effect."""
    return _DIRECTION.sub(lambda found: f"[{_code_point(found)}]", _CONTROLS.sub("\ufffd", text))


def one_line(text: str, most: int) -> str:
    """Return text on one line, cut to at most `most` characters with an ellipsis."""
    line = _SPACES.sub(" ", _DIRECTION.sub("", _CONTROLS.sub("", text))).strip()
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def title_html(text: str, most: int = 120) -> Markup:
    """Return a title that stays harmless even when a theme takes its escapes back."""
    return Markup(escape(one_line(text, most).translate(_TITLE_LETTERS)))


def web_address(url: str) -> str:
    """Return `url` if it is an address on the web, else an empty string."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    plain = not _CONTROLS.search(url) and not _SPACES.search(url)
    return url if parts.scheme in ("http", "https") and parts.netloc and plain else ""


def usage_text(usage: Usage | None) -> str:
    """Return what a model took, in words; empty where none was asked."""
    if usage is None or not usage.input_tokens + usage.output_tokens:
        return ""
    most = "at most " if usage.at_most else ""
    cached = f" ({usage.cached_tokens:,} cached)" if usage.cached_tokens else ""
    cost = f", {most}{usage.price}" if usage.dollars else ""
    return f"{most}{usage.input_tokens:,} tokens read{cached}, {most}{usage.output_tokens:,} written{cost}"


def _visible(found: re.Match[str]) -> str:
    code = _code_point(found)
    return f'<span class="ex-direction" title="a character that changes the direction of text">{code}</span>'


def _code_point(found: re.Match[str]) -> str:
    return f"U+{ord(found[0]):04X}"
