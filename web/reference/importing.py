"""Imports a table of reference data from a spreadsheet, or rehearses it: only rows that differ are recorded (U4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

import msgspec

from aggregates.reference import REFERENCE, REFERENCE_CASE
from engine.bilingual import Text
from engine.casework import Answer, Casework
from engine.command import Command, Receipt
from engine.refusal import BadInput, Refused
from web.imports.findings import RowFinding
from web.reference.reading import ReadRow, read_rows
from web.reference.tables import ReferenceTable

Action = Literal["new", "changed", "unchanged", "refused"]
REHEARSED = "ทดลองนำเข้า"
"""The reason a row is rehearsed with."""


class Given(NamedTuple):
    """Who imports, from which day on the rows count, and why; ``key`` makes a second sending harmless."""

    by: str
    key: str
    on: date | None
    because: str | None


class ImportedRow(NamedTuple):
    """What becomes of one row."""

    number: int
    action: Action
    row: Any
    before: Any
    """The row that stood."""
    findings: tuple[RowFinding, ...]

    @property
    def differing(self) -> list[str]:
        """The fields that change."""
        if self.row is None or self.before is None:
            return []
        return [
            field for field in self.row.__struct_fields__ if getattr(self.row, field) != getattr(self.before, field)
        ]


class TableReport(NamedTuple):
    """What an import did, or would do."""

    dry_run: bool
    rows: list[ImportedRow]
    receipt: Receipt | None

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(row.action for row in self.rows)
        return {action: counted[action] for action in get_args(Action)}


def import_table(
    casework: Casework, table: ReferenceTable, content: bytes, filename: str, given: Given, *, dry_run: bool
) -> TableReport:
    """Read the rows and record those that differ as one fact; a row that can't be recorded stops no other.

    Raises FileRefused for a file that isn't such a table; BadInput without a reason or for an impossible day.
    """
    with casework.reading() as reader:
        reference = reader.state(REFERENCE, REFERENCE_CASE)
        standing = {table.key(row): row for row in table.rows(reference, reader)}
        found = read_rows(table, content, filename, reference)
    rows = _compared(table, found, standing)
    wanted = [row for row in rows if row.action in ("new", "changed")]
    rehearsal = given._replace(because=given.because or REHEARSED)
    commands = [_command(table, rehearsal, [one.row], f"{given.key}/{one.number}") for one in wanted]
    refused = {
        row.number: answer
        for row, (_, answer) in zip(wanted, casework.rehearse(commands), strict=True)
        if not isinstance(answer, Receipt)
    }
    rows = [_refused(row, refused[row.number]) if row.number in refused else row for row in rows]
    kept = [row.row for row in rows if row.action in ("new", "changed")]
    if dry_run or not kept:
        return TableReport(dry_run, rows, None)
    return TableReport(False, rows, casework.do(_command(table, given, kept, given.key)))


def _compared(
    table: ReferenceTable, found: Sequence[ReadRow], standing: Mapping[str, msgspec.Struct]
) -> list[ImportedRow]:
    rows, seen = [], dict[str, int]()
    for read in found:
        if read.row is None:
            rows.append(ImportedRow(read.number, "refused", None, None, read.findings))
            continue
        key = table.key(read.row)
        before, first = standing.get(key), seen.setdefault(key, read.number)
        action: Action = "new" if before is None else "unchanged" if before == read.row else "changed"
        row = ImportedRow(read.number, action, read.row, before, ())
        twice = Text(f"ซ้ำกับแถว {first}", f"says the same again as row {first}")
        rows.append(row if first == read.number else _with(row, twice, "twice"))
    return rows


def _refused(row: ImportedRow, answer: Answer) -> ImportedRow:
    match answer:
        case BadInput():
            return _with(row, answer.text, "refused")
        case Refused(findings=findings):
            reasons = [finding.needed or finding.label for finding in findings]
            return _with(row, Text("; ".join(x.th for x in reasons), "; ".join(x.en for x in reasons)), "refused")
    changed = Text("มีการเปลี่ยนแปลงระหว่างนำเข้า ให้นำเข้าอีกครั้ง", "something changed meanwhile: import again")
    return _with(row, changed, "refused")


def _with(row: ImportedRow, reason: Text, code: str) -> ImportedRow:
    finding = RowFinding(sheet="", row=row.number, column="", cell="", severity="refused", code=code, reason=reason)
    return row._replace(action="refused", findings=(*row.findings, finding))


def _command(table: ReferenceTable, given: Given, rows: Sequence[msgspec.Struct], key: str) -> Command:
    return Command(
        id=f"{given.by}/reference/{key}",
        kind=REFERENCE.name,
        name=table.command,
        by=given.by,
        case=REFERENCE_CASE,
        inputs={table.field: [msgspec.to_builtins(row) for row in rows]},
        on=given.on,
        because=given.because,
    )
