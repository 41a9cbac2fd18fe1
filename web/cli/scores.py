"""Commands that score: mission and integration of a fiscal year, and the sheets of the offices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from engine.bilingual import Text
from web.answers.national_scores import integration_shown, missions_shown
from web.cli.dates import days
from web.cli.desk import Desk, answers, pass_desk
from web.cli.printing import day, say_json, say_table
from web.cli.rounds import difference
from web.cli.sheets import Scores

NOT_YET = Text("ยังไม่ครบ", "incomplete")
RESULTS = (
    Text("ตัวชี้วัด", "Indicator"),
    Text("หน่วยงาน", "Department"),
    Text("ผล", "Actual"),
    Text("เป้าหมาย", "Target"),
    Text("ร้อยละ", "Percent"),
    Text("วันที่วัด", "Measured"),
    Text("รายการ", "Entry"),
)
MEASURES = (
    Text("ตัวชี้วัด", "Measure"),
    Text("มีผลแล้ว", "Results"),
    Text("ค่าเฉลี่ย", "Mean"),
    Text("ระดับ", "Level"),
    Text("คะแนน", "Score"),
    Text("คะแนนถ่วงน้ำหนัก", "Points"),
    Text("ขาดอีก", "Shortfall"),
)
STEPS = (
    Text("คะแนน", "Points"),
    Text("ถึงขั้น", "Reached"),
    Text("เงื่อนไข", "Condition"),
    Text("สถานะ", "Stands"),
    Text("ข้อเท็จจริง", "Facts"),
    Text("ต้องการ", "Needed"),
)


@click.group(cls=Scores)
def scores() -> None:
    """คะแนน · Scores as of a date, as known at a time, with the facts that earned them."""


scores.add_command(difference)


def as_of(view: Callable[..., Any]) -> Callable[..., Any]:
    """The two times every score can be asked for."""
    view = click.option("--known", help="As known at the end of this day, or at this ledger size.")(view)
    return click.option("--on", help="As of this field date; the end of the year, or today while it runs.")(view)


@scores.command()
@click.argument("fiscal_year", type=int)
@as_of
@answers
@pass_desk
def mission(desk: Desk, /, fiscal_year: int, as_json: bool, lang: str, **moment: str | None) -> None:
    """ผลตามภารกิจหลัก · Mission scores of a FISCAL_YEAR (BE): 5.1 and KPI 2.1 (S1)."""
    with desk.casework.reading() as reader:
        found = missions_shown(reader, fiscal_year, **days(moment))
    if as_json:
        return say_json(found)
    say_table(RESULTS, [_result(one, lang) for one in found["results"]], lang, day(found["on"], lang))
    say_table(MEASURES, [_measure(found[name], lang) for name in ("mission_level", "kpi_2_1")], lang)


@scores.command()
@click.argument("fiscal_year", type=int)
@as_of
@answers
@pass_desk
def integration(desk: Desk, /, fiscal_year: int, as_json: bool, lang: str, **moment: str | None) -> None:
    """ความสำเร็จในการบูรณาการ · KPI 2.2 of a FISCAL_YEAR (BE) (S2)."""
    with desk.casework.reading() as reader:
        found = integration_shown(reader, fiscal_year, **days(moment))
    if as_json:
        return say_json(found)
    rows = [
        (
            step["points"],
            _mark(step["reached"]),
            finding["label"][lang],
            _mark(finding["met"]),
            len(finding["facts"]) or None,
            (finding["needed"] or {}).get(lang),
        )
        for step in found["steps"]
        for finding in step["findings"]
    ]
    title = f"{found['label'][lang]}: {found['score']} → {found['points']['shown']}/{found['weight']}"
    say_table(STEPS, rows, lang, title)


def _result(one: dict[str, Any], lang: str) -> tuple[Any, ...]:
    fact = one["fact"]
    if fact is None:
        return one["label"][lang], one["department"], None, None, NOT_YET[lang], None, None
    figures = one["actual"], one["target"], one["percent"]["shown"]
    return one["label"][lang], one["department"], *figures, day(fact["occurred_on"], lang), fact["version"]


def _measure(measure: dict[str, Any], lang: str) -> tuple[Any, ...]:
    have, of, earned = measure["complete"]["have"], measure["complete"]["of"], measure["earned"]
    if earned is None:
        return measure["label"][lang], f"{NOT_YET[lang]}: {have}/{of}", None, None, None, None, None
    points = None if earned["points"] is None else f"{earned['points']['shown']}/{measure['weight']}"
    shown = earned["mean"]["shown"], earned["level"], earned["score"]["shown"], points, earned["shortfall"]["shown"]
    return measure["label"][lang], f"{have}/{of}", *shown


def _mark(yes: bool) -> str:
    return "✓" if yes else "✗"
