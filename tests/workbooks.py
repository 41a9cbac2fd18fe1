"""Reads workbooks back: their sheets cell by cell, and what is said about their cells."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any, NamedTuple

from python_calamine import CalamineWorkbook

Cells = list[list[Any]]


class Sheet(NamedTuple):
    """One sheet as it was taken from a page: the lines at its head, its headings, its rows."""

    head: list[str]
    columns: list[str]
    rows: Cells

    def column(self, name: str) -> list[Any]:
        return [row[self.columns.index(name)] for row in self.rows]


def cells(content: bytes) -> dict[str, Cells]:
    """Sheet -> its rows of cells, the last empty ones left out."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def taken(content: bytes) -> dict[str, Sheet]:
    """The sheets of a workbook taken from a page: three lines, an empty one, headings, rows."""
    found = {}
    for name, rows in cells(content).items():
        assert not any(rows[3]), "an empty line is between the head and the headings"
        found[name] = Sheet([line[0] for line in rows[:3]], rows[4], rows[5:])
    return found


def part(content: bytes, name: str) -> str:
    """A part of the file as it is stored."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return parts.read(name).decode()


def formulas(content: bytes) -> list[str]:
    """Every formula of every sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        return [found for name in sheets for found in re.findall("<f[ >].*?</f>", parts.read(name).decode())]
