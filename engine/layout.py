"""What stands beside the facts: tables that belong together, in a file of SQLite's or in a schema that hosts share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from engine.database import Cursor
from engine.verification.faults import Fault


class Layout(NamedTuple):
    """Tables and indexes as statements that both kinds of database understand."""

    name: str
    tables: tuple[str, ...]
    add_only: tuple[str, ...] = ()
    """Tables to which who serves may only add, in a database that knows of rights."""
    guarded: tuple[str, ...] = ()
    """Tables of which triggers refuse every change, whoever tries."""
    erased: Mapping[str, str] = MappingProxyType({})
    """Tables of which rows are erased for good, by the column that names them."""
    apart: bool = False
    """Whether it may never lie in the database of the facts."""
    readable_aside: bool = False
    """Whether a standby may be asked while that database is gone."""


class Tables(Protocol):
    """The tables of one layout, which any thread may use."""

    def execute(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ..., /) -> Cursor:
        """One statement: by itself, or part of the transaction this thread is in. Raises StoreBusy, StoreGone."""

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> None: ...

    def writing(self) -> AbstractContextManager[None]:
        """One transaction, which nobody else writes during in this way; undone by any exception."""

    def turn(self) -> AbstractContextManager[None]:
        """Work of several transactions that only one host does at a time."""

    def erase(self, table: str, values: Iterable[str]) -> None:
        """Delete the rows of these names so that nothing of them is left in the database or beside it; safe to repeat.

        What was interrupted is finished the next time. Raises UnsafeStore while somebody else reads.
        """

    def create(self) -> None:
        """Create what is missing; safe to repeat, and while others do the same. Raises UnsafeStore."""

    def check(self) -> None:
        """Refuse tables that aren't there, durable or guarded. Raises UnsafeStore."""

    def faults(self) -> Iterator[Fault]:
        """What is damaged, and guards that aren't what they were."""

    def close(self) -> None: ...


class SharedPlace(Protocol):
    """A database that hosts share."""

    def open(self, layout: Layout) -> Tables:
        """The tables of ``layout`` there, which are created by a step of its own."""


Place = str | Path | SharedPlace
"""Where tables lie: a file of SQLite's, or a database that hosts share."""
