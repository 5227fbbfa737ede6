"""Whether a sentence is about another case than that of the calls in hand, as far as these show it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence

from explainer.engines.reference.values import value_of
from explainer.model import Argument, BoundArgument, ResolvedCall

_COUNTS = {"no": 0, "zero": 0, "a": 1, "an": 1, "one": 1, "single": 1, "two": 2, "three": 3, "four": 4, "multiple": 2}
_OF_COUNT = re.compile(
    r"(?:(?:if |when )?(?:called )?with|given|(?:if|when) (?:given|passed))\s+(?:only |exactly |just |a (?=single))*"
    rf"(?P<count>{'|'.join(_COUNTS)})\b(?P<more> or more)?(?P<kind>(?:[- ]\w+)*?) arguments?\b",
    re.IGNORECASE,
)
"""`With a single iterable argument, …`, `With two or more positional arguments, …`."""
_OF_NONE = re.compile(r"(?:(?:if |when )?(?:called )?)?without (?:an |any )?arguments?\b", re.IGNORECASE)
_OF_KIND = re.compile(
    r"(?:if|when|for)\s+(?:(?:the\s+)?[`*]*(?P<name>\w+)[`*]*\s+(?:is|was)\s+(?:given as\s+|set to\s+)?)?"
    r"(?P<not>not\s+)?(?P<kinds>[^,:;()]+?)\s*(?:\([^()]*\)\s*)?(?:,|\bthen\b)",
    re.IGNORECASE,
)
"""`If v is a 2-D array, …`, `If None, …`, `If 'raise', …`."""
_OTHER_CASE_TOO = re.compile(r"\b(?:otherwise|else|if not|unless)\b", re.IGNORECASE)
_SELF = ("it", "this", "value", "argument")
_DIMENSIONS = re.compile(r"(?P<count>\d)-?D(?:imensional)?(?: (?:array|list|sequence|tensor|input)s?)?$", re.IGNORECASE)
_NO_LITERAL = (ValueError, SyntaxError, TypeError, MemoryError, RecursionError)
"""What reading a text as a literal may raise, whatever the text is."""
_SEQUENCE = (list, tuple, str, bytes, dict, set)
_KINDS: dict[str, Callable[[object], bool]] = {
    "str string": lambda value: isinstance(value, str),
    "bytes": lambda value: isinstance(value, bytes),
    "bool boolean": lambda value: isinstance(value, bool),
    "int integer": lambda value: isinstance(value, int),
    "float number scalar": lambda value: isinstance(value, int | float),
    "list": lambda value: isinstance(value, list),
    "tuple": lambda value: isinstance(value, tuple),
    "dict dictionary mapping": lambda value: isinstance(value, dict),
    "set": lambda value: isinstance(value, set),
    "sequence iterable array array-like array_like list-like list_like": lambda value: isinstance(value, _SEQUENCE),
    "callable function": callable,
}
"""What tells whether a literal is of a kind, by the words for that kind."""
_BY_WORD = {word: test for words, test in _KINDS.items() for word in words.split()}


def about_other_call(sentence: str, calls: Sequence[ResolvedCall]) -> bool:
    """Tell whether a sentence begins with a condition that none of some calls meets.

    Args:
        sentence: As a reader sees it.
        calls: Of one symbol.
    """
    return bool(calls) and all(_misses(sentence, call) for call in calls)


def sets_count(sentence: str) -> bool:
    """Tell whether a sentence begins with a condition on how many arguments a call has."""
    return bool(_OF_NONE.match(sentence) or _OF_COUNT.match(sentence))


def about_other_value(sentence: str, argument: BoundArgument) -> bool:
    """Tell whether a sentence about a parameter begins with a condition that the literal given does not meet."""
    name = argument.argument.keyword or argument.parameter or ""
    return _of_other_kind(sentence, dict.fromkeys((name, "", *_SELF), argument.argument))


def _misses(sentence: str, resolved: ResolvedCall) -> bool:
    arguments = resolved.call.arguments
    given = {one.parameter: one.argument for one in resolved.arguments if one.parameter}
    if any(one.value.startswith("*") for one in arguments):
        return False
    if _OF_NONE.match(sentence):
        return bool(arguments)
    if (found := _OF_COUNT.match(sentence)) is not None:
        positional = [one for one in arguments if one.keyword is None]
        count, wanted = len(positional), _COUNTS[found["count"].lower()]
        if "keyword" in found["kind"]:
            return False
        return count < wanted if found["more"] or found["count"].lower() == "multiple" else count != wanted
    return _of_other_kind(sentence, given)


def _of_other_kind(sentence: str, given: dict[str, Argument]) -> bool:
    found = _OF_KIND.match(sentence)
    argument = given.get(found["name"] or "") if found is not None else None
    if found is None or argument is None or _OTHER_CASE_TOO.search(sentence):
        return False
    known, value = _literal(argument)
    tests = [_test(one) for one in re.split(r"\s+or\s+|\s*/\s*", found["kinds"])]
    if not known or None in tests:
        return False
    return any(test(value) for test in tests if test) == bool(found["not"])


def _literal(argument: Argument) -> tuple[bool, object]:
    """Return whether an argument is a literal or a name of one, and its value."""
    whole = next((one for one in argument.reads if one.path == argument.value), None)
    try:
        return True, ast.literal_eval(value_of(whole.definitions) if whole is not None else argument.value)
    except _NO_LITERAL:
        return False, None


def _test(kind: str) -> Callable[[object], bool] | None:
    """Return what tells whether a value is of a kind; None for words that are no kind of literal."""
    words = re.sub(r"^(?:an?|the)\s+", "", kind.strip(), flags=re.IGNORECASE).strip("`")
    noun = words.partition(" of ")[0].lower()
    if (dimensions := _DIMENSIONS.match(noun)) is not None:
        return lambda value: _depth(value) == int(dimensions["count"])
    if (known := _BY_WORD.get(noun) or _BY_WORD.get(noun.removesuffix("s"))) is not None:
        return known
    try:
        constant = ast.literal_eval(words)
    except _NO_LITERAL:
        return None
    if isinstance(constant, bool):  # what is said of one of the two tells of the other as well
        return None
    return lambda value: value == constant and type(value) is type(constant)


def _depth(value: object) -> int:
    """Return how many dimensions lists in each other have."""
    depth = 0
    while isinstance(value, list | tuple):
        depth, value = depth + 1, value[0] if value else None
    return depth
