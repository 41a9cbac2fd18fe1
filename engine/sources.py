"""Where questions are answered from: the store, or a replica that follows it, for who only reads."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar

from engine.at_hand import AtHand
from engine.database import Connection, Head, head
from engine.memory import Memory
from engine.parts import Parts
from engine.reader import Reader
from engine.recorder import Views
from engine.refusal import StoreGone, UnsafeStore

TRIED_AGAIN = 2.0
"""Seconds for which nobody waits again for what was gone, where something else answers."""
FARTHEST = 10_000
"""A replica that lacks more facts than this isn't asked: too many to look through for the asker's own."""
OWN = "SELECT 1 FROM stored_events WHERE rowid > ? AND by = ? LIMIT 1"
LEAF = "SELECT leaf_hash FROM stored_events WHERE rowid = ?"


class Source:
    """One place where facts are read, with what is at hand and in memory of them as they stand there."""

    def __init__(self, views: Views, parts: Parts, learn: Callable[[Connection, int], object]) -> None:
        self.views, self.parts = views, parts
        self.at_hand, self.memory = AtHand(learn), Memory()
        self._gone_at = float("-inf")

    @property
    def gone(self) -> bool:
        """Whether it was gone a moment ago."""
        return time.monotonic() - self._gone_at < TRIED_AGAIN

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """One consistent view. Raises StoreGone."""
        try:
            with self.views.reading() as connection:
                end = head(connection)
                reader = Reader(self.parts, connection, end, self.at_hand.at(connection, end[0]), self.memory)
                yield reader
                self.at_hand.keep(reader.size, reader.touched)
        except StoreGone:
            self._gone_at = time.monotonic()
            raise


class ReadOnly:
    """Questions of somebody who decides nothing by them; known afterwards is how current the answers were.

    ``who`` names them as facts do, None until that is known.
    """

    def __init__(self, who: Callable[[], str | None]) -> None:
        self.who = who
        self.stored: int | None = None
        """How many facts the store held when it was asked; None while it is gone."""
        self.position: Head | None = None
        """Where the replica stood that answered, if one did."""
        self.from_store = False
        """Whether the replica is no choice any more."""

    @property
    def lacking(self) -> int | None:
        """How many facts were stored that the answer doesn't know of; None if nobody can tell."""
        if self.position is None:
            return 0
        return None if self.stored is None else max(0, self.stored - self.position[0])


class Sources:
    """The store, and perhaps a replica of it.

    Within ``read_only`` a question is answered from the replica once it is known who asks, if it holds everything
    they recorded themselves; until then, and where the replica is gone or too far behind, from the store, and where
    that is gone from the replica, however far behind. Outside of it only the store answers.
    """

    def __init__(
        self, store: Views, replica: Views | None, parts: Parts, learn: Callable[[Connection, int], object]
    ) -> None:
        self.store = Source(store, parts, learn)
        self.replica = None if replica is None else Source(replica, parts, learn)
        self._asking: ContextVar[ReadOnly | None] = ContextVar("asking", default=None)

    def close(self) -> None:
        for source in (self.store, self.replica):
            if source is not None:
                source.views.close()

    @contextmanager
    def read_only(self, who: Callable[[], str | None] = lambda: None) -> Iterator[ReadOnly]:
        """From here to the end this thread only reads."""
        asking = ReadOnly(who)
        token = self._asking.set(asking)
        try:
            yield asking
        finally:
            self._asking.reset(token)

    def reader(self) -> AbstractContextManager[Reader]:
        """One consistent view. Raises StoreGone."""
        asking = self._asking.get()
        if asking is None or self.replica is None:
            return self.store.reader()
        return self._chosen(asking, self.replica)

    @contextmanager
    def _chosen(self, asking: ReadOnly, replica: Source) -> Iterator[Reader]:
        with ExitStack() as stack:
            yield self._current(asking, replica, stack) or self._whichever(asking, replica, stack)

    def _current(self, asking: ReadOnly, replica: Source, stack: ExitStack) -> Reader | None:
        """A reader of the replica, if it may answer."""
        by = asking.who()
        if by is None or asking.from_store or replica.gone:
            return None
        with ExitStack() as unless_chosen:
            try:
                reader = unless_chosen.enter_context(replica.reader())
            except StoreGone:
                return None
            if self._knows_own(asking, by, reader):
                asking.position = asking.position or (reader.size, reader.at)
                stack.push(unless_chosen.pop_all())
                return reader
        asking.from_store = True
        return None

    def _knows_own(self, asking: ReadOnly, by: str, reader: Reader) -> bool:
        """Whether a replica holds everything that ``by`` had recorded when they asked."""
        if asking.stored is None or reader.size >= asking.stored or asking.position is not None:
            return True
        if asking.stored - reader.size > FARTHEST:
            return False
        try:
            with self.store.views.reading() as connection:
                return connection.execute(OWN, (reader.size, by)).fetchone() is None
        except StoreGone:
            asking.stored = None
            return True

    def _whichever(self, asking: ReadOnly, replica: Source, stack: ExitStack) -> Reader:
        """A reader of the store, or of the replica while the store is gone."""
        for source in (replica, self.store) if self.store.gone else (self.store, replica):
            try:
                reader = stack.enter_context(source.reader())
            except StoreGone:
                continue
            if source is replica:
                asking.stored, asking.position = None, (reader.size, reader.at)
            else:
                asking.stored = max(asking.stored or 0, reader.size)
            return reader
        raise StoreGone

    def lacking(self) -> int:
        """How many facts the replica lacks; 0 without one. Raises StoreGone where either is."""
        if self.replica is None:
            return 0
        with self.replica.reader() as copied, self.store.reader() as stored:
            return max(0, stored.size - copied.size)

    def expect_one_ledger(self) -> None:
        """Refuse a replica of another store. Raises UnsafeStore, StoreGone."""
        if self.replica is None:
            return
        try:
            with self.replica.views.reading() as connection:
                size, _ = head(connection)
                copied = connection.execute(LEAF, (size,)).fetchone()
        except StoreGone:
            return
        with self.store.views.reading() as connection:
            if connection.execute(LEAF, (size,)).fetchone() != copied:
                raise UnsafeStore("the replica's facts aren't those of the store: it follows another one")
