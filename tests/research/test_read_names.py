"""What is read and not called: names of packages, exceptions, attributes of values."""

from __future__ import annotations

import pytest

from explainer.analysis.language_server import Document
from explainer.errors import LanguageServerError

from .conftest import Found, Shelf

SHOP = '''
"""A shop."""

#: What is charged for.
CURRENCY = "EUR"
UNKNOWN = 1


class SoldOut(Exception):
    """Raised when nothing is left."""


class Base:
    """What all things have.

    Attributes:
        weight: In grams. Without the box.
    """

    def __init__(self):
        self.weight = 1

    def cups(self):
        """Count the cups."""


class Tea(Base):
    """A tea.

    Attributes
    ----------
    price_ : float
        What a cup costs.
    """

    name: str

    def __init__(self):
        #: As it stands on the box.
        self.name = "tea"
        self.price_ = 2.0
        self.bare = 3
        self.by_price = by_price

    @property
    def leaves(self) -> int:
        """How many leaves are in it."""
        return 3

    @property
    def cups(self) -> int:
        return 2

    def brew(self) -> "Tea":
        """Make a cup."""
        return self


def by_price(tea):
    """Give the price of a tea, to sort by."""
    return tea.price_
'''


def told(found: Found, line: int) -> dict[str, str]:
    """Return what is said of each name that a line reads."""
    research = found.at(line)
    documented = {name.path: research.documentation[name.source] for name in research.names}
    return {path: one.summary.of(one.source.text) if one.summary else "" for path, one in documented.items()}


def test_names_of_packages_and_attributes_of_values(shelf: Shelf) -> None:
    shelf.package({"shop.py": SHOP})
    found = shelf.research(
        """
        import shop
        from shop import Tea, by_price

        class Green(shop.Base):
            pass

        tea = Tea()
        print(tea.name, tea.price_, tea.weight, tea.leaves, tea.leaves)
        try:
            print(sorted([tea], key=by_price), shop.CURRENCY)
        except (shop.SoldOut, KeyError) as error:
            print(Tea().brew().leaves)
        """
    )
    assert told(found, 5) == {"shop.Base": "What all things have."}
    assert told(found, 9) == {
        "tea.name": "As it stands on the box.",
        "tea.price_": "What a cup costs.",
        "tea.weight": "In grams.",
        "tea.leaves": "How many leaves are in it.",
    }
    assert told(found, 11) == {
        "by_price": "Give the price of a tea, to sort by.",
        "shop.CURRENCY": "What is charged for.",
    }
    assert told(found, 12) == {
        "shop.SoldOut": "Raised when nothing is left.",
        "KeyError": "Mapping key not found.",
    }
    assert told(found, 13) == {"Tea().brew().leaves": "How many leaves are in it."}
    by_path = {name.path: found.at(9).sources[name.source] for name in found.at(9).names}
    assert [(one.symbol, one.locator) for one in (by_path["tea.weight"], by_path["tea.price_"])] == [
        ("shop.Base.weight", "shop.py:13"),
        ("shop.Tea.price_", "shop.py:27"),
    ]


def test_what_is_called_set_or_of_the_snippet_itself_is_not_looked_up(shelf: Shelf) -> None:
    shelf.package({"shop.py": SHOP})
    found = shelf.research(
        """
        import shop
        from typing import Any

        class Own:
            '''Mine.'''
            size = 1

        def serve(tea: shop.Tea, more: Any, own: Own) -> shop.Base:
            tea.name = "green"
            (tea.price_, tea.leaves) = 1, 2
            shop.Tea().name = "black"
            for shop.Tea().name in "ab":
                pass
            return Own.size, tea.bare, tea.by_price, tea.cups, shop, shop.UNKNOWN, ValueError("a")
        """
    )
    told = [{name.path for name in one.names} for one in found.research.values() if one.names]
    assert told == [{"shop.Tea", "shop.Base"}], "the annotations of the package"


def test_calls_come_before_names_and_share_their_sources(shelf: Shelf) -> None:
    shelf.package({"shop.py": SHOP})
    found = shelf.research("import shop\nisinstance(shop.Tea(), shop.Tea), shop.by_price(shop.CURRENCY)\n").at(2)
    assert [source.title for source in found.sources][-2:] == ["shop.by_price", "shop.CURRENCY"]
    assert [(name.path, found.sources[name.source].title) for name in found.names] == [
        ("shop.Tea", "shop.Tea"),
        ("shop.CURRENCY", "shop.CURRENCY"),
    ]
    assert len(found.sources) == 4


def test_without_a_language_server_names_are_found_by_their_imports(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise LanguageServerError("it is out of tea")

    monkeypatch.setattr(Document, "definitions", fail)
    shelf.package({"shop.py": SHOP})
    found = shelf.research("import shop\ntea = shop.Tea()\nprint(shop.CURRENCY, tea.leaves)\n")
    assert told(found, 3) == {"shop.CURRENCY": "What is charged for."}
    assert not found.at(3).complete
    assert "out of tea" in caplog.text


def test_a_class_that_a_stub_makes_of_another_has_its_own_words(shelf: Shelf) -> None:
    shelf.package(
        {
            "shop.pyi": "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass box(Generic[T]):\n    '''A box.'''\nbox8 = box[int]\n"
        }
    )
    found = shelf.research("import shop\nprint(shop.box8, shop.box)\n").at(2)
    documented = {name.path: found.documentation[name.source] for name in found.names}
    assert documented["shop.box8"].of_base == "box"
    assert documented["shop.box"].of_base == ""
