"""Reads the rows of a table of reference data from a spreadsheet, cell by cell, with what is wrong where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, get_type_hints

import msgspec

from aggregates.reference import Reference
from aggregates.reference_facts import Province
from engine.bilingual import Text
from engine.thai import parse_number, search_key
from engine.unreadable import Unreadable
from web.imports.cells import is_blank, text
from web.imports.findings import RowFinding
from web.imports.options import Options
from web.imports.reading import sheets_of
from web.imports.sheets import Cell, FileRefused, Row, Sheet, shown
from web.imports.spellings import header_key
from web.reference.tables import ReferenceTable
from web.reference.words import codes, headers, province_names

ROWS_SEARCHED = 30


class ReadRow(NamedTuple):
    """One row: what it says, or why it says nothing."""

    number: int
    row: msgspec.Struct | None
    findings: tuple[RowFinding, ...]


def read_rows(table: ReferenceTable, content: bytes, filename: str, reference: Reference) -> list[ReadRow]:
    """Every row below the header. Raises FileRefused for a file without the columns of the table."""
    sheet, header, places = _found(table, sheets_of(content, filename, Options()))
    reading = _Reading(table, sheet, header, places, reference)
    return [reading.row(row) for row in sheet.rows if row.number > header.number]


def _found(table: ReferenceTable, sheets: list[Sheet]) -> tuple[Sheet, Row, Mapping[str, int]]:
    """The sheet and row that name the most columns of the table. Raises FileRefused, naming those that are missing."""
    known = {header_key(name): field for field, said in headers(table).items() for name in (said.th, said.en, field)}
    best = max(
        ((sheet, row, _places(row, known)) for sheet in sheets for row in sheet.rows[:ROWS_SEARCHED]),
        key=lambda one: len(one[2]),
        default=None,
    )
    needed = [f.name for f in msgspec.structs.fields(table.row) if f.required]
    missing = [headers(table)[name] for name in needed if best is None or name not in best[2]]
    if best is None or missing:
        th, en = ", ".join(one.th for one in missing), ", ".join(one.en for one in missing)
        raise FileRefused("no_columns", f"ไม่พบคอลัมน์ {th}", f"these columns are missing: {en}")
    return best


def _places(row: Row, known: Mapping[str, str]) -> dict[str, int]:
    fields = ((place, known.get(header_key(shown(cell)))) for place, cell in enumerate(row.cells))
    return {field: place for place, field in reversed(list(fields)) if field is not None}


class _Reading:
    def __init__(
        self, table: ReferenceTable, sheet: Sheet, header: Row, places: Mapping[str, int], reference: Reference
    ) -> None:
        self._table, self._sheet, self._header, self._places = table, sheet, header, places
        self._types = get_type_hints(table.row)
        self._needed = {f.name: f.required for f in msgspec.structs.fields(table.row)}
        self._provinces = {
            search_key(name): code
            for code, said in province_names(reference).items()
            for name in (code, said.th, f"จังหวัด{said.th}", f"จ.{said.th}", said.en)
        }

    def row(self, row: Row) -> ReadRow:
        values, findings = dict[str, Any](), list[RowFinding]()
        # In the order of the fields: what an area is depends on the level of area before it.
        for field, place in ((name, self._places[name]) for name in self._table.fields if name in self._places):
            try:
                value = self._value(field, row.cell(place), values)
            except Unreadable as error:
                findings.append(self._finding(row, place, error))
                continue
            if value is not None:
                values[field] = value
        if findings:
            return ReadRow(row.number, None, tuple(findings))
        return ReadRow(row.number, self._table.row(**values), ())

    def _value(self, field: str, cell: Cell, values: Mapping[str, Any]) -> Any:
        """Raises Unreadable."""
        if is_blank(cell):
            if self._needed[field]:
                raise Unreadable("blank", "ต้องระบุ", "is required")
            return None
        written, listed = text(cell), codes(self._table.row, field)
        if listed:
            return _coded(written, listed)
        if self._types[field] in (int, int | None):
            number = parse_number(written)
            if number != int(number):
                raise Unreadable("not_whole", "ต้องเป็นจำนวนเต็ม", "must be a whole number")
            return int(number)
        if field == "province" or (field == "area" and values.get("area_kind") == "province"):
            return self._province(written)
        if field == "area" and values.get("area_kind") == "region":
            return _coded(written, codes(Province, "region"))
        return written

    def _province(self, written: str) -> str:
        code = self._provinces.get(search_key(written))
        if code is None:
            raise Unreadable("no_province", "ไม่มีจังหวัดนี้ในข้อมูลอ้างอิง", "is no province of the reference data")
        return code

    def _finding(self, row: Row, place: int, error: Unreadable) -> RowFinding:
        return RowFinding(
            sheet=self._sheet.name,
            row=row.number,
            column=shown(self._header.cells[place]),
            cell=shown(row.cell(place)),
            severity="refused",
            code=error.code,
            reason=error.text,
        )


def _coded(written: str, listed: Mapping[str, Text]) -> str:
    for code, said in listed.items():
        if search_key(written) in (search_key(code), search_key(said.th), search_key(said.en)):
            return code
    th, en = ", ".join(one.th for one in listed.values()), ", ".join(one.en for one in listed.values())
    raise Unreadable("not_listed", f"ต้องเป็น: {th}", f"must be one of: {en}")
