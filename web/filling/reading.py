"""Reads the rows of a filled sheet: what each asks for, or what is wrong with it, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.unreadable import Unreadable
from web.filling.sheet import Asks, Field, FillSheet, Ground
from web.imports.cells import says_nothing
from web.imports.findings import RowFinding
from web.imports.headings import Headed, find_headings
from web.imports.options import Options
from web.imports.reading import sheets_of
from web.imports.sheets import Row


class ReadRow(NamedTuple):
    """One row: what it asks for; nothing, with findings or because nothing is filled in."""

    number: int
    asks: Asks | None
    findings: tuple[RowFinding, ...]


class Reading(NamedTuple):
    """All rows, and the heading under which each field stands."""

    rows: list[ReadRow]
    headings: Mapping[str, str]


def read_filled(sheet: FillSheet, ground: Ground, content: bytes, filename: str) -> Reading:
    """Every row below the headings. Raises FileRefused for a file without the columns of the sheet."""
    fields = sheet.fields(ground)
    needed = [name for name, field in fields.items() if field.needed]
    found = find_headings(sheets_of(content, filename, Options()), {n: f.label for n, f in fields.items()}, needed)
    rows = [_read(sheet, ground, fields, found, row) for row in found.rows]
    return Reading(rows, {name: str(found.header.cells[place]) for name, place in found.places.items()})


def _read(sheet: FillSheet, ground: Ground, fields: Mapping[str, Field], found: Headed, row: Row) -> ReadRow:
    filled = {name for name, place in found.places.items() if not says_nothing(row.cell(place))}
    if all(fields[name].names_row for name in filled):
        return ReadRow(row.number, None, ())
    values, findings = dict[str, Any](), list[RowFinding]()
    for name, place in found.places.items():
        field = fields[name]
        try:
            if name not in filled:
                if field.needed:
                    raise Unreadable("blank", "ต้องระบุ", "is required")
            elif field.read is not None:
                values[name] = field.read(row.cell(place))
        except Unreadable as error:
            findings.append(found.finding(row, place, error.code, error.text))
    if findings:
        return ReadRow(row.number, None, tuple(findings))
    try:
        return ReadRow(row.number, sheet.asks(ground, values), ())
    except Unreadable as error:
        place = min(found.places.values())
        return ReadRow(row.number, None, (found.finding(row, place, error.code, error.text),))
