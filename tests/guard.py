"""What keeps the tests from talking to other machines: connections and name look-ups beyond loopback are refused.

It is in this process: what a test starts as a process of its own is out of its reach.
"""

from __future__ import annotations

import ipaddress
import socket
import sys


class RealRequestError(Exception):
    """A test would have talked to another machine."""


class Guard:
    """Hears of all connections and look-ups of this process, from Python's own audit events, and refuses the real ones.

    Whoever asked may take the refusal for a failure of the network: so it is also written down.
    """

    _CONNECTING = ("socket.connect", "socket.sendto", "socket.sendmsg")
    _LOOKING_UP = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")

    def __init__(self) -> None:
        self.open = False
        """Whether real requests are let through."""
        self.refused: list[str] = []

    def __call__(self, event: str, values: tuple[object, ...]) -> None:
        if event in self._CONNECTING:
            address = values[1]
            # A socket of the file system has a path for an address, one that is connected has none.
            host = address[0] if isinstance(address, tuple) else None
        elif event in self._LOOKING_UP:
            host = values[0]
            if is_address(host):  # to take it apart asks nobody
                return
        else:
            return
        if self.open or is_loopback(host):
            return
        self.refused.append(f"{event} to {host!r}")
        raise RealRequestError(f"{event} to {host!r}: tests talk to servers on loopback alone")


def is_loopback(host: object) -> bool:
    """Whether a host is this machine; nothing, as for a server that listens, is."""
    name = _text(host)
    if not name or name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def is_address(host: object) -> bool:
    """Whether a host is given by its number, in any form that the system takes."""
    name = _text(host)
    try:
        socket.inet_aton(name)
    except OSError:
        return ":" in name
    return True


def _text(host: object) -> str:
    return host.decode(errors="replace") if isinstance(host, bytes) else host if isinstance(host, str) else ""


GUARD = Guard()
sys.addaudithook(GUARD)
