"""Commands of the rights desk: what waits for an answer, and everything held about somebody (U4)."""

from __future__ import annotations

import click

from engine.bilingual import Text
from web.answers.rights import request_shown, requests
from web.cli.desk import Desk, acting, answers, pass_desk
from web.cli.printing import day, say_json, say_table
from web.read_log import Look
from web.rights_export import EVERYTHING, granted_export
from web.wiring import open_read_log
from workflows.labels import label

HEADERS = (
    Text("คำขอ", "Request"),
    Text("สิทธิ", "Right"),
    Text("สถานะ", "Stands"),
    Text("รับเมื่อ", "Received"),
    Text("ต้องตอบภายใน", "Answer by"),
    Text("เหลือ (วัน)", "Days left"),
)


@click.group()
def rights() -> None:
    """คำขอใช้สิทธิ · Requests of people about their data."""


@rights.command("list")
@answers
@pass_desk
def list_requests(desk: Desk, /, as_json: bool, lang: str) -> None:
    """รายการคำขอ · Every request; those that wait first, by their deadline."""
    with desk.casework.reading() as reader:
        found = [request_shown(reader, case, request, None) for case, request, _ in requests(reader)]
    if as_json:
        return say_json(found)
    rows = [
        (
            one["case_id"],
            label("right", one["right"], lang),
            one["label"][lang],
            day(one["received"], lang),
            day(one["due"], lang),
            "" if one["days_left"] is None else f"{one['days_left']}{' ⚠' if one['overdue'] else ''}",
        )
        for one in found
    ]
    say_table(HEADERS, rows, lang)


@rights.command()
@click.argument("request")
@acting
@pass_desk
def export(desk: Desk, /, request: str, by: str) -> None:
    """สำเนาข้อมูลทั้งหมด · Everything held, on a granted REQUEST for access, as JSON; that it was taken is recorded."""
    log = open_read_log(desk.data)
    with desk.casework.reading() as reader:
        found = granted_export(reader, desk.casework, log, request)
    looks = [
        Look(by=by, roles=(), act="rights export", kind=one["kind"], subject=one["case"], fields=EVERYTHING)
        for one in found["cases"]
    ]
    log.write(looks)
    log.close()
    say_json(found)
