"""Work that goes through all cases, shared out among processes by case."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from multiprocessing.connection import Connection as Pipe
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import TemporaryDirectory
from traceback import format_exc
from typing import Any, NamedTuple, TypeVar, cast

from engine.database import Connection
from engine.processors import use_all

S = TypeVar("S")
T = TypeVar("T")

FACTS_A_PROCESS = 20_000
"""Below this a process costs more than it saves."""


MAPPED = f"PRAGMA mmap_size={2**40}"
"""Read the file in place: every page of it is wanted, once."""


class Share(NamedTuple):
    """Some of the cases: those with ids from ``first`` on and before ``end``."""

    first: str
    end: str


class _Failed(NamedTuple):
    """What went wrong in a process, as it would have been printed there."""

    told: str


EVERYTHING = Share("", "\U0010ffff")

Work = Callable[[Connection, Share], Iterator[T]]
"""Reads the cases of a share and yields what it makes of them, block by block."""


def shared_out(connection: Connection, path: str, work: Work[T]) -> Iterator[T]:
    """What ``work`` yields for all cases, in no certain order. The store must stand still meanwhile.

    A store that stands still is read by as many processes as there are cores, each through a connection of its own.
    """
    if _stands_still(path):
        return among_processes(connection, partial(open_still, path), work)
    return work(connection, EVERYTHING)


def among_processes(connection: Connection, opened: Callable[[], Connection], work: Work[T]) -> Iterator[T]:
    """The same, by as many processes as pay. Each opens a connection that sees what ``connection`` does."""
    (facts,) = connection.execute("SELECT max(rowid) FROM stored_events").fetchone()
    processes = processes_for(facts or 0)
    if processes == 1:
        return work(connection, EVERYTHING)
    return in_processes(opened, work, _shares(connection, processes))


@contextmanager
def copied(path: str) -> Iterator[str]:
    """A copy of a store that stands still while others go on writing; it lies beside the store and is removed."""
    with TemporaryDirectory(dir=Path(path).parent) as folder:
        copy = str(Path(folder) / Path(path).name)
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        yield copy


def _shares(connection: Connection, count: int) -> list[Share]:
    (cases,) = connection.execute("SELECT count(*) FROM cases").fetchone()
    places = (cases * index // count for index in range(1, count))
    nth = "SELECT originator_id FROM cases ORDER BY originator_id LIMIT 1 OFFSET ?"
    ids = [connection.execute(nth, (place,)).fetchone()[0] for place in places]
    return [Share(*pair) for pair in zip((EVERYTHING.first, *ids), (*ids, EVERYTHING.end), strict=True)]


def _stands_still(path: str) -> bool:
    """Whether the file holds every committed page: nothing waits beside it to be moved there."""
    beside = Path(f"{path}-wal")
    return not beside.exists() or beside.stat().st_size == 0


def processes_for(facts: int) -> int:
    """How many processes pay for so many facts."""
    return min(os.cpu_count() or 1, facts // FACTS_A_PROCESS + 1)


def in_processes(
    opened: Callable[[], Connection], work: Callable[[Connection, S], Iterator[T]], shares: Sequence[S]
) -> Iterator[T]:
    """What ``work`` yields for all shares, in no certain order, each in a process with a connection of its own.

    They begin at once, whenever their answers are taken.
    """
    # A forked process knows the kinds of case and the keys already; a fresh one would have to load everything.
    context = multiprocessing.get_context("fork")
    ends: list[Pipe] = []
    for share in shares:
        mine, theirs = context.Pipe(duplex=False)
        context.Process(target=_one, args=(opened, work, share, theirs), daemon=True).start()
        theirs.close()
        ends.append(mine)
    return _answers(ends)


def _answers(ends: list[Pipe]) -> Iterator[Any]:
    while ends:
        for end in cast("list[Pipe]", wait(ends)):
            try:
                block = end.recv()
            except EOFError:
                raise RuntimeError("a process that read cases ended before its work was done") from None
            if block is None:
                ends.remove(end)
            elif isinstance(block, _Failed):
                raise RuntimeError(f"a process that read cases failed:\n{block.told}")
            else:
                yield block


def open_still(path: str) -> sqlite3.Connection:
    """A connection to a file that doesn't change while it is read, without any lock."""
    connection = sqlite3.connect(f"{Path(path).absolute().as_uri()}?immutable=1", uri=True, isolation_level=None)
    connection.execute(MAPPED)
    return connection


def _one(
    opened: Callable[[], Connection], work: Callable[[Connection, Any], Iterator[Any]], share: Any, end: Pipe
) -> None:
    """In a process of its own: neither locks nor connections are inherited."""
    use_all()
    try:
        for block in work(opened(), share):
            end.send(block)
        end.send(None)
    except Exception:
        # As text: not every exception can be sent.
        end.send(_Failed(format_exc()))
