"""The ledger on the command line: its standing, checkpoints and proofs, and what witnesses send back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from engine.bilingual import Text
from engine.ledger.checkpoint import Checkpoint
from engine.ledger.ledger import Ledger
from engine.ledger.note import Line, Note
from engine.refusal import BadInput
from web.answers.ledger import consistency_shown, inclusion_shown, keys_shown, standing_shown, submission
from web.cli.desk import Desk, answers, pass_desk
from web.cli.printing import say, say_json, say_table

NONE_YET = Text("ยังไม่มีจุดตรวจ", "there is no checkpoint yet")
STANDING = (Text("เรื่อง", "What"), Text("ค่า", "Value"))
size_option = click.option("--size", type=click.IntRange(1), help="Of so many facts; the latest if left out.")
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


@click.group()
def ledger() -> None:
    """บัญชีข้อเท็จจริง · The ledger over all facts: checkpoints, proofs, witnesses."""


@ledger.command("status")
@answers
@pass_desk
def status(desk: Desk, /, as_json: bool, lang: str) -> None:
    """สถานะของบัญชี · How far the ledger is sealed and witnessed."""
    found = standing_shown(desk.casework.ledger.standing())
    if as_json:
        return say_json(found)
    say_table(STANDING, [(name, _written(value, lang)) for name, value in found.items()], lang)


@ledger.command("checkpoint")
@size_option
@json_option
@pass_desk
def checkpoint(desk: Desk, /, size: int | None, as_json: bool) -> None:
    """จุดตรวจที่ลงนามแล้ว · Print a signed checkpoint; redirect it to take it away as a file."""
    note = desk.casework.ledger.checkpoint(size)
    if note is None:
        raise BadInput("size", NONE_YET.th, NONE_YET.en)
    if as_json:
        found = Checkpoint.read(note.text)
        return say_json({"origin": found.origin, "size": found.size, "root": found.root.hex(), "note": str(note)})
    click.echo(str(note), nl=False)


@ledger.command("submission")
@click.option("--old", default=0, type=click.IntRange(0), help="How many facts the witness saw last.")
@pass_desk
def submit(desk: Desk, /, old: int) -> None:
    """สิ่งที่ส่งให้พยาน · Print what a witness is asked to cosign: the latest checkpoint with its proof."""
    _latest(desk.casework.ledger)
    click.echo(submission(desk.casework.ledger, old), nl=False)


@ledger.command("inclusion")
@click.argument("leaf", type=click.IntRange(0))
@size_option
@json_option
@pass_desk
def inclusion(desk: Desk, /, leaf: int, size: int | None, as_json: bool) -> None:
    """หลักฐานว่าอยู่ในบัญชี · Prove that the fact at place LEAF is in the ledger."""
    kept = desk.casework.ledger
    _proof(inclusion_shown(kept, leaf, size or _latest(kept)), as_json)


@ledger.command("consistency")
@click.argument("first", type=click.IntRange(0))
@click.argument("second", type=click.IntRange(0), required=False)
@json_option
@pass_desk
def consistency(desk: Desk, /, first: int, second: int | None, as_json: bool) -> None:
    """หลักฐานว่าบัญชีเพิ่มขึ้นเท่านั้น · Prove that the ledger of SECOND facts begins with that of FIRST."""
    kept = desk.casework.ledger
    _proof(consistency_shown(kept, first, _latest(kept) if second is None else second), as_json)


@ledger.command("keys")
@json_option
@pass_desk
def keys(desk: Desk, /, as_json: bool) -> None:
    """กุญแจสำหรับตรวจ · The keys that checkpoints are verified with."""
    found = keys_shown(desk.casework.ledger)
    if as_json:
        return say_json(found)
    for key in filter(None, (found["log"], *found["witnesses"])):
        say(key)


@ledger.command("cosign")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
@size_option
@pass_desk
def cosign(desk: Desk, /, file: Path, size: int | None) -> None:
    """รับลายเซ็นของพยาน · Take in what a witness signed: its lines, or a whole note; - reads stdin."""
    with click.open_file(str(file), encoding="utf-8") as stream:
        text = stream.read()
    lines = Note.read(text).lines if "\n\n" in text else tuple(Line.read(one) for one in text.splitlines())
    _, witnessed = desk.casework.ledger.cosign(list(lines), size)
    say("\n".join(f"ลงนามรับรองแล้ว · cosigned: {one.witness.name}" for one in witnessed))


def _latest(kept: Ledger) -> int:
    note = kept.checkpoint()
    if note is None:
        raise BadInput("size", NONE_YET.th, NONE_YET.en)
    return Checkpoint.read(note.text).size


def _proof(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        return say_json(found)
    for step in found["proof"]:
        say(step)


def _written(value: Any, lang: str) -> str:
    match value:
        case list():
            return "\n".join(f"{one['name']}  {one['at'] or '-'}" for one in value)
        case dict():
            return f"{value['at']}  {value[lang]}"
    return "" if value is None else str(value)
