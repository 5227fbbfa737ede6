"""What keeps the tests from talking to other machines."""

from __future__ import annotations

import contextlib
import socket
import threading

import pytest

from tests.guard import Guard, RealRequestError

REAL = "192.0.2.1"
"""An address that no machine has (RFC 5737)."""


def test_another_machine_is_refused_by_address_and_by_name(only_loopback: Guard) -> None:
    with socket.socket() as one, pytest.raises(RealRequestError, match=r"192\.0\.2\.1.*loopback alone"):
        one.connect((REAL, 80))
    with socket.socket(type=socket.SOCK_DGRAM) as one, pytest.raises(RealRequestError):
        one.sendto(b"", (REAL, 53))
    for look_up in (socket.gethostbyname, lambda name: socket.create_connection((name, 443))):
        with pytest.raises(RealRequestError, match=r"api\.openai\.com"):
            look_up("api.openai.com")
    assert len(only_loopback.refused) == 4
    only_loopback.refused.clear()


def test_what_a_thread_swallows_is_known_all_the_same(only_loopback: Guard) -> None:
    def ask() -> None:
        # As a program does that goes on without the network.
        with contextlib.suppress(Exception):
            socket.getaddrinfo("elsewhere.example", 443)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert only_loopback.refused == ["socket.getaddrinfo to 'elsewhere.example'"]
    only_loopback.refused.clear()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", ""])
def test_servers_on_loopback_are_reached(host: str, only_loopback: Guard) -> None:
    with socket.create_server((host, 0)) as server:
        at = server.getsockname()[1]
        with socket.create_connection((host or "127.0.0.1", at)) as reached:
            assert reached.getpeername()[1] == at
    assert only_loopback.refused == []
