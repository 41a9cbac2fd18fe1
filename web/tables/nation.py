"""The scores of the nation's year as tables: the results by mission, and the steps of integration (S1, S2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from engine.bilingual import Text
from web.tables import columns as c
from web.tables.scores import EVIDENCE, REACHED, WEIGHT, Words, evidence
from web.tables.table import Cell, Table, told, yes

INDICATOR, OWNER = Text("ตัวชี้วัด", "Indicator"), Text("เจ้าของ", "Owner")
ACTUAL, TARGET, PERCENT = Text("ผลงาน", "Actual"), Text("เป้าหมาย", "Target"), Text("ร้อยละ", "Percent")
SOURCE = Text("แหล่งข้อมูล", "Source")
MEASURE, HAVE, OF = Text("ตัวชี้วัดรวม", "Measure"), Text("มีผลแล้ว", "Have"), Text("จาก", "Of")
MEAN, LEVEL, SCORE = Text("ร้อยละเฉลี่ย", "Mean percent"), Text("ระดับ", "Level"), Text("ค่าคะแนน", "Score")
NEEDS, MET = Text("สิ่งที่ต้องมี", "What it needs"), Text("มีแล้ว", "Met")


def mission_tables(found: Mapping[str, Any], agencies: Mapping[str, Text], words: Words) -> tuple[Table, Table]:
    """Each indicator's result against its target, and what the measures make of them."""
    results = [_result(one, agencies, words) for one in found["results"]]
    measures = [_measure(found[name]) for name in ("mission_level", "kpi_2_1")]
    of_results = INDICATOR, OWNER, ACTUAL, TARGET, PERCENT, SOURCE, EVIDENCE
    of_measures = MEASURE, HAVE, OF, MEAN, LEVEL, SCORE, c.POINTS, WEIGHT
    return (
        Table(Text("ผลตามภารกิจหลัก", "Results by mission"), of_results, results, len(results)),
        Table(Text("คะแนนตามภารกิจหลัก", "Mission scores"), of_measures, measures, len(measures)),
    )


def _result(one: Mapping[str, Any], agencies: Mapping[str, Text], words: Words) -> Sequence[Cell]:
    owner = agencies.get(one["department"], Text(one["department"], one["department"]))
    if one["percent"] is None:
        return told(one["label"]), owner, None, None, None, None, None
    figures = Decimal(str(one["actual"])), Decimal(str(one["target"])), Decimal(one["percent"]["shown"])
    return told(one["label"]), owner, *figures, one["source"], evidence([one["fact"]], words)


def _measure(one: Mapping[str, Any]) -> Sequence[Cell]:
    earned, have = one["earned"], one["complete"]
    if earned is None:
        return told(one["label"]), have["have"], have["of"], None, None, None, None, one["weight"]
    points = None if earned["points"] is None else Decimal(earned["points"]["shown"])
    figures = Decimal(earned["mean"]["shown"]), earned["level"], Decimal(earned["score"]["shown"])
    return told(one["label"]), have["have"], have["of"], *figures, points, one["weight"]


def steps_table(found: Mapping[str, Any], words: Words) -> Table:
    """The cumulative steps of KPI 2.2, each with what it needs."""
    rows = list(_needs(found, words))
    return Table(
        told(found["label"]), (c.POINTS, REACHED, NEEDS, MET, EVIDENCE, c.MISSING, c.SUPPLIER), rows, len(rows)
    )


def _needs(found: Mapping[str, Any], words: Words) -> Iterator[Sequence[Cell]]:
    for step in found["steps"]:
        for it in step["findings"]:
            lacking = not it["met"]
            needed = told(it["needed"]) if lacking and it["needed"] else None
            who = told(it["who"]) if lacking and it["who"] else None
            held = yes(it["met"]), evidence(it["facts"], words)
            yield step["points"], yes(step["reached"]), told(it["label"]), *held, needed, who
