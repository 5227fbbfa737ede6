"""What is called is found through instances, lost types and the snippet's own functions, and by name where need be."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.analysis.documentation import DocumentationReader
from explainer.engines.reference.symbols import package_of
from explainer.model import Documentation, Package

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


def test_what_is_called_without_having_a_name(shelf: Shelf) -> None:
    shelf.package(MODELS, "torchlike")
    code = '''\
    from torchlike import Linear

    class Adder:
        def __init__(self, number): ...
        def __call__(self, value):
            """Add the number."""
            return Linear()

    def double(value):
        """Return twice the value."""

    by_name = {"double": double}
    Linear()([1])
    Adder(1)(2)(3)
    by_name["double"](4)
    parts = [part for part in Adder(
        1
    )(2)([5])]
    class Kept:
        text = f"{[Adder][0](1)(2)}"
    (lambda value: value)(6)
    by_name["double"](4)(5)
    '''
    found = shelf.research(code)

    def called(line: int) -> list[tuple[str, str | None]]:
        return [(one.call.callee, one.symbol) for one in found.at(line).calls if not one.call.name]

    assert called(13) == [("Linear()", "torchlike.Linear.forward")]
    assert called(14) == [("Adder(1)", "Adder.__call__"), ("Adder(1)(2)", "torchlike.Linear.forward")]
    assert called(15) == [('by_name["double"]', "double")]
    assert [symbol for _, symbol in called(16)] == ["Adder.__call__", "torchlike.Linear.forward"]
    assert called(20) == [("[Adder][0]", "Adder"), ("[Adder][0](1)", "Adder.__call__")]
    assert called(21) == [("(lambda value: value)", None)]
    assert called(22) == [('by_name["double"]', "double"), ('by_name["double"](4)', None)]
    (run,) = [one for one in found.at(13).calls if not one.call.name]
    assert [(one.argument.value, one.parameter, one.documentation is not None) for one in run.arguments] == [
        ("[1]", "values", True)
    ]


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


@pytest.mark.parametrize(
    "call", ["basket.add('tea', quantity=3)", "basket.add('tea', 3)", "basket.append('tea', at=1)"]
)
def test_nothing_is_matched_by_its_name_that_cannot_be_called_so(shelf: Shelf, call: str) -> None:
    shelf.package({"shop.py": "def fetch(name): ...\n"})
    found = shelf.research(f"import shop\n\ndef fill(basket):\n    {call}\n")
    assert found.call(4, call[7:].partition("(")[0]).source is None


def test_a_member_that_a_known_class_lacks_is_not_taken_from_a_built_in_type(shelf: Shelf) -> None:
    shelf.package({"shop.py": "class Basket:\n    def total(self) -> int: ...\n"})
    found = shelf.research("import shop\nbasket = shop.Basket()\nbasket.append('tea')\n")
    assert found.call(3, "append").source is None


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
    assert found.documentation(last - 1, "plain").source.url == "#L16"
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


FIGURES = {
    "figures.py": '''
    class Legend:
        """What explains the lines."""

        def set_title(self, text):
            """Set the legend's title."""

        def set_visible(self, visible):
            """Show the legend, or hide it."""

    class Axes:
        """Where things are drawn."""

        def draw_line(self, x):
            """Draw a line."""

        def set_title(self, text):
            """Set the title of the axes."""

    class Special(Axes):
        """Axes with more to them."""

        def turn(self):
            """Turn them round."""

    class Figure:
        """Holds axes."""

        def split(self, n, axes_class=None):
            """Make several axes.

            Returns
            -------
            list of Axes
            """
            return _made(n)

        def add(self, place, axes_class=None) -> Axes:
            """Add axes."""

        def set_title(self, text):
            """Set the title above all axes."""
    '''
}


def test_what_a_value_comes_from_is_found_out_before_it(shelf: Shelf) -> None:
    shelf.package(FIGURES, "figures")
    code = "import figures, json\nfigure = json.loads('')\naxs = figure.split(2)\naxs[0].set_title('a')\n"
    found = shelf.research(code)
    assert found.call(3, "split").match == "name"
    assert found.text(4, "set_title") == "Set the title of the axes."


def test_all_uses_of_a_value_are_of_one_class(shelf: Shelf) -> None:
    shelf.package(FIGURES, "figures")
    code = "from figures import Legend\nimport json\nit = json.loads('')\nit.set_title('a')\nit.draw_line(1)\n"
    found = shelf.research(code)
    assert found.text(4, "set_title") == "Set the title of the axes."
    assert found.text(5, "draw_line") == "Draw a line."


def test_the_class_that_is_asked_for_is_what_comes_out(shelf: Shelf) -> None:
    shelf.package(FIGURES, "figures")
    code = """\
    import figures
    axes = figures.Figure().add(1, axes_class=figures.Special)
    axes.turn()
    legend = figures.Figure().add(1, axes_class=figures.Legend)
    legend.set_title("a")
    """
    found = shelf.research(code)
    assert found.text(3, "turn") == "Turn them round."
    assert found.call(3, "turn").match == "definition"
    # A class that has nothing to do with the result is asked for something else.
    assert found.text(5, "set_title") == "Set the title of the axes."


def test_the_word_before_the_index_tells_more_than_the_first_name(shelf: Shelf) -> None:
    shelf.package(
        {
            "edges.py": '''
            class Spine:
                def move(self, place):
                    """Move the edge."""

            class Axes:
                def move(self, place):
                    """Move the axes."""
            '''
        },
        "edges",
    )
    code = "import edges, json\nax = json.loads('')\nax.spines['left'].move(1)\nax.move(1)\n"
    found = shelf.research(code)
    assert found.text(3, "move") == "Move the edge."
    assert found.text(4, "move") == "Move the axes."


def test_an_item_is_not_of_the_class_of_what_holds_it(shelf: Shelf) -> None:
    shelf.package(
        {
            "grids.py": '''
            class Base:
                def set_aspect(self, ratio):
                    """Set the aspect of all."""

            class Grid(Base):
                """Many of them."""

                def __getitem__(self, number):
                    return unknown()[number]

            class Cell:
                def set_aspect(self, ratio):
                    """Set the aspect of this one."""
            '''
        },
        "grids",
    )
    found = shelf.research("import grids\ngrid = grids.Grid()\ngrid.set_aspect(1)\ngrid[0].set_aspect(2)\n")
    assert found.text(3, "set_aspect") == "Set the aspect of all."
    assert found.text(4, "set_aspect") == "Set the aspect of this one."


def test_a_class_that_nobody_knows_of_is_no_guess(shelf: Shelf) -> None:
    shelf.package(
        {"hidden.py": "class _Exporter:\n    def head(self):\n        '''Write the beginning.'''\n"}, "hidden"
    )
    found = shelf.research("import hidden, json\ntable = json.loads('')\ntable.head()\n")
    assert found.call(3, "head").source is None


def test_a_class_is_looked_for_in_the_package_that_speaks_of_it(shelf: Shelf) -> None:
    files = {
        "aside/__init__.py": "",
        "aside/axes.py": "class Axes:\n    def draw(self):\n        '''Draw aside.'''\n",
        "main/__init__.py": "from main._inner.axes._axes import Axes\n",
        "main/_inner/__init__.py": "",
        "main/_inner/axes/__init__.py": "",
        "main/_inner/axes/_axes.py": "class Axes:\n    def draw(self):\n        '''Draw in the middle.'''\n",
        "main/figure.py": "def axes():\n    '''Make some.\n\n    Returns\n    -------\n    array of Axes\n    '''\n",
    }
    shelf.package(files, "main")
    found = shelf.research("from main import figure\nfigure.axes()[0].draw()\n")
    assert found.text(2, "draw") == "Draw in the middle."


def test_a_class_that_is_an_attribute_of_another_class(shelf: Shelf) -> None:
    shelf.package(
        {
            "polar.py": '''
            class Turn:
                """Turns things."""

            class Polar:
                pass

            Polar.Turn = Turn
            ''',
            "polar.pyi": """
            from typing import ClassVar

            class Turn: ...

            class Polar:
                Turn: ClassVar[type] = Turn
            """,
        },
        "polar",
    )
    found = shelf.research("from polar import Polar\nPolar.Turn()\n")
    assert found.text(2, "Turn") == "Turns things."


def test_a_method_that_a_stub_leaves_out(shelf: Shelf) -> None:
    shelf.package(
        {
            "events.py": "class Event:\n    def send(self):\n        '''Send it.'''\n\n    def show(self): ...\n",
            "events.pyi": "class Event:\n    def show(self) -> None: ...\n",
        },
        "events",
    )
    found = shelf.research("from events import Event\nEvent().send()\nevent = Event()\nevent.send()\n")
    assert found.text(2, "send") == "Send it."
    assert found.text(4, "send") == "Send it."
    assert found.call(4, "send").match == "definition"


def test_functions_of_the_snippet_know_its_own_classes(shelf: Shelf) -> None:
    code = '''\
    class Model:
        def fit(self, data):
            """Learn."""
            return self

        def predict(self):
            """Tell."""

    class Wrapped:
        def __init__(self, inner):
            self.inner = inner

        def run(self):
            """Run it."""
            return self.inner.predict()

    def show(model):
        model.run()

    Model().fit([1]).predict()
    show(Wrapped(Model()))
    '''
    found = shelf.research(code)
    assert found.call(20, "predict").symbol == "Model.predict"
    assert found.call(15, "predict").symbol == "Model.predict"
    assert found.call(18, "run").symbol == "Wrapped.run"


def test_what_all_forms_of_a_result_have_in_common_and_what_one_has(shelf: Shelf) -> None:
    shelf.package(
        {
            "odds.py": '''
            class Frozen:
                def cdf(self, x):
                    """Add up to a point."""

            class Smooth(Frozen):
                def pdf(self, x):
                    """Say how dense it is."""

            class Stepped(Frozen): ...

            class Odds:
                def __call__(self, *args):
                    return self.freeze(*args)

                def freeze(self, *args):
                    """Hold the parameters."""
                    if args:
                        return Smooth()
                    return Stepped()

                def cdf(self, x, *args):
                    """Add up with parameters."""

            t = Odds()
            '''
        },
        "odds",
    )
    found = shelf.research("from odds import t\nheld = t(3)\nheld.cdf(0)\nheld.pdf(0)\n")
    assert found.text(3, "cdf") == "Add up to a point."
    assert found.text(4, "pdf") == "Say how dense it is."
    assert found.call(3, "cdf").match == "documentation"


def test_another_form_of_the_result_has_the_types_of_its_parts(shelf: Shelf) -> None:
    shelf.package(
        {
            "data.py": '''
            class Frame:
                def head(self):
                    """Return the first rows."""

            class Series:
                def head(self):
                    """Return the first values."""

            class Bunch:
                """Holds everything."""

            def load(apart=False):
                """Load it.

                Returns
                -------
                data : :class:`Bunch`
                    With these attributes.

                    data : Frame of shape (10, 2)
                        The rows.
                    target : Series
                        The answers.

                (data, target) : tuple if ``apart`` is True
                    Both.
                """
                return _load()
            '''
        },
        "data",
    )
    found = shelf.research("import data\nX, y = data.load(apart=True)\nX.head()\ny.head()\n")
    assert found.text(3, "head") == "Return the first rows."
    assert found.text(4, "head") == "Return the first values."


def test_one_value_or_an_array_of_them(shelf: Shelf) -> None:
    shelf.package(
        {
            "numpy/__init__.pyi": """
            from typing import Any, Generic, TypeVar
            S = TypeVar("S")
            D = TypeVar("D")
            class dtype(Generic[S]): ...
            class ndarray(Generic[S, D]):
                def __getitem__(self, key: Any) -> Any: ...
            """,
            "parts.pyi": """
            from typing import Any
            from numpy import ndarray, dtype
            class Part:
                def paint(self) -> None: ...
            class Other:
                def paint(self) -> None: ...
            def split(n: int) -> ndarray[tuple[Any, ...], dtype[Any]] | Part: ...
            """,
        },
        "parts",
    )
    found = shelf.research("import parts\nboth = parts.split(2)\nboth[1].paint()\n")
    assert found.call(3, "paint").symbol == "parts.Part.paint"
    assert found.call(3, "paint").match == "documentation"


def test_an_attribute_that_only_the_code_sets(shelf: Shelf) -> None:
    shelf.package(
        {
            "axis.py": """
            class Text:
                def set_color(self, color):
                    '''Set the colour of the letters.'''

            class Aside:
                def set_color(self, color):
                    '''Set another colour.'''

            class Axis:
                def __init__(self):
                    self.label = Text()
            """,
            "axis.pyi": """
            class Text:
                def set_color(self, color: str) -> None: ...
            class Aside:
                def set_color(self, color: str) -> None: ...
            class Axis: ...
            """,
        },
        "axis",
    )
    found = shelf.research("from axis import Aside, Axis\naxis = Axis()\naxis.label.set_color('red')\n")
    assert found.text(3, "set_color") == "Set the colour of the letters."
    assert found.call(3, "set_color").match == "documentation"


def test_what_was_matched_tells_the_types_of_its_attributes(shelf: Shelf) -> None:
    shelf.package(
        {
            "host.py": """
            class Text:
                def paint(self, color):
                    '''Paint the letters.'''

            class Aside:
                def paint(self, color):
                    '''Paint it aside.'''

            class Host:
                text: Text

                def divide(self, n):
                    '''Make parts.'''
            """
        },
        "host",
    )
    found = shelf.research("import json\nfrom host import Aside\nit = json.loads('')\nit.divide(2)\nit.text.paint(1)\n")
    assert found.text(4, "divide") == "Make parts."
    assert found.text(5, "paint") == "Paint the letters."


def test_a_part_of_a_table_is_a_table_and_a_column_is_not(shelf: Shelf) -> None:
    shelf.package(
        {
            "tables.py": """
            class Table:
                def __getitem__(self, key):
                    return _get(key)

                def mean(self):
                    '''Return the mean of each column.'''

            class Column:
                def mean(self):
                    '''Return the mean of the values.'''
            """
        },
        "tables",
    )
    code = "from tables import Table\ntable = Table()\ntable[['a', 'b']].mean()\ntable['a'].mean()\ntable[1:].mean()\n"
    found = shelf.research(code)
    assert [found.text(line, "mean") for line in (3, 4, 5)] == [
        "Return the mean of each column.",
        "Return the mean of the values.",
        "Return the mean of each column.",
    ]


def test_bases_of_one_name_are_told_apart_by_what_a_file_imports(shelf: Shelf) -> None:
    files = {
        "near.py": "import main._axes as maxes\n\nclass Axes(maxes.Axes):\n    def here(self): ...\n",
        "aside/__init__.py": "",
        "aside/far.py": "import main._axes as maxes\n\nclass Axes(maxes.Axes):\n    def turn(self):\n        '''Turn it.'''\n",
        "main/__init__.py": "",
        "main/_axes.py": "class Axes:\n    def draw(self):\n        '''Draw it.'''\n",
    }
    shelf.package(files, "main")
    found = shelf.research(
        "import json, main, aside\nfrom near import Axes\nit = json.loads('')\nit.draw()\nit.turn()\n"
    )
    assert found.text(4, "draw") == "Draw it."
    assert found.text(5, "turn") == "Turn it."


def test_one_of_several_classes_that_fit_alike_is_no_guess(shelf: Shelf) -> None:
    shelf.package(
        {
            "press.py": "class Press:\n    def squeeze(self):\n        '''Squeeze fruit.'''\n",
            "deep/__init__.py": "",
            "deep/hug.py": "class Hug:\n    def squeeze(self):\n        '''Squeeze a friend.'''\n",
        },
        "press",
    )
    code = "import press, deep, json\nit = json.loads('')\nit.squeeze()\nhug = json.loads('')\nhug.squeeze()\n"
    found = shelf.research(code)
    assert found.call(3, "squeeze").source is None
    assert found.text(5, "squeeze") == "Squeeze a friend."


def test_the_name_of_a_thing_is_a_text_whatever_the_thing_is(shelf: Shelf) -> None:
    shelf.package(
        {"frames.py": "class Frame:\n    def replace(self, a, b):\n        '''Replace values.'''\n"}, "frames"
    )
    found = shelf.research(
        "import json\nfrom frames import Frame\nit = json.loads('')\nit.__name__.replace('a', 'b')\n"
    )
    assert found.call(4, "replace").symbol == "builtins.str.replace"


def test_types_come_from_stubs_and_words_from_the_package(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop/__init__.py": "from shop.core import open_shop\n",
            "shop/core.py": """
            class Texts:
                def upper(self):
                    '''Change all letters to capitals.'''

            class Shop:
                def __getattr__(self, name):
                    return globals()[name]

                def sell(self, item):
                    '''Sell an item.

                    Args:
                        item: What is sold.
                    '''

            def open_shop(name):
                return globals()[name]()
            """,
        }
    )
    shelf.stubs(
        {
            "shop-stubs/__init__.pyi": "from shop.core import open_shop as open_shop\n",
            "shop-stubs/core.pyi": """
            class Texts:
                def upper(self) -> str: ...
            class ShopTexts(Texts): ...
            class Shop:
                text: ShopTexts
                def sell(self, item: str) -> Shop: ...
            def open_shop(name: str) -> Shop: ...
            """,
        }
    )
    found = shelf.research("from shop import open_shop\nit = open_shop('a')\nit.sell('tea')\nit.text.upper()\n")
    assert found.call(3, "sell").symbol == "shop.core.Shop.sell"
    assert found.call(3, "sell").match == "definition"
    assert found.arguments(3, "sell") == {"'tea'": ("item", "What is sold.")}
    assert found.text(4, "upper") == "Change all letters to capitals."
    assert found.documentation(4, "upper").source.package == "shop"


def test_what_only_stubs_say_is_quoted_as_theirs(shelf: Shelf) -> None:
    shelf.package({"shop/__init__.py": "from shop._compiled import sell, buy\n\n\ndef open_it():\n    '''Open.'''\n"})
    shelf.stubs(
        {
            "shop-stubs/__init__.pyi": """
            from shop._compiled import sell as sell, buy as buy
            def open_it() -> None:
                '''What the stubs say.'''
            """,
            "shop-stubs/_compiled.pyi": """
            def sell(item: str) -> str:
                '''Sell an item, as the stubs have it.'''
            def buy(item: str) -> str: ...
            """,
        }
    )
    found = shelf.research("import shop\nshop.sell('tea')\nshop.buy('tea')\nshop.open_it()\n")
    said = {name: found.documentation(line, name) for line, name in ((2, "sell"), (3, "buy"), (4, "open_it"))}
    assert [(one.source.package, one.source.text) for one in said.values()] == [
        ("shop-stubs", "Sell an item, as the stubs have it."),
        ("shop-stubs", "def buy(item: str) -> str: ..."),
        ("shop", "Open."),
    ]
    assert said["sell"].source.symbol == "shop.sell"
    assert package_of(said["sell"]) == "described by shop-stubs 1.0"
    assert package_of(said["open_it"]) == "of shop 1.0"


def test_what_is_defined_in_branches_keeps_its_class(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.py": """
            import sys

            class Shop:
                if sys.version_info >= (3, 0):
                    def sell(self, item):
                        '''Sell an item.'''
                else:
                    def sell(self):
                        '''Sell it all.'''

            class Tea:
                def pour(self):
                    '''Pour it.'''

            try:
                from _shop import Tea
            except ImportError:
                pass
            """
        }
    )
    found = shelf.research("import shop\nshop.Shop().sell(1)\nshop.Tea().pour()\n")
    assert (found.call(2, "sell").symbol, found.text(2, "sell")) == ("shop.Shop.sell", "Sell an item.")
    assert found.call(3, "pour").symbol == "shop.Tea.pour"


def test_values_of_dictionaries_of_lists_and_methods_that_return_themselves(shelf: Shelf) -> None:
    code = """\
    from collections import defaultdict, namedtuple

    Sale = namedtuple("Sale", "item price")

    class Till:
        def __enter__(self):
            return self

        def __exit__(self, *error): ...

        def add(self, sale):
            return self

        def total(self):
            '''Return the sum.'''

    by_item = defaultdict(list)
    by_item["tea"].append(Sale("tea", price=3))
    groups = dict()
    groups.setdefault("tea", []).append(4)
    with Till() as till:
        till.add(4).total()
    """
    found = shelf.research(code)
    assert found.call(18, "append").symbol == found.call(20, "append").symbol == "builtins.list.append"
    assert "name" not in {one.match for line in (18, 20) for one in found.at(line).calls}
    sale = found.call(18, "Sale")
    assert [(one.argument.value, one.parameter) for one in sale.arguments] == [('"tea"', "item"), ("3", "price")]
    assert found.documentation(18, "Sale").source.url == "#L3"
    assert found.call(22, "total").symbol == "Till.total"


def test_a_variable_of_which_only_parts_are_used_is_what_it_is_named_after(shelf: Shelf) -> None:
    shelf.package(
        {
            "web.py": """
            class Query:
                def first(self, name):
                    '''Return the first value.'''

            class Request:
                def __init__(self):
                    self.query = Query()

            class Other:
                def first(self, name):
                    '''Return something else.'''
            """
        },
        "web",
    )
    found = shelf.research("import web\n\ndef answer(request):\n    return request.query.first('a')\n")
    assert found.call(4, "first").symbol == "web.Query.first"
    assert found.call(4, "first").match == "name"


def test_what_may_be_of_several_classes_is_most_likely_of_the_class_whose_method_made_it(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.py": '''
            class Frame:
                def count(self):
                    """Count rows."""

                def column(self) -> "Column":
                    """Take one column."""

            class Base:
                def count(self):
                    """Count values."""

            class Column(Base):
                def apply(self, function) -> "Frame | Column":
                    """Apply a function to each value."""
            '''
        }
    )
    found = shelf.research("from shop import Frame\n\nFrame().column().apply(len).count()\nFrame().count()\n")
    assert found.documentation(3, "count").name == "Column.count"
    assert found.text(3, "count") == "Count values."
    assert found.text(4, "count") == "Count rows."


def test_a_method_is_one_though_its_class_has_the_name_of_a_module(shelf: Shelf) -> None:
    found = shelf.research(
        "import random\nfrom datetime import datetime\n\nnow = datetime.now()\nnow.isoformat()\nrandom.choice('ab')\n"
    )
    kinds = [found.documentation(line, name).kind for line, name in ((4, "now"), (5, "isoformat"), (6, "choice"))]
    assert kinds == ["method", "method", "function"]


@pytest.mark.parametrize(
    "call",
    [
        'cart.add("apple", quantity=10_000)',
        'cart.add("apple", 2)',
        'cart.remove("apple", force=True)',
        "cart.append(1, ignore_index=True)",
        "cart.get()",
        'cart.split(",", 1, 2)',
    ],
)
def test_a_built_in_method_that_cannot_take_the_call_is_not_what_is_called(shelf: Shelf, call: str) -> None:
    found = shelf.research(f"def use(cart):\n    return {call}\n")
    (made,) = found.at(2).calls
    assert (made.symbol, made.source) == (None, None)


@pytest.mark.parametrize(
    ("call", "symbol"),
    [
        ("cart.append(1)", "builtins.list.append"),
        ("cart.sort(key=len, reverse=True)", "builtins.list.sort"),
        ("cart.format(*things, **more)", "builtins.str.format"),
        ('cart.encode(encoding="utf-8")', "builtins.str.encode"),
        ("cart.union(1, 2, 3)", "builtins.set.union"),
    ],
)
def test_a_built_in_method_that_can_take_the_call_is_what_is_called(shelf: Shelf, call: str, symbol: str) -> None:
    found = shelf.research(f"def use(cart, things, more):\n    return {call}\n")
    (made,) = found.at(2).calls
    assert (made.symbol, made.match) == (symbol, "name")


def test_of_two_classes_with_a_method_the_one_that_can_take_the_call_is_meant(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.py": '''
            class Basket:
                def put(self, item):
                    """Put something in."""

            class Wares:
                def put(self, item, *, count=1):
                    """Put some of a kind on the shelf."""

            def start(): ...
            '''
        }
    )
    found = shelf.research("import shop\n\ndef use(basket):\n    basket.put('tea', count=3)\n")
    assert found.call(4, "put").symbol == "shop.Wares.put"


def test_a_member_that_a_known_class_does_not_have_is_no_other_class_s(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.py": '''
            class Table:
                """Rows and columns."""

            class Wide(Table):
                """Many columns."""

                def widen(self, by):
                    """Add columns."""
            '''
        }
    )
    code = "import shop\ntable = shop.Table()\ntable.append(3)\nshop.Table().append(3)\nother = shop.Table()\nother.widen(3)\n"
    found = shelf.research(code)
    assert found.call(3, "append").source is None
    assert found.call(4, "append").source is None
    assert found.documentation(6, "widen").summary is not None


def test_what_a_module_makes_as_it_runs_is_no_method_of_a_class(shelf: Shelf) -> None:
    shelf.package({"columns/__init__.py": "", "columns/compute.py": "globals()['total'] = sum\n"}, "columns")
    relation = '''
    class Relation:
        """A table."""

        def total(self, expression):
            """Compute the sum of an expression."""
    '''
    shelf.package({"ducks.py": relation}, "ducks")
    code = "import columns.compute as pc\nfrom columns import compute\nimport columns.compute\nimport ducks\n"
    calls = "pc.total([1])\ncompute.total([1])\ncolumns.compute.total([1])\n"
    found = shelf.research(f"{code}{calls}def sums(relation):\n    return relation.total([1])\n")
    called = {line: [(one.call.callee, one.symbol) for one in found.at(line).calls] for line in (5, 6, 7)}
    assert called == {
        5: [("pc.total", None)],
        6: [("compute.total", None)],
        7: [("columns.compute.total", None)],
    }
    assert found.call(9, "total").match == "name"


def test_what_is_called_again_and_again_is_read_no_more_often(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.package({"shop.py": 'def sell(what):\n    """Sell one thing."""\n'})
    read: list[str] = []
    really = DocumentationReader.read

    def counted(self: DocumentationReader, file: Path, line: int, name: str = "") -> Documentation | None:
        read.append(name)
        return really(self, file, line, name)

    monkeypatch.setattr(DocumentationReader, "read", counted)
    found = shelf.research("import shop\n" + "shop.sell(1)\n" * 30)
    assert {found.text(line, "sell") for line in range(2, 32)} == {"Sell one thing."}
    assert sorted(read) == ["shop", "shop.sell"]
