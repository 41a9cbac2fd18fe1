"""The reference data from the command line: a table as of a day, as a spreadsheet, and imported from one."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import click

from aggregates.reference import REFERENCE, REFERENCE_CASE
from engine.bilingual import Text
from projections.as_of import as_known
from web.cli.dates import days
from web.cli.desk import Desk, answers, pass_desk
from web.cli.printing import say, say_json, say_table
from web.reference.importing import Given, ImportedRow, import_table
from web.reference.tables import TABLES
from web.reference.template import template
from web.reference.words import headers, said
from web.showing import shown

TABLE = click.argument("table", type=click.Choice(tuple(TABLES)))
COUNTED = {
    "new": Text("เพิ่ม", "new"),
    "changed": Text("เปลี่ยน", "changed"),
    "unchanged": Text("เหมือนเดิม", "unchanged"),
    "refused": Text("ไม่นำเข้า", "refused"),
}


@click.group()
def reference() -> None:
    """ข้อมูลอ้างอิง · Zones, provinces, poverty lines, excluded areas, agencies."""


@reference.command()
@TABLE
@click.option("--on", help="As of this day; today if left out.")
@answers
@pass_desk
def show(desk: Desk, /, table: str, on: str | None, as_json: bool, lang: str) -> None:
    """แสดงตาราง · A table as of a day."""
    found = TABLES[table]
    with desk.casework.reading() as reader:
        then = as_known(reader, days({"on": on}).get("on"), None)
        state = then.state(REFERENCE, REFERENCE_CASE)
        rows = list(found.rows(state, then))
    if as_json:
        return say_json([shown(row) for row in rows])
    cells = [[text and text[lang] for text in (said(row, field, state) for field in found.fields)] for row in rows]
    say_table(tuple(headers(found).values()), [tuple(row) for row in cells], lang)


@reference.command("template")
@TABLE
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--lang", type=click.Choice(["th", "en"]), default="th", help="Language of the headers.")
@pass_desk
def as_spreadsheet(desk: Desk, /, table: str, file: Path, lang: str) -> None:
    """ดาวน์โหลดเป็น Excel · Write the table as it stands to an .xlsx file, to be changed and imported."""
    found = TABLES[table]
    with desk.casework.reading() as reader:
        state = reader.state(REFERENCE, REFERENCE_CASE)
        file.write_bytes(template(found, found.rows(state, reader), state, lang))
    say(str(file))


@reference.command("import")
@TABLE
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--by", required=True, envvar="CHUMCHON_BY", help="Who imports ($CHUMCHON_BY).")
@click.option("--on", help="From which day on the rows count; today if left out.")
@click.option("--because", help="The reason; needed where rows change.")
@click.option("--dry-run", is_flag=True, help="Only say what would be recorded.")
@answers
@pass_desk
def import_file(
    desk: Desk,
    /,
    table: str,
    file: Path,
    by: str,
    on: str | None,
    because: str | None,
    dry_run: bool,
    as_json: bool,
    lang: str,
) -> None:
    """นำเข้าจาก Excel · Record the rows of a file that differ from those that stand."""
    given = Given(by, secrets.token_hex(16), days({"on": on}).get("on"), because)
    report = import_table(desk.casework, TABLES[table], file.read_bytes(), file.name, given, dry_run=dry_run)
    if as_json:
        return say_json({"dry_run": report.dry_run, "counts": report.counts, "rows": [_row(r) for r in report.rows]})
    for row in report.rows:
        for finding in row.findings:
            say(f"{row.number}: {finding.column} {finding.reason[lang]}")
    say(", ".join(f"{COUNTED[action][lang]} {count:,}" for action, count in report.counts.items()))


def _row(row: ImportedRow) -> dict[str, Any]:
    findings = [{"column": f.column, "th": f.reason.th, "en": f.reason.en} for f in row.findings]
    return {"row": row.number, "action": row.action, "says": shown(row.row), "findings": findings}
