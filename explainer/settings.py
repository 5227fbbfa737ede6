"""What can be set, with defaults, units and checks; no host's configuration classes here."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from explainer.errors import SettingError
from explainer.model import Sites


@dataclass(frozen=True, slots=True)
class PackageSettings:
    """How the documentation of imported packages is obtained."""

    download: bool = True
    """Fetch the sources of packages that are not installed from the package index. False means no network at all."""
    installed: bool = True
    """Prefer the version that is installed beside the build; False ignores installed packages."""
    inspect: bool = True
    """Import installed packages in a process of their own when their documentation exists only at run time."""
    index_url: str | None = None
    """A package index with the simple API; None takes `PIP_INDEX_URL`, then pip's default index."""
    pins: dict[str, str] = field(default_factory=dict)
    """Versions by distribution name that go before what a snippet pins: `{"peft": "0.21.2"}`."""
    names: dict[str, str] = field(default_factory=dict)
    """Distribution names by import name, for imports that are named otherwise: `{"cv2": "opencv-python"}`."""
    max_download_mb: float = 64.0
    """Most that is fetched of one wheel, in megabytes; a larger one is reported and left out."""
    max_age_days: float = 30.0
    """How long 'the newest version' is remembered before the index is asked again, in days."""
    timeout: float = 20.0
    """For one request to the index, in seconds."""


@dataclass(frozen=True, slots=True)
class OpenAISettings:
    """How the engine `openai` asks a model; it reaches `base_url` and nothing else."""

    model: str = ""
    """The model's name, as the service knows it; the engine needs one."""
    base_url: str = "https://api.openai.com/v1"
    """Address of the service, with its version: `http://localhost:11434/v1`."""
    api: str = "responses"
    """`responses` or `chat`, the one that all compatible servers have."""
    api_key: str | None = field(default=None, repr=False)
    """None takes `OPENAI_API_KEY` from the environment, for OpenAI's own address only."""
    research: str = "single"
    """`single` asks once, with the sources at hand; `assistant` lets the model search and open sources by itself."""
    second_reading: bool = False
    """Whether the model reads each claim that passed the check once more, against its quotes alone."""
    audience: str = "practitioner"
    """`beginner`, `practitioner` or `expert`."""
    language: str = "en"
    """Language of the text, as a tag such as `de` or `pt-BR`. Words are only checked against quotes in English."""
    prompts_dir: Path | None = None
    """Folder whose files replace prompts of the same name."""
    max_source_tokens: int = 8000
    """About how many tokens of sources one request holds; of more, the beginnings are sent."""
    max_claims: int = 8
    """Most claims about one statement."""
    max_output_tokens: int = 2000
    """For one answer, in tokens; an answer that is cut there is not used."""
    timeout: float = 120.0
    """For one answer, in seconds."""
    retries: int = 3
    """How often a request is sent again when the service is busy or fails."""
    requests_per_minute: int = 0
    """Most requests in a minute; 0 sets no limit."""
    tokens_per_minute: int = 0
    """Most tokens in a minute, sent and asked for; 0 sets no limit."""
    budget_usd: float | None = None
    """Most that a build may spend, in US dollars; None sets no limit."""
    max_build_tokens: int = 0
    """Most tokens, in and out, that a build may take; 0 sets no limit."""
    max_build_searches: int = 0
    """Most searches of a build with `research: assistant`; 0 sets no limit."""
    max_build_seconds: float = 0.0
    """How long a build may send requests, in seconds; 0 sets no limit."""
    price: dict[str, float] = field(default_factory=dict)
    """US dollars for a million tokens, `input`, `cached` and `output`, in place of the model's known price."""
    extra: dict[str, Any] = field(default_factory=dict)
    """Further fields of each request, as the service documents them: `{"reasoning": {"effort": "low"}}`."""
    max_rounds: int = 8
    """Most requests for one step with `research: assistant`."""
    max_searches: int = 3
    """Most searches for one step with `research: assistant`."""
    max_step_tokens: int = 40_000
    """Most tokens, in and out, for one step with `research: assistant`; then it answers with what it has."""
    max_step_seconds: float = 120.0
    """Most time for one step with `research: assistant`, in seconds; then it answers with what it has."""
    max_step_usd: float | None = None
    """Most that one step may cost with `research: assistant`, in US dollars; None sets no limit."""


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How the web, and the user's own documentation, are searched; nothing of it is used unless a searcher is named."""

    services: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    """Options by searcher: `key`, `url`, `per_second`, `per_month` and its own: `{"searxng": {"url": "http://..."}}`."""
    sites: Sites = field(default_factory=Sites)
    """Domains, with or without a path, whose pages are allowed, blocked or put first."""
    folders: tuple[Path, ...] = ()
    """Folders with documentation in Markdown, HTML or plain text, for the searcher `files`."""
    queries: int = 3
    """Most queries made from one step; a trivial one makes none."""
    results: int = 5
    """Most pages of the web kept for one step."""
    pages: int = 3
    """How many of these are opened and read; of the others, the search's own excerpt is kept. 0 opens none."""
    timeout: float = 10.0
    """For one answer of a service or a page, in seconds."""
    max_page_kb: int = 2048
    """Larger pages are not read, in kilobytes, unpacked."""
    max_age_days: float = 30.0
    """How long a service's answer to a query is used again, in days."""
    hosts: tuple[str, ...] = ()
    """Hosts of one's own (`localhost:8000`, `wiki.intern`): only these may be at private addresses."""
    paid: bool = True
    """Ask services with a key, whose account may be charged; False takes what they answered before, and no more."""
    private: tuple[str, ...] = ()
    """Regular expressions for what must not leave the machine, beside secrets: names of projects, hosts, people."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that the core can be told."""

    snippets_dir: Path = Path("snippets")
    """Folder with the source files to explain."""
    cache_dir: Path = Path(".cache/explainer")
    """Folder for results and package sources; it may be deleted at any time."""
    cache: bool = True
    """Use results of earlier builds and keep those of this one; package sources are kept in any case."""
    ignore: tuple[str, ...] = ()
    """Patterns as in `.gitignore`, relative to the snippets folder."""
    engine: str = "reference"
    """Name of the engine that writes the explanations."""
    inference: str = "mark"
    """What is done with a claim that no quote and no fact of the code backs: `show`, `mark` or `drop`."""
    searchers: tuple[str, ...] = ("symbols", "packages")
    """Names of the searchers that find sources, in the order of their weight."""
    concurrency: int = 0
    """Threads that wait for servers at the same time; 0 means one and a half for each processor, at least 4."""
    max_file_kb: int = 1024
    """Files larger than this many kilobytes are reported and not explained."""
    max_steps: int = 2000
    """Steps explained of one file; the rest of its source is shown without explanations."""
    language_server_timeout: float = 20.0
    """For one answer of the language server, in seconds."""
    inventories: dict[str, str] = field(default_factory=dict)
    """Addresses or files of `objects.inv` by distribution name, for links; entries of those on this disk are read."""
    packages: PackageSettings = field(default_factory=PackageSettings)
    openai: OpenAISettings = field(default_factory=OpenAISettings)
    search: SearchSettings = field(default_factory=SearchSettings)

    @property
    def workers(self) -> int:
        """Threads to use, with the automatic value worked out."""
        return self.concurrency or max(4, (os.cpu_count() or 1) * 3 // 2)


def check(settings: Settings) -> Settings:
    """Return `settings` if every value can be used, with the language as it is commonly written.

    Raises:
        SettingError: naming the option, its value and what it should be.
    """
    at_least = {"concurrency": 0, "max_file_kb": 1, "max_steps": 1, "language_server_timeout": 0.1}
    for name, least in at_least.items():
        _require(getattr(settings, name) >= least, name, getattr(settings, name), f"a number of at least {least}")
    for name in ("max_download_mb", "max_age_days", "timeout"):
        value = getattr(settings.packages, name)
        _require(value > 0, f"packages.{name}", value, "a number above 0")
    _require(settings.inference in ("show", "mark", "drop"), "inference", settings.inference, "show, mark or drop")
    _check_search(settings.search)
    language = language_tag(settings.openai.language)
    wanted = "the tag of a language: two or three letters, and a region where it matters, as de, pt-BR or en"
    _require(language is not None, "openai.language", settings.openai.language, wanted)
    return replace(settings, openai=replace(settings.openai, language=language or ""))


def language_tag(text: str) -> str | None:
    """Return the tag of a language (BCP 47) as it is commonly written: `en-GB` for `EN_gb`; None if it is none."""
    first, *others = text.strip().replace("_", "-").split("-")
    if not re.fullmatch(r"[A-Za-z]{2,3}", first) or not all(re.fullmatch(r"[A-Za-z0-9]{1,8}", one) for one in others):
        return None
    # The longer codes of ISO 639-2 are no tags where there is a shorter one; this one decides what is checked.
    language = "en" if first.lower() == "eng" else first.lower()
    return "-".join((language, *map(_subtag, others)))


def is_english(tag: str | None) -> bool:
    """Whether the tag of a language stands for English, of whichever region."""
    return tag is not None and tag.partition("-")[0] == "en"


def is_site(text: str) -> bool:
    """Whether a text names a domain, with or without a path, and nothing before or after it."""
    return re.fullmatch(r"(?:\*\.)?[\w-]+(?:\.[\w-]+)*(?:/[^\s?#]*)?", text) is not None


def _subtag(text: str) -> str:
    if len(text) == 4 and text.isalpha():
        return text.title()
    return text.upper() if len(text) == 2 else text.lower()


def _check_search(search: SearchSettings) -> None:
    for name in ("queries", "results", "pages"):
        value = getattr(search, name)
        _require(value >= 0, f"search.{name}", value, "a number of at least 0")
    for name in ("timeout", "max_page_kb", "max_age_days"):
        value = getattr(search, name)
        _require(value > 0, f"search.{name}", value, "a number above 0")
    for name in ("allow", "block", "boost"):
        for site in getattr(search.sites, name):
            _require(
                is_site(site), f"search.sites.{name}", site, "a domain, or a domain with a path, as docs.python.org/3"
            )
    for folder in search.folders:
        _require(folder.is_dir(), "search.folders", str(folder), "a folder that there is")
    for pattern in search.private:
        try:
            re.compile(pattern)
        except re.error as error:
            raise SettingError(
                f"option 'search.private' has {pattern!r}, which is no regular expression: {error}"
            ) from error
    for name, options in search.services.items():
        _require(isinstance(options, dict), f"search.services.{name}", type(options).__name__, "a mapping of options")


def package_settings(values: dict[str, Any]) -> PackageSettings:
    """Make package settings from an untyped mapping, such as a part of a YAML file.

    Raises:
        SettingError: for an unknown option or a value of the wrong type.
    """
    known = {option.name: option for option in fields(PackageSettings)}
    for name, value in values.items():
        _require(name in known, f"packages.{name}", value, f"one of the options {', '.join(sorted(known))}")
    types: dict[str, Any] = {
        "bool": bool,
        "float": (int, float),
        "str | None": (str, type(None)),
        "dict[str, str]": dict,
    }
    for name, value in values.items():
        wanted = str(known[name].type)
        _require(isinstance(value, types[wanted]), f"packages.{name}", value, wanted)
        for key, one in value.items() if isinstance(value, dict) else ():
            # YAML reads 1.10 as the number 1.1, which is another version.
            _require(isinstance(one, str), f"packages.{name}.{key}", one, 'text in quotes, as "1.10" is')
    return PackageSettings(**values)


def _require(condition: bool, option: str, value: object, wanted: str) -> None:
    if not condition:
        raise SettingError(f"option {option!r} is {value!r}, and should be {wanted}")
