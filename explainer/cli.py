"""The command line: walkthroughs of single files, without a site around them."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from platformdirs import user_cache_path
from rich.console import Console
from rich.table import Table
from rich.text import Text

from explainer import plugins
from explainer.errors import ExplainerError, SnippetError
from explainer.model import Walkthrough
from explainer.pipeline import Explainer, Forecast, Summary
from explainer.reading.files import discover
from explainer.render.contract import to_contract
from explainer.render.terminal import safe, show
from explainer.research import registry
from explainer.research.protocol import Planned
from explainer.settings import Settings

_log = logging.getLogger(__name__)

_PROJECTS = "explainer.projects"
_DISTRIBUTION = "mkdocs-explainer"
_PROJECT_FILES = ("mkdocs.yml", "mkdocs.yaml", "properdocs.yml")
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns:
        0; or 1 where a file could not be explained, after saying why on standard error. A wrong command line ends the
        program with 2.
    """
    options = _parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.INFO if options.verbose else logging.WARNING, format="%(levelname)s: %(message)s", force=True
    )
    # Each try of a connection; what comes of them is said by whoever made it.
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except ExplainerError as error:
        _complain(str(error))
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader went away, as `head` does: nothing more may be written, not even by the interpreter on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="explainer", description="Explain source files statement by statement.")
    parser.add_argument("--version", action="version", version=f"explainer {version(_DISTRIBUTION)}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    explain = commands.add_parser("explain", help="print walkthroughs", description="Print walkthroughs of files.")
    formats = "terminal (the default), json (one object; of several files, each on a line of its own), or markdown"
    explain.add_argument("--format", choices=("terminal", "json", "markdown"), default="terminal", help=formats)
    explain.add_argument("--engine", help="which engine writes (default: that of the project, or reference)")
    explain.add_argument("--estimate", action="store_true", help="print what a model would take, without asking it")
    explain.add_argument("--show-queries", action="store_true", help="print what searchers would send, and to whom")
    explain.add_argument(
        "--searchers", type=_names, metavar="NAMES", help="which searchers to use, with commas between"
    )
    explain.set_defaults(run=_explain)
    packages = commands.add_parser(
        "packages", help="print which packages the imports are", description="Print which packages files import."
    )
    packages.set_defaults(run=_packages, engine=None, searchers=None)
    for command in (explain, packages):
        command.add_argument(
            "files", nargs="+", type=Path, metavar="FILE", help="a source file or a folder of them, anywhere"
        )
        followed = "follow the options in FILE (default: mkdocs.yml or properdocs.yml in this folder)"
        command.add_argument("--config-file", type=Path, metavar="FILE", help=followed)
        command.add_argument("--no-config", action="store_true", help="follow the options of no project")
        command.add_argument("--cache-dir", type=Path, help="where results and package sources are kept")
        command.add_argument("--no-cache", action="store_true", help="neither use nor keep results of earlier runs")
        command.add_argument("--no-download", action="store_true", help="use installed packages only, and no network")
        command.add_argument(
            "-v",
            "--verbose",
            action="store_true",
            help="say on standard error what is done, and after each step what searchers left out",
        )
    return parser


def _settings(options: argparse.Namespace) -> Settings:
    """Return the settings of the project, if there is one, with those of the command line put over them."""
    file = _project_file(options)
    settings = (
        Settings(cache_dir=user_cache_path("explainer", appauthor=False))
        if file is None
        else plugins.load(_PROJECTS, "mkdocs", "config-file")(file)
    )
    return replace(
        settings,
        engine=options.engine or settings.engine,
        searchers=options.searchers or settings.searchers,
        cache_dir=options.cache_dir or settings.cache_dir,
        cache=not options.no_cache,
        packages=replace(settings.packages, download=settings.packages.download and not options.no_download),
    )


def _files(options: argparse.Namespace, settings: Settings) -> list[Path]:
    """Return the files that are named, and of a folder those that a build would explain, as the user would write them.

    A folder without such files stands for itself: it is refused like a file that cannot be read.
    """
    return [file for path in options.files for file in (_snippets(path, settings) or [path])]


def _snippets(folder: Path, settings: Settings) -> list[Path]:
    whole, snippets = folder.absolute(), settings.snippets_dir.absolute()
    if not whole.is_dir():
        return []
    found = discover(snippets, settings.ignore) if whole.is_relative_to(snippets) else discover(whole)
    return [folder / path.relative_to(whole) for path in found if path.is_relative_to(whole)]


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if not names:
        raise argparse.ArgumentTypeError("no searcher is named")
    return names


def _project_file(options: argparse.Namespace) -> Path | None:
    if options.no_config:
        return None
    file: Path | None = options.config_file
    return file or next((Path(name) for name in _PROJECT_FILES if Path(name).is_file()), None)


def _explain(options: argparse.Namespace) -> int:
    if options.show_queries:
        return _show_queries(options)
    if options.estimate:
        return _estimate(options)
    summary = Summary()
    settings = _settings(options)
    files = _files(options, settings)
    several = len(files) > 1
    paths = [path.absolute() for path in files]
    with Explainer(settings) as explainer, closing(explainer.explain_all(paths)) as results:
        for path, (_, result) in zip(files, results, strict=True):
            summary.add(result)
            if isinstance(result, ExplainerError):
                _complain(_located(path, result))
            else:
                _print(result, options, several)
    _log.info("%s", summary)
    return 1 if summary.failed else 0


def _estimate(options: argparse.Namespace) -> int:
    """Print what the engine would take for each file and for all, without asking it or others that charge."""
    settings = _settings(options)
    # Nobody is asked, so that no key is needed either.
    keyed = replace(settings.openai, api_key=settings.openai.api_key or "none")
    settings = replace(settings, search=replace(settings.search, paid=False), openai=keyed)
    files = _files(options, settings)
    total, failed = Forecast(), False
    paths = [path.absolute() for path in files]
    with Explainer(settings) as explainer, closing(explainer.forecast_all(paths)) as results:
        for path, (_, result) in zip(files, results, strict=True):
            if isinstance(result, ExplainerError):
                _complain(_located(path, result))
                failed = True
            elif result is None:
                sys.stdout.write(f"Nothing to estimate: the engine {settings.engine!r} does not say what it takes.\n")
                return 0
            else:
                sys.stdout.write(safe(f"{path}: {result}") + "\n")
                total = total + result
    if len(files) > 1:
        sys.stdout.write(f"In all: {total}\n")
    return int(failed)


def _show_queries(options: argparse.Namespace) -> int:
    """Print what searchers of the web would be sent: all that it is made from is found out without them."""
    settings = _settings(options)
    searchers = registry.searchers(settings)
    try:
        queries = next((one.planned for one in searchers if hasattr(one, "planned")), None)
        if queries is None:
            _complain(f"Nothing is sent: none of the searchers {', '.join(settings.searchers)} searches the web.")
            return 0
        with Explainer(replace(settings, searchers=(registry.SYMBOLS,))) as explainer:
            return _print_queries(_files(options, settings), explainer, queries)
    finally:
        for searcher in searchers:
            if hasattr(searcher, "close"):
                searcher.close()


def _print_queries(files: Sequence[Path], explainer: Explainer, planned: Callable[..., Iterable[Planned]]) -> int:
    failed = False
    for path, (_, result) in zip(files, explainer.explain_all([file.absolute() for file in files]), strict=True):
        if isinstance(result, ExplainerError):
            _complain(_located(path, result))
            failed = True
            continue
        for one in planned(result, explainer.environment(path)):
            sys.stdout.write(safe(f"{path}:{one.line}: {one.text}") + "\n")
            sys.stdout.write(safe(f"    to {', '.join(one.receivers)}") + "\n")
    return int(failed)


def _print(walkthrough: Walkthrough, options: argparse.Namespace, several: bool) -> None:
    if options.format == "json":
        sys.stdout.write(json.dumps(to_contract(walkthrough), indent=None if several else 2) + "\n")
    elif options.format == "markdown":
        from explainer.render.markdown import to_markdown

        sys.stdout.write(to_markdown(walkthrough))
    else:
        console = _console()
        for part in show(walkthrough, dropped=options.verbose):
            console.print(part)
    sys.stdout.flush()


def _packages(options: argparse.Namespace) -> int:
    failed = False
    console = _console()
    settings = _settings(options)
    with Explainer(settings) as explainer:
        for path in _files(options, settings):
            try:
                found = explainer.environment(path.absolute()).packages
            except ExplainerError as error:
                _complain(_located(path, error))
                failed = True
                continue
            if not found:
                sys.stdout.write(safe(f"{path}: no packages are imported") + "\n")
                continue
            table = Table("package", "version", "origin", "imports", "note", title=Text(safe(str(path))), box=None)
            for package in found:
                cells = (package.name, package.version, package.origin, ", ".join(package.imports), package.note)
                table.add_row(*(Text(safe(cell)) for cell in cells))
            console.print(table)
    return 1 if failed else 0


def _console() -> Console:
    return Console(markup=False, highlight=False, emoji=False)


def _located(path: Path, error: ExplainerError) -> str:
    """Return the message with the path as the user gave it, so that an editor finds the place."""
    if not isinstance(error, SnippetError):
        return str(error)
    place = str(path) if error.line is None else f"{path}:{error.line}"
    return f"{place}: {error.message}"


def _complain(message: str) -> None:
    sys.stderr.write(f"{safe(message)}\n")
