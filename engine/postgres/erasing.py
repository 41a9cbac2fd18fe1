"""Rows deleted for good: what PostgreSQL keeps of a deleted row in its files goes with the file it lay in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import psycopg

from engine.layout import Layout
from engine.postgres.connection import PostgresConnection
from engine.refusal import UnsafeStore

PATIENCE = 10.0
"""Seconds in which those who look at the tables from before a deletion must have ended."""
LOOK = 0.05
OUR_TURN = "SELECT pg_try_advisory_lock(6356, hashtext(current_schema()))"
UNFINISHED = "SELECT to_regclass('traces') IS NOT NULL"
NOW = "SELECT pg_current_xact_id()::xid"
LOOKING_FROM_BEFORE = """
SELECT EXISTS (
  SELECT 1 FROM pg_stat_activity
  WHERE pid <> pg_backend_pid() AND (datname = current_database() OR datname IS NULL)
    AND age(backend_xmin) > age(CAST(? AS TEXT)::xid)
)
"""


def erase(owner: PostgresConnection, layout: Layout, table: str, column: str, values: Iterable[str]) -> None:
    """Delete rows and write the table anew without them; finish what was interrupted before. Raises UnsafeStore."""
    owner.execute(f"SET lock_timeout = '{round(PATIENCE)}s'")
    try:
        # Not by waiting within a statement: whoever waits so looks at the tables as they were when it began.
        _wait_until(lambda: bool(owner.execute(OUR_TURN).fetchone()[0]), layout)
        owner.execute("BEGIN")
        gone = owner.execute(f"DELETE FROM {table} WHERE {column} = ANY(?) RETURNING 1", (list(values),))
        if gone.fetchone() is not None:
            # Stands until all traces are gone, so that a crash in between is made good.
            owner.execute("CREATE TABLE IF NOT EXISTS traces (of TEXT)")
        owner.execute("COMMIT")
        if owner.execute(UNFINISHED).fetchone()[0]:
            # Rows that an older view still shows would be taken along into the new file.
            (deleted,) = owner.execute(NOW).fetchone()
            _wait_until(lambda: not owner.execute(LOOKING_FROM_BEFORE, (str(deleted),)).fetchone()[0], layout)
            # A plain VACUUM only marks the place as free; this one leaves the old file behind, emptied.
            owner.execute(f"VACUUM FULL {table}")
            owner.execute("DROP TABLE traces")
    except psycopg.errors.LockNotAvailable:
        raise _somebody_reads(layout) from None


def _wait_until(found: Callable[[], bool], layout: Layout) -> None:
    patient_until = time.monotonic() + PATIENCE
    while not found():
        if time.monotonic() > patient_until:
            raise _somebody_reads(layout)
        time.sleep(LOOK)


def _somebody_reads(layout: Layout) -> UnsafeStore:
    return UnsafeStore(f"somebody reads the {layout.name}: traces of what was erased wait for the next try")
