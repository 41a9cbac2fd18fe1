"""Sheets as rows of cells that keep the row numbers a reader sees in the spreadsheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from engine.unreadable import Unreadable

Cell: TypeAlias = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta

MOST_COLUMNS = 256


def shown(cell: Cell) -> str:
    """The cell as the spreadsheet shows it: a whole number without the ".0" of a stored one."""
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    return str(cell)


class FileRefused(Unreadable):
    """A file can't be read as a household list at all: one reason for the whole file."""


class Row(NamedTuple):
    """One row; ``number`` counts from 1 as the spreadsheet shows it. A blank cell is an empty string."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """The cell of a column counted from 0; rows may be shorter than the header."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, repr=False)
class Sheet:
    """A named sheet without its blank rows."""

    name: str
    rows: tuple[Row, ...]


def filled_rows(rows: Iterable[Sequence[Cell]], max_rows: int) -> tuple[Row, ...]:
    """The rows that hold something, numbered from 1. Raises FileRefused beyond ``max_rows`` or 256 columns."""
    filled: list[Row] = []
    for number, cells in enumerate(rows, 1):
        if all(isinstance(cell, str) and not cell.strip() for cell in cells):
            continue
        if len(filled) == max_rows:
            raise FileRefused(
                "too_many_rows",
                f"มีข้อมูลเกิน {max_rows} แถว ให้แบ่งไฟล์",
                f"more than {max_rows} filled rows; split the file",
            )
        width = max(column for column, cell in enumerate(cells, 1) if cell != "")
        if width > MOST_COLUMNS:
            raise FileRefused(
                "too_many_columns",
                f"แถว {number} มีเกิน {MOST_COLUMNS} คอลัมน์",
                f"row {number} has more than {MOST_COLUMNS} columns",
            )
        filled.append(Row(number, tuple(cells[:width])))
    return tuple(filled)
