"""One tree of errors: what the user must mend, and what a remote service or a tool did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from explainer.model import Documentation, Usage


class ExplainerError(Exception):
    """Anything that this program raises on purpose; its text is meant for the user."""


class UserError(ExplainerError):
    """A mistake that the user can mend: the message names the place, what is wrong and what to do."""


class SettingError(UserError):
    """An option that is wrong; the message names the option and quotes its value."""


class SnippetError(UserError):
    """A snippet that cannot be read or explained.

    Args:
        path: The snippet, as the user knows it.
        message: What is wrong and what to do, without the path.
        line: Where, counted from 1, if it is known.
    """

    def __init__(self, path: str, message: str, line: int | None = None) -> None:
        place = path if line is None else f"{path}:{line}"
        super().__init__(f"{place}: {message}")
        self.path = path
        self.line = line
        self.message = message


class ServiceError(ExplainerError):
    """A remote service that failed: the message says which, what it answered, and what happens instead."""

    usage: Usage | None = None
    """What was asked of a model on the way there, and paid for; None where nothing was, or nobody says."""

    def after(self, usage: Usage) -> Self:
        """Return this error with what was paid for before it."""
        if usage.input_tokens or usage.output_tokens:
            self.usage = usage if self.usage is None else usage + self.usage
        return self


class AnswerError(ServiceError):
    """A service whose answer cannot be used.

    Args:
        message: Which service, what it answered, and what to do.
        reason: What is wrong with the answer, as a page may say it: a clause with nothing in it that the service said.
        usage: What it took.
    """

    def __init__(self, message: str, reason: str, usage: Usage | None = None) -> None:
        super().__init__(message)
        self.reason, self.usage = reason, usage


class IncompleteError(ServiceError):
    """A search of which a part failed, as the log said; it is asked for again by the next build.

    Args:
        message: Who failed.
        found: What the others found.
    """

    def __init__(self, message: str, found: Sequence[Documentation]) -> None:
        super().__init__(message)
        self.found = found


class SearchError(ServiceError):
    """A search service that refused, failed, or made no sense.

    Args:
        message: What it answered, without its name.
        closed: Whether to leave it alone for the rest of the build.
        worked: Whether it may have worked for an answer, and charge for that: it neither refused nor was out of reach.
    """

    def __init__(self, message: str, *, closed: bool = True, worked: bool = False) -> None:
        super().__init__(message)
        self.closed, self.worked = closed, worked


class ServiceStopped(ServiceError):
    """A service that is not asked any more in this build: why was said when it was stopped."""


class PackageError(ServiceError):
    """A package that cannot be had from the index, or whose file is damaged or too large."""


class NotOnIndexError(PackageError):
    """The index answers, and does not have what is asked for; it is not worth asking again soon."""


class NoSuchVersionError(NotOnIndexError):
    """The index has the distribution, and none of the versions that are asked for."""


class UnreachableError(PackageError):
    """The server of an index could not be reached, or did not answer in time."""


class TooLargeError(PackageError):
    """An answer of an index is larger than allowed."""


class LanguageServerError(ExplainerError):
    """The language server did not start, died, or did not answer in time."""


class CacheError(ExplainerError):
    """The cache folder cannot be used."""


class StoppedError(ExplainerError):
    """Something that an explainer was to do after it had been stopped or closed."""
