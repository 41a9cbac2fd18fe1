"""What must be true of a store before it may serve: durable, append-only, whole, and of facts we know."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping

from engine.database import Connection
from engine.ledger.ledger import Ledger
from engine.refusal import UnsafeStore
from engine.store import GUARDED, GUARDS, SCHEMA

SETTINGS: Mapping[str, tuple[object, str]] = {
    "user_version": (SCHEMA, "the store has not been migrated: run `chumchon migrate`"),
    "journal_mode": ("wal", "SQLite must run in WAL mode"),
    "synchronous": (2, "SQLite must run with synchronous=FULL"),
    "recursive_triggers": (1, "SQLite must fire triggers for a row that is replaced"),
    "foreign_keys": (1, "SQLite must keep foreign keys"),
    "trusted_schema": (0, "SQLite must not trust what a schema calls"),
}
WHOLE = "SELECT count(*), coalesce(max(rowid), 0) FROM stored_events"
PROBES: Mapping[str, str] = {
    "stored_events": "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state, leaf_hash, "
    "by, occurred_on, recorded_at) VALUES (9223372036854775807, 'probe', 1, 'probe', x'', x'', 'probe', '', 0)",
    "receipts": "INSERT INTO receipts VALUES ('probe', x'', 'probe', 0)",
}
ATTACKS = ("UPDATE {table} SET originator_id = 'x' WHERE originator_id = 'probe'", "DELETE FROM {table}", "REPLACE")


def check(connection: sqlite3.Connection, topics: frozenset[str]) -> None:
    """Refuse a store that isn't durable, guarded or whole, or holds a topic nobody knows. Raises UnsafeStore."""
    expect_locked_tables(os.environ)
    for name, (wanted, otherwise) in SETTINGS.items():
        if connection.execute(f"PRAGMA {name}").fetchone()[0] != wanted:
            raise UnsafeStore(otherwise)
    _expect_schema(connection)
    expect_whole(connection, topics)


def expect_whole(connection: Connection, topics: frozenset[str]) -> None:
    """Refuse a store that lacks facts, or holds a topic nobody knows. Raises UnsafeStore."""
    count, last = connection.execute(WHOLE).fetchone()
    if count != last:
        raise UnsafeStore(f"facts are missing: {last} were recorded, {count} are there")
    unknown = {row[0] for row in connection.execute("SELECT DISTINCT topic FROM stored_events")} - topics
    if unknown:
        raise UnsafeStore(f"the store holds unknown topics: {', '.join(sorted(unknown))}")


def expect_checkpoint(ledger: Ledger) -> None:
    """Refuse a store that is shorter than, or another than, what was last signed. Raises UnsafeStore."""
    standing = ledger.standing()
    if standing.checkpoint is not None and standing.size < standing.checkpoint.size:
        raise UnsafeStore(f"{standing.checkpoint.size} facts were signed for and {standing.size} are there")
    if not standing.agrees:
        raise UnsafeStore("the facts are not the ones that were signed for: run `chumchon verify`")


def expect_locked_tables(environment: Mapping[str, str]) -> None:
    """Refuse the library's mode that appends without locking the table: readers miss facts in it (F1)."""
    if environment.get("POSTGRES_ENABLE_DB_FUNCTIONS", "").strip().lower() in ("y", "yes", "t", "true", "on", "1"):
        raise UnsafeStore("POSTGRES_ENABLE_DB_FUNCTIONS must not be set: readers would miss facts")


def try_guards(writing: sqlite3.Connection) -> None:
    """Try to change, delete and replace a row of each guarded table, and take all back. Raises UnsafeStore.

    A look at the triggers says what they are; only trying says that they act. Needs a write transaction.
    """
    for table in GUARDED:
        for attack in ATTACKS:
            if _succeeds(writing, table, attack.format(table=table)):
                raise UnsafeStore(f"{table} can be changed: {attack.split()[0]} was not refused")


def _succeeds(writing: sqlite3.Connection, table: str, attack: str) -> bool:
    probe = PROBES[table]
    writing.execute("SAVEPOINT attack")
    try:
        writing.execute(probe)
        writing.execute(probe.replace("INSERT", "INSERT OR REPLACE", 1) if attack == "REPLACE" else attack)
    except sqlite3.IntegrityError as refusal:
        return "append only" not in str(refusal)
    else:
        return True
    finally:
        writing.execute("ROLLBACK TO attack")
        writing.execute("RELEASE attack")


def _expect_schema(connection: sqlite3.Connection) -> None:
    """A trigger too many could undo what is recorded, a view could stand in for a table."""
    found = connection.execute("SELECT sql FROM sqlite_schema WHERE type IN ('trigger', 'view')")
    present = {row[0] for row in found}
    expected = {guard.replace("IF NOT EXISTS ", "") for guard in GUARDS}
    if not expected <= present:
        raise UnsafeStore("the triggers that keep the store append-only are missing")
    if present - expected:
        raise UnsafeStore("the store holds triggers or views that are none of ours")
