"""The sheet by which help is keyed into TPMAP: whom, where, what failed, what was given, under which reference (H7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aggregates.household_facts import RecordedInTpmap
from aggregates.household_record import HouseholdCase
from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from aggregates.rules_in_force import rules_of
from engine.bilingual import Text
from engine.history import counted
from engine.reader import Reader
from web.access import Access, Person
from web.answers.called import content
from web.answers.names import names_of, province_name
from web.opening import opener
from web.places import place_of
from web.showing import Opens
from web.tables import columns as c
from web.tables.cases import tier_said
from web.tables.table import Cell, Table, joined

HEADS = (
    *(Text("รหัสบ้าน", "House code"), Text("บ้านเลขที่", "House number"), Text("หมู่ที่", "Moo")),
    *(Text("ตำบล", "Subdistrict"), c.DISTRICT, c.PROVINCE),
    *(Text("หัวหน้าครัวเรือน", "Head of household"), Text("เลขประจำตัวประชาชน", "National ID"), c.TIER),
    *(Text("ด้านที่ตกเกณฑ์", "Failed dimensions"), Text("วันที่ช่วยเหลือ", "Help given on"), c.AGENCY),
    *(Text("ความช่วยเหลือ", "Help"), Text("ด้าน", "Dimension"), c.BAHT),
    *(Text("สถานะใน TPMAP", "In TPMAP"), Text("วันที่บันทึกใน TPMAP", "Entered on")),
    *(Text("เลขอ้างอิง TPMAP", "TPMAP reference"), c.CASE, Text("ลำดับในเรื่อง", "Place in its case")),
)
ENTERED, CANT, TO_ENTER = Text("ลงแล้ว", "Entered"), Text("ลงไม่ได้", "Can't be entered"), Text("ต้องลง", "To enter")


def tpmap_table(reader: Reader, person: Person, program: str) -> Table:
    """Every help delivered to the households of a community, one row each; what was entered says its reference."""
    rows = list(_rows(reader, person, program))
    return Table(Text("ส่งข้อมูลเข้า TPMAP", "TPMAP hand-over"), HEADS, rows, len(rows))


def _rows(reader: Reader, person: Person, program: str) -> Iterator[Sequence[Cell]]:
    names = names_of(reader, rules_of(reader, reader.state(PROGRAM, program).life.rules.sha256))
    for case in reader.members(program):
        access = Access(person, place_of(reader, case), HOUSEHOLD.name)
        state = reader.state(HOUSEHOLD, case)
        if not access.may_read or not state.help:
            continue
        opens = opener(reader, access, case)
        whose = _whose(state, opens)
        place = state.subdistrict, state.district, province_name(reader, state.province)
        failed = joined(names.terms("dimension", state.failed), ", ")
        references = _references(reader, case, opens)
        for version, help in sorted(state.help.items(), key=lambda item: (item[1].mark.on, item[0])):
            dimension = None if help.dimension is None else names.term("dimension", help.dimension)
            said, entered = _entered(state, version)
            yield (
                *(*whose[:3], *place, *whose[3:], tier_said(state.tier), failed),
                *(help.mark.on, names.agency(help.agency), help.kind, dimension, help.baht),
                *(said, entered, references.get(version), case, version),
            )


def _whose(state: HouseholdCase, opens: Opens | None) -> tuple[str, ...]:
    """House code, number and moo; the head's name and national ID; empty where they are closed to the reader."""
    house = (content(state.details.get(part), part, opens) for part in ("house_code", "house_number", "moo"))
    head = state.members.get(state.head or "")
    who = ("" if head is None else content(head.details.get(part), part, opens) for part in ("name", "national_id"))
    return *house, *who


def _entered(state: HouseholdCase, version: int) -> tuple[Text, Cell]:
    if version in state.tpmap:
        return ENTERED, state.tpmap[version].on
    return (CANT if version in state.tpmap_ruled_out else TO_ENTER), None


def _references(reader: Reader, case: str, opens: Opens | None) -> dict[int, str]:
    """Version of help -> the reference it was last entered under."""
    found = dict[int, str]()
    for item in counted(reader.facts(case)):
        if isinstance(item.fact, RecordedInTpmap):
            found |= dict.fromkeys(item.fact.help, content(item.fact.reference, "text", opens))
    return found
