"""Leaf hashes out of the store, each made anew from its row and compared with the one stored beside it (T1)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bilingual import Text
from engine.database import Connection, scan
from engine.mapper import leaf_hash
from engine.refusal import UnsafeStore

HASHED = (
    "rowid - 1, originator_id, originator_version, topic, by, occurred_on, recorded_at, because, command_id, digest, "
    "facts, state, leaf_hash"
)
"""Everything a leaf hash is made from, and the hash."""
ROWS = f"SELECT {HASHED} FROM stored_events WHERE rowid > ? AND rowid <= ? ORDER BY rowid"


class Altered(UnsafeStore):
    """What the store says now isn't what it said before. ``text`` says where, in both languages."""

    def __init__(self, th: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(th, en)


class LeafAltered(Altered):
    """The row of ``leaf`` is missing, or its columns no longer give its hash."""

    def __init__(self, leaf: int) -> None:
        super().__init__(
            f"ข้อเท็จจริงลำดับที่ {leaf:,} ในบัญชีหายไปหรือไม่ตรงกับลายนิ้วมือของมัน",
            f"the fact at ledger place {leaf:,} is missing or doesn't match its own hash",
        )
        self.leaf = leaf


def checked_leaves(connection: Connection, first: int, last: int) -> Iterator[bytes]:
    """The hashes of leaves ``first`` to ``last`` - 1, in order. Raises LeafAltered at the first that isn't right."""
    expected = first
    for leaf, case, version, topic, by, on, at, because, command_id, digest, facts, state, stored in scan(
        connection, ROWS, (first, last)
    ):
        try:
            stamp = (command_id, digest, facts)
            made = leaf_hash(leaf, case, version, topic, by, on, at, because, stamp, state)
        except (AttributeError, TypeError):
            # SQLite keeps whatever type it is given; a column of another type was never written by us.
            raise LeafAltered(expected) from None
        if leaf != expected or made != stored:
            raise LeafAltered(expected)
        yield made
        expected += 1
    if expected != last:
        raise LeafAltered(expected)
