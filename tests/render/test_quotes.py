"""Marking of quoted spans in a source."""

from __future__ import annotations

import re

from explainer.model import Citation, Span
from explainer.render.quotes import marked, quote_id
from explainer.render.text import safe_html, web_address


def shown(text: str, *spans: tuple[int, int]) -> str:
    return str(marked(text, "L1", [Citation(0, Span(*span)) for span in spans]))


def test_a_span_is_marked_once_however_often_it_is_cited():
    assert shown("one two", (4, 7), (4, 7)) == 'one <mark><span id="L1-source-1-4-7"></span>two</mark>'


def test_spans_that_overlap_are_all_marked_and_keep_their_own_targets():
    html = shown("one two three", (0, 7), (4, 13))
    assert re.sub("<[^>]+>", "", html) == "one two three"
    assert html.index("L1-source-1-0-7") < html.index("one") < html.index("L1-source-1-4-13") < html.index("two")
    assert "".join(re.findall(r"<mark>(?:<span[^>]*></span>)*([^<]*)</mark>", html)) == "one two three"


def test_spans_from_one_place_have_both_targets():
    html = shown("one two", (0, 3), (0, 7))
    assert html.count("<span id=") == 2


def test_markup_around_a_span_is_escaped_piece_by_piece():
    assert shown("<b>&amp;</b>", (3, 8)) == (
        '&lt;b&gt;<mark><span id="L1-source-1-3-8"></span>&amp;amp;</mark>&lt;/b&gt;'
    )


def test_the_identifier_of_a_quote_is_that_of_its_span():
    assert quote_id("L7", Citation(2, Span(5, 9))) == "L7-source-3-5-9"


def test_only_addresses_on_the_web_are_links():
    assert web_address("https://a.example/b#c") == "https://a.example/b#c"
    hostile = (
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "//a.example",
        "data:text/html,x",
        "https:///x",
        "https://[x",
    )
    assert [web_address(address) for address in hostile] == [""] * len(hostile)


def test_controls_are_replaced():
    assert safe_html("a\x00b\x1bc") == "a\ufffdb\ufffdc"
