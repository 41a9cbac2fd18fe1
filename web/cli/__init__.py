"""The command line: everything the API does, for whoever holds the data folder."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from engine.ledger.note import NoteRefused
from engine.refusal import (
    BadInput,
    CaseNotFound,
    CommandReused,
    Refused,
    StaleVersion,
    StoreBusy,
    StoreGone,
    UnsafeStore,
)
from web.backups.manifest import BackupRefused
from web.cli import (
    attachments,
    backups,
    cases,
    clock,
    dump,
    figures,
    imports,
    ledger,
    lists,
    mail,
    mining,
    papers,
    people,
    recording,
    reference,
    reviews,
    rights,
    rounds,
    scores,
    sealing,
    serving,
    store,
    verifying,
    what_if,
)
from web.cli.desk import Desk
from web.cli.printing import complain
from web.imports.sheets import FileRefused
from web.process import set_up
from web.wiring import data_folder

EXPECTED = (
    Refused,
    BadInput,
    CaseNotFound,
    CommandReused,
    StaleVersion,
    StoreBusy,
    StoreGone,
    UnsafeStore,
    NoteRefused,
    FileRefused,
    BackupRefused,
    sqlite3.OperationalError,
)


class Chumchon(click.Group):
    """A group whose commands fail in one clear line in Thai and English, with exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except EXPECTED as error:
            complain(error)
            ctx.exit(1)


@click.group(cls=Chumchon)
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="The data folder ($CHUMCHON_DATA, ./var)."
)
@click.pass_context
def cli(ctx: click.Context, data: Path | None) -> None:
    """ชุมชน · Casework for community programmes that lift households out of poverty."""
    desk = Desk(data or data_folder())
    ctx.obj = desk
    ctx.call_on_close(desk.close)


ADD: tuple[Callable[[click.Group], None], ...] = (
    store.add,
    serving.add,
    people.add_group,
    recording.add,
    cases.add,
    attachments.add,
    lists.add,
    papers.add,
    figures.add,
    reviews.add,
    rights.add,
    scores.add,
    rounds.add,
    what_if.add,
    clock.add,
    imports.add,
    reference.add,
    sealing.add,
    ledger.add,
    verifying.add,
    mail.add,
    mining.add,
    dump.add,
    backups.add,
)
for add in ADD:
    add(cli)


def main() -> None:
    """The entry point ``chumchon``."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8")
    set_up()
    cli(prog_name="chumchon")
