"""One consistent copy of a database that others go on writing to, durable when it is said to be there."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from hashlib import file_digest
from pathlib import Path


def copy_database(source: Path, target: Path) -> None:
    """Copy by SQLite's own backup: what stands in the file and what still waits beside it, as of one moment.

    Raises FileNotFoundError; SQLite would copy an empty database in place of one that isn't there.
    """
    if not source.is_file():
        raise FileNotFoundError(source)
    target.touch(mode=0o600, exist_ok=False)
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
        # All of it in one file, so that it can be moved about as such.
        copy.execute("PRAGMA journal_mode=DELETE")
    make_durable(target)


def make_durable(path: Path) -> None:
    """Wait until a file, and its name in its folder, would survive a power cut."""
    for place in (path, path.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def waits_beside(path: Path) -> bool:
    """Whether part of a database stands in a file beside it: a copy of the database alone lacks that part."""
    beside = path.with_name(f"{path.name}-wal")
    return beside.exists() and beside.stat().st_size > 0
