"""Walkthroughs as Markdown, read back with two Markdown implementations."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import markdown as python_markdown
import pytest
from markdown_it import MarkdownIt

from explainer.render.markdown import code, escaped, fenced, to_markdown

TAGS = {
    "h1",
    "h2",
    "p",
    "ul",
    "li",
    "pre",
    "code",
    "strong",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "div",
    "span",
}


def commonmark(text: str) -> str:
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(text)


def with_extensions(text: str, folder: Path) -> str:
    """What MkDocs would make of it, with the extensions that let text do the most."""
    return python_markdown.markdown(
        text,
        extensions=["attr_list", "tables", "md_in_html", "pymdownx.superfences", "pymdownx.snippets"],
        extension_configs={"pymdownx.snippets": {"base_path": [str(folder)], "check_paths": False}},
    )


def test_it_reads_as_a_page(walkthrough):
    text = to_markdown(walkthrough)
    assert text.startswith(
        "# Read JSON\n\nReads a text.\n\nThen stops.\n\n- requests 2.32.3, newest\n- gone, missing\n"
    )
    assert "## Line 5\n\n```python\nvalue = json.loads(text, strict=False)\n```" in text
    assert "Calls `loads` on the text from line 3." in text
    assert "It does this: “Deserialize `s` to a Python object.” \\[1\\]" in text
    assert "| `strict` | `False` | Set to `False`, on line 5. “Whether controls are an error.” \\[1\\] |" in text
    assert "**Search results (1)**" in text


def test_it_says_why_another_engine_wrote_it(walkthrough):
    last = walkthrough.steps[-1]
    noted = replace(last, explanation=replace(last.explanation, note="The engine *x* said nothing: this is another's."))
    text = to_markdown(replace(walkthrough, steps=(noted,)))
    assert "**Research synthesis**\n\nThe engine \\*x\\* said nothing: this is another's.\n\nCalls `loads`" in text


@pytest.mark.parametrize("language", ["commonmark", "extensions"])
def test_hostile_text_stays_text(hostile, language, tmp_path):
    (tmp_path / "mkdocs.yml").write_text("the content of a local file")
    text = to_markdown(hostile)
    html = commonmark(text) if language == "commonmark" else with_extensions(text, tmp_path)
    tags = set(re.findall(r"<([a-zA-Z]\w*)", html))
    assert tags <= TAGS
    assert not re.search(r"<[^>]*\s(on\w+|href|src)=", html)
    assert "the content of a local file" not in html
    assert "{{" not in text
    assert "{%" not in text


@pytest.mark.parametrize("inside", ["a", "`", "``` b", "~~~", "`a` b ``c``", "{{ y }}", "<b>", "a|b"])
def test_code_comes_back_as_it_was(inside):
    assert unescape(commonmark(code(inside))) == f"<p><code>{inside}</code></p>\n"


@pytest.mark.parametrize(
    "mark", ["{{ x }}", "{% raw %}", "{# x #}", '--8<-- "secret.txt"', "<!-- x -->", "{!secret.txt!}"]
)
@pytest.mark.parametrize("language", ["commonmark", "extensions"])
def test_a_block_of_code_with_marks_that_are_looked_for_comes_back_as_it_was(mark, language, tmp_path):
    (tmp_path / "secret.txt").write_text("the content of a local file")
    text = f"a = b - c  # *d* & <e>, ``f``\n\n{mark}\n\n```\n~~~\n</code></pre>\n    - [g]: h\n"
    written = f"Before.\n\n{fenced(text, 'python')}\n\nAfter."
    html = commonmark(written) if language == "commonmark" else with_extensions(written, tmp_path)
    assert mark not in written
    shown = re.fullmatch("<p>Before.</p>\n<pre><code>(.*)</code></pre>\n+<p>After.</p>", html.strip(), re.DOTALL)
    assert unescape(shown[1]) == text.rstrip()


def test_a_block_of_code_is_plain():
    text = "if x8<y: print(f'{a} - {b}', c & d)"
    assert fenced(text, "python") == f"```python\n{text}\n```"
    assert fenced("print('{{}}' - a, [b])") == "<pre><code>print('&#123;{}}' - a, [b])</code></pre>"


def test_a_fence_is_longer_than_any_inside_it():
    assert fenced("a\n````\nb", "text") == "`````text\na\n````\nb\n`````"


def test_a_line_that_begins_like_a_list_is_none():
    assert "<li>" not in commonmark(escaped("- a")) + commonmark(escaped("1. a")) + commonmark(escaped("# a"))
