"""Imported names that a package does not have."""

from __future__ import annotations

import pytest

from tests.research.conftest import Shelf


@pytest.fixture
def shop(shelf: Shelf) -> Shelf:
    shelf.package(
        {
            "shop/__init__.py": "from shop.till import Till\n\nPRICE = 1\n",
            "shop/till.py": "class Till: ...\n",
            "shop/more/thing.py": "",
            "shop/bare.pyi": "x: int\n",
            "shop/fast.cpython-311-x86_64-linux-gnu.so": "",
            "shop/lazy.py": "def __getattr__(name): ...\n",
            "shop/star.py": "from unknown import *\n",
            "shop/made.py": "for name in ('a', 'b'):\n    globals()[name] = 1\nfor loop in range(3): ...\n",
            "shop/loops.py": "for loop in range(3): ...\n",
            "shop-1.0.dist-info/RECORD": "shop/wheel.abi3.so,,\nshop/folder/x.txt,,\n",
        }
    )
    return shelf


@pytest.mark.parametrize(
    ("code", "name", "owner"),
    [
        ("from shop import Tll", "Tll", "shop` of shop 1.0"),
        ("from shop import Till, Tll", "Tll", "shop` of shop 1.0"),
        ("from shop.till import Basket", "Basket", "shop.till` of shop 1.0"),
        ("import shop.nope", "nope", "shop` of shop 1.0"),
        ("from shop.nope import x", "nope", "shop` of shop 1.0"),
        ("import shop.till.nope", "nope", "shop.till` of shop 1.0"),
        ("from json import no_such", "no_such", "json` of Python"),
    ],
)
def test_what_is_not_there_is_a_finding(shop: Shelf, code: str, name: str, owner: str) -> None:
    (finding,) = shop.research(f"x = 1\n{code}\n").at(2).findings
    assert (finding.kind, finding.line) == ("missing-import", 2)
    assert finding.message.startswith(f"There is no `{name}` in `{owner}")
    assert finding.message.endswith(", so the import fails.")


@pytest.mark.parametrize(
    "code",
    [
        "from shop import Till, PRICE, till, more, bare, fast, wheel, folder",
        "import shop.fast, shop.wheel, shop.more.thing, shop.bare",
        "from shop.bare import y",
        "from shop.lazy import anything",
        "from shop.star import anything",
        "from shop.made import a",
        "from shop.loops import loop",
        "from shop import *",
        "import os.path, xml.etree.ElementTree",
        "from os import path, getcwd",
        "from math import sin",
        "from unknown import x",
        "try:\n    from shop import Tll\nexcept ImportError:\n    Tll = None",
        "from contextlib import suppress\n\nwith suppress(ImportError):\n    from shop import Tll",
        "import sys\nif sys.version_info < (3, 2):\n    from shop import Tll",
    ],
)
def test_what_may_be_there_is_none(shop: Shelf, code: str) -> None:
    found = shop.research(code)
    assert [finding for research in found.research.values() for finding in research.findings] == []
