"""A store with many times the cases of another: the same histories again under other ids, for measuring at scale."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.resealed import BOX, Lay, laid, resealed
from engine.database import head
from engine.mapper import FactMapper, leaf_hash
from engine.store import open_database

COPIED = "('household', 'program')"
IDS = re.compile(rb'"([0-9a-f]{32})"')
ROWS = (
    "SELECT stored_events.rowid - 1, originator_id, originator_version, topic, state, by, occurred_on, recorded_at, "
    f"because FROM stored_events JOIN cases USING (originator_id) WHERE kind IN {COPIED} ORDER BY stored_events.rowid"
)
ADD = (
    "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state, by, occurred_on, because, "
    "recorded_at, command_id, digest, facts, leaf_hash) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"
)


def multiply(path: Path, times: int, mapper: FactMapper | None = None) -> None:
    """Add ``times`` - 1 copies of every household and program. The read rows have to be rebuilt afterwards.

    With a ``mapper`` the copies' personal data is sealed anew, and opens; without, nothing of it does.
    """
    connection = open_database(str(path))
    connection.execute("BEGIN IMMEDIATE")
    rows = connection.execute(ROWS).fetchall()
    cases = connection.execute(f"SELECT originator_id, kind, parent, leaf FROM cases WHERE kind IN {COPIED}").fetchall()
    size, at = head(connection)
    lays = {} if mapper is None else laid(map(mapper.from_row, rows), mapper.vault)
    subjects = {found[1].decode() for row in rows for found in BOX.finditer(row[4])}
    for copy in range(1, times):
        new = {case: _other(case, copy) for case, *_ in cases}
        if mapper is not None:
            new |= {subject: mapper.vault.new_subject() for subject in sorted(subjects)}
        copied = _copied(rows, new, size + (copy - 1) * len(rows), at, lays, mapper)
        connection.executemany(ADD, copied)
        connection.executemany(
            "INSERT INTO cases VALUES (?, ?, ?, ?)",
            ((new[case], kind, new.get(parent, parent), leaf) for case, kind, parent, leaf in cases),
        )
    connection.execute("COMMIT")
    connection.close()


def _copied(
    rows: list[Any], new: dict[str, str], first: int, at: int, lays: dict[bytes, Lay], mapper: FactMapper | None
) -> Iterator[tuple[Any, ...]]:
    """Each fact as a command of its own, so that the ledger is whole: numbers, commands and hashes fit."""
    ids = {case.encode(): other.encode() for case, other in new.items()}

    def renamed(found: re.Match[bytes]) -> bytes:
        return b'"%b"' % ids.get(found[1], found[1])

    def again(stored: bytes, case: str, version: int) -> bytes:
        told = IDS.sub(renamed, stored)
        return told if mapper is None else resealed(told, lays, mapper.vault, case, version)

    for leaf, (_, case, version, topic, state, by, on, _, reason) in enumerate(rows, first):
        identity = (new[case], version, topic)
        content = again(state, new[case], version)
        because = None if reason is None else again(reason, new[case], version)
        stamp = (f"copy/{leaf}", bytes(32), 1)
        hashed = leaf_hash(leaf, *identity, by, on, at, because, stamp, content)
        yield leaf + 1, *identity, content, by, on, because, at, *stamp, hashed


def _other(case: str, copy: int) -> str:
    return f"{int(case[:8], 16) ^ copy * 0x9E3779B1 & 0xFFFFFFFF:08x}{case[8:]}"


def size_of(path: Path) -> tuple[int, int]:
    """How many facts and households a store holds."""
    with sqlite3.connect(path) as connection:
        facts, _ = head(connection)
        households = connection.execute("SELECT count(*) FROM cases WHERE kind = 'household'").fetchone()[0]
    return facts, households
