"""Whether a result is about the very product that a step uses, or about another of a similar name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from explainer.research.web.addresses import Address
from explainer.research.web.protocol import Result
from explainer.research.web.topic import Topic

# Words that place a page in another language's world, and the sites that are of it.
_WORLDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "csharp": (
        r"(?<!\w)\.net\b|\bc#|\bcsharp\b|\bnuget\b|\bdotnet\b|\bml\.net\b|\bazure sdk\b",
        ("dotnet.microsoft.com",),
    ),
    "javascript": (
        r"\bjavascript\b|\btypescript\b|\bnode\.?js\b|\w\.js\b|\bnpm(?:js)?\b|\breact\b|\bvue\b|\bjquery\b|\bdeno\b",
        (
            "nodejs.org",
            "developer.mozilla.org",
            "react.dev",
        ),
    ),
    "java": (
        r"\bjava\b|\bkotlin\b|\bspring boot\b|\bmaven\b|\bmvnrepository\b|\bandroid\b|\bscala\b",
        ("javadoc.io", "docs.oracle.com", "developer.android.com", "kotlinlang.org", "scala-lang.org"),
    ),
    "rust": (
        r"\brust\b|\bcrates?\b",
        (
            "docs.rs",
            "doc.rust-lang.org",
        ),
    ),
    "go": (r"\bgolang\b|\bgo (?:package|module)\b|\bin go\b", ("go.dev", "gobyexample.com")),
    "ruby": (r"\bruby\b|\brails\b|\brubygems\b", ("ruby-doc.org", "rubydoc.info", "rubyonrails.org")),
    "php": (r"\bphp\b|\blaravel\b|\bpackagist\b", ("php.net", "laravel.com")),
    "r": (
        r"\bin r\b|\br package\b|\bcran\b|\btidyverse\b|\bggplot2\b|\brstudio\b",
        ("rdocumentation.org", "tidyverse.org", "rdrr.io"),
    ),
    "cpp": (r"\bc\+\+|\bqt\b|\bstd::", ("cppreference.com", "cplusplus.com", "qt.io")),
    "swift": (r"\bswift\b|\bios\b|\bxcode\b|\bswiftui\b", ("developer.apple.com", "swift.org")),
    "elixir": (r"\belixir\b|\berlang\b|\bhexdocs\b", ()),
    "julia": (r"\bjulia\b|\w\.jl\b", ("julialang.org",)),
    "matlab": (r"\bmatlab\b|\bsimulink\b", ("mathworks.com",)),
    "excel": (r"\bexcel\b|\bpower (?:bi|query)\b|\bvba\b|\bgoogle sheets\b", ("exceljet.net",)),
}
_SAME_WORLD = {"typescript": "javascript", "tsx": "javascript", "kotlin": "java", "scala": "java", "c": "cpp"}
_PROGRAMMING = re.compile(
    r"\b(?:api|argument|callable|class|code|dataset|decorator|documentation|examples?|exception|function|install|"
    r"keyword|library|method|model|module|object|parameters?|returns?|script|snippet|tensor|tutorial|usage|\w+\(\)?)",
    re.IGNORECASE,
)
_ENOUGH = 1.5
"""Evidence below which a page is taken to be about something else; found on `benchmarks/ranking.txt`."""


@dataclass(frozen=True, slots=True)
class Kinship:
    """How a result is related to a step."""

    official: bool
    """By the makers of a package of the step."""
    related: bool
    """By the makers of another package of the snippet."""
    evidence: float
    """That it is about a package of the step."""
    named: float
    """How it names a package of the step, or of the standard library its module: 0 for not at all."""
    symbol: float
    """How much of the step's symbols it names: 1 for a whole one in its title or address, 0 for none."""
    foreign: str
    """The other language's world that it is of; empty for none."""

    @property
    def other_product(self) -> bool:
        """Whether the page is about another product."""
        return not self.official and self.evidence < _ENOUGH


def kinship(result: Result, place: Address, topic: Topic) -> Kinship:
    """Measure a result against what a step is about."""
    head = f"{result.title} {place.host} {re.sub(r'[/_+-]', ' ', place.path)}".lower()
    text = f"{result.title}\n{result.text}".lower()
    official = any(product.owns(place) for product in topic.products)
    related = any(product.owns(place) for product in topic.others)
    foreign = _foreign(head, place, topic)
    named = _named(head, text, topic)
    symbol = _symbol(f"{head} {place.path.lower()} {place.url.lower()}", text, topic, bool(named) or official)
    evidence = named + symbol + related + (0.0 if topic.products else _ENOUGH)
    evidence += "python" in head or (topic.language != "python" and topic.language in head)
    evidence += 0.5 * ("python" in text) + 0.5 * bool(_PROGRAMMING.search(result.text))
    evidence -= 3 * bool(foreign) + bool(not foreign and _foreign(text, place, topic) and "python" not in text)
    return Kinship(official, related, evidence, named, symbol, foreign)


def _named(head: str, text: str, topic: Topic) -> float:
    """Weigh how a page names a package: as code, in its title or address, or in passing."""
    evidence = 0.0
    for name in topic.names - {"python"}:
        word, code = _patterns(name)
        if code.search(text):
            evidence = max(evidence, 2.0)
        if word.search(head):
            evidence = max(evidence, 1.0 + 0.5 * bool(word.search(text)))
        elif word.search(text):
            evidence = max(evidence, 0.5)
    return evidence


def _symbol(head: str, text: str, topic: Topic, ours: bool) -> float:
    """Weigh how a page names symbols; a method without its class says something only where a package is named."""
    best = 0.0
    for symbol in topic.symbols:
        parts = [part for part in symbol.lower().split(".") if part]
        if not parts:
            continue
        telling = (
            len(parts) > 1 or "_" in symbol.strip("_") or bool(re.search(r"[a-z][A-Z]", symbol)) or len(symbol) > 9
        )
        in_head, in_text = (all(_word(part).search(where) for part in parts) for where in (head, text))
        weight = 1.0 if telling else 0.5
        last = ours and _word(parts[-1]).search(text) and ("_" in parts[-1] or len(parts[-1]) > 9)
        best = max(best, weight if in_head else 0.75 * weight if in_text else 0.5 if last else 0.0)
    return best


def _foreign(text: str, place: Address, topic: Topic) -> str:
    own = _SAME_WORLD.get(topic.language, topic.language)
    for world, (words, sites) in _WORLDS.items():
        if world == own:
            continue
        if any(place.within(site) for site in sites) or ("/dotnet/" in place.path and world == "csharp"):
            return world
        if _compiled(words).search(text) and "python" not in text:
            return world
    return ""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def _word(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])")


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return how a package is named as a word, and as code."""
    bare = re.escape(name)
    spaced = "[-_. ]?".join(re.escape(part) for part in re.split(r"[-_.]", name))
    word = re.compile(rf"(?<![a-z0-9]){spaced}(?![a-z0-9])")
    code = re.compile(
        rf"\b(?:import|from) {bare}\b|\bpip install (?:-\S+ )*{spaced}\b|(?<![\w.]){bare}\.[a-z_]\w+(?:\.|\()"
    )
    return word, code
