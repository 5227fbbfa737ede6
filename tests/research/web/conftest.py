"""What the tests of web research share."""

from __future__ import annotations

import pytest


@pytest.fixture
def no_sleep(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Nobody waits; what would have been waited is written down."""
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    return waited
