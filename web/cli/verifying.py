"""Verification on the command line: of the whole data folder, and bundles to verify elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from engine.bilingual import Text
from engine.ledger.checkpoint import Checkpoint
from engine.ledger.note import VerifierKey
from engine.verification.checkpoints import Held, held_from
from engine.verification.whole import Report
from web.bundles import make_bundle, scope_named
from web.cli.desk import Desk, answers, pass_desk
from web.cli.printing import bar, say, say_json, say_table
from web.read_log import Look
from web.verifying import verify_folder
from web.wiring import open_read_log

HEADERS = (Text("สิ่งที่ตรวจ", "Check"), Text("รายการ", "Leaf"), Text("พบ", "Found"), Text("ที่", "Where"))
SOUND = Text("ผ่านการตรวจสอบ", "sound")
UNSOUND = Text("ไม่ผ่านการตรวจสอบ", "not sound")
NO_KEYS = Text("ไม่มีกุญแจในโฟลเดอร์นี้: ไม่ได้เปิดข้อมูลปิดผนึก", "no keys are at hand: nothing sealed was opened")
OUTSIDE = Text("ไม่ได้เทียบกับจุดตรวจที่เก็บไว้ภายนอก", "not compared with any checkpoint kept outside")


class HeldCheckpoint(click.ParamType[Held]):
    """A checkpoint somebody kept: a file, or its three lines as typed from paper."""

    name = "checkpoint"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Held:
        file = Path(value)
        return (
            held_from(file.read_text(encoding="utf-8"), value) if file.is_file() else held_from(value, "--checkpoint")
        )


checkpoint_option = click.option(
    "--checkpoint",
    "held",
    multiple=True,
    type=HeldCheckpoint(),
    help='One kept elsewhere: a file, or "origin size root" as typed from paper. May be given again.',
)


@click.command()
@checkpoint_option
@click.option("--key", help="The ledger's public key as it was handed to you; the folder's own if left out.")
@answers
@pass_desk
def verify(desk: Desk, /, held: tuple[Held, ...], key: str | None, as_json: bool, lang: str) -> None:
    """ตรวจสอบทั้งระบบ · Look at every fact and all that follows from it; exit code 1 when something is wrong."""
    known = None if key is None else VerifierKey.read(key)
    with bar("verify") as progress:
        report = verify_folder(desk.data, held, key=known, progress=lambda _: progress(0, None))
    if as_json:
        say_json({"sound": report.sound, **msgspec.to_builtins(report)})
    else:
        say_report(report, lang, compared=bool(held))
    if not report.sound:
        click.get_current_context().exit(1)


@click.command()
@click.argument("scope", metavar="CASE|AREA|ALL")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The zip file.")
@click.option("--by", required=True, envvar="CHUMCHON_BY", help="Who takes it away ($CHUMCHON_BY).")
@checkpoint_option
@pass_desk
def bundle(desk: Desk, /, scope: str, output: Path, by: str, held: tuple[Held, ...]) -> None:
    """ชุดหลักฐานสำหรับผู้ตรวจสอบ · What an auditor needs to verify a CASE, an AREA (province:56) or ALL elsewhere."""
    sizes = [_size(one) for one in held]
    with desk.casework.reading() as reader:
        chosen = scope_named(reader, scope)
        draft = output.with_name(f"{output.name}.part")
        with draft.open("wb") as out:
            rows = make_bundle(out, reader, desk.casework.ledger, chosen, sizes)
        # Taken away only once it is noted.
        log = open_read_log(desk.data)
        log.write([Look(by=by, roles=(), act="chumchon bundle", kind="ledger", subject=chosen.name, fields=())])
        log.close()
        draft.replace(output)
    say(f"{rows:,} รายการ · rows: {output}")


def say_report(report: Report, lang: str, *, compared: bool) -> None:
    """What a verification found, for a person."""
    for fault in report.faults:
        say("")
        say(f"✗ {fault.text.th}\n  {fault.text.en}" + (f"  [{fault.where}]" if fault.where else ""))
    if report.faults:
        say_table((HEADERS[0], Text("จำนวน", "Times")), sorted(report.counts.items()), lang)
        if report.first_bad_leaf is not None:
            say(f"รายการแรกที่ผิด · first bad leaf: {report.first_bad_leaf}")
    for remark in ([] if report.keys else [NO_KEYS]) + ([] if compared else [OUTSIDE]):
        say(f"! {remark.th} · {remark.en}")
    verdict = SOUND if report.sound else UNSOUND
    counted = f"{report.size:,} ข้อเท็จจริง · facts, {report.checkpoints:,} จุดตรวจ · checkpoints"
    say(f"{'✓' if report.sound else '✗'} {verdict.th} · {verdict.en}: {counted}")
    say(f"root {report.root}")


def _size(held: Held) -> int:
    given = held.checkpoint
    return (given if isinstance(given, Checkpoint) else Checkpoint.read(given.text)).size
