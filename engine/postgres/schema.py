"""The tables in PostgreSQL, the triggers that guard them, and the role that may only add to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from engine import store
from engine.database import Connection
from engine.postgres.connection import APPLICATION
from engine.postgres.words import WORDS
from engine.refusal import UnsafeStore
from engine.rows import ReadRows
from engine.verification.faults import Fault, fault

MIGRATING = 6_353_210_475
"""The number of the lock under which one process after the other migrates."""
KEPT = "SELECT value FROM about WHERE name = 'schema'"
REFUSAL = " BEGIN RAISE EXCEPTION 'append only: %', TG_TABLE_NAME; END "
"""What the function does that the triggers call."""
TRIGGERS = """
SELECT tgrelid::regclass::text || ' ' || pg_get_triggerdef(pg_trigger.oid)
FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE NOT tgisinternal AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)
  AND tgenabled = 'A' AND prosrc = ?
"""
OF_OTHERS = """
SELECT count(*) FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace
"""


def _extra() -> Iterator[str]:
    """What the store in PostgreSQL has beside the tables that both have."""
    # The library reads the number of a fact by this name.
    yield "ALTER TABLE stored_events ADD COLUMN IF NOT EXISTS notification_id BIGINT GENERATED ALWAYS AS (rowid) STORED"
    # Whoever writes locks this row first: the order of facts is the order of the lock.
    yield "CREATE TABLE IF NOT EXISTS ledger_head (one INTEGER PRIMARY KEY CHECK (one = 1))"
    yield "INSERT INTO ledger_head VALUES (1) ON CONFLICT DO NOTHING"
    yield "CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL)"
    yield (
        f"INSERT INTO about VALUES ('schema', '{store.SCHEMA}') ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    )


def guards(tables: Iterable[str] = store.GUARDED) -> Iterator[str]:
    """A function that refuses, and triggers that call it whatever role a session replays as."""
    yield f"CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $${REFUSAL}$$"
    for table in tables:
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only"


def role() -> Iterator[str]:
    """The role that serves, which belongs to all databases of a server."""
    yield (
        f"DO $$ BEGIN CREATE ROLE {APPLICATION} NOLOGIN; "
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
    yield f"GRANT {APPLICATION} TO CURRENT_USER"


def _grants(rows: ReadRows) -> Iterator[str]:
    yield from role()
    yield f"GRANT USAGE ON SCHEMA chumchon TO {APPLICATION}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA chumchon TO {APPLICATION}"
    yield f"GRANT INSERT ON {', '.join(store.GUARDED)} TO {APPLICATION}"
    yield f"GRANT UPDATE ON ledger_head TO {APPLICATION}"
    yield f"GRANT INSERT, UPDATE, DELETE ON cases, claims, tombstones TO {APPLICATION}"
    yield from grants_of_rows(rows)


def grants_of_rows(rows: ReadRows) -> Iterator[str]:
    """What the serving role may do with read rows; said again when they are made anew."""
    if rows.projections:
        names = ", ".join(projection.name for projection in rows.projections)
        yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {names} TO {APPLICATION}"


@contextmanager
def migrating(connection: Connection) -> Iterator[None]:
    """One transaction, one process after the other."""
    connection.execute("BEGIN")
    try:
        connection.execute("SELECT pg_advisory_xact_lock(?)", (MIGRATING,))
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def migrate(connection: Connection, rows: ReadRows) -> None:
    """Create what is missing of the store. Needs a transaction. Raises UnsafeStore."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS chumchon")
    _expect_ours(connection)
    carry_out(connection, (*WORDS, *store.FACTS, *store.WORKING, *_extra(), *guards()))
    rows.create(connection)
    carry_out(connection, _grants(rows))


def carry_out(connection: Connection, statements: Iterable[str]) -> None:
    for statement in statements:
        connection.execute(statement)


def _expect_ours(connection: Connection) -> None:
    """Refuse tables that another program made, and those of a newer edition. Raises UnsafeStore."""
    tables = {name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'chumchon'")}
    if tables and "about" not in tables:
        raise UnsafeStore("the schema chumchon of this database holds tables that are none of ours")
    if tables:
        expect_edition(connection)


def expect_edition(connection: Connection) -> None:
    """Refuse tables of a newer edition than this one. Raises UnsafeStore."""
    row = connection.execute(KEPT).fetchone()
    if row is None or int(row[0]) != store.SCHEMA:
        raise UnsafeStore("the store was made by another edition of chumchon than this one: run the newer one")


def missing_guards(
    connection: Connection, tables: Iterable[str] = store.GUARDED, schema: str = "chumchon"
) -> list[str]:
    """The guarded tables of the connection's schema whose trigger is gone, switched off, or does something else."""
    present = {row[0] for row in connection.execute(TRIGGERS, (REFUSAL,))}
    wanted = {
        table: f"{table} CREATE TRIGGER {table}_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON {schema}.{table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        for table in tables
    }
    return [table for table, definition in wanted.items() if definition not in present]


def guard_fault(check: str, table: str) -> Fault:
    """What is told of a guarded table whose trigger is missing."""
    th, en = f"การป้องกันของ {table} หายไปหรือถูกแก้ไข", f"the guard of {table} is gone or was altered"
    return fault(check, th, en, where=table)


def schema_faults(connection: Connection, rows: ReadRows) -> Iterator[Fault]:
    """What is missing of the guards and tables, and triggers that were never ours."""
    for table in missing_guards(connection):
        yield guard_fault("schema", table)
    if connection.execute(OF_OTHERS).fetchone()[0] > len(store.GUARDED):
        yield fault("schema", "มีทริกเกอร์ที่ระบบไม่ได้สร้าง", "there are triggers that are none of ours")
    for name in rows.misfits(connection):
        yield fault("schema", f"{name} ถูกเปลี่ยนรูป", f"{name} is not as it was created", where=name)
