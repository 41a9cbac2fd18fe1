"""Everything that follows from the facts, made anew case by case in a scratch store: cases, claims, read rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec

from engine import store
from engine.claims import claimed_key
from engine.database import Connection, scan
from engine.facts import Recorded
from engine.keys import KeyMissing, Vault
from engine.kind import Kind
from engine.mapper import FactMapper
from engine.rebuild import Replay, Tables
from engine.refusal import UnsafeStore
from engine.rows import ReadRows
from engine.verification.boxes import Boxes
from engine.verification.compared import differences
from engine.verification.faults import Fault, fault

HISTORIES = (
    "SELECT rowid - 1, originator_id, originator_version, topic, state, by, occurred_on, recorded_at, because "
    "FROM stored_events ORDER BY originator_id, originator_version"
)
CASES_AT_ONCE = 500


class Derived:
    """A scratch store that holds what the facts of another one say; ``vault`` is None where no keys are at hand."""

    def __init__(self, mapper: FactMapper, kinds: Mapping[str, Kind[Any]], rows: ReadRows, vault: Vault | None) -> None:
        self.mapper, self.rows, self.vault = mapper, rows, vault
        self.boxes = None if vault is None else Boxes(vault)
        self._replay = Replay(mapper, kinds, rows)
        self._opens = {d.records[0]: kind for kind in kinds.values() for d in kind.decisions.values() if d.opens}
        # Without a name it lives in memory as long as it is small, and then in a file that ends with it.
        self.scratch = sqlite3.connect("", isolation_level=None)
        self.scratch.execute("PRAGMA journal_mode=OFF")
        for statement in store.WORKING:
            self.scratch.execute(statement)
        rows.create_tables(self.scratch)

    def close(self) -> None:
        self.scratch.close()

    def fold(self, connection: Connection) -> Iterator[Fault]:
        """Fold every case; yields what can't be read, folded or opened."""
        tables = self._replay.empty()
        self.scratch.execute("BEGIN")
        lines = scan(connection, HISTORIES)
        for number, (case, group) in enumerate(groupby(lines, key=itemgetter(1))):
            yield from self._case(case, list(group), tables)
            if number % CASES_AT_ONCE == 0:
                self._keep(tables)
                tables = self._replay.empty()
        self._keep(tables)
        self.scratch.execute("COMMIT")

    def compare(self, connection: Connection) -> Iterator[Fault]:
        """Yields where the store says something else than its facts. Without keys, claims can't be made again."""
        skipped = set(self.rows.misfits(connection)) | (set() if self.vault else {"claims"})
        for table in ("cases", "claims", *(projection.name for projection in self.rows.projections)):
            if table not in skipped:
                yield from differences(connection, self.scratch, table)

    def _case(self, case: str, lines: Sequence[tuple[Any, ...]], tables: Tables) -> Iterator[Fault]:
        records: list[Recorded] = []
        for line in lines:
            try:
                records.append(self.mapper.from_row(line))
            except (UnsafeStore, msgspec.DecodeError, ValueError, TypeError):
                yield fault(
                    "content", f"อ่านรายการ {line[0]} ไม่ได้", f"leaf {line[0]} can't be read", leaf=line[0], where=case
                )
                return
            if self.boxes is not None:
                yield from self.boxes.look(records[-1])
        kind = self._opens.get(type(records[0].fact))
        if kind is None:
            yield fault(
                "case",
                f"เรื่อง {case} ไม่ได้เริ่มด้วยการเปิดเรื่อง",
                f"case {case} doesn't begin with being opened",
                where=case,
            )
            return
        try:
            state = self._replay.as_recorded(kind, records, tables)
            self._claims(kind, case, state)
            self.scratch.execute(
                "INSERT INTO cases VALUES (?, ?, ?, ?)", (case, kind.name, kind.parent(state), records[0].leaf)
            )
        except Exception:
            # Folding trusts what deciding made sure of; facts nobody decided on can break it in any way.
            yield fault(
                "case",
                f"ข้อเท็จจริงของเรื่อง {case} ไม่ต่อเนื่องกัน",
                f"the facts of case {case} don't make a case",
                where=case,
            )

    def _claims(self, kind: Kind[Any], case: str, state: Any) -> None:
        if self.vault is None:
            return
        opened = cache(self.vault.open_raw)
        for claim, source in kind.claims(state).items():
            try:
                key = claimed_key(self.vault, opened, claim, source)
            except KeyMissing:
                continue
            if key is not None:
                share = f"{case}/{claim.holder}" if claim.shared else ""
                row = (claim.kind, key, share, case, claim.holder)
                self.scratch.execute("INSERT OR IGNORE INTO claims VALUES (?, ?, ?, ?, ?)", row)

    def _keep(self, tables: Tables) -> None:
        for projection in self.rows.projections:
            self.scratch.executemany(projection.insert, tables[projection.name])
