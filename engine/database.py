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
    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> Cursor: ...
    def close(self) -> None: ...


@runtime_checkable
class Scanning(Protocol):
    """A connection that fetches whole answers at once, unless it is asked to go through one."""

    def scan(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any], /) -> Iterator[Any]: ...


def scan(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any], /) -> Iterator[Any]: ...


class Recorder(Protocol):
    """A store of facts: one writer at a time, readers beside it, each with one consistent view."""

    def writing(self) -> AbstractContextManager[Connection]:
        """One transaction that nobody else writes beside; commits at the end, rolls back on any exception.

        Raises StoreBusy when others write for too long, StoreGone or UnsafeStore where nothing can be kept.
        """

    def reading(self) -> AbstractContextManager[Connection]:
        """One consistent view of the store for this thread; may be nested. Raises StoreGone."""

    @property
    def in_place(self) -> bool:
        """Whether what is written now will be found where the store is looked for."""

    def migrate(self, rows: ReadRows) -> None:
        """Create what is missing, in one transaction; safe while others do the same."""

    def check(self, topics: frozenset[str]) -> None:
        """Refuse a store that isn't durable, guarded or whole, or holds a topic nobody knows. Raises UnsafeStore."""

    def try_guards(self) -> None:
        """Try what the guards must refuse, and take it back. Raises UnsafeStore."""

    def reshaping(self, rows: ReadRows) -> AbstractContextManager[Connection]:
        """A write transaction in which tables of read rows may be dropped and made."""

    def settle(self) -> None:
        """Leave nothing of what was deleted where an older copy of it could still be read."""

    def everywhere(self, work: Callable[[Connection, Share], Iterator[T]]) -> Iterator[T]:
        """What ``work`` yields for all cases as they are now, share by share, in no certain order."""

    def shared_out(self, connection: Connection, work: Callable[[Connection, Share], Iterator[T]]) -> Iterator[T]:
        """The same within a write transaction."""

    def close(self) -> None: ...


def events_asked(
    case: object, gt: int | None, lte: int | None, desc: bool, limit: int | None
) -> tuple[str, tuple[str, int, int, int]]:
    """What the library asks of a recorder about one case: the statement for both kinds of store, and its values."""
    statement = (
        f"SELECT {COLUMNS} FROM stored_events WHERE originator_id = ? AND originator_version > ? "
        f"AND originator_version <= ? ORDER BY originator_version {'DESC' if desc else 'ASC'} LIMIT ?"
    )
    return statement, (str(case), gt or 0, LIMITLESS if lte is None else lte, LIMITLESS if limit is None else limit)


def scan(connection: Connection, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> Iterator[Any]:
    """The rows of an answer that may be larger than memory. Not within a transaction that writes."""
    if isinstance(connection, Scanning):
        return connection.scan(sql, parameters)
    return iter(connection.execute(sql, parameters))


def head(connection: Connection) -> Head:
    """Where the ledger ends."""
    found: Head | None = connection.execute(HEAD).fetchone()
    return found or (0, 0)
