"""The Merkle tree of RFC 6962 over leaf hashes: its root, both kinds of proof, and how each is checked.

Source: RFC 6962 section 2.1; the checks follow RFC 9162 sections 2.1.3.2 and 2.1.4.2. A leaf hash is made where the
leaf is (``engine.mapper.leaf_hash``); from there on the tree knows nothing but 32-byte hashes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()
"""The root of a tree without leaves."""

Subtree = Callable[[int, int], bytes]
"""``subtree(level, number)``: the hash of the 2**level leaves from number * 2**level on, all of which exist."""


class NotProven(ValueError):
    """A proof doesn't show what it was given for."""


def node(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes at hand."""
    if not leaves:
        return EMPTY
    row = list(leaves)
    while len(row) > 1:
        above = [sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=False)]
        if len(row) % 2:
            # The odd one out has no sibling on this level and moves up as it is.
            above.append(row[-1])
        row = above
    return row[0]


class Frontier:
    """What a growing tree must remember: the roots of its complete subtrees, from the largest to the smallest."""

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size, self.peaks = size, list(peaks)
        if len(self.peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} complete subtrees")

    def append(self, leaf_hash: bytes) -> None:
        """Grow by one leaf."""
        peaks, odd = self.peaks, self.size
        while odd & 1:
            leaf_hash = sha256(b"\x01" + peaks.pop() + leaf_hash).digest()
            odd >>= 1
        peaks.append(leaf_hash)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Grow by many leaves: level by level, which is faster than leaf by leaf."""
        row, odd_ones, level = list(leaves), list[bytes](), 0
        grown = self.size + len(row)
        while row:
            if self.size >> level & 1:
                row.insert(0, self.peaks.pop())
            if len(row) % 2:
                odd_ones.append(row.pop())
            row = [sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=True)]
            level += 1
        self.peaks += reversed(odd_ones)
        self.size = grown

    def root(self) -> bytes:
        """The root over every leaf so far."""
        if not self.peaks:
            return EMPTY
        *larger, found = self.peaks
        for peak in reversed(larger):
            found = node(peak, found)
        return found


# Proofs, made from subtrees kept somewhere


def root_of(size: int, subtree: Subtree) -> bytes:
    """The root over the first ``size`` leaves."""
    return _span(subtree, 0, size) if size else EMPTY


def inclusion(leaf: int, size: int, subtree: Subtree) -> list[bytes]:
    """The proof that ``leaf`` (from 0) is in the tree of ``size`` leaves. Raises ValueError when it isn't."""
    if not 0 <= leaf < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {leaf}")
    proof, first, last = [], 0, size
    while last - first > 1:
        middle = first + _split(last - first)
        if leaf < middle:
            proof.append(_span(subtree, middle, last))
            last = middle
        else:
            proof.append(_span(subtree, first, middle))
            first = middle
    return proof[::-1]


def consistency(older: int, newer: int, subtree: Subtree) -> list[bytes]:
    """The proof that the tree of ``newer`` leaves begins with that of ``older``. Raises ValueError when it can't."""
    if not 0 <= older <= newer:
        raise ValueError(f"a tree of {newer} leaves can't begin with one of {older}")
    proof: list[bytes] = []
    if older in (0, newer):
        return proof
    first, last = 0, newer
    while last != older:
        middle = first + _split(last - first)
        if older <= middle:
            proof.append(_span(subtree, middle, last))
            last = middle
        else:
            proof.append(_span(subtree, first, middle))
            first = middle
    if first:
        proof.append(_span(subtree, first, last))
    return proof[::-1]


def _split(leaves: int) -> int:
    """The largest power of two below ``leaves``."""
    return 1 << ((leaves - 1).bit_length() - 1)


def _span(subtree: Subtree, first: int, last: int) -> bytes:
    leaves = last - first
    if leaves.bit_count() == 1:
        level = leaves.bit_length() - 1
        return subtree(level, first >> level)
    middle = first + _split(leaves)
    return node(_span(subtree, first, middle), _span(subtree, middle, last))


# Proofs, checked by whoever holds a root


def check_inclusion(leaf_hash: bytes, leaf: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that ``leaf_hash`` stands at ``leaf`` in the tree of ``size`` leaves under ``root``. Raises NotProven."""
    if not 0 <= leaf < size:
        raise NotProven(f"a tree of {size} leaves has no leaf {leaf}")
    at, last, found = leaf, size - 1, leaf_hash
    for step in proof:
        if last == 0:
            raise NotProven("the proof is too long")
        if at & 1 or at == last:
            found = node(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, step)
        at, last = at >> 1, last >> 1
    if last:
        raise NotProven("the proof is too short")
    if found != root:
        raise NotProven(f"leaf {leaf} isn't what the tree of {size} leaves holds there")


def check_consistency(older: int, newer: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Check that the tree of ``newer`` leaves under ``new_root`` only added to the older one. Raises NotProven."""
    if not 0 <= older <= newer:
        raise NotProven(f"a tree of {newer} leaves can't begin with one of {older}")
    if older in (0, newer):
        begins = old_root == (EMPTY if older == 0 else new_root)
        if proof or not begins or (newer == 0 and new_root != EMPTY):
            raise NotProven(f"the trees of {older} and {newer} leaves don't belong together")
        return
    steps = list(proof)
    if older.bit_count() == 1:
        steps.insert(0, old_root)
    if not steps:
        raise NotProven("the proof is too short")
    at, last = older - 1, newer - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise NotProven("the proof is too long")
        if at & 1 or at == last:
            old, new = node(step, old), node(step, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node(new, step)
        at, last = at >> 1, last >> 1
    if last:
        raise NotProven("the proof is too short")
    if old != old_root or new != new_root:
        raise NotProven(f"the tree of {newer} leaves doesn't begin with that of {older}")
