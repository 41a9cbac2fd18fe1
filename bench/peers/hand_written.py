"""By hand: the gate, a row of history and the row of the case in one transaction, with nothing around them."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path

from bench.peers.course import DAY, ENOUGH, SEEN, STAGES, VISITOR, GateShut, Step, run, steps

TABLES = (
    "CREATE TABLE cases (id TEXT PRIMARY KEY, stage TEXT, version INTEGER, evidence INTEGER) WITHOUT ROWID",
    "CREATE TABLE history (id INTEGER PRIMARY KEY, case_id TEXT, version INTEGER, name TEXT, day TEXT, by TEXT, "
    "body TEXT, UNIQUE (case_id, version))",
)


class Cases:
    def __init__(self, folder: Path) -> None:
        self.connection = sqlite3.connect(folder / "cases.sqlite3", isolation_level=None)
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", *TABLES):
            self.connection.execute(statement)

    def __call__(self) -> Iterator[Step]:
        case = uuid.uuid4().hex
        self.connection.execute("INSERT INTO cases VALUES (?, ?, 0, 0)", (case, STAGES[0]))
        return steps(lambda: self.visit(case), lambda to: self.advance(case, to))

    def visit(self, case: str) -> None:
        self.record(case, "visited", {"visitor": VISITOR, "seen": SEEN})

    def advance(self, case: str, to: str) -> None:
        self.record(case, "advanced", {"to": to}, to)

    def record(self, case: str, name: str, body: dict[str, str], to: str | None = None) -> None:
        execute = self.connection.execute
        execute("BEGIN IMMEDIATE")
        try:
            found = execute("SELECT stage, version, evidence FROM cases WHERE id = ?", (case,)).fetchone()
            stage, version, evidence = found
            if to is not None and (evidence < ENOUGH or STAGES.index(to) != STAGES.index(stage) + 1):
                raise GateShut(to)
            execute(
                "INSERT INTO history (case_id, version, name, day, by, body) VALUES (?, ?, ?, ?, ?, ?)",
                (case, version + 1, name, DAY, "malee", json.dumps(body, ensure_ascii=False)),
            )
            execute(
                "UPDATE cases SET stage = ?, version = ?, evidence = ? WHERE id = ?",
                (to or stage, version + 1, 0 if to else evidence + 1, case),
            )
        except BaseException:
            execute("ROLLBACK")
            raise
        execute("COMMIT")


if __name__ == "__main__":
    run(Cases)
