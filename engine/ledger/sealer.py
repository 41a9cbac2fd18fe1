"""The sealer: reads the store, lets its own tree grow, and signs it; refuses whatever isn't the past it knows (T2, T3).

It runs apart from the server, under its own key and with its own state, and only ever adds to a tree of its own:
a fact altered after it was sealed can stop the sealer, but never get a signature.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from engine.database import Connection, head
from engine.ledger import merkle
from engine.ledger.checkpoint import Checkpoint, sign, verified
from engine.ledger.leaves import Altered, checked_leaves
from engine.ledger.note import Note, NoteRefused, SigningKey
from engine.ledger.record import Kept, Record, Refusal, Round
from engine.ledger.tiles import STEP, WIDTH, subtrees
from engine.refusal import UnsafeStore

REREAD = 64
"""Tiles of the past, 256 facts each, that are read again every round: 16,384 facts take some 0.2 seconds."""
FORGED = (
    "มีจุดตรวจที่กุญแจนี้ไม่ได้ลงนามอยู่ในบันทึกที่เผยแพร่",
    "the published record holds a checkpoint that this key didn't sign",
)
FORGOTTEN = (
    "บันทึกของผู้ลงนามเองไม่ตรงกับที่เคยลงนามไว้",
    "the sealer's own record isn't the one it signed",
)


Reading = Callable[[], AbstractContextManager[Connection]]


class Sealer:
    """Seals the facts that ``reading`` shows one view of, with ``key``; ``own`` is its memory, ``shown`` the copy
    everybody may ask.

    ``clock`` gives microseconds since 1970 UTC.
    """

    def __init__(
        self,
        reading: Reading,
        own: Record,
        shown: Record,
        key: SigningKey,
        clock: Callable[[], int],
        reread: int = REREAD,
    ) -> None:
        self._reading, self.own, self.shown, self.key, self.clock, self.reread = reading, own, shown, key, clock, reread
        self._subtree = subtrees(own.hashes)

    def waiting(self) -> int:
        """How many facts aren't sealed yet."""
        with self._reading() as connection:
            return head(connection)[0] - _size(self.own.latest())

    def seal(self) -> Note | None:
        """One round: read part of the past again, sign what is new, publish it. None when nothing is new.

        May be killed anywhere and be run again; two at once wait for each other. Raises Altered, UnsafeStore.
        """
        with self.shown.turn():
            return self._seal(self.clock())

    def _seal(self, now: int) -> Note | None:
        try:
            with self.own.writing(), self._reading() as connection:
                note = self._round(connection, now)
        except Altered as found:
            with self.own.writing():
                self.own.refuse(Refusal(now, found.text))
            self._publish()
            raise
        self._publish()
        return note

    def _round(self, connection: Connection, now: int) -> Note | None:
        if not self.own.sign_with(self.key.verifier):
            raise UnsafeStore("the sealer's own record was signed with another key")
        self._check_memory()
        self._catch_up(connection)
        size, last = head(connection)[0], self.own.latest()
        self._reread(connection, _size(last), size, now)
        if size == _size(last):
            return None
        self._grow(connection, _size(last), size)
        checkpoint = Checkpoint(self.key.verifier.name, size, merkle.root_of(size, self._subtree))
        note = sign(checkpoint, self.key)
        self.own.keep(Kept(size, now, note))
        return note

    def _check_memory(self) -> None:
        """The tree in the sealer's own record must be the one it signed last: what grows from it is consistent."""
        last = self.own.latest()
        if last is None:
            return
        signed = verified(last.note, self.key.verifier)
        try:
            remembered = merkle.root_of(signed.size, self._subtree)
        except LookupError:
            remembered = None
        if remembered != signed.root:
            raise Altered(*FORGOTTEN)

    def _catch_up(self, connection: Connection) -> None:
        """Remember what this key signed after the sealer's own folder was last saved, as far as it still holds."""
        for kept in self.shown.after(_size(self.own.latest())):
            try:
                checkpoint = verified(kept.note, self.key.verifier)
            except NoteRefused:
                raise Altered(*FORGED) from None
            self._grow(connection, _size(self.own.latest()), checkpoint.size)
            if merkle.root_of(checkpoint.size, self._subtree) != checkpoint.root:
                raise _past(0, checkpoint.size)
            self.own.keep(kept)

    def _reread(self, connection: Connection, sealed: int, size: int, now: int) -> None:
        """Compare the store with the tree: some full tiles in turn, and always the last one."""
        if size < sealed:
            raise Altered(
                f"ที่จัดเก็บมี {size:,} รายการ น้อยกว่าที่ลงนามไว้แล้ว {sealed:,} รายการ",
                f"the store holds {size:,} facts, fewer than the {sealed:,} signed before",
            )
        full, rest = divmod(sealed, WIDTH)
        round = self.own.round() or Round(now, 0, now, None)
        tile, began, since = round.tile, round.began, round.since
        for _ in range(min(self.reread, full)):
            first = tile * WIDTH
            found = merkle.root(list(checked_leaves(connection, first, first + WIDTH)))
            if [found] != self.own.hashes(STEP, tile, 1):
                raise _past(first, first + WIDTH)
            tile += 1
            if tile >= full:
                tile, began, since = 0, now, began
        if list(checked_leaves(connection, sealed - rest, sealed)) != self.own.hashes(0, sealed - rest, rest):
            raise _past(sealed - rest, sealed)
        if full <= self.reread:
            since = now
        self.own.keep_round(Round(now, tile, began, since))

    def _grow(self, connection: Connection, first: int, last: int) -> None:
        """Add leaves ``first`` to ``last`` - 1 to the tree."""
        start = first - first % WIDTH
        rest = self.own.hashes(0, start, first - start)
        for leaf_hash in checked_leaves(connection, first, last):
            rest.append(leaf_hash)
            if len(rest) == WIDTH:
                self._keep(STEP, start // WIDTH, merkle.root(rest))
                start, rest = start + WIDTH, []
        self.own.keep_rest(start, rest)

    def _keep(self, level: int, number: int, hash: bytes) -> None:
        self.own.keep_subtree(level, number, hash)
        above, place = divmod(number, WIDTH)
        if place == WIDTH - 1:
            self._keep(level + STEP, above, merkle.root(self.own.hashes(level, above * WIDTH, WIDTH)))

    def _publish(self) -> None:
        with self.shown.writing():
            if not self.shown.sign_with(self.key.verifier):
                raise UnsafeStore("these facts are sealed with another key")
            self.shown.take(self.own)


def in_file(facts: Path) -> Reading:
    """One consistent view of the facts in a file at a time; the sealer can't write there."""

    @contextmanager
    def reading() -> Iterator[Connection]:
        # As an address: a folder may be called what means something else in one.
        address = f"{facts.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            yield connection

    return reading


def _size(kept: Kept | None) -> int:
    return 0 if kept is None else kept.size


def _past(first: int, last: int) -> Altered:
    return Altered(
        f"ข้อเท็จจริงลำดับที่ {first:,}-{last - 1:,} ไม่ตรงกับที่ลงนามไว้",
        f"the facts at ledger places {first:,}-{last - 1:,} aren't those that were signed",
    )
