"""What both kinds of store keep facts with: a recorder that hands out connections, one writer at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from engine.database import COLUMNS, Connection, Question
from engine.mapper import stored_fact
from engine.rows import ReadRows
from engine.shares import Share

T = TypeVar("T")

LIMITLESS = 2**62


class Views(Protocol):
    """A store of facts, or a copy that follows one, to look at."""

    def reading(self) -> AbstractContextManager[Connection]:
        """One consistent view of the store for this thread; may be nested. Raises StoreGone."""

    def close(self) -> None: ...


class Recorder(Views, Protocol):
    """A store of facts: one writer at a time, readers beside it, each with one consistent view."""

    def writing(self, *ahead: Question) -> AbstractContextManager[Connection]:
        """One transaction that nobody else writes beside; commits at the end, rolls back on any exception.

        A store that is far away is asked the questions ``ahead``, whose answers will be wanted, on the way in.

        Raises StoreBusy when others write for too long, StoreGone or UnsafeStore where nothing can be kept.
        """

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

    def scrub(self) -> bool:
        """Leave nothing of what was deleted where an older copy of it could still be read; whether that was done."""

    def everywhere(self, work: Callable[[Connection, Share], Iterator[T]]) -> Iterator[T]:
        """What ``work`` yields for all cases as they are now, share by share, in no certain order."""

    def shared_out(self, connection: Connection, work: Callable[[Connection, Share], Iterator[T]]) -> Iterator[T]:
        """The same within a write transaction."""


class EventsOfCase:
    """What the library asks of a recorder about one case, answered in one way by both kinds of store."""

    def select_events(
        self: Views,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        statement = (
            f"SELECT {COLUMNS} FROM stored_events WHERE originator_id = ? AND originator_version > ? "
            f"AND originator_version <= ? ORDER BY originator_version {'DESC' if desc else 'ASC'} LIMIT ?"
        )
        last, most = (LIMITLESS if given is None else given for given in (lte, limit))
        with self.reading() as connection:
            rows = connection.execute(statement, (str(originator_id), gt or 0, last, most))
            return [stored_fact(row) for row in rows]
