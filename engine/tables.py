"""Tables beside the facts in a file of SQLite's, which the processes of one host share; and what opens either kind."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine.layout import Layout, Place, Tables
from engine.refusal import UnsafeStore
from engine.store import create_database, guard
from engine.verification.faults import Fault, fault

IN_MEMORY = ":memory:"
BRIEFLY = 500
"""Milliseconds in which those who read must have ended, where everybody waits for that."""
UNFINISHED = 1
"""The user_version of a file with traces of what was erased."""


def file_of(layout: Layout) -> str:
    """What the file of a layout is called in a data folder."""
    return f"{layout.name}.sqlite3"


def open_tables(place: Place, layout: Layout) -> Tables:
    """The tables of ``layout`` where they lie. In a file they are created; elsewhere that is a step of its own."""
    return FileTables(place, layout) if isinstance(place, str | Path) else place.open(layout)


class FileTables:
    """One connection, which threads take turns at. ``still`` opens what is there as it is, and changes nothing."""

    def __init__(self, path: str | Path, layout: Layout, *, still: bool = False) -> None:
        self.layout = layout
        self._lock = threading.RLock()
        if still:
            address = f"{Path(path).absolute().as_uri()}?mode=ro"
            self.connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
            return
        if str(path) == IN_MEMORY:
            self.connection = sqlite3.connect(IN_MEMORY, isolation_level=None, check_same_thread=False)
        else:
            self.connection = create_database(str(path))
        for pragma in ("secure_delete=ON", "temp_store=MEMORY"):
            self.connection.execute(f"PRAGMA {pragma}")
        self.create()

    def close(self) -> None:
        self.connection.close()

    def create(self) -> None:
        for statement in (*self.layout.tables, *self._guards()):
            self.connection.execute(statement)

    def execute(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = (), /) -> sqlite3.Cursor:
        with self._lock:
            return self.connection.execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> None:
        with self._lock:
            self.connection.executemany(sql, parameters)

    @contextmanager
    def writing(self) -> Iterator[None]:
        with self._lock:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A file has one host only: whoever takes turns there has a file of their own that keeps others waiting."""
        yield

    def erase(self, table: str, values: Iterable[str]) -> None:
        column = self.layout.erased[table]
        with self._lock:
            with self.writing():
                gone = self.connection.executemany(
                    f"DELETE FROM {table} WHERE {column} = ?", [(value,) for value in values]
                ).rowcount
                if gone > 0:
                    # Kept until all traces are gone, so that a crash in between is made good.
                    self.connection.execute(f"PRAGMA user_version={UNFINISHED}")
            if self.connection.execute("PRAGMA user_version").fetchone()[0] == UNFINISHED:
                self._leave_no_trace()

    def _leave_no_trace(self) -> None:
        """Nothing that was deleted stays in free pages (they are overwritten and given up) or in older page copies."""
        # While somebody reads, VACUUM would write all there is into the log, once more with each try.
        self._empty_log()
        self.connection.execute("VACUUM")
        self._empty_log()
        self.connection.execute("PRAGMA user_version=0")

    def _empty_log(self) -> None:
        """Raises UnsafeStore where somebody reads what lies in the log; all others wait as long as this does."""
        (patience,) = self.connection.execute("PRAGMA busy_timeout").fetchone()
        self.connection.execute(f"PRAGMA busy_timeout={BRIEFLY}")
        try:
            busy = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            self.connection.execute(f"PRAGMA busy_timeout={patience}")
        if busy:
            raise UnsafeStore(f"somebody reads {file_of(self.layout)}: traces of what was erased wait for the next try")

    def check(self) -> None:
        if not self._wanted() <= self._present():
            raise UnsafeStore(f"the triggers that keep {', '.join(self.layout.guarded)} append-only are missing")

    def faults(self) -> Iterator[Fault]:
        name = file_of(self.layout)
        for (said,) in self.connection.execute("PRAGMA integrity_check(3)"):
            if said != "ok":
                yield fault("pages", f"แฟ้ม {name} เสียหาย: {said}", f"{name} is damaged: {said}", where=name)
        if self._present() != self._wanted():
            yield fault(
                self.layout.name,
                f"ทริกเกอร์ของ {name} ไม่ถูกต้อง",
                f"the guards of {name} aren't what they were",
                where=name,
            )

    def _guards(self) -> Iterator[str]:
        for table in self.layout.guarded:
            yield from (guard(table, verb) for verb in ("update", "delete"))

    def _wanted(self) -> set[str]:
        return {statement.replace("IF NOT EXISTS ", "") for statement in self._guards()}

    def _present(self) -> set[str]:
        return {row[0] for row in self.connection.execute("SELECT sql FROM sqlite_schema WHERE type = 'trigger'")}
