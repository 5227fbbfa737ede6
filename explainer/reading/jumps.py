"""Where control goes when it does not go on with the next statement: handlers, loops, `finally`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from explainer.reading.flow import Block


class Jumps:
    """The handlers and loops around the place that is being walked, within one scope."""

    def __init__(self) -> None:
        self.escapes: list[Block] = []
        """Where an error goes, the innermost last."""
        self._loops: list[tuple[Block, Block, int]] = []
        self._finals: list[tuple[Block, list[Block]]] = []

    @contextmanager
    def escape(self, block: Block) -> Iterator[None]:
        """Send errors to a block."""
        self.escapes.append(block)
        yield
        self.escapes.pop()

    @contextmanager
    def loop(self, head: Block, after: Block) -> Iterator[None]:
        """Send `continue` to the head of a loop, and `break` behind it."""
        self._loops.append((head, after, len(self._finals)))
        yield
        self._loops.pop()

    @contextmanager
    def final(self, block: Block) -> Iterator[list[Block]]:
        """Send errors and jumps through a `finally`; yields the list of the places that they go on to."""
        targets: list[Block] = []
        self._finals.append((block, targets))
        with self.escape(block):
            yield targets
        self._finals.pop()

    def jump(self, source: Block, *, to_end: bool) -> None:
        """Let a block end with `break` or `continue`."""
        if not self._loops:
            return
        head, after, finals = self._loops[-1]
        target = after if to_end else head
        if len(self._finals) > finals:
            first, targets = self._finals[-1]
            source.to(first)
            targets.append(target)
        else:
            source.to(target)

    def targets(self) -> set[Block]:
        """Return all blocks that control may leave to from here."""
        loops = {block for head, after, _ in self._loops for block in (head, after)}
        return loops | set(self.escapes) | {block for block, _ in self._finals}
