"""The options of the plugin, and what they mean for the core."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mkdocs.config import config_options as c

from explainer.errors import SettingError
from explainer.hosts.options import Options, Value
from explainer.model import Sites
from explainer.settings import OpenAISettings, SearchSettings, Settings, check, package_settings

_FROM_CORE = ("engine", "inference", "concurrency", "max_file_kb", "max_steps", "language_server_timeout")
_DEFAULTS = Settings()
_PACKAGES = _DEFAULTS.packages
_SEARCH = _DEFAULTS.search
_OPENAI = _DEFAULTS.openai


class PackagesConfig(Options):  # type: ignore[no-untyped-call]
    """Options under `packages:`, how the documentation of imported packages is obtained."""

    download = Value(bool, default=True)
    """Fetch the sources of packages that are not installed from the package index; false means no network at all."""

    installed = Value(bool, default=True)
    """Prefer the version that is installed beside the build; false ignores installed packages."""

    inspect = Value(bool, default=True)
    """Import installed packages in a process of their own when their documentation exists only at run time."""

    index_url = c.Optional(Value(str))
    """A package index with the simple API; without it `PIP_INDEX_URL` is taken, then pip's default index."""

    pins = Value(dict, default={})
    """Versions by distribution name that go before what a snippet pins: `peft: "0.21.2"`."""

    names = Value(dict, default={})
    """Distribution names by import name, for imports that are named otherwise: `cv2: opencv-python`."""

    max_download_mb = Value((int, float), default=_PACKAGES.max_download_mb)
    """Most that is fetched of one wheel, in megabytes; a larger one is reported and left out."""

    max_age_days = Value((int, float), default=_PACKAGES.max_age_days)
    """How long 'the newest version' is remembered before the index is asked again, in days."""

    timeout = Value((int, float), default=_PACKAGES.timeout)
    """For one request to the index, in seconds."""


class SitesConfig(Options):  # type: ignore[no-untyped-call]
    """Options under `search: sites:`, each a list of domains, with or without a path."""

    allow = c.ListOfItems(Value(str), default=[])
    """Only pages of these are taken, if any is named."""

    block = c.ListOfItems(Value(str), default=[])
    """Pages of these are never taken."""

    boost = c.ListOfItems(Value(str), default=[])
    """Pages of these come before others."""


class SearchConfig(Options):  # type: ignore[no-untyped-call]
    """Options under `search:`, how the web and one's own documentation are searched, once a searcher is named."""

    services = Value(dict, default={})
    """Options by searcher: `key`, `url`, `per_second`, `per_month` and its own."""

    sites = c.SubConfig(SitesConfig)
    """Domains whose pages are allowed, blocked or put first."""

    folders = c.ListOfItems(c.Dir(exists=True), default=[])
    """Folders with documentation in Markdown, HTML or plain text, for the searcher `files`."""

    queries = Value(int, default=_SEARCH.queries)
    """Most queries made from one step; a trivial one makes none."""

    results = Value(int, default=_SEARCH.results)
    """Most pages of the web kept for one step."""

    pages = Value(int, default=_SEARCH.pages)
    """How many of these are opened and read; of the others, the search's own excerpt is kept."""

    timeout = Value((int, float), default=_SEARCH.timeout)
    """For one answer of a service or a page, in seconds."""

    max_page_kb = Value(int, default=_SEARCH.max_page_kb)
    """Larger pages are not read, in kilobytes, unpacked."""

    max_age_days = Value((int, float), default=_SEARCH.max_age_days)
    """How long a service's answer to a query is used again, in days."""

    hosts = c.ListOfItems(Value(str), default=[])
    """Hosts of one's own: only these may be at private addresses."""

    private = c.ListOfItems(Value(str), default=[])
    """Regular expressions for what must not leave the machine, beside secrets."""

    def settings(self) -> SearchSettings:
        """Return the settings of the core."""
        values = {
            name: self[name] for name in ("queries", "results", "pages", "timeout", "max_page_kb", "max_age_days")
        }
        sites = self.sites
        return SearchSettings(
            services={str(name): options for name, options in self.services.items()},
            sites=Sites(tuple(sites.allow), tuple(sites.block), tuple(sites.boost)),
            folders=tuple(Path(folder) for folder in self.folders),
            hosts=tuple(self.hosts),
            private=tuple(self.private),
            **values,
        )


class OpenAIConfig(Options):  # type: ignore[no-untyped-call]
    """Options under `openai:`, which model the engine `openai` asks, how, and for how much."""

    model = c.Optional(Value(str))
    """The model's name, as the service knows it; the engine needs one."""

    base_url = Value(str, default=_OPENAI.base_url)
    """Address of the service, with its version."""

    api = c.Choice(("responses", "chat"), default=_OPENAI.api)
    """`responses`, or `chat`, which all compatible servers have."""

    api_key = c.Optional(Value(str))
    """Without it, `OPENAI_API_KEY` is taken from the environment, for OpenAI's own address only."""

    research = c.Choice(("single", "assistant"), default=_OPENAI.research)
    """`single` asks once, with the sources at hand; `assistant` lets the model search and open sources by itself."""

    second_reading = Value(bool, default=_OPENAI.second_reading)
    """Whether the model reads each claim that passed the check once more, against its quotes alone."""

    audience = c.Choice(("beginner", "practitioner", "expert"), default=_OPENAI.audience)
    """Whom the text is for."""

    language = Value(str, default=_OPENAI.language)
    """Language of the text, as a tag such as `de` or `pt-BR`; only English is compared with the sources."""

    prompts_dir = c.Optional(c.Dir(exists=True))
    """Folder whose files replace prompts of the same name."""

    max_source_tokens = Value(int, default=_OPENAI.max_source_tokens)
    """About how many tokens of sources one request holds; of more, the beginnings are sent."""

    max_claims = Value(int, default=_OPENAI.max_claims)
    """Most claims about one statement."""

    max_output_tokens = Value(int, default=_OPENAI.max_output_tokens)
    """For one answer, in tokens; an answer that is cut there is not used."""

    timeout = Value((int, float), default=_OPENAI.timeout)
    """For one answer, in seconds."""

    retries = Value(int, default=_OPENAI.retries)
    """How often a request is sent again when the service is busy or fails."""

    requests_per_minute = Value(int, default=_OPENAI.requests_per_minute)
    """Most requests in a minute; 0 sets no limit."""

    tokens_per_minute = Value(int, default=_OPENAI.tokens_per_minute)
    """Most tokens in a minute, sent and asked for; 0 sets no limit."""

    budget_usd = c.Optional(Value((int, float)))
    """Most that a build may spend, in US dollars."""

    max_build_tokens = Value(int, default=_OPENAI.max_build_tokens)
    """Most tokens, in and out, that a build may take; 0 sets no limit."""

    max_build_searches = Value(int, default=_OPENAI.max_build_searches)
    """Most searches of a build with `research: assistant`; 0 sets no limit."""

    max_build_seconds = Value((int, float), default=_OPENAI.max_build_seconds)
    """How long a build may send requests, in seconds; 0 sets no limit."""

    price = Value(dict, default={})
    """US dollars for a million tokens, `input`, `cached` and `output`, in place of the model's known price."""

    extra = Value(dict, default={})
    """Further fields of each request, as the service documents them."""

    max_rounds = Value(int, default=_OPENAI.max_rounds)
    """Most requests for one step with `research: assistant`."""

    max_searches = Value(int, default=_OPENAI.max_searches)
    """Most searches for one step with `research: assistant`."""

    max_step_tokens = Value(int, default=_OPENAI.max_step_tokens)
    """Most tokens, in and out, for one step with `research: assistant`; then it answers with what it has."""

    max_step_seconds = Value((int, float), default=_OPENAI.max_step_seconds)
    """Most time for one step with `research: assistant`, in seconds; then it answers with what it has."""

    max_step_usd = c.Optional(Value((int, float)))
    """Most that one step may cost with `research: assistant`, in US dollars."""

    def settings(self) -> OpenAISettings:
        """Return the settings of the core."""
        values: dict[str, Any] = dict(self)
        folder = values.pop("prompts_dir")
        model = values.pop("model") or ""
        return OpenAISettings(model=model, prompts_dir=Path(folder) if folder else None, **values)


class ExplainerConfig(Options):  # type: ignore[no-untyped-call]
    """Options of `explainer` under `plugins:`; folders are relative to the configuration file."""

    enabled = Value(bool, default=True)
    """Whether walkthroughs are made at all."""

    snippets_dir = Value(str, default=str(_DEFAULTS.snippets_dir))
    """Folder with the source files to explain."""

    output_dir = Value(str, default="walkthroughs")
    """Folder of the site that the pages go to."""

    title = Value(str, default="Walkthroughs")
    """Title of the page that lists all walkthroughs."""

    cache_dir = Value(str, default=str(_DEFAULTS.cache_dir))
    """Folder for results and package sources; it may be deleted at any time."""

    ignore = c.ListOfItems(Value(str), default=[])
    """Patterns as in `.gitignore`, relative to the snippets folder."""

    engine = Value(str, default=_DEFAULTS.engine)
    """Name of the engine that writes the explanations."""

    inference = c.Choice(("show", "mark", "drop"), default=_DEFAULTS.inference)
    """What is done with a claim that no quote and no fact of the code backs."""

    searchers = c.ListOfItems(Value(str), default=list(_DEFAULTS.searchers))
    """Names of the searchers that find sources, in the order of their weight."""

    concurrency = Value(int, default=_DEFAULTS.concurrency)
    """Threads that wait for servers at the same time; 0 chooses by the number of processors."""

    max_file_kb = Value(int, default=_DEFAULTS.max_file_kb)
    """Files larger than this many kilobytes are reported and not explained."""

    max_steps = Value(int, default=_DEFAULTS.max_steps)
    """Steps explained of one file; the rest of its source is shown without explanations."""

    language_server_timeout = Value((int, float), default=_DEFAULTS.language_server_timeout)
    """For one answer of the language server, in seconds."""

    inventories = Value(dict, default={})
    """Addresses or files of `objects.inv` by distribution name, for links; entries of those on this disk are read."""

    packages = c.SubConfig(PackagesConfig)
    """How the documentation of imported packages is obtained."""

    search = c.SubConfig(SearchConfig)
    """How the web and one's own documentation are searched, once `searchers` names a searcher that does."""

    openai = c.SubConfig(OpenAIConfig)
    """Which model the engine `openai` asks, how, and for how much."""

    def settings(self, folder: Path) -> Settings:
        """Return the settings of the core.

        Args:
            folder: What relative folders are relative to.

        Raises:
            SettingError: naming the option that cannot be used.
        """
        values: dict[str, Any] = {name: self[name] for name in _FROM_CORE}
        settings = Settings(
            snippets_dir=folder / self.snippets_dir,
            cache_dir=folder / self.cache_dir,
            ignore=tuple(self.ignore),
            searchers=tuple(self.searchers),
            inventories={name: _inventory(str(place), folder) for name, place in self.inventories.items()},
            packages=package_settings({name: self.packages[name] for name, _ in PackagesConfig._schema}),
            search=self.search.settings(),
            openai=self.openai.settings(),
            **values,
        )
        return check(settings)

    def check_folders(self, settings: Settings) -> None:
        """Check the folders that a site is made from and in.

        Raises:
            SettingError: naming the option that cannot be used.
        """
        if not settings.snippets_dir.is_dir():
            raise SettingError(
                f"option 'snippets_dir' is {self.snippets_dir!r}, and {settings.snippets_dir} is no folder: "
                "create it, or name the folder that holds the snippets"
            )
        parts = Path(self.output_dir).parts
        if not parts or ".." in parts or Path(self.output_dir).is_absolute():
            raise SettingError(f"option 'output_dir' is {self.output_dir!r}, and should be a folder inside the site")


def _inventory(place: str, folder: Path) -> str:
    return place if "://" in place else str(folder / place)
