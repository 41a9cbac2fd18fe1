"""Writes a table as CSV that spreadsheets open as UTF-8: headers and rows, no cell a formula."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import IO

from engine.calendar import show_date
from web.tables.table import Cell, Table, inert


def write_csv(file: IO[bytes], table: Table, lang: str) -> None:
    """In one language; numbers without commas, dates as its readers write them."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([column[lang] for column in table.columns])
    writer.writerows([_written(cell, lang) for cell in row] for row in table.rows)
    text.flush()
    text.detach()


def _written(cell: Cell, lang: str) -> str | int | Decimal:
    match cell:
        case None:
            return ""
        case int() | Decimal():
            return cell
        case datetime():
            return f"{show_date(cell.date(), lang)} {cell:%H:%M}"
        case date():
            return show_date(cell, lang)
        case str():
            return inert(cell)
    return inert(cell[lang])
