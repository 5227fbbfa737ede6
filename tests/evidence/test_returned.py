"""The way of claims as a whole: checked, sent back once, read again, with answers that a model once gave."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from benchmarks.claims import SETS
from benchmarks.returned import Arrived, send_all


@pytest.fixture(scope="module")
def arrived() -> list[Arrived]:
    return send_all()


def share(found: Sequence[bool]) -> float:
    return sum(found) / len(found)


@pytest.mark.parametrize("name", SETS)
def test_supported_claims_arrive_and_others_do_not(arrived: list[Arrived], name: str) -> None:
    good = [one for one in arrived if one.of == name and one.supported]
    bad = [one for one in arrived if one.of == name and not one.supported]
    assert len(good) >= 60
    assert len(bad) >= 100
    assert share([one.with_return for one in good]) >= 0.92
    assert share([one.with_second_reading for one in good]) >= 0.90
    assert share([not one.with_second_reading for one in bad]) >= 0.99


def test_without_a_second_reading_some_others_arrive(arrived: list[Arrived]) -> None:
    assert any(one.with_return for one in arrived if not one.supported)
