"""The samples of each language are cut as a reader would cut them: read `samples/*.steps` beside the sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.model import Snippet
from explainer.reading.languages import SUFFIXES, language_of
from explainer.reading.steps import cut

SAMPLES = sorted(path for path in Path(__file__).with_name("samples").iterdir() if path.suffix != ".steps")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_is_cut_as_a_reader_would(path: Path):
    text = path.read_text()
    language = language_of(path)
    assert language is not None
    steps = cut(Snippet(path=path.name, language=language, title="", introduction="", text=text, sha256=""))
    lines = [
        f"{step.kind if number == step.start_line else '|':<12}{number:>3} {line}".rstrip()
        for step in steps
        for number, line in enumerate(step.code.split("\n"), step.start_line)
    ]
    assert "\n".join(lines) + "\n" == path.with_name(f"{path.name}.steps").read_text()


def test_each_language_has_a_sample():
    assert {language_of(path) for path in SAMPLES} == set(SUFFIXES.values())
