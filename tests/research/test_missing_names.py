"""Imported names that a package does not have."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest

from explainer.analysis.packages import PackageResolver
from explainer.model import Snippet
from explainer.pipeline.slices import analyse
from explainer.settings import PackageSettings
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
        ("from shop import Tll", "Tll", "shop 1.0"),
        ("from shop import Till, Tll", "Tll", "shop 1.0"),
        ("from shop.till import Basket", "Basket", "`shop.till` of shop 1.0"),
        ("import shop.nope", "nope", "shop 1.0"),
        ("from shop.nope import x", "nope", "shop 1.0"),
        ("import shop.till.nope", "nope", "`shop.till` of shop 1.0"),
        ("from json import no_such", "no_such", "`json` of Python"),
    ],
)
def test_what_is_not_there_is_a_finding(shop: Shelf, code: str, name: str, owner: str) -> None:
    (finding,) = shop.research(f"x = 1\n{code}\n").at(2).findings
    assert (finding.kind, finding.line) == ("missing-import", 2)
    assert finding.message.startswith(f"There is no `{name}` in {owner}")
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


def of_installed(shelf: Shelf, code: str, folder: Path) -> list[str]:
    """Return the findings about code, read against the packages that the tests run with."""
    resolver = PackageResolver(PackageSettings(download=False), folder)
    analysis = analyse(Snippet("a.py", "python", "A", "", code, ""), 100)
    environment = resolver.resolve(analysis.imports, ())
    found = shelf.researcher.research(
        analysis.snippet, analysis.steps, analysis.facts, environment, range(len(analysis.steps))
    )
    resolver.close()
    return [one.message for research in found.values() for one in research.findings]


def test_a_call_of_what_an_installed_package_lacks_when_it_runs_is_a_finding(shelf: Shelf, tmp_path: Path) -> None:
    (message,) = of_installed(shelf, "import numpy as np\n\nx = np.float_(3)\ny = np.float64(x)\n", tmp_path)
    assert message.startswith(
        f"There is no `float_` in numpy {version('numpy')}, so this line fails. The package says: “"
    )
    assert "np.float64" in message


def test_a_call_that_may_fail_is_none(shelf: Shelf, tmp_path: Path) -> None:
    tried = "import numpy as np\n\ntry:\n    x = np.float_(3)\nexcept AttributeError:\n    x = 3\n"
    assert of_installed(shelf, tried, tmp_path) == []
    assert of_installed(shelf, "import os\n\nos.startfile('a.txt')\n", tmp_path) == []


LAZY = """\
from shop._expired import expired

till = 1
_former = [("purse", ""), ("coin", "silver")]
former = {name: text for name, text in _former}

for name in ["rare", "scarce"]:
    globals()[name] = 1


def __getattr__(name):
    import warnings

    if name == "basket":
        import shop.basket
        return shop.basket
    elif name == "bag":
        raise AttributeError("There are no bags.")
    if name in former:
        raise AttributeError(f"{name} is former")
    if name in expired:
        raise AttributeError(f"`shop.{name}` was removed. {expired[name]}", name=None)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
"""


@pytest.fixture
def lazy(shelf: Shelf) -> Shelf:
    shelf.package(
        {
            "shop/__init__.py": LAZY,
            "shop/_expired.py": 'expired = {"scales": "Use `shop.balance` instead."}\n',
            "shop/open.py": "def __getattr__(name):\n    if name == 'a':\n        raise AttributeError(name)\n    return 1\n",
            "shop/plain.py": "x = 1\n",
        }
    )
    return shelf


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("shop.tll(1)", "There is no `tll` in shop 1.0, so this line fails."),
        ("x = [shop.tll]", "There is no `tll` in shop 1.0, so this line fails."),
        ("shop.plain.y(1)", "There is no `y` in `shop.plain` of shop 1.0, so this line fails."),
        (
            "shop.bag()",
            "There is no `bag` in shop 1.0, so this line fails. The package says: “There are no bags.”",
        ),
        (
            "x = shop.scales",
            "There is no `scales` in shop 1.0, so this line fails. The package says: "
            "“`shop.scales` was removed. Use `shop.balance` instead.”",
        ),
        ("from shop import scales", "There is no `scales` in shop 1.0, so the import fails."),
        ("def f():\n    return shop.tll(1)", "There is no `tll` in shop 1.0, so this line fails."),
    ],
)
def test_what_a_module_does_not_have_is_a_finding(lazy: Shelf, code: str, message: str) -> None:
    found = lazy.research(f"import shop\nimport shop.plain\n{code}\n")
    (finding,) = [finding for research in found.research.values() for finding in research.findings]
    assert (finding.message, finding.line) == (message, 3 + code.count("\n"))


@pytest.mark.parametrize(
    "code",
    [
        "shop.till, shop.basket, shop.rare, shop.plain.x, shop.open.b",
        "shop.till.anything()",
        "if hasattr(shop, 'tll'):\n    shop.tll(1)",
        "try:\n    shop.tll(1)\nexcept AttributeError:\n    pass",
        "shop.tll = 1\nprint(shop.tll)",
        "shop = 1\nshop.tll(1)",
        "import os\nos.path.join('a'), os.environ['A'], os.getcwd()",
        "import unknown\nunknown.tll(1)",
    ],
)
def test_what_a_module_may_have_is_none(lazy: Shelf, code: str) -> None:
    found = lazy.research(f"import shop\nimport shop.open\nimport shop.plain\n{code}\n")
    assert [finding for research in found.research.values() for finding in research.findings] == []
