"""A store with its sealer, and somebody with full access to the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

from engine.casework import Casework
from engine.ledger.checkpoint import Checkpoint, verified
from engine.ledger.merkle import root
from engine.ledger.note import SIGNATURE, Note, SigningKey
from engine.ledger.record import Record
from engine.ledger.sealer import REREAD, Sealer, in_file
from engine.mapper import leaf_hash
from tests.plain_casework import casework, command, opened

KEY = SigningKey.new("cases.example.go.th", SIGNATURE)
HASHED = (
    "SELECT rowid - 1, originator_id, originator_version, topic, by, occurred_on, recorded_at, because, command_id, "
    "digest, facts, state FROM stored_events WHERE rowid = ?"
)


class Sealing:
    """Plain casework in ``folder``, one case in it, and the sealer's own record in a folder beside it."""

    def __init__(self, folder: Path) -> None:
        self.data, self.apart = folder / "data", folder / "seal"
        self.data.mkdir()
        self.apart.mkdir()
        self.casework: Casework = casework(self.data)
        self.case = opened(self.casework)
        self.own, self.shown = Record(self.apart / "ledger.sqlite3"), Record(self.data / "ledger.sqlite3")
        self._times = count(1_000_000)

    def close(self) -> None:
        self.own.close()
        self.shown.close()
        self.casework.close()
        self.casework.vault.close()

    def sealer(self, reread: int = REREAD) -> Sealer:
        return Sealer(in_file(self.data / "facts.db"), self.own, self.shown, KEY, lambda: next(self._times), reread)

    def seal(self) -> Checkpoint:
        """One round that must sign something."""
        note = self.sealer().seal()
        assert note is not None
        return verified(note, KEY.verifier)

    def grow(self, facts: int) -> None:
        """So many more facts."""
        list(self.casework.do_many(command("note", self.case, n=n % 99) for n in range(facts)))

    def leaves(self) -> list[bytes]:
        with self.casework.facts_recorder.reading() as connection:
            return [hash for (hash,) in connection.execute("SELECT leaf_hash FROM stored_events ORDER BY rowid")]

    def root(self) -> bytes:
        return root(self.leaves())

    def signed(self) -> list[Note]:
        """Every checkpoint that was published."""
        return [kept.note for kept in self.shown.after(0)]

    @contextmanager
    def meddling(self) -> Iterator[sqlite3.Connection]:
        """Somebody who owns the database and takes its guards off."""
        with closing(sqlite3.connect(self.data / "facts.db", isolation_level=None)) as connection:
            triggers = [n for (n,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")]
            for trigger in triggers:
                connection.execute(f"DROP TRIGGER {trigger}")
            yield connection


def rehash(connection: sqlite3.Connection, leaf: int) -> None:
    """Make the stored hash fit the altered row, as somebody would who has read our source."""
    place, case, version, topic, by, on, at, because, id, digest, facts, state = connection.execute(
        HASHED, (leaf + 1,)
    ).fetchone()
    made = leaf_hash(place, case, version, topic, by, on, at, because, (id, digest, facts), state)
    connection.execute("UPDATE stored_events SET leaf_hash = ? WHERE rowid = ?", (made, leaf + 1))
