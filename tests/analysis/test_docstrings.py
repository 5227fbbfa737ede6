"""What is found in one docstring, as a reader would see it quoted."""

from __future__ import annotations

import inspect
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from explainer.analysis import modules
from explainer.analysis.docstrings import Docstring, parse


def read(text: str) -> Docstring:
    return parse(inspect.cleandoc(text))


def described(text: str) -> dict[str, str]:
    parsed = read(text)
    return {name: " ".join(span.of(parsed.text).split()) for name, span in parsed.parameters.items()}


def test_google_style_with_types_over_two_lines_and_nested_brackets() -> None:
    assert described(
        """Load it.

        Args:
            path (str): Where it is. Another sentence
                that goes on.
            mode (Literal["r", (1, 2)], optional): How.
            *names: The names.
            **options (dict,
                optional): More: with a colon.

        Returns:
            dict: What was loaded.
        """
    ) == {
        "path": "Where it is. Another sentence that goes on.",
        "mode": "How.",
        "names": "The names.",
        "options": "More: with a colon.",
    }


def test_hugging_face_style_starts_the_description_on_the_next_line() -> None:
    assert described(
        """
        Args:
            model_id (`str` or `os.PathLike`, *optional*, defaults to `"x (y)"`):
                The name to use. Can be either:
                    - A string.
                    - A path.
            kwargs: (`optional`):
                Passed along.
        """
    ) == {"model_id": "The name to use. Can be either: - A string. - A path.", "kwargs": "Passed along."}


def test_numpy_style_with_combined_names_and_other_parameters() -> None:
    parsed = read(
        """
        Plot it.

        Parameters
        ----------
        x, y : array-like or float
            The data.

            Second paragraph.
        fmt : str, optional

            A format.

        Returns
        -------
        out : ndarray
            The result.

        Other Parameters
        ----------------
        **kwargs : `.Text` properties
            Other things.

        See Also
        --------
        other : Not a parameter.
        """
    )
    assert {name: span.of(parsed.text).split("\n")[0] for name, span in parsed.parameters.items()} == {
        "x": "The data.",
        "y": "The data.",
        "fmt": "A format.",
        "kwargs": "Other things.",
    }
    assert parsed.parameters["x"].of(parsed.text).endswith("Second paragraph.")
    assert parsed.returns is not None
    assert parsed.returns.of(parsed.text) == "The result."


def test_fields_of_restructuredtext() -> None:
    parsed = read(
        """Send it.

        :param str url: Where
            to send it.
        :param timeout: In seconds.
        :type timeout: float
        :returns: The answer.
        :rtype: Response
        """
    )
    assert {name: " ".join(span.of(parsed.text).split()) for name, span in parsed.parameters.items()} == {
        "url": "Where to send it.",
        "timeout": "In seconds.",
    }
    assert parsed.returns is not None
    assert parsed.returns.of(parsed.text) == "The answer."


def test_fields_with_defaults_marks_and_types_of_several_words() -> None:
    assert described(
        """Make it.

        :param echo=False: Whether to log.
        :param class\\_: Which class.
        :param \\**kw: The rest.
        :kwparam str | re.Pattern[str] | None match: What to look for.
        """
    ) == {"echo": "Whether to log.", "class_": "Which class.", "kw": "The rest.", "match": "What to look for."}


def test_numpy_types_may_take_several_lines() -> None:
    assert described(
        """Merge it.

        Parameters
        ----------
        how : {'left', 'right'},
            default 'inner'
            Type of merge.
        values : Hashable, Iterable of Hashable or dict of {Hashable :
            Iterable}, optional
            Additional values.
        size : int,
            the size of it.
        only : str,
            optional
        """
    ) == {
        "how": "Type of merge.",
        "values": "Additional values.",
        "size": "the size of it.",
        "only": "str, optional",
    }


def test_a_label_inside_an_entry_does_not_end_its_section() -> None:
    assert (
        described(
            """Read it.

        Parameters
        ----------
        rows : int
            How many.

            Example usage:

            * one
        dates : bool
            Whether to parse dates.
        """
        )["dates"]
        == "Whether to parse dates."
    )


def test_bold_names_in_a_list_right_below_a_bold_heading() -> None:
    parsed = read(
        """A client.

        **Parameters:**

        * **timeout** - The time to wait when sending
        requests.
        * **limits** - How much at once.
            At most.

        It ends here.
        """
    )
    assert {name: " ".join(span.of(parsed.text).split()) for name, span in parsed.parameters.items()} == {
        "timeout": "The time to wait when sending requests.",
        "limits": "How much at once. At most.",
    }


def test_bullets_with_marks() -> None:
    assert described(
        """Do it.

        Parameters:
            * `path`: Where it is.
            - *mode* (str): How it goes.
        """
    ) == {"path": "Where it is.", "mode": "How it goes."}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Make a bar plot.\n\nMore words follow here.", "Make a bar plot."),
        ("tools.py - Tools for working with functions\n", "Tools for working with functions"),
        ("Lock object.\n\nA lock is owned by nobody.", "Lock object.\n\nA lock is owned by nobody."),
        (
            "array(object, dtype=None)\n--\n\nCreate an array of some kind that is useful.\n",
            "Create an array of some kind that is useful.",
        ),
        (
            ".. versionadded:: 1.2\n\nA sentence that is long enough to stand on its own.",
            "A sentence that is long enough to stand on its own.",
        ),
        ("Construct an array of bytes from:\n  - integers\n  - a string", "Construct an array of bytes"),
        ("Interact with a process:\n\nsend data to it;\n\nread data from it.", "Interact with a process"),
        (
            "table() -> new empty table\ntable(mapping) -> new table initialized from\n    (key, value) pairs\ntable(iterable) -> new table of:\n    k = v\n",
            None,
        ),
        (
            "array(object, dtype=None, *, subok=False,\n      ndmax=0, like=None)\n\nCreate an array of a kind.",
            "Create an array of a kind.",
        ),
        ("window(lines, [begin=0])\nReturn a new window of the screen.\n", "Return a new window of the screen."),
        ("class kind(name)\n\nWith one argument, return the type of it.", "With one argument, return the type of it."),
        ("D.get(k[,d]) -> D[k] if k in D, else d.", "D[k] if k in D, else d."),
        ("look(up) is a way to begin a sentence of prose.", "look(up) is a way to begin a sentence of prose."),
        ("time() -> float\n\nReturn the current time in seconds.", "Return the current time in seconds."),
        ("\nArgs:\n    x: The value.", None),
        (
            "mean(input) -> Tensor\n\n.. note::\n    If it is empty, it returns `nan`.\n\n    Always.\n\nReturns the mean of all elements.",
            "Returns the mean of all elements.",
        ),
        ("!!! warning\n    Be careful with this one.\n\nMixes two colours into one.", "Mixes two colours into one."),
        (".. note::\n    Nothing but a note stands here.", "Nothing but a note stands here."),
        (".. versionadded:: 1.2\n    In the shop of tea, and nowhere else.\n\nBrews tea.", "Brews tea."),
        ("D.clear() -> None.  Remove all items from D.", "Remove all items from D."),
        ("D.update([E, ]**F) -> None.  Update D from E and F.\nIf E is present, more.", "Update D from E and F."),
        ("D.setdefault(k[,d]) -> D.get(k,d), also set D[k]=d if k not in D", "also set D[k]=d if k not in D"),
        (
            "D.popitem() -> (k, v), remove and return some (key, value) pair\nas a tuple; but raise KeyError if D is empty.",
            "remove and return some (key, value) pair\nas a tuple; but raise KeyError if D is empty.",
        ),
        ("D.pop(k[,d]) -> v, remove specified key.\n\nIf the key is not found, raise.", "remove specified key."),
        ("string, format -> new datetime parsed from a string.", "new datetime parsed from a string."),
        ("timestamp[, tz] -> tz's local time from it.", "tz's local time from it."),
        ("S.count(value) -> integer -- return number of values", "return number of values"),
        ("S.append(value) -- append value to the end", "append value to the end"),
        ('url = URL("http://a/")\n\nassert url.scheme == "http"\n\nThe parts of an address.', None),
        ("limit = 3", "limit = 3"),
        ("Level = 3 is the highest.\n\nMore.", "Level = 3 is the highest."),
    ],
)
def test_summary_is_the_first_sentence_of_prose(text: str, expected: str | None) -> None:
    parsed = read(text)
    assert (parsed.summary and parsed.summary.of(parsed.text)) == expected


@pytest.mark.parametrize("filling", [" ", "\n", "a", "("], ids=["blanks", "lines", "word", "brackets"])
def test_time_does_not_grow_by_the_square_of_what_fills_it(filling: str) -> None:
    started = time.process_time()
    assert described(f"Do it.\n\nx{filling * 40_000}y") == {}
    assert time.process_time() - started < 2  # measured: 0.3 s


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Do it.\n\n.. deprecated:: 3.9\n   Use :func:`other` instead.", "Use :func:`other` instead."),
        ("Do it.\n\n.. deprecated:: 3.9", "deprecated:: 3.9"),
        ("Do it.\n\nDeprecated since version 2: use other.", "Deprecated since version 2: use other."),
        ("Do it.\n\nThis function is deprecated. Use other.", "This function is deprecated."),
        ("Do it.\n\nParameters\n----------\nx : int\n    The x.\n\n    .. deprecated:: 3.9\n       Use y.", None),
        ("Do it.\n\nArgs:\n    x: The deprecated x. Deprecated since 2.", None),
        (
            "Do it.\n\n:param x: Deprecated; this is always true.\n\n   .. seealso::\n\n      `y`\n\n:param y: The y.",
            None,
        ),
    ],
)
def test_deprecation_of_the_symbol_and_not_of_a_parameter(text: str, expected: str | None) -> None:
    parsed = read(text)
    assert (parsed.deprecated and parsed.deprecated.of(parsed.text)) == expected


def test_many_threads_parse_without_a_fault():
    # CPython counts the depth of all trees in the making together (python/cpython#106905).
    code = "x = " + "[" * 60 + "1" + "]" * 60 + "\n" + "def f(a):\n    return [(a, {'b': [c for c in a]})]\n" * 300
    with ThreadPoolExecutor(4) as pool:
        trees = list(pool.map(lambda _: modules.parse(code), range(40)))
    assert all(tree is not None for tree in trees)
    assert modules.expression("a + b") is not None
    assert modules.expression("a = b") is None
    assert modules.expression("a +") is None


@pytest.mark.parametrize(
    "text",
    [
        "lock object",
        "@made decorator.\n\nTypical usage:\n\n    made()\n",
        "The tea package, tracking PEP 3156.",
        "New in version 3.4.\n\nA list:\n\nit is one",
    ],
)
def test_a_summary_that_only_names_a_kind_is_none(text: str) -> None:
    assert read(text).summary is None


@pytest.mark.parametrize("text", ["Say what{}x:y.\n", "Say it from{}x:\n\n- a\n"])
def test_a_long_run_of_spaces_costs_no_time(text: str) -> None:
    started = time.perf_counter()
    parse(text.format(" " * 20_000))
    assert time.perf_counter() - started < 3  # measured: 0.03 s; the machine may be busy
