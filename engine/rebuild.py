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

CASES_AT_ONCE = 2_000
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
    rows.create(connection, indexed=False)
    kind_of = dict(connection.execute(KINDS).fetchall())
    total = 0
    waiting = _Waiting(connection, rows)
    scan = connection.execute(EVERYTHING)
    for case, lines in groupby(scan, key=itemgetter(1)):
        records = [mapper.from_row(line) for line in lines]
        waiting.add(*replay(rows, kinds[kind_of[case]], records))
        total += len(records)
        progress(total)
    waiting.flush()
    rows.index(connection)
    return total


def replay(rows: ReadRows, kind: Kind[Any], records: Sequence[Recorded]) -> tuple[CaseFile, dict[str, list[Row]]]:
    """A case's file and all its marks, superseded ones too, exactly as recording fact by fact left them."""
    log = {marks.name: _Log() for marks in rows.marks}
    first = records[0]
    mark = Mark(1, first.on, first.by)
    state = kind.evolve(None, first.fact, mark)
    file = opened_file(kind, first, state)
    steps = rows.steps(kind.name)
    _note(log, steps, first, None, mark, state)
    for index in range(1, len(records)):
        record = records[index]
        if refolds(record, file.latest_on):
            known = records[: index + 1]
            file = folded_file(kind, known)
            for name, new in said(rows.marks, kind, known).items():
                log[name].replace(new, record.leaf)
            continue
        before, mark = file.state, Mark(record.version, record.on, record.by)
        state = kind.evolve(before, record.fact, mark)
        _note(log, steps, record, before, mark, state)
        file = next_file(file, record, state)
    return file, {name: list(kept.rows(first.case)) for name, kept in log.items()}


def _note(
    log: Mapping[str, _Log], steps: Mapping[type, Any], record: Recorded, before: Any, mark: Mark, after: Any
) -> None:
    told = steps.get(type(record.fact))
    if told is None:
        return
    seen = Seen(before, record.fact, mark, after)
    for marks in told:
        for row in marks.rows(record_kind(marks, seen), seen):
            log[marks.name].add(row, record.leaf)
