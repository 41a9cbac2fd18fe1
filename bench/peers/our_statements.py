"""The floor of our own design: the statements of a command that adds one fact, with nothing of ours around them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.peers.course import Step, run, steps
from engine.database import HEAD, INSERT
from engine.given_before import statement
from engine.store import create_database, migrate

CASES = 40
STATE, HASH, DIGEST = b"x" * 390, b"h" * 32, b"d" * 32


class Statements:
    """A store with the real tables, written to without deciding, sealing, encoding or hashing anything."""

    def __init__(self, folder: Path) -> None:
        self.connection = create_database(str(folder / "rows.sqlite3"))
        migrate(self.connection)
        self.count = 0

    def __call__(self) -> Iterator[Step]:
        return steps(self.write, lambda to: self.write())

    def write(self) -> None:
        """One fact of one of the cases, under a command id of its own."""
        self.count += 1
        case, id = f"{self.count * 7919 % CASES:032x}", f"bench-{self.count}"
        execute = self.connection.execute
        execute("BEGIN IMMEDIATE")
        execute(HEAD).fetchone()
        execute(statement(1), (id,)).fetchone()
        envelope = ("malee", "2021-04-01", self.count, None, id, DIGEST, 1)
        execute(INSERT, (self.count, case, self.count, "household.visited@1", STATE, HASH, *envelope))
        execute("COMMIT")


if __name__ == "__main__":
    run(Statements)
