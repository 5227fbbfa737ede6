"""Results of several services come in one order: the makers' pages first, other products last."""

from __future__ import annotations

import pytest
from subjects import PYTHON, subject

from benchmarks.ranking import labelled, lists, merge, wrong_first
from explainer.model import Sites
from explainer.research.web.protocol import Result
from explainer.research.web.ranking import rank
from explainer.research.web.topic import Topic, topic_of

LOADS = subject("import json\njson.loads(text)\n", None, {"json.loads": "json.loads"}, (PYTHON,))
TOPIC = topic_of(LOADS, ["python json.loads 3.11"])
TEXT = "In Python, json.loads turns a string into an object, as this page explains."
TOKENIZER = subject(
    "from transformers import AutoTokenizer\ntokenizer = AutoTokenizer.from_pretrained(checkpoint)\n",
    None,
    {"AutoTokenizer.from_pretrained": "transformers.models.auto.tokenization_auto.AutoTokenizer.from_pretrained"},
)


def page(url: str, title: str = "json.loads in Python", text: str = TEXT) -> Result:
    return Result(title, url, text)


def order(*lists: list[Result], sites: tuple[Sites, ...] = ()) -> list[str]:
    return [one.result.url for one in rank([(str(n), found) for n, found in enumerate(lists)], TOPIC, sites).kept]


def test_a_page_that_two_services_found_goes_before_one_that_either_found() -> None:
    a, b, c = (page(f"https://example.org/{name}") for name in "abc")
    assert order([a, c], [b, c])[0] == c.url


def test_one_entry_for_a_page() -> None:
    ranking = rank(
        [
            ("one", [page("https://example.org/a?utm_source=x"), page("https://www.example.org/a/")]),
            ("two", [page("http://example.org/a#part", text=TEXT * 2)]),
        ],
        TOPIC,
    )
    (only,) = ranking.pages
    assert only.services == ("one", "two")
    assert only.result.text == TEXT * 2
    (same,) = ranking.dropped
    assert (same.url, same.searcher) == ("https://example.org/a?utm_source=x", "one")
    assert same.reason == "the same page as http://example.org/a#part"


def test_the_makers_pages_come_first_and_older_versions_of_them_go() -> None:
    old, new = "https://docs.python.org/2.7/library/json.html", "https://docs.python.org/3/library/json.html"
    ranking = rank([("a", [page("https://example.org/a"), page(old), page(new)])], TOPIC)
    assert [one.result.url for one in ranking.kept] == [new, "https://example.org/a"]
    (older,) = ranking.dropped
    assert (older.url, older.searcher, older.reason) == (old, "a", f"another version of {new}")


def test_an_old_version_alone_is_better_than_nothing_and_comes_after_the_new_ones_of_other_pages() -> None:
    old, new = "https://docs.python.org/2.7/library/json.html", "https://docs.python.org/3/howto/json.html"
    assert order([page(old), page(new)]) == [new, old]


@pytest.mark.parametrize(
    ("title", "url", "text"),
    [
        ("Tokenizer Class (Microsoft.ML.Tokenizers)", "https://learn.microsoft.com/en-us/dotnet/api/microsoft.ml.tokenizers", "Loads a pretrained tokenizer."),
        ("AutoTokenizer - Transformers.js", "https://huggingface.co/docs/transformers.js/api/tokenizers", "AutoTokenizer.from_pretrained for JavaScript."),
        ("Microsoft.ML.Tokenizers", "https://packages.example/nuget/Microsoft.ML.Tokenizers", "Tokenizers for .NET."),
        ("Transformer", "https://en.wikipedia.org/wiki/Transformer", "A device that transfers electrical energy."),
        ("tokenizers - Rust", "https://docs.rs/tokenizers", "from_pretrained of the Rust crate."),
    ],
)  # fmt: skip
def test_pages_of_other_products_that_a_search_for_a_tokenizer_brings_up(title: str, url: str, text: str) -> None:
    right = Result("Auto Classes - Transformers", "https://huggingface.co/docs/transformers/model_doc/auto", "AutoTokenizer.from_pretrained makes a tokenizer.")  # fmt: skip
    ranking = rank([("a", [Result(title, url, text), right]), ("b", [Result(title, url, text)])], topic_of(TOKENIZER))
    assert [one.result for one in ranking.kept] == [right]
    assert [one.result.url for one in ranking.pages] == [right.url, url]
    (left,) = ranking.dropped
    assert (left.title, left.url, left.searcher) == (title, url, "a, b")
    assert left.reason.startswith("about another product")


def test_a_page_of_the_same_language_about_something_else_is_left_out() -> None:
    other = page("https://example.org/a", "asyncio.TaskGroup in Python 3.11", "asyncio.TaskGroup in Python 3.11 waits for all tasks that were created in it.")  # fmt: skip
    ranking = rank([("a", [other])], TOPIC)
    assert ranking.kept == ()
    assert [(one.url, one.reason) for one in ranking.dropped] == [(other.url, "says nothing of what the step uses")]


def test_what_is_left_out_is_cut_and_what_may_be_missed_most_comes_first() -> None:
    long = f"https://example.org/{'a' * 1000}"
    other = page(long, "\u202eTokenizers\n" * 100, "Of another kind.")
    blocked = page("https://blocked.example/a")
    ranking = rank([("a", [blocked, other])], TOPIC, [Sites(block=("blocked.example",))])
    assert [one.reason for one in ranking.dropped] == ["about another product", "blocked by `sites`"]
    left = ranking.dropped[0]
    assert (len(left.title), len(left.url)) == (120, 300)
    assert "\n" not in left.title


def test_of_a_page_inside_nothing_but_that_there_was_one_is_told() -> None:
    inside = [page("http://wiki.local/plans", "Our plans", "secret"), page("http://me@10.0.0.1/", "Ours", "secret")]
    ranking = rank([("a", inside)], TOPIC)
    assert ranking.pages == ()
    assert [(one.title, one.url) for one in ranking.dropped] == [("", "")] * 2
    assert ranking.dropped[0].reason == "its address is inside a private network"


def test_a_page_that_answers_a_query_of_the_authors_own_is_kept() -> None:
    topic = topic_of(LOADS, ["why trailing commas break parsers"])
    answer = page("https://example.org/a", "Trailing commas", "Why trailing commas break parsers of JSON, in Python too: the json module, for example.")  # fmt: skip
    assert [one.result for one in rank([("a", [answer])], topic).kept] == [answer]


def test_a_snippet_without_packages_is_judged_by_its_own_queries() -> None:
    script = Topic(words=("git", "shortlog", "since", "tag"), language="bash")
    right = page("https://git-scm.com/docs/git-shortlog", "git-shortlog Documentation", "Summarize git log output since a tag, by author.")  # fmt: skip
    wrong = page(
        "https://packages.example/npm/git-shortlog", "git shortlog - npm", "For JavaScript: git shortlog since a tag."
    )
    other = page("https://example.org/soup", "A soup", "Carrots and onions.")
    assert [one.result for one in rank([("a", [wrong, other, right])], script).kept] == [right]


def test_what_is_boosted_is_kept_and_first() -> None:
    wiki = page("https://wiki.example/json", "How we read JSON", "House rules.")
    assert order([page("https://docs.python.org/3/library/json.html"), wiki])[0] != wiki.url
    assert (
        order([page("https://docs.python.org/3/library/json.html"), wiki], sites=(Sites(boost=("wiki.example",)),))[0]
        == wiki.url
    )


def test_the_labelled_set() -> None:
    steps = list(labelled())
    assert len(steps) >= 40
    assert all(len(step.results) == 10 for step in steps)
    assert len(lists(steps[0])) == 3
    assert sum(wrong_first(step, merge(step)) for step in steps) == 0
