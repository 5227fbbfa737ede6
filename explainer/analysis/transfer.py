"""HTTP for the package index: sessions with retries, and answers that are bounded in bytes and in time."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, MaxRetryError, ReadTimeoutError
from urllib3.util.retry import Retry

from explainer.analysis.addresses import public
from explainer.errors import PackageError, TooLargeError, UnreachableError

_CHUNK = 1 << 18
_BYTES_PER_TIMEOUT = 4 << 20
"""Bytes that are given one timeout to arrive: slower than that counts as hanging."""


_UNTRUSTED = (
    "its certificate is not trusted; where a proxy puts its own in place, name the file of those to trust in "
    "REQUESTS_CA_BUNDLE"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, whole."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class Transfer:
    """Gets addresses over HTTP, with one session for each thread.

    Args:
        timeout: For a connection, for each wait, and for each 4 MiB of an answer, in seconds.
        index_url: Where credentials are taken from; they are sent to that host only.
    """

    def __init__(self, timeout: float, index_url: str) -> None:
        parts = urlsplit(index_url)
        self._timeout = timeout
        self._host = parts.hostname
        self._auth = (parts.username or "", parts.password or "") if parts.username else None
        self._local = threading.local()
        self._sessions: list[requests.Session] = []
        self._lock = threading.Lock()

    def get(self, url: str, headers: Mapping[str, str], limit: int) -> Answer:
        """Return the answer to a GET request, whatever its status.

        Args:
            url: The address.
            headers: Sent with the request.
            limit: Most bytes of the body, after its content encoding is undone.

        Raises:
            UnreachableError: when there is no connection, or nothing arrives in time.
            TooLargeError: when the body is larger than `limit`.
            PackageError: for an address that is not one of HTTP.
        """
        auth = self._auth if urlsplit(url).hostname == self._host else None
        try:
            with self._session().get(
                url, headers=dict(headers), auth=auth, timeout=self._timeout, stream=True
            ) as reply:
                return Answer(reply.url, reply.status_code, reply.headers, self._body(reply, limit))
        except (requests.exceptions.InvalidSchema, requests.exceptions.MissingSchema) as error:
            raise PackageError(f"{public(url)!r} is not an address of HTTP") from error
        except (requests.RequestException, HTTPError, OSError) as error:
            if isinstance(error, requests.exceptions.SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise UnreachableError(f"{_host(url)} cannot be reached: {_UNTRUSTED}") from error
            if _timed_out(error):
                raise UnreachableError(f"{_host(url)} did not answer within {self._timeout:g} s") from error
            raise UnreachableError(f"{_host(url)} cannot be reached ({type(error).__name__})") from error

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for session in self._sessions:
                session.close()
            self._sessions.clear()
        self._local = threading.local()

    def __enter__(self) -> Transfer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _session(self) -> requests.Session:
        found: requests.Session | None = getattr(self._local, "session", None)
        if found is None:
            found = self._local.session = requests.Session()
            # `other` is what no second try mends: a certificate that is not trusted.
            retry = Retry(
                connect=2, read=1, status=3, other=0, backoff_factor=0.2, status_forcelist=(429, 500, 502, 503, 504)
            )
            retry.respect_retry_after_header = False  # it may ask for hours
            retry.raise_on_status = False
            for scheme in ("http://", "https://"):
                found.mount(scheme, HTTPAdapter(max_retries=retry))
            with self._lock:
                self._sessions.append(found)
        return found

    def _body(self, reply: requests.Response, limit: int) -> bytes:
        declared = reply.headers.get("Content-Length", "0")
        if declared.isdigit() and int(declared) > limit:
            raise TooLargeError(f"{_host(reply.url)} answered with {_mb(int(declared))}, more than {_mb(limit)}")
        started, body = time.monotonic(), bytearray()
        while chunk := reply.raw.read1(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > limit:
                raise TooLargeError(f"{_host(reply.url)} answered with more than {_mb(limit)}")
            if time.monotonic() - started > self._timeout * (1 + len(body) / _BYTES_PER_TIMEOUT):
                raise TimeoutError(f"{len(body)} bytes in {self._timeout:g} s")
        if declared.isdigit() and "Content-Encoding" not in reply.headers and 0 < int(declared) != len(body):
            raise OSError(f"{len(body)} of {declared} bytes arrived")
        return bytes(body)


def _timed_out(error: Exception) -> bool:
    if isinstance(error, requests.Timeout | TimeoutError | ReadTimeoutError):
        return True
    # After the last retry the reason is inside an error of another kind.
    retried = error.args[0] if error.args else None
    return isinstance(retried, MaxRetryError) and isinstance(retried.reason, ReadTimeoutError)


def _host(url: str) -> str:
    return urlsplit(url).hostname or public(url)


def _mb(size: int) -> str:
    return f"{size / 1e6:.3g} MB"
