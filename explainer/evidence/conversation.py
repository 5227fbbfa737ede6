"""What belongs to the conversation with a model and not to a reader: roles, apologies, talk of the task, prompts."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TALK = {
    "it starts with the role of a speaker": r"^\W*(?:assistant|user|system|developer|human|ai|bot|tool)\s*:",
    "it carries a mark of a chat template": r"<\|[^|]*\|>|\[/?INST\]|</?s>|<(?:/?)(?:think|tool_call|im_start|im_end)>",
    "it speaks of its writer": r"\b(?:as an? (?:ai|artificial|large|language|assistant)\b|(?:ai|language) model(?:,| I)"
    r"|I(?:'m| am|'ve| have| will|'ll| can(?:not|'t)?| do| don't| think| believe| would| apologi[sz]e| was)\b"
    r"|(?:my|our) (?:apologies|training|knowledge|instructions|response|answer|analysis)\b|we can see)",
    "it speaks to its reader": r"^\W*(?:sure|certainly|of course|sorry|hello|hi|great|okay|ok|thank|please)\b"
    r"|\b(?:you (?:asked|provided|mentioned|requested|gave|said|want)|your (?:last |previous )?"
    r"(?:message|question|request|prompt|instruction|query)|let me|let's|feel free|hope this helps"
    r"|(?:would|do) you (?:like|want))\b",
    "it speaks of the task": r"\b(?:(?:the|these|given|provided|above) (?:evidence|sources|excerpts|facts)\b"
    r"|(?:the|these|given|provided|above|this|your|my|system) instructions\b|(?:this|above|your|my|system) prompt\b"
    r"|according to source|(?:in|from|by|see) sources? \d|source \d+,? (?:line|says|states|shows)"
    r"|previous (?:claim|answer|instructions?)|this (?:claim|response|answer|summary|explanation))",
    "it gives an address": r"https?://|\bwww\.",
    "it carries markup": r"\]\(|<[a-zA-Z/!][^>]*>|^\s*(?:#{1,6} |[-*+] |\d+\. |```)|\{[{%]|--8<--|^\s*\{\s*\"",
}
_PATTERNS = {reason: re.compile(pattern, re.IGNORECASE) for reason, pattern in _TALK.items()}
_CASED = re.compile(r"(?<![\w.'`])I(?:'m| |')", re.ASCII)
_SHINGLE = 8
"""Words in a row that a claim may not share with a prompt."""


def talk(text: str, prompts: Iterable[str] = ()) -> str:
    """Return why a text is part of a conversation, or an empty string.

    Args:
        text: Of a claim, without its code and quotes.
        prompts: What the model was told and no reader should see.
    """
    for reason, pattern in _PATTERNS.items():
        if pattern.search(text):
            return reason
    if _CASED.search(text):
        return "it speaks of its writer"
    mine = _shingles(text)
    if any(not mine.isdisjoint(_shingles(prompt)) for prompt in prompts):
        return "it repeats the prompt"
    return ""


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}
