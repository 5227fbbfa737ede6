"""Quotes are whole sentences of the lines that are named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.evidence.cutting import cut, line_spans

TEXT = """\
Read a table from a file. The file may be
compressed. It is closed afterwards.

Args:
    sep (str): Character that separates
        the values.

    >>> load("a.csv")
"""


@pytest.mark.parametrize(
    ("first", "last", "claim", "quote"),
    [
        (1, 1, "Reads a table.", "Read a table from a file."),
        (1, 1, "The file may be compressed.", "Read a table from a file. The file may be\ncompressed."),
        (2, 2, "It is closed.", "It is closed afterwards."),
        (2, 2, "The file may be compressed.", "The file may be\ncompressed."),
        (6, 6, "`sep` separates the values.", "Character that separates\n        the values."),
        (8, 8, "It loads a file.", '>>> load("a.csv")'),
    ],
)
def test_sentences_are_whole_and_about_the_claim(first: int, last: int, claim: str, quote: str) -> None:
    span = cut(TEXT, first, last, claim)
    assert span is not None
    assert span.of(TEXT) == quote


@pytest.mark.parametrize(("first", "last"), [(0, 1), (3, 3), (2, 1), (1, 99), (-1, 2)])
def test_there_is_no_quote_where_there_are_no_lines(first: int, last: int) -> None:
    assert cut(TEXT, first, last, "A claim.") is None


def test_a_long_passage_is_cut_down_to_what_is_said() -> None:
    text = " ".join(f"Sentence {n} is about ships and harbours." for n in range(40)) + " The last one is about cats."
    span = cut(text, 1, 1, "It is about cats.")
    assert span is not None
    assert span.of(text).endswith("about cats.")
    assert span.end - span.start <= 500


@given(st.text(), st.integers(-2, 8), st.integers(-2, 8), st.text())
def test_a_quote_is_always_a_part_of_the_text(text: str, first: int, last: int, claim: str) -> None:
    span = cut(text, first, last, claim)
    assert span is None or 0 <= span.start < span.end <= len(text)
    assert "\n".join(line.of(text) for line in line_spans(text)) == text
