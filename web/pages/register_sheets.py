"""The columns of each register when it is taken away as a file; the rows are those of the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from engine.bilingual import Text
from engine.reader import Reader
from web.answers.names import community_name, province_name
from web.answers.registers import Carried, HelpGiven, MeetingHeld
from web.answers.visits import VisitMade
from web.spreadsheets import Cell

Label = Callable[[str], str]
"""What a household is called for the reader."""

COMMUNITY, PROVINCE = Text("ชุมชน", "Community"), Text("จังหวัด", "Province")
HOUSEHOLD, CASE = Text("ครัวเรือน", "Household"), Text("รหัสเรื่อง", "Case")


class RegisterSheet(NamedTuple):
    """The headers, and the cells of a row."""

    headers: Sequence[Text]
    row: Callable[[Any, Reader, Label], Sequence[Cell]]


def _meeting(held: MeetingHeld, reader: Reader, label: Label) -> Sequence[Cell]:
    one = held.meeting
    present, about = _joined(one.present), _joined(one.about)
    province = province_name(reader, held.province)
    return one.on, held.community, province, one.label, present, one.attendees, about, one.minutes, held.program


def _visit(made: VisitMade, reader: Reader, label: Label) -> Sequence[Cell]:
    return made.on, label(made.case), community_name(reader, made.program), made.visitor, made.by, made.case


def _help(given: HelpGiven, reader: Reader, label: Label) -> Sequence[Cell]:
    community = community_name(reader, given.program)
    return label(given.case), community, given.agency, given.times, given.baht, given.unpriced, given.case


def _carried(one: Carried, reader: Reader, label: Label) -> Sequence[Cell]:
    province = province_name(reader, one.province)
    return one.until, label(one.case), one.community, province, one.officer, one.since, one.case


def _joined(parts: Sequence[Text | str]) -> Text:
    both = [part if isinstance(part, Text) else Text(part, part) for part in parts]
    return Text("; ".join(one.th for one in both), "; ".join(one.en for one in both))


SHEETS: Mapping[str, RegisterSheet] = {
    "meetings": RegisterSheet(
        (
            Text("วันที่", "Date"),
            COMMUNITY,
            PROVINCE,
            Text("การประชุม", "Meeting"),
            Text("ผู้จัดและผู้ร่วม", "Present"),
            Text("ผู้เข้าร่วม (คน)", "People"),
            Text("วาระ", "Agenda"),
            Text("บันทึกการประชุม", "Minutes"),
            CASE,
        ),
        _meeting,
    ),
    "visits": RegisterSheet(
        (
            Text("วันที่", "Date"),
            HOUSEHOLD,
            COMMUNITY,
            Text("ผู้เยี่ยม", "Visitor"),
            Text("ผู้บันทึก", "Recorded by"),
            CASE,
        ),
        _visit,
    ),
    "help": RegisterSheet(
        (
            HOUSEHOLD,
            COMMUNITY,
            Text("หน่วยงาน", "Agency"),
            Text("ครั้ง", "Times"),
            Text("บาท", "Baht"),
            Text("ครั้งที่ไม่ระบุจำนวนเงิน", "Times without an amount"),
            CASE,
        ),
        _help,
    ),
    "carried": RegisterSheet(
        (
            Text("ถึงวันที่", "Until"),
            HOUSEHOLD,
            COMMUNITY,
            PROVINCE,
            Text("ผู้รับผิดชอบ", "Officer"),
            Text("ยกไปเมื่อ", "Carried over on"),
            CASE,
        ),
        _carried,
    ),
}
