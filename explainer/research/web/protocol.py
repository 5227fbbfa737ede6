"""What a search service is asked, and what it returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol, Self

_PERIODS = {1: "day", 7: "week", 31: "month", 366: "year"}


@dataclass(frozen=True, slots=True)
class Query:
    """One search, free of secrets."""

    text: str
    allow: tuple[str, ...] = ()
    """Domains, with or without a path, to which a service that can should keep."""
    block: tuple[str, ...] = ()
    """Those that it should leave out."""
    packages: tuple[str, ...] = ()
    """Distributions that the query is about, for services that search one project's documentation at a time."""
    count: int = 10
    """Results wanted."""
    recency_days: int | None = None
    """Pages are wanted that are at most so many days old, of services that can tell; None for any age."""
    today: date | None = None
    """The day on which it is sent, in UTC; it is no part of what an answer is kept under."""

    def sent_on(self, today: date) -> Self:
        """Return the query as it is sent on a day."""
        return replace(self, today=today)

    @property
    def span(self) -> tuple[date, date] | None:
        """The first and the last day that are recent enough, for services that take days."""
        if self.recency_days is None or self.today is None:
            return None
        return self.today - timedelta(days=self.recency_days), self.today

    @property
    def period(self) -> str:
        """`day`, `week`, `month` or `year`, the shortest that is long enough; empty where none is, or for any age."""
        if self.recency_days is None:
            return ""
        return next((name for days, name in _PERIODS.items() if self.recency_days <= days), "")

    @property
    def with_operators(self) -> str:
        """The text with `site:` operators, as most search engines read them."""
        allowed = " OR ".join(f"site:{site}" for site in self.allow)
        blocked = " ".join(f"-site:{site}" for site in self.block)
        return " ".join(
            part for part in (self.text, f"({allowed})" if len(self.allow) > 1 else allowed, blocked) if part
        )

    @property
    def allowed_domains(self) -> list[str]:
        """The domains to keep to, without paths."""
        return [site.partition("/")[0] for site in self.allow]

    @property
    def blocked_domains(self) -> list[str]:
        """The domains that are blocked as a whole."""
        return [site for site in self.block if "/" not in site]


@dataclass(frozen=True, slots=True)
class Result:
    """A page, as a search service names it."""

    title: str
    url: str
    text: str
    """The service's excerpt, as plain text."""


class SearchService(Protocol):
    """Finds pages for a query.

    An entry point of the group `explainer.searchers` that makes one of these takes part in web research: the results
    of all of them are merged and ranked, and the best pages are read.
    """

    name: str

    def find(self, query: Query) -> Sequence[Result]:
        """Return what was found, the best first; empty when there is nothing.

        Raises:
            SearchError: when the service refused or failed; the others carry on.
        """
