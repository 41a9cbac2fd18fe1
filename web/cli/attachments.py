"""Attachments on the command line: attach a file, list what is attached, take one out, sweep up."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from engine.bilingual import Text
from engine.clock import now
from web.answers.documents import documents, documents_shown
from web.answers.ledger import receipt_shown
from web.attachments.described import described
from web.attachments.keeping import FILE, Sent, attach, attached, kind_of, opened
from web.attachments.sweeping import sweep
from web.cli.desk import Desk, acting, answers, pass_desk
from web.cli.printing import day, say, say_json, say_table
from web.read_log import Look
from web.wiring import open_attachments, open_read_log

HEADERS = (
    Text("ลำดับ", "Version"),
    Text("วันที่", "Date"),
    Text("เอกสาร", "Document"),
    Text("ชนิด", "Type"),
    Text("ไบต์", "Bytes"),
    Text("โดย", "By"),
)


@click.command("attach")
@click.argument("case")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--sort", required=True, help="A code of the rule set's list, such as house, order, other.")
@click.option("--title", default="", help="In a few words.")
@click.option("--person", default="", help="The member of the household it is about.")
@click.option("--on", default="", help="The day it shows: 2021-03-31, 31/3/2564; today if left out.")
@acting
@click.option("--id", help="Name of this command: given again, it is done only once.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@pass_desk
def attach_file(desk: Desk, /, case: str, file: Path, by: str, id: str | None, as_json: bool, **told: str) -> None:
    """แนบภาพหรือเอกสาร · Attach a picture or PDF to a household or program."""
    kind = kind_of(desk.casework.kind_of(case).name)
    sent = Sent(file.read_bytes(), **described(told))
    store = open_attachments(desk.data)
    receipt = attach(desk.casework, store, kind, case, sent, by=by, id=id or secrets.token_hex(16))
    if as_json:
        return say_json(receipt_shown(receipt, desk.casework.ledger))
    new = "" if receipt.facts else "  (ไม่มีอะไรใหม่ · nothing new)"
    say(f"{receipt.case}  ลำดับ · version {receipt.version}{new}")


@click.command("attachments")
@click.argument("case")
@answers
@pass_desk
def list_files(desk: Desk, /, case: str, as_json: bool, lang: str) -> None:
    """ภาพและเอกสารของเรื่อง · The pictures and documents of a CASE; titles stay sealed."""
    with desk.casework.reading() as reader:
        kind = kind_of(reader.kind_of(case).name)
        state = reader.state(kind, case)
        rows = documents(state.attachments, state.erased, kind.rules(state, reader, reader.on).attachments, None)
    if as_json:
        return say_json(documents_shown(rows))
    shown = [(r.version, day(r.on, lang), r.label[lang], r.media_type, r.size, r.by) for r in rows]
    say_table(HEADERS, shown, lang)


@click.command("attachment")
@click.argument("case")
@click.argument("version", type=int)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The new file.")
@click.option("--by", required=True, envvar="CHUMCHON_BY", help="Who takes it away ($CHUMCHON_BY).")
@pass_desk
def take_file(desk: Desk, /, case: str, version: int, output: Path, by: str) -> None:
    """นำไฟล์ออกมา · Take the file attached at VERSION of a CASE away; that is recorded."""
    with desk.casework.reading() as reader:
        kind = kind_of(reader.kind_of(case).name)
        found = attached(reader, kind, case, version)
    content = opened(desk.casework, open_attachments(desk.data), case, found, FILE)
    log = open_read_log(desk.data)
    fields = (f"{found.fact.spec.name}.{FILE}",)
    log.write([Look(by=by, roles=(), act="chumchon attachment", kind=kind.name, subject=case, fields=fields)])
    log.close()
    with output.open("xb") as file:
        file.write(content)
    say(f"{len(content):,} ไบต์ · bytes: {output}")


@click.command("sweep-attachments")
@pass_desk
def sweep_files(desk: Desk) -> None:
    """เก็บกวาดไฟล์แนบ · Remove files no fact speaks of, some days after they came; from cron or a timer."""
    with desk.casework.reading() as reader:
        count = sweep(reader, open_attachments(desk.data), now())
    say(f"ลบแล้ว {count} ไฟล์ · removed: {count}")
