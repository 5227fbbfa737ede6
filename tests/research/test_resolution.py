"""What is called is found through instances, lost types and the snippet's own functions, and by name where need be."""

from __future__ import annotations

import pytest

from explainer.model import Package

from .conftest import Shelf

MODELS = {
    "torchlike/__init__.py": '''
    class Module:
        """A part of a network."""

        def __call__(self, *args, **kwargs):
            """Call it."""

        def to(self, device):
            """Move it.

            Returns:
                Module: self
            """

        def forward(self, *inputs):
            """Compute nothing."""

    class Linear(Module):
        def forward(self, values):
            """Multiply values by weights.

            Args:
                values: One row each.
            """
    '''
}


def test_calling_an_instance_runs_what_its_class_defines_for_that(shelf: Shelf) -> None:
    shelf.package(MODELS, "torchlike")
    found = shelf.research("from torchlike import Linear\nmodel = Linear()\nmodel = model.to('cpu')\nmodel([1])\n")
    assert found.call(4, "model").symbol == "torchlike.Linear.forward"
    assert found.arguments(4, "model") == {"[1]": ("values", "One row each.")}


def test_calling_an_instance_of_a_class_of_the_snippet(shelf: Shelf) -> None:
    shelf.package(MODELS, "torchlike")
    code = '''\
    from torchlike import Module

    class Net(Module):
        def forward(self, values):
            """Double the values."""
            return values

    net = Net()
    net([1])
    '''
    found = shelf.research(code)
    assert found.text(9, "net") == "Double the values."
    assert found.documentation(9, "net").source.searcher == "snippet"


PLOTS = {
    "plots.py": '''
    import helpers

    class Axes:
        """Where things are drawn."""

        def plot(self, x, y):
            """Draw a line.

            Parameters
            ----------
            x, y : float
                The position.

            Returns
            -------
            list of `.Line`
            """
            return helpers.unknown()

        def legend(self):
            """Place a legend."""

    class Line:
        def set_color(self, color):
            """Set the colour."""

    class Figure:
        def save(self, name):
            """Write it to a file."""

    def subplots(n=1):
        """Make a figure.

        Returns
        -------
        fig : `.Figure`

        ax : `~plots.Axes` or array of Axes
            One or several.
        """
        return helpers.unknown()
    '''
}


def test_types_that_only_the_documentation_knows(shelf: Shelf) -> None:
    shelf.package(PLOTS, "plots")
    code = """\
    import plots
    fig, axs = plots.subplots(2)
    (line,) = axs[0].plot(1, 2)
    line.set_color("red")
    for ax in axs:
        ax.legend()
    fig.save("a.png")
    """
    found = shelf.research(code)
    assert found.call(3, "plot").symbol == "plots.Axes.plot"
    assert found.arguments(3, "plot") == {"1": ("x", "The position."), "2": ("y", "The position.")}
    assert found.text(4, "set_color") == "Set the colour."
    assert found.text(6, "legend") == "Place a legend."
    assert found.text(7, "save") == "Write it to a file."
    assert [found.call(line, name).match for line, name in ((2, "subplots"), (3, "plot"), (7, "save"))] == [
        "definition",
        "documentation",
        "documentation",
    ]


def test_types_that_only_the_code_of_a_function_shows(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.py": '''
            class Tea:
                def steep(self):
                    """Leave it in hot water."""
                    self.ready = True
                    return self

                def pour(self):
                    """Pour it."""

                @classmethod
                def brew(cls, leaves):
                    made = cls()
                    return made

            class Green(Tea): ...

            def order(name):
                if not name:
                    return None
                return Green()

            make = Green.brew
            '''
        }
    )
    code = "import shop\nshop.order('x').steep().pour()\nshop.Green.brew(1).pour()\nshop.make(1).pour()\n"
    found = shelf.research(code)
    assert found.text(2, "steep") == "Leave it in hot water."
    for line in (2, 3, 4):
        assert found.text(line, "pour") == "Pour it."
        assert found.call(line, "pour").match == "documentation"


def test_a_method_is_matched_by_its_name_when_nothing_else_is_known(shelf: Shelf) -> None:
    shelf.package(
        {
            "learn.py": '''
            class Search:
                copy = True

                def fit(self, data):
                    """Try all settings.

                    Args:
                        data: To learn from.
                    """

            class Other:
                def fit(self, data):
                    """Do something else."""
            '''
        },
        "learn",
    )
    code = "from learn import Search\nimport json\nsearch = json.loads('')\nsearch.fit([1])\njson.loads('').copy()\n"
    found = shelf.research(code)
    assert found.call(4, "fit").match == "name"
    assert not found.at(4).local
    assert found.text(4, "fit").startswith("Try all settings.")
    assert found.arguments(4, "fit") == {"[1]": ("data", "To learn from.")}
    # `Search.copy` is no method.
    assert found.call(5, "copy").symbol != "learn.Search.copy"


def test_built_in_types_come_before_what_the_standard_library_has_of_the_same_name(shelf: Shelf) -> None:
    found = shelf.research("import json\nwords = json.loads('')\nwords['a'].append(1)\nwords['b'].startswith('x')\n")
    assert found.call(3, "append").symbol == "builtins.list.append"
    assert found.call(4, "startswith").symbol == "builtins.str.startswith"


@pytest.mark.parametrize("code", ["window.fit(1)", "gone.fit(1)", "child.fit(1)", "Own().fit(1)"])
def test_nothing_is_matched_on_what_comes_out_of_a_missing_package(shelf: Shelf, code: str) -> None:
    shelf.package({"learn.py": "class Search:\n    def fit(self):\n        '''Fit it.'''\n"}, "learn")
    shelf.distributions.append(
        shelf.distributions[0].__class__(Package("gone", "", "missing", ("gone",)), shelf.folder, ())
    )
    snippet = "import learn\nimport gone\nwindow = gone.Window()\nchild = window.child\nclass Own(gone.Base): ...\n"
    found = shelf.research(f"{snippet}{code}\n")
    assert found.call(6, "fit").source is None


OWN = '''\
def documented(size, *, colour="red"):
    """Paint it.

    Args:
        size: In metres.
        colour: Of the paint.
    """


# Add up some numbers.
def commented(a, b):
    return a + b


@staticmethod
def plain(a): return a


class Box:
    """Holds things.

    Attributes:
        width: In metres.
    """

    width: int
    height: int = 2

    def open(self, slowly):
        """Open the lid.

        :param slowly: Whether to take care.
        """


documented(1, colour="blue")
commented(1, 2)
plain(3)
Box(4, height=5).open(True)
'''


def test_functions_and_classes_of_the_snippet_document_their_calls(shelf: Shelf) -> None:
    found = shelf.research(OWN)
    last = OWN.count("\n")
    assert found.arguments(last - 3, "documented") == {
        "1": ("size", "In metres."),
        '"blue"': ("colour", "Of the paint."),
    }
    source = found.documentation(last - 3, "documented").source
    assert (source.searcher, source.url, source.locator) == ("snippet", "#L1", "a.py:1")
    assert found.text(last - 2, "commented") == "Add up some numbers."
    assert found.documentation(last - 2, "commented").source.url == "#L11"
    assert found.text(last - 1, "plain") == "def plain(a):"
    assert found.documentation(last - 1, "plain").kind == "signature"
    assert found.documentation(last - 1, "plain").source.url == "#L15"
    assert found.arguments(last, "Box") == {"4": ("width", "In metres."), "5": ("height", "")}
    assert found.arguments(last, "open") == {"True": ("slowly", "Whether to take care.")}
    assert found.call(last, "open").symbol == "Box.open"


def test_a_value_that_is_handed_to_a_function_of_the_snippet_keeps_its_type(shelf: Shelf) -> None:
    shelf.package(PLOTS, "plots")
    code = "import plots\n\ndef draw(ax):\n    ax.legend()\n    return ax\n\nfig, ax = plots.subplots()\ndraw(ax).legend()\n"
    found = shelf.research(code)
    assert found.call(4, "legend").symbol == "plots.Axes.legend"
    assert found.call(8, "legend").symbol == "plots.Axes.legend"


def test_each_source_of_a_step_is_there_once(shelf: Shelf) -> None:
    found = shelf.research("import math\nprint(math.sqrt(1), math.sqrt(2))\n")
    (first, second) = [one for one in found.at(2).calls if one.call.name == "sqrt"]
    assert first.source == second.source is not None
    assert len(found.at(2).documentation) == 2


def test_names_have_types(shelf: Shelf) -> None:
    found = shelf.research("from pathlib import Path\nplace = Path('a')\nname = place.name\n")
    assert ("place", "PosixPath") in found.at(2).types or ("place", "Path") in found.at(2).types
    assert ("name", "str") in found.at(3).types


def test_what_the_rest_of_the_snippet_has_a_say_in_is_marked(shelf: Shelf) -> None:
    shelf.package(PLOTS, "plots")
    code = "import plots\n\ndef draw(ax):\n    ax.legend()\n    print(1)\n\nfig, ax = plots.subplots()\ndraw(ax)\n"
    found = shelf.research(code)
    assert found.call(4, "legend").source is not None
    assert not found.at(4).local
    assert found.at(7).local
    assert found.at(8).local


def test_a_value_of_a_module_or_an_object_that_is_called(shelf: Shelf) -> None:
    shelf.package(
        {
            "colours.py": '''
            class Map:
                """A map of colours."""

                def __init__(self, name): ...

                def __call__(self, value):
                    """Return the colour of a value.

                    Args:
                        value: From 0 to 1.
                    """
                    return (value, value, value)

            class Picture:
                """A picture."""

                def __init__(self):
                    self.colours = Map("hot")
            ''',
            "colours.pyi": """
            from typing import overload

            class Map:
                def __init__(self, name: str) -> None: ...
                @overload
                def __call__(self, value: list[float]) -> list[float]: ...
                @overload
                def __call__(self, value: float) -> tuple[float, ...]: ...

            class Picture:
                colours: Map
            """,
            "a_names.py": "from colours import Map\n\nhot = Map('hot')\n",
            "a_names.pyi": "from colours import Map\n\nhot: Map\n",
        },
        "colours",
    )
    code = "import colours, a_names\na_names.hot(1)\npicture = colours.Picture()\npicture.colours(2)\nown = a_names.hot\nown(3)\n"
    found = shelf.research(code)
    for line, name in ((2, "hot"), (4, "colours"), (6, "own")):
        assert found.call(line, name).symbol == "colours.Map.__call__"
        assert list(found.arguments(line, name).values()) == [("value", "From 0 to 1.")]
