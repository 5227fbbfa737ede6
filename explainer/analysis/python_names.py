"""What Python's documentation lists of the standard library, and the page of each name.

The list is a part of this program, so links are right without a network. `python -m explainer.analysis.python_names
FILE` writes it anew, from the `objects.inv` of a release of Python's documentation.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from explainer.analysis.inventories import read_inventory

_LIST = "python_names.txt"
_MODULES = "modules"
"""Under which the list has the modules of a page."""
_HOMES = {
    "_bootlocale": "locale",
    "_collections_abc": "collections.abc",
    "_frozen_importlib": "importlib.machinery",
    "_frozen_importlib_external": "importlib.machinery",
    "_pydatetime": "datetime",
    "_pydecimal": "decimal",
    "_pyio": "io",
    "_sitebuiltins": "",
    "_threading_local": "threading",
    "builtins": "",
    "genericpath": "os.path",
    "importlib._bootstrap": "importlib.machinery",
    "importlib._bootstrap_external": "importlib.machinery",
    "ntpath": "os.path",
    "posixpath": "os.path",
    "pydoc_data": "pydoc",
    "sre_compile": "re",
}
"""Modules that hold what another module offers, whose name does not tell; builtins are listed without a module."""
_OFFERED_AS = {
    "typing.IO": ("io.IOBase", "io.RawIOBase", "io.TextIOBase"),
    "typing.TextIO": ("io.TextIOBase", "io.TextIOWrapper"),
    "typing.BinaryIO": ("io.BufferedIOBase",),
    "typing.Mapping": ("dict",),
    "typing.MutableMapping": ("dict",),
    "typing.Generator": ("generator",),
    "typing.Coroutine": ("coroutine",),
}
"""Classes of stubs whose members are documented with other classes."""


def names_in_documentation(module: str, qualified: str, name: str = "") -> Iterator[str]:
    """Give the names by which Python's documentation may list a definition, the likeliest first.

    Args:
        module: In which it is defined, such as `asyncio.streams`.
        qualified: Its name in there, such as `StreamReader.read`; empty for the module itself.
        name: The name under which a reader knows it, such as `asyncio.StreamReader.read` or `StreamReader.read`.
    """
    homes = list(_homes(module))
    public = ".".join(part.lstrip("_") if not part.endswith("__") else part for part in qualified.split("."))
    if name:
        yield name
    for one in dict.fromkeys([name, qualified, public]):
        yield from (f"{home}.{one}".strip(".") for home in homes if one or not qualified)
    for one in (name, qualified):
        yield from offered_as(f"{module}.{one}")


def offered_as(symbol: str) -> Iterator[str]:
    """Give the members of other classes by which a member of a class of stubs is documented.

    Args:
        symbol: Such as `typing.TextIO.write`.
    """
    owner, _, member = symbol.rpartition(".")
    return (f"{other}.{member}" for other in _OFFERED_AS.get(owner, ()))


def place_in_documentation(names: Iterable[str], module: str) -> str:
    """Return the page and, where it is known, the anchor of a definition, relative to the documentation's root.

    Args:
        names: What the documentation may list it as, the likeliest first.
        module: In which it is defined: its page is returned where nothing closer is listed.
    """
    listed, found = listed_names(), list(names)
    owners = [one.rpartition(".")[0] for one in found]
    around = [part for home in _homes(module) for part in _with_outer(home)]
    nearest = next((one for one in (*found, *owners, *around) if one in listed), "")
    return listed.get(nearest, "library/index.html")


@cache
def listed_names() -> dict[str, str]:
    """Return page and anchor by name, relative to the documentation's root."""
    places: dict[str, str] = {}
    page = ""
    for line in files("explainer.analysis").joinpath(_LIST).read_text(encoding="utf-8").splitlines():
        owner, colon, names = line.partition(":")
        page = page if colon else line
        for name in names.split():
            if owner == _MODULES:
                places[name] = page if page == f"library/{name}.html" else f"{page}#module-{name}"
            else:
                whole = f"{owner}.{name}".lstrip(".")
                places[whole] = f"{page}#{whole}"
    return places


def written(places: Mapping[str, str]) -> str:
    """Return the text of the list: pages, and below each its names, by what they are members of."""
    pages: dict[str, dict[str, list[str]]] = {}
    for name, place in sorted(places.items()):
        page, _, anchor = place.partition("#")
        owner, _, member = (_MODULES, "", name) if anchor == f"module-{name}" else name.rpartition(".")
        if anchor in (name, f"module-{name}") and not name.startswith("test.") and not page.startswith("c-api/"):
            pages.setdefault(page, {}).setdefault(owner, []).append(member)
    lines = ([page, *(f"{owner}: {' '.join(names)}" for owner, names in pages[page].items())] for page in sorted(pages))
    return "".join(f"{line}\n" for part in lines for line in part)


def _homes(module: str) -> Iterator[str]:
    """Give the modules that may offer what a module defines: itself, those around it, and without the underscore."""
    around = list(_with_outer(module))
    yield from (_HOMES[one] for one in around if one in _HOMES)
    yield from around
    yield from (one.lstrip("_") for one in around if one.startswith("_") and one not in _HOMES)


def _with_outer(module: str) -> Iterator[str]:
    while module:
        yield module
        module = module.rpartition(".")[0]


if __name__ == "__main__":
    target = Path(__file__).with_name(_LIST)
    target.write_text(written(read_inventory(Path(sys.argv[1]).read_bytes()).places), encoding="utf-8")
