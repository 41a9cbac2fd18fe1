"""The sheet of members by house code: each person once, and only in a house that the list names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace

from engine.bilingual import Text
from web.imports.findings import RowFinding, Severity
from web.imports.rows import ReadMember, read_member
from web.imports.table import Table

_NO_HOUSEHOLD = Text(
    "ไม่มีครัวเรือนรหัสบ้านนี้ในรายชื่อ จึงไม่สร้างสมาชิก",
    "the list has no household with this house code, so the member isn't created",
)
_SAME_PERSON = Text(
    "เลขประจำตัวซ้ำกับแถว {row} ของบ้านเดียวกัน จึงไม่สร้างซ้ำ",
    "the same national ID as row {row} of the same house, so not created again",
)
_SAME_ID = Text(
    "เลขประจำตัวซ้ำกับแถว {row} ของบ้านอื่น จึงเว้นว่างไว้",
    "the same national ID as row {row} of another house, so left empty",
)


class Members:
    """The members of the houses of a list, and what reading their sheet found."""

    def __init__(self, table: Table, house_codes: Collection[str]) -> None:
        self.sheet = table.sheet.name
        self.findings: list[RowFinding] = []
        self.by_house: dict[str, list[ReadMember]] = defaultdict(list)
        self._table = table
        self._first_with: dict[str, ReadMember] = {}
        for row in table.rows:
            member = read_member(table, row)
            self.findings += member.findings
            if not member.house_code or member.house_code not in house_codes:
                self._find(member, "house_code", "refused", "no_such_household", _NO_HOUSEHOLD)
            elif kept := self._once(member):
                self.by_house[member.house_code].append(kept)

    def _once(self, member: ReadMember) -> ReadMember | None:
        """The member; None if refused or in the house already; without the ID if another house has it."""
        person = member.person
        if person is None or person.national_id is None:
            return member if person else None
        first = self._first_with.setdefault(person.national_id, member)
        if first is member:
            return member
        if first.house_code == member.house_code:
            reason = _SAME_PERSON.filled(row=first.row.number)
            self._find(member, "national_id", "refused", "same_person", reason)
            return None
        self._find(member, "national_id", "doubtful", "same_id", _SAME_ID.filled(row=first.row.number))
        return replace(member, person=replace(person, national_id=None))

    def _find(self, member: ReadMember, field: str, severity: Severity, code: str, reason: Text) -> None:
        self.findings.append(self._table.finding(member.row, field, severity, code, reason))
