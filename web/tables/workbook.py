"""Writes tables as an .xlsx workbook, row by row: what was written takes no memory any more, however long the table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from tempfile import TemporaryDirectory
from typing import IO, Any

import xlsxwriter

from engine.bilingual import Text
from engine.refusal import BadInput
from web.tables.quick_sheet import IN_MEMORY, QuickSheet, Shaped
from web.tables.table import Cell, Table, inert

MOST_ROWS = 1_048_000
"""Rows a sheet holds in every program that reads .xlsx, with some left for the head."""
LONGEST = 32_000
"""Signs a cell holds."""
NARROWEST, WIDEST = 8, 60
MEASURED = 1_000
"""So many rows say how wide a column is."""
DAYS: Mapping[str, str] = {"th": "[$-107041E]d mmm yyyy", "en": "[$-409]d mmm yyyy"}
"""How real dates are shown: to Thai readers in the Buddhist calendar (7) of the Thai locale (041E)."""
A4 = 9
EPOCH = date(1899, 12, 30).toordinal()
"""The day before the first, by the count of every spreadsheet."""


def write_workbook(
    file: IO[bytes], tables: Iterable[Table], lang: str, *, head: Sequence[Text] = (), made: datetime | None = None
) -> None:
    """One sheet a table, its headers frozen and filterable under the lines of ``head``; text is written as text.

    Raises BadInput for a table longer than a sheet.
    """
    # What is being written may name people: the folder is its owner's alone and is gone when the workbook is done.
    with TemporaryDirectory(prefix="chumchon-") as folder:
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_urls": False}
        with xlsxwriter.Workbook(file, options) as workbook:
            if made is not None:
                workbook.set_properties({"created": made.replace(tzinfo=None)})
            formats, names = _formats(workbook, lang), list[str]()
            for table in tables:
                names.append(_sheet_name(table.title[lang], names))
                _Sheet(workbook.add_worksheet(names[-1], QuickSheet), formats, lang).write(table, head)


class _Sheet:
    def __init__(self, sheet: Any, formats: Mapping[str, Any], lang: str) -> None:
        self._sheet, self._formats, self._lang, self._text = sheet, formats, lang, formats["text"]
        # By type as well, since 1 equals 1.00.
        self._shaped = lru_cache(maxsize=IN_MEMORY, typed=True)(self._shape)

    def write(self, table: Table, head: Sequence[Text]) -> None:
        if table.total > MOST_ROWS:
            raise BadInput(
                "as", f"เกิน {MOST_ROWS:,} แถว ให้กรองให้แคบลง", f"more than {MOST_ROWS:,} rows: narrow the filters"
            )
        sheet, formats, last = self._sheet, self._formats, max(0, len(table.columns) - 1)
        lines = [_counted(table), *head] if head else []
        for row, said in enumerate(lines):
            sheet.write_line(row, [(inert(said[self._lang]), formats["quiet" if row else "title"])])
        top = len(lines) + bool(lines)
        labels = [column[self._lang] for column in table.columns]
        sheet.write_line(top, [(label, formats["header"]) for label in labels])
        written, widths = top, [len(label) for label in labels]
        for written, cells in enumerate(table.rows, top + 1):
            line = [self._shaped(cell) for cell in cells]
            if written <= top + MEASURED:
                widths = [max(width, self._width(cell)) for width, cell in zip(widths, line, strict=True)]
            sheet.write_line(written, line)
        assert written - top == table.total, f"{table.title.en}: {written - top} rows instead of {table.total}"
        for place, width in enumerate(widths):
            sheet.set_column(place, place, min(max(width + 2, NARROWEST), WIDEST))
        sheet.freeze_panes(top + 1, 0)
        sheet.autofilter(top, 0, max(written, top), last)
        sheet.repeat_rows(top)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)

    def _shape(self, cell: Cell) -> Shaped:
        if cell is None:
            return None
        if isinstance(cell, Text):
            cell = cell[self._lang]
        if isinstance(cell, str):
            return inert(cell[:LONGEST]), self._text
        if isinstance(cell, int):
            return cell, self._formats["whole"]
        if isinstance(cell, datetime):
            return _serial(cell) + _of_day(cell), self._formats["moment"]
        if isinstance(cell, date):
            return _serial(cell), self._formats["day"]
        return float(cell), self._formats["exact"]

    def _width(self, cell: Shaped) -> int:
        if cell is None:
            return 0
        value, form = cell
        return len(value) if isinstance(value, str) else 18 if form is self._formats["moment"] else 12


def _serial(day: date) -> int:
    """A day as spreadsheets count it."""
    return day.toordinal() - EPOCH


def _of_day(moment: datetime) -> float:
    return (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86_400


def _formats(workbook: Any, lang: str) -> dict[str, Any]:
    top = {"valign": "top"}
    wanted = {
        "title": {"bold": True, "font_size": 14},
        "quiet": {"font_color": "#555555"},
        "header": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#EEF1F4"},
        "text": {**top, "text_wrap": True},
        "whole": {**top, "num_format": "#,##0"},
        "exact": {**top, "num_format": "#,##0.00"},
        "day": {**top, "num_format": DAYS[lang], "align": "left"},
        "moment": {**top, "num_format": f"{DAYS[lang]} hh:mm", "align": "left"},
    }
    return {name: workbook.add_format(properties) for name, properties in wanted.items()}


def _counted(table: Table) -> Text:
    title, total = table.title, f"{table.total:,}"
    return Text(f"{title.th} ({total} แถว)", f"{title.en} ({total} {'row' if table.total == 1 else 'rows'})")


def _sheet_name(title: str, taken: Sequence[str]) -> str:
    """The title as a sheet may be called: 31 signs, none of those with a meaning, each name once."""
    plain = "".join(" " if sign in "[]:*?/\\" else sign for sign in title).strip("' ")[:31] or "1"
    number = 1
    name = plain
    while name.lower() in (other.lower() for other in taken):
        number += 1
        name = f"{plain[: 30 - len(str(number))]} {number}"
    return name
