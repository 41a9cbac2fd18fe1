"""OCEL 2.0 in its relational form: a SQLite file with a table for each type of event and of object."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from web.mining.history import History, Mined
from web.mining.ocel import (
    ALWAYS,
    BELONGS_TO,
    EVENT_ATTRIBUTES,
    OBJECT_ATTRIBUTES,
    event_attributes,
    event_relations,
    object_attributes,
)

TABLES = """
CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT NOT NULL REFERENCES event_map_type (ocel_type));
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL UNIQUE);
CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT NOT NULL REFERENCES object_map_type (ocel_type));
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL UNIQUE);
CREATE TABLE event_object (
    ocel_event_id TEXT NOT NULL REFERENCES event (ocel_id), ocel_object_id TEXT NOT NULL REFERENCES object (ocel_id),
    ocel_qualifier TEXT NOT NULL, PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier));
CREATE TABLE object_object (
    ocel_source_id TEXT NOT NULL REFERENCES object (ocel_id), ocel_target_id TEXT NOT NULL REFERENCES object (ocel_id),
    ocel_qualifier TEXT NOT NULL, PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier));
"""
OF_EVENTS = "ocel_id TEXT PRIMARY KEY REFERENCES event (ocel_id), ocel_time TIMESTAMP NOT NULL"
OF_OBJECTS = "ocel_id TEXT NOT NULL REFERENCES object (ocel_id), ocel_time TIMESTAMP NOT NULL, ocel_changed_field TEXT"


def write_ocel_sqlite(path: Path, history: History) -> int:
    """Write the log into a file that isn't there yet; returns the number of events."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # Nobody else reads the file before it is whole, and a half-written one is thrown away.
        connection.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN; {TABLES}")
        writer = _Writer(connection, history)
        for case in history:
            writer.write(case)
        connection.execute("COMMIT")
        return writer.count
    finally:
        connection.close()


class _Writer:
    def __init__(self, connection: sqlite3.Connection, history: History) -> None:
        self._connection, self._history, self.count = connection, history, 0
        self._tables: dict[tuple[str, str], str] = {}

    def write(self, case: Mined) -> None:
        execute = self._connection.execute
        table = self._table("object", case.kind, OF_OBJECTS, OBJECT_ATTRIBUTES)
        execute("INSERT INTO object VALUES (?, ?)", (case.case, case.kind))
        if case.program is not None:
            execute("INSERT INTO object_object VALUES (?, ?, ?)", (case.case, case.program, BELONGS_TO))
        values = list(object_attributes(case))
        at_first = {one.name: one.value for one in values if one.time == ALWAYS}
        self._insert(table, (case.case, ALWAYS, None), at_first, OBJECT_ATTRIBUTES)
        for one in values:
            if one.time != ALWAYS:
                self._insert(table, (case.case, one.time, one.name), {one.name: one.value}, OBJECT_ATTRIBUTES)
        for happening in case.happened:
            table = self._table("event", happening.activity, OF_EVENTS, EVENT_ATTRIBUTES)
            execute("INSERT INTO event VALUES (?, ?)", (happening.id, happening.activity))
            said = event_attributes(self._history, case, happening)
            self._insert(table, (happening.id, happening.at.isoformat(timespec="microseconds")), said, EVENT_ATTRIBUTES)
            related = ((happening.id, *relation) for relation in event_relations(case, happening))
            self._connection.executemany("INSERT INTO event_object VALUES (?, ?, ?)", related)
            self.count += 1

    def _insert(
        self, table: str, fixed: tuple[str | None, ...], said: Mapping[str, str], names: Mapping[str, str]
    ) -> None:
        row = (*fixed, *(said.get(name) for name in names))
        self._connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)

    def _table(self, of: str, name: str, columns: str, attributes: Mapping[str, str]) -> str:
        """The table of a type, made when its first row comes."""
        table = self._tables.get((of, name))
        if table is None:
            mapped = re.sub(r"\W", "_", name)
            table = self._tables[of, name] = f"{of}_{mapped}"
            forms = (
                f"{attribute} {'TIMESTAMP' if form == 'time' else 'TEXT'}" for attribute, form in attributes.items()
            )
            self._connection.execute(f"CREATE TABLE {table} ({columns}, {', '.join(forms)})")
            self._connection.execute(f"INSERT INTO {of}_map_type VALUES (?, ?)", (name, mapped))
        return table
