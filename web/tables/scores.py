"""Scores as tables: the board, the sheet of an office, and the workbook of all its sheets with reasons (S3, S4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from engine.bilingual import Text
from engine.calendar import show_date
from web.tables import columns as c
from web.tables.table import Cell, Table, joined, told, yes
from workflows.milestone_rules import MilestoneSheet

Words = Mapping[str, Text]
"""Topic of a fact -> what it is called."""

CODE = Text("รหัส", "Code")
COMMUNITIES = Text("ชุมชน (แห่ง)", "Communities")
MEAN, LOWEST = Text("ระดับเฉลี่ย", "Mean level"), Text("ระดับต่ำสุด", "Lowest level")
WEIGHT = Text("น้ำหนัก", "Weight")
NEXT_LEVEL = Text("ระดับที่ยังไม่ถึง", "Next level")
SELF, COMPUTED = Text("ประเมินตนเอง", "Self-assessed"), Text("คำนวณได้", "Computed")
CONFIRMED, REASON = Text("ยืนยัน", "Confirmed"), Text("เหตุผลที่ต่าง", "Reason for the difference")
MILESTONE, REACHED = Text("เป้าหมายของระดับ", "Milestone"), Text("ถึงแล้ว", "Reached")
EVIDENCE = Text("หลักฐาน", "Evidence")
SHEET, CUT_OFF = Text("แบบประเมิน", "Sheet"), Text("หลักฐานบันทึกถึง", "Evidence recorded by")
REVISION, STATE = Text("ปิดรอบครั้งที่", "Revision"), Text("สถานะรอบ", "Round")
NOBODY = Text("ยังไม่มีชุมชนที่นับได้ ระดับเป็น 0", "No community counts here: level 0")
STATES: Mapping[str, Text] = {
    "not_opened": Text("ยังไม่เปิดรอบ", "Round not opened"),
    "opened": Text("เปิดรอบ", "Opened"),
    "self_assessed": Text("ประเมินตนเองแล้ว", "Self-assessed"),
    "confirmed": Text("ยืนยันแล้ว", "Confirmed"),
    "closed": Text("ปิดรอบแล้ว", "Closed"),
}


def board_table(found: Mapping[str, Any]) -> Table:
    """Every office of a sheet side by side: how many of its communities reach each level, and what is missing next."""
    levels = [told(one["label"]) for one in found["levels"]]
    reached = [Text(f"{at}. {one.th}", f"{at}. {one.en}") for at, one in enumerate(levels, 1)]
    heads = (c.OFFICE, CODE, COMMUNITIES, *reached, MEAN, LOWEST, c.POINTS, NEXT_LEVEL, c.MISSING)
    rows = [_office(item) for item in found["items"]]
    return Table(told(found["label"]), heads, rows, len(rows))


def _office(item: Mapping[str, Any]) -> Sequence[Cell]:
    lacks = item["lacks"] or {"level": None, "labels": []}
    return (
        *(told(item["name"]), item["office"], item["communities"], *item["reached"]),
        *(Decimal(item["level_mean"]["shown"]), item["level_min"], Decimal(item["points"]["shown"])),
        *(lacks["level"], joined(map(told, lacks["labels"]))),
    )


def sheet_tables(found: Mapping[str, Any], sheet: MilestoneSheet, words: Words) -> tuple[Table, Table]:
    """The sheet of an office: the level of each community by whom, and each milestone by which facts it is reached."""
    levels = [_levels(one, found) for one in found["communities"]]
    reasons = [row for one in found["communities"] for row in _reasons(one, sheet, words)]
    of_levels = c.COMMUNITY, SELF, COMPUTED, CONFIRMED, REASON
    of_reasons = c.COMMUNITY, c.LEVEL, MILESTONE, REACHED, EVIDENCE, c.MISSING, c.SUPPLIER
    why = Text(f"เหตุผล {sheet.code}", f"Reasons {sheet.code}")
    return Table(sheet.text, of_levels, levels, len(levels)), Table(why, of_reasons, reasons, len(reasons))


def workbook_tables(sheets: Sequence[tuple[MilestoneSheet, Mapping[str, Any]]], words: Words) -> list[Table]:
    """All sheets of an office in a fiscal year: their sums, then each sheet with its reasons."""
    heads = SHEET, WEIGHT, MEAN, LOWEST, c.POINTS, COMMUNITIES, CUT_OFF, STATE, REVISION
    rows = [_summed(sheet, found) for sheet, found in sheets]
    summary = Table(Text("สรุปตัวชี้วัด", "Summary"), heads, rows, len(rows))
    return [summary, *(table for sheet, found in sheets for table in sheet_tables(found, sheet, words))]


def _summed(sheet: MilestoneSheet, found: Mapping[str, Any]) -> Sequence[Cell]:
    until = found["cut_off"]
    return (
        *(sheet.text, found["weight"], Decimal(found["level_mean"]["shown"]), found["level_min"]),
        *(Decimal(found["points"]["shown"]), len(found["communities"])),
        Text("บันทึกย้อนหลัง", "Entered afterwards") if until is None else date.fromisoformat(until),
        *(STATES[found["round"]["state"]], found["round"]["revision"] or None),
    )


def _levels(one: Mapping[str, Any], found: Mapping[str, Any]) -> Sequence[Cell]:
    said, confirmed = found["self_assessed"] or {"levels": {}}, found["confirmed"] or {"levels": {}, "reasons": {}}
    program = one["program"]
    reason = confirmed["reasons"].get(program)
    return told(one["name"]), said["levels"].get(program), one["level"], confirmed["levels"].get(program), reason


def _reasons(one: Mapping[str, Any], sheet: MilestoneSheet, words: Words) -> Iterable[Sequence[Cell]]:
    name = told(one["name"])
    if not one["milestones"]:
        yield name, 0, NOBODY, yes(False), None, None, None
    for it in one["milestones"]:
        missing = [Text(gap["label_th"], gap["label_en"]) for gap in it["missing"]]
        who = dict.fromkeys(told(gap["who"]) for gap in it["missing"] if gap["who"])
        label = sheet.milestones[it["level"] - 1].text
        yield name, it["level"], label, yes(it["reached"]), evidence(it["facts"], words), joined(missing), joined(who)


def evidence(facts: Iterable[Mapping[str, Any]], words: Words) -> Text:
    """Facts by what they are called and the day they happened."""
    return joined(_fact(one, words.get(one["topic"], Text(one["topic"], one["topic"]))) for one in facts)


def _fact(one: Mapping[str, Any], called: Text) -> Text:
    day = date.fromisoformat(one["occurred_on"])
    return Text(f"{called.th} {show_date(day, 'th')}", f"{called.en} {show_date(day, 'en')}")
