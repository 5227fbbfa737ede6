"""Name the kind of a step: one vocabulary for all languages.

`comment`, `docstring`, `import`, `assignment`, `declaration` (a name and its type, or a directive), `expression` (calls
too), `module` (namespaces and packages), `class` (and the like: struct, interface, trait, enum), `function`, `type`,
`decorator`, `if`, `elif`, `else`, `for`, `while`, `with`, `defer`, `try`, `except`, `finally`, `match`, `case`,
`return`, `yield`, `raise`, `assert`, `delete`, `global`, `pass`, `break`, `continue`, `block` (a bare or configuration
block), `element` and `rule` (of pages and style sheets), `end` (closing marks that stand apart from the statement
before them), `error` (text that the grammar cannot read).
"""

from __future__ import annotations

import re

from ast_grep_py import SgNode

from explainer.reading.entries import ITEM, PAIR, has_steps
from explainer.reading.syntax import first_line

_WRAPPERS = frozenset(
    (
        *("expression_statement", "export_statement", "decorated_definition", "template_declaration"),
        *("statement", "class_member", "redirected_statement", "expression", "await_expression", "exp"),
        *("if_modifier", "unless_modifier", "while_modifier", "until_modifier", "rescue_modifier"),
        "ambient_declaration",
    )
)

# The first rule that is found in the kind of a node names the step.
_RULES = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"comment|haddock|hash_bang", "comment"),
        (r"^ERROR$", "error"),
        (r"^struct_expression$", "expression"),
        (r"^static_assert", "assert"),
        (r"^(require|include)(_once)?_expression$", "import"),
        (r"^delegate_declaration$", "type"),
        (r"^protocol_(function|property)_declaration$|^function_signature|^indexer_", "declaration"),
        (r"^(companion_object|singleton_class)$", "class"),
        (r"^(anonymous|static)_initializer$", "block"),
        (r"^macro_definition$", "function"),
        (r"^(getter|setter)$", "function"),
        (r"^(match_arm|case_clause|case_item|when_entry|switch_(case|default|entry|section|rule))", "case"),
        (r"^(switch_block_statement_group|switch_statement_(case|default)|stab_clause|when|alternative)$", "case"),
        (r"^(match_(conditional|default)_expression|default_statement)$|(?<!enum)_case$", "case"),
        (
            r"^(namespace_def|namespace_decl|package|internal_module|module|mod_|header$|linkage_|file_scoped_namesp)",
            "module",
        ),
        (r"^(function_)?call|_call$|invocation|^apply|^command$|pipeline", "expression"),
        (r"^(import|preproc_include|use_|using_d|namespace_use|library_name|part_|extern_crate)|_import", "import"),
        (r"^field_|_field_|_signature$|^signature$|^event_|^enum_case|^declaration$|^preproc_def", "declaration"),
        (r"^access_specifier|_member_declaration$|^enum_entry|^state_variable|pragma|^php_tag", "declaration"),
        (r"element$|^doctype", "element"),
        (r"^rule_set|^media_|^at_rule|^keyframes_", "rule"),
        (r"^block$|^block_statement$|^compound_statement$|^statement_block$", "block"),
        (
            r"assign|^(short_var|lexical|variable|let|local_(variable|declaration)|const|static|property)_|^val_|^var_",
            "assignment",
        ),
        (r"^(binding|bind|let|attribute|constant|declaration_command)$|^const_item|_variable_decl", "assignment"),
        (r"^(abstract_)?(class|struct|interface|trait|contract|extension|union|record)(_|$)", "class"),
        (
            r"^protocol_declaration|^(companion_)?object_de|^(enum|impl|instance|data|newtype|mixin|library)(_|$)",
            "class",
        ),
        (r"^type_(?!switch)|^associated_type|alias|typedef|newtype", "type"),
        (r"function|method|constructor|destructor|^def(_|$)|modifier_definition|^init_decl|deinit", "function"),
        (r"decorator|annotation|^attribute_", "decorator"),
        (r"^(el(se_?)?if|elsif)", "elif"),
        (r"^(if|unless|guard|preproc_if|preproc_ifdef)(_|$)", "if"),
        (r"^else", "else"),
        (r"^(c_style_)?for|^enhanced_for|(?<!yield_)each_statement|^for_in", "for"),
        (r"^(while|until|do|loop|repeat)(_|$)", "while"),
        (r"^(with|lock|using|synchronized|try_with)(_|$)", "with"),
        (r"^defer(_|$)", "defer"),
        (r"^try|^begin$", "try"),
        (r"except|catch|rescue", "except"),
        (r"finally|ensure", "finally"),
        (r"^(match|switch|when|select|expression_switch|type_switch|case)(_|$)", "match"),
        (r"return", "return"),
        (r"yield", "yield"),
        (r"^(raise|throw|revert|rethrow)", "raise"),
        (r"^assert", "assert"),
        (r"^(delete|unset_)", "delete"),
        (r"^(global|nonlocal)", "global"),
        (r"^pass", "pass"),
        (r"^break", "break"),
        (r"^continue|^next", "continue"),
    )
)

CALLED_STATEMENTS = {
    "require": "import",
    "require_relative": "import",
    "import": "import",
    "use": "import",
    "alias": "import",
    "defmodule": "class",
    "defprotocol": "class",
    "defimpl": "class",
    "defstruct": "declaration",
    "def": "function",
    "defp": "function",
    "defmacro": "function",
    "if": "if",
    "unless": "if",
    "for": "for",
    "with": "with",
    "case": "match",
    "cond": "match",
    "try": "try",
    "receive": "match",
    "raise": "raise",
    "attr_reader": "declaration",
    "attr_writer": "declaration",
    "attr_accessor": "declaration",
}
"""What Ruby and Elixir write as calls, by the called word."""

_YAML = {PAIR: "assignment", ITEM: "element", "ERROR": "error", "comment": "comment"}
_DECLARATORS = re.compile(r"declar|assign|_(spec|definition|element)$")
_DECLARES = re.compile(
    r"^(lexical|variable|let|local_(variable|declaration)|property|var|const|static)_|^declaration_command$"
)
_JUMPS = ("jump_expression", "control_transfer_statement")
_JUMP_WORDS = {"return": "return", "throw": "raise", "break": "break", "continue": "continue"}
LANGUAGES_OF_CALLS = ("ruby", "elixir")


def step_kind(node: SgNode, language: str) -> str:
    """Return the kind of the step that a node starts."""
    while node.kind() in _WRAPPERS or (node.kind() == "global_statement" and language == "csharp"):
        inner = _wrapped(node)
        if inner is None:
            return "expression"
        node = inner
    kind = node.kind()
    labelled = node.children()[-1] if kind == "labeled_statement" else None
    if labelled is not None and first_line(labelled) == first_line(node):
        return step_kind(labelled, language)
    if language == "yaml":
        return "block" if kind == PAIR and has_steps(node) else _YAML.get(kind, "expression")
    if kind == "call" and language in LANGUAGES_OF_CALLS:
        return CALLED_STATEMENTS.get(node.children()[0].text(), "expression")
    if kind == "unary_operator" and language == "elixir" and node.text().startswith("@"):
        return "assignment"
    if kind == "binary_operator" and language == "elixir" and any(child.kind() == "=" for child in node.children()):
        return "assignment"
    if kind == "unary_expression" and node.text().startswith("delete "):
        return "delete"
    if kind == "call_expression" and language == "swift" and node.children()[0].text() == "defer":
        return "defer"
    if kind in ("getter", "setter") and not any(child.kind() == "function_body" for child in node.children()):
        return "declaration"
    if kind == "begin" and not any(child.kind() in ("rescue", "ensure", "else") for child in node.children()):
        return "block"
    if kind == "class_declaration" and language == "swift":
        return "class"
    if kind == "declaration" and any(_sets(child) for child in node.children() if child.kind() == "init_declarator"):
        return "assignment"
    if kind == "case_statement":  # the whole choice in Bash, one of its cases in C
        return "match" if language == "bash" else "case"
    if kind in _JUMPS:
        return next((name for word, name in _JUMP_WORDS.items() if node.text().startswith(word)), "expression")
    if kind == "try_expression" and language in ("rust", "swift"):  # there a mark on an expression, no block
        return "expression"
    if kind == "do_statement" and language == "swift":
        return "try"
    found = next((name for rule, name in _RULES if rule.search(kind)), "expression")
    return "declaration" if found == "assignment" and _DECLARES.search(kind) and not _sets(node) else found


def _sets(node: SgNode) -> bool:
    """Tell whether a declaration gives a value, by an equals sign of its own or of one of its declarators."""
    waiting = [node]
    while waiting:
        for child in waiting.pop().children():
            if child.kind() in ("=", ":=", "+="):
                return True
            if _DECLARATORS.search(child.kind()):
                waiting.append(child)
    return False


def _wrapped(node: SgNode) -> SgNode | None:
    named = [child for child in node.children() if child.is_named() and "comment" not in child.kind()]
    if not named:
        return None
    defines = node.kind() in ("export_statement", "decorated_definition", "template_declaration")
    return named[-1] if defines else named[0]
