"""Commands over many cases: list, audit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from engine.bilingual import Text
from engine.kind import Kind
from projections.timeliness import TIMELINESS
from web.answers.caseload import FILTERS, LARGEST_PAGE, PAGE, cases
from web.answers.sentences import trail_told
from web.answers.trail import Search, trail
from web.cli.dates import days
from web.cli.desk import Desk, answers, pass_desk
from web.cli.printing import LATE, day, say, say_json, say_table
from web.commands import kind_named
from workflows.labels import label

LIMIT = click.option("--limit", type=click.IntRange(1, LARGEST_PAGE), default=PAGE, show_default=True)


@click.command("list")
@click.argument("kind")
@click.option("--after", default="", help="The cursor of the page before.")
@LIMIT
@answers
@pass_desk
def list_cases(desk: Desk, /, kind: str, after: str, limit: int, as_json: bool, lang: str, **filters: Any) -> None:
    """รายการเรื่อง · List cases of a KIND."""
    found = kind_named(desk.casework, kind)
    chosen = {name: value for name, value in filters.items() if value is not None}
    with desk.casework.reading() as reader:
        items, following = cases(reader, kind, chosen, after=after, limit=limit)
    if as_json:
        return say_json({"items": items, "next": following})
    headers = (
        Text("เรื่อง", "Case"),
        Text("ชื่อ", "Title"),
        Text("ปีงบประมาณ", "Fiscal year"),
        Text("จังหวัด", "Province"),
        Text("อำเภอ", "District"),
        Text("ขั้น", "Stage"),
        Text("สถานะ", "Status"),
        Text("ตั้งแต่", "Since"),
        Text("ระดับ", "Tier"),
        Text("ยกเว้น", "Waivers"),
        Text("ผู้รับผิดชอบ", "Officer"),
        Text("กำหนด", "Due"),
    )
    columns = ("case_id", "title", "fiscal_year", "province", "district", "stage", "status", "since", "tier", "waivers")
    stages = stage_names(found, lang)
    rows = [[_cell(name, item.get(name), lang, stages) for name in (*columns, "officer", "due")] for item in items]
    say_table(headers, rows, lang)
    if following:
        say(f"--after {following}")


for _name in FILTERS:
    _words = _name.split("_")
    list_cases.params.append(click.Option([f"--{'-'.join(_words)}"], help=f"Only this {' '.join(_words)}."))
for _name in TIMELINESS:
    _flag = _name.replace("_", "-")
    _help = f"Only cases that are, or are not, {_name.replace('_', ' ')}."
    list_cases.params.append(click.Option([f"--{_flag}/--not-{_flag}"], default=None, help=_help))


@click.command()
@click.option("--person", help="Who recorded it.")
@click.option("--since", help="First day of recording.")
@click.option("--until", help="Last day of recording.")
@click.option("--kind", help="Kind of case.")
@click.option("--topic", help="Kind of fact, such as case.stage_reached.")
@click.option("--before", type=int, help="The cursor of the page before.")
@LIMIT
@answers
@pass_desk
def audit(
    desk: Desk, /, limit: int, as_json: bool, lang: str, since: str | None, until: str | None, **sought: Any
) -> None:
    """ร่องรอยการบันทึก · Search the audit trail, newest first."""
    search = Search(**sought, **days({"since": since, "until": until}))
    with desk.casework.reading() as reader:
        records, following = trail(reader, search, limit=limit)
        items = trail_told(reader, records)
    if as_json:
        return say_json({"items": items, "next": following})
    headers = (
        Text("บัญชี", "Leaf"),
        Text("วันที่บันทึก", "Recorded"),
        Text("วันที่เกิด", "Happened"),
        Text("ผู้บันทึก", "By"),
        Text("เรื่อง", "Case"),
        Text("เรื่องที่บันทึก", "What"),
    )
    rows = [
        (
            i["leaf"],
            f"{day(i['recorded_at'], lang)}{LATE[lang] if i['late'] else ''}",
            day(i["on"], lang),
            i["by"],
            i["case"],
            i["sentence"][lang],
        )
        for i in items
    ]
    say_table(headers, rows, lang)
    if following is not None:
        say(f"--before {following}")


def stage_names(kind: Kind[Any], lang: str) -> dict[str, str]:
    """Stage -> what it is called."""
    return {} if kind.workflow is None else {stage.name: stage.label[lang] for stage in kind.workflow.stages}


def _cell(column: str, value: Any, lang: str, stages: Mapping[str, str]) -> Any:
    if value is None:
        return None
    if column == "stage":
        return stages.get(value)
    if column in ("since", "due"):
        return day(value, lang)
    if column in ("status", "tier"):
        return label(column, value, lang)
    return value
