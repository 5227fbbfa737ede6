"""Connections to other people's servers: to public addresses only, and to each host at its pace."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from explainer.research.web.pace import Pace

_MOST_REST = 10.0
"""Longest pause between two requests to a host that its `robots.txt` may ask for, in seconds."""
_MOST_CONNECTIONS = 64
"""That are kept to one host; urllib3 closes those beyond, and warns of it."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class PrivateAddressError(Exception):
    """A host that leads into a private network."""


def resolved(host: str, port: int, own_hosts: Sequence[str]) -> str:
    """Return an address to connect to.

    Args:
        host: A name or an address.
        port: Where on it.
        own_hosts: Hosts, or hosts with a port, that may be anywhere.

    Raises:
        PrivateAddressError: when any of its addresses is not a public one.
        OSError: when it has none.
    """
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if host not in own_hosts and f"{host}:{port}" not in own_hosts:
        private = next((one for one in found if not is_public(one)), None)
        if private is not None:
            raise PrivateAddressError("it is at an address of a private network")
    return found[0]


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet, with what it stands for seen through."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast


def pool_manager(own_hosts: Sequence[str], **options: Any) -> PoolManager:
    """Return a pool of connections that are checked when they are made, so that a name cannot change in between."""

    class Guarded(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, super()._new_conn, own_hosts)

    class GuardedSecure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, super()._new_conn, own_hosts)

    class Pool(HTTPConnectionPool):
        ConnectionCls = Guarded

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = GuardedSecure

    manager = PoolManager(**options)
    manager.pool_classes_by_scheme = {"http": Pool, "https": SecurePool}
    return manager


def _connect(connection: Any, connect: Callable[[], socket.socket], own_hosts: Sequence[str]) -> socket.socket:
    """Connect to the address that was checked; the name stays what certificates are checked against."""
    name = connection._dns_host
    connection._dns_host = resolved(name.strip("[]"), connection.port, own_hosts)
    try:
        return connect()
    finally:
        connection._dns_host = name


class PoliteAdapter(HTTPAdapter):
    """Sends requests to public addresses, one in an interval to each host; hosts of one's own are not waited for."""

    own_hosts: Sequence[str] = ()
    interval: float = 1.0
    """Seconds."""

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        """Make the pool of checked connections."""
        self._paces: dict[str, Pace] = {}
        self._lock = threading.Lock()
        most = max(maxsize, _MOST_CONNECTIONS)
        self.poolmanager = pool_manager(self.own_hosts, num_pools=connections, maxsize=most, block=block, **options)

    def slow_down(self, host: str, seconds: float) -> None:
        """Leave more time between requests to a host, as its `robots.txt` asks."""
        with self._lock:
            self._paces[host] = Pace(1 / min(max(seconds, self.interval), _MOST_REST))

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Send when it is the host's turn."""
        parts = urlsplit(str(request.url))
        host, port = parts.hostname or "", parts.port or {"http": 80}.get(parts.scheme, 443)
        if select_proxy(str(request.url), options.get("proxies")):
            self._resolvable(host, port)
        if host not in self.own_hosts and f"{host}:{port}" not in self.own_hosts:
            self._pace(host).wait()
        return super().send(request, *args, **options)

    def _resolvable(self, host: str, port: int) -> None:
        """Check a host that a proxy will connect to, as far as that can be known here."""
        try:
            resolved(host, port, self.own_hosts)
        except OSError as error:
            raise requests.exceptions.ConnectionError("it has no address") from error

    def _pace(self, host: str) -> Pace:
        with self._lock:
            return self._paces.setdefault(host, Pace(1 / self.interval))


@contextmanager
def cut_off(response: requests.Response, seconds: float) -> Iterator[None]:
    """End a connection after some seconds: a server may send a byte now and then for ever, and no read times out."""
    reader = getattr(getattr(response.raw, "_original_response", None), "fp", None)
    connection = getattr(getattr(reader, "raw", None), "_sock", None)
    timer = threading.Timer(max(seconds, 0.0), _end, [connection])
    timer.daemon = True
    if connection is not None:  # None is an answer from the cache
        timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _end(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
