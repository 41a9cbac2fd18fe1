"""Asking what another rule set would make of the stored history."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from engine.bilingual import Text
from engine.calendar import day_in_bangkok
from projections.what_if import changes
from projections.what_if_offices import offices
from web.answers.rule_choice import of_text
from web.answers.what_if import what_if_shown
from web.cli.dates import days
from web.cli.desk import Desk, answers, pass_desk
from web.cli.printing import say, say_json, say_table
from workflows.labels import text

TIERS = (Text("กลุ่มเดิม", "Tier now"), Text("กลุ่มใหม่", "Tier then"), Text("ครัวเรือน", "Households"))
OFFICES = (
    Text("ใบคะแนน", "Sheet"),
    Text("หน่วยงาน", "Office"),
    Text("ระดับเฉลี่ยเดิม", "Mean level now"),
    Text("ระดับเฉลี่ยใหม่", "Mean level then"),
    Text("ชุมชนที่เปลี่ยน", "Communities that change"),
)
CASES = (
    Text("เรื่อง", "Case"),
    Text("ขั้น", "Stage"),
    Text("กลุ่ม", "Tier"),
    Text("จะขาด", "Newly missing"),
    Text("ไม่ขาดแล้ว", "No longer missing"),
)


@click.command("what-if")
@click.argument("rules", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--on", help="As of this day (default: today).")
@answers
@pass_desk
def what_if(desk: Desk, /, rules: Path, on: str | None, as_json: bool, lang: str) -> None:
    """ถ้าใช้เกณฑ์ชุดอื่น · Judge the whole history under the rule set in the file RULES; nothing is written (W6)."""
    others = of_text(rules.read_text(encoding="utf-8"))
    casework = desk.casework
    day: date = days({"on": on}).get("on") or day_in_bangkok(casework.clock())
    changed = list(casework.over_all_cases(lambda reader, share: changes(reader, share, others.rules, day)))
    with casework.reading() as reader:
        found = what_if_shown(changed, offices(reader, others, day), others.rules, day)
    if as_json:
        return say_json(found)
    say(
        f"{found['cases']:,} เรื่อง เปลี่ยน {len(found['changed']):,} ติดขัด {len(found['stuck']):,} · "
        f"{found['cases']:,} cases, {len(found['changed']):,} change, {len(found['stuck']):,} become stuck"
    )
    if found["tiers"]:
        moves = [(_tier(m["before"], lang), _tier(m["after"], lang), m["households"]) for m in found["tiers"]]
        say_table(TIERS, moves, lang)
    if found["offices"]:
        say_table(OFFICES, [_office(one) for one in found["offices"]], lang)
    if found["changed"]:
        say_table(CASES, [_row(one, lang) for one in found["changed"]], lang)


def _office(one: dict[str, Any]) -> tuple[Any, ...]:
    means = (one["level_mean"][end]["shown"] for end in ("before", "after"))
    return one["sheet"], one["office"], *means, len(one["communities"])


def _row(one: dict[str, Any], lang: str) -> tuple[Any, ...]:
    tier = one.get("tier")
    moved = "" if tier is None else f"{_tier(tier['before'], lang)} → {_tier(tier['after'], lang)}"
    gaps = (", ".join(gap["id"] for gap in one[name]) for name in ("newly_missing", "no_longer_missing"))
    return one["case"], text("stage", one["stage"])[lang], moved, *gaps


def _tier(code: str | None, lang: str) -> str:
    return "–" if code is None else text("tier", code)[lang]
