"""The tables of the store, the triggers that guard them, and connections to it."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from engine.database import Connection

SCHEMA = 1

FACTS = (
    # The library reads the column by the name rowid. The writer numbers the rows itself, without gaps.
    """CREATE TABLE IF NOT EXISTS stored_events (
        rowid INTEGER PRIMARY KEY,
        originator_id TEXT NOT NULL,
        originator_version INTEGER NOT NULL,
        topic TEXT NOT NULL,
        state BLOB NOT NULL,
        leaf_hash BLOB NOT NULL,
        by TEXT NOT NULL,
        occurred_on TEXT NOT NULL,
        recorded_at INTEGER NOT NULL,
        because BLOB,
        command_id TEXT,
        digest BLOB,
        facts INTEGER)""",
    "CREATE UNIQUE INDEX IF NOT EXISTS one_fact_a_version ON stored_events (originator_id, originator_version)",
    "CREATE UNIQUE INDEX IF NOT EXISTS one_use_a_command ON stored_events (command_id) WHERE command_id IS NOT NULL",
    # The few facts that erased somebody, found at once among millions.
    "CREATE INDEX IF NOT EXISTS erasures ON stored_events (topic) WHERE topic = 'case.subject_erased@1'",
    """CREATE TABLE IF NOT EXISTS receipts (
        command_id TEXT PRIMARY KEY, digest BLOB NOT NULL, originator_id TEXT NOT NULL, version INTEGER NOT NULL
        ) WITHOUT ROWID""",
)
WORKING = (
    """CREATE TABLE IF NOT EXISTS cases (
        originator_id TEXT PRIMARY KEY, kind TEXT NOT NULL, parent TEXT, leaf INTEGER NOT NULL) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS cases_by_parent ON cases (parent, leaf) WHERE parent IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS cases_by_kind ON cases (kind, leaf)",
    """CREATE TABLE IF NOT EXISTS claims (
        kind TEXT NOT NULL, key TEXT NOT NULL, share TEXT NOT NULL, originator_id TEXT NOT NULL, holder TEXT NOT NULL,
        PRIMARY KEY (kind, key, share)) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS claims_by_case ON claims (originator_id, kind, holder)",
    """CREATE TABLE IF NOT EXISTS tombstones (
        kind TEXT NOT NULL, key TEXT NOT NULL, request TEXT NOT NULL, erased_on TEXT NOT NULL, until TEXT NOT NULL,
        PRIMARY KEY (kind, key)) WITHOUT ROWID""",
)
GUARDED = ("stored_events", "receipts")


PRAGMAS = (
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    # Without it INSERT OR REPLACE deletes a row and no trigger hears of it.
    "recursive_triggers=ON",
    "cache_size=-24000",
)


def guard(table: str, verb: str) -> str:
    """A trigger that refuses to change or remove rows."""
    return (
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'append only: {table}'); END"
    )


GUARDS = tuple(guard(table, verb) for table in GUARDED for verb in ("update", "delete"))


# The module asks bytes and None each time how they want to be kept, and learns by an exception that they don't say.
sqlite3.register_adapter(bytes, bytes)
sqlite3.register_adapter(type(None), lambda nothing: nothing)

PATIENCE = 2.0
"""Seconds to wait while another process writes; after that somebody is told to try again."""
ASKED_AGAIN = 0.01
"""Seconds until SQLite is asked again for what it doesn't wait for itself."""


def open_database(path: str, *, patience: float = PATIENCE) -> sqlite3.Connection:
    """A connection with the settings that make an acknowledged fact durable. The file must be there.

    SQLite would put a new, empty file in the place of one that was lost.
    """
    file = f"{Path(path).absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(file, uri=True, isolation_level=None, check_same_thread=False, timeout=patience)
    write_ahead(connection, patience)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def write_ahead(connection: sqlite3.Connection, patience: float = 5 * PATIENCE) -> None:
    """Have what is written go into a log first (WAL), so that readers and the writer don't wait for each other.

    SQLite doesn't wait for whoever writes meanwhile, as another process does that is making the same change: without
    asking again, one of two that begin together on a new file would fail.
    """
    until = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(ASKED_AGAIN)


def create_database(path: str) -> sqlite3.Connection:
    """The same, of a file that is created when it isn't there. Who migrates has more time than who serves."""
    Path(path).touch(mode=0o600)
    return open_database(path, patience=5 * PATIENCE)


def overwrite_what_is_deleted(connection: Connection) -> None:
    """From now on nothing of a deleted row stays in SQLite's free pages; elsewhere that is for ``settle`` to see to."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA secure_delete=ON")


def migrate(connection: sqlite3.Connection) -> None:
    """Create what is missing, in one transaction; the explicit step before a store may serve."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in (*FACTS, *GUARDS, *WORKING):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version={SCHEMA}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
