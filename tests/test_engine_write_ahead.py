"""Databases that several processes open at once: whoever comes second waits for the first, also on a new file."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.keys import Vault
from engine.ledger.record import Record
from engine.store import open_database, write_ahead
from engine.tables import open_tables
from web.people.store import LAYOUT

OPENERS: dict[str, Callable[[Path], object]] = {
    "facts": lambda path: open_database(str(path)),
    "keys": lambda path: Vault(path, bytes(32)),
    "credentials": lambda path: open_tables(path, LAYOUT),
    "checkpoints": Record,
}


@contextmanager
def another_writes(path: Path, seconds: float) -> Iterator[None]:
    """Another process is changing a new file, and needs so long for it."""
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    done = threading.Timer(seconds, lambda: other.execute("COMMIT"))
    done.start()
    try:
        yield
    finally:
        done.join()
        other.close()


@pytest.mark.parametrize("name", OPENERS)
def test_who_opens_a_new_database_while_another_writes_to_it_waits(name: str, tmp_path: Path) -> None:
    """Two processes of a server begin at once on the same folder."""
    path = tmp_path / name
    path.touch()
    with another_writes(path, 0.2):
        OPENERS[name](path)
    with sqlite3.connect(path) as reader:
        assert reader.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.fixture
def second(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody who opens the new database with ten seconds of SQLite's own patience."""
    connection = sqlite3.connect(tmp_path / "new", timeout=10.0)
    yield connection
    connection.close()


def test_sqlite_itself_does_not_wait(tmp_path: Path, second: sqlite3.Connection) -> None:
    """The control: its patience doesn't count for this change."""
    with another_writes(tmp_path / "new", 0.2), pytest.raises(sqlite3.OperationalError, match="locked"):
        second.execute("PRAGMA journal_mode=WAL")


def test_nobody_waits_for_ever(tmp_path: Path, second: sqlite3.Connection) -> None:
    with another_writes(tmp_path / "new", 0.3), pytest.raises(sqlite3.OperationalError, match="locked"):
        write_ahead(second, 0.05)
