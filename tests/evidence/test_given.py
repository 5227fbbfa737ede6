"""What a claim says of the arguments of a call is held against the call."""

from __future__ import annotations

import pytest

from explainer.evidence.check import Checker
from explainer.evidence.cutting import cut
from explainer.evidence.given import Given
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


GIVEN = (("wind", "wind"), ("high", "False"), ("tail", "None"))


def reason(
    text: str,
    *more: tuple[str, str],
    of: str = TEXT,
    lines: tuple[int, int] = (1, 1),
    given: tuple[tuple[str, str], ...] = GIVEN,
) -> str:
    source = Source("kite.fly", "", of, "symbols", "kite.fly", "kite", "1.0", "")
    parameters = tuple(Parameter(name, "keyword-only") for name in ("wind", "high", "tail", "line"))
    call = Call(1, 5, "fly", "kite.fly", "kite")
    bound = arguments(*given, *more)
    request = ExplainRequest(
        "python",
        Step("L1", "expression", 1, 1, CODE),
        Facts(calls=(call,)),
        Research(
            (Documentation(source, "function", "kite.fly", parameters),), (ResolvedCall(call, "kite.fly", 0, bound),)
        ),
    )
    span = cut(of, *lines, text)
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
        ("The kite flies high because the line is given.", "`line` is not given"),
        ("The kite flies high because `line` is given to the call.", "`line` is not given"),
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
        "The kite flies low by default, as the line is not given.",
        "`wind` is given, and the kite flies low by default.",
    ],
)
def test_what_is_so_or_supposed_is_not(text: str) -> None:
    assert reason(text) not in ("`high` is false", "`line` is not given", "`high` is given", "`tail` is given")


def test_a_name_that_the_documentation_alone_has_is_not_given() -> None:
    of = "The kite flies high if `rope` is given."
    assert reason("The kite flies high because `rope` is given.", of=of) == "`rope` is not given"
    assert reason("The kite flies high if `rope` is given.", of=of) == ""
    assert reason("The kite flies high because `rope` is given.", ("options", "**options"), of=of) == ""


def test_what_stars_hold_is_not_known() -> None:
    assert reason("The kite flies high because `line` is given.", ("options", "**options")) == ""


SWITCH = """\
Fly a kite.

Args:
    high: Whether the kite is drawn above the trees. Default False.
    tail: "long" holds back the kite, "short" drops it. Default "long".
    line: If true, the line is copied. If false, the default, the line is moved.
"""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Because `high=False` is given, the kite is not drawn above the trees.", 4),
        ("As `tail` is left out, the kite is held back.", 5),
        ("Since `tail` is left at its default of `long`, the kite is held back.", 5),
        ("The kite is held back, because no `tail` is passed.", 5),
        ("Since `line` keeps its default `False`, the line is moved.", 6),
        ("Since `tail` keeps its default `long`, the kite is held back.", 5),
        ("Left at its default, `tail` holds back the kite.", 5),
        ("Since `line` is omitted, the line is moved.", 6),
        ("The line is moved.", 6),
    ],
)
def test_that_a_parameter_is_left_out_needs_no_quote(text: str, line: int) -> None:
    assert reason_of(text, line) == ""


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("Because `high=False` is given, the kite is drawn above the trees.", 4, "of the other value"),
        ("As `tail` is left out, the kite is dropped.", 5, "another value than 'long'"),
        ("The kite is dropped.", 5, "of another value than 'long'"),
        ("Since `line` is left out, the line is copied.", 6, "another value than 'false'"),
        ("The line is copied.", 6, "another value than 'false'"),
        ("Left at its default, `high` draws the kite above the trees.", 4, "nothing backs"),
        ("As `tail` is left at `short`, the kite is dropped.", 5, "another value than 'long'"),
        ("As `high` is left out, the kite is drawn above the trees.", 4, "nothing backs"),
    ],
)
def test_what_holds_for_another_value_is_refused(text: str, line: int, why: str) -> None:
    assert why in reason_of(text, line)


def reason_of(text: str, line: int) -> str:
    return reason(text, of=SWITCH, lines=(line, line), given=(("wind", "wind"), ("high", "False")))


def test_a_value_that_is_left_at_its_default_keeps_its_letters() -> None:
    given = Given(left_out=frozenset(("tail",)))
    claim = "Since `tail` is left at its default of `Long`, the kite is held back."
    assert given.as_default(claim, ["The default is Long."]) == "By default `Long`, the kite is held back."
