"""The searcher of the web: queries of a step to all services, their results in one order, the best pages read."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from explainer.analysis.environment import Environment
from explainer.errors import IncompleteError, ServiceError
from explainer.model import Documentation, Source, Walkthrough
from explainer.research.protocol import Found, Planned, Subject
from explainer.research.queries import packages, queries
from explainer.research.web.addresses import is_inside
from explainer.research.web.answers import AlreadyClosedError, Answer, Answers
from explainer.research.web.once import Once
from explainer.research.web.pages import Pages, UnreadableError
from explainer.research.web.privacy import Privacy
from explainer.research.web.protocol import Query, SearchService
from explainer.research.web.ranking import Ranked, Ranking, dropped, rank
from explainer.research.web.reading import main_text, part, tidy
from explainer.research.web.topic import Topic, topic_of
from explainer.settings import Settings
from explainer.store.cache import Cache
from explainer.store.keys import digest

_log = logging.getLogger(__name__)

_MOST_TEXT = 400_000
"""Characters of a page that are remembered for the rest of a build."""


class WebSearcher:
    """Finds pages of the web for a step; thread safe, and to be closed.

    Args:
        settings: Limits, sites, and what must stay private.
        services: Those to ask, in the order of their weight.
        pages: Reads pages in place of what the settings describe.
    """

    name = "web"
    waits = True
    """Its time is spent waiting for servers, so that steps are better searched for side by side."""

    def __init__(self, settings: Settings, services: Sequence[SearchService], pages: Pages | None = None) -> None:
        self._settings = settings.search
        self.services = services
        self.version = digest(*(getattr(service, "version", "") for service in services))
        self._privacy = Privacy(settings.search.private)
        folder: Path | None = settings.cache_dir / "web" if settings.cache else None
        self._cache = Cache(folder / "answers" if folder else None)
        self._answers = Answers(settings.search, self._cache)
        self._pages = pages or Pages(settings.search, folder)
        self._pool = ThreadPoolExecutor(settings.workers * max(len(services), 1), thread_name_prefix="explainer-web")
        self._told: dict[tuple[str, str], Future[Answer]] = {}
        self._read: Once[tuple[str, str]] = Once()

    def charge(self, account: Callable[[str], Callable[..., Any]]) -> None:
        """Have the searches of models paid from an account; see `explainer.engines.protocol.Lookup`."""
        for service in self.services:
            if model := getattr(service, "openai_model", ""):
                service.service.pay_with(account(model))  # type: ignore[attr-defined]

    def close(self) -> None:
        """Stop waiting for anyone."""
        self._pool.shutdown(cancel_futures=True)
        self._pages.close()
        self._cache.close()

    def queries(self, subject: Subject) -> list[Query]:
        """Return what is sent for a step: without what must stay private, of which the log says where it is."""
        texts = queries(subject, self._settings.queries)
        if not texts:
            return []
        hidden = self._privacy.secrets(subject.step.code)
        sent = [self._privacy.redacted(text, (secret for _, secret in hidden)) for text in texts]
        lines = {number for number, _ in hidden} or ({1} if sent != texts else set())
        for line in sorted(lines):
            place = f"{subject.snippet.path}:{subject.step.start_line + line - 1}"
            _log.warning("%s: holds what looks like a secret or is listed as private: it is not sent to anyone", place)
        sites = (subject.snippet.sites, self._settings.sites)
        allowed = next((one.allow for one in sites if one.allow), ())
        return [
            Query(
                text=text,
                allow=tuple(filter(self._may_be_named, allowed)),
                block=tuple(site for one in sites for site in one.block if self._may_be_named(site)),
                packages=tuple(package.name for package in packages(subject)),
                recency_days=subject.recency_days,
            )
            for text in dict.fromkeys(sent)
        ]

    def _may_be_named(self, site: str) -> bool:
        """Whether a site is one that others may hear of: those inside a private network are not theirs to know."""
        host = site.removeprefix("*.").partition("/")[0].partition(":")[0]
        own = any(one.partition(":")[0] == host for one in self._settings.hosts)
        return not is_inside(host) and not own and not self._privacy.secrets(site)

    def planned(self, walkthrough: Walkthrough, environment: Environment) -> Iterator[Planned]:
        """Give what would be sent for a walkthrough that was made without this searcher, each query once."""
        receivers = tuple(_receiver(service) for service in self.services)
        known: set[Query] = set()
        for explained in walkthrough.steps:
            calls = explained.research.calls
            subject = Subject(walkthrough.snippet, explained.step, explained.facts, calls, environment)
            for query in self.queries(subject):
                if query not in known:
                    known.add(query)
                    yield Planned(explained.step.start_line, query.with_operators, receivers)

    def search(self, subject: Subject) -> Sequence[Documentation]:
        """Return the best pages for a step.

        Raises:
            IncompleteError: when a service failed; it holds what the others found.
        """
        asked = self.queries(subject)
        if not asked:
            return []
        answers, failed = self._ask(asked, f"{subject.snippet.path}:{subject.step.start_line}")
        topic = topic_of(subject, (query.text for query in asked))
        lists = [(name, answer.results) for name, answer in answers]
        ranking = rank(lists, topic, (self._settings.sites, subject.snippet.sites), self._settings.hosts)
        days = {result.url: answer.day for _, answer in answers for result in answer.results}
        found = self._found(ranking, topic, days)
        if failed:
            raise IncompleteError(f"no answer from {', '.join(sorted(failed))}", found)
        return found

    def _ask(self, asked: Sequence[Query], place: str) -> tuple[list[tuple[str, Answer]], set[str]]:
        """Ask every service every query, side by side; return the answers in a fixed order, and who failed."""
        pending = [
            (service.name, self._pool.submit(self._answer, service, query))
            for query in asked
            for service in self.services
        ]
        answers, failed = [], set()
        for name, future in pending:
            try:
                answers.append((name, future.result()))
            except AlreadyClosedError:
                failed.add(name)
            except ServiceError as error:
                failed.add(name)
                if self._told.setdefault((name, str(error)), future) is future:  # the first to say so, of all threads
                    _log.warning("%s: searcher %r %s; the other searchers carry on", place, name, error)
        return answers, failed

    def _answer(self, service: SearchService, query: Query) -> Answer:
        try:
            return self._answers.ask(service, query)
        finally:
            self._cache.release()

    def _found(self, ranking: Ranking, topic: Topic, days: dict[str, str]) -> Found:
        """Return the best pages as sources, and say of the others, and of what cannot be read, why they are none."""
        most = self._settings.results
        words = [*topic.words, *(part.lower() for symbol in topic.symbols for part in symbol.split("."))]
        pages = [
            self._pool.submit(self._page, one.place.url) for one in ranking.kept[: min(most, self._settings.pages)]
        ]
        found, unread = [], []
        for number, one in enumerate(ranking.kept[:most]):
            text, day = tidy(one.result.text), days[one.result.url]
            if number < len(pages):
                try:
                    whole, day = pages[number].result()
                    text = part(whole, words)
                except UnreadableError as error:
                    left = "its excerpt is kept" if text else "it has no excerpt"
                    unread.append(dropped(one.result, one.services, f"not read, since {error}: {left}"))
            if text:
                found.append(_document(one, text, day))
        reason = f"not among the best {most}"
        beyond = [dropped(one.result, one.services, reason) for one in ranking.kept[most:]]
        return Found(found, (*unread, *beyond, *ranking.dropped))

    def _page(self, url: str) -> tuple[str, str]:
        """Return the text of a page and the day it was fetched on; each page is read once in a build."""
        return self._read.get(url, lambda: self._fetched(url))

    def _fetched(self, url: str) -> tuple[str, str]:
        page = self._pages.fetch(url)
        return main_text(page)[:_MOST_TEXT], page.retrieved.isoformat()


def _receiver(service: SearchService) -> str:
    """Return a service's name, with the host that it sends to where it says so."""
    host = urlsplit(getattr(getattr(service, "service", None), "url", "")).netloc.rpartition("@")[2]
    return f"{service.name} ({host})" if host else service.name


def _document(one: Ranked, text: str, day: str) -> Documentation:
    title = tidy(one.result.title) or one.place.host
    source = Source(
        title=title,
        url=one.place.url,
        text=text,
        searcher=", ".join(one.services),
        symbol="",
        package="",
        version="",
        locator="",
        retrieved=day,
    )
    return Documentation(source, "page", title)
