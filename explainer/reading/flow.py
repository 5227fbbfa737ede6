"""Control flow of one scope, and which definitions reach which uses in it; knows nothing of syntax."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from explainer.reading.names import Binding, Use

Event = Binding | Use
MOST = 200
"""Bindings that are kept of those that one use may get its value from, so that time does not grow by their square."""


@dataclass(eq=False, slots=True)
class Block:
    """Events that happen one after the other."""

    events: list[Event] = field(default_factory=list)
    successors: list[Block] = field(default_factory=list)
    number: int = -1

    def to(self, other: Block) -> None:
        """Let control go on in another block."""
        if other not in self.successors:
            self.successors.append(other)

    def copy(self, without: set[Block]) -> dict[Block, Block]:
        """Copy all blocks that are reached from here, up to the given ones; the events are the same."""
        copies: dict[Block, Block] = {}
        waiting = [self]
        while waiting:
            block = waiting.pop()
            if block not in copies and block not in without:
                copies[block] = Block(list(block.events))
                waiting.extend(block.successors)
        for block, twin in copies.items():
            twin.successors = [copies.get(following, following) for following in block.successors]
        return copies


class Flow:
    """Reaching definitions of one scope, by the classic iteration over bit sets."""

    def __init__(self, entry: Block, bindings: list[Binding]) -> None:
        self.bindings = bindings
        self.crowded: set[str] = set()
        """Names with uses that more bindings reach than are kept."""
        self.by_name: dict[str, int] = {}
        self._bit = {binding: 1 << number for number, binding in enumerate(bindings)}
        for binding in bindings:
            self.by_name[binding.name] = self.by_name.get(binding.name, 0) | self._bit[binding]
        by_path: dict[str, int] = {}
        for binding in bindings:
            by_path[binding.path] = by_path.get(binding.path, 0) | self._bit[binding]
        self._kills = {binding: self._killed(binding, by_path) for binding in bindings}
        self._blocks = _in_order(entry)
        self._in = self._reaching()
        self._made, self._later = self._still_to_come()

    def visit(self, see: Callable[[Event, int, int], None]) -> None:
        """Go through all events that can be reached.

        Args:
            see: Is given an event, the bindings that reach it, and those that may still be made after it (with itself),
                both as bit sets; more than once where a `finally` is reached in several ways.
        """
        for block in self._blocks:
            state, left = self._in[block.number], self._made[block.number]
            for event in block.events:
                see(event, state, left | self._later[block.number])
                if isinstance(event, Binding):
                    state = (state & ~self._kills[event]) | self._bit[event]
                    left &= ~self._bit[event]

    def select(self, bits: int, name: str) -> list[Binding]:
        """Return the bindings of a name that are in a bit set; where they are more than `MOST`, the last ones."""
        bits &= self.by_name.get(name, 0)
        found: list[Binding] = []
        while bits and len(found) < MOST:
            number = bits.bit_length() - 1
            found.append(self.bindings[number])
            bits ^= 1 << number
        if bits:
            self.crowded.add(name)
        return found[::-1]

    def _killed(self, binding: Binding, by_path: dict[str, int]) -> int:
        """Return the bindings that are gone after this one: of the name, or of the same attribute of it."""
        if binding.replaces:
            return self.by_name[binding.name]
        return by_path[binding.path] if binding.kind == "attribute" else 0

    def _reaching(self) -> list[int]:
        """Work out which bindings reach the start of each block."""
        kept, made = [], []
        for block in self._blocks:
            keep, make = -1, 0
            for event in block.events:
                if isinstance(event, Binding):
                    keep &= ~self._kills[event]
                    make = (make & ~self._kills[event]) | self._bit[event]
            kept.append(keep)
            made.append(make)
        reaching = [0] * len(self._blocks)
        waiting, queued = deque(self._blocks), set(range(len(self._blocks)))
        while waiting:
            block = waiting.popleft()
            queued.discard(block.number)
            out = (reaching[block.number] & kept[block.number]) | made[block.number]
            for following in block.successors:
                if out & ~reaching[following.number]:
                    reaching[following.number] |= out
                    if following.number not in queued:
                        queued.add(following.number)
                        waiting.append(following)
        return reaching

    def _still_to_come(self) -> tuple[list[int], list[int]]:
        """Work out, for each block, the bindings made in it and those made anywhere after it."""
        made = [0] * len(self._blocks)
        before: list[list[Block]] = [[] for _ in self._blocks]
        for block in self._blocks:
            for event in block.events:
                if isinstance(event, Binding):
                    made[block.number] |= self._bit[event]
            for following in block.successors:
                before[following.number].append(block)
        later = [0] * len(self._blocks)
        waiting = deque(reversed(self._blocks))
        while waiting:
            block = waiting.popleft()
            out = later[block.number] | made[block.number]
            for earlier in before[block.number]:
                if out & ~later[earlier.number]:
                    later[earlier.number] |= out
                    waiting.append(earlier)
        return made, later


def _in_order(entry: Block) -> list[Block]:
    """Number the blocks that can be reached so that most come before their successors (reverse postorder)."""
    finished: list[Block] = []
    seen = {id(entry)}
    waiting = [(entry, iter(entry.successors))]
    while waiting:
        block, successors = waiting[-1]
        following = next((one for one in successors if id(one) not in seen), None)
        if following is None:
            finished.append(block)
            waiting.pop()
        else:
            seen.add(id(following))
            waiting.append((following, iter(following.successors)))
    finished.reverse()
    for number, block in enumerate(finished):
        block.number = number
    return finished
