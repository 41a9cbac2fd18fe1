"""Rows deleted for good: what PostgreSQL keeps of a deleted row in its files goes with the file it lay in."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping

import psycopg

from engine.layout import Layout
from engine.postgres.connection import PostgresConnection
from engine.refusal import UnsafeStore

PARTS = 64
"""Into how many parts a table is divided: one of a million keys is written anew in a tenth of a second or two."""
PATIENCE = 10.0
"""Seconds in which those who look at the tables from before a deletion must have ended."""
LOOK = 0.05
OUR_TURN = "SELECT pg_try_advisory_lock(6356, hashtext(current_schema()))"
MAKES = re.compile(r"\s*CREATE TABLE IF NOT EXISTS (\w+)")
NOW = "SELECT pg_current_xact_id()::xid"
LOOKING_FROM_BEFORE = """
SELECT EXISTS (
  SELECT 1 FROM (
    SELECT unnest(ARRAY[backend_xmin, backend_xid]) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND (datname = current_database() OR datname IS NULL)
    UNION ALL SELECT xmin FROM pg_replication_slots
    UNION ALL SELECT transaction FROM pg_prepared_xacts WHERE database = current_database()
  ) AS may_look (since)
  WHERE age(since) > age(CAST(? AS TEXT)::xid)
)
"""
"""Who has a view, or has written and may take one; a standby that tells of its own; what awaits its second phase."""


def divided(tables: Iterable[str], erased: Mapping[str, str]) -> Iterator[str]:
    """The statements that make tables, those of which rows are erased in parts."""
    for statement in tables:
        columns = [erased[name] for name in made_by(statement) if name in erased]
        yield f"{statement} PARTITION BY HASH ({columns[0]})" if columns else statement
    for name in erased:
        for number in range(PARTS):
            part = f"FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {number})"
            yield f"CREATE TABLE IF NOT EXISTS {name}_{number} PARTITION OF {name} {part}"
    if erased:
        yield "CREATE TABLE IF NOT EXISTS traces (part TEXT PRIMARY KEY)"


def made_by(statement: str) -> list[str]:
    """The name of the table that a statement makes; none for an index."""
    return MAKES.findall(statement)


def erase(owner: PostgresConnection, layout: Layout, table: str, values: Iterable[str]) -> None:
    """Delete rows and write what they lay in anew without them; finish what was interrupted. Raises UnsafeStore."""
    owner.execute(f"SET lock_timeout = '{round(PATIENCE)}s'")
    try:
        # Not by waiting within a statement: whoever waits so looks at the tables as they were when it began.
        _wait_until(lambda: bool(owner.execute(OUR_TURN).fetchone()[0]), layout)
        owner.execute("BEGIN")
        found = owner.execute(
            f"DELETE FROM {table} WHERE {layout.erased[table]} = ANY(?) RETURNING tableoid::regclass::text",
            (list(values),),
        )
        # Stands until all traces are gone, so that a crash in between is made good.
        for (part,) in set(found):
            owner.execute("INSERT INTO traces VALUES (?) ON CONFLICT DO NOTHING", (part,))
        owner.execute("COMMIT")
        for (part,) in owner.execute("SELECT part FROM traces").fetchall():
            # Rows that an older view still shows would be taken along into the new file.
            _wait_for_readers(owner, layout)
            # A plain VACUUM only marks the place as free; this one leaves the old file behind, emptied.
            owner.execute(f"VACUUM FULL {part}")
            owner.execute("DELETE FROM traces WHERE part = ?", (part,))
    except psycopg.errors.LockNotAvailable:
        raise _somebody_reads(layout) from None


def _wait_for_readers(owner: PostgresConnection, layout: Layout) -> None:
    (deleted,) = owner.execute(NOW).fetchone()
    _wait_until(lambda: not owner.execute(LOOKING_FROM_BEFORE, (str(deleted),)).fetchone()[0], layout)


def _wait_until(found: Callable[[], bool], layout: Layout) -> None:
    patient_until = time.monotonic() + PATIENCE
    while not found():
        if time.monotonic() > patient_until:
            raise _somebody_reads(layout)
        time.sleep(LOOK)


def _somebody_reads(layout: Layout) -> UnsafeStore:
    return UnsafeStore(f"somebody reads the {layout.name}: traces of what was erased wait for the next try")
