"""Finds a table by its headings in a spreadsheet, under whatever stands above it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from engine.bilingual import Text
from web.imports.findings import RowFinding
from web.imports.sheets import FileRefused, Row, Sheet, shown
from web.imports.spellings import header_key

ROWS_SEARCHED = 30


class Headed(NamedTuple):
    """A sheet, the row of its headings, and in which column each field stands."""

    sheet: Sheet
    header: Row
    places: Mapping[str, int]

    @property
    def rows(self) -> Iterable[Row]:
        """The rows below the headings."""
        return (row for row in self.sheet.rows if row.number > self.header.number)

    def finding(self, row: Row, place: int, code: str, reason: Text) -> RowFinding:
        """Why a cell can't be taken."""
        return RowFinding(
            sheet=self.sheet.name,
            row=row.number,
            column=shown(self.header.cells[place]),
            cell=shown(row.cell(place)),
            severity="refused",
            code=code,
            reason=reason,
        )


def find_headings(sheets: Iterable[Sheet], labels: Mapping[str, Text], needed: Sequence[str]) -> Headed:
    """The sheet and row that name the most fields, in either language or by their codes.

    Raises FileRefused, naming the ``needed`` ones that are missing.
    """
    known = {header_key(name): field for field, said in labels.items() for name in (said.th, said.en, field)}
    best = max(
        (Headed(sheet, row, _places(row, known)) for sheet in sheets for row in sheet.rows[:ROWS_SEARCHED]),
        key=lambda one: len(one.places),
        default=None,
    )
    missing = [labels[name] for name in needed if best is None or name not in best.places]
    if best is None or missing:
        th, en = ", ".join(one.th for one in missing), ", ".join(one.en for one in missing)
        raise FileRefused("no_columns", f"ไม่พบคอลัมน์ {th}", f"these columns are missing: {en}")
    return best


def _places(row: Row, known: Mapping[str, str]) -> dict[str, int]:
    fields = ((place, known.get(header_key(shown(cell)))) for place, cell in enumerate(row.cells))
    return {field: place for place, field in reversed(list(fields)) if field is not None}
