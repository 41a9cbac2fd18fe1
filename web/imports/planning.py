"""Decides for each row of a list which commands it takes, and what a person should look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from aggregates.program_state import PROGRAM
from aggregates.rules_in_force import reference, rules_of
from engine.bilingual import Text
from engine.command import Command
from engine.reader import Reader
from engine.thai import search_key
from web.imports.commands import Import, completing, opening, without_ids
from web.imports.contradicting import contradicted
from web.imports.findings import RowFinding
from web.imports.household import Household
from web.imports.known import Match, find_known, id_holder
from web.imports.merging import ListedRow

Source = Literal["tpmap", "survey"]


@dataclass(frozen=True)
class Plan:
    """One row: the case it was recognised as, the commands it takes, and every finding so far."""

    row: ListedRow
    match: Match | None
    commands: tuple[Command, ...]
    findings: tuple[RowFinding, ...]


def what_holds(reader: Reader, program: str, source: Source, by: str, on: date | None) -> Import:
    """What is the same for every row of the list. Raises CaseNotFound for an unknown program."""
    state = reader.state(PROGRAM, program)
    provinces = {}
    for code, listed in reference(reader).provinces.items():
        for name in (listed[0].value.th, f"จ.{listed[0].value.th}", f"จังหวัด{listed[0].value.th}", code):
            provinces[search_key(name)] = code
    place = (state.province, state.district, state.subdistricts[0] if state.subdistricts else "")
    return Import(program, source, by, on, provinces, place, rules_of(reader, state.life.rules.sha256))


def planned(reader: Reader, given: Import, row: ListedRow, listed: dict[str, int]) -> Plan:
    """What a row asks for; ``listed`` keeps the national IDs of the rows before it."""
    if row.verdict != "create" or row.household is None:
        return Plan(row, None, (), row.findings)
    match = find_known(reader, row.household, given.program)
    household, doubts = _own_ids(reader, row, match, listed)
    if match is None:
        return Plan(row, None, (opening(given, reader.parts.vault, household),), (*row.findings, *doubts))
    if match.state.program != given.program:
        elsewhere = Text(
            f"ครัวเรือนนี้อยู่ในโครงการอื่นแล้ว (เรื่อง {match.case})", f"already on record in another program (case {match.case})"
        )
        return Plan(row, match, (), (*row.findings, *doubts, row_finding(row, "refused", "elsewhere", elsewhere)))
    commands = tuple(completing(given, reader.parts.vault, match, household))
    return Plan(row, match, commands, (*row.findings, *doubts, *_doubtful(reader, given, row, match, household)))


def _doubtful(
    reader: Reader, given: Import, row: ListedRow, match: Match, household: Household
) -> Iterator[RowFinding]:
    """What a person should look at: a household known by its name alone, and a list that contradicts the record."""
    if match.by == "name":
        reason = Text(
            f"มีเพียงชื่อ จึงถือว่าเป็นครัวเรือนเดียวกับเรื่อง {match.case}",
            f"only a name: taken for the household of case {match.case}",
        )
        yield row_finding(row, "doubtful", "known_by_name", reason)
    for name in contradicted(given, reader.parts.vault, match, household):
        reason = Text(
            f"{name.th}: รายชื่อไม่ตรงกับที่บันทึกไว้ จึงคงของเดิม",
            f"{name.en}: the list contradicts the record, which is kept",
        )
        yield row_finding(row, "doubtful", "record_differs", reason)


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
    found = tuple(row_finding(row, "doubtful", "id_taken", reason) for reason in doubts.values())
    return without_ids(row.household, doubts), found


def row_finding(row: ListedRow, severity: Literal["doubtful", "refused"], code: str, reason: Text) -> RowFinding:
    """A finding about a whole row."""
    return RowFinding(sheet="", row=row.number, column="", cell="", severity=severity, code=code, reason=reason)
