"""Tables beside the facts in PostgreSQL, for as many hosts and threads as there are."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

import psycopg

from engine.database import Cursor
from engine.layout import Layout
from engine.postgres import beside
from engine.postgres.connection import PostgresConnection, connect, told
from engine.postgres.erasing import erase
from engine.postgres.schema import migrating
from engine.refusal import StoreGone
from engine.store import PATIENCE
from engine.verification.faults import Fault

SLOW = 0.5
"""Seconds; a failure that took longer is shared by those who ask within as many."""
WRITING = "SELECT pg_advisory_xact_lock(6354, hashtext(current_schema()))"
TURN = "SELECT pg_advisory_lock(6355, hashtext(current_schema()))"


class Shared(NamedTuple):
    """A database in PostgreSQL, and how many seconds to wait there for others; None for as long as it takes."""

    url: str
    patience: float | None = PATIENCE
    standby: str | None = None
    """Where questions are asked while it is gone."""

    def open(self, layout: Layout) -> PostgresTables:
        return PostgresTables(self, layout)


class PostgresTables:
    """A statement takes a connection that nobody else uses meanwhile; those that are free are kept for the next."""

    def __init__(self, place: Shared, layout: Layout) -> None:
        self.url, self.patience, self.layout = place.url, place.patience, layout
        self.schema = beside.schema_of(layout)
        self._free: list[PostgresConnection] = []
        self._process, self._inherited = os.getpid(), self._free
        self._mine = threading.local()
        self._failed_at = float("-inf")
        self._standby = None if place.standby is None else PostgresTables(Shared(place.standby), layout)

    def close(self) -> None:
        if self._standby is not None:
            self._standby.close()
        while self._free:
            self._free.pop().close()

    # Statements

    def execute(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = (), /) -> Cursor:
        within: PostgresConnection | None = getattr(self._mine, "connection", None)
        if within is not None:
            return within.execute(sql, parameters)
        if sql.startswith("SELECT"):
            return self._answer(sql, parameters)
        with self._transaction() as connection:
            return connection.execute(sql, parameters)

    def _answer(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any]) -> Cursor:
        try:
            connection, cursor = self._first(sql, parameters)
        except StoreGone:
            if self._standby is None:
                raise
            return self._standby.execute(sql, parameters)
        self._give_back(connection)
        return cursor

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> None:
        within: PostgresConnection | None = getattr(self._mine, "connection", None)
        if within is not None:
            within.executemany(sql, parameters)
            return
        with self._transaction() as connection:
            connection.executemany(sql, parameters)

    @contextmanager
    def writing(self) -> Iterator[None]:
        with self._transaction() as connection:
            connection.execute(WRITING)
            yield

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A lock of the session: should it be lost, so is the turn, and what was done in it stands."""
        with self._asking(), closing(connect(self.url, patience=None, schema=self.schema)) as connection:
            connection.execute(TURN)
            yield

    @contextmanager
    def _transaction(self) -> Iterator[PostgresConnection]:
        connection, _ = self._first("BEGIN")
        self._mine.connection = connection
        try:
            with self._asking():
                yield connection
                connection.execute("COMMIT")
        finally:
            self._mine.connection = None
            self._give_back(connection)

    def _first(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> tuple[PostgresConnection, Cursor]:
        """A connection, and its answer to a first statement; connections lost meanwhile are left for a new one."""
        if os.getpid() != self._process:
            # A forked process must neither use nor close what its parent goes on using.
            self._process, self._inherited, self._free = os.getpid(), self._free, []
        while True:
            try:
                connection, fresh = self._free.pop(), False
            except IndexError:
                connection, fresh = self._open(), True
            try:
                with self._asking():
                    return connection, connection.execute(sql, parameters)
            except StoreGone:
                self._give_back(connection)
                if fresh:
                    raise
            except BaseException:
                self._give_back(connection)
                raise

    def _open(self) -> PostgresConnection:
        began = time.monotonic()
        if began - self._failed_at < SLOW:
            raise StoreGone
        try:
            # A plan for any value would wait for every part of a table, also while one is written anew.
            plans = "force_custom_plan" if self.layout.erased else "auto"
            return connect(self.url, patience=self.patience, schema=self.schema, plans=plans)
        except StoreGone:
            if time.monotonic() - began > SLOW:
                self._failed_at = time.monotonic()
            raise

    def _give_back(self, connection: PostgresConnection) -> None:
        if connection.unfinished:
            connection.roll_back()
        if not connection.raw.closed:
            self._free.append(connection)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        try:
            yield
        except psycopg.errors.UndefinedTable:
            raise beside.not_made(self.layout) from None
        except psycopg.Error as error:
            raise told(error) from error

    # The tables as a whole

    def create(self) -> None:
        with closing(connect(self.url, role=None, patience=None)) as owner, migrating(owner):
            beside.create(owner, self.layout)

    def check(self) -> None:
        with self._looking() as connection:
            beside.check(connection, self.layout)

    def faults(self) -> Iterator[Fault]:
        with self._looking() as connection:
            yield from beside.faults(connection, self.layout)

    def erase(self, table: str, values: Iterable[str]) -> None:
        with self._asking(), closing(connect(self.url, role=None, patience=None, schema=self.schema)) as owner:
            erase(owner, self.layout, table, values)

    @contextmanager
    def _looking(self) -> Iterator[PostgresConnection]:
        with self._asking(), closing(connect(self.url, patience=self.patience, schema=self.schema)) as connection:
            yield connection
