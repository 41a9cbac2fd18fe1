"""Commands that read one case: show, history, moves, findings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click
from marshmallow import ValidationError

from engine.bilingual import Text
from web.answers.sentences import history_told
from web.answers.standing import findings_shown, moves_shown
from web.cli.desk import Desk, answers, pass_desk
from web.cli.printing import LATE, day, flat, say, say_json, say_table
from web.fields import Day, Known, bad_form
from web.showing import shown

ID = Text("เรื่อง", "Case")
VERSION = Text("ลำดับ", "Version")
NEEDED = (
    Text("ข้อ", "Id"),
    Text("สถานะ", "Stands"),
    Text("เงื่อนไข", "Requirement"),
    Text("ต้องการ", "Needed"),
    Text("ผู้ให้ข้อมูล", "Supplier"),
)


@click.command()
@click.argument("case")
@click.option("--on", help="As of this field date.")
@click.option("--known", help="As known at the end of this day, or at this ledger size.")
@click.option("--personal", is_flag=True, help="Open personal data.")
@answers
@pass_desk
def show(desk: Desk, /, case: str, on: str | None, known: str | None, personal: bool, as_json: bool, lang: str) -> None:
    """สถานะของเรื่อง · The state of a CASE, as of any date and as known at any time."""
    kind = desk.casework.kind_of(case)
    state = desk.casework.state(kind, case, on=_read(Day(), "on", on), known=_read(Known(), "known", known))
    body = {"kind": kind.name, "case": case, "state": shown(state, desk.vault(personal))}
    if as_json:
        return say_json(body)
    headers = (Text("ข้อมูล", "Field"), Text("ค่า", "Value"))
    say_table(headers, list(flat(body["state"])), lang, f"{kind.label[lang]} {case}")


@click.command()
@click.argument("case")
@click.option("--personal", is_flag=True, help="Open personal data.")
@answers
@pass_desk
def history(desk: Desk, /, case: str, personal: bool, as_json: bool, lang: str) -> None:
    """ประวัติของเรื่อง · Every fact of a CASE, in the order of recording."""
    desk.casework.kind_of(case)
    with desk.casework.reading() as reader:
        items = history_told(reader, case, desk.vault(personal))
    if as_json:
        return say_json(items)
    headers = (
        VERSION,
        Text("วันที่เกิด", "Happened"),
        Text("วันที่บันทึก", "Recorded"),
        Text("ผู้บันทึก", "By"),
        Text("เรื่องที่บันทึก", "What"),
        Text("เหตุผล", "Reason"),
        Text("แก้ไขโดย", "Corrected by"),
    )
    rows = [
        (
            item["version"],
            day(item["on"], lang),
            f"{day(item['recorded_at'], lang)}{LATE[lang] if item['late'] else ''}",
            item["by"],
            item["sentence"][lang],
            item["because"] if isinstance(item["because"], str) else "•••" if item["because"] else "",
            ", ".join(map(str, item["corrected_by"])),
        )
        for item in items
    ]
    say_table(headers, rows, lang)


@click.command()
@click.argument("case")
@answers
@pass_desk
def moves(desk: Desk, /, case: str, as_json: bool, lang: str) -> None:
    """ทางไปต่อ · The ways on from where a CASE stands, and what each still needs."""
    with desk.casework.reading() as reader:
        found = moves_shown(reader, reader.kind_of(case), case, lang)
    if as_json:
        return say_json(found)
    if found["stage"] is None:
        return say("เรื่องชนิดนี้ไม่มีขั้นตอน" if lang == "th" else "this kind of case has no stages")
    say(f"{'อยู่ที่ขั้น' if lang == 'th' else 'Stage'}: {found['label'][lang]}")
    for move in found["moves"]:
        say_table(NEEDED, _needs(move["findings"], lang), lang, f"→ {move['label'][lang]} ({move['to']})")
    for passed in found["unsupported"]:
        title = "ขั้นที่ผ่านแล้วแต่เงื่อนไขไม่ครบ" if lang == "th" else "Gate no longer supported"
        say_table(NEEDED, _needs(passed["findings"], lang), lang, f"{title}: {passed['label'][lang]}")


@click.command()
@click.argument("case")
@answers
@pass_desk
def findings(desk: Desk, /, case: str, as_json: bool, lang: str) -> None:
    """สิ่งที่ยังขาด · What a CASE has and lacks before its next stage."""
    with desk.casework.reading() as reader:
        found = findings_shown(reader, case)
    if as_json:
        return say_json(found)
    say_table(NEEDED, _needs(found["findings"], lang), lang)


def _read(field: Day | Known, name: str, text: str | None) -> Any:
    if text is None:
        return None
    try:
        found: date | datetime | int = field.deserialize(text)
    except ValidationError as error:
        raise bad_form(ValidationError({name: error.messages})) from None
    return found


def _needs(found: list[dict[str, Any]], lang: str) -> list[tuple[Any, ...]]:
    return [
        (
            f["id"],
            "✓" if f["met"] else ("ยกเว้น" if lang == "th" else "waived") if f["waived"] else "✗",
            f["label"][lang],
            (f["needed"] or {}).get(lang),
            (f["supplier"] or {}).get(lang),
        )
        for f in found
    ]
