"""Subtree hashes kept in steps of 256 leaves, so that a proof reads a few short ranges instead of the whole tree."""

from __future__ import annotations

from collections.abc import Callable

from engine.ledger.merkle import Subtree, root

STEP = 8
WIDTH = 1 << STEP
"""Subtrees are kept at every eighth level: over 256, 65,536 and 16,777,216 leaves (as C2SP tlog-tiles cuts a tree)."""

Hashes = Callable[[int, int, int], list[bytes]]
"""``hashes(level, first, count)``: kept hashes of one level in order; fewer when not all are kept."""


def subtrees(kept: Hashes) -> Subtree:
    """Every complete subtree over what is kept; what is missing on a level is made from the level below."""

    def row(level: int, first: int, count: int) -> list[bytes]:
        found = kept(level, first, count)
        if len(found) < count and level:
            found += [root(row(level - STEP, n * WIDTH, WIDTH)) for n in range(first + len(found), first + count)]
        if len(found) < count:
            raise LookupError(f"leaf {first + len(found)} isn't there")
        return found

    def subtree(level: int, number: int) -> bytes:
        above = level % STEP
        return root(row(level - above, number << above, 1 << above))

    return subtree
