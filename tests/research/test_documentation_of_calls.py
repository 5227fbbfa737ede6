"""Where packages keep the documentation of what is called, and that it is found there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import sphobjinv

from explainer.analysis.inventories import PYTHON, place_of
from explainer.research.researcher import StepResearcher
from explainer.settings import PackageSettings, Settings

from .conftest import Shelf


def test_a_function_with_its_parameters(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.py": '''
            def price(item, currency="EUR", *more, tax=True, **options):
                """Return what an item costs.

                Args:
                    item: The thing that is bought.
                    currency: As ISO 4217 writes it.
                    *more: Other things.
                    tax: Whether tax is in it.
                """
            '''
        }
    )
    found = shelf.research("import shop\nshop.price('tea', 'USD', 'milk', tax=False, colour=1)\n")
    call, documentation = found.call(2, "price"), found.documentation(2, "price")
    assert (call.symbol, call.match) == ("shop.price", "definition")
    assert documentation.summary is not None
    assert documentation.summary.of(documentation.source.text) == "Return what an item costs."
    assert (documentation.source.package, documentation.source.version) == ("shop", "1.0")
    assert documentation.source.locator == "shop.py:2"
    assert found.arguments(2, "price") == {
        "'tea'": ("item", "The thing that is bought."),
        "'USD'": ("currency", "As ISO 4217 writes it."),
        "'milk'": ("more", "Other things."),
        "False": ("tax", "Whether tax is in it."),
        "1": ("options", ""),
    }


def test_parameters_that_are_described_outside_of_sections(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.py": """
            def price(item, tax=True, currency="EUR", day=None, start=0, end=9):
                '''Return what an item costs.

                item - the thing that
                    is bought
                - tax -- whether tax is in it
                Words - with a dash

                currency
                  As ISO 4217 writes it.
                day
                not indented

                start, end : int, optional
                    When the shop is open.
                '''
            """
        }
    )
    found = shelf.research("import shop\nshop.price('tea', False, 'USD', 3, end=5)\n'a'.startswith('b')\n")
    assert {name: " ".join(said.split()) for name, said in found.arguments(2, "price").values()} == {
        "item": "the thing that is bought",
        "tax": "whether tax is in it",
        "currency": "As ISO 4217 writes it.",
        "day": "",
        "end": "When the shop is open.",
    }
    assert found.arguments(3, "startswith") == {"'b'": ("prefix", "A string or a tuple of strings to try.")}


def test_parameters_that_are_described_in_their_annotations(shelf: Shelf) -> None:
    shelf.package(
        {
            "annotated_doc.py": "class Doc:\n    def __init__(self, text): ...\n",
            "shop.py": '''
            from typing import Annotated
            from annotated_doc import Doc

            def price(item: Annotated[str, Doc("The thing that is bought.")]):
                """Return what an item costs."""

            def silent(item: Annotated[str, Doc("Still described.")]): ...
            ''',
        }
    )
    found = shelf.research("import shop\nshop.price('tea')\nshop.silent('tea')\n")
    assert found.arguments(2, "price") == {"'tea'": ("item", "The thing that is bought.")}
    assert found.arguments(3, "silent") == {"'tea'": ("item", "Still described.")}


def test_classes_that_are_documented_on_their_constructor_or_on_a_base(shelf: Shelf) -> None:
    shelf.package(
        {
            "base.py": '''
            class Base:
                """A thing to buy.

                Args:
                    name: What it is called.
                """

                def __init__(self, name): ...
            ''',
            "shop.py": '''
            from base import Base

            class Made:
                def __init__(self, size):
                    """Make it.

                    Args:
                        size: In metres.
                    """

            class Derived(Base): ...
            ''',
        }
    )
    found = shelf.research("from shop import Made, Derived\nMade(3)\nDerived('tea')\n")
    assert found.arguments(2, "Made") == {"3": ("size", "In metres.")}
    assert found.arguments(3, "Derived") == {"'tea'": ("name", "What it is called.")}
    assert found.call(3, "Derived").symbol == "shop.Derived"


def test_a_method_that_says_nothing_is_documented_by_the_one_it_overrides(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.py": '''
            class Base:
                def sell(self, amount):
                    """Sell some of it.

                    Parameters
                    ----------
                    amount : int
                        How many.
                    """

            class Tea(Base):
                def sell(self, amount):
                    return amount
            '''
        }
    )
    found = shelf.research("from shop import Tea\ntea = Tea()\ntea.sell(2)\n")
    assert found.call(3, "sell").symbol == "shop.Tea.sell"
    assert found.text(3, "sell").startswith("Sell some of it.")
    assert found.arguments(3, "sell") == {"2": ("amount", "How many.")}
    assert found.documentation(3, "sell").name == "Tea.sell"


def test_a_wrapper_that_copies_a_docstring_which_is_filled(shelf: Shelf) -> None:
    shelf.package(
        {
            "plots/_docstring.py": """
            def copy(source):
                def do_copy(target):
                    target.__doc__ = source.__doc__
                    return target
                return do_copy

            class _Interpolation:
                def register(self, **words): ...
                def __call__(self, target):
                    return target

            interpd = _Interpolation()
            """,
            "plots/__init__.py": "",
            "plots/axes.py": '''
            from plots import _docstring

            _docstring.interpd.register(where="where : bool\\n    Which parts to draw.")

            class Axes:
                @_docstring.interpd
                def draw(self, x, where=None):
                    """Draw a line.

                    Parameters
                    ----------
                    x : float
                        The position.
                    %(where)s
                    """
            ''',
            "plots/simple.py": """
            from plots import _docstring
            from plots.axes import Axes

            @_docstring.copy(Axes.draw)
            def draw(x, where=None):
                return Axes().draw(x, where)
            """,
        }
    )
    found = shelf.research("from plots import simple\nsimple.draw(1, where=True)\n")
    assert found.text(2, "draw").startswith("Draw a line.")
    assert "%(" not in found.text(2, "draw")
    assert found.arguments(2, "draw") == {
        "1": ("x", "The position."),
        "True": ("where", "Which parts to draw."),
    }


def test_a_stub_beside_a_source_file(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.py": 'def price(item):\n    """Return what an item costs."""\n',
            "shop.pyi": "def price(item: str) -> float: ...\n",
        }
    )
    found = shelf.research("import shop\ncost = shop.price('tea')\n")
    assert found.text(2, "price") == "Return what an item costs."
    assert found.call(2, "price").result == "float"
    assert ("cost", "float") in found.at(2).types


def test_docstrings_that_are_added_to_compiled_classes(shelf: Shelf) -> None:
    shelf.package(
        {
            "numpy/__init__.pyi": """
            class _Common:
                def max(self, axis: int | None = None) -> float: ...

            class ndarray(_Common):
                def fill(self, value: float) -> None: ...

            def array(values: list[float]) -> ndarray: ...
            """,
            "numpy/_core/__init__.py": "",
            "numpy/_core/_add_newdocs.py": '''
            from numpy._core.function_base import add_newdoc

            def _method_doc(name, doc):
                doc = doc.strip()
                add_newdoc("numpy._core.multiarray", "ndarray", (name, doc))

            _method_doc("max", """
                Return the maximum.
            """)

            add_newdoc("numpy._core.multiarray", "ndarray", ("fill", """Fill the array."""))
            ''',
        },
        "numpy",
    )
    found = shelf.research("import numpy as np\nvalues = np.array([1.0])\nvalues.max(axis=0)\nvalues.fill(2)\n")
    assert found.text(3, "max") == "Return the maximum."
    assert found.call(3, "max").symbol == "numpy.ndarray.max"
    assert found.documentation(3, "max").source.locator == "numpy/_core/_add_newdocs.py:8"
    assert found.text(4, "fill") == "Fill the array."


def _compiled(*constants: str) -> bytes:
    """Return bytes like those of a compiled module, with texts as C keeps them."""
    code = bytes(range(256)) * 4
    return code + b"".join(b"\0" + text.encode() + b"\0" + code for text in constants)


def test_docstrings_of_compiled_modules_are_read_out_of_their_file(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop/__init__.py": "from ._till import Till as Till\n",
            "shop/_till.pyi": """
            class Till:
                def __init__(self, size: int = 3) -> None: ...
                def add(self, price: float, times: int = 1) -> None: ...
                def open(self) -> None: ...
                def shut(self) -> None: ...
            class Drawer:
                def open(self) -> None: ...
            """,
        }
    )
    (shelf.folder / "shop/_till.cpython-311-x86_64-linux-gnu.so").write_bytes(
        _compiled(
            "Till(size=3)\n--\n\nWhat the money is kept in.\n\nParameters\n----------\nsize : int\n    How much it holds.",
            "\n        add(price, times=1)\n\n        Put money in.\n\n        Parameters\n        ----------\n"
            "        price : float\n            What was paid.\n        ",
            "open()\n\nOpen what the money is kept in.",
            "open()\n\nOpen a drawer for banknotes.",
        )
    )
    found = shelf.research("from shop import Till\ntill = Till(9)\ntill.add(2.5, times=3)\ntill.open()\ntill.shut()\n")
    assert found.arguments(2, "Till") == {"9": ("size", "How much it holds.")}
    assert found.text(2, "Till").startswith("What the money is kept in.")
    assert found.arguments(3, "add") == {"2.5": ("price", "What was paid."), "3": ("times", "")}
    summary = found.documentation(3, "add").summary
    assert summary is not None
    assert summary.of(found.text(3, "add")) == "Put money in."
    # Which of two methods of a name a text is about is not known, and what no text begins with is not documented.
    assert [found.documentation(line, name).kind for line, name in ((4, "open"), (5, "shut"))] == ["signature"] * 2


def test_compiled_functions_are_known_by_the_examples_of_their_docstrings(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop/__init__.py": "from ._core import *\n",
            "shop/__init__.pyi": """
            class Operation:
                def __call__(self, x1: float, x2: float, /, *, out: float | None = None) -> float: ...
            add: Operation
            mix: Operation
            mean: Operation
            """,
            "shop/_core/__init__.py": "from ._fast import *\n",
        }
    )
    (shelf.folder / "shop/_core/_fast.abi3.so").write_bytes(
        _compiled(
            "Mix two prices.\n\nParameters\n----------\nx1, x2 : float\n    Prices.\n\nExamples\n--------\n"
            ">>> whole = s.add(1, 2)\n>>> s.mix(whole, 3)\n2.0\n",
            "Add prices.\n\nParameters\n----------\na : float\n    The first.\nb : float\n    The second.\n\n"
            "Examples\n--------\n>>> s.add(1, 2)\n3.0\n",
        )
    )
    found = shelf.research("import shop\nshop.add(1, 2)\nshop.mix(1, 2)\nshop.mean(1, 2)\n")
    assert found.arguments(2, "add") == {"1": ("a", "The first."), "2": ("b", "The second.")}
    assert (found.call(2, "add").symbol, found.documentation(2, "add").kind) == ("shop.add", "function")
    assert found.text(3, "mix").startswith("Mix two prices.")
    assert found.documentation(4, "mean").kind == "signature"


def test_documentation_that_exists_at_run_time_only(shelf: Shelf) -> None:
    found = shelf.research("import math\nmath.hypot(3, 4)\n")
    assert "Euclidean" in found.text(2, "hypot")
    assert found.documentation(2, "hypot").source.package == "Python"


def test_docstrings_that_a_class_gives_its_members(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.py": '''
            def logged(function):
                return function

            class Shop:
                def _trade(self, what):
                    """Trade {verb}.

                    Args:
                        what: The thing.
                    """

                def buy(self, what): ...

                if _trade.__doc__:
                    buy.__doc__ = _trade.__doc__.format(verb="in")
                buy = logged(buy)
            '''
        }
    )
    found = shelf.research("from shop import Shop\nShop().buy('tea')\n")
    assert found.text(2, "buy").startswith("Trade in.")
    assert found.call(2, "buy").symbol == "shop.Shop.buy"
    assert found.arguments(2, "buy") == {"'tea'": ("what", "The thing.")}


def test_a_class_in_a_module_that_the_snippet_does_not_import(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop/__init__.py": "",
            "shop/parts.py": '''
            class Wheel:
                """A round thing."""

                def turn(self):
                    """Turn it."""
            ''',
        }
    )
    found = shelf.research("import shop\nwheel = shop.parts.Wheel()\nwheel.turn()\n")
    assert found.text(2, "Wheel") == "A round thing."
    assert found.text(3, "turn") == "Turn it."


def test_the_form_of_a_function_that_is_called(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.pyi": """
            from typing import overload

            @overload
            def to(dtype: int, copy: bool = ...) -> int: ...
            @overload
            def to(device: str, dtype: int = ...) -> str: ...
            """,
            "shop.py": '''
            def to(*args, **kwargs):
                """Move it.

                Args:
                    dtype: The number of a type.
                    device: The name of a place.
                """
            ''',
        }
    )
    found = shelf.research("import shop\nshop.to('cuda')\nshop.to(3)\n")
    assert found.arguments(2, "to") == {"'cuda'": ("device", "The name of a place.")}
    assert found.arguments(3, "to") == {"3": ("dtype", "The number of a type.")}


def test_an_argument_that_stands_for_either_of_two_parameters(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.pyi": "def days(start_or_stop: int, /, stop: int | None = None, step: int = 1) -> list[int]: ...\n",
            "shop.py": '''
            def days(*args, **kwargs):
                """Return days.

                Args:
                    start: The first day.
                    stop: The day after the last.
                    step: Days from one to the next.
                """
            ''',
        }
    )
    found = shelf.research("import shop\nshop.days(10)\nshop.days(3, 10)\n")
    assert found.arguments(2, "days") == {"10": ("stop", "The day after the last.")}
    assert found.arguments(3, "days") == {
        "3": ("start_or_stop", "The first day."),
        "10": ("stop", "The day after the last."),
    }


def test_parameters_have_the_names_that_their_documentation_has(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.pyi": """
            def root(x1: float, /, out: None = None) -> float: ...
            """,
            "shop.py": '''
            def root(*args, **kwargs):
                """Return the root.

                Parameters
                ----------
                x : array_like
                    The number.
                out : array, optional
                    Where it goes.
                """
            ''',
        }
    )
    found = shelf.research("import shop\nshop.root(9, None)\n")
    assert found.arguments(2, "root") == {"9": ("x", "The number."), "None": ("out", "Where it goes.")}


def test_parameters_that_a_stub_counts_up_are_the_one_that_is_documented(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.pyi": """
            from typing import overload

            @overload
            def shaped(shape: tuple[int, ...], /, *, order: str = "C") -> int: ...
            @overload
            def shaped(size1: int, size2: int, /, *, order: str = "C") -> int: ...
            @overload
            def shaped(size0: int, /, *shape: int, order: str = "C") -> int: ...
            """,
            "shop.py": '''
            def shaped(*args, **kwargs):
                """
                shaped(shape, /, *, order='C')
                shaped(*shape, order='C')

                Return another shape.

                Parameters
                ----------
                shape : int or tuple of ints
                    The new shape.
                order : str
                    As it lies in memory.
                """
            ''',
        }
    )
    found = shelf.research("import shop\nshop.shaped(-1, 6)\nshop.shaped((2, 3))\nshop.shaped(1, 2, 3, order='F')\n")
    assert found.arguments(2, "shaped") == {"-1": ("shape", "The new shape."), "6": ("shape", "The new shape.")}
    assert found.arguments(3, "shaped") == {"(2, 3)": ("shape", "The new shape.")}
    assert found.arguments(4, "shaped") == {
        "1": ("shape", "The new shape."),
        "2": ("shape", "The new shape."),
        "3": ("shape", "The new shape."),
        "'F'": ("order", "As it lies in memory."),
    }


def test_what_is_written_in_python_beside_compiled_code_goes_by_its_public_name(shelf: Shelf) -> None:
    found = shelf.research(
        "from datetime import timezone\nfrom decimal import Decimal\nDecimal('1.10').quantize(Decimal('0.1'))\ntimezone(zone)\n"
    )
    assert found.call(3, "quantize").symbol == "decimal.Decimal.quantize"
    assert found.call(4, "timezone").symbol == "datetime.timezone"
    assert found.documentation(4, "timezone").source.text.startswith("Fixed offset from UTC")


def test_packages_that_import_all_of_each_other_are_searched_soon(shelf: Shelf) -> None:
    names = [f"m{number}" for number in range(30)]
    stars = "\n".join(f"from ring.{name} import *" for name in names)
    files = {f"ring/{name}.py": f"{stars}\nclass C{name}(Unknown): ...\n" for name in names}
    shelf.package({"ring/__init__.py": stars, **files}, "ring")
    found = shelf.research("from ring import Cm3\nvalue = Cm3()\nvalue.anything()\n")
    assert found.call(2, "Cm3").symbol == "ring.m3.Cm3"


def test_what_is_inherited_through_relative_imports(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop/__init__.py": "from .tea import Tea\n",
            "shop/base.py": '''
            class Base:
                def sell(self, amount):
                    """Sell some of it."""
            ''',
            "shop/tea/__init__.py": "from .green import Tea\n",
            "shop/tea/green.py": """
            from ..base import (
                Base,
            )

            class Tea(Base):
                def sell(self, amount): ...
            """,
        }
    )
    found = shelf.research("from shop import Tea\nTea().sell(1)\n")
    assert found.call(2, "sell").symbol == "shop.tea.green.Tea.sell"
    assert found.text(2, "sell") == "Sell some of it."


def test_the_first_of_several_imports_that_can_be_had_is_inherited_from(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop/__init__.py": "import os\n" + _CHOSEN,
            "shop/base.py": '''
            class Seller:
                def sell(self, amount):
                    """Sell some of it."""
            ''',
            "shop/online.py": "from .base import Seller\nclass Online(Seller):\n    def sell(self, amount): ...\n",
            "shop/market.py": "from .base import Seller\nclass Market(Seller):\n    def sell(self, amount): ...\n",
        }
    )
    found = shelf.research("from shop import Shop, Fast\nShop().sell(1)\nFast().sell(1)\n")
    assert found.call(2, "sell").symbol == "shop.online.Online.sell"
    assert found.call(3, "sell").symbol == "shop.market.Market.sell"
    assert found.text(2, "sell") == found.text(3, "sell") == "Sell some of it."


_CHOSEN = """
if os.name == "online":
    from shop.online import Online as Chosen
elif os.name == "market":
    from shop.market import Market as Chosen
else:
    raise RuntimeError
try:
    from shop._compiled import Market as Quick
except ImportError:
    from shop.market import Market as Quick

class Shop(Chosen):
    pass

class Fast(Quick):
    pass
"""


def test_docstrings_that_a_class_makes_for_a_member(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.py": """
            class Item:
                def set(self, **options): ...
                def get(self): ...

                @classmethod
                def describe(cls):
                    options = cls.options()
                    cls.set.__doc__ = '''\\
            Set several options at once.

            Options are:
            ''' + listed(options)
            """
        }
    )
    found = shelf.research("import shop\nitem = shop.Item()\nitem.set(price=3)\nitem.get()\n")
    assert found.text(3, "set") == "Set several options at once.\n\nOptions are:"
    assert found.documentation(4, "get").kind == "signature"


def test_docstrings_that_a_function_gives_a_class_and_its_members(shelf: Shelf) -> None:
    shelf.package(
        {
            "models/__init__.py": "from .auto import Auto\n",
            "models/update.py": '''
            LOAD = """
            Load a BaseModel (PLACE).

            Args:
                name: Which one.
            """
            CLASS = "A BaseModel for everything."

            def with_head(text, head=""):
                return text.replace("(PLACE)", head)

            class Base:
                @classmethod
                def load(cls, name): ...

            def update(cls, head="none"):
                name = cls.__name__
                cls.__doc__ = CLASS.replace("BaseModel", name)
                load = copy(Base.load)
                words = with_head(LOAD, head=head)
                words = words.replace("BaseModel", name)
                load.__doc__ = words
                cls.load = classmethod(load)
                return cls
            ''',
            "models/auto.py": """
            from .update import Base, update

            class Auto(Base):
                @classmethod
                def load(cls, name): ...

            Auto = update(Auto, head="text")
            """,
        },
        "models",
    )
    found = shelf.research("from models import Auto\nAuto.load('x')\n")
    assert found.at(1).documentation[0].source.text == "A Auto for everything."
    assert found.text(2, "load").startswith("Load a Auto")
    assert found.arguments(2, "load") == {"'x'": ("name", "Which one.")}


def test_a_docstring_that_only_points_elsewhere(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.py": '''
            def price(item):
                """Return what an item costs.

                Args:
                    item: The thing that is bought.
                """

            class Basket:
                def price(self, item):
                    """
                    price(item) -> int

                    See :func:`shop.price`
                    """

                def total(self):
                    """See :func:`shop.nothing`."""

                def tax(self):
                    """See :func:`shop.price` for the items; this is about the state's share of it."""
            '''
        }
    )
    found = shelf.research("import shop\nbasket = shop.Basket()\nbasket.price('tea')\nbasket.total()\nbasket.tax()\n")
    documentation = found.documentation(3, "price")
    assert documentation.source.text.startswith("Return what an item costs.")
    assert (documentation.source.symbol, documentation.source.locator) == ("shop.Basket.price", "shop.py:2")
    assert found.arguments(3, "price") == {"'tea'": ("item", "The thing that is bought.")}
    assert found.documentation(4, "total").source.text == "See :func:`shop.nothing`."
    assert "the state's share" in found.documentation(5, "tax").source.text


def test_functions_that_hand_on_what_they_are_given(shelf: Shelf) -> None:
    shelf.package(
        {
            "till.py": """
            class Till:
                def add(self, price):
                    '''Put money in.

                    Args:
                        price: What was paid.
                    '''

                def shut(self, *coins):
                    '''Close it.'''
            """,
            "shop/__init__.py": "",
            "shop/front.py": """
            from . import back
            from .back import _total
            from till import Till

            def total(*prices, **options):
                return _total(*prices, **options)

            def load(*items):
                return back.generate(back.Loader.load, items)

            class Counter:
                def till(self):
                    return Till()

                def add(self, price):
                    till = self.till()
                    return till.add(price)

                def leave(self, price):
                    return back.weigh(price * 2)

                def read(self, **options):
                    return back.weigh(self.price, **options)

            class Closing(back.Base):
                def close(self, now): ...
            """,
            "shop/back.py": """
            class Base:
                def close(self, now):
                    '''Close for today.'''

            class Loader:
                def load(self, items):
                    '''Load the van.'''

            def generate(function, items): ...

            def _total(*prices, round=True):
                '''Add prices.

                Args:
                    prices: What was paid.
                    round: To whole cents.
                '''

            def weigh(item, fine=False):
                '''Weigh an item.'''
            """,
        }
    )
    found = shelf.research(
        "from shop.front import total, load, Counter, Closing\n"
        "total(1, 2, round=False)\nload('tea')\nCounter().add(3)\nCounter().leave(3)\nCounter().read(fine=True)\n"
        "Closing().close(1)\n"
    )
    assert found.text(2, "total").startswith("Add prices.")
    assert found.arguments(2, "total")["False"] == ("round", "To whole cents.")
    assert found.documentation(2, "total").source.locator == "shop/back.py:12"
    assert found.text(3, "load") == "Load the van."
    assert found.arguments(4, "add") == {"3": ("price", "What was paid.")}
    # What is given to another function changed, or beside something else, is not described by that.
    assert [found.documentation(line, name).kind for line, name in ((5, "leave"), (6, "read"))] == ["signature"] * 2
    assert found.text(7, "close") == "Close for today."


def test_values_that_are_documented_by_what_makes_them(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.py": """
            class Box:
                pass

            def _doubled(kind):
                class Doubled(kind):
                    pass

                Doubled.__doc__ = f'''A `{kind.__name__}` that is twice as large.'''
                return Doubled

            TwoBoxes = _doubled(kind=Box)

            class Seller:
                '''Sells.

                Args:
                    price: What is asked.
                '''

                def __init__(self, box): ...
                def __call__(self, *args, **kwargs): ...

            class CachedAccessor:
                def __init__(self, name, accessor): ...

            def _count(shelf, items):
                '''Count the items.'''

            class Shelf:
                sell = CachedAccessor("sell", Seller)
                count = _as_method(_count)
            """
        }
    )
    found = shelf.research("import shop\nshop.TwoBoxes()\nshop.Shelf().sell(price=3)\nshop.Shelf().count([])\n")
    assert found.text(4, "count") == "Count the items."
    assert found.text(2, "TwoBoxes") == "A `Box` that is twice as large."
    assert found.arguments(3, "sell") == {"3": ("price", "What is asked.")}


def test_a_comment_above_a_definition(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.py": """
            # Adds the prices of all items, with tax.
            def total(items): ...

            # TODO: write this, it is needed for the new till.
            def later(items): ...

            # ---- Public functions of the shop ----
            def sell(item): ...
            """
        }
    )
    found = shelf.research("import shop\nshop.total([])\nshop.later([])\nshop.sell(1)\n")
    assert found.text(2, "total") == "Adds the prices of all items, with tax."
    assert [found.documentation(line, name).kind for line, name in ((3, "later"), (4, "sell"))] == ["signature"] * 2


MANUAL = """<html><body><div role="main">
<dl><dt id="shop.Till.add">add(price)</dt><dd><p>Put money in.</p></dd>
<dt id="shop.Till.weigh">weigh(item)</dt><dd><p>Weigh an item.</p></dd></dl></div></body></html>"""


def test_parameters_are_described_where_a_docstring_refers_to(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.py": """
            def total(prices, tax=True):
                '''Add prices.

                Args:
                    prices: What was paid.
                    tax: Whether tax is in it.
                '''

            class Till:
                def total(self, tax=True):
                    '''Add what is in it.

                    Refer to `shop.total` for full documentation.
                    '''

                def count(self, tax=True):
                    '''Count what is in it, unlike `shop.total`.'''
            """
        }
    )
    found = shelf.research("import shop\ntill = shop.Till()\ntill.total(tax=False)\ntill.count(False)\n")
    assert found.arguments(3, "total") == {"False": ("tax", "Whether tax is in it.")}
    assert found.text(3, "total").startswith("Add what is in it.")
    assert found.arguments(4, "count") == {"False": ("tax", "")}


def test_what_only_a_manual_documents(shelf: Shelf, tmp_path: Path) -> None:
    shelf.package(
        {
            "shop/__init__.py": "from shop._till import Till as Till\n",
            "shop/_till.py": """
            class Till:
                def add(self, price): ...
                def weigh(self, item):
                    '''weigh(item)'''
                def shut(self):
                    '''Close it.'''
                def open(self): ...
            """,
        }
    )
    listed = sphobjinv.Inventory()
    listed.project, listed.version = "shop", "1"
    pages = {"add": "till.html#$", "weigh": "till.html#$", "shut": "till.html#$", "open": "../../secret.html#$"}
    for name, uri in pages.items():
        entry = {"name": f"shop.Till.{name}", "domain": "py", "role": "method", "priority": "1", "dispname": "-"}
        listed.objects.append(sphobjinv.DataObjStr(uri=uri, **entry))
    (tmp_path / "secret.html").write_text(MANUAL.replace("shop.Till.add", "shop.Till.open"), encoding="utf-8")
    folder = tmp_path / "html" / "docs"
    folder.mkdir(parents=True)
    (folder / "till.html").write_text(MANUAL, encoding="utf-8")
    (folder / "objects.inv").write_bytes(sphobjinv.compress(listed.data_file()))
    packages = PackageSettings(download=False)
    researcher = StepResearcher(Settings(inventories={"shop": str(folder / "objects.inv")}, packages=packages))
    code = "from shop import Till\ntill = Till()\ntill.add(2)\ntill.weigh(2)\ntill.shut()\ntill.open()\n"
    try:
        found = shelf.research(code, researcher)
    finally:
        researcher.close()
    assert found.text(3, "add") == "Put money in."
    assert found.documentation(3, "add").source.locator == "shop/_till.py:3"
    assert found.text(4, "weigh") == "Weigh an item."
    assert found.text(5, "shut") == "Close it."
    assert found.documentation(6, "open").kind == "signature"


@pytest.mark.skipif(not place_of(PYTHON, {}), reason="python3-doc is not installed")
@pytest.mark.skipif(
    not Path(f"/usr/share/doc/python{sys.version_info.major}.{sys.version_info.minor}/html").is_dir(),
    reason="needs the manual of this version of Python",
)
def test_the_manual_of_python_where_debian_keeps_it(shelf: Shelf) -> None:
    found = shelf.research("import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--size')\n")
    documentation = found.documentation(3, "add_argument")
    assert "Define how a single command-line argument should be parsed." in documentation.source.text
    assert documentation.source.url.endswith("library/argparse.html#argparse.ArgumentParser.add_argument")


def test_a_class_that_is_bound_to_nothing_before_it_is_defined(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop/__init__.py": '''
            class Colour:
                """Where colours are told."""

            Basket = Till = RED = None

            class Basket:
                """A basket of things."""

            RED = Colour
            '''
        }
    )
    (basket,) = shelf.research("from shop import Basket").at(1).documentation
    assert (basket.kind, basket.source.text) == ("class", "A basket of things.")
    (enum,) = shelf.research("from enum import Enum").at(1).documentation
    assert (enum.kind, enum.source.symbol, enum.source.url.partition("#")[2]) == ("class", "enum.Enum", "enum.Enum")


def test_words_are_labelled_with_the_package_whose_file_they_stand_in(shelf: Shelf) -> None:
    shelf.package({"annotated_doc.py": "class Doc:\n    def __init__(self, text): ...\n"}, "annotated-doc")
    shelf.package(
        {
            "base.py": '''
            class Field:
                """Holds what is known of a field."""

                def __init__(self, default, alias=None): ...
            '''
        },
        "base",
        urls=(("Documentation", "https://base.example/docs"),),
    )
    shelf.package(
        {
            "shop/__init__.py": "from .functions import Query\nfrom .params import Query as QueryField\n",
            "shop/params.py": "import base\n\nclass Query(base.Field):\n    def __init__(self, default, alias=None): ...\n",
            "shop/functions.py": """
            from typing import Annotated
            from annotated_doc import Doc
            from shop import params

            def Query(default: Annotated[str, Doc("What counts when it is not given.")], alias=None):
                return params.Query(default=default, alias=alias)
            """,
        },
        urls=(("Documentation", "https://shop.example/docs"),),
    )
    found = shelf.research("from shop import Query, QueryField\n\nQuery('tea')\n\nQueryField('tea')\n")
    function, inherited = found.documentation(3, "Query"), found.documentation(5, "QueryField")
    assert (function.kind, function.source.package, function.source.locator) == (
        "function",
        "shop",
        "shop/functions.py:6",
    )
    assert function.summary is None
    assert found.arguments(3, "Query") == {"'tea'": ("default", "What counts when it is not given.")}
    assert (inherited.source.symbol, inherited.source.locator) == ("shop.params.Query", "base.py:2")
    assert (inherited.source.package, inherited.source.url) == ("base", "https://base.example/docs")


def test_names_of_the_standard_library_are_what_they_are_when_it_runs(shelf: Shelf) -> None:
    found = shelf.research("from collections.abc import Callable, Mapping\nfrom datetime import timezone\n")
    texts = {one.source.title: one.source.text for line in (1, 2) for one in found.at(line).documentation}
    assert "Deprecated" not in texts["collections.abc.Callable"]
    assert texts["collections.abc.Mapping"].startswith("A Mapping is a generic container")
    assert texts["datetime.timezone"] == "Fixed offset from UTC implementation of tzinfo."


def test_a_constant_is_not_described_by_its_type(shelf: Shelf) -> None:
    found = shelf.research("from math import pi\nfrom decimal import ROUND_UP\n")
    texts = [one.source.text for line in (1, 2) for one in found.at(line).documentation]
    assert not any("Convert a" in text or "Create a new string" in text for text in texts)


def test_a_function_without_a_docstring_may_be_deprecated_all_the_same(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.py": """
            from typing_extensions import deprecated

            class Basket:
                @deprecated("Use `total` instead.")
                def add_up(self): ...
            """
        }
    )
    found = shelf.research("import shop\nshop.Basket().add_up()\n")
    documentation = found.documentation(2, "add_up")
    assert documentation.deprecated is not None
    assert documentation.deprecated.of(documentation.source.text) == "Use `total` instead."


def test_a_name_that_stands_for_a_place_is_none(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.py": '''
            def price(__item, currency="EUR"):
                """Return what an item costs.

                Args:
                    __item: Name of the item, or a list of items.
                    currency: As ISO 4217 writes it.
                """
            '''
        }
    )
    found = shelf.research("import shop\nshop.price('tea', 'USD')\n")
    assert found.arguments(2, "price") == {"'tea'": (None, ""), "'USD'": ("currency", "As ISO 4217 writes it.")}


@pytest.mark.parametrize(
    ("code", "of_type"),
    [
        ("from math import pi", "Convert a string or number"),
        ("from sys import argv", "Built-in mutable sequence"),
        ("from string import ascii_lowercase", "Create a new string object"),
        ("from signal import SIGINT", "An enumeration"),
        ("from subprocess import PIPE", "Convert a number or string"),
    ],
)
def test_a_constant_has_not_the_documentation_of_its_type(shelf: Shelf, code: str, of_type: str) -> None:
    found = next(one for one in shelf.research(code).at(1).documentation if one.source.title.count("."))
    assert of_type not in found.source.text
    assert found.kind in ("attribute", "signature")


@pytest.mark.parametrize("name", ["Callable", "Iterator", "Mapping", "Awaitable"])
def test_an_abstract_class_has_not_the_documentation_of_its_alias(shelf: Shelf, name: str) -> None:
    found = shelf.research(f"from collections.abc import {name}").at(1).documentation[0]
    assert "lias" not in found.source.text
    assert "generic version" not in found.source.text
    assert found.source.locator.startswith("_collections_abc.py:")


def test_an_alias_keeps_its_own_documentation(shelf: Shelf) -> None:
    found = shelf.research("from typing import Callable").at(1).documentation[0]
    assert "alias to collections.abc.Callable" in found.source.text


def test_a_decorator_says_that_something_is_deprecated_which_has_no_docstring(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.py": """
            from warnings import deprecated

            class Till:
                @deprecated("The `open` method is deprecated; use `unlock` instead.", category=None)
                def open(self):
                    return 1

                def unlock(self):
                    return 1

            @deprecated("This is no longer sold.")
            class Basket: ...
            """,
            "form.py": "",
            "form.pyi": """
            from typing import overload
            from warnings import deprecated

            @overload
            @deprecated("Give a number.")
            def price(item: str) -> int: ...
            @overload
            def price(item: int) -> int: ...
            """,
        }
    )
    code = "import form\nimport shop\ntill = shop.Till()\ntill.open()\ntill.unlock()\nshop.Basket()\nform.price(3)\n"
    found = shelf.research(code)
    opened = found.documentation(4, "open")
    assert opened.deprecated is not None
    assert opened.summary == opened.deprecated
    said = opened.deprecated.of(opened.source.text)
    assert said == "The `open` method is deprecated; use `unlock` instead."
    assert found.documentation(6, "Basket").deprecated is not None
    assert found.documentation(5, "unlock").deprecated is None
    assert found.documentation(7, "price").deprecated is None
