"""What a definition is called for a reader: its symbol, kind and package, and the place and address of its text."""

from __future__ import annotations

from pathlib import Path

import griffe

from explainer.analysis import classes, stubs
from explainer.analysis.callables import Callables
from explainer.analysis.decorators import Text
from explainer.analysis.environment import Environment
from explainer.analysis.headers import name_line
from explainer.analysis.links import Links
from explainer.analysis.modules import Definition, Modules, path_of
from explainer.model import Source


class Naming:
    """Names definitions, and makes sources of what documents them. Used under its owner's lock.

    Args:
        modules: The sources that are read.
        environment: The packages that they belong to.
        links: Addresses of documentation.
        callables: Which functions are read like attributes.
    """

    def __init__(self, modules: Modules, environment: Environment, links: Links, callables: Callables) -> None:
        self._modules = modules
        self._environment = environment
        self._links = links
        self._callables = callables

    def source(self, found: Definition, text: Text | None, words: str, name: str) -> Source:
        """Return words that document a definition as a source: of where its text stands, if it has a text."""
        file, line = (text.file, text.line) if text else (path_of(found), found.lineno or 1)
        package, version = self.package(file)
        symbol = stubs.built_in(found, name) or self.symbol(found, name)
        elsewhere = package != self.package(path_of(found))[0]
        return Source(
            title=name or symbol,
            url=self._url_of_file(file) if elsewhere else self._url(found, name),
            text=words,
            searcher="symbols",
            symbol=symbol,
            package=package,
            version=version,
            locator=f"{self._relative(file)}:{name_line(file, line)}",
        )

    def symbol(self, found: Definition, name: str = "") -> str:
        """Return the dotted name of a definition, of the real class where a stub has a class of its own for it.

        Args:
            found: The definition.
            name: As a reader knows it: of several real classes, the one in it counts.
        """
        known = name.rpartition(".")[0].rpartition(".")[2]
        heirs = sorted(stubs.stands_for(found), key=lambda heir: heir != known)
        if not heirs or stubs.real(self._modules, found) is not found:
            module = stubs.twin(stubs.module_of(self._modules, found))
            return f"{module}{found.path.removeprefix(found.module.path)}"
        return f"{found.module.path}.{heirs[0]}.{found.name}"

    def kind(self, found: Definition, name: str) -> str:
        """Return what a definition is, as `Documentation.kind` names it, under the name that a reader knows."""
        if isinstance(found, griffe.Function):
            if self._callables.is_special(found):
                return "attribute"
            return "method" if isinstance(found.parent, griffe.Class) and not self._is_offered(name) else "function"
        return {griffe.Kind.CLASS: "class", griffe.Kind.MODULE: "module"}.get(found.kind, "attribute")

    def _is_offered(self, name: str) -> bool:
        """Tell whether a name, as a reader knows it, is one of a module: `random.choice`, but not `datetime.isoformat`.

        A module may offer a method as its function, and have the name of a class in it.
        """
        owner, _, member = name.rpartition(".")
        module = self._modules.find(owner) if owner else None
        return isinstance(module, griffe.Module) and self._modules.member(module, member) is not None

    def is_of_value(self, found: Definition, name: str) -> bool:
        """Tell whether a name is that of a method behind a value, as `sys.stdout.write`, and not behind its class."""
        if name.count(".") < 2 or not isinstance(found.parent, griffe.Class):
            return False
        owner = classes.follow(self._modules, self._modules.find(name.rpartition(".")[0]))
        return not isinstance(owner, griffe.Class | griffe.Module)

    def package(self, file: Path) -> tuple[str, str]:
        """Return name and version of the package that a file belongs to, both empty where it is in none."""
        if stubs.of_standard_library(self._modules, file):
            return "Python", self._environment.python_version
        distribution = self._environment.distribution_of(file)
        return (distribution.package.name, distribution.package.version) if distribution else ("", "")

    def _url(self, found: Definition, name: str) -> str:
        if stubs.of_standard_library(self._modules, path_of(found)):
            module = found.module.path
            qualified = found.path.removeprefix(module).strip(".")
            return self._links.of_standard_library(module, qualified, name)
        distribution = self._environment.distribution_of(path_of(found))
        return self._links.of(distribution, [name, found.path, f"{found.module.path}.{name}"]) if distribution else ""

    def _url_of_file(self, file: Path) -> str:
        """Return the address for words that stand in a file of another package than what they document."""
        if stubs.of_standard_library(self._modules, file):
            return self._links.of_standard_library(self._modules.name_of(file), "")
        distribution = self._environment.distribution_of(file)
        return self._links.of(distribution, []) if distribution else ""

    def _relative(self, file: Path) -> str:
        """Return a file as it stands below the folder on the import path: absolute paths never leave the program."""
        roots = [root for root in self._modules.roots if file.is_relative_to(root)]
        if roots:
            return file.relative_to(max(roots, key=lambda root: len(root.parts))).as_posix()
        return f"{self._modules.name_of(file).replace('.', '/')}{file.suffix}"
