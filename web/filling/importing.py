"""Imports a filled sheet, or rehearses it: every row by the command of a user, a refused one stopping no other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args

import msgspec

from engine.bilingual import Text
from engine.casework import Answer, Casework
from engine.command import Command, Receipt
from engine.keys import Vault
from engine.refusal import BadInput
from web.access import Access, Person
from web.filling.reading import ReadRow, read_filled
from web.filling.sheet import Asks, FillSheet, Ground
from web.imports.findings import RowFinding
from web.imports.outcome import why_not
from web.places import place_of
from web.showing import text_shown

Action = Literal["record", "unchanged", "empty", "refuse"]
"""record: a new fact. unchanged: on record already. empty: nothing was filled in. refuse: nothing was recorded."""
ROWS_AT_ONCE = 200
NOT_YOURS = Text("ครัวเรือนนี้อยู่นอกพื้นที่หรือหน้าที่ของคุณ", "isn't yours to record")


class FilledRow(NamedTuple):
    """What became of one row."""

    number: int
    action: Action
    case: str | None
    findings: tuple[RowFinding, ...]


class FilledReport(NamedTuple):
    """What an import did, or would do."""

    dry_run: bool
    rows: list[FilledRow]

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(row.action for row in self.rows)
        return {action: counted[action] for action in get_args(Action)}

    def shown(self) -> dict[str, Any]:
        """As JSON-ready data, without what the cells hold: that is personal."""
        rows = [{"row": row.number, "action": row.action, "case": row.case} for row in self.rows]
        findings = [
            {"row": f.row, "column": f.column, "code": f.code, "reason": text_shown(f.reason)}
            for row in self.rows
            for f in row.findings
        ]
        return {"dry_run": self.dry_run, "counts": self.counts, "rows": rows, "findings": findings}


def import_filled(
    casework: Casework,
    sheet: FillSheet,
    case: str,
    content: bytes,
    filename: str,
    *,
    by: str,
    person: Person | None = None,
    dry_run: bool = False,
) -> FilledReport:
    """Read the sheet and record what its rows say; with ``person`` only what they may record.

    The same file again changes nothing. Raises FileRefused for a file that is no such sheet, CaseNotFound.
    """
    with casework.reading() as reader:
        ground = Ground(reader, person, case)
        reading, before, vault = read_filled(sheet, ground, content, filename), reader.size, reader.parts.vault
        wanted = {row.number: _command(sheet, row.asks, by, vault) for row in reading.rows if row.asks}
        first = {command.id: number for number, command in reversed(wanted.items())}
        told = {row.number: _barred(ground, sheet, row, wanted, first) for row in reading.rows}
    answers = dict[str, Answer]()
    asked = [wanted[number] for number in wanted if told[number] is None]
    for start in range(0, len(asked), ROWS_AT_ONCE):
        part = asked[start : start + ROWS_AT_ONCE]
        done = casework.rehearse(part) if dry_run else list(casework.do_many(part))
        answers |= {command.id: answer for command, answer in done}
    rows = [
        told[row.number] or _outcome(row, answers[wanted[row.number].id], before, reading.headings)
        for row in reading.rows
    ]
    return FilledReport(dry_run, rows)


def _barred(
    ground: Ground, sheet: FillSheet, row: ReadRow, wanted: Mapping[int, Command], first: Mapping[str, int]
) -> FilledRow | None:
    """What becomes of a row whose command isn't given at all."""
    if row.asks is None:
        return FilledRow(row.number, "refuse" if row.findings else "empty", None, row.findings)
    earlier = first[wanted[row.number].id]
    if earlier != row.number:
        said = Text(f"ซ้ำกับแถว {earlier}", f"says the same again as row {earlier}")
        return _refused(row, "", "twice", said)
    decision = sheet.kind.decisions[sheet.command]
    place = place_of(ground.reader, row.asks.case)
    if ground.person is not None and not Access(ground.person, place, sheet.kind.name).may_do(sheet.kind, decision):
        return _refused(row, "", "not_yours", NOT_YOURS)
    return None


def _outcome(row: ReadRow, answer: Answer, before: int, headings: Mapping[str, str]) -> FilledRow:
    assert row.asks is not None
    if isinstance(answer, Receipt):
        new = answer.leaf is not None and answer.leaf >= before
        return FilledRow(row.number, "record" if new else "unchanged", row.asks.case, ())
    if isinstance(answer, BadInput):
        parts = answer.field.split(".")
        column = next((headings[part] for part in reversed(parts) if part in headings), "")
        return _refused(row, column, "refused", answer.text if column else why_not(answer))
    return _refused(row, "", "refused", why_not(answer))


def _refused(row: ReadRow, column: str, code: str, reason: Text) -> FilledRow:
    finding = RowFinding(sheet="", row=row.number, column=column, cell="", severity="refused", code=code, reason=reason)
    case = None if row.asks is None else row.asks.case
    return FilledRow(row.number, "refuse", case, (finding,))


def _command(sheet: FillSheet, asks: Asks, by: str, vault: Vault) -> Command:
    """The same row gives the same command id; a keyed one, for a plain hash of what is personal could be guessed."""
    said: Sequence[Any] = (sheet.kind.name, sheet.command, asks.case, asks.inputs, asks.on)
    id = f"filled-{vault.blind('filled', msgspec.json.encode(said).decode())[:32]}"
    return Command(
        id=id, kind=sheet.kind.name, name=sheet.command, by=by, case=asks.case, inputs=asks.inputs, on=asks.on
    )
