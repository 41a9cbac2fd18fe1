"""Read rows: what a question needs, kept in the facts' own transaction and rebuilt from the facts at will.

Two shapes are enough. ``CurrentRows`` keeps one row a case, a function of its present state. ``Marks``
keeps a row for each fact that says something on a date; a correction or a late fact doesn't change
such a row but supersedes it, so "as of D, as known K" over many cases is plain SQL:
``WHERE occurred_on <= D AND leaf < K AND (superseded IS NULL OR superseded >= K)``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import msgspec

from engine.facts import Fact, Recorded
from engine.history import Corrected, CorrectionConfirmed, Mark, counted
from engine.kind import Claims, Kind

Row = tuple[Any, ...]


class CaseFile(msgspec.Struct, frozen=True):
    """A case as it stands: its state and how far it has come. ``latest_on`` leaves out the first fact."""

    kind: Kind[Any]
    case: str
    version: int
    state: Any
    latest_on: date
    ordered_on: date
    opened: Recorded
    latest: Recorded
    held: Claims | None = None
    """What the state claims, where that has been worked out."""
    stood: tuple[Row | None, ...] | None = None
    """The case's rows in the current projections as last written, where that is known."""
    memory: Mapping[str, Any] = {}
    """What steps remember of the case; never shared between two files, so a refused command leaves no trace."""


class Seen(msgspec.Struct, frozen=True):
    """One fact on its way through the fold: the state before and after it.

    ``memory`` is a step's own: what it worked out at earlier facts of the case and needn't work out again.
    It may be empty at any time, so a step must be able to do without.
    """

    before: Any
    fact: Fact
    mark: Mark
    after: Any
    memory: dict[str, Any]


Step = Callable[[Seen], Iterable[Row]]


@dataclass(frozen=True)
class CurrentRows:
    """One row a case. ``row`` gives the values of ``columns`` (the first is the case), or None for no row."""

    name: str
    columns: Mapping[str, str]
    row: Callable[[CaseFile], Row | None]
    indexes: Sequence[str] = ()
    _updates: dict[tuple[str, ...], str] = field(default_factory=dict)

    def statements(self) -> Iterator[str]:
        names = ", ".join(f"{name} {form}" for name, form in self.columns.items())
        first = next(iter(self.columns))
        yield f"CREATE TABLE IF NOT EXISTS {self.name} ({names}, PRIMARY KEY ({first})) WITHOUT ROWID"
        yield from _indexes(self.name, self.indexes)

    @cached_property
    def insert(self) -> str:
        return f"INSERT OR REPLACE INTO {self.name} VALUES ({', '.join('?' * len(self.columns))})"

    def keep(self, connection: sqlite3.Connection, case: str, before: Row | None, after: Row | None) -> None:
        """Write a case's row. Where the last one is known only what differs is touched, and so few indexes."""
        if after is None:
            connection.execute(f"DELETE FROM {self.name} WHERE {next(iter(self.columns))} = ?", (case,))
        elif before is None:
            connection.execute(self.insert, after)
        else:
            changed = [(n, new) for n, old, new in zip(self.columns, before, after, strict=True) if new != old]
            if changed:
                connection.execute(self._update(tuple(n for n, _ in changed)), (*(new for _, new in changed), case))

    def _update(self, names: tuple[str, ...]) -> str:
        statement = self._updates.get(names)
        if statement is None:
            sets = ", ".join(f"{name} = ?" for name in names)
            statement = f"UPDATE {self.name} SET {sets} WHERE {next(iter(self.columns))} = ?"
            self._updates[names] = statement
        return statement


@dataclass(frozen=True)
class Marks:
    """A row for each fact that counts. ``steps`` maps a class of facts to what it says: a key and ``columns``."""

    name: str
    columns: Mapping[str, str]
    steps: Mapping[str, Mapping[type[Fact], Step]]
    """Kind of case -> class of facts -> step."""
    indexes: Sequence[str] = ()

    def statements(self) -> Iterator[str]:
        names = "".join(f", {name} {form}" for name, form in self.columns.items())
        yield (
            f"CREATE TABLE IF NOT EXISTS {self.name} (originator_id TEXT NOT NULL, version INTEGER NOT NULL, "
            f"key TEXT NOT NULL, occurred_on TEXT NOT NULL{names}, leaf INTEGER NOT NULL, superseded INTEGER, "
            f"PRIMARY KEY (originator_id, version, key, leaf)) WITHOUT ROWID"
        )
        yield from _indexes(self.name, self.indexes)

    @cached_property
    def insert(self) -> str:
        return f"INSERT INTO {self.name} VALUES ({', '.join('?' * (len(self.columns) + 6))})"

    def rows(self, kind: str, seen: Seen) -> Iterator[Row]:
        """What one fact says: ``(version, key, occurred_on, *values)``."""
        step = self.steps.get(kind, {}).get(type(seen.fact))
        if step is not None:
            for key, *values in step(seen):
                yield (seen.mark.version, key, seen.mark.on.isoformat(), *values)


Projection = CurrentRows | Marks
Told = dict[type[Fact], tuple[Marks, ...]]


@dataclass(frozen=True)
class ReadRows:
    """All projections together."""

    projections: Sequence[Projection] = field(default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "current", tuple(p for p in self.projections if isinstance(p, CurrentRows)))
        object.__setattr__(self, "marks", tuple(p for p in self.projections if isinstance(p, Marks)))

    current: tuple[CurrentRows, ...] = field(init=False)
    marks: tuple[Marks, ...] = field(init=False)
    _told: dict[str, Told] = field(init=False, default_factory=dict)

    def create(self, connection: sqlite3.Connection) -> None:
        for projection in self.projections:
            for statement in projection.statements():
                connection.execute(statement)

    def drop(self, connection: sqlite3.Connection) -> None:
        for projection in self.projections:
            connection.execute(f"DROP TABLE IF EXISTS {projection.name}")

    def told_by(self, kind: str) -> Told:
        """Class of facts -> the tables it says something for."""
        told = self._told.get(kind)
        if told is None:
            told = self._told[kind] = {}
            for marks in self.marks:
                for cls in marks.steps.get(kind, {}):
                    told[cls] = (*told.get(cls, ()), marks)
        return told

    def marked(self, connection: sqlite3.Connection, kind: str, record: Recorded, seen: Seen) -> None:
        """Keep what a fact in order says."""
        for marks in self.told_by(kind).get(type(record.fact), ()):
            for row in marks.rows(kind, seen):
                connection.execute(marks.insert, (record.case, *row, record.leaf, None))

    def remarked(self, connection: sqlite3.Connection, kind: Kind[Any], records: Sequence[Recorded]) -> None:
        """After a late fact or a correction (the last of ``records``): supersede what no longer counts."""
        case, leaf = records[-1].case, records[-1].leaf
        says = said(self.marks, kind, records)
        for marks in self.marks:
            new = says[marks.name]
            old = {
                row[1:-2]
                for row in connection.execute(
                    f"SELECT * FROM {marks.name} WHERE originator_id = ? AND superseded IS NULL", (case,)
                )
            }
            for row in old - new:
                connection.execute(
                    f"UPDATE {marks.name} SET superseded = ? "
                    "WHERE originator_id = ? AND version = ? AND key = ? AND superseded IS NULL",
                    (leaf, case, row[0], row[1]),
                )
            connection.executemany(marks.insert, [(case, *row, leaf, None) for row in sorted(new - old)])

    def stand(self, connection: sqlite3.Connection, file: CaseFile) -> CaseFile:
        """Keep the one row of each current projection; returns the file noting them."""
        old = file.stood or (None,) * len(self.current)
        new = tuple(current.row(file) for current in self.current)
        for current, before, after in zip(self.current, old, new, strict=True):
            current.keep(connection, file.case, before, after)
        return msgspec.structs.replace(file, stood=new)


def refolds(record: Recorded, latest_on: date) -> bool:
    """Whether a fact changes what earlier facts meant: it is late for its case, or a correction in force."""
    return record.version > 1 and (record.on < latest_on or isinstance(record.fact, Corrected | CorrectionConfirmed))


def opened_file(kind: Kind[Any], record: Recorded, state: Any, memory: Mapping[str, Any]) -> CaseFile:
    """The file of a case that has its first fact."""
    return CaseFile(kind, record.case, 1, state, date.min, record.on, record, record, memory=memory)


def next_file(file: CaseFile, record: Recorded, state: Any, memory: Mapping[str, Any]) -> CaseFile:
    """The file after one more fact in order."""
    ordered = record.on if record.fact.spec.ordered else file.ordered_on
    return CaseFile(
        file.kind,
        file.case,
        record.version,
        state,
        record.on,
        ordered,
        file.opened,
        record,
        file.held,
        file.stood,
        memory,
    )


def folded_file(kind: Kind[Any], records: Sequence[Recorded]) -> CaseFile:
    """The file of a case from its whole history, corrections applied."""
    state: Any = None
    latest_on = date.min
    ordered_on = records[0].on
    for index, item in enumerate(counted(records)):
        state = kind.evolve(state, item.fact, Mark(item.version, item.on, item.record.by))
        if index:
            latest_on = max(latest_on, item.on)
        if item.fact.spec.ordered:
            ordered_on = max(ordered_on, item.on) if index else item.on
    return CaseFile(kind, records[0].case, records[-1].version, state, latest_on, ordered_on, records[0], records[-1])


def said(projections: Sequence[Marks], kind: Kind[Any], records: Sequence[Recorded]) -> dict[str, set[Row]]:
    """Table -> what the facts of a case say by now, corrections applied."""
    says: dict[str, set[Row]] = {marks.name: set() for marks in projections}
    memory: dict[str, Any] = {}
    state: Any = None
    for item in counted(records):
        mark = Mark(item.version, item.on, item.record.by)
        before, state = state, kind.evolve(state, item.fact, mark)
        seen = Seen(before, item.fact, mark, state, memory)
        for marks in projections:
            says[marks.name].update(marks.rows(kind.name, seen))
    return says


def _indexes(table: str, indexes: Sequence[str]) -> Iterator[str]:
    for index in indexes:
        name = "_".join((table, *(part.strip().split()[0] for part in index.split(","))))
        yield f"CREATE INDEX IF NOT EXISTS {name} ON {table} ({index})"
