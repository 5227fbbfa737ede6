"""The nouns of the project: frozen values that flow from a file to a page.

Lines count from 1 and columns from 0, in characters. A `Span` is half open, in characters of the text it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Support = Literal["quoted", "checked", "inference"]
"""How a claim is backed: by a quote, by the code itself (checked by the program), or by neither."""

Origin = Literal["installed", "pinned", "newest", "standard library", "missing"]
"""Where the version of a package comes from; `missing` is a package that could not be had."""


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters in a text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the part of `text` that the span covers."""
        return text[self.start : self.end]


# ---------------------------------------------------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True)
class Requirement:
    """A distribution that a snippet says it needs, as in `# pip install peft==0.21`."""

    name: str
    """The distribution's name as written there."""
    specifier: str = ""
    """A PEP 440 specifier set, empty where none is given."""
    line: int | None = None
    """Where the snippet says so; None when a file beside it does."""


@dataclass(frozen=True, slots=True)
class Sites:
    """Where on the web to look: domains (`docs.python.org`), or domains with a path (`github.com/huggingface/peft`)."""

    allow: tuple[str, ...] = ()
    """Only these are taken, if any is named."""
    block: tuple[str, ...] = ()
    """These are never taken."""
    boost: tuple[str, ...] = ()
    """These come before others of their kind."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """One file of the snippets folder."""

    path: str
    """Relative to the snippets folder, with forward slashes."""
    language: str
    """A grammar's name: `python`, `bash`, `typescript`, ..."""
    title: str
    introduction: str
    """Plain text; empty where the file gives none."""
    text: str
    """The whole file, decoded, with `\\n` line ends and no byte order mark."""
    sha256: str
    """Of the file's bytes, in hexadecimal."""
    requirements: tuple[Requirement, ...] = ()
    queries: tuple[str, ...] = ()
    """Searches that its author asks for, beside those that are made from its code."""
    sites: Sites = field(default_factory=Sites)
    """Beside those of the configuration: a page must be one that both allow."""

    @property
    def lines(self) -> list[str]:
        """The lines of the text, without their ends; line n is `lines[n - 1]`."""
        return self.text.split("\n")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a snippet that a reader should know, in plain words, with why it matters."""

    kind: str
    """`syntax-error`, `overwritten`, `undefined-name`, `missing-import`, `deprecated`, `encoding`, ..."""
    line: int
    message: str
    """Plain words; names and code between backticks."""


@dataclass(frozen=True, slots=True)
class Step:
    """The smallest thing explained: a statement, the header of a compound one, or a block of comment lines."""

    id: str
    """`L16` for the step that starts on line 16; also its anchor on the page."""
    kind: str
    """`import`, `assignment`, `expression`, `function`, `class`, `if`, `for`, `comment`, `error`, ..."""
    start_line: int
    end_line: int
    code: str
    """The lines of the step, whole, as they stand in the snippet."""


# ------------------------------------------------------------------------------------------------------------ facts


@dataclass(frozen=True, slots=True)
class Definition:
    """A place where a name got the value that is read elsewhere."""

    line: int
    kind: str
    """`assignment`, `import`, `parameter`, `for`, `with`, `except`, `function`, `class`, `comprehension`, ..."""
    value: str | None = None
    """The source text of the bound expression; for an import the dotted name (`transformers.AutoTokenizer`)."""


@dataclass(frozen=True, slots=True)
class Read:
    """A name, or a dotted path of attributes from a name, whose value a step uses."""

    path: str
    """`model`, `inputs.shape`, `self.layers`; the first component is the name that is looked up."""
    line: int
    column: int
    """Where the first component starts."""
    definitions: tuple[Definition, ...] = ()
    """What the name may have been bound by last; several where branches meet, none for builtins and the undefined."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call, as written."""

    value: str
    """Its source text, without the keyword; `*args` and `**options` keep their stars."""
    keyword: str | None
    line: int
    column: int
    """Where the value starts."""
    reads: tuple[Read, ...] = ()
    """The names that the value is made from."""


Runs = Literal["once", "and", "or", "missing", "if", "else", "condition", "pipe", "each", "generator", "lambda"]
"""What decides when a call runs: its statement alone, an operator or a condition, or what it is the body of."""


@dataclass(frozen=True, slots=True)
class Running:
    """When a call of a statement runs.

    Attributes:
        runs: `once` where it runs with its statement; `and` and `or` where it is what stands behind such an operator,
            `missing` behind one that asks for a value in place of none, `if` and `else` where it is a value that a
            condition chooses, `condition` where it is a part of the condition that the statement asks; `pipe` where it
            runs along with the command whose output it reads; `each` in a comprehension, `generator` and `lambda` in
            what runs later, as what it was handed to wants.
        deciding: Source text of the condition, the command before a pipe, the comprehension, generator or lambda, of a
            long one its start; else empty.
        perhaps: Whether something within that leaves it out at times, such as the `if` of a comprehension.
    """

    runs: Runs = "once"
    deciding: str = ""
    perhaps: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One call (or decorator without parentheses) in a step."""

    line: int
    column: int
    """Where the called name itself starts: the attribute after its last dot."""
    name: str
    """The called name itself: `from_pretrained`; empty when what is called has no name (`f()()`, `d["k"]()`)."""
    callee: str
    """The whole called expression: `AutoModelForCausalLM.from_pretrained`."""
    receiver: str | None
    """What stands before the last dot, as source text; None for a plain name."""
    arguments: tuple[Argument, ...] = ()
    awaited: bool = False
    decorator: bool = False
    reads: tuple[Read, ...] = ()
    """The names that the called expression is made from: `model` in `model.generate(...)`."""
    running: Running = Running()


@dataclass(frozen=True, slots=True)
class Import:
    """One name that an import statement binds."""

    line: int
    column: int
    """Where the imported name starts (the module in `import a.b`, the name in `from a import b`)."""
    module: str
    """The absolute or relative module as written: `a.b`, `.models`."""
    name: str | None
    """The name after `import` in `from a import name`; `*` for a star import; None for `import a.b`."""
    alias: str | None
    """The name after `as`."""

    @property
    def bound(self) -> str:
        """The name that the import binds in the snippet."""
        return self.alias or self.name or self.module.partition(".")[0]

    @property
    def target(self) -> str:
        """What is imported, dotted: `transformers.AutoTokenizer`, `numpy`."""
        return f"{self.module}.{self.name}" if self.name and self.name != "*" else self.module


@dataclass(frozen=True, slots=True)
class Write:
    """A name, attribute or item that a step binds."""

    path: str
    """`model`, `self.size`, `table[...]`."""
    line: int
    value: str | None = None
    """The source text of what is bound, where there is one."""
    only: Literal["", "and", "or", "missing"] = ""
    """What its former value must be like: one that counts as true, one that does not, or none."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a step starts to define, in languages whose data flow is not known."""

    noun: str
    """`method`, `struct`, `module`, ..."""
    name: str
    """As written; empty for constructors."""
    whole: bool = False
    """Whether the step holds all of it."""


Role = Literal["header", "choice", "guard", "pattern", "again", "end", "behind"]
"""Where a condition stands: in the header of a block, or of several in the same step; before a block that is left out
where it holds, as a pattern may be too; at the end of a loop, of which the step is the beginning (`again`) or the end;
behind the statement itself."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What decides whether a step or its block runs, in languages whose data flow is not known."""

    role: Role
    text: str
    """Source text, without parentheses around it; empty where it is on other lines."""
    holds: bool = True
    """Whether it is asked to hold, and not that it does not, as by `unless` and `until`."""
    repeats: bool = False
    """Whether it is asked again after each turn, as by `while` and `until`."""
    inline: bool = False
    """Whether the block is a part of the step."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What static analysis knows of one step; all lines are the snippet's."""

    calls: tuple[Call, ...] = ()
    """In the order in which they run: an argument's calls before the call they are an argument of, those in the body of
    a lambda or generator after the call that it is handed to."""
    reads: tuple[Read, ...] = ()
    writes: tuple[Write, ...] = ()
    imports: tuple[Import, ...] = ()
    condition: Condition | None = None
    head: Head | None = None
    comment: str = ""
    """What a comment step, or the trailing comment of a statement, says, without its marks."""
    scope: str = ""
    """The dotted name of the function or class whose body the step is in; empty at the top level."""
    uses: tuple[int, ...] = ()
    """Indexes of the steps that its names come from, all the way back, in order, without the step itself."""
    used_on: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """For each name written, the lines that read this very value."""


# --------------------------------------------------------------------------------------------------------- packages


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


# --------------------------------------------------------------------------------------------------------- research


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
class Research:
    """All that was found for one step."""

    documentation: tuple[Documentation, ...] = ()
    calls: tuple[ResolvedCall, ...] = ()
    """One for each call of the facts, in their order."""
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


# ------------------------------------------------------------------------------------------------------ explanation


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


# ------------------------------------------------------------------------------------------------------ walkthrough


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
