"""The figures of an area as tables: progress by stage, success by tier, quota, one measure by province (S5, P6.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from engine.bilingual import Text
from engine.workflow import Stage
from web.answers.measures import Figure
from web.tables import columns as c
from web.tables.cases import tier_said
from web.tables.table import Cell, Table
from workflows.labels import codes

HERE, SUSPENDED, CLOSED = Text("ดำเนินการ", "Open here"), Text("พักไว้", "Suspended"), Text("ปิดแล้ว", "Closed")
REACHED = Text("ถึงขั้นนี้แล้ว", "Reached")
MEDIAN, LONGEST = Text("มัธยฐานวัน", "Median days"), Text("วันที่ร้อยละ 90", "90th percentile of days")
COUNTED, HOUSEHOLDS = Text("รายการ", "Counted"), Text("จำนวน", "Number")
FIRST = Text("ประเมินครั้งแรก ↓ ล่าสุด →", "First ↓ latest →")
RUNNING, NEEDED, SHORT = Text("ดำเนินการ", "Running"), Text("ต้องมี", "Needed"), Text("ยังขาด", "Short of")
FIGURE = Text("ค่า", "Figure")


def progress_table(row: Mapping[str, Any] | None, stages: Sequence[Stage]) -> Table:
    """How many cases reached each stage, stand there, and how long they stayed."""
    heads = (c.STAGE, REACHED, HERE, SUSPENDED, CLOSED, c.OVERDUE, c.DUE_SOON, c.STUCK, MEDIAN, LONGEST)
    found = {one["stage"]: one for one in (row or {"stages": []})["stages"]}
    rows = [_stage(stage, found.get(stage.name)) for stage in stages]
    return Table(Text("เจ็ดขั้นตอน", "The seven stages"), heads, rows, len(rows))


def _stage(stage: Stage, one: Mapping[str, Any] | None) -> Sequence[Cell]:
    if one is None:
        return stage.label, 0, 0, 0, 0, 0, 0, 0, None, None
    here = one["present"], one["suspended"], one["closed"]
    late = one["overdue"], one["due_soon"], one["stuck"]
    return stage.label, one["left"] + sum(here), *here, *late, one["median_days"], one["p90_days"]


def success_tables(row: Mapping[str, Any]) -> tuple[Table, Table]:
    """What came of the target households, and their tiers before and after."""
    sums = list(_sums(row))
    tiers = codes("tier")
    moves = {(move["first"], move["latest"]): move["households"] for move in row["tier_moves"]}
    matrix = [(tier_said(first), *(moves.get((first, latest), 0) for latest in tiers)) for first in tiers]
    return (
        Table(Text("ผลสำเร็จ", "Success"), (COUNTED, HOUSEHOLDS), sums, len(sums)),
        Table(
            Text("ระดับของครัวเรือน ก่อนและหลัง", "Tiers before and after"),
            (FIRST, *map(tier_said, tiers)),
            matrix,
            len(matrix),
        ),
    )


def _sums(row: Mapping[str, Any]) -> Iterator[Sequence[Cell]]:
    dimensions = row["dimensions"]
    yield Text("ครัวเรือนเป้าหมาย", "Target households"), row["targets"]
    yield Text("พ้นความยากจน", "Out of poverty"), row["out_of_poverty"]
    yield Text("พ้นความยากจน (ร้อยละ)", "Out of poverty (%)"), _percent(row["out_of_poverty_percent"])
    yield Text("มิติที่ตกเกณฑ์", "Failed dimensions"), dimensions["failed"]
    yield Text("มิติที่แก้ได้แล้ว", "Resolved dimensions"), dimensions["resolved"]
    yield Text("มิติที่แก้ได้แล้ว (ร้อยละ)", "Resolved dimensions (%)"), _percent(dimensions["resolved_percent"])
    yield Text("ยังประเมินไม่ครบทุกมิติ", "Never assessed in every dimension"), row["unassessed"]


def _percent(share: Mapping[str, str] | None) -> Decimal | None:
    return None if share is None else Decimal(share["shown"])


def quota_table(found: Mapping[str, Any]) -> Table:
    """The provinces that run fewer communities than they should (P1.5)."""
    rows = [
        (Text(one["name"]["th"], one["name"]["en"]), one["running"], one["needed"], one["shortfall"])
        for one in found["below"]
    ]
    title = Text("จังหวัดที่ยังไม่ครบ", "Provinces below the quota")
    return Table(title, (c.PROVINCE, RUNNING, NEEDED, SHORT), rows, len(rows))


def measure_table(title: Text, measured: Mapping[str, Figure], provinces: Mapping[str, Text]) -> Table:
    """One figure for each province, as the map shows it."""
    rows = [(provinces[code], figure.shown) for code, figure in measured.items()]
    return Table(title, (c.PROVINCE, FIGURE), rows, len(rows))


def standing_table(title: Text, rows: Sequence[Mapping[str, Any]]) -> Table:
    """Cases with where they stand, by their ids: those without news, or those behind a figure."""
    heads = (c.CASE, c.COMMUNITY, c.TIER, c.STAGE, c.STATUS, c.PROVINCE, c.OFFICER)
    return Table(title, heads, map(_standing, rows), len(rows))


def _standing(one: Mapping[str, Any]) -> Sequence[Cell]:
    rail, province = one["rail"], one["province"]
    tier = tier_said(one["tier"]) if one["household"] else None
    place = None if province is None else Text(province.th, province.en)
    return one["case"], one["title"], tier, rail.label, rail.status_label, place, one["officer"]
