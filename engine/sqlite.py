"""The SQLite recorder: one wide append-only row a fact, one writer at a time, readers beside it."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

from engine import guards, store
from engine.database import Connection, Question
from engine.recorder import EventsOfCase
from engine.refusal import StoreBusy, UnsafeStore
from engine.rows import ReadRows
from engine.shares import Share, copied, open_still, shared_out
from engine.store import open_database

T = TypeVar("T")


class FactRecorder(EventsOfCase, SQLiteApplicationRecorder):
    """Derived from the library's recorder, which can read the same rows.

    Writing goes through ``writing``, which takes the database's single writer lock at once (BEGIN
    IMMEDIATE), so that what a decision read is still true when its facts are appended.
    """

    def __init__(self, path: str) -> None:
        super().__init__(SQLiteDatastore(path, originator_id_type="text"))
        self.path = path
        Path(path).touch(mode=0o600)
        self._writer = open_database(path)
        self._file = _identity(path)
        self.turn = threading.Lock()
        self._busy_at = 0.0
        self._writing = Writing(self)
        self._readers = threading.local()
        self._opened = [self._writer]

    def close(self) -> None:
        for connection in self._opened:
            connection.close()
        self.datastore.close()

    def writing(self, *ahead: Question) -> Writing:
        """One transaction; commits at the end, rolls back on any exception. Nothing is said before COMMIT.

        Raises StoreBusy when others write for too long, UnsafeStore when the file is no longer in its place.
        """
        return self._writing

    def begin(self) -> sqlite3.Connection:
        """Take the writer's lock of this process, then that of the file.

        The first waits for others here, who get on; the second no longer than ``PATIENCE`` seconds, together
        with all who queue meanwhile.
        """
        since = time.monotonic()
        self.turn.acquire()
        try:
            if self._busy_at > since:
                raise StoreBusy
            if not self.in_place:
                raise UnsafeStore("the database file is not where it was: nothing is recorded until it is back")
            self._writer.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            self._busy_at = time.monotonic()
            self.turn.release()
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise StoreBusy from None
            raise
        except BaseException:
            self.turn.release()
            raise
        return self._writer

    @property
    def in_place(self) -> bool:
        """Whether the file that we write into still lies where it did.

        SQLite would go on writing into one that was taken away, and nobody would find it again.
        """
        return _identity(self.path) == self._file

    def migrate(self, rows: ReadRows) -> None:
        connection = store.create_database(self.path)
        store.migrate(connection)
        rows.create(connection)
        connection.close()

    def check(self, topics: frozenset[str]) -> None:
        with self.reading() as connection:
            guards.check(connection, topics)

    def try_guards(self) -> None:
        with self.writing() as connection:
            guards.try_guards(connection)
            connection.execute("ROLLBACK")

    def everywhere(self, work: Callable[[Connection, Share], Iterator[T]]) -> Iterator[T]:
        """From a copy, so that commands go on meanwhile. Not for a process with several threads."""
        with copied(self.path) as copy, closing(open_still(copy)) as connection:
            yield from shared_out(connection, copy, work)

    def shared_out(self, connection: Connection, work: Callable[[Connection, Share], Iterator[T]]) -> Iterator[T]:
        return shared_out(connection, self.path, work)

    def reshaping(self, rows: ReadRows) -> Writing:
        return self.writing()

    def scrub(self) -> bool:
        """Move every committed page into the main file. Returns whether nobody was reading older ones."""
        with self.turn:
            return not self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One consistent view of the store for this thread; may be nested."""
        connection: sqlite3.Connection | None = getattr(self._readers, "connection", None)
        if connection is None:
            connection = self._readers.connection = open_database(self.path)
            connection.execute("PRAGMA query_only=ON")
            self._opened.append(connection)
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("ROLLBACK")


class Writing:
    """A write transaction as a context; a class, because a generator would cost more than the lock it takes."""

    __slots__ = ("connection", "recorder")

    def __init__(self, recorder: FactRecorder) -> None:
        self.recorder = recorder

    def __enter__(self) -> sqlite3.Connection:
        self.connection = self.recorder.begin()
        return self.connection

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        try:
            if failed is None and self.connection.in_transaction:
                self.connection.execute("COMMIT")
        finally:
            # Also after a COMMIT that failed: what wasn't made durable must not linger.
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            self.recorder.turn.release()


def _identity(path: str) -> tuple[int, int] | None:
    """Which file lies there, by device and number; None when none does."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
