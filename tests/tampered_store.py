"""A small store with a past, random copies of it in memory, and what somebody with the database can do to cover up."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from engine import store
from engine.casework import Casework
from engine.keys import Vault
from engine.ledger.checkpoint import Checkpoint, sign
from engine.ledger.merkle import root
from engine.ledger.note import SIGNATURE, Note, SigningKey
from engine.mapper import leaf_hash
from engine.refusal import BadInput, Refused
from engine.tables import FileTables
from engine.verification.checkpoints import Held
from engine.verification.derived import Derived
from engine.verification.receipts import UNBACKED
from engine.verification.whole import Report, verify
from tests.plain_casework import MASTER, OPENED, casework, do, opened

ORIGIN = "test.example/cases"
CASES = 8
COLUMNS = (
    "originator_id, originator_version, topic, state, by, occurred_on, recorded_at, because, command_id, digest, facts"
)


@dataclass
class Past:
    """A store in which things happened, with its signing key and the checkpoints made on the way."""

    at: Casework
    key: SigningKey
    sealed: list[Note]
    old: sqlite3.Connection
    """The store as it was at the first checkpoint."""

    @classmethod
    def lived(cls, folder: Path, seed: int) -> Past:
        rng, at = Random(seed), casework(folder)
        past = cls(at, SigningKey.new(ORIGIN, SIGNATURE), [], sqlite3.connect(":memory:"))
        cases = [opened(at, owner=f"สมศรี {n}", because=f"เหตุผล {n}") for n in range(CASES)]
        for number in range(6 * CASES):
            _something(at, rng, cases, number)
            if number == 3 * CASES:
                past.seal()
                _backup(at, past.old)
        do(at, "close", cases[0], by="somchai")
        do(at, "reopen", cases[0], by="somchai")
        past.seal()
        return past

    def seal(self) -> None:
        with self.at.facts_recorder.reading() as connection:
            self.sealed.append(signed(connection, self.key))

    def close(self) -> None:
        self.at.close()
        self.at.vault.close()
        self.old.close()


def _something(at: Casework, rng: Random, cases: Sequence[str], number: int) -> None:
    case, other = rng.sample(cases, 2)
    on = OPENED + timedelta(days=rng.randrange(200))
    steps: list[tuple[str, dict[str, Any]]] = [
        ("note", {"n": rng.randrange(100), "on": on, "because": "เยี่ยมบ้าน"}),
        ("note", {"n": rng.randrange(100), "remark": f"ป้าแดง {number}"}),
        ("count", {"total": rng.randrange(3)}),
        ("note_both", {"n": rng.randrange(100), "other": other}),
        ("name", {"number": f"{number}"}),
        ("note_and_name", {"n": rng.randrange(100), "number": f"x{number}"}),
        ("correct", {"version": rng.randrange(2, 5), "inputs": {"n": rng.randrange(100)}}),
        ("move", {"to": rng.choice(["done", "new"]), "on": date(2021, 9, 1)}),
    ]
    name, given = steps[number % len(steps)]
    try:
        do(at, name, case, **given)
        if name == "count":
            do(at, name, case, **given)
    except (Refused, BadInput):
        do(at, "note", case, n=number)


class Copy:
    """A copy of a past, in memory, that may be tampered with. The keys are copied only when they are to be."""

    def __init__(self, past: Past, seed: int) -> None:
        self.past, self.rng = past, Random(seed)
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        _backup(past.at, self.connection)
        self.sealed = list(past.sealed)
        self.vault = past.at.vault

    def close(self) -> None:
        self.connection.close()
        if self.vault is not self.past.at.vault:
            self.vault.close()

    def copy_keys(self) -> sqlite3.Connection:
        """A key database of this copy's own; returns it."""
        self.vault = Vault(":memory:", MASTER)
        theirs, ours = self.past.at.vault._db, self.vault._db
        assert isinstance(theirs, FileTables)
        assert isinstance(ours, FileTables)
        theirs.connection.backup(ours.connection)
        return ours.connection

    def become(self, other: sqlite3.Connection) -> None:
        """Be another database altogether."""
        other.backup(self.connection)

    def run(self, statement: str, *values: Any) -> None:
        self.connection.execute(statement, values)

    def rows(self, question: str, *values: Any) -> list[Any]:
        return self.connection.execute(question, values).fetchall()

    def some(self, question: str, *values: Any) -> Any:
        """One of the rows a question finds, at random."""
        return self.rng.choice(self.rows(question, *values))

    def unguard(self) -> None:
        for table in store.GUARDED:
            for verb in ("update", "delete"):
                self.run(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")

    def guard(self) -> None:
        """Put the triggers back, so that nothing shows."""
        for statement in store.GUARDS:
            self.run(statement)

    def cover(self) -> None:
        """All that can be made to fit without a key: numbering, hashes, and everything derived."""
        rows = self.rows(f"SELECT rowid, {COLUMNS} FROM stored_events ORDER BY rowid")
        self.run("DELETE FROM stored_events")
        for leaf, (_, case, version, topic, state, by, on, at, because, command, digest, facts) in enumerate(rows):
            hashed = leaf_hash(leaf, case, version, topic, by, on, at, because, (command, digest, facts), state)
            self.run(
                f"INSERT INTO stored_events (rowid, leaf_hash, {COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
                *(leaf + 1, hashed, case, version, topic, state, by, on, at, because, command, digest, facts),
            )
        self._cover_what_follows()

    def _cover_what_follows(self) -> None:
        """Cases, claims and read rows made anew, as somebody could who has the program and even the keys."""
        at = self.past.at
        with closing(Derived(at.facts_mapper, at.kinds, at.rows, self.vault)) as derived:
            for _ in derived.fold(self.connection):
                # What no longer folds can't be covered up.
                return
            for table in ("cases", "claims", *(projection.name for projection in at.rows.projections)):
                rows = derived.scratch.execute(f"SELECT * FROM {table}").fetchall()
                self.run(f"DELETE FROM {table}")
                for row in rows:
                    self.run(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", *row)
        for (command,) in self.rows(UNBACKED):
            self.run("DELETE FROM receipts WHERE command_id = ?", command)

    def sign_again(self) -> None:
        """What only the stolen key can do: as many checkpoints as before, over what is here now."""
        self.sealed = [signed(self.connection, self.past.key)]

    def verify(self, *, held: bool = True) -> Report:
        """Look at this copy; ``held`` is with the last checkpoint, kept outside before anybody tampered."""
        kept = [Held(note, "store") for note in self.sealed]
        if held:
            kept.append(Held(self.past.sealed[-1], "outside"))
        return verify(self.connection, self.past.at.parts, held=kept, key=self.past.key.verifier, vault=self.vault)


def signed(connection: sqlite3.Connection, key: SigningKey) -> Note:
    hashes = [hashed for (hashed,) in connection.execute("SELECT leaf_hash FROM stored_events ORDER BY rowid")]
    return sign(Checkpoint(ORIGIN, len(hashes), root(hashes)), key)


def _backup(at: Casework, to: sqlite3.Connection) -> None:
    with at.facts_recorder.reading() as connection:
        connection.backup(to)
