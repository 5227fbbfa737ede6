"""A claim that says the contrary of its quotes, mostly in their own words, is refused; what says the same is not."""

from __future__ import annotations

import pytest

from explainer.evidence.support import Evidence, unbacked_words

CODE = 'boat.paint(hull, colour="red", coats=2, dry=False)'
PARAMETERS = {"hull": "surface", "red": "colour", "2": "coats"} | {
    name: name for name in ("surface", "colour", "coats", "dry")
}


def problem(claim: str, *quotes: str) -> str:
    return unbacked_words(claim, Evidence(quotes, (CODE,), parameters=PARAMETERS, lines=quotes))


TURNED = [
    # Time and direction.
    ("The paint is sanded before the hull dries.", "The paint is sanded when the hull dries.", "nothing says 'before'"),
    ("It is first stirred before it dries.", "It is first stirred after it dries.", "another time"),
    ("Converts the colour from grey.", "Converts the colour to grey.", "the other way round"),
    ("It is stirred until the can is empty.", "It is stirred when the can is empty.", "nothing says 'until'"),
    # Numbers, subjects, objects.
    (
        "A thin coat takes 90 minutes to dry.",
        "A thin coat takes 30 minutes to dry, and a thick one 90 minutes.",
        "another number",
    ),
    (
        "The varnish is ignored for dark boats.",
        "Varnish for dark boats. The varnish is ignored for white hulls.",
        "something else to its verb",
    ),
    (
        "Settings of the file win over those of the user.",
        "Settings of the user win over those of the file.",
        "exchanges",
    ),
    # Opposites.
    ("A larger brush needs less paint.", "A larger brush needs more paint.", "contrary of 'less'"),
    ("Broken brushes are kept.", "keep: Broken brushes are discarded.", "contrary of 'kept'"),
    ("It ends when one of the hulls is dry.", "It ends when every hull is dry.", "contrary of"),
    ("Paint and varnish is mixed.", "Paint or varnish is mixed.", "contrary of 'and'"),
    ("Painted without thinner.", "Painted with thinner. Nothing is rinsed.", "'thinner'"),
    # Denials.
    ("The name of the boat is painted.", "The hull is painted, and the name of the boat is not painted.", "deny"),
    ("Returns the number of the boat.", "Returns the name of the boat, not its number.", "deny what it says"),
    ("A `PaintError` is not raised if the can is empty.", "PaintError: if the can is empty.", "denies"),
    ("Nothing is not painted.", "Nothing is painted.", "denies twice"),
    (
        "As the hull is given, it is painted white.",
        "hull: If it is not given, it is painted white.",
        "where it is left out",
    ),
    # What leaves no exception, and what adds one.
    ("The hull is painted even if it is wet.", "The hull is painted only if it is not wet.", "nothing says 'even'"),
    ("The keel is painted as well.", "The hull is painted, and the keel is left as it is.", "nothing"),
    ("The keel is painted, wet or not.", "The keel is painted if it is wet.", "either way"),
    # Cases, switches, defaults.
    (
        "On a white hull the paint is mixed.",
        "On a white hull the paint is thinned; on a dark hull it is mixed.",
        "of something else",
    ),
    ("`dry=True` wets the hull.", "dry: If True, the hull is heated. If False, it is wetted.", "of something else"),
    ("By default the hull is not dried.", "dry: Whether the hull is dried. Defaults to True.", "denies"),
    ("`dry=False` dries the hull.", "dry: Whether the hull is dried.", "other value"),
    ("The default of `colour` is `red`.", 'colour: Name of it, "white" by default.', "another default"),
    ("4 coats are painted.", "coats: How many coats are painted. The default is 4.", "by default"),
    (
        '"thin" thickens the paint.',
        'consistency: "thin" thins the paint, "thick" thickens it.',
        "of something else",
    ),
]


@pytest.mark.parametrize(("claim", "quote", "why"), TURNED)
def test_the_contrary_is_refused(claim: str, quote: str, why: str) -> None:
    assert why in problem(claim, quote)


SAME = [
    ("The paint is not used until it is stirred.", "The paint is used when it is stirred."),
    ("`coats=2` allows at most two coats.", "coats: At most this many coats."),
    ("The hull contains paint.", "The hull has paint in it."),
    ("The keel is left out.", "Leaves the keel out."),
    ("Hulls other than white ones are painted.", "All hulls except white ones are painted."),
    ("Returns the upper limit and the lower limit.", "Returns the upper and the lower limit."),
    (
        "Since `dry` is false, the hull is wetted.",
        "If `dry` is true, the hull is heated. Otherwise the hull is wetted.",
    ),
    (
        "Because `dry=False` is passed, the hull is wetted.",
        "The hull is left alone unless `dry` is false, in which case the hull is wetted.",
    ),
    (
        "Settings of the user take precedence over those of the file.",
        "Settings of the user win over those of the file.",
    ),
    ("A hull that cannot be painted is skipped.", "If a hull cannot be painted, it is skipped."),
    ("Reads do not delay it.", "It is not delayed by reads."),
    ("The hull is painted again each time it is wet.", "The hull is painted again whenever it is wet."),
    ("`dry=False` does not dry the hull.", "dry: Whether the hull is dried."),
    ("The default of `colour` is `white`.", 'colour: Name of it, "white" by default.'),
]


@pytest.mark.parametrize(("claim", "quote"), SAME)
def test_what_says_the_same_is_not(claim: str, quote: str) -> None:
    assert problem(claim, quote) == ""


def test_a_number_is_no_part_of_a_version() -> None:
    from explainer.evidence.support import unknown_names

    evidence = Evidence(("Paints a hull.",), (CODE, "boat 1.0.5"))
    assert "`5` occurs neither" in unknown_names("Paints `5` hulls.", evidence)
    assert unknown_names("Paints `2` hulls with boat `1.0.5`.", evidence) == ""
