"""The facts in a backup: SQLite's own copy of the file, or a dump of the database that hosts share."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from engine.backup import copy_database, make_durable
from engine.database import Connection, scan
from engine.erasure import SubjectErased
from engine.ledger.merkle import Frontier
from web.backups.manifest import CREDENTIALS_DUMP, DUMP, KEYS_DUMP, BackupRefused, Part
from web.databases import DATABASE_VARIABLE, FACTS, facts_address, is_shared, keys_address, reading_facts
from web.wiring import open_casework

HASHES = "SELECT leaf_hash FROM stored_events ORDER BY rowid"
ERASED = "SELECT 1 FROM stored_events WHERE topic = ? AND rowid > ? LIMIT 1"
DUMPED: Mapping[tuple[Part, str], tuple[str, ...]] = {
    ("facts", DUMP): ("chumchon", "chumchon_ledger", "chumchon_looks", "chumchon_mail"),
    ("keys", CREDENTIALS_DUMP): ("chumchon_credentials",),
}
"""What is dumped of the database of the facts: the schemas of each file, and in which part of a backup it lies."""


class Position(NamedTuple):
    """How far the ledger had come."""

    size: int
    root: str


def copy_facts(data: Path, folders: Mapping[Part, Path]) -> Position:
    """Copy the facts as of one moment, while others go on recording. Raises UnsafeStore.

    From a shared database what lies beside the facts comes along as of the same moment.
    """
    if is_shared():
        from engine.postgres.dumping import dump, snapshot_of

        with reading_facts(data)() as view:
            moment = snapshot_of(view)
            for (part, name), schemas in DUMPED.items():
                dump(facts_address(), folders[part] / name, schemas, moment)
                make_durable(folders[part] / name)
            return _position(view)
    copy_database(data / FACTS, folders["facts"] / FACTS)
    with closing(sqlite3.connect(folders["facts"] / FACTS)) as copy:
        return _position(copy)


def copy_keys(folder: Path) -> None:
    """Copy the shared database of keys, if there is one. Raises UnsafeStore."""
    if is_shared():
        from engine.postgres.dumping import dump

        dump(keys_address(), folder / KEYS_DUMP, ["chumchon_keys"])
        make_durable(folder / KEYS_DUMP)


def has_erased_since(data: Path, size: int) -> bool:
    """Whether a fact after the first ``size`` erased somebody."""
    with reading_facts(data)() as view:
        return view.execute(ERASED, (SubjectErased.spec.topic, size)).fetchone() is not None


def expect_kind(data: Path, folder: Path) -> None:
    """Refuse a backup of the other kind of store. Raises BackupRefused."""
    dumped = (folder / DUMP).exists()
    if dumped and not is_shared():
        raise BackupRefused(
            f"ข้อมูลสำรองนี้มาจาก PostgreSQL: ตั้ง {DATABASE_VARIABLE} เป็นฐานข้อมูลว่างก่อน",
            f"this backup is of a store in PostgreSQL: let {DATABASE_VARIABLE} name an empty database",
        )
    if not dumped and is_shared():
        raise BackupRefused(
            f"ข้อมูลสำรองนี้เป็นแฟ้ม SQLite แต่ {DATABASE_VARIABLE} ชี้ไปที่ฐานข้อมูลอื่น",
            f"this backup is of a SQLite file, and {DATABASE_VARIABLE} names a database",
        )


def bring_dumps(data: Path, folders: Mapping[Part, Path]) -> bool:
    """Load the dumps that lie in the folders of a backup into empty databases. Whether there are any.

    Raises UnsafeStore; all of them are loaded or nothing.
    """
    if not (folders["facts"] / DUMP).exists():
        return False
    from engine.postgres.dumping import expect_empty, load

    for address in (facts_address(), keys_address()):
        expect_empty(address)
    try:
        for part, name in DUMPED:
            load(facts_address(), folders[part] / name)
        load(keys_address(), folders["keys"] / KEYS_DUMP)
        casework = open_casework(data)
        with closing(casework.vault), closing(casework):
            casework.migrate()
    except BaseException:
        take_away()
        raise
    return True


def take_away() -> None:
    """Remove what was loaded into databases and isn't sound."""
    from engine.postgres.dumping import remove

    for address in (facts_address(), keys_address()):
        remove(address)


def _position(connection: Connection) -> Position:
    tree = Frontier()
    for (hash,) in scan(connection, HASHES):
        tree.append(hash)
    return Position(tree.size, tree.root().hex())
