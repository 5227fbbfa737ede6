"""The finished HTML of a walkthrough, read with an HTML parser as a browser would."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markupsafe import Markup

from explainer.model import Call, Claim, Dropped, Facts, Finding, Package, Research, Step, Usage, Visit, Walkthrough
from explainer.render.index import card, entry, render_index
from explainer.render.page import render

VOID = {"br", "wbr", "img", "hr", "input", "meta", "link"}
ALLOWED = {"a", "b", "code", "details", "div", "em", "h1", "h2", "h3", "li", "mark", "ol", "p", "pre", "section"}
ALLOWED |= {"small", "span", "strong", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul", "wbr"}


class Reader(HTMLParser):
    """Collects elements with their attributes, and the text in each element that has an identifier."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == [], "elements are left open"

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def all(self, name: str) -> list[str]:
        return [value for _, attributes in self.elements if (value := attributes.get(name)) is not None]


def section(html: str, step: str) -> str:
    return re.search(rf'<section [^>]*aria-labelledby="{step}".*?</section>', html, re.DOTALL)[0]


def test_time_does_not_grow_by_the_square_of_a_word(walkthrough):
    """The longest line that is shown may be one word: data that was written into a program."""
    lines = ["a" * 19_999] * 3
    steps = tuple(
        replace(walkthrough.steps[0], step=Step(f"L{number}", "expression", number, number, line))
        for number, line in enumerate(lines, start=1)
    )
    long = replace(walkthrough, snippet=replace(walkthrough.snippet, text="\n".join(lines)), steps=steps, findings=())
    started = time.process_time()
    assert lines[0] in render(long).html
    assert time.process_time() - started < 2  # measured: 0.1 s


def test_each_line_has_one_anchor_and_every_link_on_the_page_arrives(walkthrough):
    page = Reader(render(walkthrough).html)
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    assert {"L1", "L3", "L4", "L5"} <= set(ids)
    targets = {href[1:] for href in page.all("href") if href.startswith("#")}
    assert targets <= set(ids)
    assert render(walkthrough).anchors == ("L1", "L3", "L4", "L5")


def test_a_string_over_two_lines_stays_a_string_on_both(walkthrough):
    lines = re.findall(r'data-line="4"[^>]*></a>(.*?)\n</span>', section(render(walkthrough).html, "L3"), re.DOTALL)
    assert lines == ['<span class="s2">  &quot;a&quot;: 1}&quot;&quot;&quot;</span>']


def test_code_is_shown_with_every_character(walkthrough):
    html = section(render(walkthrough).html, "L3")
    assert Reader(re.search(r"<pre.*</pre>", html, re.DOTALL)[0]).text == 'text = """{\n  "a": 1}"""\n'


def test_a_citation_leads_to_the_quoted_words_in_the_search_results(walkthrough):
    html = section(render(walkthrough).html, "L5")
    target = re.search(r'class="ex-cite" href="#([^"]+)" title="Source 1: json.loads"', html)[1]
    details = re.search(r'<details class="ex-results".*</details>', html, re.DOTALL)[0]
    assert "Search results (1)" in details
    assert 'href="https://docs.example/json.html#json.loads"' in details
    assert f'<mark><span id="{target}"></span>Deserialize ``s`` to a Python object.</mark>' in details
    assert Reader(details).text.count("Whether controls are an error.") == 1


def test_a_claim_about_an_argument_is_a_row_with_its_quote(walkthrough):
    html = section(render(walkthrough).html, "L5")
    row = Reader(re.search(r"<tbody>.*</tbody>", html, re.DOTALL)[0]).text.split("\n")
    assert "strictFalseSet to False, on line 5. “Whether controls are an error.”[1]" in "".join(row)


def test_a_long_name_in_the_table_may_be_broken_between_its_words(walkthrough):
    step = walkthrough.steps[2]
    claim = replace(step.explanation.claims[2], argument=("model_name_or_path", "<a_b>"))
    html = section(
        render(
            replace(walkthrough, steps=(replace(step, explanation=replace(step.explanation, claims=(claim,))),))
        ).html,
        "L5",
    )
    assert "<code>model_<wbr>name_<wbr>or_<wbr>path</code></td><td><code>&lt;a_<wbr>b&gt;</code>" in html


def test_a_value_that_would_fill_the_table_is_shown_by_its_beginning(walkthrough):
    step = walkthrough.steps[2]
    claim = replace(step.explanation.claims[2], argument=("s", "[" + "1, " * 500 + "]"))
    changed = replace(step, explanation=replace(step.explanation, claims=(claim,)))
    html = section(render(replace(walkthrough, steps=(changed,))).html, "L5")
    value = Reader(re.search(r"</td><td>(<code>.*?</code>)</td>", html)[1]).text
    assert value == "[" + "1, " * 52 + "1,…"


def test_a_line_leads_to_its_step_and_back(walkthrough):
    html = render(walkthrough).html
    for line in (1, 3, 4, 5):
        assert f'id="source-L{line}"><a class="ex-number" href="#L{line}"' in html[: html.index('id="steps"')]
        assert f'<a class="ex-number" href="#source-L{line}"' in html[html.index('id="steps"') :]
    focusable = [a for tag, a in Reader(html).elements if a.get("class") == "ex-number" and a.get("tabindex") != "-1"]
    assert [a["href"] for a in focusable if "href" in a] == ["#source-L1", "#source-L3", "#source-L5"]


def test_the_code_of_a_step_says_how_far_in_it_is(walkthrough):
    code = "\tif x:\n\n\t\ty = 1\n    # done"
    step = replace(walkthrough.steps[1], step=Step("L1", "assignment", 1, 4, code))
    html = render(
        replace(walkthrough, snippet=replace(walkthrough.snippet, text=code), steps=(step,), findings=())
    ).html
    assert '<div class="ex-code highlight no-copy no-select" data-indent="4">' in html
    lines = re.findall(r'<span class="ex-line"[^>]*>', html[html.index('id="steps"') :])
    assert [re.findall(r'data-indent="(\d+)"', line) for line in lines] == [["4"], [], ["8"], ["4"]]


def test_a_quote_that_a_claim_holds_already_is_not_repeated(walkthrough):
    html = section(render(walkthrough).html, "L5")
    synthesis = Reader(html[: html.index("<details")] + "</section>").text
    assert synthesis.count("Deserialize s to a Python object.") == 1


def test_lines_in_claims_are_links_and_inferences_say_so(walkthrough):
    html = section(render(walkthrough).html, "L5")
    assert '<a class="ex-line-link" href="#L3">line 3</a>' in html
    marked = r'<span class="ex-inferred">Perhaps <em>slow</em>\.</span>&nbsp;<a class="ex-inference" href="#inference"'
    assert re.search(marked + "[^>]*>inference</a>", html), "the mark encloses its sentence, and no line ends before it"


def test_what_an_inference_is_stands_once_on_a_page_that_has_one(walkthrough):
    plain, call = walkthrough.steps[0], walkthrough.steps[2]
    guess = Claim("Perhaps so.", "inference")
    guessing = replace(plain, explanation=replace(plain.explanation, claims=(guess, guess)))
    html = render(replace(walkthrough, steps=(guessing, *walkthrough.steps[1:]))).html
    assert html.count('id="inference"') == 1
    assert 'id="inference"' in section(html, "L1")
    assert "is an inference: it is neither quoted from a source nor checked in the code." in Reader(html).text
    unmarked = [replace(claim, marked=False) for claim in call.explanation.claims]
    sure = replace(call, explanation=replace(call.explanation, claims=tuple(unmarked)))
    assert "inference" not in render(replace(walkthrough, steps=(*walkthrough.steps[:2], sure))).html


def test_what_a_step_took_stands_in_the_open_unless_there_is_a_way_to_unfold(walkthrough):
    call = walkthrough.steps[2]
    paid = replace(call.explanation, usage=Usage(900, 0, 50, 0.002))
    html = section(render(replace(walkthrough, steps=(replace(call, explanation=paid),))).html, "L5")
    assert '<p class="ex-usage">This step: 900 tokens read, 50 written, $0.0020</p>' in html
    assert "How it was written" not in html
    searched = replace(paid, path=(Visit("search", "“json”", "nothing found"),))
    html = section(render(replace(walkthrough, steps=(replace(call, explanation=searched),))).html, "L5")
    assert '<p class="ex-usage">900 tokens read' in html[html.index("How it was written") :]


def test_a_step_says_where_its_values_come_from_as_far_as_no_claim_does_and_not_for_imports(walkthrough):
    assert "ex-flow" not in render(walkthrough).html
    step = walkthrough.steps[2]
    silent = replace(step, explanation=replace(step.explanation, claims=step.explanation.claims[1:]))
    html = section(render(replace(walkthrough, steps=(*walkthrough.steps[:2], silent))).html, "L5")
    flow = re.search(r'<p class="ex-flow">(.*?)</p>', html)[1]
    assert flow == 'Uses <code>text</code> from line <a href="#L3">3</a>.'


def test_lines_that_a_finding_names_are_links_where_there_is_such_a_line(walkthrough):
    finding = Finding(
        "overwritten", 5, "`x` of line 3 is lost on lines 4 and 5, not on line 99, whatever `line 1` says."
    )
    top = render(replace(walkthrough, findings=(finding,))).html
    top = top[: top.index('id="source"')]
    assert re.findall(r'class="ex-line-link" href="#(L\d+)">([^<]*)', top) == [("L3", "line 3"), ("L4", "lines 4")]
    assert "<code>line 1</code>" in top


def test_steps_beyond_the_limit_are_in_the_source_alone_and_keep_their_anchors(walkthrough):
    limited = replace(walkthrough, findings=(Finding("too-long", 3, "From here on it is shown only."),))
    page = render(limited)
    assert re.findall(r'aria-labelledby="(L\d+)"', page.html) == ["L1"]
    assert page.anchors == ("L1", "L3", "L4", "L5")
    ids = Reader(page.html).all("id")
    assert len(ids) == len(set(ids))
    assert {"L1", "L3", "L4", "L5"} <= set(ids)
    assert [heading.id for heading in page.headings] == ["findings", "source", "steps", "L1"]


def test_short_claims_run_together_and_long_ones_stand_apart(walkthrough):
    said = [f"Claim {n} " + "word " * 25 + "end." for n in range(4)]
    step = walkthrough.steps[1]
    claims = tuple(Claim(text, "checked") for text in said)
    changed = replace(step, explanation=replace(step.explanation, claims=claims))
    html = section(render(replace(walkthrough, steps=(changed,))).html, "L3")
    assert re.findall('<p class="ex-claim">(.*?)</p>', html) == [f"{said[0]} {said[1]}", f"{said[2]} {said[3]}"]


def test_findings_stand_at_the_top_and_with_their_step(walkthrough):
    html = render(walkthrough).html
    top = html[: html.index('id="source"')]
    assert '<a class="ex-where" href="#L5">Line 5</a>' in top
    assert "The value of <code>text</code> is lost." in top
    assert "The value of <code>text</code> is lost." in section(html, "L5")
    assert "is lost" not in section(html, "L3")


def test_headings_name_the_lines_and_begin_with_the_code(walkthrough):
    headings = [(h.id, h.level, str(h.title)) for h in render(walkthrough).headings]
    assert headings == [
        ("findings", 2, "Findings"),
        ("source", 2, "The source"),
        ("steps", 2, "Step by step"),
        ("L1", 3, "1 · import json"),
        ("L3", 3, "3–4 · text = &#34;&#34;&#34;{ &#34;a&#34;: 1}&#34;&#34;&#34;"),
        ("L5", 3, "5 · value = json.loads(text, strict=False)"),
    ]


@pytest.mark.parametrize(
    ("grammar", "name"), [("cpp", "C++"), ("python", "Python"), ("nothing known", "nothing known")]
)
def test_a_language_has_the_name_that_people_call_it_by(walkthrough, grammar, name):
    other = replace(walkthrough, snippet=replace(walkthrough.snippet, language=grammar), packages=())
    assert f'<span class="ex-chip">{name}</span>' in render(other).html
    assert f'<p class="ex-meta">a · {name} · ' in render_index("All", [entry(card(other), "a", "a/")]).html


def test_the_language_is_not_named_twice(walkthrough):
    python = Package("Python", "3.11", "standard library")
    assert '<span class="ex-chip">Python</span>' not in render(replace(walkthrough, packages=(python,))).html


def test_packages_say_which_version_and_what_is_missing(walkthrough):
    text = " ".join(Reader(render(walkthrough).html).text.split())
    assert "requests 2.32.3 newest" in text
    assert "gone missing" in text
    assert "No documentation of gone: no such package" in text


def test_hostile_text_becomes_text_and_nothing_else(hostile):
    page = render(hostile)
    reader = Reader(page.html)
    assert {tag for tag, _ in reader.elements} <= ALLOWED
    assert not [name for _, attributes in reader.elements for name in attributes if name.startswith("on")]
    assert all(href.startswith("#") for href in reader.all("href"))
    assert reader.text.count("<script>alert(1)</script>") > 8
    assert "\u202e" not in page.html
    assert "U+202E" in page.html


def test_what_was_left_out_is_a_closed_fold_in_the_results_without_links(walkthrough):
    left = Dropped("Tokenizers for .NET", "https://dotnet.example/", "brave", "about another product (csharp)")
    inside = Dropped("", "", "searxng", "its address is inside a private network")
    *others, call = walkthrough.steps
    research = replace(call.research, dropped=(left, inside), dropped_beyond=5)
    page = render(replace(walkthrough, steps=(*others, replace(call, research=research))))
    fold = re.search(r'<details class="ex-dropped">.*?</details>', section(page.html, "L5"), re.DOTALL)[0]
    assert " ".join(Reader(fold).text.split()) == (
        "Left out (7) Tokenizers for .NET: about another product (csharp) brave · https://dotnet.example/"
        " its address is inside a private network searxng and 5 more"
    )
    assert "<a" not in fold
    assert "ex-dropped" not in section(page.html, "L3")
    assert "dotnet" not in page.outline


def test_what_was_left_out_is_shown_where_no_source_is(walkthrough):
    left = Dropped("Tokenizers for .NET", "https://dotnet.example/", "brave", "about another product (csharp)")
    first, *others = walkthrough.steps
    page = render(replace(walkthrough, steps=(replace(first, research=Research(dropped=(left,))), *others)))
    text = " ".join(Reader(section(page.html, "L1")).text.split())
    assert "Search results (0) Left out (1) Tokenizers for .NET" in text


@pytest.mark.parametrize("unescape", [False, True])
def test_a_title_is_harmless_even_where_a_theme_takes_its_escapes_back(hostile, unescape):
    title = Markup(render(hostile).title).striptags() if unescape else render(hostile).title
    assert not set(str(title)) & set('<>"')


def test_headings_of_hostile_code_stay_text(hostile):
    assert all("<" not in heading.title for heading in render(hostile).headings)


def test_an_empty_snippet_has_a_page(walkthrough: Walkthrough):
    empty = Walkthrough(replace(walkthrough.snippet, text="", introduction=""))
    page = render(empty)
    assert "Step by step" not in page.html
    assert Reader(page.html).text.strip().startswith("Read JSON")


def test_the_same_walkthrough_gives_the_same_bytes(walkthrough):
    assert render(walkthrough) == render(walkthrough)


def test_the_list_says_what_a_snippet_without_an_introduction_calls(walkthrough):
    call = Call(line=5, column=8, name="loads", callee="json.loads", receiver="json")
    step = replace(walkthrough.steps[2], facts=Facts(calls=(call, replace(call, name="<b>"), call)))
    silent = replace(walkthrough, snippet=replace(walkthrough.snippet, introduction=""), steps=(step,))
    html = render_index("All", [entry(card(silent), "a.py", "a/")]).html
    assert "<p>Calls <code>loads</code>, <code>&lt;b&gt;</code>.</p>" in html
    assert "Calls" not in render_index("All", [entry(card(walkthrough), "a.py", "a/")]).html


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "<code>f0</code>"),
        (6, "<code>f5</code>"),
        (7, "<code>f5</code> and 1 more"),
        (90, "<code>f5</code> and 84 more"),
    ],
)
def test_of_many_calls_the_list_names_six(walkthrough, count, said):
    call = Call(line=5, column=8, name="f", callee="f", receiver=None)
    calls = tuple(replace(call, name=f"f{number}") for number in range(count))
    silent = replace(walkthrough.snippet, introduction="")
    many = replace(walkthrough, snippet=silent, steps=(replace(walkthrough.steps[2], facts=Facts(calls=calls)),))
    assert f"{said}.</p>" in render_index("All", [entry(card(many), "a.py", "a/")]).html


def test_the_list_cuts_a_title_that_would_fill_it_and_names_no_standard_library(walkthrough):
    snippet = replace(walkthrough.snippet, title="Word " * 100)
    library = Package("Python", "3.11", "standard library", ("json",))
    many = replace(walkthrough, snippet=snippet, packages=(library, *walkthrough.packages))
    text = Reader(render_index("All", [entry(card(many), "a.py", "a/")]).html).text
    assert text.count("Word") < 30
    assert "…" in text
    assert "Python · 3 steps · requests, gone · 1 finding" in text
    assert "Python, " not in text


def test_the_list_puts_the_files_of_a_folder_below_its_name_and_a_search_reads_none_of_it(walkthrough):
    paths = ["b & c/x.py", "last.py", "b & c/deep/y.py", "b & c/z.py"]
    page = render_index("All", [entry(card(walkthrough), path, f"{path[:-3]}/") for path in paths])
    found = re.findall(r'<h([23])(?: id="([^"]*)">(.*?) <a|><a href="([^"]*)")', page.html)
    assert found == [
        ("2", "", "", "last/"),
        ("2", "folder-b%20%26%20c", "b &amp; c", ""),
        ("3", "", "", "b &amp; c/x/"),
        ("3", "", "", "b &amp; c/z/"),
        ("2", "folder-b%20%26%20c/deep", "b &amp; c/<wbr>deep", ""),
        ("3", "", "", "b &amp; c/deep/y/"),
    ]
    assert [(h.id, h.title) for h in page.headings] == [
        ("folder-b%20%26%20c", "b &amp; c"),
        ("folder-b%20%26%20c/deep", "b &amp; c/deep"),
    ]
    assert Reader(page.outline).text == "All"
