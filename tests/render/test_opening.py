"""What is shown of a package's description: its summary, and then the first words that say something."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explainer.model import Citation, Claim, Documentation, ExplainedStep, Source, Span, Walkthrough
from explainer.render.markdown import to_markdown
from explainer.render.page import render
from tests.render.test_page import Reader

PROSE = "Nets of layers are <trained> here.\n\n<picture>Later pictures stay.</picture>\n"
OPENINGS = {
    "nothing": "",
    "a licence": "<!---\nCopyright Someone.\n\nLicensed under some licence.\n-->\n\n",
    "a picture": '<picture>\n  <source srcset="logo.svg">\n  <img alt="Logo" src="logo.png">\n</picture>\n\n----\n\n',
    "titles": '<h1 align="center"> <p>Nets</p></h1>\n<h3>\n    <p>Of layers</p>\n</h3>\n\n# Nets\n\nNets\n====\n\n',
    "badges": "[![CI](https://a.invalid/b.svg)](https://a.invalid)\n[![Two](two.svg)][two] ![Three](three.svg)\n\n",
    "a table": "| | |\n| --- | --- |\n| Testing | [![CI](https://a.invalid/b.svg)](https://a.invalid) |\n\n",
    "reStructuredText": ".. image:: logo.svg\n   :alt: Logo\n\n|ci| |docs|\n\n.. |ci| image:: ci.svg\n\n",
}


def described(walkthrough: Walkthrough, text: str, *quotes: str) -> Walkthrough:
    """The walkthrough with a package's description as the only source of its only step."""
    source = Source("nets", "", f"Nets of layers.\n\n{text}", "packages", "", "nets", "1.0", "")
    found = Documentation(source, "package", "nets", summary=Span(0, 15))
    at = [source.text.index(quote) for quote in quotes]
    citations = tuple(Citation(0, Span(start, start + len(quote))) for start, quote in zip(at, quotes, strict=True))
    step: ExplainedStep = walkthrough.steps[2]
    said = replace(step.explanation, claims=(Claim("Said.", "quoted", citations),))
    research = replace(step.research, documentation=(found,))
    return replace(walkthrough, steps=(replace(step, research=research, explanation=said),))


@pytest.mark.parametrize("kind", OPENINGS)
def test_it_begins_with_the_first_prose(walkthrough, kind):
    made = described(walkthrough, OPENINGS[kind] + PROSE, "Nets of layers.", "Nets of layers are")
    left_out = "[…]\n\n" if OPENINGS[kind] else ""
    shown = f"Nets of layers.\n\n{left_out}{PROSE}"
    assert shown in Reader(render(made).html).text
    assert shown.rstrip() in to_markdown(made)


def test_what_is_quoted_is_never_left_out(walkthrough):
    text = OPENINGS["a picture"] + PROSE
    made = described(walkthrough, text, "Logo")
    assert text in Reader(render(made).html).text
    assert text.rstrip() in to_markdown(made)


def test_nothing_is_left_out_of_what_documents_a_function(walkthrough):
    text = ".. versionadded:: 2\n\n# Nets\n\n" + PROSE
    made = described(walkthrough, text)
    (step,) = made.steps
    function = replace(step.research.documentation[0], kind="function")
    made = replace(made, steps=(replace(step, research=replace(step.research, documentation=(function,))),))
    assert text in Reader(render(made).html).text
    assert text.rstrip() in to_markdown(made)


def test_a_module_without_a_docstring_has_no_empty_box(walkthrough):
    step = walkthrough.steps[2]
    found = replace(step.research.documentation[0], source=replace(step.research.sources[0], text=""))
    bare = replace(step.explanation, claims=())
    empty = replace(step, research=replace(step.research, documentation=(found,)), explanation=bare)
    made = replace(walkthrough, steps=(empty,))
    page = Reader(render(made).html)
    assert "ex-text" not in page.all("class")
    assert "json/__init__.py:299 · no docstring there" in page.text
    assert "```text" not in to_markdown(made)
