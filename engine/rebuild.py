"""Builds all read rows anew from the facts: drop, replay every case as it was recorded, write in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from engine.case_file import next_file, opened_file, refolds
from engine.database import Connection, fill, head, scan
from engine.facts import Recorded
from engine.history import Mark
from engine.kind import Kind
from engine.mapper import FactMapper, iso
from engine.narrow import Line, in_order, marked
from engine.recorder import Recorder
from engine.rows import ReadRows, Row
from engine.shares import Share

CASES_AT_ONCE = 500
LINES = """
SELECT rowid - 1, originator_id, originator_version, topic, state, by, occurred_on, recorded_at, NULL
FROM stored_events WHERE originator_id >= ? AND originator_id < ? AND topic NOT IN ({silent})
ORDER BY originator_id, originator_version
"""
"""The facts of some cases, without those that say nothing to any table, and without reasons."""
KINDS = "SELECT originator_id, kind FROM cases WHERE originator_id >= ? AND originator_id < ?"

Tables = dict[str, list[Row]]


def rebuild(
    connection: Connection,
    recorder: Recorder,
    mapper: FactMapper,
    kinds: Mapping[str, Kind[Any]],
    rows: ReadRows,
    progress: Callable[[int], None] = lambda facts: None,
) -> int:
    """Replace every read row, inside the caller's transaction. Returns the number of facts."""
    rows.drop(connection)
    rows.create_tables(connection)

    replay = Replay(mapper, kinds, rows)
    total = 0
    for facts, tables in recorder.shared_out(connection, replay.of):
        for projection in rows.projections:
            fill(connection, projection.name, projection.insert, tables[projection.name])
        total += facts
        progress(total)
    rows.create_indexes(connection)
    size, _ = head(connection)
    progress(size)
    return size


class Replay:
    """What the facts of each case leave in the tables, superseded rows too, exactly as recording left them."""

    def __init__(self, mapper: FactMapper, kinds: Mapping[str, Kind[Any]], rows: ReadRows) -> None:
        self.mapper, self.kinds, self.rows = mapper, kinds, rows
        topics = mapper.registry.topics_of(rows.silent)
        self.lines = LINES.format(silent=", ".join(f"'{topic}'" for topic in sorted(topics)))

    def of(self, connection: Connection, share: Share) -> Iterator[tuple[int, Tables]]:
        """The rows of the cases of a share, some cases at a time, each with the number of facts behind them."""
        kind_of = dict(connection.execute(KINDS, share).fetchall())
        facts, cases, tables = 0, 0, self.empty()
        for case, group in groupby(scan(connection, self.lines, share), key=itemgetter(1)):
            lines = list(group)
            self._case(self.kinds[kind_of[case]], case, lines, tables)
            facts, cases = facts + len(lines), cases + 1
            if cases % CASES_AT_ONCE == 0:
                yield facts, tables
                facts, tables = 0, self.empty()
        yield facts, tables

    def empty(self) -> Tables:
        return {projection.name: [] for projection in self.rows.projections}

    def _case(self, kind: Kind[Any], case: str, lines: Sequence[Line], tables: Tables) -> None:
        if in_order(lines):
            self._stand(kind, case, self._straight_on(kind, lines, tables), tables)
        else:
            self.as_recorded(kind, [self.mapper.from_row(line) for line in lines], tables)

    def as_recorded(self, kind: Kind[Any], records: Sequence[Recorded], tables: Tables) -> Any:
        """What a whole history leaves in the tables, told fact by fact; returns the state it comes to."""
        state = self._told_as_recorded(kind, records, tables)
        self._stand(kind, records[0].case, state, tables)
        return state

    def _stand(self, kind: Kind[Any], case: str, state: Any, tables: Tables) -> None:
        for current in self.rows.current:
            row = current.row(kind, case, state)
            if row is not None:
                tables[current.name].append(row)

    def _straight_on(self, kind: Kind[Any], lines: Sequence[Line], tables: Tables) -> Any:
        told, evolve = self.rows.told_by(kind.name), kind.evolve
        state: Any = None
        for line, (fact, mark) in zip(lines, marked(lines, self.mapper), strict=True):
            state = evolve(state, fact, mark)
            for marks, step in told.get(type(fact), ()):
                for key, *values in step(fact, state):
                    tables[marks.name].append((line[1], mark.version, key, line[6], *values, line[0], None))
        return state

    def _told_as_recorded(self, kind: Kind[Any], records: Sequence[Recorded], tables: Tables) -> Any:
        logs = {marks.name: _Log() for marks in self.rows.marks}
        told = self.rows.told_by(kind.name)
        file = opened_file(kind, records[0], kind.evolve(None, records[0].fact, Mark(1, records[0].on, records[0].by)))
        for index, record in enumerate(records):
            if refolds(record, file.latest_on):
                file, says = self.rows.folded(kind, records[: index + 1])
                for name, now in says.items():
                    logs[name].become(now, record.leaf)
                continue
            if index:
                state = kind.evolve(file.state, record.fact, Mark(record.version, record.on, record.by))
                file = next_file(file, record, state, False)
            for marks, step in told.get(type(record.fact), ()):
                for key, *values in step(record.fact, file.state):
                    logs[marks.name].current[record.version, key, iso(record.on), *values] = record.leaf
        for name, log in logs.items():
            tables[name] += log.rows(file.case)
        return file.state


class _Log:
    """The rows one case has in one table, with the leaves from and to which each counted."""

    __slots__ = ("current", "past")

    def __init__(self) -> None:
        self.current: dict[Row, int] = {}
        self.past: list[tuple[Row, int, int]] = []

    def become(self, now: set[Row], leaf: int) -> None:
        for row in [row for row in self.current if row not in now]:
            self.past.append((row, self.current.pop(row), leaf))
        for row in now:
            self.current.setdefault(row, leaf)

    def rows(self, case: str) -> list[Row]:
        kept = [(case, *row, leaf, until) for row, leaf, until in self.past]
        return kept + [(case, *row, leaf, None) for row, leaf in self.current.items()]
