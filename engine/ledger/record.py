"""What is kept of the ledger beside the facts: checkpoints, cosignatures, subtree hashes, and what the sealer found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple

from engine.bilingual import Text
from engine.layout import Layout, Place
from engine.ledger.note import Line, Note, VerifierKey
from engine.ledger.tiles import STEP, WIDTH
from engine.tables import file_of, open_tables

TABLES = (
    "CREATE TABLE IF NOT EXISTS signer (one INTEGER PRIMARY KEY CHECK (one = 1), key TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS checkpoints (size INTEGER PRIMARY KEY, at INTEGER NOT NULL, note TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS cosignatures (size INTEGER, line TEXT, PRIMARY KEY (size, line)) WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS subtrees (
        level INTEGER, number INTEGER, hash BLOB NOT NULL, PRIMARY KEY (level, number)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS rounds (
        one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER, tile INTEGER, began INTEGER, since INTEGER)""",
    "CREATE TABLE IF NOT EXISTS refusals (at INTEGER PRIMARY KEY, th TEXT NOT NULL, en TEXT NOT NULL)",
)
LAYOUT = Layout(name="ledger", tables=TABLES, add_only=("signer", "checkpoints", "cosignatures", "refusals"))
FILE = file_of(LAYOUT)


class Kept(NamedTuple):
    """A checkpoint as it was sealed ``at`` (microseconds since 1970 UTC, by the sealer's clock)."""

    size: int
    at: int
    note: Note


class Round(NamedTuple):
    """The sealer's last round that found nothing wrong, and how far it is with reading the past again.

    ``tile`` comes next in the reading that ``began`` then; each fact sealed was read again after ``since``.
    """

    at: int
    tile: int
    began: int
    since: int | None


class Refusal(NamedTuple):
    """When the sealer refused to sign, and why."""

    at: int
    text: Text


class Record:
    """One such database. The sealer has its own, and a copy of it lies beside the facts for everybody to ask."""

    def __init__(self, place: Place) -> None:
        self._db = open_tables(place, LAYOUT)

    def close(self) -> None:
        self._db.close()

    def check(self) -> None:
        """Refuse a record that isn't there. Raises UnsafeStore."""
        self._db.check()

    def writing(self) -> AbstractContextManager[None]:
        """One transaction, which nobody else writes during; undone by any exception."""
        return self._db.writing()

    def turn(self) -> AbstractContextManager[None]:
        """Only one host at a time seals into this record."""
        return self._db.turn()

    # Questions

    def key(self) -> VerifierKey | None:
        """What checkpoints are verified with; none before the first."""
        found = self._db.execute("SELECT key FROM signer").fetchone()
        return None if found is None else VerifierKey.read(found[0])

    def checkpoint(self, size: int) -> Kept | None:
        """The checkpoint of exactly this size."""
        return self._kept("WHERE size = ?", size)

    def latest(self, upto: int | None = None) -> Kept | None:
        """The largest checkpoint, or the largest of at most ``upto`` facts."""
        if upto is None:
            return self._kept("ORDER BY size DESC LIMIT 1")
        return self._kept("WHERE size <= ? ORDER BY size DESC LIMIT 1", upto)

    def after(self, size: int) -> list[Kept]:
        """Every checkpoint of more facts than ``size``, in order."""
        return [_kept(row) for row in self._db.execute(f"{CHECKPOINTS} WHERE size > ? ORDER BY size", (size,))]

    def cosignatures(self, size: int) -> list[Line]:
        """The signatures of witnesses for the checkpoint of this size."""
        rows = self._db.execute("SELECT line FROM cosignatures WHERE size = ? ORDER BY line", (size,))
        return [Line.read(line) for (line,) in rows]

    def hashes(self, level: int, first: int, count: int) -> list[bytes]:
        """Kept subtree hashes of a level from number ``first`` on, as far as they are there without a gap."""
        rows = self._db.execute(
            "SELECT number, hash FROM subtrees WHERE level = ? AND number >= ? AND number < ? ORDER BY number",
            (level, first, first + count),
        )
        return [hash for at, (number, hash) in enumerate(rows, first) if number == at]

    def round(self) -> Round | None:
        found = self._db.execute("SELECT at, tile, began, since FROM rounds").fetchone()
        return None if found is None else Round(*found)

    def refusals(self) -> list[Refusal]:
        """Every time the sealer refused to sign, newest first."""
        rows = self._db.execute("SELECT at, th, en FROM refusals ORDER BY at DESC")
        return [Refusal(at, Text(th, en)) for at, th, en in rows]

    def _kept(self, which: str, *values: int) -> Kept | None:
        row = self._db.execute(f"{CHECKPOINTS} {which}", values).fetchone()
        return None if row is None else _kept(row)

    # Writing

    def sign_with(self, key: VerifierKey) -> bool:
        """Note whose key signs here; whether it is the one that always did."""
        self._db.execute("INSERT INTO signer VALUES (1, ?) ON CONFLICT DO NOTHING", (str(key),))
        return self.key() == key

    def keep(self, kept: Kept) -> None:
        """Keep a checkpoint for ever. A second one of the same size is refused."""
        self._db.execute("INSERT INTO checkpoints VALUES (?, ?, ?)", (kept.size, kept.at, str(kept.note)))

    def cosign(self, size: int, lines: Iterable[Line]) -> None:
        """Keep what witnesses signed."""
        rows = [(size, str(line)) for line in lines]
        self._db.executemany("INSERT INTO cosignatures VALUES (?, ?) ON CONFLICT DO NOTHING", rows)

    def keep_subtree(self, level: int, number: int, hash: bytes) -> None:
        """Keep the hash of a complete subtree."""
        self._db.execute(KEEP_SUBTREE, (level, number, hash))

    def keep_rest(self, first: int, hashes: Iterable[bytes]) -> None:
        """Keep the leaves that don't fill a tile yet, in place of the ones that didn't before."""
        self._db.execute("DELETE FROM subtrees WHERE level = 0")
        self._db.executemany("INSERT INTO subtrees VALUES (0, ?, ?)", enumerate(hashes, first))

    def keep_round(self, round: Round) -> None:
        self._db.execute(KEEP_ROUND, round)

    def refuse(self, refusal: Refusal) -> None:
        """Keep why nothing was signed."""
        row = refusal.at, refusal.text.th, refusal.text.en
        self._db.execute("INSERT INTO refusals VALUES (?, ?, ?) ON CONFLICT DO NOTHING", row)

    def take(self, other: Record) -> None:
        """Take over what ``other`` has and this one doesn't yet."""
        for level in _levels(other):
            (number,) = self._db.execute("SELECT count(*) FROM subtrees WHERE level = ?", (level,)).fetchone()
            while more := other.hashes(level, number, WIDTH):
                for hash in more:
                    self.keep_subtree(level, number, hash)
                    number += 1
        last = self.latest()
        for kept in other.after(0 if last is None else last.size):
            self.keep(kept)
        for refusal in other.refusals():
            self.refuse(refusal)
        round = other.round()
        if round is not None:
            self.keep_round(round)


CHECKPOINTS = "SELECT size, at, note FROM checkpoints"
KEEP_SUBTREE = "INSERT INTO subtrees VALUES (?, ?, ?) ON CONFLICT (level, number) DO UPDATE SET hash = excluded.hash"
KEEP_ROUND = """
INSERT INTO rounds VALUES (1, ?, ?, ?, ?)
ON CONFLICT (one) DO UPDATE SET at = excluded.at, tile = excluded.tile, began = excluded.began, since = excluded.since
"""


def _kept(row: tuple[int, int, str]) -> Kept:
    return Kept(row[0], row[1], Note.read(row[2]))


def _levels(record: Record) -> Iterator[int]:
    """The levels on which subtrees are kept for everybody, not the leaves of a tile to come."""
    level = STEP
    while record.hashes(level, 0, 1):
        yield level
        level += STEP
