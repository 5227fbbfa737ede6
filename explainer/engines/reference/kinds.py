"""What a statement does by its kind, in words: with the part that tells of it, and without."""

from __future__ import annotations

from explainer.engines.reference.values import code

_LEFT_BY_BREAK = (
    *("javascript", "typescript", "tsx", "java", "c", "cpp", "csharp", "go", "php", "dart", "swift", "solidity"),
)
_OF_EXPRESSIONS = ("ruby", "rust", "elixir", "scala", "kotlin", "haskell", "nix", "swift")
"""Languages where the value of the last expression is that of the whole."""
_WORDS = {
    "import": "brings in code from elsewhere",
    "assignment": "sets something to a value",
    "declaration": "is a declaration",
    "module": "names the module or package that the code belongs to",
    "class": "starts the definition of a type",
    "function": "starts the definition of a function",
    "type": "gives a type a name",
    "decorator": "adds something to the definition below",
    "if": "runs the block below only if its condition holds",
    "elif": "runs the block below if nothing above applied and its own condition holds",
    "else": "runs the block below if nothing above applied",
    "for": "repeats the block below",
    "while": "repeats the block below",
    "with": "runs the block below with something that is released at its end",
    "defer": "puts something off until the function or block around it ends",
    "try": "runs the block below and catches what goes wrong in it",
    "except": "handles what went wrong in the block above",
    "finally": "runs the block below in any case",
    "match": "chooses between the cases below",
    "case": "is one case of the choice above",
    "return": "ends the function and hands back its result",
    "yield": "hands a value to the caller and goes on when it is asked for the next",
    "raise": "reports an error to the caller",
    "assert": "checks something that must hold",
    "delete": "removes or releases what it names",
    "break": "leaves the loop",
    "continue": "goes on with the next turn of the loop",
    "block": "groups the lines below",
    "element": "is an element of the page",
    "rule": "sets how the elements that it names look",
    "error": "is nothing that the language's grammar can read",
    "end": "ends a block",
    "expression": "is evaluated for what it does",
}
_OF_LANGUAGE = {
    **{(one, "break"): "leaves the loop or the choice around it" for one in _LEFT_BY_BREAK},
    ("elixir", "with"): "runs the block below only if what it names fits each of its patterns",
    ("ruby", "yield"): "runs the block that the method was given",
    **{(one, "expression"): "is an expression that is evaluated" for one in _OF_EXPRESSIONS},
}
_WITH_PART = {
    "return": "ends the function and hands back {}",
    "yield": "hands {} to the caller and goes on when it is asked for the next",
    "raise": "raises {}",
    "throw": "throws {}",
    "match": "chooses between the cases below by {}",
    "case": "is the case {} of the choice above",
    "except": "catches {} from the block above",
    "with": "runs the block below with {}, which is released at its end",
    "defer": "puts {} off until the function or block around it ends",
    "delete": "removes or releases {}",
    "assert": "checks that {} holds",
    "global": "takes {} from the whole program",
    "rule": "applies the rules below only where {} holds",
    "module": "says that the code belongs to the package {}",
    "expression": "starts {}, which runs alongside",
}
"""What a step does with the one part that tells of it, by its kind."""
_OF_LANGUAGE_WITH_PART = {
    ("ruby", "yield"): "runs the block that the method was given, with {}",
    ("nix", "with"): "makes the names in {} known below",
    ("php", "expression"): "prints {}",
    ("solidity", "raise"): "gives up with {}, and undoes what the call changed",
}


def plain(language: str, kind: str) -> str:
    """Return what a statement of a kind does, where nothing else is known of it."""
    return _OF_LANGUAGE.get((language, kind), "") or _WORDS.get(kind, "is a statement of its own")


def with_part(language: str, kind: str, part: str) -> str:
    """Return what a statement of a kind does with the one part that tells of it; empty where that does not tell."""
    return _OF_LANGUAGE_WITH_PART.get((language, kind), _WITH_PART.get(kind, "")).format(code(part))
