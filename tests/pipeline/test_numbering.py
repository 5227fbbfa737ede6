"""Lines that are counted within a slice, and put back."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.evidence.lines import line_reference
from explainer.model import (
    Argument,
    BoundArgument,
    Call,
    Citation,
    Claim,
    Definition,
    Documentation,
    ExplainedStep,
    Explanation,
    Facts,
    Package,
    Read,
    Research,
    ResolvedCall,
    Source,
    Span,
    Step,
)
from explainer.pipeline.numbering import Numbering, renumbered

STEPS = (Step("L10", "assignment", 10, 12, "a = (\n1\n)"), Step("L20", "expression", 20, 20, "f(a)"))
READ = Read("a", 20, 2, (Definition(10, "assignment", "1"),))
CALL = Call(20, 0, "f", "f", None, (Argument("a", None, 20, 2, (READ,)),), reads=(READ,))


def test_lines_are_counted_through_the_steps_in_the_order_of_the_file() -> None:
    numbering = Numbering(reversed(STEPS))
    assert numbering.relative(STEPS) == (
        Step("L1", "assignment", 1, 3, "a = (\n1\n)"),
        Step("L4", "expression", 4, 4, "f(a)"),
    )
    assert numbering.relative(CALL).arguments[0].reads[0] == Read("a", 4, 2, (Definition(1, "assignment", "1"),))
    assert numbering.absolute(numbering.relative(CALL)) == CALL


def test_lines_outside_of_the_steps_get_numbers_after_them() -> None:
    numbering = Numbering(STEPS)
    facts = Facts(reads=(Read("b", 99, 0), Read("c", 7, 0), Read("b", 99, 4)))
    relative = numbering.relative(facts)
    assert [read.line for read in relative.reads] == [5, 6, 5]
    assert numbering.absolute(relative) == facts


def test_references_in_claims_are_put_back() -> None:
    claim = Claim(f"From line {line_reference(1)} to {line_reference(4)}, not line 4.", "checked")
    assert Numbering(STEPS).absolute(Explanation("reference", (claim,))).claims[0].text == (
        f"From line {line_reference(10)} to {line_reference(20)}, not line 4."
    )


def test_only_sources_in_the_snippet_itself_have_its_lines() -> None:
    def documented(searcher: str, url: str) -> Research:
        source = Source("f", url, "Line 10. a.py:10", searcher, "f", "", "", "a.py:10")
        return Research(
            (Documentation(source, "function", "f"),),
            (ResolvedCall(CALL, "f", 0, (BoundArgument(CALL.arguments[0], "x"),)),),
        )

    numbering = Numbering(STEPS)
    own = numbering.relative(documented("snippet", "#L10"))
    assert (own.sources[0].locator, own.sources[0].url, own.sources[0].text) == ("a.py:1", "#L1", "Line 10. a.py:10")
    assert own.calls[0].arguments[0].argument.line == 4
    assert numbering.absolute(own) == documented("snippet", "#L10")
    elsewhere = documented("symbols", "https://example.org/a.py#L10")
    assert numbering.relative(elsewhere).sources == elsewhere.sources


def test_what_holds_no_line_is_not_made_anew() -> None:
    def move(line: int) -> int:
        return line + 1

    source = Source("f", "https://example.org/#L1", "Line 1.", "symbols", "f", "", "", "a.py:1")
    for value in (
        "line 1",
        None,
        Package("harbor", "1.0", "newest", ("harbor",)),
        Claim("Not line 1.", "quoted", (Citation(0, Span(1, 2)),)),
        Explanation("reference", (Claim("Reads.", "checked"),)),
        Research((Documentation(source, "function", "f"),)),
        (source, source),
    ):
        assert renumbered(value, move) is value
    step = ExplainedStep(
        STEPS[0], Facts(reads=(READ,)), Research((Documentation(source, "function", "f"),)), Explanation("x")
    )
    moved = renumbered(step, move)
    assert moved.step.start_line == 11
    assert moved.research is step.research and moved.explanation is step.explanation


@settings(max_examples=60, deadline=None)
@given(st.from_type(ExplainedStep), st.integers(1, 10**6))
def test_every_line_of_anything_is_moved_and_comes_back(step: ExplainedStep, by: int) -> None:
    moved = renumbered(step, lambda line: line + by)
    assert (moved.step.start_line, moved.step.end_line) == (step.step.start_line + by, step.step.end_line + by)
    assert [call.line for call in moved.facts.calls] == [call.line + by for call in step.facts.calls]
    assert [found.line for found in moved.facts.imports] == [found.line + by for found in step.facts.imports]
    assert [write.line for write in moved.facts.writes] == [write.line + by for write in step.facts.writes]
    assert moved.research.types == step.research.types
    named = renumbered(moved, lambda line: line - by)
    assert named.facts == step.facts
    assert named.research.calls == step.research.calls
