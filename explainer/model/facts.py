"""What static analysis knows of a step without a look outside the snippet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


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


DetailRole = Literal[
    # of a loop
    "each",
    "values",
    "first",
    "last",
    "by",
    "holds",
    "after",
    # of others
    "name",
    "source",
    "value",
    "label",
    "caught",
    "parameter",
]
"""What a part of a statement is. Of a loop: what it calls `each` of its `values`, or counts from `first` to `last` `by`
which number; or how it begins, as long as what holds, and what it does after each turn. Of others: a `name` that is
brought in or given, and its `source`; the `value` that is returned, thrown, named or chosen by; the label of a case;
what is caught; a parameter."""


@dataclass(frozen=True, slots=True)
class Detail:
    """A part of a statement that tells what is special about it, in languages whose data flow is not known."""

    role: DetailRole
    text: str
    """Source text."""


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
    details: tuple[Detail, ...] = ()
    comment: str = ""
    """What a comment step, or the trailing comment of a statement, says, without its marks."""
    scope: str = ""
    """The dotted name of the function or class whose body the step is in; empty at the top level."""
    uses: tuple[int, ...] = ()
    """Indexes of the steps that its names come from, all the way back, in order, without the step itself."""
    used_on: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """For each name written, the lines that read this very value."""
