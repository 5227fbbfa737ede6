"""A claim must put the words of its quotes together as they do."""

from __future__ import annotations

import pytest

from explainer.evidence.arrangement import Arrangement

PARAMETERS = {"source": "source", "target": "target", "EUR": "source", "NOK": "target"}


@pytest.mark.parametrize(
    ("claim", "quote", "why"),
    [
        (
            "A positive number moves the elements towards the start.",
            "A positive number moves the elements towards the end, a negative one towards the start.",
            "of something else",
        ),
        (
            "Lines that are only in the first begin with a plus.",
            "Lines that are only in the first begin with a minus, lines that are only in the second with a plus.",
            "'plus' of something else",
        ),
        (
            '`"update"` keeps the old values.',
            'mode: "update" writes the new values over the old ones, "skip" keeps the old ones.',
            "'keep' of something else",
        ),
        (
            "By default the bars are put on top of each other.",
            "Put the bars on top of each other. If False, which is the default, they stand side by side.",
            "of something else",
        ),
        ("Cuts a polygon with the outline of shapes.", "Cut shapes with the outline of a polygon.", "it exchanges"),
        ("An empty file is treated as missing.", "A missing file is treated as empty.", "it exchanges"),
        (
            "Mounted applications take precedence over routes.",
            "Routes take precedence over mounted applications.",
            "of something else",
        ),
        (
            "The server sends a ping, and the client must answer.",
            "The client sends a ping; the server must answer.",
            "of something else",
        ),
        (
            "The age is checked while it is in use, never when it is handed out.",
            "The age is checked when it is handed out, never while it is in use.",
            "it denies what its quotes affirm",
        ),
        (
            "The input is flattened if `axis` is given.",
            "The input is flattened unless `axis` is given.",
            "contrary condition",
        ),
        ("If `relative` is true, paths are absolute.", "relative: If false, paths are absolute.", "other value"),
        ("Colours are converted with a profile.", "A profile. Without it colours are converted.", "all others"),
        ("`EUR` is the currency to convert to.", "target: Code of the currency to convert to.", "of `target`"),
    ],
)
def test_what_is_put_together_otherwise_is_refused(claim: str, quote: str, why: str) -> None:
    assert why in Arrangement.of(claim, [quote], PARAMETERS).problem()


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        (
            "A negative number moves the elements towards the start.",
            "A positive number moves the elements towards the end, a negative one towards the start.",
        ),
        ("Shapes are cut with the outline of a polygon.", "Cut shapes with the outline of a polygon."),
        ("An answer is sent by the server.", "The server sends an answer."),
        (
            "On the same disk the source is renamed.",
            "The source is renamed on the same disk; across disks it is copied.",
        ),
        ("If the file is missing, it is treated as empty.", "A missing file is treated as empty."),
        (
            'As `mode` is `"skip"`, the old values are kept.',
            'mode: "update" writes the new values over the old ones, "skip" keeps the old ones.',
        ),
        ("Links are not followed but moved.", "Links are moved, not followed."),
        ("`NOK` is the currency to convert to.", "target: Code of the currency to convert to."),
        ("If the server does not answer, the client closes.", "The server must answer. Otherwise the client closes."),
    ],
)
def test_what_is_rephrased_is_not(claim: str, quote: str) -> None:
    assert Arrangement.of(claim, [quote], PARAMETERS).problem() == ""


def test_a_sentence_may_deny_in_another_place() -> None:
    quotes = ["The positions need not be sorted."]
    assert Arrangement.of("The positions do not have to be sorted.", quotes, {}).denies_as_often()
    assert not Arrangement.of("The positions have to be sorted.", quotes, {}).denies_as_often()
