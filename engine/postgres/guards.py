"""What must be true of a PostgreSQL store before it may serve."""

from __future__ import annotations

import os
from collections.abc import Mapping

import psycopg

from engine.database import Connection
from engine.guards import expect_locked_tables, expect_whole
from engine.postgres.connection import APPLICATION, may_not_serve
from engine.postgres.schema import expect_edition, missing_guards
from engine.refusal import UnsafeStore
from engine.store import GUARDED

SETTINGS: Mapping[str, tuple[str, ...]] = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    # Each of these waits at least for the server's own disk.
    "synchronous_commit": ("on", "remote_apply", "remote_write", "local"),
}
MIGRATED = "SELECT to_regclass('chumchon.about') IS NOT NULL"
ATTACKS = (
    "UPDATE {table} SET originator_id = 'x' WHERE originator_id = 'probe'",
    "DELETE FROM {table}",
    "TRUNCATE {table}",
)


def check(connection: Connection, topics: frozenset[str]) -> None:
    """Refuse a store that isn't durable, guarded or whole, or holds a topic nobody knows. Raises UnsafeStore."""
    expect_locked_tables(os.environ)
    expect_durable(connection)
    if not connection.execute(MIGRATED).fetchone()[0]:
        raise UnsafeStore("the store has not been migrated: run `chumchon migrate`")
    expect_edition(connection)
    if connection.execute("SELECT current_user").fetchone()[0] != APPLICATION:
        raise may_not_serve()
    if missing_guards(connection):
        raise UnsafeStore("the triggers that keep the store append-only are missing or altered")
    expect_whole(connection, topics)


def expect_durable(connection: Connection) -> None:
    """Refuse a server that may lose what it acknowledged. Raises UnsafeStore."""
    for name, allowed in SETTINGS.items():
        (found,) = connection.execute(f"SHOW {name}").fetchone()
        if found not in allowed:
            raise UnsafeStore(f"PostgreSQL must run with {name}={allowed[0]}, not {found}")


def try_guards(writing: Connection) -> None:
    """Try to change, delete and empty each guarded table, and take all back. Raises UnsafeStore.

    Needs a write transaction.
    """
    for table in GUARDED:
        for attack in ATTACKS:
            if _succeeds(writing, attack.format(table=table)):
                raise UnsafeStore(f"{table} can be changed: {attack.split()[0]} was not refused")


def _succeeds(writing: Connection, attack: str) -> bool:
    writing.execute("SAVEPOINT attack")
    try:
        writing.execute(attack)
    except psycopg.errors.InsufficientPrivilege:
        return False
    except psycopg.errors.RaiseException as refusal:
        return "append only" not in str(refusal)
    else:
        return True
    finally:
        writing.execute("ROLLBACK TO attack")
        writing.execute("RELEASE attack")
