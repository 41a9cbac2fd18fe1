"""Joins members to the household of a list row; the head's own row fills what the list leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.bilingual import Text
from web.imports.cells import is_head
from web.imports.findings import RowFinding
from web.imports.gaps import fill_person, same_person
from web.imports.household import Person
from web.imports.members import Members
from web.imports.rows import ReadMember, ReadRow
from web.imports.table import Table

_FILLED = Text(
    "ในรายชื่อว่างหรืออ่านไม่ได้ จึงใช้ค่าจากแผ่น {sheet} แถว {row}",
    "empty or unreadable in the list; taken from sheet {sheet}, row {row}",
)
_DISPUTED = Text(
    "ไม่ตรงกับแผ่น {sheet} แถว {row} ใช้ค่าในรายชื่อ",
    "sheet {sheet}, row {row} says otherwise; the list is kept",
)
_NO_HEAD = Text(
    "แผ่น {sheet} ไม่มีแถวเดียวที่เป็นหัวหน้าคนนี้ จึงไม่นำข้อมูลมาเติม",
    "sheet {sheet} has no single row for this head; nothing was filled from there",
)
_COUNT = Text(
    "แผ่น {sheet} มีสมาชิกบ้านนี้ {rows} คน",
    "sheet {sheet} has {rows} members for this house",
)


def join(table: Table, read: ReadRow, members: Members) -> ReadRow:
    """The list row with the members of its house."""
    household = read.household
    if not household or not household.house_code or household.house_code not in members.by_house:
        return read
    of_house = members.by_house[household.house_code]
    findings: list[RowFinding] = []
    head_row = _head_row(household.head, of_house)
    head = household.head
    if head_row and head_row.person:
        filled = fill_person(head, head_row.person)
        head = filled.told
        where = {"sheet": members.sheet, "row": head_row.row.number}
        for field in filled.gained:
            if field in table.places:
                reason = _FILLED.filled(**where)
                findings.append(table.finding(read.row, field, "note", "filled_from_member", reason))
        for field in filled.disputed:
            reason = _DISPUTED.filled(**where)
            findings.append(table.finding(read.row, field, "doubtful", "member_differs", reason))
    else:
        reason = _NO_HEAD.filled(sheet=members.sheet)
        findings.append(table.finding(read.row, "name", "doubtful", "no_head_row", reason))
    if household.member_count not in (None, len(of_house)):
        reason = _COUNT.filled(sheet=members.sheet, rows=len(of_house))
        findings.append(table.finding(read.row, "member_count", "note", "member_count_differs", reason))
    others = tuple(each.person for each in of_house if each.person and each is not head_row)
    return ReadRow(read.row, replace(household, head=head, members=others), read.findings + tuple(findings))


def _head_row(head: Person, members: Sequence[ReadMember]) -> ReadMember | None:
    """The member row of the head: the one that says so, unless it is of somebody else."""
    heads = [each for each in members if each.person and is_head(each.person.relation)]
    same = [each for each in heads or members if each.person and same_person(head, each.person)]
    if len(same) == 1:
        return same[0]
    return heads[0] if len(heads) == 1 and not head.name else None
