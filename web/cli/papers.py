"""Documents as PDF files: ``chumchon print family-folder CASE -o folder.pdf``; that it was taken is recorded."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import click

from web.access import Person
from web.cli.dates import days
from web.cli.desk import Desk, acting, pass_desk
from web.cli.printing import say
from web.papers.document import copy_of
from web.papers.imprint import paper
from web.papers.pen import Pen
from web.papers.press import press
from web.papers.registry import DOCUMENTS
from web.read_log import Look
from web.showing import Opens
from web.wiring import open_read_log

PERSONAL = ("everything",)
"""What the read log says was opened."""


class Holder(NamedTuple):
    """The eyes of the holder of the data folder."""

    vault: Opens | None
    person: Person | None = None

    def opens(self, kind: str, case: str) -> Opens | None:
        return self.vault


@click.command("print")
@click.argument("document", type=click.Choice(tuple(DOCUMENTS)))
@click.argument("case")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The PDF file.")
@click.option("--lang", type=click.Choice(["th", "en"]), default="th", help="Language of the paper.")
@click.option("--digits", type=click.Choice(["arabic", "thai"]), default="arabic", help="Digits of a Thai paper.")
@click.option("--on", help="As of this field date; today if left out.")
@click.option("--known", help="As known at the end of this day, or at this ledger size.")
@click.option("--of", type=click.IntRange(1), help="Of which fact, by its version: which meeting.")
@click.option("--personal", is_flag=True, help="With names and other personal data.")
@acting
@pass_desk
def print_paper(
    desk: Desk,
    /,
    document: str,
    case: str,
    output: Path,
    lang: str,
    digits: str,
    of: int | None,
    personal: bool,
    by: str,
    **moment: str | None,
) -> None:
    """พิมพ์เอกสารเป็น PDF · A DOCUMENT of a CASE as PDF."""
    found = DOCUMENTS[document]
    with desk.casework.reading() as reader:
        copy = copy_of(reader, Holder(desk.vault(personal)), Pen(lang, digits == "thai"), of=of, **days(moment))
        made = paper(found, copy, case, desk.casework.ledger, by)
    pdf = press(found.template, made)
    # Taken away only once it is noted.
    log = open_read_log(desk.data)
    fields = PERSONAL if personal else ()
    kind = desk.casework.kind_of(case).name
    log.write([Look(by=by, roles=(), act=f"chumchon print {document}", kind=kind, subject=case, fields=fields)])
    log.close()
    output.write_bytes(pdf)
    say(str(output))
