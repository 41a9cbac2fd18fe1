"""The PostgreSQL recorder: the same wide rows, ordered by the lock of one row, from as many hosts as there are."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

import psycopg
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from engine.database import HEAD, Connection, Question
from engine.layout import Layout
from engine.postgres import beside, guards, schema
from engine.postgres.address import parts_of
from engine.postgres.connection import PostgresConnection, connect, told
from engine.postgres.views import Views, exported
from engine.recorder import EventsOfCase
from engine.refusal import StoreBusy, StoreGone
from engine.rows import ReadRows
from engine.shares import Share, among_processes
from engine.store import PATIENCE

T = TypeVar("T")

LOCK = "SELECT one FROM ledger_head FOR UPDATE"
ERASED_FROM = ("claims", "tombstones")


class PostgresRecorder(EventsOfCase, PostgresApplicationRecorder):
    """Derived from the library's recorder, which can read the same rows.

    A write transaction is READ COMMITTED and first locks the one row of ``ledger_head``: whatever it reads after
    that was committed before, and nobody commits meanwhile. So leaves are dense and in order, and a reader who saw
    leaf n saw all before it. ``patience`` is how many seconds to wait for others; None for as long as it takes, which
    is for who looks at all of a store. ``layouts`` are the tables that are made together with it.
    """

    def __init__(self, url: str, patience: float | None = PATIENCE, layouts: Sequence[Layout] = ()) -> None:
        given = parts_of(url)
        datastore = _Unopened(
            str(given.get("dbname") or ""),
            str(given.get("host") or ""),
            str(given.get("port") or ""),
            str(given.get("user") or ""),
            str(given.get("password") or ""),
            schema="chumchon",
            originator_id_type="text",
        )
        super().__init__(datastore)
        self.url, self.patience, self.layouts = url, patience, layouts
        self.turn = threading.Lock()
        self._writer: PostgresConnection | None = None
        self._failed: tuple[float, type[StoreBusy] | type[StoreGone]] = (0.0, StoreBusy)
        self._views = Views(url, patience)
        self._opened: list[PostgresConnection] = []

    def close(self) -> None:
        self._views.close()
        for connection in self._opened:
            connection.close()
        self.datastore.close()

    in_place = True
    """There is no file that could be taken away: a database that is gone says so itself."""

    # Writing

    @contextmanager
    def writing(self, *ahead: Question) -> Iterator[Connection]:
        """One transaction; commits at the end, rolls back on any exception. Nothing is said before COMMIT.

        What need not be answered at once is sent together with what follows. Raises StoreBusy, StoreGone.
        """
        since = time.monotonic()
        with self.turn:
            at, failure = self._failed
            if at > since:
                raise failure
            try:
                connection = self._locked(*ahead)
            except (StoreBusy, StoreGone) as error:
                self._failed = time.monotonic(), type(error)
                raise
            yield from self._transaction(connection)

    def _locked(self, *ahead: Question) -> PostgresConnection:
        """The writer's connection with the lock held, sending on without waiting for answers nobody asked for yet.

        A connection that was lost meanwhile is made anew, once.
        """
        for last in (False, True):
            connection = self._writer
            if connection is None or connection.raw.closed:
                connection, last = self._open(), True
                self._writer = connection
            try:
                connection.begin(LOCK, (HEAD, ()), *ahead)
            except psycopg.Error as error:
                connection.roll_back()
                if last or not isinstance(told(error), StoreGone):
                    raise told(error) from error
            else:
                return connection
        raise StoreGone

    def _transaction(self, connection: PostgresConnection) -> Iterator[Connection]:
        try:
            yield connection
            if connection.in_transaction:
                connection.execute("COMMIT")
            connection.wait_for_all()
        except psycopg.Error as error:
            raise told(error) from error
        finally:
            # Also after a COMMIT that failed: what wasn't made durable must not linger.
            if connection.unfinished:
                connection.roll_back()

    def _open(self) -> PostgresConnection:
        connection = connect(self.url, patience=self.patience)
        self._opened.append(connection)
        return connection

    # Reading

    def reading(self) -> AbstractContextManager[Connection]:
        """One consistent view of the store for this thread; may be nested. Raises StoreGone."""
        return self._views.reading()

    # The store as a whole

    def migrate(self, rows: ReadRows) -> None:
        connection = connect(self.url, role=None, patience=None)
        try:
            with schema.migrating(connection):
                schema.migrate(connection, rows)
                for layout in self.layouts:
                    beside.create(connection, layout)
        finally:
            connection.close()

    def check(self, topics: frozenset[str]) -> None:
        with self.reading() as connection:
            guards.check(connection, topics)

    def try_guards(self) -> None:
        with self.turn:
            connection = self._locked()
            connection.wait_for_all()
            try:
                guards.try_guards(connection)
            finally:
                connection.roll_back()

    @contextmanager
    def reshaping(self, rows: ReadRows) -> Iterator[Connection]:
        """A write transaction of who owns the tables, and may so drop and make them."""
        connection = connect(self.url, role=None, patience=None)
        try:
            connection.execute("BEGIN")
            connection.execute(LOCK)
            yield connection
            for statement in schema.grants_of_rows(rows):
                connection.execute(statement)
            connection.execute("COMMIT")
        finally:
            connection.close()

    def scrub(self) -> bool:
        connection = connect(self.url, role=None, patience=None)
        try:
            for table in ERASED_FROM:
                connection.execute(f"VACUUM {table}")
        finally:
            connection.close()
        return True

    def everywhere(self, work: Callable[[Connection, Share], Iterator[T]]) -> Iterator[T]:
        with self.reading() as connection:
            yield from self.shared_out(connection, work)

    def shared_out(self, connection: Connection, work: Callable[[Connection, Share], Iterator[T]]) -> Iterator[T]:
        """By as many processes as pay, all within the view of ``connection``."""
        return among_processes(connection, exported(connection, self.url), work)


class _Unopened(PostgresDatastore):
    """The library's connections, none of which is made: it would ask for the types of a mode that we refuse."""

    def register_type_adapters(self) -> None:
        pass
