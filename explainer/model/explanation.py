"""What is said of a step, what backs it, and the walkthrough that all steps make."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from explainer.model.code import Finding, Snippet, Span, Step
from explainer.model.facts import Facts
from explainer.model.research import Documentation, Package, Research

Support = Literal["quoted", "checked", "inference"]
"""How a claim is backed: by a quote, by the code itself (checked by the program), or by neither."""


@dataclass(frozen=True, slots=True)
class ExplainRequest:
    """Exactly what an explanation may depend on; its hash is the key under which the explanation is cached.

    All lines in it are counted within `context` and `step` taken together, not in the file, so that an edit elsewhere
    leaves the request as it was. An engine that mentions a line writes it with
    `explainer.evidence.lines.line_reference`, and the program puts the file's own number in its place.
    """

    language: str
    step: Step
    facts: Facts
    research: Research
    context: tuple[Step, ...] = ()
    """The statements that the names of the step come from, in order."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote: which source, and which span of its text. The program slices the text; nobody writes a quote."""

    source: int
    span: Span


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of a synthesis and what backs it."""

    text: str
    """Inline Markdown (code spans, emphasis). Lines of the snippet are written with `line_reference`."""
    support: Support
    citations: tuple[Citation, ...] = ()
    argument: tuple[str, str] | None = None
    """(parameter, value) where the claim is about one argument: a page may show these claims as a table."""
    marked: bool = True
    """Whether a page says of an inference that it is one."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A claim that may not be published."""

    claim: Claim
    reason: str
    """In plain words, to be read by the user and by the engine that made the claim."""
    mendable: bool = True
    """Whether it is worth asking for a better one."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What was asked of a model, in tokens and US dollars."""

    input_tokens: int = 0
    """Those of the provider's prompt cache among them."""
    cached_tokens: int = 0
    output_tokens: int = 0
    dollars: float | None = 0.0
    """None where the price of the model is not known."""
    at_most: bool = False
    """Whether a count in it is the most that was possible, since the service did not say what it was."""

    @property
    def price(self) -> str:
        """What it costs, in words; empty where the price of the model is not known."""
        if self.dollars is None:
            return ""
        return f"${self.dollars:.4f}" if self.dollars else "no cost"

    def __add__(self, other: Usage) -> Usage:
        """Return the sum of both; its price is unknown where one of them is, and it is a bound where one of them is."""
        known = self.dollars is not None and other.dollars is not None
        return Usage(
            self.input_tokens + other.input_tokens,
            self.cached_tokens + other.cached_tokens,
            self.output_tokens + other.output_tokens,
            (self.dollars or 0.0) + (other.dollars or 0.0) if known else None,
            self.at_most or other.at_most,
        )


@dataclass(frozen=True, slots=True)
class Visit:
    """One thing that an engine did on its way to an explanation."""

    action: str
    """`search`, `open`, `find`, `scroll`, `quote`."""
    subject: str
    """The query, the title of the source, what was looked for."""
    outcome: str = ""
    """In a few plain words: `3 results`, `lines 1 to 40 of 212`."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The claims for one step, in reading order, and the engine that made them."""

    engine: str
    claims: tuple[Claim, ...] = ()
    note: str = ""
    """Why another engine than the chosen one wrote it, as a whole sentence; empty where the chosen one did."""
    usage: Usage | None = None
    """What a model took for it; None where no model was asked."""
    path: tuple[Visit, ...] = ()
    """What an engine that searches by itself did for it, in order."""
    found: tuple[Documentation, ...] = ()
    """Sources that it found; citations number them after those of the step's research."""
    language: str = "en"
    """Of the claims, as a tag of BCP 47."""
    complete: bool = True
    """Whether all that its engine asked answered; what is not complete is asked for again by the next build."""


@dataclass(frozen=True, slots=True)
class ExplainedStep:
    """A step with everything that was found and said about it."""

    step: Step
    facts: Facts
    research: Research
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class Walkthrough:
    """A snippet with its packages, findings and explained steps: what a page is made from."""

    snippet: Snippet
    packages: tuple[Package, ...] = ()
    findings: tuple[Finding, ...] = ()
    steps: tuple[ExplainedStep, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    """For the summary of a build: `steps`, `cached`, `sources`, `findings`, ..."""
