"""Records give back exactly what was stored, and nothing where the text is something else."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer import model
from explainer.store.records import from_json, to_json

SOURCE = model.Source(
    "json.loads", "https://example.org", "Read \ue00016\ue001 é \U0001f600.", "symbols", "json.loads", "", "", "a.py:1"
)
WALKTHROUGH = model.Walkthrough(
    model.Snippet("a/b.py", "python", "B", "", "x = json.loads(y)\n", "00", (model.Requirement("peft", "==1", None),)),
    (model.Package("peft", "1", "pinned", ("peft",)),),
    (model.Finding("undefined-name", 1, "`y` is not defined"),),
    (
        model.ExplainedStep(
            model.Step("L1", "assignment", 1, 1, "x = json.loads(y)"),
            model.Facts(
                calls=(model.Call(1, 9, "loads", "json.loads", "json", (model.Argument("y", None, 1, 15),)),),
                uses=(0, 3),
                used_on=(("x", (4, 9)), ("z", ())),
            ),
            model.Research(
                (model.Documentation(SOURCE, "function", "json.loads", summary=model.Span(0, 4)),),
                types=(("x", "Any"),),
            ),
            model.Explanation(
                "reference", (model.Claim("Reads.", "quoted", (model.Citation(0, model.Span(0, 4)),), ("s", "y")),)
            ),
        ),
    ),
    {"steps": 1},
)


def test_a_walkthrough_comes_back_equal() -> None:
    assert from_json(model.Walkthrough, to_json(WALKTHROUGH)) == WALKTHROUGH


def test_a_tuple_comes_back_when_its_type_is_given() -> None:
    imports = (model.Import(1, 7, "numpy", None, "np"), model.Import(2, 5, "a.b", "c", None))
    form = tuple[model.Import, ...]
    assert from_json(form, to_json(imports, form)) == imports


# A number that is not one is not equal to itself, and no field of the model is meant to hold it.
st.register_type_strategy(float, st.floats(allow_nan=False))


@settings(max_examples=60, deadline=None)
@given(st.from_type(model.ExplainedStep))
def test_any_step_comes_back_equal(step: model.ExplainedStep) -> None:
    text = to_json(step)
    assert text.isascii()
    assert from_json(model.ExplainedStep, text) == step


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "[]", '["", []]', "[" * 100_000, '"text"', to_json(SOURCE), to_json(WALKTHROUGH.steps[0].step)],
)
def test_another_text_is_a_miss(text: str) -> None:
    assert from_json(model.Walkthrough, text) is None


def test_each_field_is_checked() -> None:
    shape, fields = json.loads(to_json(WALKTHROUGH.steps[0].explanation))
    claims = fields[1]
    for wrong in ([1, claims], ["x", None], ["x", claims, 3], ["x"], ["x", [["a", "certain", [], None]]], ["x", {}]):
        assert from_json(model.Explanation, json.dumps([shape, wrong])) is None
    assert from_json(model.Explanation, json.dumps([shape, fields])) is not None


def test_a_number_is_not_taken_for_a_truth_value() -> None:
    call = WALKTHROUGH.steps[0].facts.calls[0]
    text = to_json(call)
    assert "false" in text
    assert from_json(model.Call, text.replace("false", "0")) is None
    assert from_json(model.Call, to_json(replace(call, awaited=True))) == replace(call, awaited=True)


def test_fields_of_the_same_types_under_other_names_are_a_miss() -> None:
    def make(field: str) -> type:
        @dataclass(frozen=True, slots=True)
        class Point:
            x: int

        @dataclass(frozen=True, slots=True)
        class Other:
            y: int

        Other.__name__ = "Point"
        return {"x": Point, "y": Other}[field]

    assert from_json(make("y"), to_json(make("x")(1))) is None


def test_what_is_no_record_is_refused_when_it_is_stored() -> None:
    @dataclass(frozen=True, slots=True)
    class Holder:
        kind: Literal["a"]
        value: object

    with pytest.raises(TypeError, match="cannot hold a set"):
        to_json(Holder("a", {1, 2}))
