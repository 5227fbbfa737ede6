"""No test talks to another machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.guard import GUARD, Guard


@pytest.fixture(autouse=True)
def only_loopback(request: pytest.FixtureRequest) -> Iterator[Guard]:
    """Fail a test that talked to another machine, unless it is marked as one that reaches the package registry."""
    GUARD.open = request.node.get_closest_marker("registry") is not None
    yield GUARD
    GUARD.open = False
    refused, GUARD.refused = GUARD.refused, []
    if refused:
        pytest.fail(f"the test would have talked to another machine: {', '.join(dict.fromkeys(refused))}")
