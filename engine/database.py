"""What a connection of either kind of store answers to, and the statements about facts that both understand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

COLUMNS = "rowid - 1, originator_id, originator_version, topic, state, by, occurred_on, recorded_at, because"
INSERT = (
    "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state, leaf_hash, by, occurred_on, "
    "recorded_at, because, command_id, digest, facts) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
OF_CASE = f"SELECT {COLUMNS} FROM stored_events WHERE originator_id = ? AND rowid <= ? ORDER BY originator_version"
LATEST = (
    "SELECT originator_version, recorded_at FROM stored_events WHERE originator_id = ? "
    "ORDER BY originator_version DESC LIMIT 1"
)
HEAD = "SELECT rowid, recorded_at FROM stored_events ORDER BY rowid DESC LIMIT 1"

Question = tuple[str, tuple[Any, ...]]
"""A statement and its values."""
Head = tuple[int, int]
"""The ledger's size, and when its last fact was recorded (microseconds since 1970 UTC; 0 when empty)."""


class Cursor(Protocol):
    """What a statement answered, row by row."""

    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __next__(self) -> Any: ...

    @property
    def description(self) -> Any: ...


class Connection(Protocol):
    """A connection of the standard library's SQLite module, or one that takes the same statements."""

    @property
    def in_transaction(self) -> bool: ...
    def execute(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ..., /) -> Cursor: ...
    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> object: ...
    def close(self) -> None: ...


@runtime_checkable
class Scanning(Protocol):
    """A connection that fetches whole answers at once, unless it is asked to go through one."""

    def scan(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any], /) -> Iterator[Any]: ...


@runtime_checkable
class Filling(Protocol):
    """A connection with a way of its own to put many rows into a table."""

    def fill(self, table: str, rows: Iterable[Sequence[Any]], /) -> None: ...


def fill(connection: Connection, table: str, insert: str, rows: Iterable[Sequence[Any]]) -> None:
    """Put rows into a table that has none of them; ``insert`` puts one."""
    if isinstance(connection, Filling):
        connection.fill(table, rows)
    else:
        connection.executemany(insert, rows)


def scan(connection: Connection, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> Iterator[Any]:
    """The rows of an answer that may be larger than memory. Not within a transaction that writes."""
    if isinstance(connection, Scanning):
        return connection.scan(sql, parameters)
    return iter(connection.execute(sql, parameters))


def head(connection: Connection) -> Head:
    """Where the ledger ends."""
    found: Head | None = connection.execute(HEAD).fetchone()
    return found or (0, 0)
