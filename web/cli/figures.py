"""Commands that count by area: progress, success of the program, quota."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from engine.bilingual import Text
from projections.areas import LEVELS, Level
from web.answers.counting import progress_shown
from web.answers.quota import quota_shown
from web.answers.success import success_shown
from web.cli.dates import days
from web.cli.desk import Desk, answers, pass_desk
from web.cli.lists import stage_names
from web.cli.printing import day, say_json, say_table
from workflows.labels import label

AREA = Text("พื้นที่", "Area")
STANDING = (Text("อยู่ในขั้น", "Present"), Text("พักไว้", "Suspended"), Text("ปิดแล้ว", "Closed"))
STAGES = (
    AREA,
    Text("ขั้น", "Stage"),
    *STANDING,
    Text("เกินกำหนด", "Overdue"),
    Text("ใกล้กำหนด", "Due soon"),
    Text("ไม่คืบหน้า", "Stuck"),
    Text("ผ่านไปแล้ว", "Left"),
    Text("มัธยฐาน (วัน)", "Median days"),
    Text("เปอร์เซ็นไทล์ที่ 90 (วัน)", "90th percentile"),
)
PHASES = (AREA, Text("ช่วง", "Phase"), *STANDING)
SUCCESS = (
    AREA,
    Text("ครัวเรือนเป้าหมาย", "Target households"),
    Text("พ้นความยากจน", "Out of poverty"),
    Text("ร้อยละ", "Percent"),
    Text("ด้านที่ตกเกณฑ์", "Failed dimensions"),
    Text("ด้านที่แก้ไขได้", "Resolved"),
    Text("ร้อยละ", "Percent"),
)
HIDDEN = "–"
FIRST = Text("ครั้งแรก ↓ ล่าสุด →", "First ↓ latest →")
QUOTA = (
    Text("พื้นที่", "Area"),
    Text("เป้าหมาย", "Needed"),
    Text("ดำเนินการ", "Running"),
    Text("ยังขาด", "Shortfall"),
)
COUNTRY = Text("ทั้งประเทศ", "Country")
ZONE = Text("สสว. {}", "Zone {}")


def by_area(view: Callable[..., Any]) -> Callable[..., Any]:
    """Which areas, and as of when."""
    view = click.option("--known", help="As known at the end of this day, or at this ledger size.")(view)
    view = click.option("--on", help="As of this field date.")(view)
    view = click.option("--area", help="Only this area.")(view)
    return click.option("--level", type=click.Choice(LEVELS), default="province", show_default=True)(view)


@click.command()
@click.option("--kind", default="household", show_default=True)
@by_area
@answers
@pass_desk
def progress(desk: Desk, /, kind: str, level: Level, area: str | None, as_json: bool, lang: str, **moment: Any) -> None:
    """ความก้าวหน้าตามพื้นที่ · Cases by stage and area, and whether they are in time (S5)."""
    with desk.casework.reading() as reader:
        found = progress_shown(reader, kind, level, area=area, **days(moment))
    if as_json:
        return say_json(found)
    stages = stage_names(desk.casework.kinds[kind], lang)
    phases = {phase["phase"]: phase["label"][lang] for phase in found["phases"]}
    rows = [
        (row["area"], stages[stage["stage"]], *(stage[name] for name in list(stage)[1:]))
        for row in found["items"]
        for stage in row["stages"]
    ]
    say_table(STAGES, rows, lang, day(found["on"], lang))
    rows = [
        (row["area"], phases[phase["phase"]], phase["present"], phase["suspended"], phase["closed"])
        for row in found["items"]
        for phase in row["phases"]
    ]
    say_table(PHASES, rows, lang)


@click.command()
@by_area
@click.option("--published", is_flag=True, help="Hide small cells, and what would tell them.")
@answers
@pass_desk
def success(
    desk: Desk, /, level: Level, area: str | None, published: bool, as_json: bool, lang: str, **moment: Any
) -> None:
    """ผลสำเร็จตามพื้นที่ · Households out of poverty, dimensions resolved, tiers before and after (P6.4)."""
    with desk.casework.reading() as reader:
        found = success_shown(reader, level, area=area, published=published, **days(moment))
    if as_json:
        return say_json(found)
    say_table(SUCCESS, [_success(row) for row in found["items"]], lang, day(found["on"], lang))
    for row in found["items"]:
        _say_moves(row, lang)


@click.command()
@click.argument("fiscal_year", type=int)
@click.option("--on", help="As of this field date; the end of the year, or today while it runs.")
@click.option("--known", help="As known at the end of this day, or at this ledger size.")
@answers
@pass_desk
def quota(desk: Desk, /, fiscal_year: int, as_json: bool, lang: str, **moment: Any) -> None:
    """เป้าหมายจำนวนชุมชน · Running communities against the quota of a FISCAL_YEAR (BE), provinces below it (P1.5)."""
    with desk.casework.reading() as reader:
        found = quota_shown(reader, fiscal_year, **days(moment))
    if as_json:
        return say_json(found)
    wider = [(ZONE[lang].format(zone["zone"]), zone) for zone in found["zones"]]
    rows = [*((one["name"][lang], one) for one in found["below"]), *wider, (COUNTRY[lang], found["country"])]
    title = day(found["on"], lang)
    say_table(QUOTA, [(name, one["needed"], one["running"], one["shortfall"]) for name, one in rows], lang, title)


def _success(row: Mapping[str, Any]) -> tuple[Any, ...]:
    dimensions = row["dimensions"]
    return (
        row["area"],
        _or_hidden(row["targets"]),
        _or_hidden(row["out_of_poverty"]),
        _percent(row["out_of_poverty_percent"]),
        _or_hidden(dimensions["failed"]),
        _or_hidden(dimensions["resolved"]),
        _percent(dimensions["resolved_percent"]),
    )


def _say_moves(row: Mapping[str, Any], lang: str) -> None:
    """An area's tiers: a row for each first tier, a column for each latest one."""
    counts = {(move["first"], move["latest"]): move["households"] for move in row["tier_moves"]}
    tiers = list(dict.fromkeys(first for first, _ in counts))
    names = {tier: Text(label("tier", tier, "th"), label("tier", tier, "en")) for tier in tiers}
    rows = [(names[first][lang], *(_or_hidden(counts[first, latest]) for latest in tiers)) for first in tiers]
    say_table((FIRST, *names.values()), rows, lang, row["area"])


def _or_hidden(count: int | None) -> int | str:
    return HIDDEN if count is None else count


def _percent(found: Mapping[str, str] | None) -> str:
    return HIDDEN if found is None else found["shown"]
