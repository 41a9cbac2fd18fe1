"""The facts in a backup: SQLite's own copy of the file, or a dump of the database that hosts share."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from engine.backup import copy_database, make_durable
from engine.database import Connection, scan
from engine.erasure import SubjectErased
from engine.ledger.merkle import Frontier
from projections.tables import read_rows
from web.backups.manifest import DUMP, BackupRefused
from web.wiring import DATABASE_VARIABLE, FACTS, KINDS, is_shared, reading_facts, recorder_of

HASHES = "SELECT leaf_hash FROM stored_events ORDER BY rowid"
ERASED = "SELECT 1 FROM stored_events WHERE topic = ? AND rowid > ? LIMIT 1"


class Position(NamedTuple):
    """How far the ledger had come."""

    size: int
    root: str


def copy_facts(data: Path, folder: Path) -> Position:
    """Copy the facts as of one moment, while others go on recording. Raises UnsafeStore."""
    if is_shared(data):
        from engine.postgres.dumping import dump

        with reading_facts(data)() as view:
            dump(os.environ[DATABASE_VARIABLE], view, folder / DUMP)
            make_durable(folder / DUMP)
            return _position(view)
    copy_database(data / FACTS, folder / FACTS)
    with closing(sqlite3.connect(folder / FACTS)) as copy:
        return _position(copy)


def has_erased_since(data: Path, size: int) -> bool:
    """Whether a fact after the first ``size`` erased somebody."""
    with reading_facts(data)() as view:
        return view.execute(ERASED, (SubjectErased.spec.topic, size)).fetchone() is not None


def expect_kind(data: Path, folder: Path) -> None:
    """Refuse a backup of the other kind of store. Raises BackupRefused."""
    dumped = (folder / DUMP).exists()
    if dumped and not is_shared(data):
        raise BackupRefused(
            f"ข้อมูลสำรองนี้มาจาก PostgreSQL: ตั้ง {DATABASE_VARIABLE} เป็นฐานข้อมูลว่างก่อน",
            f"this backup is of a store in PostgreSQL: let {DATABASE_VARIABLE} name an empty database",
        )
    if not dumped and is_shared(data):
        raise BackupRefused(
            f"ข้อมูลสำรองนี้เป็นแฟ้ม SQLite แต่ {DATABASE_VARIABLE} ชี้ไปที่ฐานข้อมูลอื่น",
            f"this backup is of a SQLite file, and {DATABASE_VARIABLE} names a database",
        )


def bring_dump(data: Path) -> bool:
    """Load the dump that was brought into the data folder, and take the file away. Whether there was one.

    Raises UnsafeStore; all of it is loaded or nothing.
    """
    if not (data / DUMP).exists():
        return False
    from engine.postgres.dumping import load

    load(os.environ[DATABASE_VARIABLE], data / DUMP, recorder_of(data)(""), read_rows(KINDS))
    (data / DUMP).unlink()
    return True


def take_away() -> None:
    """Remove what was loaded into a database and isn't sound."""
    from engine.postgres.dumping import remove

    remove(os.environ[DATABASE_VARIABLE])


def _position(connection: Connection) -> Position:
    tree = Frontier()
    for (hash,) in scan(connection, HASHES):
        tree.append(hash)
    return Position(tree.size, tree.root().hex())
