"""The data for analysis from the command line."""

from __future__ import annotations

from pathlib import Path

import click

from engine.bilingual import Text
from web.cli.desk import Desk, answers, pass_desk
from web.cli.printing import say_json, say_table
from web.read_log import Look
from web.wiring import open_read_log


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--by", required=True, envvar="CHUMCHON_BY", help="Who takes it away ($CHUMCHON_BY).")
@click.option("--as", "form", type=click.Choice(("csv", "parquet")), default="csv", help="The form of its tables.")
@answers
@pass_desk
def dump(desk: Desk, /, folder: Path, by: str, form: str, as_json: bool, lang: str) -> None:
    """ข้อมูลเพื่อการวิเคราะห์ · Write ledger and read rows to a FOLDER with a dictionary; no person in them."""
    # The dictionary comes from the handbook, which loads the web framework: only this command waits for that.
    from web.dump.writing import write_dump

    # Taken away only once it is noted.
    log = open_read_log(desk.data)
    log.write([Look(by=by, roles=(), act="chumchon dump", kind="dump", subject="ALL", fields=())])
    log.close()
    with desk.casework.read_only(lambda: by), desk.casework.reading() as reader:
        written = write_dump(folder, reader, form)
    if as_json:
        return say_json([one._asdict() for one in written])
    say_table((Text("แฟ้ม", "File"), Text("แถว", "Rows")), written, lang)
