"""Commands that record: open and do; and kinds, which says what can be asked."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import click
import msgspec

from engine.bilingual import Text
from engine.command import Receipt
from engine.decision import Decision
from engine.kind import Kind
from engine.refusal import BadInput
from web.answers.ledger import receipt_shown
from web.cli.desk import Desk, answers, pass_desk
from web.cli.printing import say, say_json, say_table
from web.commands import command, decision_named, kind_named, opening
from web.fields import Choice, Day, Words
from web.schemas import read_body, schema_of
from web.showing import text_shown
from web.strict_json import NotJson, check_value, read_json


def asking(view: Any) -> Any:
    """The options of a command that records something."""
    for option in (
        click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="One input; JSON unless it is text."),
        click.option("--inputs", metavar="JSON|@FILE", help="All inputs at once."),
        click.option("--on", help="When it happened: 2021-03-31, 31/3/2564; today if left out."),
        click.option("--because", help="The reason, where one is needed."),
        click.option("--by", required=True, envvar="CHUMCHON_BY", help="Who asks ($CHUMCHON_BY)."),
        click.option("--id", help="Name of this command: given again, it is done only once."),
        click.option("--json", "as_json", is_flag=True, help="Answer in JSON."),
    ):
        view = option(view)
    return view


@click.command()
@answers
@pass_desk
def kinds(desk: Desk, /, as_json: bool, lang: str) -> None:
    """ชนิดของเรื่องและคำสั่ง · The kinds of case and their commands."""
    found: list[dict[str, Any]] = [
        {"kind": k.name, "command": d.name, "label": text_shown(d.label), "opens": d.opens, "inputs": _inputs(d)}
        for k in desk.casework.kinds.values()
        for d in k.decisions.values()
    ]
    if as_json:
        return say_json(found)
    headers = (Text("ชนิด", "Kind"), Text("คำสั่ง", "Command"), Text("ความหมาย", "Meaning"), Text("ข้อมูล", "Inputs"))
    say_table(headers, [(f["kind"], f["command"], f["label"][lang], ", ".join(f["inputs"])) for f in found], lang)


@click.command("open")
@click.argument("kind")
@asking
@pass_desk
def open_case(desk: Desk, /, kind: str, by: str, **given: Any) -> None:
    """เปิดเรื่องใหม่ · Open a case of a KIND."""
    found = kind_named(desk.casework, kind)
    decision = opening(found)
    _done(desk, _record(desk, found, decision, _given(decision, given), by=by), given["as_json"])


@click.command("do")
@click.argument("case")
@click.argument("command")
@click.option("--seen", type=click.IntRange(0), help="The version you looked at; refused when the case has moved on.")
@asking
@pass_desk
def do_command(desk: Desk, /, case: str, command: str, by: str, seen: int | None, **given: Any) -> None:
    """สั่งงานกับเรื่อง · Give a COMMAND to a CASE."""
    kind = desk.casework.kind_of(case)
    decision = decision_named(kind, command)
    _done(desk, _record(desk, kind, decision, _given(decision, given), by=by, case=case, seen=seen), given["as_json"])


def _record(desk: Desk, kind: Kind[Any], decision: Decision, given: dict[str, Any], **envelope: Any) -> Receipt:
    body = {name: given[name] for name in ("inputs", "on", "because") if given.get(name) is not None}
    order = command(
        kind, decision, read_body(kind, decision, body), id=given["id"] or secrets.token_hex(16), **envelope
    )
    return desk.casework.do(order)


def _given(decision: Decision, given: dict[str, Any]) -> dict[str, Any]:
    """The words of the command line as a request: inputs from --inputs, then each --set over them."""
    inputs: dict[str, Any] = {}
    if given["inputs"] is not None:
        text = given["inputs"]
        found = read_json(_file(text[1:]) if text.startswith("@") else text)
        if not isinstance(found, dict):
            raise BadInput("inputs", "ต้องเป็นกลุ่มข้อมูล JSON", "must be a JSON object")
        inputs.update(found)
    for pair in given["pairs"]:
        name, equals, value = pair.partition("=")
        if not equals:
            raise BadInput("set", "เขียนเป็น NAME=VALUE", "write NAME=VALUE")
        inputs[name] = _value(decision, name, value)
    check_value({**inputs, "because": given["because"]})
    return {"inputs": inputs, "on": given["on"], "because": given["because"], "id": given["id"]}


def _value(decision: Decision, name: str, text: str) -> Any:
    """A value as typed: text stays text where text is asked for, else JSON if it is JSON."""
    field = schema_of(decision.form)().fields.get(name)
    if isinstance(field, Words | Day) or (isinstance(field, Choice) and text in field.codes):
        return text
    try:
        return read_json(text)
    except NotJson:
        return text


def _file(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError:
        raise BadInput("inputs", "เปิดแฟ้มนี้ไม่ได้", "this file can't be read") from None


def _inputs(decision: Decision) -> list[str]:
    return [f"{f.name}{'' if f.required else '?'}" for f in msgspec.structs.fields(decision.form)]


def _done(desk: Desk, receipt: Receipt, as_json: bool) -> None:
    if as_json:
        return say_json(receipt_shown(receipt, desk.casework.ledger))
    place = "" if receipt.leaf is None else f"  ลำดับที่ {receipt.leaf:,} ในบัญชี · ledger place {receipt.leaf:,}"
    new = "" if receipt.facts else "  (ไม่มีอะไรใหม่ · nothing new)"
    say(f"{receipt.case}  ลำดับ · version {receipt.version}{place}{new}")
