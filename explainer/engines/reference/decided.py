"""What a condition decides on, in words: a block below or above, the rest of the code, or the statement before it."""

from __future__ import annotations

from explainer.engines.reference.made import SHELL
from explainer.engines.reference.values import code
from explainer.model import Condition


def decided(kind: str, condition: Condition, language: str) -> str:
    """Return what a step does that asks a condition for others; empty where the condition is about the step itself."""
    asked, again = _asked(condition, language), _again(condition, language)
    if condition.role == "guard":
        return f"goes on only if {asked}, and else runs the block below"
    if condition.role == "choice":
        return f"chooses by whether {asked}"
    if condition.role == "pattern":
        return f"takes a value apart as {code(condition.text)}, and runs the block below if it does not fit"
    if condition.role == "again":
        return f"runs the block below, and again {again}"
    if condition.role == "end":
        return f"repeats the block above {again}"
    if condition.role == "behind":
        return ""
    if condition.repeats:
        return f"repeats the block below {again}"
    if kind == "elif":
        return f"runs the block below if nothing above applied and {asked}"
    return f"runs the block below only if {asked}"


def behind(condition: Condition | None, language: str) -> str:
    """Return what a condition behind a statement adds to what is said of it."""
    if condition is None or condition.role != "behind":
        return ""
    if condition.repeats:
        return f", again and again {_again(condition, language)}"
    return f", but only if {_asked(condition, language)}"


def _asked(condition: Condition, language: str) -> str:
    yes, no = ("succeeds", "fails") if language == SHELL else ("holds", "does not hold")
    return f"{_text(condition)} {yes if condition.holds else no}"


def _again(condition: Condition, language: str) -> str:
    words = "as long as" if condition.holds else "until"
    return f"{words} {_text(condition)} {'succeeds' if language == SHELL else 'holds'}"


def _text(condition: Condition) -> str:
    return code(condition.text) if condition.text else "the condition at its end"
