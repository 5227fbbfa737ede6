"""Walks the Python statements that make scopes or bring in names: functions, classes, imports, type aliases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from explainer.model import Import, Write
from explainer.reading.jumps import Jumps
from explainer.reading.names import Binding, Scope, ScopeKind, Use
from explainer.reading.record import Local, Nesting
from explainer.reading.tree import Node, of_default

if TYPE_CHECKING:
    from explainer.reading.statements import Statements


class Definitions:
    """The handlers of these statements, for the walker of all statements."""

    def __init__(self, statements: Statements) -> None:
        self.statements = statements
        self.record = statements.record
        self.expressions = statements.expressions
        self.kinds: dict[str, Callable[[Node], object]] = {
            "decorated_definition": self._decorated,
            "function_definition": self._function,
            "class_definition": self._class,
            "import_statement": self._import,
            "import_from_statement": self._import_from,
            "future_import_statement": self._import_from,
            "type_alias_statement": self._alias,
        }

    def _decorated(self, node: Node) -> None:
        for part in node.parts:
            if part.kind == "decorator":
                self.expressions.decorator(part)
        definition = node.child("function_definition", "class_definition")
        if definition is not None:
            self.kinds[definition.kind](definition)

    def _function(self, node: Node) -> None:
        name, parameters = node.child("identifier"), node.child("parameters")
        with self._type_parameters(node.child("type_parameter")):
            for part in parameters.parts if parameters else []:
                self.expressions.walk(part.child("type"), part.after("="))
            self.expressions.walk(node.child("type"))
            if name is not None:
                made = self.record.bind(name.text, "function", name.line)
                made.decorated = node.parent is not None and node.parent.kind == "decorated_definition"
                self.record.documented.append(node)
                self.record.writes.append(Write(name.text, name.line))
                with self._scope("function", name.text, made):
                    if parameters:
                        self.expressions.parameters(parameters)
                    self._body(node)

    def _class(self, node: Node) -> None:
        name = node.child("identifier")
        with self._type_parameters(node.child("type_parameter")):
            self.expressions.walk(node.child("argument_list"))
            if name is not None:
                self.record.documented.append(node)
                point = self.record.point()
                with self._scope("class", name.text, None) as scope:
                    scope.point = point
                    self._body(node)
                self.record.writes.append(Write(name.text, name.line))
                scope.made_by = self.record.bind(name.text, "class", name.line)

    @contextmanager
    def _scope(self, kind: ScopeKind, name: str, made_by: Binding | Use | None) -> Iterator[Scope]:
        statements, line = self.statements, self.record.statement
        outer, jumps = statements.nesting, statements.jumps
        statements.jumps = Jumps()
        with self.record.inside(kind, name, made_by) as scope:
            statements.nesting = Nesting(scope, line, outer)
            yield scope
        statements.nesting, statements.jumps, self.record.statement = outer, jumps, line

    def _body(self, node: Node) -> None:
        for block in node.children:
            if block.kind in ("block", "comment"):
                self.statements.block(block.children if block.kind == "block" else [block])

    @contextmanager
    def _type_parameters(self, node: Node | None) -> Iterator[None]:
        """Bind the type parameters of `def f[T]` while what they belong to is walked."""
        known = self.record.locals
        own: Local = {}
        later: list[Node] = []
        is_default = False
        for part in node.parts if node else []:
            name = next((inner for inner in part.walk() if inner.kind == "identifier"), None)
            if is_default or (of_default(part) and part.children[0].kind == "="):
                later.append(part)
            elif name is not None:
                own[name.text] = [self.record.unplaced(name.text, "type parameter", name.line, None)]
                later += [
                    bound for inner in part.parts if inner.kind == "constrained_type" for bound in inner.parts[1:]
                ]
            is_default = of_default(part) and part.children[-1].kind == "="
        if own:
            self.record.locals = (*known, own)
        with self._looked_up_later(self.record.point()):
            self.expressions.walk(*later)
        yield
        self.record.locals = known

    @contextmanager
    def _looked_up_later(self, made_by: Binding | Use) -> Iterator[None]:
        """Walk names that are looked up when they are asked for, in a scope that sees the names of a class, too."""
        if self.record.scope.kind == "class":
            yield
        else:
            with self.record.inside("lambda", "", made_by):
                yield

    def _alias(self, node: Node) -> None:
        parts = node.parts
        name = next((inner for inner in parts[0].walk() if inner.kind == "identifier"), None) if parts else None
        if name is None:
            return
        made = self.record.bind(name.text, "assignment", name.line, parts[-1].text)
        self.record.writes.append(Write(name.text, name.line, parts[-1].text))
        with (
            self._type_parameters(next((n for n in parts[0].walk() if n.kind == "type_parameter"), None)),
            self._looked_up_later(made),
        ):
            self.expressions.walk(*parts[1:])

    def _import(self, node: Node) -> None:
        for part in node.parts:
            name, alias = _aliased(part)
            self.record.imports.append(Import(name.line, name.column, name.text, None, alias))
            bound = alias or name.text.partition(".")[0]
            binding = self.record.bind(bound, "import", part.line, name.text if alias else bound)
            binding.replaces = bound == (alias or name.text)

    def _import_from(self, node: Node) -> None:
        source = node.after("from")
        module = "__future__" if node.kind == "future_import_statement" else source.text if source else ""
        imported = False
        for part in node.children:
            imported = imported or part.kind == "import"
            if part.kind == "wildcard_import":
                self.record.star_imports = True
                self.record.imports.append(Import(part.line, part.column, module, "*", None))
            elif imported and part.kind in ("dotted_name", "aliased_import"):
                name, alias = _aliased(part)
                found = Import(name.line, name.column, module, name.text, alias)
                self.record.imports.append(found)
                self.record.bind(found.bound, "import", part.line, found.target)


def _aliased(node: Node) -> tuple[Node, str | None]:
    parts = node.parts
    if node.kind == "aliased_import" and len(parts) > 1:
        return parts[0], parts[1].text
    return (parts[0] if node.kind == "aliased_import" and parts else node), None
