"""Imports a household list into a community program, or rehearses it: the same commands, rolled back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from aggregates.program_state import PROGRAM
from aggregates.rules_in_force import reference, rules_of
from engine.bilingual import Text
from engine.casework import Answer, Casework
from engine.command import Command, Receipt
from engine.reader import Reader
from engine.refusal import BadInput, Refused
from engine.thai import search_key
from web.imports.commands import Import, completing, opening, without_ids
from web.imports.findings import RowFinding
from web.imports.household import Household
from web.imports.known import Match, find_known, id_holder
from web.imports.merging import ListedRow
from web.imports.options import Options
from web.imports.reading import ListReading, read_list

Action = Literal["create", "merge", "unchanged", "refuse"]
Source = Literal["tpmap", "survey"]

ROWS_AT_ONCE = 200


@dataclass(frozen=True)
class ImportedRow:
    """What became of one row of the list: the case it is in, and every finding about it."""

    number: int
    action: Action
    case: str | None
    findings: tuple[RowFinding, ...]

    @property
    def doubtful(self) -> bool:
        return any(finding.severity == "doubtful" for finding in self.findings)


@dataclass(frozen=True)
class ImportReport:
    """The outcome of an import, or of its rehearsal."""

    reading: ListReading
    source: Source
    dry_run: bool
    rows: tuple[ImportedRow, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows were created, merged, left unchanged, refused; and how many of them are doubtful."""
        counted = Counter(row.action for row in self.rows)
        doubtful = sum(row.doubtful for row in self.rows)
        return {action: counted[action] for action in ("create", "merge", "unchanged", "refuse")} | {
            "doubtful": doubtful
        }

    @property
    def findings(self) -> tuple[RowFinding, ...]:
        return tuple(f for row in self.rows for f in row.findings) + self.reading.member_findings


def import_households(
    casework: Casework,
    source_file: Path | bytes,
    filename: str,
    *,
    program: str,
    by: str,
    source: Source | None = None,
    on: date | None = None,
    options: Options | None = None,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ImportReport:
    """Read the list and put its households on record, row by row; neither doubts nor refusals stop the others.

    ``source`` is what the list stands for; when not given, a list that calls itself TPMAP in its name is one,
    any other is a survey. Raises FileRefused for a file that is no list, CaseNotFound for an unknown program.
    """
    reading = read_list(source_file, filename, options)
    meant = source or ("tpmap" if "tpmap" in filename.lower() else "survey")
    with casework.reading() as reader:
        given = _import(reader, program, meant, by, on)
        listed: dict[str, int] = {}
        plans = [_plan(reader, casework, given, row, listed) for row in reading.rows]
    done: dict[int, ImportedRow] = {}
    for start in range(0, len(plans), ROWS_AT_ONCE):
        part = plans[start : start + ROWS_AT_ONCE]
        commands = [command for plan in part for command in plan.commands]
        answers = casework.rehearse(commands) if dry_run else list(casework.do_many(commands))
        told = {command.id: answer for command, answer in answers}
        for plan in part:
            done[plan.row.number] = _outcome(plan, told, done)
        progress(len(done), len(plans))
    return ImportReport(reading, meant, dry_run, tuple(done.values()))


@dataclass(frozen=True)
class _Plan:
    row: ListedRow
    match: Match | None
    commands: tuple[Command, ...]
    findings: tuple[RowFinding, ...]


def _import(reader: Reader, program: str, source: Source, by: str, on: date | None) -> Import:
    state = reader.state(PROGRAM, program)
    provinces = {}
    for code, listed in reference(reader).provinces.items():
        for name in (listed[0].value.th, f"จ.{listed[0].value.th}", f"จังหวัด{listed[0].value.th}", code):
            provinces[search_key(name)] = code
    place = (state.province, state.district, state.subdistricts[0] if state.subdistricts else "")
    return Import(program, source, by, on, provinces, place, rules_of(reader, state.life.rules.sha256))


def _plan(reader: Reader, casework: Casework, given: Import, row: ListedRow, listed: dict[str, int]) -> _Plan:
    if row.verdict != "create" or row.household is None:
        return _Plan(row, None, (), row.findings)
    match = find_known(reader, row.household, given.program)
    household, doubts = _own_ids(reader, row, match, listed)
    if match is None:
        return _Plan(row, None, (opening(given, casework.vault, household),), (*row.findings, *doubts))
    if match.state.program != given.program:
        elsewhere = Text(
            f"ครัวเรือนนี้อยู่ในโครงการอื่นแล้ว (เรื่อง {match.case})", f"already on record in another program (case {match.case})"
        )
        return _Plan(row, match, (), (*row.findings, *doubts, _finding(row, "refused", "elsewhere", elsewhere)))
    commands = tuple(completing(given, casework.vault, match, household))
    return _Plan(row, match, commands, (*row.findings, *doubts))


def _own_ids(
    reader: Reader, row: ListedRow, match: Match | None, listed: dict[str, int]
) -> tuple[Household, tuple[RowFinding, ...]]:
    """The household without the national IDs of others, each with a doubt: one person is in one household.

    Others are the cases on record and, by ``listed`` (national ID -> row), the rows before this one.
    """
    assert row.household is not None
    doubts = {}
    for person in (row.household.head, *row.household.members):
        if not person.national_id:
            continue
        holder = id_holder(reader, person.national_id, match.case if match else None)
        first = listed.setdefault(person.national_id, row.number)
        if holder is not None:
            doubts[person.national_id] = Text(
                f"เลขประจำตัวนี้อยู่ในครัวเรือนอื่นแล้ว (เรื่อง {holder}) จึงเว้นว่างไว้",
                f"this national ID is another household's (case {holder}); left empty",
            )
        elif first != row.number:
            doubts[person.national_id] = Text(
                f"เลขประจำตัวนี้อยู่ในครัวเรือนของแถว {first} แล้ว จึงเว้นว่างไว้",
                f"this national ID is in the household of row {first}; left empty",
            )
    found = tuple(_finding(row, "doubtful", "id_taken", reason) for reason in doubts.values())
    return without_ids(row.household, doubts), found


def _outcome(plan: _Plan, told: dict[str, Answer], done: dict[int, ImportedRow]) -> ImportedRow:
    row = plan.row
    if row.merges_into is not None:
        first = done[row.merges_into]
        return ImportedRow(row.number, "refuse" if first.action == "refuse" else "merge", first.case, plan.findings)
    refusals = [answer for command in plan.commands if not isinstance(answer := told[command.id], Receipt)]
    findings = (*plan.findings, *(_finding(row, "refused", "refused", _why(answer)) for answer in refusals))
    if any(finding.severity == "refused" for finding in findings) and (not plan.match or not plan.commands):
        return ImportedRow(row.number, "refuse", None, findings)
    if plan.match is None:
        receipts = [answer for command in plan.commands if isinstance(answer := told[command.id], Receipt)]
        if not receipts:
            return ImportedRow(row.number, "refuse", None, findings)
        return ImportedRow(row.number, "create", receipts[0].case, findings)
    changed = any(isinstance(answer := told[c.id], Receipt) and answer.facts for c in plan.commands)
    return ImportedRow(row.number, "merge" if changed else "unchanged", plan.match.case, findings)


def _why(answer: Answer) -> Text:
    match answer:
        case Refused(findings=findings):
            return Text(
                "; ".join((f.needed or f.label).th for f in findings),
                "; ".join((f.needed or f.label).en for f in findings),
            )
        case BadInput():
            return Text(f"{answer.field}: {answer.text.th}", f"{answer.field}: {answer.text.en}")
    return Text("ระบบปฏิเสธ", str(answer))


def _finding(row: ListedRow, severity: Literal["doubtful", "refused"], code: str, reason: Text) -> RowFinding:
    return RowFinding(sheet="", row=row.number, column="", cell="", severity=severity, code=code, reason=reason)
