"""What offices keep, as tables: the ranking a panel chooses by, accounts, the cases of leavers (P7.4, U4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from engine.bilingual import Text
from engine.calendar import show_date
from web.answers.leavers import WHY, Leaver
from web.tables import columns as c
from web.tables.table import Cell, Table, joined, told, yes
from workflows.labels import text

RANK, ELIGIBLE = Text("ลำดับ", "Rank"), Text("เลือกได้", "Eligible")
USER, NAME = Text("ผู้ใช้", "User"), Text("ชื่อ", "Name")
SUSPENDED, ROLES = Text("ระงับอยู่", "Suspended"), Text("บทบาทและพื้นที่วันนี้", "Roles and areas today")
OTHERS, ASKED = Text("บทบาทที่ไม่มีผลวันนี้", "Roles not of today"), Text("คำขอที่รอยืนยัน", "Requests that wait")
SIGNS_IN = Text("เข้าสู่ระบบด้วย", "Signs in with")


def ranking(found: Mapping[str, Any], provinces: Mapping[str, Text | None]) -> Table:
    """Criteria and results of the evaluated communities of a zone side by side."""
    criteria, counted = [one["name"] for one in found["criteria"]], [one["name"] for one in found["counted"]]
    labels = [told(one["label"]) for one in (*found["criteria"], *found["counted"])]
    heads = (RANK, c.COMMUNITY, c.DISTRICT, c.PROVINCE, *labels, ELIGIBLE, c.MISSING, c.CASE)
    rows = [_ranked(one, criteria, counted, provinces) for one in found["items"]]
    return Table(Text("ชุมชนที่ประเมินผลแล้ว", "Evaluated communities"), heads, rows, len(rows))


def _ranked(
    one: Mapping[str, Any], criteria: Iterable[str], counted: Iterable[str], provinces: Mapping[str, Text | None]
) -> Sequence[Cell]:
    missing = joined(told(item["needed"] or item["label"]) for item in one["missing"])
    return (
        *(one["rank"], told(one["community"]), one["district"], provinces.get(one["province"])),
        *(yes(name in one["criteria"]) for name in criteria),
        *(one[name] for name in counted),
        *(yes(one["eligible"]), missing, one["program"]),
    )


def accounts(found: Sequence[Mapping[str, Any]], areas: Mapping[str, Text]) -> Table:
    """One row an account: who, in which roles where, and how they sign in."""
    heads = (USER, NAME, SUSPENDED, ROLES, OTHERS, ASKED, SIGNS_IN)
    rows = [_account(one, areas) for one in found]
    return Table(Text("บัญชีผู้ใช้", "Accounts"), heads, rows, len(rows))


def _account(one: Mapping[str, Any], areas: Mapping[str, Text]) -> Sequence[Cell]:
    today = [_grant(grant, areas) for grant in one["grants"] if grant["counts_today"]]
    others = [_grant(grant, areas) for grant in one["grants"] if not grant["counts_today"]]
    asked = [_grant(grant, areas) for grant in one["requests"]]
    ways = [text("credential", way) for way in one["credentials"]]
    name = one["details"].get("name")
    return one["user_name"], name, yes(one["suspended"]), joined(today), joined(others), joined(asked), joined(ways)


def _grant(grant: Mapping[str, Any], areas: Mapping[str, Text]) -> Text:
    role, area = text("role", grant["role"]), areas[grant["area"]]
    th, en = (_span(grant, lang) for lang in ("th", "en"))
    return Text(f"{role.th} {area.th}{th}", f"{role.en}, {area.en}{en}")


def _span(grant: Mapping[str, Any], lang: str) -> str:
    days = [show_date(date.fromisoformat(day), lang) if (day := grant[name]) else "" for name in ("since", "until")]
    return f" ({' – '.join(days).strip()})" if any(days) else ""


def leavers(found: Sequence[Leaver], provinces: Mapping[str, Text | None]) -> Table:
    """Officers who can no longer work on their cases, and how many wait."""
    heads = (c.OFFICER, Text("เหตุ", "Why"), c.HOUSEHOLD, c.COMMUNITY, c.PROVINCE)
    rows = [
        (
            one.officer,
            WHY[one.why],
            one.households,
            one.programs,
            joined(filter(None, map(provinces.get, one.provinces))),
        )
        for one in found
    ]
    return Table(Text("เรื่องของผู้พ้นหน้าที่", "Cases of those who left"), heads, rows, len(rows))
