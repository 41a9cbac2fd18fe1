"""Read rows: what a question needs, kept in the facts' own transaction and rebuilt from the facts at will.

Two shapes are enough. ``CurrentRows`` keeps one row a case, a function of its present state. ``Marks``
keeps a row for each fact that says something on a date; a correction or a late fact doesn't change
such a row but supersedes it, so "as of D, as known K" over many cases is plain SQL:
``WHERE occurred_on <= D AND leaf < K AND (superseded IS NULL OR superseded >= K)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import msgspec

from engine.case_file import CaseFile
from engine.database import Connection
from engine.facts import Fact, Recorded
from engine.history import Mark, counted
from engine.kind import Kind
from engine.mapper import iso

SHAPE = "SELECT name FROM pragma_table_info(?)"

Row = tuple[Any, ...]


Step = Callable[[Any, Any], Iterable[Row]]
"""A fact and the state after it -> what it says: rows of a key and the table's own columns."""


@dataclass(frozen=True)
class CurrentRows:
    """One row a case. ``row`` gives the values of ``columns`` (the first is the case), or None for no row.

    It is a function of the kind, the id and the state, and of nothing that every fact changes (how many there are,
    when the last was recorded: the store knows both), so that most facts leave the row untouched.
    """

    name: str
    columns: Mapping[str, str]
    row: Callable[[Kind[Any], str, Any], Row | None]
    indexes: Sequence[str] = ()
    unmoved_by: frozenset[type[Fact]] = frozenset()
    """Facts that change nothing in the row."""
    wide: bool = False
    """Whether a row takes about a quarter of a page of 4 KB or more: in the tree of its keys few would fit a page."""
    _updates: dict[tuple[str, ...], str] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        return next(iter(self.columns))

    @property
    def names(self) -> Iterable[str]:
        """The columns of the table, in order."""
        return self.columns

    @property
    def table(self) -> str:
        names = ", ".join(f"{name} {form}" for name, form in self.columns.items())
        kept = "" if self.wide else " WITHOUT ROWID"
        return f"CREATE TABLE IF NOT EXISTS {self.name} ({names}, PRIMARY KEY ({self.key})){kept}"

    @cached_property
    def insert(self) -> str:
        sets = ", ".join(f"{name} = excluded.{name}" for name in list(self.columns)[1:])
        places = ", ".join("?" * len(self.columns))
        return f"INSERT INTO {self.name} VALUES ({places}) ON CONFLICT ({self.key}) DO UPDATE SET {sets}"

    def keep(self, connection: Connection, case: str, before: Row | None, after: Row | None) -> None:
        """Write a case's row. Where the last one is known only what differs is touched, and so few indexes."""
        if after is None:
            connection.execute(f"DELETE FROM {self.name} WHERE {self.key} = ?", (case,))
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
            statement = self._updates[names] = f"UPDATE {self.name} SET {sets} WHERE {self.key} = ?"
        return statement


@dataclass(frozen=True)
class Marks:
    """A row for each fact that counts. ``steps`` maps a class of facts to what it says: a key and ``columns``."""

    name: str
    columns: Mapping[str, str]
    steps: Mapping[str, Mapping[type[Fact], Step]]
    """Kind of case -> class of facts -> step."""
    indexes: Sequence[str] = ()

    @property
    def names(self) -> Iterable[str]:
        """The columns of the table, in order."""
        return "originator_id", "version", "key", "occurred_on", *self.columns, "leaf", "superseded"

    @property
    def table(self) -> str:
        names = "".join(f", {name} {form}" for name, form in self.columns.items())
        return (
            f"CREATE TABLE IF NOT EXISTS {self.name} (originator_id TEXT NOT NULL, version INTEGER NOT NULL, "
            f"key TEXT NOT NULL, occurred_on TEXT NOT NULL{names}, leaf INTEGER NOT NULL, superseded INTEGER, "
            f"PRIMARY KEY (originator_id, version, key, leaf)) WITHOUT ROWID"
        )

    @cached_property
    def insert(self) -> str:
        return f"INSERT INTO {self.name} VALUES ({', '.join('?' * (len(self.columns) + 6))})"


Projection = CurrentRows | Marks
Told = Mapping[type[Fact], tuple[tuple[Marks, Step], ...]]


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

    def create(self, connection: Connection) -> None:
        self.create_tables(connection)
        self.create_indexes(connection)

    def create_tables(self, connection: Connection) -> None:
        for projection in self.projections:
            connection.execute(projection.table)

    def create_indexes(self, connection: Connection) -> None:
        """Apart from the tables: an index made after a load is made by one sort."""
        for projection in self.projections:
            for index in projection.indexes:
                name = "_".join((projection.name, *(part.strip().split()[0] for part in index.split(","))))
                connection.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {projection.name} ({index})")

    def misfits(self, connection: Connection) -> list[str]:
        """The tables that aren't there, or are there with other columns than these projections keep."""
        there = {one.name: connection.execute(SHAPE, (one.name,)).fetchall() for one in self.projections}
        return [one.name for one in self.projections if [name for (name,) in there[one.name]] != list(one.names)]

    def drop(self, connection: Connection) -> None:
        for projection in self.projections:
            connection.execute(f"DROP TABLE IF EXISTS {projection.name}")

    @cached_property
    def unmoved_by(self) -> frozenset[type[Fact]]:
        """Facts that leave every row a case has as it is."""
        sets = [current.unmoved_by for current in self.current] or [frozenset()]
        return frozenset.intersection(*sets)

    @cached_property
    def silent(self) -> frozenset[type[Fact]]:
        """Facts that say nothing to any table."""
        return self.unmoved_by.difference(*(steps for marks in self.marks for steps in marks.steps.values()))

    def told_by(self, kind: str) -> Told:
        """Class of facts -> the tables it says something for, each with the step that says it."""
        told = self._told.get(kind)
        if told is None:
            gathered: dict[type[Fact], tuple[tuple[Marks, Step], ...]] = {}
            for marks in self.marks:
                for cls, step in marks.steps.get(kind, {}).items():
                    gathered[cls] = (*gathered.get(cls, ()), (marks, step))
            told = self._told[kind] = gathered
        return told

    def marked(self, connection: Connection, kind: str, record: Recorded, after: Any) -> None:
        """Keep what a fact in order says."""
        for marks, step in self.told_by(kind).get(type(record.fact), ()):
            for key, *values in step(record.fact, after):
                row = (record.case, record.version, key, iso(record.on), *values, record.leaf, None)
                connection.execute(marks.insert, row)

    def refolded(self, connection: Connection, kind: Kind[Any], records: Sequence[Recorded]) -> CaseFile:
        """After a late fact or a correction (the last of ``records``): supersede what no longer counts."""
        case, leaf = records[-1].case, records[-1].leaf
        file, says = self.folded(kind, records)
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
        return file

    def folded(self, kind: Kind[Any], records: Sequence[Recorded]) -> tuple[CaseFile, dict[str, set[Row]]]:
        """The file of a case from its whole history, corrections applied, and table -> what its facts say by now."""
        says: dict[str, set[Row]] = {marks.name: set() for marks in self.marks}
        told = self.told_by(kind.name)
        state: Any = None
        latest_on, ordered_on = date.min, records[0].on
        for index, item in enumerate(counted(records)):
            state = kind.evolve(state, item.fact, Mark(item.version, item.on, item.record.by))
            if index:
                latest_on = item.on
            if item.fact.spec.ordered:
                ordered_on = item.on
            for marks, step in told.get(type(item.fact), ()):
                for key, *values in step(item.fact, state):
                    says[marks.name].add((item.version, key, iso(item.on), *values))
        first, last = records[0], records[-1]
        return CaseFile(kind, first.case, last.version, state, latest_on, ordered_on, first, last), says

    def stand(self, connection: Connection, file: CaseFile) -> CaseFile:
        """Keep the one row of each current projection; returns the file noting them."""
        if file.unmoved:
            return file
        old = file.stood or (None,) * len(self.current)
        new = tuple(current.row(file.kind, file.case, file.state) for current in self.current)
        for current, before, after in zip(self.current, old, new, strict=True):
            current.keep(connection, file.case, before, after)
        return msgspec.structs.replace(file, stood=new, unmoved=True)
