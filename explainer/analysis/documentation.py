"""What documents a definition: its docstring, and what else the sources say of its parameters."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import griffe

from explainer.analysis import classes, docstrings, locate, stubs
from explainer.analysis.absent import Absent
from explainer.analysis.callables import Callables
from explainer.analysis.composition import Composition
from explainer.analysis.decorators import Text
from explainer.analysis.environment import Environment
from explainer.analysis.headers import header
from explainer.analysis.modules import Definition, Modules, path_of
from explainer.analysis.naming import Naming
from explainer.analysis.python_names import offered_as
from explainer.analysis.results import Result, Results
from explainer.analysis.runtime import Inspected
from explainer.analysis.shared import Shared
from explainer.analysis.substitutes import Substitutes
from explainer.analysis.taking import may_take
from explainer.analysis.texts import Texts
from explainer.evidence.sentences import sentences
from explainer.model import Call, Documentation, Parameter
from explainer.settings import Settings


class DocumentationReader:
    """Reads what documents a definition, given its place; each file is parsed once. It is thread safe.

    Args:
        environment: The packages whose sources may be read.
        settings: Whether installed packages may be inspected, and where inventories are.
        shared: What other readers use too; to be closed by whoever made it.
    """

    def __init__(self, environment: Environment, settings: Settings, shared: Shared | None = None) -> None:
        self._shared = shared or Shared(settings)
        self._environment = environment
        self._settings = settings
        self._modules = Modules(
            [*environment.roots, *(found.root for found in environment.distributions)], self._shared.trees
        )
        self._texts = Texts(self._modules, environment, self._shared)
        self._callables = Callables(self._modules, self._texts, environment)
        self._results = Results(self._modules, self._texts)
        self._substitutes = Substitutes(self._modules, self._texts, self._results)
        self._absent = Absent(self._modules, environment)
        self._naming = Naming(self._modules, environment, self._shared.links, self._callables)
        self._lock = threading.Lock()

    def read(self, file: Path, line: int, name: str = "") -> Documentation | None:
        """Return what documents the definition whose name stands on a line; None when nothing is defined there.

        Args:
            file: The source file or stub.
            line: Counted from 1.
            name: The name under which a reader knows it, such as `peft.PeftModel.from_pretrained`.
        """
        with self._lock:
            found = locate.definition_at(self._modules, file, line, name)
            if isinstance(found, griffe.Attribute) or (found is not None and stubs.is_stub(found)):
                found = stubs.offered(self._modules, name) or found
            return self._document(found, name) if found is not None else None

    def named(self, name: str) -> Documentation | None:
        """Return what documents a dotted name, such as `json.loads`; None when no source file defines it."""
        with self._lock:
            found = self._modules.find(name)
            return self._document(found, name) if found is not None else None

    def member(self, file: Path, line: int, member: str, name: str = "") -> Documentation | None:
        """Return what documents a member of the class that is defined on a line, or of its bases."""
        with self._lock:
            found = classes.follow(self._modules, locate.definition_at(self._modules, file, line))
            if not isinstance(found, griffe.Class):
                return None
            found = stubs.real(self._modules, found)
            chosen = classes.attribute(self._modules, found, member)
            return self._document(chosen, name or f"{found.path}.{member}") if chosen is not None else None

    def member_of(self, owner: str, member: str) -> Documentation | None:
        """Return what documents a member of a class with a dotted name, or of its bases."""
        with self._lock:
            found = classes.follow(self._modules, self._modules.find(owner))
            chosen = classes.attribute(self._modules, found, member) if isinstance(found, griffe.Class) else None
            return self._document(chosen, f"{owner.rpartition('.')[2]}.{member}") if chosen is not None else None

    def attribute(self, file: Path, line: int, name: str) -> Documentation | None:
        """Return what documents an attribute that is set on a line of a class, or in one; None where nothing does."""
        with self._lock:
            around = locate.class_around(self._modules, file, line)
            owner = stubs.real(self._modules, around) if around is not None else None
            if not isinstance(owner, griffe.Class):
                return None
            member = classes.attribute(self._modules, owner, name)
            found = self._document(member, "") if member is not None else None
            # One that is set to a function or class is described by neither.
            return found if found is not None and found.kind == "attribute" else self._listed(owner, name)

    def may_take(self, file: Path, line: int, call: Call, member: str = "") -> bool:
        """Tell whether what is defined on a line, or a member of that class, may take the arguments of a call."""
        with self._lock:
            found: Definition | None = locate.definition_at(self._modules, file, line, call.name)
            if member:
                found = classes.follow(self._modules, found)
                found = classes.attribute(self._modules, found, member) if isinstance(found, griffe.Class) else None
            real = stubs.real(self._modules, found) if found is not None else None
            return any(one is None or may_take(one, call) for one in (found, real))

    def knows_bases(self, file: Path, line: int) -> bool:
        """Tell whether a class is defined on a line, all bases of which are known."""
        with self._lock:
            found = locate.definition_at(self._modules, file, line)
            return isinstance(found, griffe.Class) and all(
                len(classes.bases(self._modules, one)) == len(one.bases)
                for one in classes.linearise(self._modules, stubs.real(self._modules, found))  # type: ignore[arg-type]
            )

    def result(self, file: Path, line: int, name: str = "") -> Result | None:
        """Return what the function that is defined on a line returns, as its code shows; None where it does not."""
        with self._lock:
            alias = self._modules.find(name) if "." in name else None
            if isinstance(alias, griffe.Attribute) and (result := self._results.of(alias)) is not None:
                return result
            found = locate.definition_at(self._modules, file, line, name)
            real = stubs.real(self._modules, found) if found is not None else None
            # Where a value is called, the place is that of its class.
            called = classes.attribute(self._modules, real, "__call__") if isinstance(real, griffe.Class) else real
            return self._results.of(called) if called is not None else None

    def attribute_class(self, file: Path, line: int, attribute: str) -> griffe.Class | None:
        """Return the class that an attribute of the class on a line has an instance of, as the source sets it."""
        with self._lock:
            found = classes.follow(self._modules, locate.definition_at(self._modules, file, line))
            if not isinstance(found, griffe.Class):
                return None
            value = classes.attribute(self._modules, stubs.real(self._modules, found), attribute)
            return classes.instance_of(self._modules, value) if isinstance(value, griffe.Attribute) else None

    def class_at(self, file: Path, line: int) -> griffe.Class | None:
        """Return the class that is defined on a line."""
        with self._lock:
            found = locate.definition_at(self._modules, file, line)
            return found if isinstance(found, griffe.Class) else None

    def absent(self, module: str, name: str | None) -> str:
        """Return the part of what an import asks for that is surely not there, dotted; empty where all may be."""
        with self._lock:
            return self._absent.part(module, name)

    def absent_attribute(self, module: str, path: Sequence[str]) -> tuple[str, str]:
        """Return the part of a path behind a module that is surely not there, dotted, and what is said there of it."""
        with self._lock:
            return self._absent.attribute(module, path)

    def close(self) -> None:
        """End the process that inspects installed packages, if there is one, and close connections."""
        with self._lock:
            self._shared.close()

    def _document(self, found: Definition, name: str) -> Documentation:
        name = "" if self._naming.is_of_value(found, name) else name
        stub = classes.follow(self._modules, found) or found
        found = _made_by(stubs.real(self._modules, stub))
        text = self._texts.text_of(found) or self._texts.text_of(stub)
        # What the package says itself goes before what is said in stubs that others keep up.
        lent = self._environment.stubs_with(text.file if text is not None else path_of(found))
        base = text.base if text is not None and isinstance(found, griffe.Class) else ""
        if (special := self._specialised(stub, name)) is not None:
            at_run_time = self._inspect(special)
            if at_run_time is not None and docstrings.parse(at_run_time.doc).tells:
                text, base = Text(at_run_time.doc, path_of(special), special.lineno or 1), ""
            else:
                base = stub.name
        # A class that is compiled as well may have words of its own there.
        compiled = bool(base) and stubs.of_standard_library(self._modules, path_of(found))
        inspected = self._inspect(found) if text is None or compiled else None
        says_nothing = text is None or bool(base) or lent is not None or not docstrings.parse(text.text).tells
        told_at_run_time = inspected.doc if inspected is not None else ""
        if says_nothing and (said := docstrings.first_that_tells([told_at_run_time, self._said_beside(found, name)])):
            text, lent, base = Text(said, path_of(found), found.lineno or 1), None, ""
        described = any(words for _, words in self._callables.described(found))
        # What a function says of its parameters goes before what is said of another that it hands them on to.
        text = text or (None if described else self._substitutes.text_of(found))
        signature = self._signature(found)
        if inspected is not None and inspected.parameters and not _says_more(signature, inspected.parameters):
            signature = inspected.parameters
        composed = self._compose(found, text, signature, name)
        source = self._naming.source(found, text, composed.text, name)
        if lent is not None:
            theirs = lent.package
            source = replace(source, package=theirs.name, version=theirs.version, url=self._shared.links.of(lent, []))
        if special is not None:
            source = replace(source, symbol=special.path)
        bare = text is None and not described and composed.deprecated is None
        return Documentation(
            source=source,
            kind="signature" if bare and not isinstance(found, griffe.Module) else self._naming.kind(found, name),
            name=".".join((name or self._naming.symbol(found)).split(".")[-2:]),
            parameters=composed.document(signature),
            # Of what has no docstring, a decorator may say at least that it is deprecated.
            summary=composed.docstring.summary if text is not None or bare else composed.deprecated,
            returns=composed.docstring.returns,
            deprecated=composed.deprecated if not base else None,
            of_base=base,
            enumeration=isinstance(stub, griffe.Class) and classes.is_enumeration(self._modules, stub),
        )

    def _listed(self, owner: griffe.Class, name: str) -> Documentation | None:
        """Return what the docstring of a class, or of a base, says of an attribute in the list of these."""
        for cls in classes.linearise(self._modules, owner):
            found = self._document(cls, "")
            span = docstrings.parse(found.source.text).attributes.get(name) if not found.of_base else None
            if span is not None:
                title, symbol = f"{cls.name}.{name}", f"{found.source.symbol}.{name}"
                source = replace(found.source, title=title, symbol=symbol)
                summary = next(iter(sentences(source.text, span)), None)
                return Documentation(source, "attribute", title, summary=summary)
        return None

    def _specialised(self, found: Definition, name: str) -> griffe.Attribute | None:
        """Return what a stub makes of a class for some types, as `float32 = floating[_32Bit]`, if that has the name.

        When the program runs, it is a class of its own.
        """
        alias = self._modules.find(name) if isinstance(found, griffe.Class) and stubs.is_stub(found) else None
        if not isinstance(alias, griffe.Attribute) or alias.name == found.name:
            return None
        return alias if isinstance(alias.value, griffe.ExprSubscript) else None

    def _said_beside(self, found: Definition, name: str) -> str:
        """Return what is said of a definition outside its source: in compiled code, or in a manual on this disk."""
        compiled = self._shared.compiled.docstring(self._modules, self._environment, found)
        package, _ = self._naming.package(path_of(found))
        names = dict.fromkeys((self._naming.symbol(found), name, f"{found.module.path}.{name}"))
        entries = (self._shared.manual.entry(package, one) for one in names if package)
        return docstrings.first_that_tells([compiled, *entries, self._said_of_real(found, name)])

    def _said_of_real(self, found: Definition, name: str) -> str:
        """Return what is said of a member in the class that values have which are only typed by one of a stub."""
        real = next(offered_as(f"{found.module.path}.{name}"), "") if self._may_inspect(path_of(found)) else ""
        module, _, qualified = real.partition(".")
        inspected = self._shared.runtime.inspect(module, qualified) if qualified else None
        return inspected.doc if inspected is not None else ""

    def _signature(self, found: Definition) -> tuple[Parameter, ...]:
        """Return what a call takes: where a function takes anything and hands it on, what is taken there."""
        if (accessor := self._substitutes.accessor(found)) is not None:
            called = classes.attribute(self._modules, accessor, "__call__")
            return self._callables.parameters(called) if called is not None else ()
        own = self._callables.parameters(found)
        if own and isinstance(found, griffe.Function) and all(one.kind.startswith("var-") for one in own):
            target = self._substitutes.handed_to(found)
            return self._callables.parameters(target) or own if target is not None else own
        return own

    def _compose(
        self, found: Definition, text: Text | None, signature: tuple[Parameter, ...], name: str
    ) -> Composition:
        made = self._callables.also_documented_by(found, text)
        words = "\n\n".join(part for part in (text.text if text else header(found), made) if part)
        composed = Composition(words)
        composed.read_entries(parameter.name for parameter in signature)
        composed.describe(self._callables.described(found))
        wanted = [parameter.name for parameter in signature if not composed.describes(parameter.name)]
        if wanted:
            composed.describe(self._callables.borrowed(found, wanted))
        if any(parameter.kind == "var-keyword" for parameter in signature):
            composed.describe(self._callables.set_by(found, text, name), "Keyword arguments, by what sets them")
        for extra in (parameter.name for parameter in signature if parameter.kind == "var-keyword"):
            if span := composed.describes(extra):
                handed_on = self._callables.handed_on(found, span.of(composed.text))
                own = {parameter.name for parameter in signature}
                new = [(one, said) for one, said in handed_on if one not in own]
                composed.describe(new, "Keyword arguments, by what takes them")
        if text is not None:
            composed.read_sentences(one.name for one in signature if not one.kind.startswith("var-"))
        if deprecation := (text.deprecation if text is not None else "") or self._texts.deprecation(found):
            composed.deprecate(deprecation)
        return composed

    def _inspect(self, found: Definition) -> Inspected | None:
        if not self._may_inspect(path_of(found)):
            return None
        module = found.module.path
        return self._shared.runtime.inspect(stubs.twin(module), found.path.removeprefix(module).strip("."))

    def _may_inspect(self, file: Path) -> bool:
        """Whether what stands in a file may be imported, in a process of its own: it is installed already."""
        if not self._settings.packages.inspect:
            return False
        distribution = self._environment.distribution_of(file)
        installed = distribution is not None and distribution.package.origin == "installed"
        return installed or stubs.of_standard_library(self._modules, file)


def _made_by(found: Definition) -> Definition:
    """Return the class that a constructor makes an instance of; anything else as it is."""
    if found.name in ("__init__", "__new__") and isinstance(found.parent, griffe.Class):
        return found.parent
    return found


def _says_more(signature: tuple[Parameter, ...], other: tuple[Parameter, ...]) -> bool:
    """Whether a signature from the sources names more than one that only says `*args, **kwargs`."""
    return bool(signature) and (not other or all(one.kind.startswith("var-") for one in other))
