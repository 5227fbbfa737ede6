"""What the reference engine says of real code, with what the real language server finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from explainer.analysis.packages import PackageResolver
from explainer.engines.reference import ReferenceEngine
from explainer.engines.reference.articles import article
from explainer.engines.reference.values import typed
from explainer.evidence.check import check
from explainer.evidence.lines import replace_references
from explainer.evidence.plain import plain
from explainer.model import Claim, Snippet
from explainer.pipeline.slices import Question, analyse
from explainer.research.researcher import StepResearcher
from explainer.settings import PackageSettings, Settings

Explained = dict[int, list[Claim]]
Explain = Callable[..., Explained]

SHOP = '''\
"""Prices of a shop."""

RATE = 0.2


class Basket(dict):
    """What a customer has chosen."""

    def total(self, rate=RATE):
        return sum(self.values()) * (1 + rate)


def discounted(price, percent=10):
    """Return a price after a discount. The percentage is of the price.

    Args:
        price: What it cost before.
        percent: How much to take off.
    """
    return price * (100 - percent) / 100
'''


@pytest.fixture(scope="module")
def explain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Explain]:
    """Return a function that gives the claims about each step of a text, by the line on which the step starts."""
    folder = tmp_path_factory.mktemp("reference")
    settings = Settings(cache_dir=folder, packages=PackageSettings(download=False))
    researcher, resolver = StepResearcher(settings), PackageResolver(settings.packages, folder)

    def run(text: str, language: str = "python") -> Explained:
        analysis = analyse(Snippet("a.py", language, "a", "", text, ""), 1000)
        environment = resolver.resolve(analysis.imports, ())
        wanted = list(range(len(analysis.steps)))
        found = researcher.research(analysis.snippet, analysis.steps, analysis.facts, environment, wanted)
        engine = ReferenceEngine(settings)
        explained: Explained = {}
        for index, step in enumerate(analysis.steps):
            question = Question(analysis, index, found[index])
            explanation = engine.explain(question.request)
            # What is not backed does not come on the page; what is said twice comes once.
            left_out = check(explanation, question.request)[1]
            assert [one for one in left_out if not one.endswith("it was said before")] == []
            claims = question.absolute(explanation).claims
            explained[step.start_line] = list(claims)
            _quotes_stand_in_their_text(claims, found[index].sources)
        return explained

    yield run
    researcher.close()
    resolver.close()


def _quotes_stand_in_their_text(claims: tuple[Claim, ...], sources: tuple[object, ...]) -> None:
    for claim in claims:
        assert (claim.support == "quoted") == bool(claim.citations)
        for citation in claim.citations:
            quote = plain(citation.span.of(sources[citation.source].text))  # type: ignore[attr-defined]
            assert quote in re.sub(r"\\([^\w\s]|_)", r"\1", claim.text)


def said(explained: Explained, line: int) -> str:
    """Return all that is said in sentences about the step on a line."""
    return " ".join(_text(claim) for claim in explained[line] if claim.argument is None)


def rows(explained: Explained, line: int) -> dict[str, tuple[str, str]]:
    """Return the rows of the arguments on a line: the value and what is said of it, by parameter."""
    found = [claim for claim in explained[line] if claim.argument is not None]
    return {claim.argument[0]: (claim.argument[1], _text(claim)) for claim in found if claim.argument}


def _text(claim: Claim) -> str:
    return replace_references(claim.text, str)


class TestCalls:
    def test_what_a_lambda_calls_is_told_behind_the_call_that_it_is_handed_to(self, explain: Explain) -> None:
        text = said(explain("words = ['b', 'a']\nlongest = max(words, key=lambda w: len(w))\n"), 2)
        assert text.startswith("Calls `max`, built into Python, with `words`")
        assert "and binds `longest` to the result" in text
        assert "Each time it is called, the lambda calls `len`, built into Python, with `w`." in text

    def test_what_runs_for_each_item_or_only_perhaps_is_told_so(self, explain: Explain) -> None:
        text = said(explain("words = ['b', 'a']\nprint([len(w) for w in words], words or sorted(words))\n"), 2)
        assert text.startswith("For each item, calls `len`")
        assert "Once that is done for all items" not in text
        assert "Then, only if what stands before `or` is false, calls `sorted`" in text
        assert "Then, in any case, calls `print`" in text

    def test_a_function_is_named_with_its_package_quoted_and_its_result_bound(self, explain: Explain) -> None:
        explained = explain("import json\n\ntext = '[1]'\ndata = json.loads(text)\n")
        assert said(explained, 4).startswith(
            "Calls `json.loads`, a function of Python's standard library, with `text` (`'[1]'`, from line 3) as `s` "
            "and binds `data` to the result. Its documentation: “Deserialize `s` "
        )

    def test_a_method_is_tied_to_its_class_and_its_value_to_its_line(self, explain: Explain) -> None:
        explained = explain("import pathlib\n\npath = pathlib.Path('a')\nprint(path.read_text(encoding='utf-8'))\n")
        assert said(explained, 3).startswith(
            "Makes a `Path`, a class of Python's standard library, with `'a'` and binds `path` to it."
        )
        assert "Calls `read_text` on `path` from line 3, the method `Path.read_text` of Python's" in said(explained, 4)
        assert "Then calls `print`, built into Python, with the result of `read_text`." in said(explained, 4)

    def test_arguments_get_rows_with_the_value_that_flows_in_and_their_documentation(self, explain: Explain) -> None:
        explained = explain(SHOP + "\n\nold = 80\nnew = discounted(old, percent=25)\n")
        line = SHOP.count("\n") + 4
        assert rows(explained, line) == {
            "price": ("old", "`80`, from line 23. “What it cost before.”"),
            "percent": ("25", "“How much to take off.”"),
        }
        assert said(explained, line).startswith(
            "Calls `discounted`, defined on line 13, and binds `new` to the result. Its documentation: "
            "“Return a price after a discount. The percentage is of the price.”"
        )

    def test_a_value_without_a_name_is_told_with_what_it_runs(self, explain: Explain) -> None:
        explained = explain(
            "import operator\n\n\ndef double(x):\n    '''Return twice the value.'''\n    return 2 * x\n\n\n"
            "by_name = {'double': double}\nfour = by_name['double'](2)\nfirst = operator.itemgetter(0)([four])\n"
            "run = double\nrun(4)\n"
        )
        assert said(explained, 10).startswith(
            "Calls `by_name['double']`, which is `double`, defined on line 4, with `2` as `x` and binds `four` to the "
            "result. Its documentation: “Return twice the value.”"
        )
        assert (
            "Then calls `operator.itemgetter(0)`, which runs `itemgetter.__call__` of Python's standard library, with "
            "`[four]` as `obj` and binds `first` to the result."
        ) in said(explained, 11)
        assert said(explained, 13).startswith("Calls `run`, which is `double`, defined on line 4, with `4` as `x`.")

    def test_what_is_said_of_the_very_value_is_quoted_too(self, explain: Explain) -> None:
        text = (
            "def go(mode, deep=True):\n    '''Go.\n\n    Args:\n        mode: How to go. With 'fast' nothing is checked.\n"
            "        deep: Whether to go all the way down. Default: True.\n    '''\n\n\ngo('fast', deep=True)\n"
        )
        assert rows(explain(text), 10) == {
            "mode": ("'fast'", "“How to go.” “With 'fast' nothing is checked.”"),
            "deep": ("True", "“Whether to go all the way down.”"),
        }

    def test_of_what_may_be_given_the_item_about_such_a_value_is_quoted(self, explain: Explain) -> None:
        text = (
            "class Stream:\n    pass\n\n\n"
            'def load(source, dates):\n    """Load it.\n\n    Args:\n'
            "        source: Any path will do here. A file is read, and so is a `Stream` with words in it.\n"
            "        dates: The behavior is as follows:\n\n            * ``bool``. If ``True``, the index is parsed.\n"
            "            * ``list`` of names, each of which is parsed.\n"
            '    """\n\n\n'
            "load(Stream(), dates=['day'])\n\nload('a.csv', dates=True)\n"
        )
        explained = explain(text)
        assert rows(explained, 17)["source"][1].endswith("“A file is read, and so is a `Stream` with words in it.”")
        assert rows(explained, 17)["dates"][1] == "“`list` of names, each of which is parsed.”"
        assert rows(explained, 19)["source"][1] == "“Any path will do here.”"
        assert rows(explained, 19)["dates"][1] == "“`bool`.” “If `True`, the index is parsed.”"

    def test_what_is_said_of_the_other_value_does_not_stand_alone(self, explain: Explain) -> None:
        explained = explain(
            SHOP
            + """

def pruned(frame, as_index=True, inplace=False):
    \'\'\'Prune it.

    Args:
        frame: What to prune.
        as_index: Keep labels as the index. Only for frames. as_index=False is
            the plain output. More words.
        inplace: If False, return a copy. Otherwise, do it in place.
    \'\'\'

pruned(1, as_index=False, inplace=True)
pruned(1, as_index=True, inplace=False)
"""
        )
        first, second = (rows(explained, line) for line in list(explained)[-2:])
        assert first["as_index"] == ("False", "“as_index=False is the plain output.”")
        assert first["inplace"] == ("True", "“If False, return a copy.” “Otherwise, do it in place.”")
        assert second["as_index"] == ("True", "“Keep labels as the index.”")
        assert second["inplace"] == ("False", "“If False, return a copy.”")

    def test_what_is_said_of_another_case_than_that_of_the_call_is_not_quoted(self, explain: Explain) -> None:
        explained = explain("a = max(1, min(2, 3))\nb = max([1])\nc = vars()\nd = max(*[[1]])\n")
        assert "“With two or more positional arguments, return the largest argument.”" in said(explained, 1)
        assert "“With two or more positional arguments, return the smallest argument.”" in said(explained, 1)
        assert "“With a single iterable argument, return its biggest item.”" in said(explained, 2)
        assert "“Without arguments, equivalent to locals().”" in said(explained, 3)
        assert "“With a single iterable argument" in said(explained, 4)

    def test_what_is_said_of_another_kind_of_value_is_not_quoted(self, explain: Explain) -> None:
        text = """
def diagonal(v, how, k=None, deep=True):
    '''Take it.

    Args:
        v: If `v` is a 2-D array, return its diagonal. In this case, it is a copy.
            If `v` is a 1-D array of numbers, make a 2-D array.
        how: If 'raise', stop. If 'ignore', go on.
        k: If None, take all.
        deep: If True, go all the way down.
    '''

size = 3
diagonal([1, 2], 'ignore', 3, False)
diagonal([[1, 2]], 'raise', None)
diagonal(size, how=str(1), k=size)
"""
        explained = explain(text)
        first, second, third = (
            {name: words for name, (_, words) in rows(explained, line).items()} for line in list(explained)[-3:]
        )
        assert first == {
            "v": "“If `v` is a 1-D array of numbers, make a 2-D array.”",
            "how": "“If 'ignore', go on.”",
            "k": "What its documentation says stands below.",
            "deep": "“If True, go all the way down.”",
        }
        assert second == {
            "v": "“If `v` is a 2-D array, return its diagonal.”",
            "how": "“If 'raise', stop.”",
            "k": "“If None, take all.”",
        }
        assert third == {
            "v": "`3`, from line 13. What its documentation says stands below.",
            "how": "The result of `str`. “If 'raise', stop.”",
            "k": "`3`, from line 13. What its documentation says stands below.",
        }

    def test_a_description_that_leads_on_to_code_or_a_list_is_quoted_up_to_there(self, explain: Explain) -> None:
        explained = explain(
            '''
def tried(factor, dates):
    """Try it.

    :param float factor: How long to wait
        (between tries). urllib3 will sleep for::

            factor * 2

        seconds.
    :param dates: The behavior is as follows:

        .. code::

            x
    """

tried(1, 2)
'''
        )
        assert rows(explained, 18) == {
            "factor": ("1", "“How long to wait (between tries).”"),
            "dates": ("2", "What its documentation says stands below."),
        }

    def test_a_sentence_about_a_parameter_without_an_entry_is_quoted(self, explain: Explain) -> None:
        explained = explain("name = '-a-'.strip('-')\n")
        assert rows(explained, 1) == {
            "chars": ("'-'", "“If chars is given and not None, remove characters in chars instead.”")
        }
        explained = explain("from dataclasses import dataclass\n\n@dataclass(order=True)\nclass A:\n    x: int\n")
        assert rows(explained, 3)["order"][1] == "“If order is true, rich comparison dunder methods are added.”"

    def test_a_sentence_about_a_flag_or_function_by_its_name_is_quoted(self, explain: Explain) -> None:
        explained = explain("names = ['a']\nnames.sort(key=len, reverse=True)\nlast = max(names, default='')\n")
        assert rows(explained, 2)["reverse"][1] == "“The reverse flag can be set to sort in descending order.”"
        assert rows(explained, 2)["key"][1].startswith("“If a key function is given, apply it once to each list item")
        # A form of the function that is not the first has it.
        assert rows(explained, 3)["default"][1].startswith("“The default keyword-only argument specifies an object")
        said_of_both = rows(explain("a = sorted([1], key=abs, reverse=True)\n"), 1)
        assert "the reverse flag can be set to request the result in descending order" in said_of_both["reverse"][1]
        assert said_of_both["key"][1].startswith("“A custom key function can be supplied to customize the sort order")

    def test_a_method_of_a_value_that_a_module_has_is_one_of_its_class(self, explain: Explain) -> None:
        explained = explain(
            "import string\nimport sys\n\nsys.stdout.write('a')\nstring.digits.find('1')\nsys.path.pop()\n"
        )
        assert said(explained, 4).startswith(
            "Calls `write` on `sys.stdout`, the method `IO.write` of Python's standard library, which `TextIO` inherits, "
            "with `'a'` as `s`. Its documentation: “Write string "
        )
        assert "the method `str.find` built into Python" in said(explained, 5)
        assert "the method `list.pop` built into Python" in said(explained, 6)

    def test_what_is_only_named_in_the_documentation_is_not_said_to_be_missing_there(self, explain: Explain) -> None:
        explained = explain("import shutil\n\nshutil.copytree('a', 'b', dirs_exist_ok=True)\n")
        assert rows(explained, 3)["src"] == ("'a'", "`src` has no entry of its own in the documentation.")

    def test_a_keyword_that_the_first_form_of_a_function_lacks_is_documented_by_its_docstring(
        self, explain: Explain
    ) -> None:
        explained = explain("from flask import request\n\nrequest.args.get('a', default=1, type=int)\n")
        assert rows(explained, 3)["default"][1].startswith("“The default value to be returned if the key")

    def test_a_warning_for_another_case_is_not_worth_knowing(self, explain: Explain) -> None:
        explained = explain("import pytest\n\nok = 1 == pytest.approx(1, abs=1e-9)\n")
        assert "Worth knowing" not in said(explained, 3)
        text = 'def go(a):\n    """Go there.\n\n    {}`a` must be a list.\n    """\n\n\ngo(1)\n'
        assert "Worth knowing: “`a` must be a list.”" in said(explain(text.format("")), 8)
        assert "Worth knowing" not in said(explain(text.format("For dates, ")), 8)
        assert "Worth knowing" not in said(explain(text.format("**Dates**\n\n    ")), 10)

    def test_keywords_that_are_handed_on_are_documented_by_what_takes_them(self, explain: Explain) -> None:
        explained = explain("import requests\n\nrequests.get('http://a', timeout=3, verify=False)\n")
        assert rows(explained, 3)["timeout"][1].startswith("“(optional) How ")
        assert "TLS certificate" in rows(explained, 3)["verify"][1]

    def test_the_rows_of_a_table_are_no_sentence(self, explain: Explain) -> None:
        text = (
            'def go(how):\n    """Go.\n\n    Args:\n        how: The way to go.\n\n            =======  ======\n'
            "            Way      Number\n            =======  ======\n            'fast'   1\n            'slow'   2\n"
            "            =======  ======\n\n            With 'fast', nothing is checked.\n    \"\"\"\n\n\ngo('fast')\n"
        )
        assert rows(explain(text), 18) == {"how": ("'fast'", "“The way to go.” “With 'fast', nothing is checked.”")}

    def test_attributes_of_one_name_are_told_of_it_once(self, explain: Explain) -> None:
        text = "def go(bird):\n    return f'{bird.name} {bird.mass}'\n"
        assert said(explain(text), 2).endswith("Uses `bird` (the parameter from line 1).")

    def test_a_call_without_arguments_has_no_rows(self, explain: Explain) -> None:
        explained = explain("import time\n\nnow = time.time()\n")
        assert rows(explained, 3) == {}
        assert said(explained, 3).count("“") == 1

    def test_an_argument_is_the_result_of_the_last_call_in_it_alone(self, explain: Explain) -> None:
        explained = explain("from collections import Counter\n\nprint(Counter('ab').most_common(1), abs(1) + abs(2))\n")
        assert "`print`, built into Python, with the result of `most_common` and `abs(1) + abs(2)`." in said(
            explained, 3
        )

    @pytest.mark.parametrize(
        ("expression", "words"),
        [
            ("Path('a').read_text()", "Then calls `read_text` on the result, the method"),
            ("Path('a').joinpath(str(3).zfill(2))", "Then calls `zfill` on the result, the method"),
            ("Path('a').joinpath(str(3).zfill(2))", "Then calls `joinpath` on the result of `Path`, the method"),
            ("Path('a').with_name(str(3)).joinpath(str(4))", "Then calls `joinpath` on the result, the method"),
            ("(count + 1).bit_length()", "Calls `bit_length` on `(count + 1)`, the method"),
            ("(count + len('a')).bit_length()", "Then calls `bit_length` on `(count + len('a'))`, the method"),
        ],
    )
    def test_a_result_is_that_of_the_call_that_was_told_right_before(
        self, explain: Explain, expression: str, words: str
    ) -> None:
        assert words in said(explain(f"from pathlib import Path\n\ncount = 3\nx = {expression}\n"), 4)

    def test_several_values_of_a_parameter_are_told_apart(self, explain: Explain) -> None:
        text = (
            "def join(*parts):\n    '''Join.\n\n    Args:\n        parts: What to join.\n    '''\n\n\n"
            "def go(a):\n    b = [1]\n    join(a, b)\n"
        )
        value, meaning = rows(explain(text), 11)["*parts"]
        assert value == "a, b"
        assert meaning.startswith("`a` (the parameter from line 9) and `b` from line 10.")

    def test_each_call_is_told_with_all_that_it_gives_one_parameter(self, explain: Explain) -> None:
        explained = explain(
            '''
def total(*items):
    """Add up.

    Args:
        *items: What is added.
    """
    return sum(items)


total(1, 1, 2)
pair = total(3, 3) + total(3, 3)
both = total(1, 2) + total(4)
more = total() + total(4) + total(5)
'''
        )
        given = [rows(explained, line)["*items"][0] for line in list(explained)[-4:]]
        assert given == ["1, 1, 2", "3, 3", "1, 2; 4", "4; 5"]
        told = [rows(explained, line)["*items"][1] for line in list(explained)[-4:]]
        assert told == ["“What is added.”"] * 3 + ["“What is added.” Only the second and third call give this."]

    def test_an_inherited_method_is_of_the_class_that_defines_it(self, explain: Explain) -> None:
        text = "import logging\n\n\nclass Mine(logging.Handler):\n    pass\n\n\nmine = Mine()\nmine.setLevel(10)\n"
        assert (
            "the method `Handler.setLevel` of Python's standard library, which `Mine` inherits, with `10` as `level`."
            in said(explain(text), 9)
        )

    def test_a_doubt_stands_behind_what_the_documentation_says(self, explain: Explain) -> None:
        text = (
            "import json\n\n\ndef go(x):\n    return json.loads(x).items()\n\n\ndef come(path):\n    path.read_text()\n"
        )
        for line in (5, 9):
            assert not re.search(r"is not known\. Its documentation", said(explain(text), line))

    def test_calls_of_one_function_are_told_once(self, explain: Explain) -> None:
        explained = explain("import math\n\nx = (math.floor(1.5), math.floor(2.5), math.ceil(1.5))\n")
        assert "Calls `math.floor`, a function of Python's standard library, twice." in said(explained, 3)
        assert said(explained, 3).count("`math.floor`,") == 1
        assert "Then calls `math.ceil`" in said(explained, 3)

    def test_calls_that_are_written_alike_are_told_once_with_what_they_are_given(self, explain: Explain) -> None:
        explained = explain("import nowhere as n\n\nx = n.f(n.col('a') > 1).go().agg(n.col('a').sum())\n")
        assert said(explained, 3).count("`col`") == 2
        assert "Calls `col` on `n` twice with `'a'`. No documentation found for `n.col`." in said(explained, 3)
        assert "Then calls `sum` on the result of `col`." in said(explained, 3)

    def test_many_arguments_without_documentation_are_told_as_they_are_written(self, explain: Explain) -> None:
        text = (
            "import nowhere\n\n\ndef go(a, b, c=1, *rest, deep=False, **more):\n    return a\n\n\n"
            "x = 2\ngo(1, x, 3, 4, deep=True)\nnowhere.go('-j', '--jobs', type=int, default=4, metavar='N')\n"
            "nowhere.go(1, 2, 3, 4, 5, 6, 7, 8, 9)\n"
        )
        explained = explain(text)
        assert said(explained, 9) == (
            "Calls `go`, defined on line 4, with `1` as `a`, `x` as `b`, `3` as `c`, `4` and `deep=True`. "
            "Uses `x` (`2`, from line 8)."
        )
        assert "with `'-j'`, `'--jobs'`, `type=int`, `default=4` and `metavar='N'`. No" in said(explained, 10)
        assert "with `1`, `2`, `3`, `4`, `5`, `6`, `7` and two more. No" in said(explained, 11)

    def test_what_nothing_documents_is_said_to_be_so(self, explain: Explain) -> None:
        explained = explain("import nowhere_to_be_found\n\nnowhere_to_be_found.go(1)\n")
        assert said(explained, 3) == (
            "Calls `go` on `nowhere_to_be_found` with `1`. No documentation found for `nowhere_to_be_found.go`."
        )
        assert explained[3][0].support == "checked"

    def test_a_method_is_of_the_class_that_a_value_has(self, explain: Explain) -> None:
        explained = explain("with open('a', 'rb') as file:\n    data = file.read()\n")
        assert "the method `BufferedReader.read` of Python's standard library, and binds" in said(explained, 2)

    def test_a_class_method_of_the_snippet_is_told_with_its_line(self, explain: Explain) -> None:
        text = "class A:\n    @classmethod\n    def one(cls):\n        return cls()\n\n\na = A.one()\n"
        assert said(explain(text), 7).startswith("Calls `A.one`, defined on line 3, and binds `a` to the result.")

    def test_the_type_of_a_result_is_told_whole_or_not(self, explain: Explain) -> None:
        text = "from functools import partial\n\n\ndef run(a: int) -> str:\n    return 'a'\n\n\nhalf = partial(run, a=1)\nb = half()\n"
        assert "binds `b` to the result." in said(explain(text), 9)

    def test_what_a_caller_hands_in_to_be_called_lacks_no_documentation(self, explain: Explain) -> None:
        explained = explain("def go(f, row):\n    print(row['a'].strip(), sep=row['b'])\n    return f(2)\n")
        assert said(explained, 3) == "Calls `f` (the parameter from line 1) with `2` and returns the result."
        assert "on `row['a']` (`row`, the parameter from line 1), the method" in said(explained, 2)
        assert rows(explained, 2)["sep"][1].startswith("Made from `row` (the parameter from line 1). “string inserted")

    def test_an_enumeration_that_is_called_is_looked_up_in(self, explain: Explain) -> None:
        explained = explain(
            """
import enum
from http import HTTPStatus

class Color(enum.Enum):
    '''The colours of a lamp.'''

    RED = 1

class Access(enum.Flag):
    READ = 1

code = 404
one = Color(1)
red = Color["RED"]
status = HTTPStatus(code)
access = Access(1)
pair = Color(1), Color(2)
items = {"RED": 1}["RED"]
"""
        )
        lines = list(explained)[-6:]
        assert [said(explained, line) for line in lines[:2]] == [
            "Looks up the member of `Color`, an enumeration defined on line 5, whose value is `1`, and binds `one` to it. "
            "The documentation of `Color`: “The colours of a lamp.”",
            'Binds `red` to `Color["RED"]`. `Color["RED"]` is the member of the enumeration `Color` with the name '
            '`"RED"`.',
        ]
        assert said(explained, lines[2]).startswith(
            "Looks up the member of `HTTPStatus`, an enumeration of Python's standard library, whose value is `code` (`404`, "
            "from line 13), and binds `status` to it."
        )
        assert said(explained, lines[3]).startswith("Makes an `Access`, defined on line 10, with `1`")
        assert "Looks up members of `Color`, an enumeration defined on line 5, twice." in said(explained, lines[4])
        assert "member" not in said(explained, lines[5])

    def test_an_awaited_call_is_waited_for(self, explain: Explain) -> None:
        explained = explain("import asyncio\n\nasync def f():\n    await asyncio.sleep(1)\n")
        assert said(explained, 4).startswith("Waits for `asyncio.sleep`, a function of Python's standard library,")

    def test_a_call_that_runs_nothing_yet_is_told_so(self, explain: Explain) -> None:
        explained = explain(
            """
import asyncio

def pairs(n):
    yield from range(n)

async def work():
    await asyncio.sleep(1)
    def inner():
        yield 1
    return inner

async def main():
    await work()

def plain():
    def inner():
        yield 1
    return inner

asyncio.run(main())
list(pairs(3))
plain()
"""
        )
        *_, waited = (line for line in explained if said(explained, line).startswith("Waits for `work`"))
        assert "The call gives" not in said(explained, waited)
        first, second, third = list(explained)[-3:]
        assert said(explained, first).startswith(
            "Calls `main`, defined on line 13. The call gives a coroutine, whose code runs only once that is awaited or "
            "handed to an event loop. Then calls `asyncio.run`"
        )
        assert said(explained, second).startswith(
            "Calls `pairs`, defined on line 4, with `3` as `n`. The call gives a generator, whose code runs only as values "
            "are asked of it. Then calls `list`"
        )
        assert said(explained, third) == "Calls `plain`, defined on line 16."

    def test_the_constructor_of_the_base_class_is_no_new_instance(self, explain: Explain) -> None:
        explained = explain("class A(dict):\n    def __init__(self):\n        super().__init__()\n")
        assert said(explained, 3).startswith(
            "Runs the constructor of the class that this one builds on, `dict` built into Python."
        )
        assert "`super`" not in said(explained, 3)

    def test_a_class_method_makes_an_instance_of_its_class(self, explain: Explain) -> None:
        text = (
            "class Point:\n    def __init__(self, x):\n        '''Make a point.\n\n        Args:\n            x: How far.\n"
            "        '''\n\n    @classmethod\n    def zero(cls):\n        return cls(0)\n\n    @classmethod\n"
            "    def other(cls):\n        cls = dict\n        return cls(a=0)\n\n\nclass Bag(dict):\n    @classmethod\n"
            "    def one(cls):\n        return cls(a=1)\n"
        )
        explained = explain(text)
        assert said(explained, 11) == (
            "Makes an instance of the class that the method is called on (`Point`, defined on line 1, or one that builds "
            "on it) and returns it. Its documentation: “Make a point.”"
        )
        assert rows(explained, 11) == {"x": ("0", "“How far.”")}
        assert "called on (" not in said(explained, 16)
        assert said(explained, 22).startswith(
            "Makes an instance of the class that the method is called on (`Bag`, defined on line 19, or one that builds on "
            "it) with `1` as `a` and returns it."
        )

    def test_methods_of_a_class_are_methods_and_take_what_callers_give(self, explain: Explain) -> None:
        explained = explain(
            "class Plugin:\n    @classmethod\n    def create(cls: type, *args) -> int:\n        return 1\n\n"
            "    @staticmethod\n    def make(a, b):\n        return a\n\n    def run(self: 'Plugin', c):\n        return c\n\n"
            "def free(*self):\n    return 1\n"
        )
        assert said(explained, 2).startswith("Defines the method `create`, which takes `*args` and returns `int`.")
        assert said(explained, 6).startswith("Defines the method `make`, which takes `a` and `b`.")
        assert said(explained, 10) == "Defines the method `run`, which takes `c`."
        assert said(explained, 13) == "Defines the function `free`, which takes `*self`."

    def test_special_forms_and_functions_that_stand_for_classes_are_no_functions(self, explain: Explain) -> None:
        explained = explain("from typing import Literal, NamedTuple, Optional, Self, TypedDict, cast\n")
        assert re.findall(r"`(\w+)`, an? (\w+)", said(explained, 1)) == [("cast", "function")]
        assert "`Optional`: “" in said(explained, 1)

    def test_words_of_a_base_are_said_to_be_its_words(self, explain: Explain) -> None:
        explained = explain(
            "from socketserver import ThreadingTCPServer\n\nserver = ThreadingTCPServer(('', 1), None)\n"
        )
        assert said(explained, 1).startswith(
            "Imports `ThreadingTCPServer` from Python's standard library. `ThreadingTCPServer`, a class that builds on "
            "`ThreadingMixIn`, which says of itself: “Mix-in class"
        )
        assert "The documentation of `ThreadingMixIn`, which it builds on: “Mix-in class" in said(explained, 3)
        assert "Its documentation" not in said(explained, 3)

    def test_a_compiled_class_has_words_of_its_own(self, explain: Explain) -> None:
        assert "“Fixed offset from UTC" in said(explain("from datetime import timezone\n"), 1)

    def test_a_built_in_class_has_its_own_members(self, explain: Explain) -> None:
        explained = explain("def change(prices: dict[str, int], new):\n    prices.update(new)\n")
        assert said(explained, 2).startswith(
            "Calls `update` on `prices` (the parameter from line 1), the method `dict.update` built into Python, with `new` "
            "(the parameter from line 1)."
        )

    def test_an_argument_has_no_name_that_is_a_letter_of_a_stub(self, explain: Explain) -> None:
        text = "from collections import UserDict\n\ndef change(prices: UserDict, new):\n    prices.update(new)\n"
        assert "with `new` (the parameter from line 3)." in said(explain(text), 4)

    def test_a_text_is_a_str(self, explain: Explain) -> None:
        assert "the result, a `str`." in said(explain('x = " a ".strip()\n'), 1)

    def test_calling_a_value_says_what_runs(self, explain: Explain) -> None:
        text = "class Add:\n    def __call__(self, n):\n        '''Add one.'''\n        return n + 1\n\nadd = Add()\nadd(2)\n"
        assert said(explain(text), 7).startswith(
            "Calls `add` from line 6, which runs `Add.__call__`, defined on line 2,"
        )

    def test_a_decorated_function_is_on_the_line_of_its_def(self, explain: Explain) -> None:
        text = "import functools\n\n@functools.cache\ndef f(n):\n    return n\n\nprint(f(1))\nlist(map(f, [2]))\n"
        explained = explain(text)
        assert said(explained, 7).startswith("Calls `f`, defined on line 4, with `1` as `n`.")
        assert "with `f` (the function of line 4)" in said(explained, 8)

    def test_a_decorator_is_explained_with_its_function(self, explain: Explain) -> None:
        text = "import functools\n\n@functools.lru_cache(maxsize=2)\ndef f(n, *, deep=False):\n    return n\n"
        assert said(explain(text), 3).startswith(
            "Defines the function `f`, which takes `n` and `deep` (`False` if it is not given). "
            "Decorated with `functools.lru_cache`, a function of Python's standard library"
        )


class TestNames:
    def test_what_is_read_and_not_called_is_told_in_the_words_of_its_documentation(self, explain: Explain) -> None:
        explained = explain(
            "import json\nfrom operator import add\nfrom pathlib import Path\n\nhere = Path('a')\n"
            "print(here.stem, here.parent.stem, add)\n\n\nclass Own(json.JSONDecoder):\n    pass\n\n\n"
            "names = sorted(['a'], key=str.lower)\n"
        )
        # Python 3.13 has the attribute in a base class of its own.
        assert (
            said(explained, 6)
            .replace("PurePathBase", "PurePath")
            .endswith(
                "`here.stem` and `here.parent.stem`, the attribute `PurePath.stem` of Python's standard library: “The final "
                "path component, minus its last suffix.” `add`, a function of Python's standard library: “Same as a + b.”"
            )
        )
        assert said(explained, 9) == (
            "Defines the class `Own`, which builds on `json.JSONDecoder`. `json.JSONDecoder`, a class of Python's "
            "standard library: “Simple JSON https://json.org decoder”."
        )
        assert "`str.lower`, the method `str.lower` built into Python: “Return a copy of the string" in said(
            explained, 13
        )

    def test_what_is_called_too_is_told_once(self, explain: Explain) -> None:
        explained = explain("import fractions\n\nisinstance(fractions.Fraction(1), fractions.Fraction)\n")
        assert said(explained, 3).count("rational number") == 1

    def test_what_an_annotation_names_is_told_unless_it_is_no_more_than_an_annotation(self, explain: Explain) -> None:
        explained = explain(
            "from collections.abc import Sequence\nfrom fractions import Fraction\nfrom typing import Any\n\n\n"
            "def add(one: Fraction, more: Sequence[Any]) -> 'Fraction':\n    total: Fraction = one\n    return total\n"
        )
        told = "`Fraction`, a class of Python's standard library: “This class implements rational numbers.”"
        assert (
            said(explained, 6)
            == f"Defines the function `add`, which takes `one` and `more` and returns `'Fraction'`. {told}"
        )
        assert told in said(explained, 7)

    def test_a_type_of_numpy_has_its_own_words_and_not_those_of_its_base(self, explain: Explain) -> None:
        pytest.importorskip("numpy")
        explained = explain("import numpy as np\nfrom numpy import int8\n\nkinds = [np.float32]\n")
        assert "Single-precision floating-point number type" in said(explained, 4)
        assert "Abstract base class" not in said(explained, 2) + said(explained, 4)


class TestStatements:
    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            ("a = 1", "Binds `a` to the number `1`."),
            ("a = b = 'x'", "Binds `a` and `b` to the string `'x'`."),
            ("a = []", "Binds `a` to an empty list."),
            ("a, b = 1, 'x'", "Binds `a` to the number `1` and `b` to the string `'x'`."),
            ("a: int = 3", "Binds `a` (of type `int`) to the number `3`."),
            ("a: int", "Declares `a` to be of type `int`."),
            ("a = [n * n for n in (1, 2) if n]", "Binds `a` to a list with `n * n` for each `n` in `(1, 2)` if `n`."),
            ("a = 1 if True else 2", "Binds `a` to `1` if `True`, and otherwise `2`."),
            ("a = lambda x: x", "Binds `a` to a function without a name, `lambda x: x`."),
            ("assert 1 > 0, 'odd'", "Stops with an error unless `1 > 0` holds; its message is then the string `'odd'`."),
            ("for n in (1, 2):\n    pass", "Runs the block below once for each `n` in `(1, 2)`."),
            ("while True:\n    break", "Repeats the block below until something in it leaves the loop."),
            ("if 1 > 0:\n    pass", "Runs the block below only if `1 > 0` holds."),
            ("pass", "Does nothing: a statement has to stand here."),
            ("raise", "Raises the exception again that is being handled."),
            ("class A(Exception):\n    pass", "Defines the class `A`, which builds on `Exception`."),
            ("type A[T] = list[T]", "Defines the type `A[T]`, another name for `list[T]`."),
            ("await a[0]", "Waits for `a[0]`."),
            ("...", "Does nothing: `...` stands where a statement has to."),
            ("raise a from None", "Raises `a`, hiding the exception that was being handled."),
            ("if 1 > 0: pass", "Runs the rest of the line only if `1 > 0` holds."),
            ("if 1 > 0:  # why\n    pass", "Runs the block below only if `1 > 0` holds."),
            ("with a as b, c: pass", "Runs the rest of the line inside `a` (as `b`) and `c`, which clean up at the end"),
            (
                "async with a, b:\n    pass",
                "Runs the block below inside `a` and `b`, which clean up at the end, the last one first, waiting for each at",
            ),
        ],
    )  # fmt: skip
    def test_each_has_a_plain_sentence(self, explain: Explain, code: str, expected: str) -> None:
        assert said(explain(code + "\n"), 1).startswith(expected)

    def test_the_class_that_a_method_is_given_first_is_nothing_that_a_caller_gives(self, explain: Explain) -> None:
        explained = explain("class P:\n    @classmethod\n    def make(cls: type['P'], n): return cls()\n")
        assert "Defines the method `make`, which takes `n`" in said(explained, 2)

    def test_what_a_loop_changes_comes_from_itself_too(self, explain: Explain) -> None:
        explained = explain("page = 1\nwhile page < 5:\n    page += 1\n")
        assert said(explained, 3).startswith(
            "Adds the number `1` to `page`. Uses `page` (from line 1, or as this line left it)."
        )

    def test_clauses_and_indented_statements_are_read_too(self, explain: Explain) -> None:
        text = (
            "def f(x):\n    try:\n        x += 2\n    except (OSError, ValueError) as error:\n        raise KeyError from error\n"
            "    finally:\n        del x\n    if x:\n        return\n    elif x > 1:\n        return x\n    else:\n        yield x\n"
            "    match x:\n        case 1 | 2:\n            pass\n        case _:\n            global y\n"
        )
        explained = explain(text)
        assert said(explained, 2) == "Runs the block below and, if it fails, what is said for that further down."
        assert said(explained, 3) == "Adds the number `2` to `x`. Uses `x` (the parameter from line 1)."
        assert said(explained, 4) == (
            "Handles `OSError` or `ValueError`, as `error`, if the lines above raise it. `OSError`, built into Python: "
            "“Base class for I/O related errors.” `ValueError`, built into Python: “Inappropriate argument value (of "
            "correct type).”"
        )
        assert said(explained, 5).startswith(
            "Raises `KeyError`, with `error` as its cause. `KeyError`, built into Python: “Mapping key not found.” Uses `error` "
            "from line 4."
        )
        assert said(explained, 7).startswith("Deletes `x`.")
        assert said(explained, 9) == "Leaves the function without a result."
        assert said(explained, 10).startswith("Runs the block below if nothing above applied and `x > 1` holds.")
        assert said(explained, 11).startswith("Returns `x`.")
        assert said(explained, 12) == "Runs the block below if nothing above applied."
        assert said(explained, 13).startswith("Yields `x` to the caller.")
        assert said(explained, 14).startswith("Compares `x` with the patterns below, and takes the first that fits.")
        assert said(explained, 15) == "Applies if the value fits `1 | 2`."
        assert said(explained, 17) == "Applies if no pattern above fits."
        assert said(explained, 18).startswith("Lets the function bind `y` at the top of the file")

    def test_an_else_means_what_it_belongs_to(self, explain: Explain) -> None:
        explained = explain(
            "for n in (1, 2):\n    if n:\n        break\n    else:\n        pass\nelse:\n    pass\n"
            "try:\n    pass\nexcept OSError:\n    pass\nelse:\n    pass\nwhile n:\n    n = 0\nelse:\n    pass\n"
        )
        assert said(explained, 4) == "Runs the block below if nothing above applied."
        ended = "Runs the block below once the loop has come to its end, unless it was left early."
        assert said(explained, 6) == said(explained, 16) == ended
        assert said(explained, 12) == "Runs the block below if what is tried above did not fail."

    def test_what_has_no_name_is_not_said_to_lack_documentation(self, explain: Explain) -> None:
        assert said(explain("(lambda n: n)(2)\n"), 1) == "Calls `(lambda n: n)` with `2`."

    def test_what_looks_like_markup_in_a_string_does_not_keep_its_call_off_the_page(self, explain: Explain) -> None:
        text = said(explain('import re\n\nfound = re.match(r"(?P<year>[0-9]+)", "1984")\n'), 3)
        assert text.startswith('Calls `re.match`, a function of Python\'s standard library, with `r"(?P<year>[0-9]+)"`')

    def test_a_broken_string_is_read_as_one_statement(self, explain: Explain) -> None:
        explained = explain('text = str("first\n\nlast", errors="strict").upper()\n')
        assert said(explained, 1).startswith("Calls `str`, built into Python")
        assert "Then calls `upper` on the result" in said(explained, 1)
        assert "binds `text` to the result" in said(explained, 1)


class TestMistakes:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("def load(path)\n    return path\n\nx = 1\n", 1),
            ("class A\n    x = 1\n", 1),
            ("data = load('a.json'\n", 1),
            ("print 'hello'\n", 1),
            ("print(total sum(items))\n", 1),
            ("x = 1\nif x = 1:\n    pass\n", 2),
            ("if 1:\n    pass\nelse\n    pass\n", 3),
            ("sizes = {'a' 1}\n", 1),
        ],
    )
    def test_of_a_statement_with_a_mistake_no_more_is_said_than_that(
        self, explain: Explain, text: str, line: int
    ) -> None:
        first, *more = said(explain(text), line).split(". ")
        assert first.rstrip(".") == "This is no valid Python"
        assert all(one.startswith("Uses ") for one in more)

    def test_whole_statements_around_a_mistake_are_explained(self, explain: Explain) -> None:
        explained = explain("import os\n\n\ndef here(path)\n    return os.listdir(path)\n\n\nsize = 3\n")
        assert said(explained, 5).startswith("Calls `os.listdir`, a function of Python's standard library,")
        assert said(explained, 8) == "Binds `size` to the number `3`."

    def test_a_call_that_is_swallowed_by_a_mistake_before_it_is_still_a_call(self, explain: Explain) -> None:
        explained = explain("for i in range(3)\n    print(i)\nprint 'six'\n")
        assert said(explained, 2) == "Calls `print`."

    @pytest.mark.parametrize("text", ["class A[T = int]:\n    pass\n", "try: a = 1\nfinally: b = 2\n"])
    def test_what_is_right_is_not_taken_for_a_mistake(self, explain: Explain, text: str) -> None:
        assert "no valid Python" not in said(explain(text), 1)


class TestWords:
    def test_imports_say_what_each_name_is(self, explain: Explain) -> None:
        explained = explain(
            "from json import loads as read, dumps\nimport os.path\nfrom __future__ import annotations\n"
        )
        assert said(explained, 1).startswith(
            "Imports `loads` (here called `read`) and `dumps` from Python's standard library. `read`, a function: “Deserialize"
        )
        assert said(explained, 2).startswith("Imports `os.path` from Python's standard library.")
        assert said(explained, 3) == "Turns on `annotations`, which changes how Python reads this file."

    def test_what_nothing_describes_is_told_by_its_kind(self, explain: Explain) -> None:
        explained = explain("from xml import etree\nfrom typing import TypeVar\nimport enum\nimport asyncio\n")
        assert said(explained, 1) == "Imports `etree` from Python's standard library. `etree` is a module."
        assert "`TypeVar` is a class." in said(explained, 2) or "`TypeVar`, a class: " in said(explained, 2)
        assert "New in version" not in said(explained, 3)
        assert "tracking PEP" not in said(explained, 4)

    def test_what_is_compiled_is_described_where_a_module_offers_it(self, explain: Explain) -> None:
        explained = explain("from collections import defaultdict, deque\n")
        assert "`deque`, a class: “A list-like sequence" in said(explained, 1)
        assert "`defaultdict`, a class: “The default factory" in said(explained, 1)

    def test_comments_and_docstrings_are_the_authors_words(self, explain: Explain) -> None:
        explained = explain('"""Count *things*.\n\nMore."""\n# Why: <b>so</b>.\nlimit = 3  # of them\n')
        assert said(explained, 1) == r"The docstring of the file: “Count things.”"
        assert said(explained, 4) == r"A comment: “Why: \<b\>so\</b\>.”"
        assert said(explained, 5) == "Binds `limit` to the number `3`. The comment adds: “of them”."

    def test_the_authors_marks_do_not_keep_his_words_off_the_page(self, explain: Explain) -> None:
        explained = explain('# Use `a_b` if a_b <= 2, see [the notes](https://x.org).\nx = 1  # *never* 0 & "off"\n')
        assert said(explained, 1) == r"A comment: “Use `a_b` if a_b \<= 2, see the notes.”"
        assert said(explained, 2).endswith('The comment adds: “never 0 \\& "off"”.')

    def test_a_name_between_underscores_does_not_keep_them_off_either(self, explain: Explain) -> None:
        explained = explain("# Calls super().__init__() first.\nx = 1\n")
        assert said(explained, 1) == r"A comment: “Calls super().\_\_init\_\_() first.”"

    def test_a_command_in_a_comment_is_named(self, explain: Explain) -> None:
        explained = explain("# Setup.\n# pip install -q nowhere-to-be-found\n")
        assert said(explained, 1).startswith(
            "A comment: “Setup.” The comment shows a command to be run first: `pip install -q nowhere-to-be-found`."
        )

    def test_several_commands_in_a_comment_are_named_in_one_sentence(self, explain: Explain) -> None:
        explained = explain("# pip install -q nowhere-to-be-found\n# pip install nor-this\n")
        assert said(explained, 1).startswith(
            "The comment shows commands to be run first: `pip install -q nowhere-to-be-found` and `pip install nor-this`."
        )

    def test_lines_for_notebooks_are_no_mistakes(self, explain: Explain) -> None:
        explained = explain("# %% [markdown]\n# # Digits\n# Look.\n\n%matplotlib inline\n!ls -l\n")
        assert [said(explained, line) for line in (1, 5, 6)] == [
            "A comment: “Digits Look.”",
            "A command for the notebook itself, and no statement of Python: `%matplotlib inline`.",
            "A command that the notebook hands to the shell, and no statement of Python: `!ls -l`.",
        ]

    def test_a_type_is_told_without_variables_that_stand_for_nothing(self, explain: Explain) -> None:
        assert "binds `digits` to the result, a `Pattern`." in said(
            explain("import re\n\ndigits = re.compile('[0-9]')\n"), 3
        )
        kinds = ("S2", "T", "AnyStr", "NDFrameT", "T_co", "dict[KT, list[VT]]", "list[tuple[str, int]]", "IO[str]")
        assert [typed(kind) for kind in kinds] == [
            "",
            "",
            "",
            "",
            "",
            "a `dict`",
            "a `list[tuple[str, int]]`",
            "an `IO[str]`",
        ]

    def test_an_instance_is_named_also_by_a_short_name(self, explain: Explain) -> None:
        assert said(explain("class T:\n    x = 1\n\nt = T()\n"), 4).startswith("Makes a `T`, defined on line 1,")

    def test_articles_go_by_the_sound(self) -> None:
        a = "URL UUID User Unit Euler ReLU Tensor T QWidget MIMEText SARIMAX Uri Flask Schema squeeze OnceLock NaN"
        an = "HTTPException LSTM Unknown Event `_Item` F X1 XMLParser SVC HTTPServer MLPClassifier ndarray lstsq HourLocator"
        assert [article(name) for name in a.split()] == ["a"] * len(a.split())
        assert [article(name) for name in an.split()] == ["an"] * len(an.split())

    def test_bytes_are_no_strings(self, explain: Explain) -> None:
        explained = explain("a = b''\nb = rb\"x\"\nc = ''\nd = 'b'\n")
        assert [said(explained, line) for line in (1, 2, 3, 4)] == [
            "Binds `a` to an empty bytes object.",
            'Binds `b` to the bytes object `rb"x"`.',
            "Binds `c` to an empty string.",
            "Binds `d` to the string `'b'`.",
        ]

    def test_marks_for_tools_are_not_taken_for_words(self, explain: Explain) -> None:
        explained = explain("# %% Load\n\n# %%\n\n# ------\na = 1  # type: ignore[x]\n")
        assert said(explained, 1) == "A comment: “Load”."
        assert said(explained, 3) == said(explained, 5) == "A comment that sets parts of the file apart."
        assert said(explained, 6).endswith("A comment for a tool, not for readers: `type: ignore[x]`.")

    @pytest.mark.parametrize(
        ("comment", "expected"),
        [
            ("# Load data\n# ---------\n# Read the table.", "A comment: “Load data … Read the table.”"),
            ("# =====\n# Tables\n# =====", "A comment: “Tables”."),
            ("# ---- Part two ----", "A comment: “Part two”."),
            ("# -- Part two --\n# Draws it.", "A comment: “Part two … Draws it.”"),
            ("# -----\n# -----", "A comment that sets parts of the file apart."),
            ("# Steps:\n#\n# - one\n# - two", "A comment: “Steps: - one - two”."),
        ],
    )
    def test_lines_of_marks_in_a_comment_are_left_out(self, explain: Explain, comment: str, expected: str) -> None:
        assert said(explain(f"a = 1\n\n{comment}\n\nb = 2\n"), 3) == expected

    def test_what_is_given_in_any_number_has_a_row_beside_what_is_described(self, explain: Explain) -> None:
        assert rows(explain("print('a', 'b', sep='-')\n"), 1)["*values"][0] == "'a', 'b'"

    def test_a_long_list_is_told_by_its_length(self, explain: Explain) -> None:
        explained = explain(f"many = [{', '.join(map(str, range(300, 500)))}]\n")
        assert said(explained, 1).startswith("Binds `many` to a list of 200 items")

    def test_a_statement_that_goes_on_in_other_lines_is_told_all_the_same(self, explain: Explain) -> None:
        assert said(explain("cp a \\\n  b\n", "bash"), 1) == "Runs `cp a b`."
        chain = explain(
            "nodes\n  .filter((a) => {\n    b(a);\n  })\n  .forEach((a) => {\n    c(a);\n  });\n", "javascript"
        )
        assert said(chain, 5) == "Calls `forEach`."
        ends = explain("cd a &&\nif b; then\n  c\nfi &&\n  d\n", "bash")
        assert said(ends, 4) == "Ends a block. It runs `d` only if what stands before it succeeds."
        struct = explain("typedef struct {\n  int a;\n} point;\n", "c")
        assert said(struct, 1) == "Gives a type a name."
        assert said(explain("typedef struct a_st {\n  int b;\n} a;\n", "c"), 1) == "Gives a type a name."
        assert (
            said(explain("try do\n  a()\nrescue\n  e in B -> c(e)\nend\n", "elixir"), 3)
            == "Handles what went wrong in the block above."
        )

    def test_other_languages_are_told_by_the_kind_of_their_statements(self, explain: Explain) -> None:
        explained = explain("// Add.\nfunction add(a, b) {\n  return a + b;\n}\n", "javascript")
        assert [said(explained, line) for line in (1, 2, 3)] == [
            "A comment: “Add.”",
            "Starts the definition of the function `add`, which takes `a` and `b`.",
            "Ends the function and hands back `a + b`.",
        ]

    def test_what_other_languages_change_call_and_put_off(self, explain: Explain) -> None:
        explained = explain("let n = 1;\nn += 2;\nconst m = new Map();\nif (n) throw new Error(n);\n", "javascript")
        assert [said(explained, line) for line in (1, 2, 3, 4)] == [
            "Gives `n` the value `1`.",
            "Changes `n`.",
            "Gives `m` the value `new Map()`.",
            "Runs the rest of the line only if `n` holds. It calls `Error`.",
        ]
        explained = explain("package a\n\nfunc f() {\n\tdefer g()\n\tfor {\n\t\tg()\n\t}\n}\n", "go")
        assert said(explained, 4) == "Puts `g()` off until the function or block around it ends."
        assert said(explained, 5) == "Repeats the block below until it is left."
        assert said(explain("if a > 1\n  puts 1\nend\n", "ruby"), 1) == "Runs the block below only if `a > 1` holds."

    def test_commands_of_the_shell_are_named_with_what_they_are_given(self, explain: Explain) -> None:
        explained = explain("name=$(git describe --tags)\nlimit=3\necho $name | sort -u\n", "bash")
        assert [said(explained, line) for line in (1, 2, 3)] == [
            "Keeps in `name` what `git describe --tags` prints.",
            "Gives `limit` the value `3`.",
            "Runs `echo $name`, and pipes its output to `sort -u`.",
        ]

    def test_a_command_behind_another_runs_only_as_that_one_ends(self, explain: Explain) -> None:
        text = "foo || exit 1\na && b | c || d\n[ -f x ] && . x\ne | f && g\nh; i\n{ k && l; } || m\n"
        explained = explain(text, "bash")
        assert [said(explained, line) for line in range(1, 7)] == [
            "Runs `foo`, and `exit 1` only if that fails.",
            "Runs `a`, `b` only if that succeeds, pipes its output to `c`, and runs `d` only if `a && b | c` fails.",
            "Runs `. x` only if `[ -f x ]` succeeds.",
            "Runs `e`, pipes its output to `f`, and runs `g` only if `e | f` succeeds.",
            "Runs `h` and `i`.",
            "Runs `k`, `l` only if that succeeds, and `m` only if `{ k && l; }` fails.",
        ]

    def test_a_loop_of_the_shell_goes_on_while_its_command_succeeds(self, explain: Explain) -> None:
        text = (
            "while read -r a; do\n  echo $a\ndone < x\nuntil ping -c1 b\ndo\n  c\ndone | sort\n"
            "if foo && bar; then\n  z\nelif [ -f x ]; then\n  y\nfi 2>/dev/null\n"
        )
        explained = explain(text, "bash")
        assert [said(explained, line) for line in (1, 3, 4, 7, 8, 10, 12)] == [
            "Repeats the block below as long as `read -r a` succeeds.",
            "Ends a block. The redirection `< x` applies to all of it.",
            "Repeats the block below until `ping -c1 b` succeeds.",
            "Ends a block. It runs `sort`.",
            "Runs the block below only if `foo && bar` succeeds.",
            "Runs the block below if nothing above applied and `[ -f x ]` succeeds.",
            "Ends a block. The redirection `2>/dev/null` applies to all of it.",
        ]

    @pytest.mark.parametrize(
        ("language", "text", "expected"),
        [
            ("javascript", "ready && start();", "Calls `start` only if `ready` holds."),
            ("typescript", "ok ? b() : c();", "Calls `b` only if `ok` holds, and `c` only if `ok` does not hold."),
            (
                "javascript",
                "w = a() ?? b();",
                "Gives `w` the value `a() ?? b()`. It calls `b` only if `a()` has no value.",
            ),
            (
                "csharp",
                "var x = a() || b();",
                "Gives `x` the value `a() || b()`. It calls `b` only if `a()` does not hold.",
            ),
            ("ruby", "ready and start()", "Calls `start` only if `ready` holds."),
            ("ruby", "a ? b() : c()", "Calls `b` only if `a` holds, and `c` only if `a` does not hold."),
            ("scala", "val x = a() && b()", "Gives `x` the value `a() && b()`. It calls `b` only if `a()` holds."),
            ("rust", "let f = || g();", "Gives `f` the value `|| g()`. A function in it calls `g`."),
        ],
    )
    def test_a_call_behind_an_operator_is_told_with_its_condition(
        self, explain: Explain, language: str, text: str, expected: str
    ) -> None:
        assert said(explain(f"{text}\n", language), 1) == expected

    def test_a_pipe_of_the_shell_prints_as_one_and_text_around_it_is_kept(self, explain: Explain) -> None:
        explained = explain('a=$(git log | grep -E "^x" || true)\nb="on-$(date)"\nc="$(date)-$(whoami)"\n', "bash")
        assert [said(explained, line) for line in (1, 2, 3)] == [
            'Keeps in `a` what `git log | grep -E "^x" || true` prints.',
            'Gives `b` the value `"on-$(date)"`, for which it runs `date`.',
            'Gives `c` the value `"$(date)-$(whoami)"`, for which it runs `date` and `whoami`.',
        ]


HOSTILE = '''\
def go(x):
    """Do *it* <script>alert(1)</script> `code` [x](javascript:alert(2)).

    Args:
        x: --8<-- "secret" {{ config }} ```python
    """


go("<img src=x>")
'''


def test_quotes_and_values_cannot_become_markup(explain: Explain) -> None:
    explained = explain(HOSTILE)
    assert r"\<script\>alert(1)\</script\>" in said(explained, 9)
    assert "](javascript" not in said(explained, 9)
    assert all("<img" not in _text(claim) or "`" in _text(claim) for claim in explained[9])


def test_every_step_of_the_demonstration_is_explained(explain: Explain) -> None:
    for path in sorted((Path(__file__).parents[2] / "snippets").glob("*.py")):
        explained = explain(path.read_text(encoding="utf-8"))
        assert all(explained.values()), path
        text = " ".join(said(explained, line) for line in explained)
        assert not re.search(r",\.|, ,|  |\.\.(?!\.)|None\b(?=,)", re.sub(r"`[^`]*`|“[^”]*”", "x", text)), path
