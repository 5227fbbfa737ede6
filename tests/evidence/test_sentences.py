"""Whole sentences in raw documentation."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

from explainer.evidence.sentences import sentences
from explainer.model import Span


def read(text: str, within: Span | None = None) -> list[str]:
    """The sentences, with their line wraps folded, as a reader would hear them."""
    return [" ".join(span.of(text).split()) for span in sentences(text, within)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Load a model, e.g. BERT, i.e. an encoder.",
        "Pass `None`, a list, etc. and nothing else.",
        "See Smith et al. (2010) for the proof.",
        "Compare it vs. Adam in Fig. 2 by Dr. Turing.",
        "Works from version 1.2. of the library on.",
        "Same as ``a. B`` or `c. D` of the list.",
        "See :class:`~package.Thing. Other` for more.",
        "Read [the guide. Part two](https://example.org/a.b) first.",
        "Is it numpy.ndarray? or a list?",
        "Dimensions 1, 2, ... N are kept.",
        "Values (see above. And below) are ignored.",
        "The a.k.a. Adam optimizer of the U.S. team.",
    ],
)
def test_stops_inside_a_sentence_do_not_end_it(sentence: str) -> None:
    assert read(sentence + " Another one.") == [sentence, "Another one."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wait for it... Then go on.", ["Wait for it...", "Then go on."]),
        ('It says "no." Then it stops!', ['It says "no."', "Then it stops!"]),
        ("Use cats, dogs, etc. The rest is ignored.", ["Use cats, dogs, etc.", "The rest is ignored."]),
        ("Returns x. `None` if empty.", ["Returns x.", "`None` if empty."]),
        ("Gives numbers. range(i, j) gives i, ..., j-1.", ["Gives numbers.", "range(i, j) gives i, ..., j-1."]),
        ("Use it, e.g. f(x) or so.", ["Use it, e.g. f(x) or so."]),
        ("As shown. [1]_ Next one.", ["As shown. [1]_", "Next one."]),
        ("First line\nwraps here. No stop at the end", ["First line wraps here.", "No stop at the end"]),
    ],
)
def test_ends_of_sentences(text: str, expected: list[str]) -> None:
    assert read(text) == expected


def test_google_docstring() -> None:
    text = """Instantiate a model.

Args:
    name_or_path (`str` or `os.PathLike`):
        Can be either:

            - A string, the *model id* of a model
              on the hub.
            - A path to a folder. It must exist.
    count (int, *optional*): How many to load. Behaves
        differently on Windows.
    other: Any other value

Returns:
    The model.
"""
    assert read(text) == [
        "Instantiate a model.",
        "Can be either:",
        "A string, the *model id* of a model on the hub.",
        "A path to a folder.",
        "It must exist.",
        "How many to load.",
        "Behaves differently on Windows.",
        "other: Any other value",
        "The model.",
    ]


def test_numpy_docstring() -> None:
    text = """
Draw samples.

Parameters
----------
size : int or tuple of ints, optional
    Output shape. If the given shape is, e.g., ``(m, n)``,
    then ``m * n`` samples are drawn
y, z : array-like
    Both.

    .. deprecated:: 1.4
       Use `size`. Not this.

Notes
-----
.. math:: a. B

.. note:: Mind
   the gap.

>>> draw(1)
Not. Prose.
"""
    assert read(text) == [
        "Draw samples.",
        "Output shape.",
        "If the given shape is, e.g., ``(m, n)``, then ``m * n`` samples are drawn",
        "Both.",
        "Use `size`.",
        "Not this.",
        "Mind the gap.",
    ]


def test_code_is_never_glued_to_prose() -> None:
    text = """Example::

    a. B

Use it like this::

    run. Now.

Then stop.

```python
Not. Prose.
```
# A heading
After the heading.

<Tip>
Inside a tip.
</Tip>

| a. B | table |

:param x: The value
    to use. Required.
:type x: int
"""
    assert read(text) == [
        "Use it like this::",
        "Then stop.",
        "After the heading.",
        "Inside a tip.",
        "The value to use.",
        "Required.",
    ]


def test_a_part_that_starts_inside_a_line() -> None:
    text = "Args:\n    size (int): The size of it,\n        in bytes. Never negative.\n    other: No.\n"
    part = Span(text.index("The size"), text.index("\n    other"))
    assert read(text, part) == ["The size of it, in bytes.", "Never negative."]


def test_spans_lie_in_the_part_and_in_order() -> None:
    text = "One. Two.\n\n- Three. Four\n- Five."
    found = sentences(text, Span(5, len(text)))
    assert [span.of(text) for span in found] == ["Two.", "Three.", "Four", "Five."]
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_a_box_of_links_is_left_out_and_one_that_warns_is_read() -> None:
    text = '!!! abstract "Usage"\n    [Models](../models.md)\n\nA base class.\n\n!!! warning\n    It is slow.\n'
    assert read(text) == ["A base class.", "It is slow."]


@pytest.mark.parametrize("filling", ["`", "` a", "`` a ", "``` a "], ids=["run", "single", "double", "fences"])
def test_time_does_not_grow_by_the_square_of_the_backticks(filling: str) -> None:
    started = time.process_time()
    assert read(f"Do it. {filling * 20_000}.")[0] == "Do it."
    assert time.process_time() - started < 2  # measured: 0.1 s
