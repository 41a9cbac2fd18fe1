"""The SQLite recorder: one wide append-only row a fact, one writer at a time, readers beside it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

from engine.mapper import StoredFact
from engine.store import open_database

COLUMNS = "rowid - 1, originator_id, originator_version, topic, state, by, occurred_on, recorded_at, because"
INSERT = (
    "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state, leaf_hash, by, occurred_on, "
    "recorded_at, because, command_id, digest, facts) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
OF_CASE = f"SELECT {COLUMNS} FROM stored_events WHERE originator_id = ? AND rowid <= ? ORDER BY originator_version"
HEAD = "SELECT rowid, recorded_at FROM stored_events ORDER BY rowid DESC LIMIT 1"


class FactRecorder(SQLiteApplicationRecorder):
    """Derived from the library's recorder, which can read the same rows.

    Writing goes through ``writing``, which takes the database's single writer lock at once (BEGIN
    IMMEDIATE), so that what a decision read is still true when its facts are appended.
    """

    def __init__(self, path: str) -> None:
        super().__init__(SQLiteDatastore(path, originator_id_type="text"))
        self.path = path
        self._writer = open_database(path)
        self._turn = threading.Lock()
        self._readers = threading.local()

    def close(self) -> None:
        self._writer.close()
        self.datastore.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction; commits at the end, rolls back on any exception. Nothing is said before COMMIT."""
        with self._turn:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One consistent view of the store for this thread; may be nested."""
        connection: sqlite3.Connection | None = getattr(self._readers, "connection", None)
        if connection is None:
            connection = self._readers.connection = open_database(self.path)
            connection.execute("PRAGMA query_only=ON")
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("ROLLBACK")

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        statement = (
            f"SELECT {COLUMNS}, leaf_hash FROM stored_events WHERE originator_id = ? AND originator_version > ? "
            f"AND originator_version <= ? ORDER BY originator_version {'DESC' if desc else 'ASC'} LIMIT ?"
        )
        values = (str(originator_id), gt or 0, 2**62 if lte is None else lte, -1 if limit is None else limit)
        with self.reading() as connection:
            return [_stored(row) for row in connection.execute(statement, values)]


def append(connection: sqlite3.Connection, rows: Sequence[StoredFact]) -> None:
    """Write rows whose leaf numbers were handed out in this transaction."""
    connection.executemany(
        INSERT,
        [
            (
                r.leaf + 1,
                r.originator_id,
                r.originator_version,
                r.topic,
                r.state,
                r.leaf_hash,
                r.by,
                r.on,
                r.at,
                r.because,
                r.command_id,
                r.digest,
                r.facts,
            )
            for r in rows
        ],
    )


def head(connection: sqlite3.Connection) -> tuple[int, int]:
    """The ledger's size and the last recorded_at (microseconds); (0, 0) when empty."""
    return connection.execute(HEAD).fetchone() or (0, 0)


def _stored(row: Sequence[Any]) -> StoredFact:
    leaf, case, version, topic, state, by, on, at, because, leaf_hash = row
    return StoredFact(
        originator_id=case,
        originator_version=version,
        topic=topic,
        state=state,
        leaf=leaf,
        leaf_hash=leaf_hash,
        by=by,
        on=on,
        at=at,
        because=because,
    )
