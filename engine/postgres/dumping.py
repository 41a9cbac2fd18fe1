"""The store in PostgreSQL as one file, and back: by pg_dump and pg_restore, whose version must be the server's."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from psycopg.conninfo import make_conninfo

from engine.database import Connection
from engine.postgres.address import parts_of
from engine.postgres.connection import connect
from engine.postgres.schema import MIGRATING
from engine.refusal import UnsafeStore

OURS = "SELECT nspname::text FROM pg_namespace WHERE nspname ~ '^chumchon(_|$)'"


def dump(url: str, target: Path, schemas: Iterable[str], snapshot: str | None = None) -> None:
    """Write schemas into ``target``, as one moment shows them, whatever is recorded meanwhile. Raises UnsafeStore.

    The moment is that of ``snapshot``, or now.
    """
    target.touch(mode=0o600, exist_ok=False)
    words = ["--format=custom", "--no-owner", "--no-privileges", *(f"--schema={schema}" for schema in schemas)]
    if snapshot is not None:
        words.append(f"--snapshot={snapshot}")
    _run("pg_dump", url, *words, f"--file={target}")


def snapshot_of(view: Connection) -> str:
    """The name by which others see what ``view`` shows, as long as it lasts."""
    (name,) = view.execute("SELECT pg_export_snapshot()").fetchone()
    return str(name)


def load(url: str, source: Path) -> None:
    """Fill a database from a dump, in one transaction. Who may do what has to be said again. Raises UnsafeStore."""
    _run("pg_restore", url, "--exit-on-error", "--single-transaction", "--no-owner", str(source))


def expect_empty(url: str) -> None:
    """Refuse to restore over something. Raises UnsafeStore."""
    connection = connect(url, role=None, patience=None)
    try:
        if connection.execute(OURS).fetchone() is not None:
            raise UnsafeStore("the database holds a store already: nothing is restored over something else")
    finally:
        connection.close()


def remove(url: str) -> None:
    """Take away what was loaded and isn't sound."""
    connection = connect(url, role=None, patience=None)
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT pg_advisory_xact_lock(?)", (MIGRATING,))
        for (schema,) in connection.execute(OURS).fetchall():
            connection.execute(f"DROP SCHEMA {schema} CASCADE")
        connection.execute("COMMIT")
    finally:
        connection.close()


def _run(program: str, url: str, *words: str) -> None:
    # The words of a command are read by everybody on the machine, its variables only by its owner.
    address = parts_of(url)
    secret = {"PGPASSWORD": str(address.pop("password"))} if "password" in address else {}
    command = [program, *words[:-1], f"--dbname={make_conninfo('', **address)}", words[-1]]
    try:
        done = subprocess.run(command, env={**os.environ, **secret}, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise UnsafeStore(f"{program} isn't here: install PostgreSQL's programs of the server's version") from None
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "error:" in line), "error: no reason given")
        raise UnsafeStore(f"{program} failed: {said.partition('error:')[2].strip()}")
