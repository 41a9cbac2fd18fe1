"""Reads the rows of a table of reference data from a spreadsheet, cell by cell, with what is wrong where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, get_type_hints

import msgspec

from aggregates.reference import Reference
from aggregates.reference_facts import Province
from engine.thai import parse_number, search_key
from engine.unreadable import Unreadable
from web.imports.cells import is_blank, listed, text
from web.imports.findings import RowFinding
from web.imports.headings import Headed, find_headings
from web.imports.options import Options
from web.imports.reading import sheets_of
from web.imports.sheets import Cell, Row
from web.reference.tables import ReferenceTable
from web.reference.words import codes, headers, province_names


class ReadRow(NamedTuple):
    """One row: what it says, or why it says nothing."""

    number: int
    row: msgspec.Struct | None
    findings: tuple[RowFinding, ...]


def read_rows(table: ReferenceTable, content: bytes, filename: str, reference: Reference) -> list[ReadRow]:
    """Every row below the header. Raises FileRefused for a file without the columns of the table."""
    needed = [field.name for field in msgspec.structs.fields(table.row) if field.required]
    found = find_headings(sheets_of(content, filename, Options()), headers(table), needed)
    reading = _Reading(table, found, reference)
    return [reading.row(row) for row in found.rows]


class _Reading:
    def __init__(self, table: ReferenceTable, found: Headed, reference: Reference) -> None:
        self._table, self._found = table, found
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
        places = self._found.places
        for field, place in ((name, places[name]) for name in self._table.fields if name in places):
            try:
                value = self._value(field, row.cell(place), values)
            except Unreadable as error:
                findings.append(self._found.finding(row, place, error.code, error.text))
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
        written, offered = text(cell), codes(self._table.row, field)
        if offered:
            return listed(written, offered)
        if self._types[field] in (int, int | None):
            number = parse_number(written)
            if number != int(number):
                raise Unreadable("not_whole", "ต้องเป็นจำนวนเต็ม", "must be a whole number")
            return int(number)
        if field == "province" or (field == "area" and values.get("area_kind") == "province"):
            return self._province(written)
        if field == "area" and values.get("area_kind") == "region":
            return listed(written, codes(Province, "region"))
        return written

    def _province(self, written: str) -> str:
        code = self._provinces.get(search_key(written))
        if code is None:
            raise Unreadable("no_province", "ไม่มีจังหวัดนี้ในข้อมูลอ้างอิง", "is no province of the reference data")
        return code
