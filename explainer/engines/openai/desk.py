"""What lies before an assistant: the sources of one step, those that it found, and the way that it took."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from explainer.engines.openai.question import one_line, show
from explainer.errors import IncompleteError, ServiceError
from explainer.evidence.cutting import cut, line_spans
from explainer.model import Documentation, Source, Visit

MOST_DAYS = 3650
"""Of the age that a search may ask for; more is no restriction to speak of."""
_MOST_FOUND = 12
"""Sources that are added for one step."""
_MOST_LINES = 20
"""Lines that a search within a source shows."""
_WIDEST = 200
_MOST_NAMED = 3
"""Sources that a search is said to have found, by their names."""
_LONGEST_TITLE = 80
_FAILED = "The search failed: go on with what you have."
"""Without the reason: the next build is to send the same, and has the answer to it then."""

Search = Callable[[str, int | None], Sequence[Documentation]]
"""Finds sources for a query, of any age or of so many days; raises as `Lookup` of the engines' protocol does."""


class Desk:
    """The sources at hand, and what can be done with them; each method returns what the model is told.

    Args:
        documentation: The sources of the step.
        lookup: Finds more; None where no searcher can.
        most_searches: For the step.
    """

    def __init__(self, documentation: Sequence[Documentation], lookup: Search | None, most_searches: int) -> None:
        self._given = tuple(documentation)
        self._lookup = lookup
        self._searches_left = most_searches if lookup else 0
        self.found: list[Documentation] = []
        """What was added, in the order of their numbers."""
        self.path: list[Visit] = []
        self.complete = True
        """Whether no search failed, or only a part of one."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """All sources, in the order of their numbers."""
        return tuple(one.source for one in (*self._given, *self.found))

    @property
    def may_search(self) -> bool:
        """Whether another search is allowed."""
        return self._searches_left > 0

    def search(self, query: str, recency_days: int = 0) -> str:
        """Look for more sources, of any age where it is 0."""
        if self._lookup is None or not self.may_search:
            return "No more searches are allowed for this step."
        wanted = " ".join(query.split())[:_WIDEST]
        if not wanted:
            return "`query` is empty: say what to look for."
        if not 0 <= recency_days <= MOST_DAYS:
            return f"`recency_days` should be from 1 to {MOST_DAYS}, or 0 for any age."
        self._searches_left -= 1
        subject = f"“{wanted}”{f' (the last {recency_days} days)' if recency_days else ''}"
        try:
            results = self._lookup(wanted, recency_days or None)
        except IncompleteError as error:
            results, self.complete = error.found, False
        except ServiceError:
            self.complete = False
            self.path.append(Visit("search", subject, "failed"))
            return _FAILED
        known = {(source.url, source.text) for source in self.sources}
        new = [one for one in results if (one.source.url, one.source.text) not in known and one.source.text.strip()]
        beyond = len(new) > (room := _MOST_FOUND - len(self.found))
        new = new[:room]
        first = len(self.sources) + 1
        self.found += new
        self.path.append(Visit("search", subject, _outcome(new) or _nothing(results, beyond)))
        shown = ["\n".join(show(one.source, number, most=600)) for number, one in enumerate(new, start=first)]
        return "\n".join(shown) or "Nothing new was found."

    def open(self, source: int) -> str:
        """Show the beginning of a source."""
        return self._shown("open", source, 1)

    def scroll(self, source: int, first: int) -> str:
        """Show a source from a line on."""
        return self._shown("scroll", source, first)

    def find(self, source: int, text: str) -> str:
        """Show the lines of a source that hold some words."""
        found = self._source(source)
        if found is None:
            return _missing(source)
        lines = [span.of(found.text) for span in line_spans(found.text)]
        hits = [
            f"{at}| {one_line(line)[:_WIDEST]}"
            for at, line in enumerate(lines, start=1)
            if text.lower() in line.lower()
        ]
        outcome = "no line" if not hits else "1 line" if len(hits) == 1 else f"{len(hits)} lines"
        self.path.append(Visit("find", f"“{text[:_WIDEST]}” in {found.title}", outcome))
        return "\n".join(hits[:_MOST_LINES]) or "No line holds that."

    def quote(self, source: int, first: int, last: int) -> str:
        """Show what a claim would rest on if it named some lines."""
        found = self._source(source)
        span = None if found is None else cut(found.text, first, last, "")
        if found is None or span is None:
            return f"Source {source} has no such lines."
        self.path.append(Visit("quote", found.title, f"line {first}" if first == last else f"lines {first} to {last}"))
        return one_line(span.of(found.text))

    def _shown(self, action: str, source: int, first: int) -> str:
        found = self._source(source)
        if found is None:
            return _missing(source)
        count = len(line_spans(found.text))
        if not 1 <= first <= count:
            return f"Source {source} has the lines 1 to {count}."
        self.path.append(Visit(action, found.title, f"from line {first} of {count}"))
        return "\n".join(show(found, source, first))

    def _source(self, number: int) -> Source | None:
        sources = self.sources
        return sources[number - 1] if 1 <= number <= len(sources) else None


def _outcome(new: Sequence[Documentation]) -> str:
    """Return what is new, by its titles, since the page has its own numbers; empty for nothing."""
    if not new:
        return ""
    named = map(_named, new[:_MOST_NAMED])
    more = f" and {len(new) - _MOST_NAMED} more" if len(new) > _MOST_NAMED else ""
    return f"{len(new)} new source{'' if len(new) == 1 else 's'}: {', '.join(named)}{more}"


def _nothing(results: Sequence[Documentation], beyond: bool) -> str:
    if not results:
        return "nothing found"
    return "no room for more sources" if beyond else "nothing new: what it found was at hand already"


def _named(found: Documentation) -> str:
    return " ".join(found.source.title.split())[:_LONGEST_TITLE]


def _missing(source: int) -> str:
    return f"There is no source {source}."
