"""The registers as tables, with the rows of the screen (U1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from engine.bilingual import Text
from engine.reader import Reader
from web.answers.names import community_name, province_name
from web.answers.registers import Carried, HelpGiven, MeetingHeld
from web.answers.visits import VisitMade
from web.tables import columns as c
from web.tables.table import Cell, Table, joined, yes

Label = Callable[[str], str]
"""What a household is called for the reader."""


class _Sheet(NamedTuple):
    title: Text
    columns: Sequence[Text]
    row: Callable[[Any, Reader, Label], Sequence[Cell]]


def register_table(register: str, found: Sequence[Any], reader: Reader, label: Label) -> Table:
    """The rows of a register as a table."""
    sheet = SHEETS[register]
    return Table(sheet.title, sheet.columns, (sheet.row(one, reader, label) for one in found), len(found))


def _meeting(held: MeetingHeld, reader: Reader, label: Label) -> Sequence[Cell]:
    one = held.meeting
    province = province_name(reader, held.province)
    people = joined(one.present), one.attendees
    return one.on, held.community, province, one.label, *people, joined(one.about), one.minutes, held.program


def _visit(made: VisitMade, reader: Reader, label: Label) -> Sequence[Cell]:
    return made.on, label(made.case), community_name(reader, made.program), made.visitor, made.by, made.case


def _help(given: HelpGiven, reader: Reader, label: Label) -> Sequence[Cell]:
    community = community_name(reader, given.program)
    return label(given.case), community, given.agency, given.times, given.baht, given.unpriced, given.case


def _carried(one: Carried, reader: Reader, label: Label) -> Sequence[Cell]:
    province = province_name(reader, one.province)
    return one.until, yes(one.past), label(one.case), one.community, province, one.officer, one.since, one.case


SHEETS: Mapping[str, _Sheet] = {
    "meetings": _Sheet(
        Text("ทะเบียนการประชุม", "Register of meetings"),
        (
            *(c.DATE, c.COMMUNITY, c.PROVINCE, Text("การประชุม", "Meeting"), Text("ผู้จัดและผู้ร่วม", "Present")),
            *(Text("ผู้เข้าร่วม (คน)", "People"), Text("วาระ", "Agenda"), Text("บันทึกการประชุม", "Minutes"), c.CASE),
        ),
        _meeting,
    ),
    "visits": _Sheet(
        Text("ทะเบียนการเยี่ยม", "Register of visits"),
        (c.DATE, c.HOUSEHOLD, c.COMMUNITY, Text("ผู้เยี่ยม", "Visitor"), Text("ผู้บันทึก", "Recorded by"), c.CASE),
        _visit,
    ),
    "help": _Sheet(
        Text("ทะเบียนความช่วยเหลือ", "Register of help"),
        (
            *(c.HOUSEHOLD, c.COMMUNITY, c.AGENCY, Text("ครั้ง", "Times"), c.BAHT),
            *(Text("ครั้งที่ไม่ระบุจำนวนเงิน", "Times without an amount"), c.CASE),
        ),
        _help,
    ),
    "carried": _Sheet(
        Text("ครัวเรือนที่ยกไปช่วยเหลือต่อ", "Households carried over"),
        (
            *(Text("ถึงวันที่", "Until"), Text("เลยกำหนด", "Past"), c.HOUSEHOLD, c.COMMUNITY, c.PROVINCE, c.OFFICER),
            *(Text("ยกไปเมื่อ", "Carried over on"), c.CASE),
        ),
        _carried,
    ),
}
