"""Finds the header below a sheet's titles, and which column holds which field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from engine.bilingual import Text
from engine.thai import canonical
from web.imports.findings import RowFinding, Severity
from web.imports.sheets import Cell, FileRefused, Row, Sheet, shown
from web.imports.spellings import FIELD_OF_HEADER, header_key

Kind = Literal["list", "member"]

_ROWS_SEARCHED = 30
_FEWEST_FIELDS = 3


class Column(NamedTuple):
    """One column of a sheet: its letter, its header, and the field it was read as (None: not read)."""

    letter: str
    header: str
    field: str | None


@dataclass(frozen=True, repr=False)
class Table:
    """The part of a sheet below its header."""

    sheet: Sheet
    header: Row
    columns: tuple[Column, ...]
    places: Mapping[str, int]
    """field -> its column, counted from 0"""

    @property
    def rows(self) -> Iterator[Row]:
        """The rows below the header in which some known column, other than the sequence number, is filled."""
        places = [place for field, place in self.places.items() if field != "sequence"]
        for row in self.sheet.rows:
            if row.number > self.header.number and any(str(row.cell(place)).strip() for place in places):
                yield row

    def cell(self, row: Row, field: str) -> Cell:
        """The row's cell of a field; empty when the table has no such column."""
        return row.cell(self.places[field]) if field in self.places else ""

    def finding(self, row: Row, field: str, severity: Severity, code: str, reason: Text) -> RowFinding:
        """A finding about the row's cell of a field; about the whole row when there is no such column."""
        known = field in self.places
        return RowFinding(
            sheet=self.sheet.name,
            row=row.number,
            column=self.columns[self.places[field]].header if known else "",
            cell=shown(self.cell(row, field)),
            severity=severity,
            code=code,
            reason=reason,
        )


def count_fields(sheet: Sheet, kind: Kind, overrides: Mapping[str, str]) -> int:
    """How many fields of this kind of table the sheet's likeliest header names."""
    return max((_count(row, kind, overrides) for row in sheet.rows[:_ROWS_SEARCHED]), default=0)


def read_table(sheet: Sheet, kind: Kind, overrides: Mapping[str, str]) -> Table:
    """The sheet's table, under the row of the first 30 that names the most fields.

    Raises FileRefused when no row names three, or two columns stand for the same field.
    """
    header = max(sheet.rows[:_ROWS_SEARCHED], key=lambda row: _count(row, kind, overrides), default=None)
    if header is None or _count(header, kind, overrides) < _FEWEST_FIELDS:
        raise FileRefused(
            "no_header",
            "ไม่พบแถวหัวตารางใน 30 แถวแรก ต้องมีอย่างน้อยสามคอลัมน์ที่รู้จัก เช่น รหัสบ้าน ชื่อ-สกุล บ้านเลขที่",
            "no header in the first 30 rows; at least three known columns are needed, such as "
            "house code, name, house number",
        )
    places: dict[str, int] = {}
    columns = []
    for place, (cell, field) in enumerate(zip(header.cells, _fields(header, kind, overrides), strict=True)):
        columns.append(Column(column_letter(place), canonical(str(cell)), field))
        if field in places:
            one, other = columns[places[field]], columns[place]
            raise FileRefused(
                "duplicate_columns",
                f"คอลัมน์ {one.letter} ({one.header}) และ {other.letter} ({other.header}) หมายถึงข้อมูลเดียวกัน",
                f"columns {one.letter} ({one.header}) and {other.letter} ({other.header}) mean the same; "
                "rename one or say what each holds",
            )
        if field:
            places[field] = place
    return Table(sheet, header, tuple(columns), places)


def column_letter(place: int) -> str:
    """A column's name in a spreadsheet: 0 is A, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def _fields(row: Row, kind: Kind, overrides: Mapping[str, str]) -> list[str | None]:
    known = FIELD_OF_HEADER[kind]
    chosen = {header_key(header): field for header, field in overrides.items()}
    if strange := set(chosen.values()) - set(known.values()) - {""}:
        raise FileRefused(
            "unknown_field",
            f"ไม่รู้จักข้อมูลชื่อ {min(strange)}",
            f"there is no field {min(strange)}; the fields are {', '.join(sorted(set(known.values())))}",
        )
    keys = [header_key(str(cell)) if cell != "" else "" for cell in row.cells]
    return [(chosen[key] or None) if key in chosen else known.get(key) for key in keys]


def _count(row: Row, kind: Kind, overrides: Mapping[str, str]) -> int:
    return len(set(_fields(row, kind, overrides)) - {None, "sequence"})
