"""What was found for a step: packages, sources, and the calls that they document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explainer.model.code import Finding, Span
from explainer.model.facts import Argument, Call

Origin = Literal["installed", "pinned", "newest", "standard library", "missing"]
"""Where the version of a package comes from; `missing` is a package that could not be had."""


@dataclass(frozen=True, slots=True)
class Package:
    """A distribution that the snippet imports or installs."""

    name: str
    version: str
    """Empty where it is missing."""
    origin: Origin
    imports: tuple[str, ...] = ()
    """The top-level modules of the snippet that it provides."""
    note: str = ""
    """Why it is missing, in plain words."""


@dataclass(frozen=True, slots=True)
class Source:
    """One search result: a text from outside the snippet, stored whole, that quotes are cut out of."""

    title: str
    url: str
    """Empty where no address is known."""
    text: str
    """Plain text as it was found (a docstring's own indentation removed); never Markdown to be rendered."""
    searcher: str
    """`symbols`, `packages`, `snippet`, `files`, `web`, ..."""
    symbol: str
    """The dotted name of the definition that it documents; empty for pages that document no one symbol."""
    package: str
    version: str
    locator: str
    """`peft/peft_model.py:418`, relative to the package's root; empty for a page."""
    retrieved: str = ""
    """The day on which a page or a search result was fetched, as `2026-11-24`; empty for what is read from files."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a documented function, method or class."""

    name: str
    kind: str
    """`positional-only`, `positional-or-keyword`, `var-positional`, `keyword-only` or `var-keyword`."""
    annotation: str = ""
    default: str = ""
    documentation: Span | None = None
    """Where the source's text describes it: the description alone, without the parameter's name and type."""


@dataclass(frozen=True, slots=True)
class Documentation:
    """A source, and where in its text things are said."""

    source: Source
    kind: str
    """`function`, `method`, `class`, `attribute`, `module`, `package`, `signature` (a definition without docstring),
    `command` (of a shell, with the options that the step gives it as parameters), or `page` (of documentation or of the
    web, about no one symbol)."""
    name: str
    """As a reader would write it: `PeftModel.from_pretrained`, `json.loads`."""
    parameters: tuple[Parameter, ...] = ()
    """Without `self` and `cls`."""
    summary: Span | None = None
    """Its first sentence or two, whole."""
    returns: Span | None = None
    deprecated: Span | None = None
    """The sentence that says so."""
    of_base: str = ""
    """Name of the class that a class builds on and whose words these are, where it has none of its own."""
    gives: Literal["", "coroutine", "generator"] = ""
    """What calling it gives before any of its code runs; empty where its code runs at once, or that is not known."""
    enumeration: bool = False
    """Whether it is a class whose members are all its instances: calling it with a value looks one of them up."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A search result, or a part of one, that is not among the sources, and why."""

    title: str
    """Plain text, cut; empty where it must not be shown."""
    url: str
    """As it was found, cut: it may lead anywhere, or be no address at all. Empty where it must not be shown."""
    searcher: str
    reason: str
    """In plain words, without a full stop."""


Match = Literal["definition", "documentation", "name"]
"""How a call was tied to its symbol: the definition found, the documented return type, or the method's name alone."""


@dataclass(frozen=True, slots=True)
class BoundArgument:
    """An argument of a call, and the parameter that it goes to."""

    argument: Argument
    parameter: str | None
    """None where the signature is not known; the name of `*args` or `**kwargs` where one of these takes it."""
    documentation: Span | None = None
    """In the text of the call's source."""


@dataclass(frozen=True, slots=True)
class ResolvedCall:
    """A call, what it calls, and where that is documented."""

    call: Call
    symbol: str | None
    """The dotted name of the definition: module, then qualified name."""
    source: int | None
    """Index into the step's documentation; None where nothing documents the call."""
    arguments: tuple[BoundArgument, ...] = ()
    match: Match | None = None
    result: str = ""
    """The type of what comes out, where it is known."""


@dataclass(frozen=True, slots=True)
class ReadName:
    """A name of a package, or an attribute of a value, that a step reads without calling it, and its documentation."""

    path: str
    """As written: `np.pi`, `response.text`."""
    source: int
    """Index into the step's documentation."""


@dataclass(frozen=True, slots=True)
class Research:
    """All that was found for one step."""

    documentation: tuple[Documentation, ...] = ()
    calls: tuple[ResolvedCall, ...] = ()
    """One for each call of the facts, in their order."""
    names: tuple[ReadName, ...] = ()
    """Those that something documents, each once, in the order in which they stand."""
    types: tuple[tuple[str, str], ...] = ()
    """Types of names that the step reads or writes, as (path, type)."""
    complete: bool = True
    """Whether all that was asked answered; what is not complete is asked for again by the next build."""
    local: bool = True
    """Whether it follows from the step and what it depends on; if not, it is looked for again in a changed snippet."""
    dropped: tuple[Dropped, ...] = ()
    """The first of what searchers found and left out; engines are not given it."""
    dropped_beyond: int = 0
    """How many more there were."""
    findings: tuple[Finding, ...] = ()
    """What the packages show of the step, such as an imported name that they do not have."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources, in the order in which citations number them (from 0 here, from 1 on a page)."""
        return tuple(found.source for found in self.documentation)
