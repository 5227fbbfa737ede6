"""Conditions of documentation against the values that a call gives."""

from __future__ import annotations

import pytest

from explainer.engines.reference.cases import about_other_value
from explainer.model import Argument, BoundArgument


def of_other(sentence: str, value: str) -> bool:
    return about_other_value(sentence, BoundArgument(Argument(value, None, 1, 0, ()), "how"))


def test_a_condition_that_the_value_does_not_meet() -> None:
    assert of_other("If 'raise', an error stops it.", "'skip'")
    assert not of_other("If 'raise', an error stops it.", "'raise'")


@pytest.mark.parametrize("words", ["{[]}", "[" * 3000, "- " * 3000 + "1", "{{}}"])
def test_a_condition_that_is_no_literal_costs_nothing(words: str) -> None:
    assert not of_other(f"If {words}, an error stops it.", "'skip'")
