"""What pip says of its command `install` and of the options that a command line gives it."""

from __future__ import annotations

import importlib.metadata
import os
import re
import subprocess
import sys
import textwrap
import threading
from functools import cache
from importlib.metadata import PackageNotFoundError

from explainer.analysis import links
from explainer.analysis.installed import InstalledPackages
from explainer.model import Documentation, Parameter, Source, Span
from explainer.reading.requirements import INSTALL

_TIMEOUT = 20.0
# `cache` alone would let every thread of a build start pip at the same time.
_ONE_AT_A_TIME = threading.Lock()
_PIP = re.compile(r"(?<!uv )\bpip3?\s+install\s")
_OPTION = re.compile(r"(?<!\S)-{1,2}[A-Za-z][\w-]*")
_SECTION = re.compile(r"^(?P<title>\w[\w ]*):[ ]*\n(?P<body>(?:(?:[ \t].*)?\n)*)", re.MULTILINE)
_ENTRY = re.compile(r"^ {2}(?P<names>-\S.*?)(?: {2,}|\n {10,})(?P<words>\S.*)$", re.MULTILINE)


def install(code: str) -> Documentation | None:
    """Return what pip's help says of the options in lines of code; None where no line is `pip install`."""
    commands = [line for line in code.split("\n") if INSTALL.match(line) and _PIP.search(line)]
    if not commands:
        return None
    with _ONE_AT_A_TIME:
        text = _help()
    if text is None:
        return None
    given = list(dict.fromkeys(option for command in commands for option in _OPTION.findall(_PIP.split(command)[-1])))
    return _documentation(text, given)


def _documentation(text: str, given: list[str]) -> Documentation | None:
    sections = {match["title"]: match["body"] for match in _SECTION.finditer(text)}
    described = textwrap.dedent(sections.get("Description", "")).strip()
    if not described:
        return None
    entries = {name: entry for entry in _ENTRY.finditer(text) for name in _OPTION.findall(entry["names"])}
    # `-qU` is `-q -U`.
    given = [option for one in given for option in (_letters(one) if one not in entries else [one])]
    words = described
    parameters: list[Parameter] = []
    for option in dict.fromkeys(given):
        if (entry := entries.get(option)) is not None:
            words += f"{'' if parameters else chr(10)}\n  {entry['names'].strip()}  "
            span = Span(len(words), len(words) + len(entry["words"]))
            words += entry["words"]
            parameters.append(Parameter(option, "keyword-only", documentation=span))
    about = InstalledPackages().named("pip")
    source = Source(
        title="pip install",
        url=links.of_distribution(about) if about is not None else "",
        text=words,
        searcher="packages",
        symbol="pip install",
        package="pip",
        version=importlib.metadata.version("pip"),
        locator="",
    )
    return Documentation(
        source, "command", "pip install", tuple(parameters), Span(0, len(described.split("\n\n\n")[0]))
    )


def _letters(option: str) -> list[str]:
    return [f"-{letter}" for letter in option[1:]] if re.fullmatch(r"-[A-Za-z]{2,}", option) else [option]


@cache
def _help() -> str | None:
    """Return pip's own help, as it is without the user's configuration, each description on one line."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    environment |= {"COLUMNS": "100000", "PIP_CONFIG_FILE": os.devnull, "PIP_NO_COLOR": "1"}
    command = [sys.executable, "-I", "-m", "pip", "help", "install"]
    try:
        importlib.metadata.version("pip")
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=_TIMEOUT, check=True
        )
    except (OSError, subprocess.SubprocessError, PackageNotFoundError):
        return None
    return done.stdout.decode("utf-8", "replace").replace("\r\n", "\n")
