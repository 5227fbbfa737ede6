"""Where a place in documentation stands."""

from __future__ import annotations

import pytest

from explainer.evidence.blocks import above

NUMPY = """\
Queue a function.

Parameters
----------
function : callable
    What to run.

    It must be picklable.

Raises
------
PoolClosed
    If the pool was shut down before.
"""
GOOGLE = """\
Queue a function.

    Args:
        function: What to run. It must
            be picklable.

    Raises:
        PoolClosed: If the pool was shut down.
"""
FIELDS = """\
Queue a function.

:param function: What to run. It must
    be picklable.
"""
MARKDOWN = """\
# Pools

A pool runs functions.

## Options

- `workers`: how many there are;
  at least one.

They are counted.
"""


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        (NUMPY, "Queue", []),
        (NUMPY, "What to run", ["Parameters", "function : callable"]),
        (NUMPY, "It must be", ["Parameters", "function : callable"]),
        (NUMPY, "If the pool", ["Raises", "PoolClosed"]),
        (GOOGLE, "What to run", ["Args:"]),
        (GOOGLE, "be picklable", ["Args:", "function: What to run. It must"]),
        (GOOGLE, "If the pool", ["Raises:"]),
        (FIELDS, "be picklable", [":param function: What to run. It must"]),
        (MARKDOWN, "A pool", ["# Pools"]),
        (MARKDOWN, "how many", ["## Options"]),
        (MARKDOWN, "They are", ["## Options"]),
    ],
)
def test_a_place_stands_under_its_section_and_its_entry(text: str, words: str, expected: list[str]) -> None:
    assert above(text, text.index(words)) == expected
