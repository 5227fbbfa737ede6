"""Queries are made from what is known of a step, never from its raw line."""

from __future__ import annotations

import pytest
from subjects import PANDAS, PYTHON, subject

from explainer.research.queries import LONGEST, queries

ADAPTER = """\
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

peft_checkpoint = "bigcode/astraios-7b-parallel"
checkpoint = "bigcode/starcoderbase-7b"
model = AutoModelForCausalLM.from_pretrained(checkpoint)
model = PeftModel.from_pretrained(model, peft_checkpoint, is_trainable=True)
print(len(checkpoint))
"""
SYMBOLS = {
    "PeftModel.from_pretrained": "peft.peft_model.PeftModel.from_pretrained",
    "AutoModelForCausalLM.from_pretrained": "transformers.models.auto.modeling_auto.AutoModelForCausalLM.from_pretrained",
    "print": "builtins.print",
    "len": "builtins.len",
}


def test_symbol_package_version_identifier_and_argument() -> None:
    assert queries(subject(ADAPTER, 7, SYMBOLS), 3) == [
        "peft PeftModel.from_pretrained 0.21",
        "bigcode/astraios-7b-parallel peft",
        "peft PeftModel.from_pretrained is_trainable",
    ]


def test_at_most_a_few() -> None:
    assert len(queries(subject(ADAPTER, 7, SYMBOLS), 1)) == 1
    assert queries(subject(ADAPTER, 7, SYMBOLS), 0) == []


@pytest.mark.parametrize("line", [4, 5, 8])
def test_a_trivial_step_makes_none(line: int) -> None:
    assert queries(subject(ADAPTER, line, SYMBOLS), 3) == []


def test_an_import_asks_for_what_it_imports() -> None:
    assert queries(subject(ADAPTER, 1), 3) == ["peft PeftModel 0.21"]
    assert queries(subject("import json\n"), 3) == ["python json 3.11"]
    assert queries(subject("from __future__ import annotations\n"), 3) == []
    assert queries(subject("from json import *\n"), 3) == ["python json 3.11"]


def test_what_was_imported_is_asked_for_as_it_is_written_when_nothing_resolves_it() -> None:
    code = "import pandas as pd\npd.read_csv('secret/place/customers.csv', sep=';')\n"
    assert queries(subject(code, distributions=(PANDAS,)), 3) == ["pandas.read_csv 2.3"]


def test_a_function_of_the_standard_library_goes_by_its_module() -> None:
    code = "import asyncio\nasyncio.open_connection('h', 1)\n"
    found = queries(subject(code, None, {"asyncio.open_connection": "asyncio.streams.open_connection"}, (PYTHON,)), 3)
    assert found == ["python asyncio.open_connection 3.11"]


def test_what_nothing_documents_is_asked_for_first() -> None:
    code = "import pandas as pd\npd.concat([pd.read_csv('a')])\n"
    found = queries(subject(code, distributions=(PANDAS,), documented=["pd.read_csv"]), 3)
    assert found == ["pandas.concat 2.3", "pandas.read_csv 2.3"]


@pytest.mark.parametrize(
    "value",
    ["'/home/someone/data.csv'", "'data/train.csv'", "'models/local.pt'", "'one two/three'", "'no slash'", "b'a/b'"],
)
def test_paths_and_prose_are_no_identifiers(value: str) -> None:
    code = f"from peft import PeftModel\nPeftModel.from_pretrained({value})\n"
    assert queries(subject(code, None, SYMBOLS), 3) == ["peft PeftModel.from_pretrained 0.21"]


def test_the_raw_line_is_never_sent() -> None:
    code = "import pandas as pd\nfor row in pd.read_csv(path)[lambda d: d['salary'] > 1000].itertuples(): pass\n"
    (query,) = queries(subject(code, 2, distributions=(PANDAS,)), 1)
    assert "salary" not in query and "1000" not in query


class TestTheAuthorsOwn:
    def test_goes_to_the_steps_that_it_is_about(self) -> None:
        own = ("PeftModel adapters merged into the base model",)
        assert own[0] in queries(subject(ADAPTER, 7, SYMBOLS, queries=own), 3)
        assert own[0] not in queries(subject(ADAPTER, 5, SYMBOLS, queries=own), 3)
        assert own[0] not in queries(subject(ADAPTER, 8, SYMBOLS, queries=own), 3)

    def test_goes_to_the_first_step_where_it_is_about_none(self) -> None:
        own = ("how adapters work",)
        assert own[0] in queries(subject(ADAPTER, 1, SYMBOLS, queries=own), 3)
        assert own[0] not in queries(subject(ADAPTER, 7, SYMBOLS, queries=own), 3)

    def test_is_not_counted(self) -> None:
        own = ("PeftModel one", "PeftModel two", "PeftModel three")
        assert len(queries(subject(ADAPTER, 7, SYMBOLS, queries=own), 3)) == 6

    def test_is_bounded(self) -> None:
        (found,) = queries(subject("x = 1\n", 1, queries=("a\n  " * 500,)), 3)
        assert len(found) <= LONGEST and "\n" not in found
