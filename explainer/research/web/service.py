"""One search service over HTTP: its address, key and pace, and what its answers mean when they are no results."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
from urllib3.exceptions import NewConnectionError, ReadTimeoutError

from explainer.errors import SearchError, SettingError
from explainer.research.web.agent import NAME
from explainer.research.web.guard import cut_off
from explainer.research.web.pace import PATIENCE, Pace, asked_rest
from explainer.settings import Settings

_ATTEMPTS = 3
_BACK_OFF = 0.5
_MAX_BYTES = 16_000_000
_MOST_TIME = 3.0
"""An answer may take this many times the limit for its beginning and for each part, all in all."""
_COMMON = ("key", "url", "per_second", "per_month")
_MESSAGES = ("userMessage", "message", "detail", "error_message", "errorMessage", "error", "errors")
_REFUSED, _SPENT, _BAD_QUERY = (401, 403), (402, 432, 433), (400, 404, 422)
_SPACES = re.compile(r"\s+")


class Service:
    """Asks one service, and tells what went wrong in words that never hold the key.

    Args:
        name: Of the searcher.
        settings: Its options stand under `search: services:` by that name.
        url: Where it answers; empty where the user has to say.
        key: The environment variable with the key; empty where the service takes none.
        key_needed: Whether it answers nobody without a key.
        per_second: Most requests a second that it allows its smallest customers; 0 where it names no limit.
        options: Names of options that only this searcher has.
        hints: What to do about a status, where the service's own message does not say.
        least_timeout: Seconds that it is given at least, whatever the settings say: for one that does long and paid
            work for an answer. When it takes longer still, it is not asked the same again.

    Raises:
        SettingError: for a missing key or address, or an unknown option.
    """

    def __init__(
        self,
        name: str,
        settings: Settings,
        *,
        url: str = "",
        key: str = "",
        key_needed: bool = True,
        per_second: float = 0,
        options: tuple[str, ...] = (),
        hints: Mapping[int, str] | None = None,
        least_timeout: float = 0,
    ) -> None:
        given = settings.search.services.get(name, {})
        check_options(name, given, options)
        self.options = {option: given[option] for option in options if option in given}
        address = str(given.get("url") or os.environ.get(f"{name.upper()}_URL") or url)
        self.url, credentials = _without_credentials(address)
        self.key = str(given.get("key") or os.environ.get(key, "") if key else "")
        if key and key_needed and not self.key:
            raise SettingError(
                f"searcher {name!r} needs a key: set {key}, or 'search.services.{name}.key' to `!ENV {key}`"
            )
        if urlsplit(self.url).scheme not in ("http", "https"):
            raise SettingError(
                f"option 'search.services.{name}.url' is {self.url!r}, and should be the service's address"
            )
        self._timeout = max(settings.search.timeout, least_timeout)
        self._slow = least_timeout > 0
        self._hints = hints or {}
        self._paid: Callable[..., dict[str, Any]] = lambda _, send: send()
        self._pace = Pace(float(given.get("per_second", per_second)))
        self._session = requests.Session()
        self._session.headers["User-Agent"] = NAME
        self._session.auth = credentials or _unchanged
        self._secrets = [secret for secret in (self.key, *(credentials or ())[1:]) if secret]
        for scheme in ("http://", "https://"):
            # As many as may wait at a time: urllib3 would close those beyond, and warn of it.
            most = settings.workers * max(len(settings.searchers), 1)
            self._session.mount(scheme, requests.adapters.HTTPAdapter(pool_maxsize=most))

    def get(self, params: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return the answer to a GET request.

        Raises:
            SearchError: when there is none that can be used.
        """
        return self._ask(lambda: self._send("GET", headers, params=params))

    def post(self, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return the answer to a POST request with a JSON body.

        Raises:
            SearchError: when there is none that can be used.
        """
        return self._paid(body, lambda: self._ask(lambda: self._send("POST", headers, json=body)))

    def pay_with(self, paid: Callable[..., dict[str, Any]]) -> None:
        """Have what is posted paid by a function of the body, and of one that sends it and returns the answer."""
        self._paid = paid

    def _send(self, method: str, headers: Mapping[str, str] | None, **content: Any) -> _Answer:
        wanted = {"Accept": "application/json", **(headers or {})}
        started, most = time.monotonic(), _MOST_TIME * self._timeout
        with (
            self._session.request(
                method, self.url, headers=wanted, timeout=self._timeout, allow_redirects=False, stream=True, **content
            ) as response,
            cut_off(response, most),
        ):
            return _Answer(response, _body(response, started + most))

    def _ask(self, send: Callable[[], _Answer]) -> dict[str, Any]:
        """Send until there is an answer, or none is to be expected."""
        for attempt in range(_ATTEMPTS):
            self._pace.wait()
            last = attempt == _ATTEMPTS - 1
            try:
                answer = send()
            except requests.RequestException as error:
                # What works for long goes on when nobody waits any more, and is paid for each time.
                if last or (self._slow and _is_late(error)):
                    raise SearchError(_unreachable(error, self._timeout), worked=_left(error)) from None
            else:
                rest = asked_rest(answer.headers, answer.json, datetime.now(UTC))
                self._pace.rest(rest)
                if answer.status == requests.codes.ok:
                    return self._results(answer)
                if last or not answer.passing or rest > PATIENCE:
                    raise self._trouble(answer, rest)
                if rest:
                    continue
            time.sleep(_BACK_OFF * 2**attempt)
        raise AssertionError("the last attempt returns or raises")

    def _results(self, answer: _Answer) -> dict[str, Any]:
        if not isinstance(answer.json, dict):
            promised = "HTML where JSON was promised" if "<" in answer.text[:200] else "no JSON object"
            raise SearchError(f"answered with {promised}: is {_place(self.url)!r} its address?", worked=True)
        return answer.json

    def _trouble(self, answer: _Answer, rest: float) -> SearchError:
        status = answer.status
        said = f"{status} {answer.reason}".strip()
        if message := _message(answer):
            said += f": {message}"
        said = self._without_key(said)
        if hint := self._hints.get(status):
            return SearchError(f"answered {said}; {hint}")
        if status in _REFUSED:
            return SearchError(f"refused the request ({said}); check its key and what that is allowed")
        if status in _SPENT:
            return SearchError(f"has no searches left for this key ({said})")
        if 300 <= status < 400:
            return SearchError(f"answered {said}, a redirect; set 'url' to where it leads if you trust that")
        if rest:
            said += f"; it asks to be left alone for {rest:.0f} s"
        return SearchError(f"answered {said}", closed=status not in _BAD_QUERY)

    def _without_key(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "[key]")
        return text


class _Answer:
    """An answer that was read whole, as far as it may be."""

    def __init__(self, response: requests.Response, text: str) -> None:
        self.status = response.status_code
        self.reason = response.reason or ""
        self.headers = response.headers
        self.text = text
        try:
            self.json: Any = json.loads(text)
        except (ValueError, RecursionError):
            self.json = None

    @property
    def passing(self) -> bool:
        """Whether to try again makes sense."""
        return self.status == requests.codes.too_many_requests or self.status >= 500


def check_options(name: str, given: Mapping[str, Any], options: tuple[str, ...]) -> None:
    """Raise a `SettingError` for an option that a searcher does not have."""
    known = (*_COMMON, *options)
    for option, value in given.items():
        if option not in known:
            there_are = ", ".join(known)
            raise SettingError(f"option 'search.services.{name}.{option}' is not known; there are {there_are}")
        if option.startswith("per_") and (isinstance(value, bool) or not isinstance(value, int | float) or value < 0):
            raise SettingError(f"option 'search.services.{name}.{option}' should be a number of at least 0")


def _without_credentials(url: str) -> tuple[str, tuple[str, str] | None]:
    """Take `name:password@` out of an address, so that it is in no message."""
    parts = urlsplit(url)
    if parts.username is None:
        return url, None
    place = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=place).geturl(), (unquote(parts.username), unquote(parts.password or ""))


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Send no other credentials: without this, requests would add those of `.netrc`."""
    return request


def _body(response: requests.Response, deadline: float) -> str:
    content = bytearray()
    for part in response.iter_content(65_536):
        content += part
        if len(content) > _MAX_BYTES:
            raise SearchError(f"answered with more than {_MAX_BYTES // 1_000_000} MB", closed=False)
    if time.monotonic() > deadline:  # where the length is not told, an answer that was cut looks like a whole one
        raise requests.Timeout
    return content.decode("utf-8", "replace")


def _message(answer: _Answer) -> str:
    """Return what an answer says of itself, on one short line."""
    found = answer.json
    while isinstance(found, dict | list):
        if isinstance(found, list):
            found = found[0] if found else ""
        else:
            found = next((found[key] for key in _MESSAGES if found.get(key)), "")
    line = _SPACES.sub(" ", str(found or "")).strip()
    return line if len(line) <= 200 else f"{line[:199]}…"


def _is_late(error: requests.RequestException) -> bool:
    """Whether a service took a request, and too long to answer it; while an answer is read, urllib3 says so."""
    late = isinstance(error, requests.Timeout) and not isinstance(error, requests.ConnectTimeout)
    return late or any(isinstance(one, ReadTimeoutError) for one in error.args)


def _left(error: requests.RequestException) -> bool:
    """Whether a request may have arrived at the service, although there is no answer."""
    unconnected = (requests.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.ProxyError)
    reasons = (getattr(one, "reason", None) for one in error.args)
    return not (isinstance(error, unconnected) or any(isinstance(one, NewConnectionError) for one in reasons))


def _unreachable(error: requests.RequestException, timeout: float) -> str:
    """Say what failed without the address that was asked, which may hold a key."""
    if isinstance(error, requests.Timeout) or _is_late(error):
        return f"did not answer within {timeout:g} s"
    if isinstance(error, requests.exceptions.SSLError):
        return "cannot be reached: its certificate is not trusted"
    if isinstance(error, requests.exceptions.ConnectionError):
        return "cannot be reached: there is no connection to it"
    return f"cannot be reached: {type(error).__name__}"


def _place(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"
