"""What a page was narrowed by, in words: said at the head of every file taken from it, and in the read log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from engine.bilingual import Text
from engine.calendar import show_date
from engine.reader import Reader
from web.answers.names import community_name, province_name
from workflows import labels

LABELS: Mapping[str, Text] = {
    "stage": Text("ขั้น", "Stage"),
    "status": Text("สถานะ", "Status"),
    "tier": Text("ระดับ", "Tier"),
    "officer": Text("ผู้รับผิดชอบ", "Officer"),
    "province": Text("จังหวัด", "Province"),
    "district": Text("อำเภอ", "District"),
    "fiscal_year": Text("ปีงบประมาณ", "Fiscal year"),
    "program": Text("ชุมชน", "Community"),
    "overdue": Text("เกินกำหนด", "Overdue"),
    "due_soon": Text("ใกล้ครบกำหนด", "Due soon"),
    "stuck": Text("นิ่งนาน", "Stuck"),
    "year": Text("ปีงบประมาณ", "Fiscal year"),
    "month": Text("เดือน", "Month"),
    "sheet": Text("แบบประเมิน", "Sheet"),
    "office": Text("หน่วยงาน", "Office"),
    "measure": Text("สิ่งที่แสดง", "Shown"),
    "area": Text("พื้นที่", "Area"),
    "kind": Text("ชนิดของเรื่อง", "Kind of case"),
    "topic": Text("สิ่งที่บันทึก", "What was recorded"),
    "person": Text("ผู้บันทึก", "Recorded by"),
    "subject": Text("เรื่องที่ดู", "Looked at"),
    "since": Text("ตั้งแต่", "From"),
    "until": Text("ถึง", "To"),
    "late": Text("บันทึกช้า", "Recorded late"),
    "on": Text("ณ วันที่", "As of"),
    "known": Text("ตามที่รู้เมื่อ", "As known"),
    "name": Text("ชื่อ", "Name"),
    "role": Text("บทบาท", "Role"),
    "first": Text("ประเมินครั้งแรก", "First assessed"),
    "latest": Text("ประเมินล่าสุด", "Latest"),
    "lack": Text("สิ่งที่ขาด", "Missing"),
}
"""Every part of an address that a table can be narrowed by."""
EVERYTHING = Text("ทั้งหมด ไม่ได้กรอง", "Everything, no filter")
_GROUPS = {"first": "tier", "latest": "tier"}
_NAMED: Mapping[str, Callable[[Reader, str], Text | None]] = {"province": province_name, "program": community_name}


def filters_said(reader: Reader, given: Mapping[str, Any]) -> Text:
    """The filters that hold, one after another; those without a value don't."""
    parts = [_said(reader, name, value) for name, value in given.items() if value not in (None, "")]
    return Text(" · ".join(x.th for x in parts), " · ".join(x.en for x in parts)) if parts else EVERYTHING


def _said(reader: Reader, name: str, value: Any) -> Text:
    label = LABELS[name]
    if value is True or value == "yes":
        return label
    known = _word(reader, name, value)
    return Text(f"{label.th}: {known.th}", f"{label.en}: {known.en}")


def _word(reader: Reader, name: str, value: Any) -> Text:
    if isinstance(value, Text):
        return value
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return Text(show_date(day, "th"), show_date(day, "en"))
    code, group = str(value), _GROUPS.get(name, name)
    found = _NAMED[name](reader, code) if name in _NAMED else None
    if found is None and group in labels.groups() and code in labels.codes(group):
        found = labels.text(group, code)
    return found or Text(code, code)
