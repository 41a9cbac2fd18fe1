"""Sheets about the households of a community: survey re-assessments, and help in bulk (H2, H5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from aggregates.rules_in_force import reference, rules_of
from engine.bilingual import Text
from engine.thai import house_code
from engine.unreadable import Unreadable
from projections.household_names import name_parts
from web.access import Access
from web.answers.called import content
from web.answers.household_rows import household_name
from web.filling.sheet import ON, Asks, Field, FillSheet, Ground, Values, choice, whole
from web.imports import cells
from web.imports.options import Options
from web.imports.sheets import Cell
from web.opening import opener
from web.places import place_of
from web.showing import Opens
from workflows.labels import codes, text
from workflows.rules import Rules

CASE, HOUSE = Text("รหัสเรื่อง", "Case"), Text("รหัสบ้าน", "House code")
HOUSEHOLD_NAME = Text("ครัวเรือน", "Household")
NOT_HERE = ("not_here", "ไม่มีครัวเรือนนี้ในชุมชน", "is no household of this community")


def _rules(ground: Ground) -> Rules:
    return rules_of(ground.reader, ground.reader.state(PROGRAM, ground.case).life.rules.sha256)


def _whom() -> dict[str, Field]:
    return {
        "case": Field(CASE, cells.text, names_row=True),
        "house_code": Field(HOUSE, lambda cell: house_code(cells.text(cell)), names_row=True),
        "household": Field(HOUSEHOLD_NAME, None, names_row=True),
    }


def _of_assessments(ground: Ground) -> Mapping[str, Field]:
    verdicts = tuple(text("verdict", code) for code in codes("verdict"))
    dimensions = {
        term.code: Field(term.text, _verdict, offered=verdicts) for term in _rules(ground).household.dimensions
    }
    return {**_whom(), "on": ON, **dimensions}


def _verdict(cell: Cell) -> str:
    return cells.dimension(cell, Options())


def _assessment(ground: Ground, values: Values) -> Asks:
    verdicts = {term.code: values.get(term.code, "not_assessed") for term in _rules(ground).household.dimensions}
    return Asks(_case(ground, values), {"verdicts": verdicts}, values["on"])


def _of_help(ground: Ground) -> Mapping[str, Field]:
    dimensions = {term.code: term.text for term in _rules(ground).household.dimensions}
    agencies = tuple(Text(one.th, one.en) for one in reference(ground.reader).open_agencies)
    return {
        **_whom(),
        "on": ON,
        "agency": Field(Text("หน่วยงาน", "Agency"), cells.text, needed=True, offered=agencies),
        "kind": Field(Text("ความช่วยเหลือ", "Help"), cells.text, needed=True),
        "dimension": choice(dimensions, Text("ด้าน", "Dimension")),
        "baht": Field(Text("บาท", "Baht"), whole),
        "note": Field(Text("หมายเหตุ", "Note"), cells.text),
    }


def _help(ground: Ground, values: Values) -> Asks:
    given = ("agency", "kind", "dimension", "baht", "note")
    return Asks(_case(ground, values), {name: values[name] for name in given if name in values}, values["on"])


def _case(ground: Ground, values: Values) -> str:
    """The household a row names, by its case or by its house code. Raises Unreadable for none of this community."""
    members = ground.reader.members(ground.case)
    if "case" in values:
        if values["case"] in members:
            return str(values["case"])
    elif "house_code" in values:
        for case in ground.reader.sharers("house_code", values["house_code"]):
            if case in members:
                return case
    else:
        raise Unreadable("nobody_named", "ระบุรหัสเรื่อง หรือรหัสบ้าน", "give the case or the house code")
    raise Unreadable(*NOT_HERE)


def _households(ground: Ground) -> Iterator[Sequence[Text | None]]:
    """The open households of the community, one row each, to be filled in."""
    for case in ground.reader.members(ground.case):
        state, opens = ground.reader.state(HOUSEHOLD, case), _opens(ground, case)
        if state.life.status != "open" or not _reads(ground, case):
            continue
        house = content(state.details.get("house_code"), "house_code", opens)
        yield tuple(Text(said, said) for said in (case, house, household_name(name_parts(state), opens)))


def _reads(ground: Ground, case: str) -> bool:
    return ground.person is None or Access(ground.person, place_of(ground.reader, case), HOUSEHOLD.name).may_read


def _opens(ground: Ground, case: str) -> Opens | None:
    if ground.person is None:
        return None
    return opener(ground.reader, Access(ground.person, place_of(ground.reader, case), HOUSEHOLD.name), case)


ASSESSMENTS = FillSheet(
    Text("ผลประเมินรายด้านซ้ำ", "Re-assessments"),
    Text(
        "หนึ่งแถวต่อหนึ่งครัวเรือน กรอกวันที่และผลรายด้าน แถวที่ไม่กรอกผลจะข้ามไป",
        "One row a household: the date and the result of each dimension. A row without results is passed over.",
    ),
    *(PROGRAM, HOUSEHOLD, "assess_dimensions", _of_assessments, _households, _assessment),
)
HELP = FillSheet(
    Text("การช่วยเหลือ", "Help delivered"),
    Text(
        "หนึ่งแถวต่อการช่วยเหลือหนึ่งครั้ง ครัวเรือนเดียวกันซ้ำได้หลายแถว แถวที่ไม่กรอกจะข้ามไป",
        "One row for each time help was given; a household may have several. A row with nothing filled is passed over.",
    ),
    *(PROGRAM, HOUSEHOLD, "deliver_help", _of_help, _households, _help),
)
