"""Importing a household list from a file, or rehearsing it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from engine.bilingual import Text
from engine.calendar import parse_date
from engine.refusal import BadInput
from engine.unreadable import Unreadable
from web.cli.desk import Desk, answers, pass_desk
from web.cli.printing import bar, say, say_json, say_table
from web.filling.importing import import_filled
from web.filling.sheet import Ground
from web.filling.sheets import SHEETS
from web.filling.sheets import template as blank
from web.imports.findings_sheet import write_findings
from web.imports.options import Options
from web.imports.report import report_shown
from web.imports.run import import_households

COUNTED = {
    "create": Text("สร้างใหม่", "created"),
    "merge": Text("รวมกับแถวก่อนหน้าในรายชื่อ", "merged into an earlier row"),
    "complete": Text("เติมครัวเรือนที่บันทึกไว้แล้ว", "added to a household on record"),
    "unchanged": Text("ไม่มีอะไรใหม่", "unchanged"),
    "refuse": Text("ไม่สร้าง", "refused"),
    "doubtful": Text("น่าสงสัย", "doubtful"),
}

FILLED = {
    "record": Text("บันทึกใหม่", "recorded"),
    "unchanged": Text("มีอยู่แล้ว", "on record already"),
    "empty": Text("ไม่ได้กรอก", "not filled in"),
    "refuse": Text("ไม่นำเข้า", "refused"),
}


@click.group("import")
def importing() -> None:
    """นำเข้าข้อมูล · Import from files."""


@importing.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--program", required=True, help="The community program the households belong to.")
@click.option("--by", required=True, envvar="CHUMCHON_BY", help="Who imports ($CHUMCHON_BY).")
@click.option("--source", type=click.Choice(["tpmap", "survey"]), help="What the list stands for.")
@click.option("--on", help="The day the list was made: 2020-11-01, 1/11/2563; today if left out.")
@click.option("--dry-run", is_flag=True, help="Rehearse: say what would happen, record nothing.")
@click.option("--blank-means", type=click.Choice(["not_assessed", "passes", "fails"]), default="not_assessed")
@click.option("--mark-means", type=click.Choice(["ask", "passes", "fails"]), default="ask")
@click.option("--column", "columns", multiple=True, metavar="NAME=HEADER", help="Read the column HEADER as NAME.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the findings to an .xlsx file.")
@answers
@pass_desk
def households(
    desk: Desk,
    file: Path,
    program: str,
    by: str,
    source: Any,
    on: str | None,
    dry_run: bool,
    blank_means: Any,
    mark_means: Any,
    columns: tuple[str, ...],
    report: Path | None,
    as_json: bool,
    lang: str,
) -> None:
    """นำเข้ารายชื่อครัวเรือน · Import a household list (.xlsx, .csv)."""
    options = Options(blank_means=blank_means, mark_means=mark_means, columns=dict(map(_column, columns)))
    with bar(file.name) as progress:
        done = import_households(
            desk.casework,
            file,
            file.name,
            program=program,
            by=by,
            source=source,
            on=_day(on),
            options=options,
            dry_run=dry_run,
            progress=progress,
        )
    if report is not None:
        report.write_bytes(write_findings(done.findings, lang))
    if as_json:
        return say_json(report_shown(done))
    if dry_run:
        say("ซ้อมนำเข้า ไม่มีการบันทึก" if lang == "th" else "A rehearsal: nothing was recorded")
    say_table(
        (Text("ผล", "Result"), Text("แถว", "Rows")), [(COUNTED[k][lang], n) for k, n in done.counts.items()], lang
    )
    headers = (Text("แถว", "Row"), Text("คอลัมน์", "Column"), Text("เหตุผล", "Reason"))
    say_table(headers, [(f.row, f.column, f.reason[lang]) for f in done.findings], lang)


SHEET = click.argument("sheet", type=click.Choice(tuple(SHEETS)))
CASE = click.option("--case", required=True, help="The community program, or the mission year.")


@importing.command()
@SHEET
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@CASE
@click.option("--lang", type=click.Choice(["th", "en"]), default="th", help="Language of the headings.")
@pass_desk
def template(desk: Desk, /, sheet: str, file: Path, case: str, lang: str) -> None:
    """แบบฟอร์มสำหรับกรอก · Write a sheet to be filled in to an .xlsx file."""
    with desk.casework.reading() as reader:
        reader.open_file(SHEETS[sheet].about.name, case)
        file.write_bytes(blank(SHEETS[sheet], Ground(reader, None, case), lang))
    say(str(file))


@importing.command()
@SHEET
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@CASE
@click.option("--by", required=True, envvar="CHUMCHON_BY", help="Who imports ($CHUMCHON_BY).")
@click.option("--dry-run", is_flag=True, help="Rehearse: say what would happen, record nothing.")
@answers
@pass_desk
def sheet(desk: Desk, /, sheet: str, file: Path, case: str, by: str, dry_run: bool, as_json: bool, lang: str) -> None:
    """นำเข้าแบบฟอร์มที่กรอกแล้ว · Record what the rows of a filled sheet say."""
    done = import_filled(desk.casework, SHEETS[sheet], case, file.read_bytes(), file.name, by=by, dry_run=dry_run)
    if as_json:
        return say_json(done.shown())
    if dry_run:
        say("ซ้อมนำเข้า ไม่มีการบันทึก" if lang == "th" else "A rehearsal: nothing was recorded")
    say_table((Text("ผล", "Result"), Text("แถว", "Rows")), [(FILLED[k][lang], n) for k, n in done.counts.items()], lang)
    findings = [(f.row, f.column, f.reason[lang]) for row in done.rows for f in row.findings]
    say_table((Text("แถว", "Row"), Text("คอลัมน์", "Column"), Text("เหตุผล", "Reason")), findings, lang)


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else parse_date(text)
    except Unreadable as why:
        raise BadInput("on", why.text.th, why.text.en) from None


def _column(pair: str) -> tuple[str, str]:
    """Header -> field, from NAME=HEADER."""
    name, equals, header = pair.partition("=")
    if not equals:
        raise BadInput("column", "เขียนเป็น NAME=HEADER", "write NAME=HEADER")
    return header, name
