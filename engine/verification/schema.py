"""Whether a store has the tables, indexes and triggers it was created with, and nothing beside them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from engine import store
from engine.database import Connection
from engine.rows import ReadRows
from engine.verification.faults import Fault, fault

OBJECTS = "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'"


def schema_faults(connection: Connection, rows: ReadRows) -> Iterator[Fault]:
    """Compares with a store made this moment: a guard that is gone, a trigger that was never ours, pages that broke."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        store.migrate(fresh)
        rows.create(fresh)
        expected = dict(fresh.execute(OBJECTS).fetchall())
    present = dict(connection.execute(OBJECTS).fetchall())
    for name in sorted(expected.keys() | present.keys()):
        if name not in present:
            yield fault("schema", f"ไม่มี {name} ในที่จัดเก็บ", f"the store has no {name}", where=name)
        elif name not in expected:
            yield fault("schema", f"มี {name} ที่ระบบไม่ได้สร้าง", f"{name} is none of ours", where=name)
        elif present[name] != expected[name]:
            yield fault("schema", f"{name} ถูกเปลี่ยนรูป", f"{name} is not as it was created", where=name)
    if connection.execute("PRAGMA user_version").fetchone()[0] != store.SCHEMA:
        yield fault("schema", "เลขรุ่นของที่จัดเก็บไม่ตรง", "the store carries another schema version")
    for (said,) in connection.execute("PRAGMA integrity_check(20)"):
        if said != "ok":
            yield fault("pages", f"แฟ้มฐานข้อมูลเสียหาย: {said}", f"the database file is damaged: {said}")
