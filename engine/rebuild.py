"""Builds all read rows anew from the facts: drop, replay every case as it was recorded, write in bulk."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from engine.facts import Recorded
from engine.history import Mark
from engine.kind import Kind
from engine.mapper import FactMapper
from engine.rows import CaseFile, ReadRows, Row, Seen, folded_file, next_file, opened_file, refolds, said
from engine.sqlite import COLUMNS

ROWS_AT_ONCE = 50_000
EVERYTHING = f"SELECT {COLUMNS} FROM stored_events ORDER BY originator_id, originator_version"
KINDS = "SELECT originator_id, kind FROM cases"


def rebuild(
    connection: sqlite3.Connection,
    mapper: FactMapper,
    kinds: Mapping[str, Kind[Any]],
    rows: ReadRows,
    progress: Callable[[int], None] = lambda facts: None,
) -> int:
    """Replace every read row, inside the caller's transaction. Returns the number of facts replayed."""
    rows.drop(connection)
    rows.create(connection)
    kind_of = dict(connection.execute(KINDS).fetchall())
    writer = _Writer(connection, rows)
    total = 0
    for case, lines in groupby(connection.execute(EVERYTHING), key=itemgetter(1)):
        records = [mapper.from_row(line) for line in lines]
        writer.add(*replay(rows, kinds[kind_of[case]], records))
        total += len(records)
        progress(total)
    writer.flush()
    return total


def replay(rows: ReadRows, kind: Kind[Any], records: Sequence[Recorded]) -> tuple[CaseFile, dict[str, list[Row]]]:
    """A case's file and all its marks, superseded ones too, exactly as recording fact by fact left them."""
    logs = {marks.name: _Log() for marks in rows.marks}
    told = rows.told_by(kind.name)
    file: CaseFile | None = None
    memory: dict[str, Any] = {}
    for index, record in enumerate(records):
        if file is not None and refolds(record, file.latest_on):
            known = records[: index + 1]
            file = folded_file(kind, known)
            memory = {}
            for name, now in said(rows.marks, kind, known).items():
                logs[name].become(now, record.leaf)
            continue
        before = None if file is None else file.state
        mark = Mark(record.version, record.on, record.by)
        after = kind.evolve(before, record.fact, mark)
        listening = told.get(type(record.fact))
        if listening is not None:
            seen = Seen(before, record.fact, mark, after, memory)
            for marks in listening:
                logs[marks.name].add(marks.rows(kind.name, seen), record.leaf)
        file = opened_file(kind, record, after, memory) if file is None else next_file(file, record, after, memory)
    if file is None:
        raise ValueError("a case without facts can't be replayed")
    return file, {name: log.rows(records[0].case) for name, log in logs.items()}


class _Log:
    """The rows one case has in one table, with the leaves from and to which each counted."""

    __slots__ = ("current", "past")

    def __init__(self) -> None:
        self.current: dict[Row, int] = {}
        self.past: list[tuple[Row, int, int]] = []

    def add(self, rows: Iterator[Row], leaf: int) -> None:
        for row in rows:
            self.current[row] = leaf

    def become(self, now: set[Row], leaf: int) -> None:
        for row in [row for row in self.current if row not in now]:
            self.past.append((row, self.current.pop(row), leaf))
        for row in now:
            self.current.setdefault(row, leaf)

    def rows(self, case: str) -> list[Row]:
        kept = [(case, *row, leaf, until) for row, leaf, until in self.past]
        return kept + [(case, *row, leaf, None) for row, leaf in self.current.items()]


class _Writer:
    """Collects rows and writes them in bulk."""

    def __init__(self, connection: sqlite3.Connection, rows: ReadRows) -> None:
        self.connection, self.projections = connection, rows
        self.waiting: dict[str, list[Row]] = {p.name: [] for p in rows.projections}
        self.count = 0

    def add(self, file: CaseFile, marked: Mapping[str, list[Row]]) -> None:
        for name, rows in marked.items():
            self.waiting[name] += rows
            self.count += len(rows)
        for current in self.projections.current:
            row = current.row(file)
            if row is not None:
                self.waiting[current.name].append(row)
                self.count += 1
        if self.count >= ROWS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        for projection in self.projections.projections:
            self.connection.executemany(projection.insert, self.waiting[projection.name])
            self.waiting[projection.name].clear()
        self.count = 0
