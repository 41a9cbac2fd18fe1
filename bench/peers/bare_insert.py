"""The raw limit: one bare INSERT a command, of as many bytes as a fact has."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bench.peers.course import Step, run, steps

BODY = b"x" * 246


class BareInserts:
    """A table without an index, in a database as durable as ours."""

    def __init__(self, folder: Path) -> None:
        self.connection = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=FULL")
        self.connection.execute("CREATE TABLE facts (id INTEGER PRIMARY KEY, name TEXT, body BLOB)")

    def __call__(self) -> Iterator[Step]:
        return steps(self.insert, lambda to: self.insert())

    def insert(self) -> None:
        self.connection.execute("INSERT INTO facts (name, body) VALUES ('visited', ?)", (BODY,))


if __name__ == "__main__":
    run(BareInserts)
