"""What the nodes of the grammars mean for cutting: which hold statements, and which carry a statement on.

Kinds of nodes differ little between grammars, so one table serves them all, and `_MORE_BODIES` and `_MORE_HEADED` have
what one of them does differently. Python and YAML are the exceptions: only their own nodes are looked into, which is
exact, and quick on long tables of data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_BODIES = frozenset({
    # the file
    "program", "source_file", "translation_unit", "compilation_unit", "chunk", "source", "stylesheet",
    "document", "config_file",
    # between braces, or indented
    "block", "statement_block", "compound_statement", "statement_list", "statements", "block_statement", "body",
    "body_statement", "indented_block", "block_body", "function_body", "control_structure_body", "lambda_body",
    # of classes and the like
    "class_body", "declaration_list", "field_declaration_list", "interface_body", "constructor_body", "template_body",
    "contract_body", "enum_body_declarations", "extension_body", "enum_class_body", "protocol_body", "object_type",
    # of a choice between cases
    "switch_body", "switch_block", "match_block", "case_block",
})  # fmt: skip

_CASES = frozenset({
    "switch_block_statement_group", "switch_section", "when_entry", "switch_case", "switch_default", "switch_entry",
    "expression_case", "default_case", "type_case", "communication_case", "case_item", "switch_statement_case",
    "switch_statement_default",
})  # fmt: skip
"""Cases hold statements, and are statements of what is around them."""

_CLAUSES = {
    "elif_clause": "elif", "elseif_statement": "elif", "else_if_clause": "elif", "elsif": "elif",
    "else_clause": "else", "else_statement": "else", "else_block": "else", "else": "else",
    "except_clause": "except", "except_group_clause": "except", "rescue_block": "except", "rescue": "except",
    "catch_clause": "except", "catch_block": "except", "catch": "except",
    "finally_clause": "finally", "finally_block": "finally", "after_block": "finally", "ensure": "finally",
    "finally": "finally", "on": "except",
    "preproc_elif": "elif", "preproc_else": "else",
    "case_clause": "case", "when": "case", "in_clause": "case", "until": "while", "while": "while",
}  # fmt: skip
"""Nodes and keywords that carry a compound statement on, with the kind of their step."""

_PREFIXES = frozenset({"attribute_item", "inner_attribute_item", "decorator"})
_CLOSERS = frozenset({"block_end", "end_tag"})
_COLLECTION = re.compile(r"object$|dict|array|list_|table|hash|map|enum|literal_value|initializer|import|pattern|tuple")
_STATEMENT = re.compile(r"_statement$|^statement$|^local_variable_declaration$|^method_definition$")


@dataclass(frozen=True, slots=True)
class Grammar:
    """How one grammar shows statements."""

    bodies: frozenset[str]
    """Nodes whose named children are statements."""
    headed: frozenset[str] = frozenset()
    """Those of them that are statements too, because they start with a header of their own."""
    only_within: frozenset[str] | None = None
    """The nodes that may hold statements deeper down; None where any may, as an argument holds a callback."""

    def is_plain_body(self, kind: str) -> bool:
        """Tell whether a node holds statements and is none itself."""
        return kind in self.bodies and kind not in self.headed

    def is_statement(self, kind: str) -> bool:
        """Tell whether a node is a statement wherever it stands, as the branch of an `if` without braces."""
        return self.only_within is None and (kind in self.headed or _STATEMENT.search(kind) is not None)

    def clause(self, kind: str) -> str | None:
        """Return the kind of step for a node that carries a compound statement on."""
        return _CLAUSES.get(kind)

    def is_prefix(self, kind: str) -> bool:
        """Tell whether a node belongs to the statement after it, as an attribute does."""
        return kind in _PREFIXES

    def is_closer(self, kind: str) -> bool:
        """Tell whether a named node only ends a body."""
        return kind in _CLOSERS

    def may_hold_comment(self, kind: str) -> bool:
        """Tell whether a comment in such a node stands among statements, and not among the items of a table."""
        return kind in self.bodies or kind in (self.only_within or ()) or _COLLECTION.search(kind) is None


def grammar(language: str) -> Grammar:
    """Return what is known of a language's grammar."""
    if language in _EXACT:
        return _EXACT[language]
    headed = _CASES | _MORE_HEADED.get(language, frozenset())
    return Grammar(_BODIES.union(headed, _MORE_BODIES.get(language, ())), headed)


_PYTHON = Grammar(
    bodies=frozenset({"module", "block"}),
    only_within=frozenset({
        "module", "block", "if_statement", "elif_clause", "else_clause", "for_statement", "while_statement",
        "with_statement", "try_statement", "except_clause", "except_group_clause", "finally_clause", "match_statement",
        "case_clause", "function_definition", "class_definition", "decorated_definition",
    }),
)  # fmt: skip

_YAML_BODIES = frozenset({"stream", "document", "block_node", "block_mapping", "block_sequence"})
_EXACT = {
    "python": _PYTHON,
    "yaml": Grammar(_YAML_BODIES, only_within=frozenset({*_YAML_BODIES, "block_mapping_pair", "block_sequence_item"})),
}

_MORE_BODIES = {
    "bash": frozenset({"do_group", "elif_clause", "else_clause"}),
    "kotlin": frozenset({"import_list"}),
    "ruby": frozenset({"then", "else", "ensure", "do"}),
    "elixir": frozenset({"do_block", "else_block", "rescue_block", "after_block", "catch_block"}),
    "haskell": frozenset({
        "haskell", "imports", "declarations", "do", "local_binds", "alternatives", "class_declarations",
        "instance_declarations",
    }),
    "nix": frozenset({"source_code", "binding_set"}),
}  # fmt: skip

_MORE_HEADED = {
    "bash": frozenset({"if_statement", "case_statement", "subshell"}),
    "c": frozenset({"preproc_if", "preproc_ifdef", "preproc_else", "preproc_elif"}),
    "cpp": frozenset({"preproc_if", "preproc_ifdef", "preproc_else", "preproc_elif"}),
    "hcl": frozenset({"block"}),
    "html": frozenset({"element"}),
    "nix": frozenset({"let_expression", "function_expression"}),
    "ruby": frozenset({"begin", "case", "module"}),
    "scala": frozenset({"case_clause"}),
}
