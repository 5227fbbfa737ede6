"""What a Python statement does with its value: a sentence of its own, or the end of the sentence about its call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from explainer.engines.reference.english import listed
from explainer.engines.reference.syntax import bare
from explainer.engines.reference.values import code, described
from explainer.evidence.plain import code_markdown
from explainer.reading.tree import Node

_OPERATORS = {
    "+=": "adds {value} to {target}",
    "-=": "subtracts {value} from {target}",
    "*=": "multiplies {target} by {value}",
    "/=": "divides {target} by {value}",
    "//=": "divides {target} by {value} and rounds down",
    "%=": "reduces {target} to what is left after division by {value}",
    "**=": "raises {target} to the power of {value}",
    "|=": "merges {value} into {target}",
    "&=": "keeps in {target} what is in {value} too",
}


_OWNERS = ("self", "cls")
"""What methods take first."""


@dataclass(frozen=True, slots=True)
class Role:
    """What a statement does.

    Attributes:
        value: The expression that it does it with; None where there is none.
        alone: The sentence, without its full stop, where the value is no call.
        of_result: The end of the sentence about the call that is the value; `{it}` is the result.
    """

    value: Node | None
    alone: str
    of_result: str = ""


def role(node: Node) -> Role | None:
    """Return what a statement does; None for one that this module has no words for."""
    write = _WRITERS.get(node.kind)
    return write(node) if write else None


def _assignment(node: Node) -> Role | None:
    target, value = node.parts[0], node.after("=")
    if value is None:
        kind = node.child("type")
        return Role(None, f"declares {code(target.text)} to be of type {code(kind.text if kind else '')}")
    targets = [target]
    while value.kind == "assignment" and (inner := value.after("=")) is not None:
        targets.append(value.parts[0])
        value = inner
    if len(targets) == 1 and target.kind in ("pattern_list", "tuple_pattern", "list_pattern"):
        names = listed([code(part.text) for part in target.parts])
        pairs = bare(value)
        if pairs is not None and pairs.kind in ("expression_list", "tuple") and len(pairs.parts) == len(target.parts):
            each = [
                f"{code(one.text)} to {described(other)}" for one, other in zip(target.parts, pairs.parts, strict=True)
            ]
            return Role(value, f"binds {listed(each)}")
        return Role(value, f"unpacks {described(value)} into {names}", f"unpacks {{it}} into {names}")
    verb, where = _placed(targets)
    if (declared := node.child("type")) is not None:
        where = f"{where} (of type {code(declared.text)})"
    preposition = " to " if verb == "binds" else " "
    alone = f"binds {where} to {described(value)}" if verb == "binds" else f"stores {described(value)} {where}"
    return Role(value, alone, f"binds {where}{preposition}{{it}}" if verb == "binds" else f"stores {{it}} {where}")


def _placed(targets: list[Node]) -> tuple[str, str]:
    if all(target.kind == "identifier" for target in targets):
        return "binds", listed([code_markdown(target.text) for target in targets])
    places = [f"{'under' if target.kind == 'subscript' else 'in'} {code(target.text)}" for target in targets]
    return "stores", listed(places)


def _augmented(node: Node) -> Role | None:
    operator = next((child.kind for child in node.children if child.kind.endswith("=")), "")
    if len(node.parts) < 2:
        return None
    target, value = code(node.parts[0].text), node.parts[1]
    words = _OPERATORS.get(operator, f"updates {{target}} with {code_markdown(operator)} and {{value}}")
    shown = code(value.text) if value.kind in ("call", "await") else described(value).removeprefix("the result of ")
    return Role(value, words.format(value=shown, target=target), words.format(value="{it}", target=target))


def _return(node: Node) -> Role | None:
    value = node.parts[0] if node.parts else None
    if value is None:
        return Role(None, "leaves the function without a result")
    return Role(value, f"returns {described(value)}", "returns {it}")


def _yield(node: Node) -> Role | None:
    value = node.parts[0] if node.parts else None
    if value is None:
        return Role(None, "hands control to the caller, and goes on from here when it is asked to")
    if node.has("from"):
        return Role(value, f"yields what {code(value.text)} yields, one after the other", "yields what {it} yields")
    return Role(value, f"yields {described(value)} to the caller", "yields {it} to the caller")


def _raise(node: Node) -> Role | None:
    if not node.parts:
        return Role(None, "raises the exception again that is being handled")
    cause = node.after("from")
    why = f", with {code(cause.text)} as its cause" if cause is not None else ""
    if cause is not None and cause.text == "None":
        why = ", hiding the exception that was being handled"
    return Role(node.parts[0], f"raises {described(node.parts[0])}{why}", f"raises {{it}}{why}")


def _assert(node: Node) -> Role | None:
    message = f"; its message is then {described(node.parts[1])}" if len(node.parts) > 1 else ""
    condition = node.parts[0]
    return Role(condition, f"stops with an error unless {code(condition.text)} holds{message}")


def _if(node: Node) -> Role | None:
    return _conditional(node, "runs the block below only if", node.parts[0])


def _elif(node: Node) -> Role | None:
    return _conditional(node, "runs the block below if nothing above applied and", node.parts[0])


def _while(node: Node) -> Role | None:
    condition = node.parts[0]
    if condition.text in ("True", "1"):
        return Role(None, "repeats the block below until something in it leaves the loop")
    return Role(condition, f"repeats the block below as long as {code(condition.text)} holds")


def _conditional(node: Node, lead: str, condition: Node) -> Role:
    text = f"{lead} {code(condition.text)} holds"
    if node.kind == "if_statement" and condition.text.replace("'", '"') == '__name__ == "__main__"':
        text = "runs the block below only if this file is the program that was started, not when it is imported"
    return Role(condition, text)


def _for(node: Node) -> Role | None:
    target, values = node.parts[0], node.after("in")
    if values is None:
        return None
    names = f"{code(target.text)}"
    waits = ", waiting for each" if node.has("async") else ""
    alone = f"runs the block below once for each {names} in {_iterated(values)}{waits}"
    return Role(values, alone)


def _iterated(values: Node) -> str:
    return code(values.text) if len(values.text) <= 60 else described(values)


def _with(node: Node) -> Role | None:
    clause = node.child("with_clause")
    items = [part for part in (clause.parts if clause else []) if part.kind == "with_item"]
    if not items:
        return None
    waits = (
        f", waiting for {'it' if len(items) == 1 else 'each'} at the start and at the end" if node.has("async") else ""
    )
    if len(items) == 1:
        value, name = _managed(items[0])
        bound = f", which the block knows as {name}," if name else ""
        return Role(
            value, f"runs the block below inside {code(value.text)}{bound} and lets it clean up at the end{waits}"
        )
    managed = [_managed(item) for item in items]
    shown = [f"{code(value.text)} (as {name})" if name else code(value.text) for value, name in managed]
    return Role(
        None, f"runs the block below inside {listed(shown)}, which clean up at the end, the last one first{waits}"
    )


def _managed(item: Node) -> tuple[Node, str]:
    inner = item.parts[0]
    if inner.kind == "as_pattern" and len(inner.parts) > 1:
        return inner.parts[0], code(inner.parts[1].text)
    return inner, ""


def _function(node: Node) -> Role | None:
    name, parameters = node.child("identifier"), node.child("parameters")
    if name is None:
        return None
    given = parameters.parts if parameters else []
    owned = bool(given) and _name_of(given[0]) in _OWNERS
    kind = f"the {'asynchronous ' if node.has('async') else ''}{'method' if owned or _is_static(node) else 'function'}"
    taken = [part for part in map(_parameter, given[1:] if owned else given) if part]
    takes = f", which takes {listed(taken)}" if taken else ""
    result = node.child("type")
    gives = f"{' and' if taken else ', which'} returns {code(result.text)}" if result is not None else ""
    if result is not None and result.text == "None":
        gives = ""
    return Role(None, f"defines {kind} {code_markdown(name.text)}{takes}{gives}")


def _is_static(node: Node) -> bool:
    """Tell whether a function is marked as one of a class."""
    above = node.parent
    marks = above.parts if above is not None and above.kind == "decorated_definition" else []
    return any(mark.text in ("@staticmethod", "@classmethod") for mark in marks)


def _name_of(parameter: Node) -> str:
    return "" if parameter.text.startswith("*") else next(_names_in(parameter), "")


def _names_in(node: Node) -> Iterator[str]:
    return (inner.text for inner in node.walk() if inner.kind == "identifier")


def _parameter(node: Node) -> str:
    if node.kind in ("keyword_separator", "positional_separator"):
        return ""
    name = next(_names_in(node), "")
    if not name:
        return ""
    star = "**" if node.text.startswith("**") else "*" if node.text.startswith("*") else ""
    default = node.after("=")
    shown = code_markdown(f"{star}{name}")
    return f"{shown} ({code(default.text)} if it is not given)" if default is not None else shown


def _class(node: Node) -> Role | None:
    name, bases = node.child("identifier"), node.child("argument_list")
    if name is None:
        return None
    parents = [part for part in (bases.parts if bases else []) if part.kind != "keyword_argument"]
    below = f", which builds on {listed([code(part.text) for part in parents])}" if parents else ""
    return Role(None, f"defines the class {code_markdown(name.text)}{below}")


def _except(node: Node) -> Role | None:
    caught = [part for part in node.parts if part.kind != "block"]
    if not caught:
        return Role(None, "handles any exception that the lines above raise")
    kind, name = caught[0], ""
    if kind.kind == "as_pattern" and len(kind.parts) > 1:
        kind, name = kind.parts[0], f", as {code(kind.parts[1].text)}"
    kinds = kind.parts if kind.kind == "tuple" else [kind]
    return Role(None, f"handles {listed([code(one.text) for one in kinds], 'or')}{name}, if the lines above raise it")


def _match(node: Node) -> Role | None:
    return Role(
        node.parts[0], f"compares {described(node.parts[0])} with the patterns below, and takes the first that fits"
    )


def _case(node: Node) -> Role | None:
    patterns = [part for part in node.parts if part.kind not in ("block", "if_clause")]
    guard = node.child("if_clause")
    where = f" and {code(guard.parts[0].text)} holds" if guard is not None and guard.parts else ""
    if [part.text for part in patterns] == ["_"]:
        return Role(None, f"applies if no pattern above fits{where}")
    return Role(None, f"applies if the value fits {listed([code(part.text) for part in patterns])}{where}")


def _named(words: str) -> Callable[[Node], Role]:
    def write(node: Node) -> Role:
        return Role(None, words.format(names=listed([code(part.text) for part in node.parts])))

    return write


def _alias(node: Node) -> Role:
    name, *_, value = node.parts
    return Role(None, f"defines the type {code(name.text)}, another name for {code(value.text)}")


def _await(node: Node) -> Role | None:
    awaited = bare(node)
    if awaited is None or awaited.kind == "call":
        return None
    return Role(awaited, f"waits for {code(awaited.text)}")


def _delete(node: Node) -> Role:
    values = node.parts[0].parts if node.parts and node.parts[0].kind == "expression_list" else node.parts
    return Role(None, f"deletes {listed([code(part.text) for part in values])}")


_WRITERS: dict[str, Callable[[Node], Role | None]] = {
    "assignment": _assignment,
    "augmented_assignment": _augmented,
    "return_statement": _return,
    "yield": _yield,
    "raise_statement": _raise,
    "assert_statement": _assert,
    "if_statement": _if,
    "elif_clause": _elif,
    "while_statement": _while,
    "for_statement": _for,
    "with_statement": _with,
    "function_definition": _function,
    "class_definition": _class,
    "except_clause": _except,
    "except_group_clause": _except,
    "match_statement": _match,
    "case_clause": _case,
    "delete_statement": _delete,
    "type_alias_statement": _alias,
    "await": _await,
    "ellipsis": _named("does nothing: `...` stands where a statement has to"),
    "string": _named("is a string that nothing uses"),
    "global_statement": _named("lets the function bind {names} at the top of the file, not only inside itself"),
    "nonlocal_statement": _named("lets the function bind {names} of the function around it"),
}
