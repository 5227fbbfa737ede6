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
    # Quantities.
    (
        "The hull is dry as soon as one of its planks is.",
        "A hull is dry only when all of its planks are.",
        "say this of all",
    ),
    (
        "If two cans are empty, both are filled.",
        "If two cans are empty, only one of them is filled.",
        "say this of one",
    ),
    (
        "A large brush is more exact but less quick.",
        "A large brush is more quick but less exact.",
        "how 'exact' it is",
    ),
    # Time and direction.
    ("The paint is sanded before the hull dries.", "The paint is sanded when the hull dries.", "nothing says 'before'"),
    ("It is first stirred before it dries.", "It is first stirred after it dries.", "another time"),
    ("Converts the colour from grey.", "Converts the colour to grey.", "the other way round"),
    ("It is stirred when `rinse()` is called.", "It is stirred until rinse() is called.", "another time"),
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
    (
        "The red paint is heated, while the red varnish stays dry.",
        "The red varnish is heated, so that the red paint stays dry.",
        "something else",
    ),
    (
        "A thin coat is dried on the rack.",
        "A thin coat is dried in the oven, a thick coat on the rack.",
        "of something else",
    ),
    ("Hulls are painted unless they are wet.", "Hulls are painted if they are wet, and sanded otherwise.", "condition"),
    (
        "Hulls that differ only in colour are painted.",
        "Hulls that differ only in colour are not painted.",
        "deny what it says of 'painted'",
    ),
    ("The first coat is not painted and the second is not.", "The first coat is not painted and the second is.", "den"),
    ("A larger brush needs less paint.", "A larger brush needs more paint.", "contrary of 'less'"),
    ("Broken brushes are kept.", "keep: Broken brushes are discarded.", "contrary of 'kept'"),
    ("It ends when one of the hulls is dry.", "It ends when every hull is dry.", "contrary of"),
    ("Paint and varnish is mixed.", "Paint or varnish is mixed.", "contrary of 'and'"),
    ("Painted without thinner.", "Painted with thinner. Nothing is rinsed.", "'thinner'"),
    # Denials.
    ("The name of the boat is painted.", "The hull is painted, and the name of the boat is not painted.", "deny"),
    ("Returns the number of the boat.", "Returns the name of the boat, not its number.", "deny what it says"),
    ("A `PaintError` is not raised if the can is empty.", "PaintError: if the can is empty.", "denies"),
    ("Nothing is not painted.", "Nothing is painted.", "denies"),
    (
        "A `PaintError` is not raised when fewer than two cans are open.",
        "PaintError: If fewer than two cans are open.",
        "denies more",
    ),
    (
        "Each new keel is not given the name of the hull.",
        "The hull is joined by a new keel. The new keel gets the name of the hull.",
        "denies more",
    ),
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
    ("By default the hull is not dried.", "dry: Whether the hull is dried. Defaults to True.", "other value"),
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
    (
        'If the can is empty, `colour="red"` drops it.',
        'colour: What happens when the can is empty. "red" drops it, "white" opens it.',
    ),
    (
        "By default the hull is kept between two walls.",
        'hull: "wood" is kept between two walls. "steel" is dropped. Default "wood".',
    ),
    ("The hulls are sanded unless they are wet.", "Hulls are painted if they are wet, and sanded otherwise."),
    ("If no `dry` is given, the hull stays grey.", "The hull stays grey unless `dry` is given."),
    ("No more than 2 coats are painted.", "coats: At most this many coats are painted."),
    ("The hull goes on drying, and no paint drips.", "The hull continues drying without dripping paint."),
    ("The dryness of a hull is not changed by painting it.", "Painting a hull does not change its dryness."),
    (
        "A hull that cannot be painted is left out and reported.",
        "Hulls that cannot be painted are reported and left out.",
    ),
    (
        '`colour="red"` dulls a hull that was wetted.',
        'colour: What to do when a hull was wetted: "red" dulls it, "white" cleans it.',
    ),
    ("Since hulls are sanded, the paint is smooth.", "Hulls are sanded. The paint is smooth."),
    ("The paint is smooth, because hulls are sanded.", "Hulls are sanded, so that the paint is smooth."),
    ("If a hull is wet, it is skipped.", "If a hull is wet. The hull is skipped in that case."),
    ("Each hull is painted.", "The hulls are painted."),
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
