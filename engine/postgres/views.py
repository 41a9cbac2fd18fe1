"""Consistent views of a store in PostgreSQL, one connection for each thread that looks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from engine.database import Connection
from engine.postgres.connection import PostgresConnection, connect, told
from engine.refusal import StoreGone

VIEW = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class Views:
    """Looks at the database of ``url``, waiting for others no longer than ``patience`` seconds."""

    def __init__(self, url: str, patience: float | None) -> None:
        self._url, self._patience = url, patience
        self._of_thread = threading.local()
        self._opened: list[PostgresConnection] = []

    def close(self) -> None:
        for connection in self._opened:
            connection.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of the store for this thread; may be nested. Raises StoreGone."""
        connection: PostgresConnection | None = getattr(self._of_thread, "connection", None)
        if connection is not None and connection.in_transaction:
            yield connection
            return
        try:
            connection = self._of_thread.connection = self._viewing(connection)
            self.expect(connection)
            yield connection
        except psycopg.Error as error:
            raise told(error) from error
        finally:
            if connection is not None and connection.in_transaction:
                connection.roll_back()

    def expect(self, connection: PostgresConnection) -> None:
        """What must be true of a view before anything is read in it. Raises StoreGone."""

    def _viewing(self, connection: PostgresConnection | None) -> PostgresConnection:
        if connection is not None and not connection.raw.closed:
            try:
                connection.execute(VIEW)
            except psycopg.OperationalError:
                connection.roll_back()
            else:
                return connection
        connection = connect(self._url, patience=self._patience)
        self._opened.append(connection)
        connection.execute(VIEW)
        return connection


def exported(connection: Connection, url: str) -> Callable[[], PostgresConnection]:
    """What opens further connections to ``url`` with the view of ``connection``, as long as that lasts."""
    (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone()
    return lambda: same_view(url, snapshot)


def same_view(url: str, snapshot: str) -> PostgresConnection:
    """Another connection with the view that a transaction has exported, which must still be open. Raises StoreGone."""
    connection = connect(url, patience=None)
    connection.execute(VIEW)
    connection.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
    return connection


class Replica(Views):
    """A hot standby that follows the store. One that was promoted goes a way of its own, and is read no more."""

    FOLLOWS = "SELECT pg_is_in_recovery() AND to_regclass('chumchon.stored_events') IS NOT NULL"

    def expect(self, connection: PostgresConnection) -> None:
        if not connection.execute(self.FOLLOWS).fetchone()[0]:
            raise StoreGone
