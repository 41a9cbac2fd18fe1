"""Reads a household list from a file: the dry run of an import, with nothing recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from web.imports.delimited import read_csv
from web.imports.findings import RowFinding
from web.imports.household import Household
from web.imports.joining import join
from web.imports.members import Members
from web.imports.merging import ListedRow, Verdict, merge
from web.imports.options import Options
from web.imports.rows import read_row
from web.imports.sheets import FileRefused, Sheet
from web.imports.table import Column, Table, count_fields, read_table
from web.imports.workbook import read_xlsx


@dataclass(frozen=True, repr=False)
class ListReading:
    """What a list holds, row by row, and everything doubtful about it."""

    filename: str
    sheet: str
    columns: tuple[Column, ...]
    member_sheet: str | None
    member_columns: tuple[Column, ...]
    unread_sheets: tuple[str, ...]
    """Visible sheets that are neither the list nor its members."""
    rows: tuple[ListedRow, ...]
    member_findings: tuple[RowFinding, ...]

    @property
    def households(self) -> tuple[Household, ...]:
        """The households to create, each with what its later rows add."""
        return tuple(row.household for row in self.rows_to("create") if row.household)

    @property
    def findings(self) -> tuple[RowFinding, ...]:
        """Every finding: those of the list in the order of its rows, then those of the members."""
        return tuple(finding for row in self.rows for finding in row.findings) + self.member_findings

    def rows_to(self, verdict: Verdict) -> tuple[ListedRow, ...]:
        """The rows with this verdict."""
        return tuple(row for row in self.rows if row.verdict == verdict)


def read_list(
    source: Path | bytes, filename: str, dimensions: Sequence[str], options: Options | None = None
) -> ListReading:
    """The households of an .xlsx or .csv file. The file's name tells the kind; its content must agree.

    ``dimensions`` are the codes of the rule set's, each looked for in a column of its own (H2).

    Raises FileRefused, with one reason, for a file that can't be read as a list at all. Anything less is a
    finding on its row and stops no other row.
    """
    options = options or Options()
    sheets = sheets_of(source, filename, options)
    table, member_table = _tables(sheets, options)
    rows = [read_row(table, row, dimensions, options) for row in table.rows]
    member_findings: list[RowFinding] = []
    if member_table:
        codes = {read.household.house_code for read in rows if read.household and read.household.house_code}
        members = Members(member_table, codes)
        rows = [join(table, read, members) for read in rows]
        member_findings = members.findings
    read_sheets = {each.sheet.name for each in (table, member_table) if each}
    return ListReading(
        filename=filename,
        sheet=table.sheet.name,
        columns=table.columns,
        member_sheet=member_table.sheet.name if member_table else None,
        member_columns=member_table.columns if member_table else (),
        unread_sheets=tuple(sheet.name for sheet in sheets if sheet.rows and sheet.name not in read_sheets),
        rows=merge(table, rows),
        member_findings=tuple(member_findings),
    )


def sheets_of(source: Path | bytes, filename: str, options: Options) -> list[Sheet]:
    """The sheets of an .xlsx or .csv file. Raises FileRefused."""
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > options.max_bytes:
        limit = options.max_bytes // (1024 * 1024)
        raise FileRefused("too_large", f"ไฟล์ใหญ่เกิน {limit} MB", f"the file is larger than {limit} MB")
    data = source if isinstance(source, bytes) else source.read_bytes()
    match PurePath(filename).suffix.lower():
        case ".xlsx":
            return read_xlsx(data, options.max_rows)
        case ".csv":
            return [read_csv(data, filename, options.max_rows)]
    raise FileRefused(
        "wrong_kind", "รับเฉพาะไฟล์ .xlsx และ .csv", "only .xlsx and .csv files can be read; save the list as one"
    )


def _tables(sheets: list[Sheet], options: Options) -> tuple[Table, Table | None]:
    """The sheet that names the most fields of a list, and the other one that names the most of members."""
    as_list = {sheet.name: count_fields(sheet, "list", options.columns) for sheet in sheets}
    as_members = {sheet.name: count_fields(sheet, "member", options.member_columns) for sheet in sheets}
    lists = [sheet for sheet in sheets if as_list[sheet.name] >= as_members[sheet.name]]
    if options.sheet is not None:
        lists = [sheet for sheet in sheets if sheet.name == options.sheet]
    if not lists:
        raise FileRefused("no_list", "ไม่พบแผ่นที่เป็นรายชื่อครัวเรือน", "no sheet of the file is a list of households")
    chosen = max(lists, key=lambda sheet: as_list[sheet.name])
    table = read_table(chosen, "list", options.columns)
    others = [sheet for sheet in sheets if sheet is not chosen and as_members[sheet.name] > as_list[sheet.name]]
    if not others:
        return table, None
    member_sheet = max(others, key=lambda sheet: as_members[sheet.name])
    members = read_table(member_sheet, "member", options.member_columns)
    return table, members if "house_code" in members.places else None
