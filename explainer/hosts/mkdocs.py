"""The plugin for MkDocs and ProperDocs: gives the core the configuration, and the site the finished pages.

A page is handed to the generator with nothing in it. After Markdown had its turn it gets an outline, its headings and
the words below them, which is what a search reads; and in the place of that the finished HTML, when the theme is around
it. So what comes from docstrings and other people's pages is never read as Markdown, and never parsed again.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.toc import get_toc
from mkdocs.utils import get_relative_url, nest_paths

from explainer.errors import ExplainerError, SettingError
from explainer.hosts.config import ExplainerConfig
from explainer.hosts.names import page_names, shared_names
from explainer.hosts.report import progress, say_left_out, warnings_of_core
from explainer.model import Walkthrough
from explainer.pipeline import Derived, Explainer, Summary
from explainer.reading.files import look_through
from explainer.render.index import (
    Card,
    Entry,
    Failure,
    card,
    entry,
    failure,
    render_failure,
    render_index,
    render_shared,
)
from explainer.render.page import Heading, Page, render
from explainer.render.version import presentation_version

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.pages import Page as SitePage

log = get_plugin_logger("explainer")

ASSETS = "assets/explainer"
_FIRST, _LAST = 100, -100
_OPEN, _CLOSE = "<!--explainer:", "<!--:explainer-->"


@dataclass(frozen=True, slots=True)
class Made:
    """What the site shows of one walkthrough; it is made once and cached."""

    page: Page
    card: Card


class ExplainerPlugin(BasePlugin[ExplainerConfig]):  # type: ignore[no-untyped-call]
    """Makes a walkthrough of every file in the snippets folder."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Check the options and announce style and script.

        Raises:
            PluginError: for an option that cannot be used.
        """
        self.pages: dict[str, Page] = {}
        self.leading: set[str] = set()
        if not self.config.enabled:
            return config
        self.folder = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
        try:
            self.settings = self.config.settings(self.folder)
            self.config.check_folders(self.settings)
        except SettingError as error:
            raise PluginError(f"explainer: {error}") from error
        self.output_dir = posixpath.normpath(self.config.output_dir.replace("\\", "/"))
        for listed, name in ((config.extra_css, "explainer.css"), (config.extra_javascript, "explainer.js")):
            # A site in several languages is built several times with one configuration.
            if f"{ASSETS}/{name}" not in listed:
                listed.append(f"{ASSETS}/{name}")
        return config

    @event_priority(_LAST)
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Explain the snippets and add their pages, the list of them, and the assets.

        Raises:
            PluginError: for an engine, a searcher or a cache folder that cannot be used.
        """
        if not self.config.enabled:
            return files
        for name in ("explainer.css", "explainer.js"):
            content = resources("explainer.render").joinpath("assets", name).read_text(encoding="utf-8")
            files.append(File.generated(config, f"{ASSETS}/{name}", content=content))
        index = f"{self.output_dir}/index.md"
        try:
            listed = self._explain(files, config)
        except ExplainerError as error:
            raise PluginError(f"explainer: {error}") from error
        if files.get_file_from_path(index) is None:
            self._add(index, render_index(self.config.title, listed), files, config)
        self._place(config, files, [index, *sorted(self.pages.keys() - self.leading - {index})])
        return files

    @event_priority(_LAST)
    def on_page_content(self, html: str, page: SitePage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """Give a page of ours its finished HTML, title, description, table of contents and anchors."""
        made = self.pages.get(page.file.src_uri)
        if made is None:
            return html
        page.title = made.title
        if made.description:
            page.meta.setdefault("description", made.description)
        if not made.headings:
            # Material then gives the room of the empty table of contents to the page; other themes take no notice.
            page.meta.setdefault("hide", ["toc"])
        if page.file.src_uri in self.leading:
            page.meta.setdefault("search", {"exclude": True})
        page.toc = get_toc(_nested(made.headings))
        page.present_anchor_ids = {*made.anchors, *(heading.id for heading in made.headings)}
        return f"{_OPEN}{page.file.src_uri}-->{made.outline}{_CLOSE}" if made.outline else made.html

    @event_priority(_FIRST)
    def on_post_page(self, output: str, page: SitePage, config: MkDocsConfig) -> str:  # noqa: ARG002
        """Put the finished HTML in the place of the outline, before other plugins look at the whole page."""
        made = self.pages.get(page.file.src_uri)
        if made is None or not made.outline:
            return output
        before, opened, rest = output.partition(f"{_OPEN}{page.file.src_uri}-->")
        _, closed, after = rest.partition(_CLOSE)
        if not opened or not closed:
            log.warning(f"the theme takes comments out of pages, and {page.file.src_uri} shows an outline alone")
            return output
        return f"{before}{made.html}{after}"

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, builder: Any) -> LiveReloadServer:  # noqa: ARG002
        """Build again when a snippet, a prompt, or documentation that is searched, is changed, added or deleted."""
        if self.config.enabled:
            prompts = self.settings.openai.prompts_dir
            for folder in (self.settings.snippets_dir, *self.settings.search.folders, *((prompts,) if prompts else ())):
                server.watch(str(folder))
        return server

    def _explain(self, files: Files, config: MkDocsConfig) -> list[Entry | Failure]:
        """Add the page of every snippet and return what the list says of each, in the order of the pages."""
        counts = Summary()
        listed: dict[str, Entry | Failure] = {}
        folder = self.settings.snippets_dir
        found = look_through(folder, self.settings.ignore)
        paths = found.snippets
        say_left_out(found, folder, log)
        relative, taken = [path.relative_to(folder).as_posix() for path in paths], _taken(files, self.output_dir)
        names = page_names(relative, taken)
        with warnings_of_core(log), Explainer(self.settings) as explainer:
            results = explainer.derive_all(paths, Made, presentation_version(), _made)
            for path, result in progress(results, len(paths), log):
                shown = path.relative_to(folder).as_posix()
                uri = f"{self.output_dir}/{names[shown]}.md"
                file = self._add(uri, _page(shown, result), files, config)
                file.edit_uri = _edit_uri(path, config.docs_dir)
                listed[uri] = _listed(shown, result, get_relative_url(file.url, f"{self.output_dir}/"))
                counts.add(result)
        log.info(str(counts))
        for name, sharing in shared_names(relative, taken).items():
            self._lead_on(name, {path: names[path] for path in sharing}, files, config)
        return [listed[uri] for uri in sorted(listed)]

    def _lead_on(self, name: str, sharing: dict[str, str], files: Files, config: MkDocsConfig) -> None:
        """Add a page that leads to those of the files that share a name, where links to it from outside arrive."""
        uri = f"{self.output_dir}/{name}.md"
        file = self._add(uri, Page("", "", (), ()), files, config)
        file.inclusion = InclusionLevel.NOT_IN_NAV
        pages = {path: files.get_file_from_path(f"{self.output_dir}/{named}.md") for path, named in sharing.items()}
        addresses = [(path, get_relative_url(page.url, file.url)) for path, page in pages.items() if page is not None]
        self.pages[uri] = render_shared(posixpath.basename(name), addresses)
        self.leading.add(uri)
        log.info(
            f"{', '.join(sharing)} share a name: their pages are {', '.join(sharing.values())}, "
            f"and the page {name} leads to them"
        )

    def _add(self, uri: str, page: Page, files: Files, config: MkDocsConfig) -> File:
        file = File.generated(config, uri, content="\n")
        files.append(file)
        self.pages[uri] = page
        return file

    def _place(self, config: MkDocsConfig, files: Files, uris: Sequence[str]) -> None:
        """Put the pages where the navigation names their folder; one that does not name it is left as it is."""
        if config.nav is None:
            return
        config.nav, placed = _unfolded(config.nav, f"{self.output_dir}/", self.config.title, _sections(uris))
        if placed:
            return
        for uri in uris:
            file = files.get_file_from_path(uri)
            if file is not None:
                file.inclusion = InclusionLevel.NOT_IN_NAV
        log.info(f"To have the walkthroughs in the navigation, write '{self.output_dir}/' where they belong in 'nav'")


def _made(walkthrough: Walkthrough) -> Made:
    return Made(render(walkthrough), card(walkthrough))


def _page(path: str, result: Derived[Made] | ExplainerError) -> Page:
    if isinstance(result, Derived):
        return result.value.page
    log.warning(str(result))
    return render_failure(path, result)


def _listed(path: str, result: Derived[Made] | ExplainerError, address: str) -> Entry | Failure:
    if isinstance(result, Derived):
        return entry(result.value.card, path, address)
    return failure(path, result, address)


def _edit_uri(snippet: Path, docs_dir: str) -> str | None:
    """Return where a snippet is, from where the pages are; None where no way leads there, as between two drives."""
    try:
        return quote(Path(os.path.relpath(snippet, docs_dir)).as_posix())
    except ValueError:
        return None


def _taken(files: Files, folder: str) -> list[str]:
    """Names in the folder of the walkthroughs that pages written by hand have."""
    pages = (file.src_uri for file in files.documentation_pages() if file.src_uri.startswith(f"{folder}/"))
    return [posixpath.splitext(uri.removeprefix(f"{folder}/"))[0].lower() for uri in pages]


def _sections(uris: Sequence[str]) -> list[Any]:
    """Return the pages as a navigation: those of one folder, with a section for each folder in it, as in the list.

    Args:
        uris: The page of the list first.
    """
    index, *others = uris
    ordered = [index, *sorted(others, key=lambda uri: (posixpath.dirname(uri), uri))]
    sections: list[Any] = nest_paths(ordered)  # type: ignore[no-untyped-call]
    for _ in posixpath.dirname(index).split("/"):
        ((_, sections),) = sections[0].items()
    return sections


def _unfolded(nav: Any, folder: str, title: str, pages: list[Any]) -> tuple[Any, bool]:
    """Replace the folder in a navigation by its pages; also say whether it was there."""
    if isinstance(nav, str):
        return ({title: pages}, True) if nav == folder else (nav, False)
    if isinstance(nav, list):
        items = [_unfolded(item, folder, title, pages) for item in nav]
        return [item for item, _ in items], any(placed for _, placed in items)
    if isinstance(nav, dict):
        named = {
            key: (pages, True) if value == folder else _unfolded(value, folder, title, pages)
            for key, value in nav.items()
        }
        return {key: item for key, (item, _) in named.items()}, any(placed for _, placed in named.values())
    return nav, False


def _nested(headings: Sequence[Heading]) -> list[Any]:
    """Headings as the tokens of Python-Markdown's table of contents, each inside the one above it."""
    top: list[Any] = []
    for heading in headings:
        token = {"id": heading.id, "name": heading.title, "level": heading.level, "children": []}
        (top[-1]["children"] if top and heading.level > top[-1]["level"] else top).append(token)
    return top
