"""The JSON contract has exactly the keys that it promises, and quotes that are in their sources."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from explainer.evidence.lines import line_reference
from explainer.model import (
    Argument,
    BoundArgument,
    Call,
    Citation,
    Claim,
    Documentation,
    Dropped,
    ExplainedStep,
    Explanation,
    Facts,
    Finding,
    Package,
    Research,
    ResolvedCall,
    Snippet,
    Source,
    Span,
    Step,
    Walkthrough,
)
from explainer.render.contract import to_contract

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "contract.schema.json").read_text(encoding="utf-8"))

TEXT = "Deserialize a document.\n\nParameters: s, the document."
CALL = Call(3, 12, "loads", "json.loads", "json", (Argument("text", None, 3, 18), Argument("f(x)", "cls", 3, 24)))
UNKNOWN = Call(3, 28, "f", "f", None)


@pytest.fixture
def walkthrough() -> Walkthrough:
    source = Source(
        "json.loads", "https://example.org/json", TEXT, "symbols", "json.loads", "Python", "3.11", "json/__init__.py:3"
    )
    quoted = Claim(
        f"Reads what line {line_reference(2)} made: “Deserialize a document.”",
        "quoted",
        (Citation(0, Span(0, 23)),),
    )
    research = Research(
        (Documentation(source, "function", "json.loads"),),
        (
            ResolvedCall(UNKNOWN, None, None),
            ResolvedCall(
                CALL,
                "json.loads",
                0,
                (
                    BoundArgument(CALL.arguments[0], "s", Span(37, 50)),
                    BoundArgument(CALL.arguments[1], None),
                ),
                "definition",
            ),
        ),
        dropped=(Dropped("Another", "https://example.org/other", "brave", "about another product"),),
        dropped_beyond=2,
    )
    step = ExplainedStep(
        Step("L3", "assignment", 3, 3, "data = json.loads(text, cls=f(x))"),
        Facts(calls=(UNKNOWN, CALL)),
        research,
        Explanation("reference", (quoted, Claim("`data` is read on line 9.", "checked"))),
    )
    return Walkthrough(
        Snippet("folder/a.py", "python", "Title", "", "...", "0" * 64),
        (Package("Python", "3.11", "standard library"), Package("gone", "", "missing", note="no network")),
        (Finding("undefined-name", 3, "`f` is never defined."),),
        (step,),
        {"steps": 1, "cached": 0, "sources": 1},
    )


def faults(contract: object) -> list[str]:
    """Return what the schema, itself one that holds, has against a contract."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    return [error.message for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(contract)]


def test_it_is_what_the_schema_describes(walkthrough: Walkthrough) -> None:
    assert faults(to_contract(walkthrough)) == []


def test_the_documentation_shows_what_the_schema_describes() -> None:
    page = (Path(__file__).parents[2] / "docs" / "contract.md").read_text(encoding="utf-8")
    shown = json.loads(
        page.partition("```json\n")[2].partition("```")[0].replace('"sha256": "..."', f'"sha256": "{"0" * 64}"')
    )
    assert shown["steps"]
    assert faults(shown) == []


def test_it_reads_as_expected(walkthrough: Walkthrough) -> None:
    contract = json.loads(json.dumps(to_contract(walkthrough)))
    assert contract["schema"] == 1
    assert contract["snippet"] == {"path": "folder/a.py", "language": "python", "title": "Title", "sha256": "0" * 64}
    assert contract["packages"][1] == {"name": "gone", "version": "", "origin": "missing"}
    assert contract["findings"] == [{"kind": "undefined-name", "line": 3, "message": "`f` is never defined."}]
    (step,) = contract["steps"]
    assert (step["id"], step["start_line"], step["end_line"]) == ("L3", 3, 3)
    assert step["calls"] == [
        {"line": 3, "column": 28, "name": "f", "symbol": None, "source": None, "arguments": []},
        {
            "line": 3,
            "column": 12,
            "name": "loads",
            "symbol": "json.loads",
            "source": 0,
            "arguments": [
                {"parameter": "s", "value": "text", "documented": True},
                {"parameter": None, "value": "f(x)", "documented": False},
            ],
        },
    ]
    assert step["dropped"] == [
        {
            "title": "Another",
            "url": "https://example.org/other",
            "searcher": "brave",
            "reason": "about another product",
        }
    ]
    assert step["dropped_beyond"] == 2
    assert step["explanation"]["claims"] == [
        {
            "text": "Reads what line 2 made: “Deserialize a document.”",
            "support": "quoted",
            "citations": [{"source": 0, "quote": "Deserialize a document."}],
        },
        {"text": "`data` is read on line 9.", "support": "checked", "citations": []},
    ]


def objects(part: Any) -> list[dict[str, Any]]:
    """Return every object in a piece of JSON, the outer ones first."""
    if isinstance(part, dict):
        return [part, *(found for value in part.values() for found in objects(value))]
    if isinstance(part, list):
        return [found for value in part for found in objects(value)]
    return []


def test_the_schema_allows_no_other_key_anywhere(walkthrough: Walkthrough) -> None:
    contract = to_contract(walkthrough)
    every = objects(contract)
    assert {"column", "parameter", "locator", "quote"} <= {key for found in every for key in found}
    for found in every:
        found["other"] = 1
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(contract, SCHEMA)
        del found["other"]
    jsonschema.validate(contract, SCHEMA)
