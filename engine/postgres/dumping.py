"""The store in PostgreSQL as one file, and back: by pg_dump and pg_restore, whose version must be the server's."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from engine.database import Connection
from engine.postgres.connection import connect
from engine.postgres.schema import EMPTY, MIGRATING
from engine.recorder import Recorder
from engine.refusal import UnsafeStore
from engine.rows import ReadRows


def dump(url: str, view: Connection, target: Path) -> None:
    """Write what ``view`` shows into ``target``, whatever is recorded meanwhile. Raises UnsafeStore."""
    (snapshot,) = view.execute("SELECT pg_export_snapshot()").fetchone()
    target.touch(mode=0o600, exist_ok=False)
    words = ("--format=custom", "--no-owner", "--no-privileges", "--schema=chumchon", f"--snapshot={snapshot}")
    _run("pg_dump", url, *words, f"--file={target}")


def load(url: str, source: Path, recorder: Recorder, rows: ReadRows) -> None:
    """Fill the empty database at ``url`` from a dump, and guard it again. Raises UnsafeStore."""
    expect_empty(url)
    _run("pg_restore", url, "--exit-on-error", "--single-transaction", "--no-owner", str(source))
    try:
        recorder.migrate(rows)
    except BaseException:
        remove(url)
        raise


def expect_empty(url: str) -> None:
    """Refuse to restore over something. Raises UnsafeStore."""
    connection = connect(url, role=None, patience=None)
    try:
        if not connection.execute(EMPTY).fetchone()[0]:
            raise UnsafeStore("the database holds a store already: nothing is restored over something else")
    finally:
        connection.close()


def remove(url: str) -> None:
    """Take away what was loaded and isn't sound."""
    connection = connect(url, role=None, patience=None)
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT pg_advisory_xact_lock(?)", (MIGRATING,))
        connection.execute("DROP SCHEMA IF EXISTS chumchon CASCADE")
        connection.execute("COMMIT")
    finally:
        connection.close()


def _run(program: str, url: str, *words: str) -> None:
    # The words of a command are read by everybody on the machine, its variables only by its owner.
    address = conninfo_to_dict(url)
    secret = {"PGPASSWORD": str(address.pop("password"))} if "password" in address else {}
    command = [program, *words[:-1], f"--dbname={make_conninfo('', **address)}", words[-1]]
    try:
        done = subprocess.run(command, env={**os.environ, **secret}, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise UnsafeStore(f"{program} isn't here: install PostgreSQL's programs of the server's version") from None
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "error:" in line), "error: no reason given")
        raise UnsafeStore(f"{program} failed: {said.partition('error:')[2].strip()}")
