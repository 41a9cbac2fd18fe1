"""What a closed scoring round would be if it were computed now."""

from __future__ import annotations

from typing import Any

import click

from aggregates.score_round_state import round_case
from engine.bilingual import Text
from web.answers.rounds import difference_shown
from web.cli.desk import Desk, answers, pass_desk
from web.cli.printing import day, say_json, say_table

TOTALS = (
    Text("เมื่อ", "When"),
    Text("ระดับเฉลี่ย", "Mean level"),
    Text("ต่ำสุด", "Lowest"),
    Text("คะแนน", "Points"),
    Text("จำนวนรายการในระบบ", "Ledger size"),
)
COMMUNITIES = (
    Text("ชุมชน", "Community"),
    Text("ระดับเมื่อปิด", "Level when closed"),
    Text("ระดับขณะนี้", "Level now"),
    Text("ข้อเท็จจริงที่เพิ่ม", "New facts"),
    Text("ข้อเท็จจริงที่หายไป", "Facts gone"),
)
WHEN = {"then": Text("ปิดรอบ", "Closed"), "now": Text("ขณะนี้", "Now")}


@click.command()
@click.argument("sheet")
@click.argument("office")
@click.option("--fiscal-year", type=int, required=True, help="The fiscal year (BE).")
@click.option("--revision", type=int, help="A closed revision; the last one if left out.")
@answers
@pass_desk
def difference(
    desk: Desk, /, sheet: str, office: str, fiscal_year: int, revision: int | None, as_json: bool, lang: str
) -> None:
    """สิ่งที่เปลี่ยนไปหลังปิดรอบ · What the closed round of a SHEET (zone-6m) and OFFICE (08) would be now (S3.2b)."""
    with desk.casework.reading() as reader:
        found = difference_shown(reader, round_case(sheet, office, fiscal_year), revision)
    if as_json:
        return say_json(found)
    say_table(TOTALS, [_total(name, found[name], lang) for name in WHEN], lang, day(found["on"], lang))
    say_table(COMMUNITIES, [_community(one, lang) for one in found["communities"]], lang)


def _total(name: str, total: dict[str, Any], lang: str) -> tuple[Any, ...]:
    mean, points = total["level_mean"]["shown"], total["points"]["shown"]
    return WHEN[name][lang], mean, total["level_min"], points, total["ledger_size"]


def _community(one: dict[str, Any], lang: str) -> tuple[Any, ...]:
    return one["name"][lang], one["then"], one["now"], _facts(one["new"]), _facts(one["gone"])


def _facts(cited: list[dict[str, Any]]) -> str:
    return ", ".join(f"{fact['case'][:8]}/{fact['version']} {fact['topic']}" for fact in cited)
