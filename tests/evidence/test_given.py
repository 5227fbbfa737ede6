"""What a claim says of the arguments of a call is held against the call."""

from __future__ import annotations

import pytest

from explainer.evidence.check import Checker
from explainer.evidence.cutting import cut
from explainer.model import (
    Argument,
    BoundArgument,
    Call,
    Citation,
    Claim,
    Documentation,
    ExplainRequest,
    Explanation,
    Facts,
    Parameter,
    Research,
    ResolvedCall,
    Source,
    Step,
)

TEXT = "The kite flies high if `high` is true or `line` is given, and low by default, whatever `tail` is."
CODE = "kite.fly(wind, high=False, tail=None)"


def arguments(*values: tuple[str, str]) -> tuple[BoundArgument, ...]:
    return tuple(BoundArgument(Argument(value, name, 1, 0), name) for name, value in values)


def reason(text: str, *more: tuple[str, str]) -> str:
    source = Source("kite.fly", "", TEXT, "symbols", "kite.fly", "kite", "1.0", "")
    parameters = tuple(Parameter(name, "keyword-only") for name in ("wind", "high", "tail", "line"))
    call = Call(1, 5, "fly", "kite.fly", "kite")
    bound = arguments(("wind", "wind"), ("high", "False"), ("tail", "None"), *more)
    request = ExplainRequest(
        "python",
        Step("L1", "expression", 1, 1, CODE),
        Facts(calls=(call,)),
        Research(
            (Documentation(source, "function", "kite.fly", parameters),), (ResolvedCall(call, "kite.fly", 0, bound),)
        ),
    )
    span = cut(TEXT, 1, 1, text)
    assert span is not None
    checked = Checker(request).check(Explanation("some", (Claim(text, "quoted", (Citation(0, span),)),)))
    return checked.rejected[0].reason if checked.rejected else ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("The kite flies high because `high` is true.", "`high` is false"),
        ("The kite flies high as `high` is not false.", "`high` is false"),
        ("The kite flies high because `line` is given.", "`line` is not given"),
        ("The kite flies low, as `high=False` is not passed.", "`high` is given"),
        ("No `wind` is given, so the kite flies low by default.", "`wind` is given"),
    ],
)
def test_what_is_not_so_is_refused(text: str, why: str) -> None:
    assert reason(text) == why


@pytest.mark.parametrize(
    "text",
    [
        "The kite flies high if `high` is true.",
        "The kite would fly high if `line` was given.",
        "The kite flies low by default, as `line` is not given.",
        "The kite flies low by default, as no `tail` is given.",
    ],
)
def test_what_is_so_or_supposed_is_not(text: str) -> None:
    assert reason(text) not in ("`high` is false", "`line` is not given", "`high` is given", "`tail` is given")


def test_what_stars_hold_is_not_known() -> None:
    assert reason("The kite flies high because `line` is given.", ("options", "**options")) == ""
