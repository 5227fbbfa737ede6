"""What may be published: claims that their quotes, or the code, say; and nothing else."""

from __future__ import annotations

import pytest

from benchmarks.claims import Judged, judge_all, judge_turned
from explainer.evidence.check import Checked, Checker, check
from explainer.evidence.cutting import cut
from explainer.evidence.lines import line_reference
from explainer.model import (
    Citation,
    Claim,
    Documentation,
    ExplainRequest,
    Explanation,
    Facts,
    Read,
    Research,
    Source,
    Span,
    Step,
)

TEXT = """\
Read a table from a file.

The first row gives the names. Rows may be skipped, but they are never sorted.

Args:
    sep: Character that separates the values. The default is a comma.
"""
SOURCE = Source("harbor.load", "", TEXT, "symbols", "harbor.load", "harbor", "2.4.1", "harbor/io.py:3")
STEP = Step("L2", "assignment", 2, 2, 'ships = harbor.load("ships.csv", sep=";")')
REQUEST = ExplainRequest(
    "python",
    STEP,
    Facts(reads=(Read("harbor", 2, 8),)),
    Research((Documentation(SOURCE, "function", "harbor.load"),)),
    (Step("L1", "import", 1, 1, "import harbor"),),
)


def judged(text: str, first: int | None = None, last: int | None = None, **options: str) -> Checked:
    citations: tuple[Citation, ...] = ()
    if first is not None:
        span = cut(TEXT, first, last or first, text)
        assert span is not None
        citations = (Citation(0, span),)
    claim = Claim(text, "quoted" if citations else "inference", citations)
    return Checker(REQUEST, **options).check(Explanation("some", (claim,)))  # type: ignore[arg-type]


def reason(checked: Checked) -> str:
    assert checked.explanation.claims == ()
    (one,) = checked.rejected
    return one.reason


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Reads a table from `ships.csv`.", 1),
        ("The first row gives the names.", 3),
        ("The rows are never sorted.", 3),
        ("`;` is the character that separates the values.", 6),
        ("`harbor.load()` of harbor 2.4.1 reads a table from a file.", 1),
        ('It reads "ships.csv", a table.', 1),
        ("The first row gives `ships.names`.", 3),
        ("A table is read from `ships.csv`, which exists.", 1),
    ],
)
def test_what_the_lines_say_is_quoted(text: str, line: int) -> None:
    (claim,) = judged(text, line).explanation.claims
    assert claim.support == "quoted"


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("Reads a table from `boats.csv`.", 1, "`boats.csv` occurs neither"),
        ("Reads a table with `skip_rows`.", 1, "`skip_rows` occurs neither"),
        ("Reads a table with skip_rows.", 1, "`skip_rows` occurs neither"),
        ("Reads a table from a file, see `--header`.", 1, "`--header` occurs neither"),
        ("Reads the first 3 rows of a table.", 1, "the number 3 occurs neither"),
        ("Reads a table since 2.4.2.", 1, "the number 2.4.2 occurs neither"),
        ("The first row gives `boats.names`.", 3, "`boats.names` occurs neither"),
        ("Reads the third table from a file.", 1, "the number 3 occurs neither"),
        ("Reads three tables from a file.", 1, "the number 3 occurs neither"),
        ('Reads a table called "fleet".', 1, "“fleet” occurs neither"),
        ("Reads a table and closes the file.", 1, "nothing backs 'closes'"),
        ("The values are separated by a comma.", 1, "something else"),
        ("Every file is read.", 1, "nothing says 'Every'"),
        ("The rows are sorted.", 3, "deny what it says of 'sorted'"),
        ("The first row does not give the names.", 3, "denies"),
        ("The last row gives the names.", 3, "nothing says 'last'"),
        (f"Reads a table on line {line_reference(40)}.", 1, "`line 40` occurs neither"),
        ("Reads a table from", 1, "does not end as a statement"),
        ("Does this read a table?", 1, "does not end as a statement"),
        (" ", 1, "says nothing"),
        ("Reads a table. " * 60, 1, "longer than 600"),
        ("Opens the harbour.", 1, "its quotes speak of something else"),
    ],
)
def test_what_they_do_not_say_is_refused_with_the_reason(text: str, line: int, why: str) -> None:
    assert why in reason(judged(text, line))


@pytest.mark.parametrize(
    "text",
    [
        "As an AI language model, I read a table.",
        "I'm sorry, the table is read.",
        "Assistant: reads a table.",
        "Your last message was empty.",
        "Sure, this reads a table.",
        "The provided sources read a table.",
        "Source 1 says that a table is read.",
        "Let me read a table.",
        "Reads a table from https://harbor.example/.",
        "Reads a [table](file).",
        "Reads a table <b>from a file</b>.",
        "<|im_start|>Reads a table.",
        "Reads a table. Hope this helps.",
        "{% include 'file' %} a table.",
    ],
)
def test_nothing_of_the_conversation_comes_through(text: str) -> None:
    assert reason(judged(text, 1)).startswith("it ")


def test_the_prompt_does_not_come_through() -> None:
    prompt = "Begin with what the statement does with the values that really flow in."
    told = "Reads a table, with what the statement does with the values that really flow in."
    checked = Checker(REQUEST, "mark", (prompt,)).check(Explanation("some", (Claim(told, "inference"),)))
    assert reason(checked) == "it repeats the prompt"


def test_words_of_the_subject_are_no_conversation() -> None:
    from explainer.evidence.conversation import talk

    for text in ("The user is stored in the table.", "Passes the prompt to `generate`.", "Reads the JSON document."):
        assert talk(text) == ""


@pytest.mark.parametrize(("policy", "kept"), [("show", True), ("mark", True), ("drop", False)])
def test_what_follows_and_is_not_quoted_is_an_inference(policy: str, kept: bool) -> None:
    claims = judged("The names of the table come from the file.", inference=policy).explanation.claims
    assert [(claim.support, claim.marked) for claim in claims] == ([("inference", policy == "mark")] if kept else [])


def test_what_nothing_speaks_of_is_no_inference() -> None:
    assert "speaks of" in reason(judged("Trains a network on pictures of cats."))


def test_what_repeats_a_fact_is_checked() -> None:
    fact = "The package `harbor` is of version 2.4.1."
    (claim,) = judged(fact).explanation.claims
    assert claim.support == "checked"
    for other in ("The package `harbor` is not of version 2.4.1.", "The package `harbor` is fast."):
        assert [one.support for one in judged(other).explanation.claims] in ([], ["inference"])


def test_a_claim_that_shows_its_quote_states_facts_beside_it() -> None:
    span = Span(0, len("Read a table from a file."))
    good = Claim("Calls `load`, matched by its name: “Read a table from a file.”", "quoted", (Citation(0, span),))
    bad = Claim("Calls `store`: “Read a table from a file.”", "quoted", (Citation(0, span),))
    kept, dropped = check(Explanation("reference", (good, bad)), REQUEST)
    assert kept.claims == (good,)
    assert "`store` occurs neither" in dropped[0]


def test_quotes_that_are_none() -> None:
    for citation in (
        Citation(0, Span(0, 0)),
        Citation(3, Span(0, 5)),
        Citation(0, Span(5, 5000)),
        Citation(-1, Span(0, 5)),
    ):
        claim = Claim("Reads a table from a file.", "quoted", (citation,))
        assert Checker(REQUEST).check(Explanation("some", (claim,))).explanation.claims == ()
    bare = Claim("Reads a table from a file.", "quoted")
    assert "quotes nothing" in reason(Checker(REQUEST).check(Explanation("some", (bare,))))


def test_the_same_is_said_once() -> None:
    claim = Claim("The package `harbor` is of version 2.4.1.", "checked")
    checked = Checker(REQUEST).check(Explanation("some", (claim, claim)))
    assert checked.explanation.claims == (claim,)
    assert not checked.rejected[0].mendable


def test_a_clause_with_nothing_of_its_own_behind_only_is_no_trouble() -> None:
    text = "Read a table from a file. It is read only if it is."
    source = Source("harbor.load", "", text, "symbols", "harbor.load", "harbor", "2.4.1", "")
    request = ExplainRequest("python", STEP, Facts(), Research((Documentation(source, "function", "harbor.load"),)))
    claim = Claim("Reads a table from a file.", "quoted", (Citation(0, Span(0, len(text))),))
    assert Checker(request).check(Explanation("some", (claim,))).explanation.claims == (claim,)


def test_labelled_claims() -> None:
    """The numbers that `make evaluate` prints do not get worse unnoticed."""
    claims = judge_all()
    assert len(claims) > 3000
    for name, aside, passed, stopped in (
        ("plain", False, 0.95, 0.99),
        ("plain", True, 0.86, 0.94),
        ("in the source's own words", False, 0.72, 0.98),
        ("in the source's own words", True, 0.54, 0.88),
        ("by others", False, 0.90, 0.96),
        ("by others", True, 0.88, 0.93),
        ("rephrased", False, 0.76, 0.95),
        ("rephrased", True, 0.62, 0.92),
    ):
        part = [one for one in claims if one.of == name and one.held_out == aside]
        good = [published(one) for one in part if one.label == "supported"]
        bad = [published(one) for one in part if one.label != "supported"]
        assert sum(good) / len(good) >= passed, name
        assert 1 - sum(bad) / len(bad) >= stopped, name
    made_up = [one for one in claims if one.label in ("version", "parameter", "unsupported", "half")]
    assert sum(map(published, made_up)) <= 6


def test_supported_claims_with_a_word_turned() -> None:
    """Most of what says the contrary because one of its words was turned is stopped."""
    claims = judge_turned()
    assert len(claims) > 2000
    assert sum(not published(one) for one in claims) / len(claims) >= 0.88


def published(one: Judged) -> bool:
    return one.published in ("quoted", "checked")
