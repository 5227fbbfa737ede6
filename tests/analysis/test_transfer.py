"""What happens where an index cannot be reached."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trustme

from explainer.analysis.transfer import Transfer
from explainer.errors import UnreachableError


@pytest.fixture
def untrusted() -> Iterator[str]:
    """The address of a server whose certificate nobody signed, as it stands between a network and its users."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_certificate_that_is_not_trusted_is_said_at_once(untrusted: str, capfd: pytest.CaptureFixture[str]) -> None:
    started = time.monotonic()
    with Transfer(30, untrusted) as transfer, pytest.raises(UnreachableError) as raised:
        transfer.get(f"{untrusted}/simple/kite/", {}, 1000)
    assert time.monotonic() - started < 5  # ten more tries, each waiting longer, took 205 s
    assert str(raised.value) == (
        "127.0.0.1 cannot be reached: its certificate is not trusted; "
        "where a proxy puts its own in place, name the file of those to trust in REQUESTS_CA_BUNDLE"
    )
    assert "Retrying" not in capfd.readouterr().err
